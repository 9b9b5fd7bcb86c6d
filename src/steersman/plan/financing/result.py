"""Types of what is found out about money; months count from the dossier's date."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from steersman.dossier.finance import FundingKind

CaseName = Literal["plan", "no_new_money", "nothing"]
RiskState = Literal[
    "open", "review_overdue", "accepted", "acceptance_expired", "acceptance_undated",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class CashCase:
    """How long money lasts in a case.

    Attributes:
        name: The plan; the plan without any new money; no project at all.
        ruin_by_day: Chance that cash falls below the reserve on any day within the horizon.
        ruin_at_month_ends: The same seen at month ends only, which misses dips in between.
        runway: Months until cash falls below the reserve, at the chance named (5, 25, 50 %); None
            where that chance is not reached within the horizon.
        lowest: Lowest cash on any day: what is not undercut with a chance of 5, 50, 95 %.
        ruin_by_month: Chance of ruin up to the end of each month, every day watched.
    """

    name: CaseName
    ruin_by_day: float
    ruin_at_month_ends: float
    runway: dict[str, float | None]
    lowest: dict[str, float]
    ruin_by_month: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class FundingCost:
    """What a way to new money costs and brings.

    Attributes:
        option: Its id.
        kind: Grant, loan, equity or tax relief.
        chosen: Whether the plan has it.
        expected: Amount times chance.
        yearly_cost: Effective interest a year of a loan, application included; None for others.
        dilution: Share of the firm given up for it.
        conditions: What must be met.
        value_change: Change of the plan's value with it, everything else of the plan as it is.
        ruin_change: Change of the chance of ruin on any day.
    """

    option: str
    kind: FundingKind
    chosen: bool
    expected: float
    yearly_cost: float | None
    dilution: float
    conditions: str
    value_change: float
    ruin_change: float


@dataclass(frozen=True, slots=True)
class FundingMix:
    """A set of funding options under the plan's projects.

    Attributes:
        options: Options applied for, the earliest first.
        value: Expected value to the present owners over doing nothing.
        ruin: Chance of ruin on any day.
        dilution: Share of the firm given up if all equity comes.
        chosen: Whether it is the plan's.
        best: Whether it is the most valuable one within the limit of risk, or the safest if none
            is.
    """

    options: tuple[str, ...]
    value: float
    ruin: float
    dilution: float
    chosen: bool
    best: bool


@dataclass(frozen=True, slots=True)
class RiskOutlook:
    """An entry of the risk register in money.

    Attributes:
        risk: Its id.
        inherent: Expected loss a year without any control.
        current: With the controls that exist.
        residual: With those planned as well.
        bad_year: Loss of a year that is exceeded with a chance of 5 %.
        ruin_added: What it adds to the chance of ruin.
        state: Whether what is accepted is accepted by somebody, and until when.
    """

    risk: str
    inherent: float
    current: float
    residual: float
    bad_year: float
    ruin_added: float
    state: RiskState


@dataclass(frozen=True, slots=True)
class ControlWorth:
    """What a planned control brings.

    Attributes:
        control: Its id.
        risk: The risk it is about.
        due: When it is to be in place.
        cost: Its present cost over the horizon.
        loss_removed: Present value of the losses it prevents from then until the horizon.
        ruin_removed: What it takes off the chance of ruin, its own cost counted.
    """

    control: str
    risk: str
    due: date | None
    cost: float
    loss_removed: float
    ruin_removed: float


@dataclass(frozen=True, slots=True)
class LossCurve:
    """Chance that all losses of a year exceed an amount.

    Attributes:
        levels: Amounts.
        current: Chance with the controls that exist.
        residual: With those planned as well.
    """

    levels: tuple[float, ...]
    current: tuple[float, ...]
    residual: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class InvestorView:
    """What investors of the planned round must own for the return they ask (VC method).

    Attributes:
        rate: Return a year.
        share: Share they must buy.
        valuation: Value of the firm before the money at which they get it.
    """

    rate: float
    share: float
    valuation: float


@dataclass(frozen=True, slots=True)
class Financing:
    """Everything about money.

    Attributes:
        horizon_months: Months looked at.
        reserve: Cash that must not be touched.
        paths: Simulated paths.
        cases: How long money lasts.
        funding: Funding options, those of the plan first.
        mixes: Best sets of funding options under the plan's projects, the most valuable first.
        mixes_examined: Number of sets looked at.
        ruin_with_risks: Chance of ruin of the plan with all losses of the risk register; None
            without a quantified risk.
        risks: Quantified risks, the largest current loss first.
        unquantified: Risks without likelihood or loss.
        controls: Planned controls, the most useful first.
        loss_curve: Loss exceedance; None without a quantified risk.
        investor: The planned round as investors see it; empty without round or exits.
        offered_share: Share that the planned round offers them; None without one.
    """

    horizon_months: int
    reserve: float
    paths: int
    cases: tuple[CashCase, ...]
    funding: tuple[FundingCost, ...]
    mixes: tuple[FundingMix, ...]
    mixes_examined: int
    ruin_with_risks: float | None
    risks: tuple[RiskOutlook, ...]
    unquantified: tuple[str, ...]
    controls: tuple[ControlWorth, ...]
    loss_curve: LossCurve | None
    investor: tuple[InvestorView, ...]
    offered_share: float | None
