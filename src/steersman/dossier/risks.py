"""The risk register: causes, events, effects, what is done about them, who bears what is left."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from steersman.dossier.record import ZERO, Record, money, quantity, share

RiskCategory = Literal[
    "", "market", "technology", "people", "money", "supply", "legal", "operations",
]  # fmt: skip
RiskResponse = Literal["", "avoid", "reduce", "share", "accept"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk(Record):
    """An entry of the risk register, as things stand with the controls that exist.

    ``likelihood`` is the chance of at least one event a year, of the only one where it can happen
    ``once``. A loss is ``impact``, or lies between
    ``impact_low`` and ``impact_high`` in nine of ten events. ``trigger`` says what shows that it is
    coming. What is accepted needs who accepted it, and until when.
    """

    id: str
    title: str
    cause: str = ""
    effect: str = ""
    category: RiskCategory = ""
    likelihood: float | None = quantity("share per year", minimum=0, maximum=0.99, default=None)
    once: bool = False
    impact: Decimal | None = money(default=None)
    impact_low: Decimal | None = money(default=None)
    impact_high: Decimal | None = money(default=None)
    owner: str = ""
    mitigation: str = ""
    project: str = ""
    objective: str = ""
    trigger: str = ""
    response: RiskResponse = ""
    accepted_by: str = ""
    accepted_until: date | None = None
    review: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Control(Record):
    """Something done about a risk.

    ``likelihood_left`` and ``impact_left`` are the shares of likelihood and loss that remain with
    it. The register's figures count ``existing`` controls; ``planned`` ones are still to come.
    """

    id: str
    risk: str
    title: str = ""
    status: Literal["existing", "planned"] = "planned"
    owner: str = ""
    due: date | None = None
    cost: Decimal = money(default=ZERO)
    monthly_cost: Decimal = money(default=ZERO)
    likelihood_left: float = share(default=1.0)
    impact_left: float = share(default=1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskRegister(Record):
    """All risks the firm watches, and what is done about them."""

    risks: tuple[Risk, ...] = ()
    controls: tuple[Control, ...] = ()
