"""What the leadership said of the criteria, as a polytope of weights; contradictions found."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from steersman.choose.result import DroppedStatement, JudgementRevision
from steersman.dossier import PreferenceStatement, Strategy
from steersman.methods.arrays import FloatArray
from steersman.methods.contradictions import conflict
from steersman.methods.pairwise import connected_parts, eigenvector_weights
from steersman.methods.polytope import WeightPolytope, order_rows

TOLERANCE = 1.25
"""A single number stands for a ratio between this many times less and more."""
PAIRWISE_TOLERANCE = 1.5
"""The same for a judgement on Saaty's scale, which is coarser."""
SHARE_TOLERANCE = 0.03
"""A single number for a share of weight stands for this much less and more."""
SWING_SCALE = 100.0
LEAST_FOR_CONSISTENCY = 3


@dataclass(frozen=True, slots=True)
class Preferences:
    """Preferences ready to be used.

    Attributes:
        region: Weights that agree with all statements kept.
        dropped: Statements left out because they contradict others.
        consistency_ratio: Saaty's ratio of the pairwise judgements, None if they are too few.
        revision: The judgement to revise first, None if they agree or are too few.
    """

    region: WeightPolytope
    dropped: tuple[DroppedStatement, ...]
    consistency_ratio: float | None
    revision: JudgementRevision | None


def read_preferences(stated: Strategy, criteria: Sequence[str]) -> Preferences:
    """Turn an order of criteria and further statements into a polytope of weights.

    Where statements contradict one another the fewest are left out; the order of criteria counts as
    one statement per step, and steps are given up last.

    Args:
        stated: The strategy as written; names must have been checked.
        criteria: Criterion ids in order.
    """
    order = tuple(criteria.index(name) for name in stated.preferences.criteria_order)
    parts = [
        (place, row, least)
        for place, statement in enumerate(stated.statements)
        for row, least in statement_rows(statement, criteria)
    ]
    rows = np.array([row for _, row, _ in parts]).reshape(-1, len(criteria))
    least = np.array([bound for _, _, bound in parts])
    ranked = order_rows(len(criteria), order)
    steps, count = len(ranked), len(stated.statements)
    broken = conflict(
        np.concatenate([ranked, rows]),
        np.concatenate([np.zeros(steps), least]),
        np.concatenate([np.full(steps, 1.0 + count), np.ones(count)]),
        np.array([*range(steps), *(steps + place for place, _, _ in parts)], dtype=np.int64),
    )
    lost_steps = [place for place in broken if place < steps]
    lost = {place - steps for place in broken if place >= steps}
    kept = [position for position, part in enumerate(parts) if part[0] not in lost]
    extra_rows, extra_least = rows[kept], least[kept]
    if lost_steps:
        kept_steps = [place for place in range(steps) if place not in lost_steps]
        extra_rows = np.concatenate([ranked[kept_steps], extra_rows])
        extra_least = np.concatenate([np.zeros(len(kept_steps)), extra_least])
        order = ()
    dropped = [DroppedStatement("statement", place) for place in sorted(lost)]
    dropped += [DroppedStatement("order", place) for place in lost_steps]
    ratio, revision = _consistency(stated.statements, criteria)
    region = WeightPolytope(len(criteria), order, extra_rows, extra_least)
    return Preferences(region, tuple(dropped), ratio, revision)


def statement_rows(
    statement: PreferenceStatement, criteria: Sequence[str]
) -> Iterator[tuple[FloatArray, float]]:
    """Yield a statement as rows and bounds: row times weights is at least the bound."""
    own = _unit(criteria, [statement.criterion])
    if statement.kind == "range":
        low, high = _share_bounds(statement)
        if low is not None:
            yield own, low
        if high is not None:
            yield -own, -high
        return
    others = _unit(criteria, statement.than)
    low, high = _ratio_bounds(statement)
    if low is not None:
        yield own - low * others, 0.0
    if high is not None:
        yield high * others - own, 0.0


def _unit(criteria: Sequence[str], names: Sequence[str]) -> FloatArray:
    row = np.zeros(len(criteria))
    row[[criteria.index(name) for name in names]] = 1.0
    return row


def _share_bounds(statement: PreferenceStatement) -> tuple[float | None, float | None]:
    low, high = statement.low, statement.high
    if low is not None and low == high:
        return max(low - SHARE_TOLERANCE, 0.0), low + SHARE_TOLERANCE
    return low, high


def _ratio_bounds(statement: PreferenceStatement) -> tuple[float | None, float | None]:
    low, high = statement.low, statement.high
    if statement.kind == "swing":
        low = None if low is None else low / SWING_SCALE
        high = None if high is None else high / SWING_SCALE
    if statement.kind == "pairwise" and low is not None and high is None:
        return low / PAIRWISE_TOLERANCE, low * PAIRWISE_TOLERANCE
    if low is not None and low == high:
        return low / TOLERANCE, low * TOLERANCE
    return low, high


def _consistency(
    statements: Sequence[PreferenceStatement], criteria: Sequence[str]
) -> tuple[float | None, JudgementRevision | None]:
    """Return the worst consistency ratio of connected judgements, and what to revise first."""
    judged = {
        (statement.criterion, statement.than[0]): statement.low
        for statement in statements
        if statement.kind == "pairwise" and statement.low
    }
    names = [name for name in criteria if any(name in pair for pair in judged)]
    matrix = np.where(np.eye(len(names)), 1.0, np.nan)
    for (upper, lower), times in judged.items():
        place = (names.index(upper), names.index(lower))
        matrix[place], matrix[place[::-1]] = times, 1 / times
    parts = [part for part in connected_parts(matrix) if len(part) >= LEAST_FOR_CONSISTENCY]
    if not parts:
        return None, None
    found = {part: eigenvector_weights(matrix[np.ix_(part, part)]) for part in parts}
    worst = max(found, key=lambda part: found[part].consistency_ratio)
    revision = found[worst].revision
    if revision is None:
        return found[worst].consistency_ratio, None
    upper, lower = names[worst[revision.row]], names[worst[revision.column]]
    given, implied = revision.given, revision.implied
    if given < 1:
        upper, lower, given, implied = lower, upper, 1 / given, 1 / implied
    return found[worst].consistency_ratio, JudgementRevision(upper, lower, given, implied)
