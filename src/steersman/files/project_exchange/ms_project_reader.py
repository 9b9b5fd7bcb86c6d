"""Microsoft Project XML (MSPDI) back to tasks, whoever saved it last."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from steersman.dossier import Problem
from steersman.files.project_exchange.ms_project import (
    BUDGET,
    ENDS_NOT_BEFORE,
    FINISH_TO_START,
    HUNDREDTHS,
    NAMESPACE,
    PROJECT,
    RANGE_FIELDS,
    REFERENCE,
    STARTS_NOT_BEFORE,
)
from steersman.files.project_exchange.reading import KINDS, Cells, Collector, TasksRead
from steersman.files.project_exchange.tasks import Task, TaskKind
from steersman.files.project_exchange.working_days import (
    next_working_day,
    previous_working_day,
    working_span,
)

MAXIMUM_BYTES = 20_000_000
LINE = "line"
WHOLE_PROJECT = "0"
"""Number of the task by which Microsoft Project sums up all others."""


class _LineBuilder(TreeBuilder):
    """Builds elements that know their line."""

    expat: Any = None

    def start(self, tag: Any, attrs: Any) -> Element:  # noqa: ANN401  the base's signature
        """Open an element."""
        element = super().start(tag, attrs)
        element.set(LINE, str(self.expat.CurrentLineNumber))
        return element


def read_ms_project(data: bytes, name: str) -> TasksRead:
    """Return the tasks of a project file, or what is wrong with it.

    Args:
        data: The file's content.
        name: Its name in messages.
    """
    if len(data) > MAXIMUM_BYTES:
        limit = f"{MAXIMUM_BYTES // 1_000_000} MB"
        return _refused("file-too-large", name, limit=limit)
    builder = _LineBuilder()
    parser = DefusedXMLParser(target=builder, forbid_dtd=True)
    builder.expat = parser.parser
    try:
        parser.feed(data)
        root = parser.close()
    except DefusedXmlException:
        return _refused("xml-unsafe", name)
    except ParseError as error:
        return _refused("xml-syntax", f"{name}:{error.position[0]}", detail=str(error))
    except (ValueError, LookupError) as error:
        return _refused("xml-syntax", name, detail=str(error))
    if root.tag != f"{{{NAMESPACE}}}Project":
        return _refused("not-ms-project", name)
    return _Reader(root, name).read()


def _refused(code: str, place: str, **parameters: str) -> TasksRead:
    return TasksRead(problems=(Problem(code, (), parameters, place=place),))


def _text(element: Element, tag: str) -> str:
    return element.findtext(f"{{*}}{tag}") or ""


@dataclass(frozen=True, slots=True)
class _Identity:
    """Which of our tasks an element is."""

    kind: TaskKind
    id: str


class _Reader:
    """Reads the tasks of one project."""

    def __init__(self, root: Element, name: str) -> None:
        self.root = root
        self.name = name
        self.found = Collector()
        elements = root.findall("{*}Tasks/{*}Task")
        self.ours = [(element, mine) for element in elements if (mine := _identity(element))]
        self.numbers = {_text(element, "UID"): mine for element, mine in self.ours}
        self.foreign = [
            _text(element, "Name")
            for element in elements
            if not _identity(element) and _text(element, "UID") != WHOLE_PROJECT
        ]

    def read(self) -> TasksRead:
        """Return all tasks that are ours, and the titles of others."""
        teams = self._teams()
        self.found.foreign = [title for title in self.foreign if title]
        for element, mine in self.ours:
            cells = Cells(f"{self.name}:{element.get(LINE)}", self.found.problems)
            shares = teams.get(_text(element, "UID"), {})
            task = _task(element, mine, cells, shares, self._links(element, mine))
            baseline = element.find("{*}Baseline")
            exported: tuple[date | None, date | None] = (None, None)
            if baseline is not None:
                exported = (
                    cells.day(_text(baseline, "Start")),
                    cells.day(_text(baseline, "Finish")),
                )
            self.found.add(task, cells.place, exported)
        return self.found.result()

    def _links(self, element: Element, mine: _Identity) -> tuple[str, ...]:
        """Return the ids of tasks of the same kind that must end before."""
        links = element.findall("{*}PredecessorLink")
        before = [
            self.numbers.get(_text(link, "PredecessorUID"))
            for link in links
            if _text(link, "Type") == FINISH_TO_START
        ]
        return tuple(entry.id for entry in before if entry and entry.kind == mine.kind)

    def _teams(self) -> dict[str, dict[str, float]]:
        """Return by number of a task who is on it, and how much of their time."""
        resources = self.root.findall("{*}Resources/{*}Resource")
        people = {_text(entry, "UID"): _text(entry, "Code") for entry in resources}
        teams: dict[str, dict[str, float]] = {}
        for entry in self.root.findall("{*}Assignments/{*}Assignment"):
            person = people.get(_text(entry, "ResourceUID"), "")
            cells = Cells(f"{self.name}:{entry.get(LINE)}", self.found.problems)
            units = cells.amount(_text(entry, "Units"), "number")
            if person and units is not None:
                teams.setdefault(_text(entry, "TaskUID"), {})[person] = float(units)
        return teams


def _identity(element: Element) -> _Identity | None:
    kind, _, identifier = _custom(element).get(REFERENCE, "").partition(":")
    known = next((entry for entry in KINDS if entry == kind), None)
    return _Identity(known, identifier) if known and identifier else None


def _custom(element: Element) -> dict[str, str]:
    attributes = element.findall("{*}ExtendedAttribute")
    return {_text(entry, "FieldID"): _text(entry, "Value") for entry in attributes}


def _task(
    element: Element,
    mine: _Identity,
    cells: Cells,
    shares: Mapping[str, float],
    after: tuple[str, ...],
) -> Task:
    custom = _custom(element)
    actual_start = cells.day(_text(element, "ActualStart"))
    actual_finish = cells.day(_text(element, "ActualFinish"))
    start, finish = _dates(element, mine.kind, cells, (actual_start, actual_finish))
    days = [cells.day(custom.get(field, "")) for field in RANGE_FIELDS]
    return Task(
        kind=mine.kind,
        id=mine.id,
        title=_text(element, "Name"),
        project=custom.get(PROJECT, ""),
        owner=next((person for person, share in shares.items() if not share), ""),
        team={person: share for person, share in shares.items() if share},
        after=after,
        start=start,
        finish=finish,
        start_range=_range(days[0], days[1]),
        finish_range=_range(days[2], days[3]),
        percent=cells.percent(_text(element, "PercentComplete")),
        actual_start=actual_start,
        actual_finish=actual_finish,
        budget=_budget(element, mine.kind, custom, cells),
    )


def _range(early: date | None, late: date | None) -> tuple[date, date] | None:
    return (early, late) if early and late else None


def _budget(
    element: Element, kind: TaskKind, custom: Mapping[str, str], cells: Cells
) -> Decimal | None:
    text = custom.get(BUDGET, "") if kind == "measure" else _text(element, "FixedCost")
    amount = cells.amount(text)
    return None if amount is None else amount / HUNDREDTHS


def _dates(
    element: Element,
    kind: TaskKind,
    cells: Cells,
    actual: tuple[date | None, date | None],
) -> tuple[date | None, date | None]:
    """Return start and finish, exactly as written where the tool only moved them off a weekend."""
    start, finish = cells.day(_text(element, "Start")), cells.day(_text(element, "Finish"))
    if kind == "project" or start is None or finish is None:
        return start, finish
    constraint = _text(element, "ConstraintType")
    limit = cells.day(_text(element, "ConstraintDate"))
    exact_start = actual[0] or (limit if constraint == STARTS_NOT_BEFORE else None)
    exact_finish = actual[1] or cells.day(_text(element, "Deadline"))
    one_day = start == finish
    found: date | None = start
    if exact_start and next_working_day(exact_start) == start:
        found = exact_start
    elif constraint == ENDS_NOT_BEFORE and one_day:
        found = None
    if exact_finish and _last_shown(found, exact_finish) == finish:
        return found, exact_finish
    open_end = exact_finish is None and one_day and kind != "stage"
    return found, None if open_end else finish


def _last_shown(start: date | None, finish: date) -> date:
    """Return the day on which a tool shows the end of a task with these dates."""
    if start is None or start > finish:
        return previous_working_day(finish)
    return working_span(start, finish)[1]
