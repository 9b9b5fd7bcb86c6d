"""What a reform does to a population, as numbers without text."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from steersman.cohort.laboratory.directions import Direction
from steersman.cohort.laboratory.thresholds import Threshold


@dataclass(frozen=True, slots=True)
class Bounds:
    """A number of which only bounds are known, because facts of firms are missing.

    ``high`` is None where there is no upper bound.
    """

    low: float
    high: float | None


@dataclass(frozen=True, slots=True)
class Share:
    """A share of firms between what is sure and what is possible, weighted.

    Attributes:
        low: Share of firms for which it holds for sure.
        high: Share of firms for which it may hold.
        from_: Lower end of a 95 % interval for what is sure (Wilson 1927, effective sample size
            by Kish 1965).
        to: Upper end of that for what may be.
    """

    low: float
    high: float
    from_: float
    to: float


@dataclass(frozen=True, slots=True)
class Transition:
    """Firms with one answer before and one after the reform."""

    before: str
    after: str
    firms: int
    weight: float


@dataclass(frozen=True, slots=True)
class Amounts:
    """Sums of a relief's amount over firms, weighted, and their change.

    Attributes:
        mechanism: How the relief works; the amounts are of that: a deduction is no tax saved.
        before: Before the reform.
        after: After it.
        change: After less before, firm by firm.
        unbounded: Weight of firms whose amount has no upper bound, left out of all upper sums.
        concerned: Firms that may have an amount before or after; sums over fewer than ten are not
            given, and then all of this is missing.
    """

    mechanism: str
    before: Bounds
    after: Bounds
    change: Bounds
    unbounded: float
    concerned: int


@dataclass(frozen=True, slots=True)
class GroupEffect:
    """What a reform does to the firms of one group.

    Attributes:
        column: Grouping; empty for all firms.
        levels: Its levels in this group; several where levels with fewer than ten firms are put
            together so that none shows through; empty for all firms.
        firms: Firms in it.
        weight: What they stand for.
        before: Share with a yes before the reform.
        after: Share with a yes after it.
        gained: Weight of firms that get a yes.
        lost: Weight of firms that lose one.
        amounts: Of the relief, None where there is none or too few firms are concerned.
    """

    column: str
    levels: tuple[str, ...]
    firms: int
    weight: float
    before: Share
    after: Share
    gained: Bounds
    lost: Bounds
    amounts: Amounts | None


@dataclass(frozen=True, slots=True)
class Bin:
    """Firms whose value lies at one distance from a bound, on its good side if not negative.

    Attributes:
        distance: Lower end of the bin, in points or as a share of the bound.
        firms: Firms in it.
        weight: What they stand for.
    """

    distance: float
    firms: int
    weight: float


@dataclass(frozen=True, slots=True)
class Bunching:
    """Firms too many just inside a bound, against a smooth count (Chetty et al. 2011).

    Attributes:
        excess: Firms more than expected within the window, over the expected per bin.
        low: Lower end of a 95 % interval.
        high: Upper end.
        window: Width of the window, as a share of the bound.
    """

    excess: float
    low: float
    high: float
    window: float


@dataclass(frozen=True, slots=True)
class Distances:
    """How far firms are from a bound.

    Attributes:
        threshold: The bound.
        width: Width of a bin.
        before: Bins around the bound before the reform, those without firms left out.
        after: Bins around the bound after it.
        unknown_before: Weight of firms whose value is not known.
        unknown_after: The same after the reform.
        just_short_before: Weight of firms within five points, or five percent, of meeting it.
        just_short_after: The same after the reform.
        bunching: Firms too many just inside the bound before the reform; None where the value is a
            score or there are too few firms.
    """

    threshold: Threshold
    width: float
    before: tuple[Bin, ...]
    after: tuple[Bin, ...]
    unknown_before: float
    unknown_after: float
    just_short_before: float
    just_short_after: float
    bunching: Bunching | None


@dataclass(frozen=True, slots=True)
class RuleEffect:
    """What a reform does by one rule.

    Attributes:
        rule: Its id.
        direction: 1 if it only became easier to meet, -1 if only harder, 0 if the same, None if
            neither is sure.
        in_force: Whether it was in force on the day before, and is on the day after; where not,
            the nearest version is taken.
        transitions: Answers before and after.
        total: All firms.
        groups: Firms by region, sector and size, where the table has these.
        distances: Distances to bounds.
    """

    rule: str
    direction: Direction
    in_force: tuple[bool, bool]
    transitions: tuple[Transition, ...]
    total: GroupEffect
    groups: tuple[GroupEffect, ...]
    distances: tuple[Distances, ...]


@dataclass(frozen=True, slots=True)
class ReformEffect:
    """What a reform does to a population.

    Attributes:
        title: Name of the reform.
        before: Day whose law counts before it.
        after: Day whose law counts after it.
        synthetic: Whether any firm was made up.
        firms: Firms looked at.
        weight: What they stand for.
        titles: Titles taken to be gained and lost with the answers, by fact; empty if none.
        rules: Effect by rule.
    """

    title: str
    before: date
    after: date
    synthetic: bool
    firms: int
    weight: float
    titles: Mapping[str, str]
    rules: tuple[RuleEffect, ...]
