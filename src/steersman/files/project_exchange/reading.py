"""What readers of task files share: what came of reading, and cells that may be wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import get_args

from steersman.dossier import Problem
from steersman.files.border import shown
from steersman.files.cells import DATE_TEXT
from steersman.files.project_exchange.tasks import WHOLE, Task, TaskKind

KINDS: tuple[TaskKind, ...] = get_args(TaskKind)


MOST = Decimal(10) ** 18
"""No amount of a plan is larger."""


@dataclass(frozen=True, slots=True)
class TasksRead:
    """What came of reading a file of tasks.

    Attributes:
        tasks: Tasks that carry an id of ours.
        places: Where each stands in the file, by reference.
        moved: References of stages that the other tool plans at other dates than we did.
        foreign: Titles of tasks without an id of ours.
        problems: What is wrong with the file.
    """

    tasks: tuple[Task, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)
    moved: frozenset[str] = frozenset()
    foreign: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True)
class Collector:
    """Tasks met so far in a file."""

    tasks: list[Task] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)
    moved: set[str] = field(default_factory=set)
    foreign: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def add(self, task: Task, place: str, exported: tuple[date | None, date | None]) -> None:
        """Add a task; one whose id was there before is a problem.

        Args:
            task: What was read.
            place: Where it stands.
            exported: Its start and finish when we wrote it, as far as the file still knows.
        """
        if task.reference in self.places:
            values = {"value": task.reference, "other": self.places[task.reference]}
            self.problems.append(Problem("task-twice", (), values, place=place))
            return
        self.tasks.append(task)
        self.places[task.reference] = place
        untouched = task.kind == "stage" and not task.percent and not task.actual_start
        now = (task.start, task.finish)
        if untouched and any(
            old and new and old != new for old, new in zip(exported, now, strict=True)
        ):
            self.moved.add(task.reference)

    def result(self) -> TasksRead:
        """Return everything met."""
        return TasksRead(
            tuple(self.tasks),
            self.places,
            frozenset(self.moved),
            tuple(self.foreign),
            tuple(self.problems),
        )


@dataclass(slots=True)
class Cells:
    """Reads the values of one task, noting what is not what it should be."""

    place: str
    problems: list[Problem]

    def day(self, text: str) -> date | None:
        """Return a date, with or without a time after it; None if empty or wrong."""
        if not text:
            return None
        match = DATE_TEXT.match(text.partition("T")[0])
        try:
            if match:
                year, month, day = (int(part) for part in match.groups())
                return date(year, month, day)
        except ValueError:
            pass
        self._wrong(text, "date")
        return None

    def percent(self, text: str) -> int:
        """Return a percentage without its decimals, 0 if empty or wrong."""
        number = self.amount(text.removesuffix("%"), "percent")
        if number is None:
            return 0
        if not 0 <= number <= WHOLE:
            self._wrong(text, "percent")
            return 0
        return int(number)

    def amount(self, text: str, expected: str = "amount") -> Decimal | None:
        """Return an exact number, None if empty or wrong."""
        if not text:
            return None
        try:
            number = Decimal(text)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or abs(number) > MOST:
            self._wrong(text, expected)
            return None
        return number

    def _wrong(self, text: str, expected: str) -> None:
        values = {"value": shown(text), "expected": expected}
        self.problems.append(Problem("wrong-type", (), values, place=self.place))
