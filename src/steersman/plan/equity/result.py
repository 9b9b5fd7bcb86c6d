"""Types of what is found out about shares; shares of the firm are between 0 and 1."""

from dataclasses import dataclass, field
from datetime import date

from steersman.dossier import Problem
from steersman.methods.arrays import FloatArray
from steersman.methods.equity.rounds import RoundFault


@dataclass(frozen=True, slots=True)
class Holding:
    """What one holder has.

    Attributes:
        holder: Name, or a person's id.
        shares: Shares held, of all classes.
        options: Options outstanding, vested or not, and shares promised.
        diluted_share: Share of the firm if everything granted, promised or set aside is issued.
        issued_share: Share of what is issued.
    """

    holder: str
    shares: int
    options: int
    diluted_share: float
    issued_share: float


@dataclass(frozen=True, slots=True)
class GrantStatus:
    """Where a grant stands.

    Attributes:
        grant: Its id.
        holder: Whose it is.
        shares: Options granted, splits worked in.
        strike: Price of a share.
        vested: Options vested.
        exercised: Options exercised.
        exercisable: Options that may be exercised today.
        returned: Options that went back to the pool.
        next_vesting: Day on which more vests.
        vests_until: Day on which all has vested.
        lapses: Day after which nothing may be exercised; None without such a day.
    """

    grant: str
    holder: str
    shares: int
    strike: float
    vested: int
    exercised: int
    exercisable: int
    returned: int
    next_vesting: date | None
    vests_until: date
    lapses: date | None


@dataclass(frozen=True, slots=True)
class Conversion:
    """A convertible in the planned round.

    Attributes:
        convertible: Its id.
        holder: Whose it is.
        amount: What converts, interest included.
        shares: Whole shares it becomes, rounded down.
        price: What it pays for a share.
        share: Share of the firm after the round.
    """

    convertible: str
    holder: str
    amount: float
    shares: int
    price: float | None
    share: float


@dataclass(frozen=True, slots=True)
class RoundRow:
    """One holder before and after the planned round."""

    holder: str
    before: float
    after: float
    shares_after: int


@dataclass(frozen=True, slots=True)
class RoundOutcome:
    """The planned round, solved.

    Attributes:
        refused: Why the terms do not fit together; everything else is then zero.
        date: Day of the round.
        price: Price of a new share.
        conventions: The same price under each price convention that has one.
        total: Shares after the round, exact ones rounded down by holder.
        effective_valuation: What the shares from before the round are worth, new pool and
            convertibles not counted.
        pool_increase: Shares added to the pool.
        pool_share: Share of the pool not yet granted after the round.
        present_share: Share left to today's holders and their options.
        stated_dilution: Dilution that the funding option states; None without one.
        conversions: What convertibles become.
        anti_dilution: Shares that earlier preferred classes gain by their protection, by class,
            added after pricing.
        rows: Holders before and after.
        slope: Least slope of the equation solved; positive, so the price is the only one.
    """

    refused: RoundFault | None
    date: date
    price: float = 0.0
    conventions: dict[str, float] = field(default_factory=dict)
    total: int = 0
    effective_valuation: float = 0.0
    pool_increase: int = 0
    pool_share: float = 0.0
    present_share: float = 0.0
    stated_dilution: float | None = None
    conversions: tuple[Conversion, ...] = ()
    anti_dilution: dict[str, int] = field(default_factory=dict)
    rows: tuple[RoundRow, ...] = ()
    slope: float = 0.0


@dataclass(frozen=True, slots=True)
class PoolNeed:
    """The pool that the hiring plan needs, and what it costs the present owners.

    Attributes:
        grants: Share of the firm to be granted to each planned hire, by role.
        needed: Their sum, as share of the firm after the round.
        target: What the round asks for; None where it states no target.
        effective_needed: Effective valuation of the round with the needed pool.
        effective_target: Effective valuation with the target.
    """

    grants: dict[str, float]
    needed: float
    target: float | None
    effective_needed: float
    effective_target: float


@dataclass(frozen=True, slots=True)
class ExitPayout:
    """Who gets what in a case at its likely price, without anybody leaving before.

    Attributes:
        case: Id of the exit case.
        price: What the firm is sold for.
        day: When.
        holders: Amount by holder, before tax.
        debt: What creditors get.
        carve_out: What management gets before shares.
        converts: Preferred classes that convert.
        outcomes: Number of stable sets of choices; None where there are too many to count.
    """

    case: str
    price: float
    day: date
    holders: dict[str, float]
    debt: float
    carve_out: float
    converts: tuple[str, ...]
    outcomes: int | None


@dataclass(frozen=True, slots=True)
class EquityStake:
    """One holder's money over simulated exits, after tax on the gain.

    Attributes:
        holder: Who.
        mean: Expected amount.
        present_value: Expected amount, discounted to today.
        quantiles: Amounts that are not exceeded with a chance of 5, 25, 50, 75, 95 %.
        zero: Chance of getting nothing.
        draws: Amount in every draw; left out of JSON.
    """

    holder: str
    mean: float
    present_value: float
    quantiles: dict[str, float]
    zero: float
    draws: FloatArray = field(repr=False, compare=False, metadata={"json": False})


@dataclass(frozen=True, slots=True)
class PayoutCurve:
    """What classes get over the price of the firm, today's terms and the planned round's.

    Attributes:
        prices: Prices of the firm.
        classes: Amounts by class at each price; options together.
    """

    prices: tuple[float, ...]
    classes: dict[str, tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class EquityOutlook:
    """Everything about shares.

    Attributes:
        day: Day of the cap table.
        issued: Shares issued.
        granted: Options outstanding.
        promised: Shares promised.
        pool: Shares set aside, neither granted nor promised.
        diluted: All of these.
        holdings: Holders, the largest first.
        grants: All grants.
        round: The planned round; None without one.
        pool_need: The pool that the hiring plan needs; None without a round or hires with shares.
        exits: Payouts by case.
        stakes: Money of every holder over simulated exits, the largest first.
        no_exit: Chance that there is no exit.
        curve: Payouts by class over the price; None without exit cases.
        draws: Number of simulated exits.
        problems: What in the event log cannot be.
    """

    day: date
    issued: int
    granted: int
    promised: int
    pool: int
    diluted: int
    holdings: tuple[Holding, ...]
    grants: tuple[GrantStatus, ...]
    round: RoundOutcome | None
    pool_need: PoolNeed | None
    exits: tuple[ExitPayout, ...]
    stakes: tuple[EquityStake, ...]
    no_exit: float
    curve: PayoutCurve | None
    draws: int
    problems: tuple[Problem, ...] = field(default=(), metadata={"json": False})
