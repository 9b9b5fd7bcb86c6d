"""How a budget is allocated over firms and what it brings, as numbers without text."""

from dataclasses import dataclass
from typing import Literal

from steersman.cohort.laboratory.programme import Outcome, ProgrammeKind

Way = Literal["best", "points", "first_come", "lottery", "equal"]


@dataclass(frozen=True, slots=True)
class Spread:
    """A number known as a distribution: its mean and 90 % interval."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class WayOutcome:
    """What one way of allocating the budget brings, valued on fresh draws.

    Attributes:
        way: How firms are chosen.
        firms: Firms with an award.
        spent: What it takes from the budget.
        effect: Total effect.
        worst: Mean effect in the worst tenth of draws.
    """

    way: Way
    firms: int
    spent: float
    effect: Spread
    worst: float


@dataclass(frozen=True, slots=True)
class GroupAwards:
    """Awards by group; levels with fewer than ten candidates are put together.

    Attributes:
        column: Grouping.
        levels: Its levels.
        candidates: Firms that could get an award.
        firms: Firms that do.
        spent: What they take from the budget.
    """

    column: str
    levels: tuple[str, ...]
    candidates: int
    firms: int
    spent: float


@dataclass(frozen=True, slots=True)
class GuaranteeOutcome:
    """What guarantees cost.

    Attributes:
        credit: Loans under guarantee, offered.
        defaults: Loans expected to default, of those taken.
        covered: What of them is guaranteed.
        fees: Fees on what is taken, mean.
        loss: Loss, fees apart.
        loss_95: Loss that is exceeded in one of twenty draws.
        leverage: Credit taken over the mean loss; None where there is none.
    """

    credit: float
    defaults: float
    covered: float
    fees: float
    loss: Spread
    loss_95: float
    leverage: float | None


@dataclass(frozen=True, slots=True)
class Promise:
    """The optimiser's curse: what the choice promised where it was made, and what it brings.

    Attributes:
        promised: Value in the draws that firms were chosen on.
        fresh: Value in draws that had no part in the choice.
        naive_promised: The same of a choice by a single draw, as if one noisy estimate of each
            firm's effect were the truth.
        naive_fresh: What that choice brings.
    """

    promised: float
    fresh: float
    naive_promised: float
    naive_fresh: float


@dataclass(frozen=True, slots=True)
class Allocation:
    """A budget allocated over firms.

    Attributes:
        programme: The programme.
        kind: Grant or guarantee.
        outcome: What effects are counted in.
        rule: Rule that firms must meet, empty for none.
        budget: What may be spent.
        synthetic: Whether any firm was made up.
        looked_at: Firms of the table.
        open: Firms left out because it is not known whether they meet the rule.
        without_figure: Firms left out because their award is not known, or too small.
        candidates: Firms that could get an award.
        demand: What awards to all of these would take.
        caution: Weight of the worst draws in the choice.
        floors: Shares of what is spent that groups must get, as column, level and share.
        price_of_floors: Mean effect given up for them.
        by_lot: Candidates that nothing tells apart, of which some were chosen by lot.
        gap: How much better another choice could be at most, as a share.
        ways: What each way of allocating brings; by points only where a rule gives any.
        over_lottery: Effect of the best way beyond that of a lottery, draw by draw.
        perfect_information: Effect that could be gained at most if averages and each firm's need
            were known; in the same unit.
        without_effect: Share of the money that brings nothing, from 0 to 1: for grants one less
            R&D per money where that is below one, for credit what would have been lent anyway;
            None where effects are not counted in money.
        promise: What was promised, and what it is on fresh draws.
        guarantee: What guarantees cost, None for grants.
        groups: Awards by group.
    """

    programme: str
    kind: ProgrammeKind
    outcome: Outcome
    rule: str
    budget: float
    synthetic: bool
    looked_at: int
    open: int
    without_figure: int
    candidates: int
    demand: float
    caution: float
    floors: tuple[tuple[str, str, float], ...]
    price_of_floors: float
    by_lot: int
    gap: float
    ways: tuple[WayOutcome, ...]
    over_lottery: Spread
    perfect_information: Spread
    without_effect: float | None
    promise: Promise
    guarantee: GuaranteeOutcome | None
    groups: tuple[GroupAwards, ...]
