"""Cash, the existing business, funding options and shares."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from steersman.dossier.ranges import MoneyRange, Range
from steersman.dossier.record import ZERO, Record, money, quantity, share

FundingKind = Literal["grant", "loan", "equity", "tax_relief"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExistingBusiness(Record):
    """What today's products bring in.

    ``monthly_margin`` is revenue less material and other direct costs, before the payroll and
    before fixed costs.
    """

    monthly_margin: MoneyRange = money(negative=True)
    yearly_growth: Range | None = quantity("share per year", minimum=-1, maximum=5, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class FundingOption(Record):
    """Money the firm could apply for; it arrives in ``month`` with ``chance``.

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
class Shareholding(Record):
    """Shares of one holder."""

    holder: str
    shares: int = quantity("shares", minimum=0)
    employee: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Finance(Record):
    """Money the firm has, earns, owes and could get; months count from the dossier's date."""

    cash: Decimal = money()
    reserve: Decimal = money(default=ZERO)
    fixed_costs_monthly: Decimal = money(default=ZERO)
    discount_rate: float = quantity("share per year", minimum=0, maximum=1, default=0.12)
    horizon_months: int = quantity("months", minimum=12, maximum=120, default=60)
    existing_business: ExistingBusiness | None = None
    payments: tuple[Payment, ...] = ()
    funding: tuple[FundingOption, ...] = ()
    shares: tuple[Shareholding, ...] = ()
