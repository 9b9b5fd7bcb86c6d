"""Which results of a survey may be shown, so that nothing shown tells on a few people.

Results are shown for whole divisions of the respondents only: everybody is in one group of each.
Whatever can be worked out from the sums of one division is constant on its groups, so it tells on
a group at least. From two divisions together a difference can be worked out that is zero for all
but some people exactly if taking these people away splits the graph of groups (one node per group
of either division, one edge per crossing with its number of people) into more parts. The fewest
people that can be told on are therefore the smallest cut of that graph (Stoer & Wagner 1997); for
three divisions no such test is known to be quick, so at most two are shown.
"""

from collections.abc import Hashable, Mapping, Sequence

import numpy as np

from steersman.methods.arrays import BoolArray, FloatArray, IntArray

MOST_DIVISIONS = 2
OTHERS = ""
"""Name of the group that small ones are put into."""


def pooled(labels: Sequence[str], threshold: int) -> list[str] | None:
    """Return labels with small groups put together, each group at least as large as the threshold.

    The smallest groups are joined, under one name, until they are enough together.

    Args:
        labels: Group of each respondent.
        threshold: Fewest people of a group.

    Returns:
        None where fewer than two groups would be left.
    """
    names, counts = np.unique(np.array(labels, dtype=object).astype(str), return_counts=True)
    order = np.argsort(counts, kind="stable")
    joined: set[str] = set()
    size = 0
    for place in order:
        if counts[place] >= threshold and (size == 0 or size >= threshold):
            break
        joined.add(str(names[place]))
        size += int(counts[place])
    groups = len(names) - len(joined) + bool(joined)
    if groups < 2 or 0 < size < threshold:
        return None
    return [OTHERS if label in joined else label for label in labels]


def counted_with(counts: Mapping[str, int], threshold: int, rest: str) -> dict[str, str]:
    """Return under which name each group of a division is counted, small ones among the rest.

    If the rest is too small even so, the smallest of the groups left joins it, until it is enough
    or nobody is left.

    Args:
        counts: People by group; groups without any are left out of the outcome.
        threshold: Fewest people of a group.
        rest: Name of the group that small ones are counted among.
    """
    known = {name: count for name, count in counts.items() if count}
    joined = {name for name, count in known.items() if count < threshold}
    apart = sorted(known.keys() - joined - {rest}, key=lambda name: (known[name], name))
    if joined:
        joined |= known.keys() & {rest}
    while joined and apart and sum(known[name] for name in joined) < threshold:
        joined.add(apart.pop(0))
    return {name: rest if name in joined else name for name in known}


def hidden_groups(counts: IntArray, threshold: int) -> BoolArray:
    """Return which groups of a division to hide where the whole is shown beside them.

    What is hidden is the whole less what is shown, so the smallest other groups are hidden too
    until enough are hidden together.

    Args:
        counts: People by group.
        threshold: Fewest people of a group.
    """
    hidden = (counts > 0) & (counts < threshold)
    for place in np.argsort(counts, kind="stable"):
        if not hidden.any() or counts[hidden].sum() >= threshold:
            break
        hidden[place] = counts[place] > 0
    return hidden


def hidden_cells(counts: IntArray, threshold: int) -> BoolArray:
    """Return which crossings of two divisions to hide where both divisions are shown as well.

    The sums of hidden cells in each row and column are known then; from these something about
    fewer people than the threshold follows exactly if they cut the graph of hidden cells into more
    parts, so cells are hidden, the smallest first, until no such cut is left.

    Args:
        counts: People by crossing, shape (rows, columns).
        threshold: Fewest people of a cell.
    """
    rows, columns = counts.shape
    hidden = (counts > 0) & (counts < threshold)
    while True:
        graph = np.zeros((rows + columns, rows + columns), np.int64)
        graph[:rows, rows:] = np.where(hidden, counts, 0)
        graph[rows:, :rows] = graph[:rows, rows:].T
        fewest = _smallest_cut(graph)
        touched = hidden.any(axis=1, keepdims=True) | hidden.any(axis=0, keepdims=True)
        free = touched & ~hidden & (counts > 0)
        if fewest == 0 or fewest >= threshold or not free.any():
            return hidden
        smallest = np.argmin(np.where(free, counts, counts.max() + 1))
        hidden.flat[smallest] = True


def fewest_told_on(one: Sequence[Hashable], other: Sequence[Hashable]) -> int:
    """Return the fewest people about whom two divisions shown together tell something.

    Args:
        one: Group of each respondent in the first division.
        other: Group in the second division, in the same order.
    """
    nodes: dict[tuple[int, Hashable], int] = {}
    for place, division in enumerate((one, other)):
        for label in division:
            nodes.setdefault((place, label), len(nodes))
    weights = np.zeros((len(nodes), len(nodes)), np.int64)
    for first, second in zip(one, other, strict=True):
        a, b = nodes[(0, first)], nodes[(1, second)]
        weights[a, b] += 1
        weights[b, a] += 1
    return _smallest_cut(weights)


def _smallest_cut(weights: np.ndarray[tuple[int, int], np.dtype[np.int64]]) -> int:
    """Return the weight of the smallest cut of each part of a graph (Stoer & Wagner 1997).

    Parts that are not connected are cut already, which tells nothing new; only cuts within a part
    count.
    """
    parts = _parts(weights)
    return min((_cut_of(weights[np.ix_(part, part)]) for part in parts if len(part) > 1), default=0)


def _parts(weights: np.ndarray[tuple[int, int], np.dtype[np.int64]]) -> list[list[int]]:
    waiting, found = set(range(len(weights))), []
    while waiting:
        stack, part = [waiting.pop()], []
        while stack:
            node = stack.pop()
            part.append(node)
            near = {int(other) for other in np.flatnonzero(weights[node])} & waiting
            waiting -= near
            stack += near
        found.append(sorted(part))
    return found


def _cut_of(weights: np.ndarray[tuple[int, int], np.dtype[np.int64]]) -> int:
    graph = weights.copy()
    alive = list(range(len(graph)))
    best = int(graph.sum())
    while len(alive) > 1:
        order = [alive[0]]
        pull = graph[alive[0]].copy()
        rest = alive[1:]
        while rest:
            strongest = max(rest, key=lambda node: pull[node])
            rest.remove(strongest)
            order.append(strongest)
            pull = pull + graph[strongest]
        last, before = order[-1], order[-2]
        best = min(best, int(graph[last, [n for n in alive if n != last]].sum()))
        graph[before] += graph[last]
        graph[:, before] += graph[:, last]
        graph[before, before] = 0
        alive.remove(last)
    return best


def change_is_safe(before: int, after: int, threshold: int) -> bool:
    """Whether a group may be shown again though its members changed.

    Fewer than the threshold who came or left would be told about by the difference of two waves;
    the count is all that is known of an anonymous group, so one who came for one who left is not
    seen.
    """
    change = abs(after - before)
    return change == 0 or change >= threshold


def all_equal(answers: FloatArray) -> bool:
    """Whether a group's answers are all the same, so that its mean tells what each one said."""
    return len(answers) > 0 and float(answers.min()) == float(answers.max())
