"""What a lint rule is, what it sees and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeVar

from steersman.dossier import DataPath, Dossier
from steersman.methods.months import month_date

if TYPE_CHECKING:
    from steersman.choose import Choice
    from steersman.diagnose import Diagnosis
    from steersman.identify import Identification
    from steersman.plan import Plan
    from steersman.plan.equity import EquityOutlook
    from steersman.plan.financing import Financing
    from steersman.plan.people import People
    from steersman.steer.course import Course, Snapshot

Family = Literal[
    "objectives", "measures", "people", "money", "time", "projects", "risk", "standards", "market",
    "incentives", "culture", "evidence", "data", "diagnosis",
]  # fmt: skip
Record = TypeVar("Record")


class Stages(Protocol):
    """The stages before, each run when a rule first asks for it."""

    def identify(self) -> Identification:
        """Return what the firm is."""

    def diagnose(self) -> Diagnosis:
        """Return what holds it back."""

    def choose(self) -> Choice:
        """Return which strategy suits it."""

    def plan(self) -> Plan:
        """Return its plan."""

    def equity(self) -> EquityOutlook:
        """Return what is found out about shares."""

    def financing(self) -> Financing:
        """Return what is found out about money."""

    def people(self) -> People:
        """Return what is found out about people."""

    def course(self) -> Course:
        """Return whether the firm is on course."""


@dataclass(frozen=True, slots=True)
class Context:
    """What rules may ask: the dossier, what the stages make of it, and earlier snapshots."""

    dossier: Dossier
    as_of: date
    stages: Stages
    history: tuple[Snapshot, ...] = ()

    @property
    def identification(self) -> Identification:
        """What the firm is."""
        return self.stages.identify()

    @property
    def diagnosis(self) -> Diagnosis:
        """What holds it back."""
        return self.stages.diagnose()

    @property
    def choice(self) -> Choice:
        """Which strategy suits it."""
        return self.stages.choose()

    @property
    def plan(self) -> Plan:
        """Its plan."""
        return self.stages.plan()

    @property
    def equity(self) -> EquityOutlook:
        """What is found out about shares."""
        return self.stages.equity()

    @property
    def financing(self) -> Financing:
        """What is found out about money."""
        return self.stages.financing()

    @property
    def people(self) -> People:
        """What is found out about people."""
        return self.stages.people()

    @property
    def course(self) -> Course:
        """Whether the firm is on course."""
        return self.stages.course()

    def date_of(self, month: float) -> date:
        """Return the date of a planned month."""
        return month_date(self.dossier.firm.date, month)


def each(path: DataPath, records: Iterable[Record]) -> Iterator[tuple[DataPath, Record]]:
    """Yield records with their paths in the dossier."""
    for position, record in enumerate(records):
        yield (*path, position), record


class Identified(Protocol):
    """A record with an id."""

    @property
    def id(self) -> str:
        """What tells it apart from others of its kind."""


def paths_by_id(path: DataPath, records: Iterable[Identified]) -> dict[str, DataPath]:
    """Return the paths of records by their ids."""
    return {record.id: place for place, record in each(path, records)}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about the strategy that will keep it from being carried out.

    Attributes:
        code: Code of the rule; catalogues hold ``finding.<code>`` and ``mend.<code>``.
        path: Where in the dossier.
        parameters: Values for the message.
        severity: An error means the strategy cannot work as written, a warning that it may not.
        place: ``file:line`` or cell, filled in by whoever read the dossier.
    """

    code: str
    path: DataPath
    parameters: Mapping[str, Any] = field(default_factory=dict)
    severity: Literal["error", "warning"] = "warning"
    place: str = ""


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of one field of the dossier.

    Attributes:
        path: Where.
        value: What to write there; None at a place in a list takes the entry out.
    """

    path: DataPath
    value: Any


@dataclass(frozen=True, slots=True)
class Rule:
    """A lint rule: its code, family, and the function that looks for findings.

    ``analysed`` tells that it asks the stages, not only whether something is written; such rules
    need the analysis to have been run. ``personal`` findings tell of one person's pay or
    assessment; reports for many readers leave them out. ``fix`` returns how to mend a finding where
    what is written leaves one answer only, else nothing.
    """

    code: str
    family: Family
    check: Callable[[Context], Iterable[Finding]]
    analysed: bool = False
    personal: bool = False
    fix: Callable[[Context, Finding], tuple[Edit, ...]] | None = None
