"""Tasks as Microsoft Project XML (MSPDI), which Project, ProjectLibre and OpenProject open.

Elements stand in the order of Microsoft's schema. Amounts are in hundredths, as these tools expect.
A custom text field carries the id by which we know a task again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from steersman.files.project_exchange.describe import describe
from steersman.files.project_exchange.tasks import WHOLE, Task, TaskList, one_line
from steersman.files.project_exchange.working_days import (
    DAYS_OF_WEEK,
    previous_working_day,
    working_days,
    working_span,
)
from steersman.messages import Messages

NAMESPACE = "http://schemas.microsoft.com/project"
REFERENCE, PROJECT, BUDGET = "188744016", "188744015", "188743786"
"""Custom fields Text30, Text29 and Cost1."""
RANGE_FIELDS = ("188743945", "188743946", "188743947", "188743948")
"""Custom fields Date1 to Date4."""
FIELDS = {
    REFERENCE: ("Text30", "reference"),
    PROJECT: ("Text29", "project"),
    BUDGET: ("Cost1", "budget"),
    RANGE_FIELDS[0]: ("Date1", "earliest_start"),
    RANGE_FIELDS[1]: ("Date2", "latest_start"),
    RANGE_FIELDS[2]: ("Date3", "earliest_finish"),
    RANGE_FIELDS[3]: ("Date4", "latest_finish"),
}
STARTS_NOT_BEFORE, ENDS_NOT_BEFORE = "4", "6"
"""Constraints that keep a date where it stands when the tool schedules anew."""
MORNING, EVENING = time(8), time(17)
SHIFTS = ((MORNING, time(12)), (time(13), EVENING))
HOURS_A_DAY, DAYS_A_MONTH = 8, 20
MINUTES_AN_HOUR = 60
DAYS, FIXED_DURATION, FINISH_TO_START = "7", "1", "1"
LONGEST_NAME = 512
HUNDREDTHS = 100


@dataclass(frozen=True, slots=True)
class _Shown:
    """Where a task stands in a tool's calendar."""

    start: date
    finish: date
    minutes: int


def write_ms_project(tasks: TaskList, messages: Messages) -> str:
    """Return a project file; tasks without any date are not in it.

    Args:
        tasks: The plan.
        messages: Language of notes and of the names of custom fields.
    """
    dated = [task for task in tasks.tasks if task.dated]
    root = Element("Project", xmlns=NAMESPACE)
    _head(root, tasks, dated)
    fields = SubElement(root, "ExtendedAttributes")
    for number, (name, label) in FIELDS.items():
        alias = messages.text(f"exchange.{label}")
        _leaves(SubElement(fields, "ExtendedAttribute"), FieldID=number, FieldName=name,
                Alias=alias)  # fmt: skip
    _calendar(SubElement(root, "Calendars"))
    numbers = {task.reference: str(place) for place, task in enumerate(dated, start=1)}
    elements = SubElement(root, "Tasks")
    for task in dated:
        note = describe(task, tasks, messages)
        _task(SubElement(elements, "Task"), task, numbers, note)
    people = {member.id: str(place) for place, member in enumerate(tasks.members, start=1)}
    resources = SubElement(root, "Resources")
    for member in tasks.members:
        number = people[member.id]
        _leaves(SubElement(resources, "Resource"), UID=number, ID=number,
                Name=member.name[:LONGEST_NAME], Type="1", Code=one_line(member.id),
                MaxUnits=repr(member.fte))  # fmt: skip
    _assignments(SubElement(root, "Assignments"), dated, numbers, people)
    indent(root)
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return head + tostring(root, encoding="unicode") + "\n"


def _leaves(parent: Element, **values: str | None) -> None:
    """Add child elements with text, leaving out those without."""
    for name, value in values.items():
        if value is not None:
            SubElement(parent, name).text = value


def _moment(day: date | None, hour: time) -> str | None:
    return datetime.combine(day, hour).isoformat() if day else None


def _duration(minutes: int) -> str:
    hours, rest = divmod(minutes, MINUTES_AN_HOUR)
    return f"PT{hours}H{rest}M0S"


def _hundredths(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{(amount * HUNDREDTHS).normalize():f}"


def _head(root: Element, tasks: TaskList, dated: Sequence[Task]) -> None:
    shown = [_shown(task) for task in dated]
    start = min((entry.start for entry in shown), default=tasks.date)
    finish = max((entry.finish for entry in shown), default=tasks.date)
    _leaves(
        root,
        SaveVersion="14",
        Name=tasks.name[:LONGEST_NAME],
        Title=tasks.name[:LONGEST_NAME],
        ScheduleFromStart="1",
        StartDate=_moment(start, MORNING),
        FinishDate=_moment(finish, EVENING),
        CurrencyDigits="2",
        CurrencyCode=tasks.currency,
        CalendarUID="1",
        DefaultStartTime=MORNING.isoformat(),
        DefaultFinishTime=EVENING.isoformat(),
        MinutesPerDay=str(HOURS_A_DAY * MINUTES_AN_HOUR),
        MinutesPerWeek=str(5 * HOURS_A_DAY * MINUTES_AN_HOUR),
        DaysPerMonth=str(DAYS_A_MONTH),
        DefaultTaskType=FIXED_DURATION,
        NewTasksEffortDriven="0",
        StatusDate=_moment(tasks.date, EVENING),
    )


def _calendar(calendars: Element) -> None:
    """Add the calendar of all tasks: Monday to Friday, eight hours."""
    calendar = SubElement(calendars, "Calendar")
    _leaves(calendar, UID="1", Name="Standard", IsBaseCalendar="1")
    days = SubElement(calendar, "WeekDays")
    for number in range(1, DAYS_OF_WEEK + 1):
        works = number not in {1, DAYS_OF_WEEK}
        day = SubElement(days, "WeekDay")
        _leaves(day, DayType=str(number), DayWorking=str(int(works)))
        if works:
            times = SubElement(day, "WorkingTimes")
            for begins, ends in SHIFTS:
                _leaves(SubElement(times, "WorkingTime"), FromTime=begins.isoformat(),
                        ToTime=ends.isoformat())  # fmt: skip


def _shown(task: Task) -> _Shown:
    start, finish = task.start or task.finish, task.finish or task.start
    if start is None or finish is None:
        raise ValueError("a task without any date")
    if task.start is None:
        start = finish = previous_working_day(finish)
    elif task.kind != "project":
        start, finish = working_span(start, finish)
    days = 0 if task.kind == "objective" else max(1, working_days(start, finish))
    return _Shown(start, finish, days * HOURS_A_DAY * MINUTES_AN_HOUR)


def _task(element: Element, task: Task, numbers: dict[str, str], note: str) -> None:
    shown = _shown(task)
    number = numbers[task.reference]
    milestone, summary = task.kind == "objective", task.kind == "project"
    start = _moment(shown.start, EVENING if milestone else MORNING)
    finish = _moment(shown.finish, EVENING)
    done = round(shown.minutes * task.percent / WHOLE)
    work = round(shown.minutes * sum(task.team.values()))
    constraint, limit = _constraint(task, shown)
    _leaves(
        element,
        UID=number,
        ID=number,
        Name=task.title[:LONGEST_NAME],
        Type=FIXED_DURATION,
        OutlineLevel="2" if task.kind == "stage" else "1",
        Start=start,
        Finish=finish,
        Duration=_duration(shown.minutes),
        DurationFormat=DAYS,
        Work=_duration(work),
        EffortDriven="0",
        Estimated="0",
        Milestone=str(int(milestone)),
        Summary=str(int(summary)),
        FixedCost=None if task.kind == "measure" else _hundredths(task.budget),
        FixedCostAccrual=None if task.budget is None else "2",
        PercentComplete=str(task.percent),
        ActualStart=_moment(task.actual_start, MORNING),
        ActualFinish=_moment(task.actual_finish, EVENING),
        ActualDuration=_duration(done),
        RemainingDuration=_duration(shown.minutes - done),
        ConstraintType=constraint,
        ConstraintDate=limit,
        Deadline=_deadline(task),
        Notes=note or None,
    )
    for before in task.after:
        link = numbers.get(f"{task.kind}:{before}")
        if link:
            _leaves(SubElement(element, "PredecessorLink"), PredecessorUID=link,
                    Type=FINISH_TO_START, LinkLag="0", LagFormat=DAYS)  # fmt: skip
    for field, value in _custom(task):
        _leaves(SubElement(element, "ExtendedAttribute"), FieldID=field, Value=value)
    _leaves(SubElement(element, "Baseline"), Number="0", Start=start, Finish=finish)


def _constraint(task: Task, shown: _Shown) -> tuple[str, str | None]:
    """Return the constraint that keeps a task where it stands; a start with the dossier's date."""
    if task.kind == "project":
        return "0", None
    if task.start:
        return STARTS_NOT_BEFORE, _moment(task.start, MORNING)
    return ENDS_NOT_BEFORE, _moment(shown.finish, EVENING)


def _deadline(task: Task) -> str | None:
    """Return the due date of what has one; the end of a stage is an estimate."""
    return _moment(task.finish, EVENING) if task.kind in {"measure", "objective"} else None


def _custom(task: Task) -> Iterator[tuple[str, str]]:
    """Yield custom fields and their values.

    A measure's budget stands in a field that tools do not add up, since the stages of its project
    cost the same money.
    """
    yield REFERENCE, task.reference
    if task.project:
        yield PROJECT, task.project
    if task.kind == "measure" and (budget := _hundredths(task.budget)):
        yield BUDGET, budget
    ranges = (*(task.start_range or (None, None)), *(task.finish_range or (None, None)))
    for field, day in zip(RANGE_FIELDS, ranges, strict=True):
        if moment := _moment(day, MORNING):
            yield field, moment


def _assignments(
    assignments: Element, tasks: Sequence[Task], numbers: dict[str, str], people: dict[str, str]
) -> None:
    """Add who works on what; who only answers for a task is on it with nothing of their time."""
    place = 0
    for task in tasks:
        shown = _shown(task)
        shares = {**dict.fromkeys([task.owner] if task.owner else [], 0.0), **task.team}
        for person, share in shares.items():
            if person not in people:
                continue
            place += 1
            work = round(shown.minutes * share)
            done = round(work * task.percent / WHOLE)
            _leaves(
                SubElement(assignments, "Assignment"),
                UID=str(place),
                TaskUID=numbers[task.reference],
                ResourceUID=people[person],
                PercentWorkComplete=str(task.percent),
                ActualWork=_duration(done),
                Finish=_moment(shown.finish, EVENING),
                RemainingWork=_duration(work - done),
                Start=_moment(shown.start, MORNING),
                Units=repr(float(share)),
                Work=_duration(work),
            )
