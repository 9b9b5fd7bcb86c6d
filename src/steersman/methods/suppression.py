"""Which results of a survey may be shown, so that no view or set of views tells on a few people.

A view is a group of respondents. Sums over groups are linear, so whatever can be worked out from
the views shown is a combination of their indicator vectors; no combination may be the indicator of
a group smaller than the threshold (Denning & Schlörer 1983 on trackers; Cox 1980 on suppression).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np

from steersman.methods.arrays import FloatArray, IntArray

DIGITS = 7
TINY = 1e-7


@dataclass(slots=True)
class Disclosure:
    """What has been shown of one wave, over atoms: people who are alike in all attributes.

    Attributes:
        sizes: People by atom.
        threshold: Fewest people that may be told about.
        shown: Indicator vectors of the views shown.
    """

    sizes: IntArray
    threshold: int
    shown: list[FloatArray] = field(default_factory=list)

    def allows(self, view: FloatArray) -> bool:
        """Whether a view may be shown beside those shown already.

        Args:
            view: Indicator of the atoms in the group.
        """
        size = int(view @ self.sizes)
        if size < self.threshold:
            return False
        return not self.tells_on_few([*self.shown, view])

    def show(self, view: FloatArray) -> bool:
        """Show a view if it may be shown; return whether it was."""
        if not self.allows(view):
            return False
        self.shown.append(view)
        return True

    def tells_on_few(self, views: Sequence[FloatArray]) -> bool:
        """Whether some combination of views is a group below the threshold, but not of nobody.

        The indicator of a group can be combined from views exactly if it is orthogonal to every
        direction that no view sees. Small groups have few atoms, so sums of few columns of those
        directions are looked at, pairs against pairs.
        """
        hidden = _unseen(np.array(views))
        small = np.flatnonzero((self.sizes > 0) & (self.sizes < self.threshold))
        most = self.threshold - 1
        by_sum: dict[bytes, list[tuple[int, ...]]] = {}
        groups: list[tuple[int, ...]] = [()]
        groups += [(int(atom),) for atom in small]
        groups += [pair for pair in combinations(small.tolist(), 2) if self._count(pair) <= most]
        for group in groups:
            total = hidden[:, list(group)].sum(axis=1)
            opposite = _key(-total)
            for other in by_sum.get(opposite, ()):
                if not set(other) & set(group) and self._count((*group, *other)) <= most:
                    return True
            if group and not np.abs(total).max(initial=0.0) > TINY:
                return True
            by_sum.setdefault(_key(total), []).append(group)
        if most > 4:
            return self._larger(hidden, small.tolist(), most)
        return False

    def _count(self, atoms: Sequence[int]) -> int:
        return int(self.sizes[list(atoms)].sum())

    def _larger(self, hidden: FloatArray, small: list[int], most: int) -> bool:
        """Look at groups of five atoms and more, for thresholds above five."""
        for count in range(5, most + 1):
            for group in combinations(small, count):
                if self._count(group) > most:
                    continue
                if np.abs(hidden[:, list(group)].sum(axis=1)).max(initial=0.0) <= TINY:
                    return True
        return False


def _key(vector: FloatArray) -> bytes:
    return (np.round(vector, DIGITS) + 0.0).tobytes()


def _unseen(views: FloatArray) -> FloatArray:
    """Return an orthonormal basis of the directions that no view sees, one a row."""
    _, singular, right = np.linalg.svd(views)
    rank = int((singular > TINY).sum())
    unseen: FloatArray = right[rank:]
    return unseen


def change_is_safe(before: int, after: int, threshold: int) -> bool:
    """Whether a group may be shown again though its members changed.

    Fewer than the threshold who came or left would be told about by the difference of two waves;
    the count is all that is known of an anonymous group.
    """
    change = abs(after - before)
    return change == 0 or change >= threshold


def all_equal(answers: FloatArray) -> bool:
    """Whether a group's answers are all the same, so that its mean tells what each one said."""
    given = answers[~np.isnan(answers)]
    return len(given) > 0 and float(given.min()) == float(given.max())
