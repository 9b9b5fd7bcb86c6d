"""Shares and promises of shares: classes, vesting, every event so far, a planned round, exits."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from steersman.dossier.ranges import MoneyRange, Range
from steersman.dossier.record import ZERO, Record, money, quantity, share

EventKind = Literal[
    "issue", "transfer", "repurchase", "split", "pool", "promise", "grant", "pause", "exercise",
    "leave", "cancel",
]  # fmt: skip
TrancheRounding = Literal[
    "cumulative_rounding", "cumulative_round_down", "front_loaded", "back_loaded",
    "front_loaded_to_single_tranche", "back_loaded_to_single_tranche",
]  # fmt: skip
PriceConvention = Literal["percent_ownership", "pre_money", "dollars_invested"]
CapBasis = Literal["post_money", "pre_money", "pre_money_with_pool"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareClass(Record):
    """A class of shares; preferred ones are paid ``preference`` times their price before common.

    Participating shares have their part of the rest as well, up to ``cap`` times their price.
    Classes with a higher ``seniority`` are paid first.
    """

    id: str
    name: str = ""
    kind: Literal["common", "preferred"] = "common"
    price: Decimal = money(default=ZERO)
    preference: float = quantity("factor", minimum=0, maximum=100, default=1.0)
    participation: Literal["none", "capped", "full"] = "none"
    cap: float = quantity("factor", minimum=0, maximum=100, default=0.0)
    seniority: int = quantity("rank", minimum=0, maximum=100, default=0)
    anti_dilution: Literal["none", "weighted_average", "full_ratchet"] = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class VestingPlan(Record):
    """How a grant vests, and what happens to it when its holder leaves or the firm is sold.

    ``acceleration`` is the share of what has not vested that vests at an exit;
    ``exercise_months`` how long after leaving what has vested may be exercised.
    """

    id: str
    months: int = quantity("months", minimum=0, maximum=240, default=48)
    cliff_months: int = quantity("months", minimum=0, maximum=240, default=12)
    every_months: int = quantity("months", minimum=1, maximum=240, default=1)
    rounding: TrancheRounding = "cumulative_round_down"
    day_rule: Literal["start_day_or_last", "first_of_month", "last_of_month"] = "start_day_or_last"
    acceleration: float = share(default=0.0)
    exercise_months: int = quantity("months", minimum=0, maximum=240, default=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class EquityEvent(Record):
    """Something that happened to shares.

    ``issue`` and ``repurchase``: ``shares`` of ``share_class`` to or from ``holder``, at ``price``.
    ``transfer``: from ``holder`` to ``to``. ``split``: every share becomes ``factor`` shares.
    ``pool``: ``shares`` are set aside for grants. ``promise``: ``shares`` of the pool are promised
    to ``holder``. ``grant``: ``shares`` options to buy at ``price``, vesting by the plan
    ``vesting`` from ``start``; the event's id names the grant. ``pause``: vesting of ``grant``
    stops for ``months``. ``exercise`` and ``cancel``: ``shares`` of ``grant``. ``leave``:
    ``holder`` leaves the firm.
    """

    id: str
    date: dt.date
    kind: EventKind
    holder: str = ""
    to: str = ""
    grant: str = ""
    share_class: str = ""
    shares: int = quantity("shares", minimum=0, default=0)
    price: Decimal = money(default=ZERO)
    factor: int = quantity("factor", minimum=1, maximum=1_000_000, default=1)
    months: int = quantity("months", minimum=0, maximum=240, default=0)
    vesting: str = ""
    start: dt.date | None = None
    expires: dt.date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConvertibleLoan(Record):
    """Money that becomes shares in the next priced round: a SAFE, or a note with interest.

    The better of ``cap`` and ``discount`` counts. With ``most_favoured`` the best terms of those
    issued later count as well; with ``pro_rata`` the holder may buy its share of the round.
    """

    id: str
    holder: str
    date: dt.date
    amount: Decimal = money()
    cap: Decimal | None = money(default=None)
    cap_basis: CapBasis = "post_money"
    discount: float = quantity("share", minimum=0, maximum=0.99, default=0.0)
    interest: float = quantity("share per year", minimum=0, maximum=1, default=0.0)
    compounding: bool = False
    most_favoured: bool = False
    pro_rata: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedRound(Record):
    """A priced round under negotiation.

    ``convention`` says whom the shares of convertibles dilute; it has no default, since prices
    differ by as much as a fifth. The pool not yet granted becomes ``pool_target`` of all shares
    after the round, or grows by ``pool_increase`` shares. ``funding`` is the option of
    ``finance.yaml`` that it stands for.
    """

    date: dt.date
    valuation: Decimal = quantity("currency", minimum=0.01)
    new_money: Decimal = money()
    convention: PriceConvention
    investor: str = ""
    funding: str = ""
    share_class: str = ""
    pool_target: float | None = share(default=None)
    pool_increase: int = quantity("shares", minimum=0, default=0)
    existing_pro_rata: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LaterRound(Record):
    """A round to be expected between the planned one and an exit."""

    month: int = quantity("months", minimum=0, maximum=600)
    new_money: Decimal = money()
    dilution: float = quantity("share", minimum=0, maximum=0.99)
    preference: float = quantity("factor", minimum=0, maximum=100, default=1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExitCase(Record):
    """A way in which shares may turn into money: what the firm is sold for, and when.

    What is left of all chances to one is the chance that there is no exit and shares stay without
    a price.
    """

    id: str
    name: str = ""
    chance: float = share()
    price: MoneyRange = money()
    months: Range = quantity("months", minimum=0, maximum=600)


@dataclass(frozen=True, slots=True, kw_only=True)
class Equity(Record):
    """Everything about shares; empty where the register of ``finance.yaml`` says it all.

    ``carve_out`` is the share of an exit's price after debt that management is paid first;
    ``tax_rate`` what holders pay on a gain.
    """

    classes: tuple[ShareClass, ...] = ()
    vesting: tuple[VestingPlan, ...] = ()
    events: tuple[EquityEvent, ...] = ()
    convertibles: tuple[ConvertibleLoan, ...] = ()
    round: PlannedRound | None = None
    later_rounds: tuple[LaterRound, ...] = ()
    exits: tuple[ExitCase, ...] = ()
    debt_at_exit: Decimal = money(default=ZERO)
    carve_out: float = quantity("share", minimum=0, maximum=0.99, default=0.0)
    tax_rate: float = share(default=0.2)
