"""Who the firm is: identity, yearly figures, rights, certificates, ownership, conduct."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from steersman.dossier.record import ZERO, Record, money, quantity, share

SizeIndustry = Literal[
    "agriculture", "industry", "construction", "wholesale", "retail", "transport", "storage",
    "post", "lodging_catering", "information_transmission", "software", "real_estate",
    "property_management", "leasing_business_services", "other",
]  # fmt: skip
RightKind = Literal[
    "invention_patent", "new_plant_variety", "national_crop_variety", "national_new_drug",
    "protected_chinese_medicine", "integrated_circuit_layout",
    "utility_model", "design", "software_copyright",
]  # fmt: skip
CertificateKind = Literal[
    "high_tech_enterprise", "technology_sme", "innovative_sme", "specialised_sme", "little_giant",
    "national_science_award", "provincial_science_award", "innovation_demonstration",
    "rd_institution", "led_standard", "other",
]  # fmt: skip
BreachKind = Literal[
    "serious_accident", "environmental_offence", "research_misconduct",
    "abnormal_operation_list", "serious_dishonesty_list",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class RdSpending(Record):
    """A year's spending on research and development, by kind, in the firm's currency."""

    personnel: Decimal = money(default=ZERO)
    materials: Decimal = money(default=ZERO)
    depreciation: Decimal = money(default=ZERO)
    outsourced_domestic: Decimal = money(default=ZERO)
    outsourced_abroad: Decimal = money(default=ZERO)
    other: Decimal = money(default=ZERO)

    @property
    def total(self) -> Decimal:
        """Sum over all kinds."""
        own = self.personnel + self.materials + self.depreciation + self.other
        return own + self.outsourced_domestic + self.outsourced_abroad


@dataclass(frozen=True, slots=True, kw_only=True)
class YearFigures(Record):
    """Figures of one financial year; what is not known is left out, never entered as zero."""

    year: int = quantity("year", minimum=1900, maximum=2200)
    headcount: float | None = quantity("persons", minimum=0, default=None)
    science_staff: float | None = quantity("persons", minimum=0, default=None)
    staff_left: float | None = quantity("persons", minimum=0, default=None)
    revenue: Decimal | None = money(default=None)
    high_tech_revenue: Decimal | None = money(default=None)
    main_business_revenue: Decimal | None = money(default=None)
    costs_and_expenses: Decimal | None = money(default=None)
    personnel_cost: Decimal | None = money(default=None)
    profit_before_tax: Decimal | None = money(default=None, negative=True)
    total_assets: Decimal | None = money(default=None)
    net_assets: Decimal | None = money(default=None, negative=True)
    training_spending: Decimal | None = money(default=None)
    public_support: Decimal | None = money(default=None)
    equity_raised: Decimal | None = money(default=None)
    rd_spending: RdSpending | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Right(Record):
    """A piece of intellectual property."""

    id: str
    kind: RightKind
    title: str = ""
    granted: dt.date | None = None
    core: bool = True
    bought: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate(Record):
    """An official status, award, institution or standard that the firm holds."""

    kind: CertificateKind
    name: str = ""
    issued: dt.date
    expires: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach(Record):
    """An accident, offence or listing that official rules ask about."""

    kind: BreachKind
    date: dt.date
    ended: dt.date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedEnterprise(Record):
    """An enterprise that owns part of the firm, or that the firm owns part of.

    ``related_through`` names another related enterprise where the tie is indirect.
    """

    name: str
    share: float = share()
    controls: bool = False
    exempt_investor: bool = False
    public_body: bool | None = None
    related_through: str = ""
    headcount: float | None = quantity("persons", minimum=0, default=None)
    revenue: Decimal | None = money(default=None)
    total_assets: Decimal | None = money(default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredFact(Record):
    """A further fact that an official rule asks for, by its name in the rulebook.

    One of ``answer``, ``amount`` and ``choice`` holds it, as the fact's kind asks. What is declared
    goes before what follows from the rest of the dossier.
    """

    fact: str
    answer: bool | None = None
    amount: Decimal | None = quantity("", default=None)
    choice: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change(Record):
    """What a change towards an official status costs this firm, in place of the default."""

    lever: str
    unit_cost: Decimal | None = money(default=None)
    months: float | None = quantity("months", minimum=0, maximum=120, default=None)
    most: int | None = quantity("", minimum=0, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Firm(Record):
    """Identity and official facts of the firm."""

    name: str
    country: str = "CN"
    currency: str = "CNY"
    euro_rate: float | None = quantity("currency per euro", minimum=0, default=None)
    date: dt.date
    founded: dt.date | None = None
    registered_in_mainland: bool | None = None
    industry: str = ""
    industry_code: str = ""
    size_industry: SizeIndustry | None = None
    restricted_products: bool | None = None
    years: tuple[YearFigures, ...] = ()
    intellectual_property_complete: bool | None = None
    intellectual_property: tuple[Right, ...] = ()
    certificates_complete: bool | None = None
    certificates: tuple[Certificate, ...] = ()
    breaches_complete: bool | None = None
    breaches: tuple[Breach, ...] = ()
    ownership_complete: bool | None = None
    related_enterprises: tuple[RelatedEnterprise, ...] = ()
    declared_facts: tuple[DeclaredFact, ...] = ()
    reliefs_claimed_complete: bool | None = None
    reliefs_claimed: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
