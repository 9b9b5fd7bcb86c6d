"""Cash, the existing business, funding options and shares."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from steersman.dossier.ranges import MoneyRange, Range
from steersman.dossier.record import ZERO, Record, money, quantity, share

FundingKind = Literal["grant", "loan", "equity", "tax_relief"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExistingBusiness(Record):
    """What today's products bring in.

    ``monthly_margin`` is revenue less material and other direct costs, before the payroll and
    before fixed costs. ``monthly_noise`` is the standard deviation of one month's margin about its
    level.
    """

    monthly_margin: MoneyRange = money(negative=True)
    monthly_noise: Decimal = money(default=ZERO)
    yearly_growth: Range | None = quantity("share per year", minimum=-1, maximum=5, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class FundingOption(Record):
    """Money the firm could apply for; it arrives in ``month`` with ``chance``, or ``delay`` later.

    A loan is paid back in equal monthly parts over ``repay_months`` with ``interest`` on what is
    left; an equity round costs the present owners ``dilution``. Money granted ``for_project`` comes
    only if that project is in the plan.
    """

    id: str
    name: str = ""
    kind: FundingKind
    amount: Decimal = money()
    chance: float = share(default=1.0)
    month: int = quantity("months", minimum=0, maximum=600)
    delay: Range | None = quantity("months", minimum=0, maximum=120, default=None)
    application_cost: Decimal = money(default=ZERO)
    interest: float = quantity("share per year", minimum=0, maximum=1, default=0.0)
    repay_months: int = quantity("months", minimum=0, maximum=600, default=0)
    dilution: float = share(default=0.0)
    for_project: str = ""
    conditions: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment(Record):
    """Money sure to come in, or to go out where it is negative, besides the running business."""

    month: int = quantity("months", minimum=0, maximum=600)
    amount: Decimal = money(negative=True)
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inflow(Record):
    """Money expected on a date but not sure: an order, a grant awarded, a refund.

    It comes with ``chance``, as much later as ``delay`` says.
    """

    id: str
    name: str = ""
    kind: Literal["customer", "grant", "tax_refund", "other"] = "customer"
    amount: Decimal = money()
    due: date
    chance: float = share(default=1.0)
    delay: Range | None = quantity("months", minimum=0, maximum=120, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shareholding(Record):
    """Shares of one holder."""

    holder: str
    shares: int = quantity("shares", minimum=0)
    employee: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Finance(Record):
    """Money the firm has, earns, owes and could get; months count from the dossier's date.

    ``correlation`` tells how far bad luck with money comes together: of funding, inflows and the
    existing business. Wages are paid on ``pay_day`` of each month, fixed costs on its first day.
    """

    cash: Decimal = money()
    reserve: Decimal = money(default=ZERO)
    fixed_costs_monthly: Decimal = money(default=ZERO)
    discount_rate: float = quantity("share per year", minimum=0, maximum=1, default=0.12)
    horizon_months: int = quantity("months", minimum=12, maximum=120, default=60)
    existing_business: ExistingBusiness | None = None
    correlation: float = share(default=0.3)
    pay_day: int = quantity("day", minimum=1, maximum=30, default=15)
    payments: tuple[Payment, ...] = ()
    inflows: tuple[Inflow, ...] = ()
    funding: tuple[FundingOption, ...] = ()
    shares: tuple[Shareholding, ...] = ()
