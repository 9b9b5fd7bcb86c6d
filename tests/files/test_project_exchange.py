"""Plans written for other tools and read back: MS Project XML, iCalendar, tables, Jira."""

import csv
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from io import StringIO
from pathlib import Path

import icalendar
import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given, settings
from hypothesis import strategies as st

from steersman.dossier import Actual, Dossier, Firm, Measure, Objective, Strategy
from steersman.files import read_folder
from steersman.files.project_exchange import (
    TaskList,
    TasksRead,
    read_ms_project,
    read_task_csv,
    take_tasks,
    task_list,
    write_calendar,
    write_jira_csv,
    write_ms_project,
    write_task_csv,
)
from steersman.files.project_exchange.tasks import Member, Task, one_line
from steersman.files.project_exchange.working_days import working_days, working_span
from steersman.messages import messages_for
from steersman.methods.months import month_date
from steersman.pipeline import Pipeline, Settings
from steersman.plan import Plan
from tests.dossiers import AMOUNTS, DATES, NAMES, TEXT

ENGLISH = messages_for("en")
MINIMAL = Path(__file__).parents[2] / "examples" / "minimal"
NOW = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)
TODAY = date(2026, 6, 30)
SPACE = "{http://schemas.microsoft.com/project}"

TITLES = TEXT.map(one_line).filter(lambda text: bool(text) and not text.startswith("'"))
WORKING_DATES = DATES.filter(lambda day: day.weekday() < 5)
TENTHS = st.integers(1, 10).map(lambda tenths: tenths / 10)
TEAMS = st.dictionaries(NAMES, TENTHS, max_size=3)
RANGES = st.none() | st.tuples(WORKING_DATES, WORKING_DATES).map(sorted).map(tuple)


@st.composite
def stages(draw: st.DrawFn) -> Task:
    """A stage that is planned, under way, or done with or without a known beginning."""
    state = draw(st.sampled_from(["planned", "running", "done", "done, begun when?"]))
    project = draw(NAMES)
    task = Task(
        kind="stage", id=f"{project}/{draw(NAMES)}", title=draw(TITLES), project=project,
        team=draw(TEAMS), budget=draw(AMOUNTS),
    )  # fmt: skip
    if state == "planned":
        start, finish = sorted(draw(st.tuples(WORKING_DATES, WORKING_DATES)))
        return replace(task, start=start, finish=finish, start_range=draw(RANGES),
                       finish_range=draw(RANGES))  # fmt: skip
    first, last = sorted(draw(st.tuples(DATES, DATES)))
    if state == "running":
        return replace(task, start=first, actual_start=first, finish=working_span(first, last)[1],
                       percent=draw(st.integers(0, 99)), finish_range=draw(RANGES))  # fmt: skip
    begun = first if state == "done" else None
    return replace(task, start=begun, actual_start=begun, finish=last, actual_finish=last,
                   percent=100)  # fmt: skip


@st.composite
def others(draw: st.DrawFn) -> Task:
    """A measure, an objective or a project."""
    kind = draw(st.sampled_from(["measure", "objective", "project"]))
    task = Task(kind=kind, id=draw(NAMES), title=draw(TITLES), finish=draw(DATES))
    start, finish = sorted(draw(st.tuples(DATES, DATES)))
    if kind == "project":
        percent = draw(st.integers(0, 100))
        return replace(task, project=task.id, start=start, finish=finish, percent=percent)
    if kind == "measure":
        task = replace(task, owner=draw(st.just("") | NAMES), budget=draw(st.none() | AMOUNTS))
        known = draw(st.sampled_from([(start, finish), (start, None), (None, finish)]))
        return replace(task, start=known[0], finish=known[1])
    return task


@st.composite
def lists(draw: st.DrawFn) -> TaskList:
    """A list of tasks, some after others of their kind."""
    tasks = draw(st.lists(stages() | others(), max_size=5, unique_by=lambda task: task.reference))
    linked = []
    for place, task in enumerate(tasks):
        before = [other.id for other in tasks[:place] if other.kind == task.kind]
        after = draw(st.lists(st.sampled_from(before), unique=True)) if before else []
        linked.append(replace(task, after=tuple(after)))
    people = dict.fromkeys(p for task in tasks for p in (*task.team, task.owner) if p)
    members = tuple(Member(person, draw(TITLES), 1.0) for person in people)
    return TaskList(draw(TITLES), TODAY, "EUR", tuple(linked), members)


def of_text(text: str, folder: Path) -> TasksRead:
    path = folder / "plan.tasks.csv"
    path.write_text(text, encoding="utf-8", newline="")
    return read_task_csv(path)


@settings(max_examples=150, deadline=None)
@given(lists())
def test_project_xml_gives_the_tasks_back(tasks: TaskList) -> None:
    read = read_ms_project(write_ms_project(tasks, ENGLISH).encode(), "plan.xml")
    assert read.problems == ()
    assert read.tasks == tasks.tasks
    assert not read.moved
    assert not read.foreign


@settings(max_examples=100, deadline=None)
@given(lists())
def test_the_table_gives_the_tasks_back(
    tmp_path_factory: pytest.TempPathFactory, tasks: TaskList
) -> None:
    read = of_text(write_task_csv(tasks), tmp_path_factory.mktemp("table"))
    assert read.problems == ()
    assert read.tasks == tasks.tasks
    assert not read.moved


@settings(max_examples=100, deadline=None)
@given(lists())
def test_a_calendar_program_reads_what_was_written(tasks: TaskList) -> None:
    text = write_calendar(tasks, ENGLISH, NOW)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    events = icalendar.Calendar.from_ical(text).events
    shown = [task for task in tasks.tasks if task.finish and task.kind != "project"]
    assert len(events) == len({str(event["uid"]) for event in events}) == len(shown)
    for event, task in zip(events, shown, strict=True):
        assert task.title in str(event["summary"])
        assert event.end - timedelta(days=1) == task.finish
        begins = task.start if task.kind == "stage" and task.start else task.finish
        assert event.start == begins
        assert event["dtstamp"].dt == NOW
    assert write_calendar(tasks, ENGLISH, NOW) == text


@cache
def planned() -> tuple[Dossier, Plan]:
    dossier = read_folder(MINIMAL).dossier
    assert dossier is not None
    done = (Actual(date=date(2026, 6, 6), kind="stage_started", reference="sensor/prototype"),)
    strategy = Strategy(
        objectives=(Objective(id="O", title="Lead", due=date(2027, 2, 28)),),
        measures=(
            Measure(id="M", title="=Sell", objective="O", owner="bo", project="sensor",
                    start=date(2026, 8, 1), due=date(2028, 2, 29), budget=Decimal("12.50")),
            Measure(id="N", title="Some day"),
        ),
    )  # fmt: skip
    dossier = replace(dossier, progress=done, strategy=strategy)
    return dossier, Pipeline(dossier, Settings(candidates=10)).plan()


def test_a_plan_becomes_tasks() -> None:
    tasks = task_list(*planned())
    by_id = {task.reference: task for task in tasks.tasks}
    running, series = by_id["stage:sensor/prototype"], by_id["stage:sensor/series"]
    assert running.start == running.actual_start == date(2026, 6, 6)
    assert 0 < running.percent < 100
    assert running.start_range is None
    assert series.after == ("sensor/prototype",)
    assert running.finish is not None
    assert series.start is not None
    assert running.finish < series.start
    assert series.finish_range is not None
    assert series.finish_range[0] < series.finish_range[1]
    assert series.budget == 150000
    project = by_id["project:sensor"]
    assert (project.start, project.finish) == (running.start, series.finish)
    assert by_id["measure:M"].owner == "bo"
    assert not by_id["measure:N"].dated
    assert {member.id for member in tasks.members} == {"bo", *running.team, *series.team}
    assert task_list(*planned()) == tasks


def test_a_done_project_stays_in_sight() -> None:
    dossier, plan = planned()
    done = tuple(
        Actual(date=date(2026, 5, day), kind="stage_finished", reference=f"sensor/{stage}")
        for day, stage in ((3, "prototype"), (20, "series"))
    )
    tasks = task_list(replace(dossier, progress=done), replace(plan, projects=(), stages=()))
    assert [task.percent for task in tasks.tasks[:3]] == [100, 100, 100]
    assert tasks.tasks[0].actual_finish == date(2026, 5, 20)
    assert tasks.tasks[1].start is None
    none = replace(plan, projects=(), stages=())
    kinds = {task.kind for task in task_list(replace(dossier, progress=()), none).tasks}
    assert kinds == {"measure", "objective"}


def test_nothing_private_leaves() -> None:
    dossier, plan = planned()
    people = tuple(
        replace(person, monthly_cost=Decimal(987654), monthly_pay=Decimal(876543),
                equity_share=0.765432, assessment="7.65432")
        for person in dossier.people
    )  # fmt: skip
    tasks = task_list(replace(dossier, people=people), plan)
    texts = (
        write_ms_project(tasks, ENGLISH), write_task_csv(tasks), write_jira_csv(tasks, ENGLISH),
        write_calendar(tasks, ENGLISH, NOW),
    )  # fmt: skip
    for secret in ("987654", "876543", "65432"):
        assert all(secret not in text for text in texts)


def test_elements_stand_in_the_order_of_the_schema() -> None:
    tasks = task_list(*planned())
    root = fromstring(write_ms_project(tasks, ENGLISH))
    assert [child.tag.removeprefix(SPACE) for child in root][-5:] == [
        "ExtendedAttributes", "Calendars", "Tasks", "Resources", "Assignments",
    ]  # fmt: skip
    order = [
        "UID", "ID", "Name", "Type", "OutlineLevel", "Start", "Finish", "Duration",
        "DurationFormat", "Work", "EffortDriven", "Estimated", "Milestone", "Summary",
        "FixedCost", "FixedCostAccrual", "PercentComplete", "ActualStart",
        "ActualFinish", "ActualDuration", "RemainingDuration", "ConstraintType",
        "ConstraintDate", "Deadline", "Notes", "PredecessorLink", "ExtendedAttribute",
        "Baseline",
    ]  # fmt: skip
    for task in root.findall(f"{SPACE}Tasks/{SPACE}Task"):
        places = [order.index(child.tag.removeprefix(SPACE)) for child in task]
        assert places == sorted(places)


def test_durations_are_the_working_time_between_the_dates() -> None:
    tasks = task_list(*planned())
    root = fromstring(write_ms_project(tasks, ENGLISH))
    for task in root.findall(f"{SPACE}Tasks/{SPACE}Task"):
        start, finish = (
            date.fromisoformat((task.findtext(f"{SPACE}{tag}") or "")[:10])
            for tag in ("Start", "Finish")
        )
        days = sum(
            (start + timedelta(days=offset)).weekday() < 5
            for offset in range((finish - start).days + 1)
        )
        milestone = task.findtext(f"{SPACE}Milestone") == "1"
        hours = 0 if milestone else 8 * days
        assert task.findtext(f"{SPACE}Duration") == f"PT{hours}H0M0S"


@given(DATES, st.integers(0, 1000))
def test_working_days_are_counted(start: date, days: int) -> None:
    finish = start + timedelta(days=days)
    each = [start + timedelta(days=offset) for offset in range(days + 1)]
    assert working_days(start, finish) == sum(day.weekday() < 5 for day in each)


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2023, 12, 31), 2, date(2024, 2, 29)),
        (date(2026, 6, 30), 12.5, date(2027, 7, 15)),
    ],
)
def test_months_end_within_their_month(start: date, months: float, expected: date) -> None:
    assert month_date(start, months) == expected


def test_a_weekend_moves_in_the_tool_and_comes_back_as_it_was() -> None:
    saturday, sunday = date(2026, 8, 1), date(2028, 2, 27)
    measure = Task(kind="measure", id="M", title="M", start=saturday, finish=sunday)
    tasks = TaskList("Firm", TODAY, "EUR", (measure,), ())
    text = write_ms_project(tasks, ENGLISH)
    assert "<Start>2026-08-03T08:00:00</Start>" in text
    assert "<Finish>2028-02-25T17:00:00</Finish>" in text
    assert read_ms_project(text.encode(), "plan.xml").tasks == (measure,)
    moved = text.replace("2026-08-03", "2026-08-10").replace("2028-02-25", "2028-03-10")
    (read,) = read_ms_project(moved.encode(), "plan.xml").tasks
    assert (read.start, read.finish) == (date(2026, 8, 10), date(2028, 3, 10))


@pytest.mark.parametrize("day", ["2026-11-02", "2026-12-07", "2027-03-01"])
@pytest.mark.parametrize("start", [None, date(2026, 12, 7)])
def test_a_single_day_that_is_moved_comes_back_moved(day: str, start: date | None) -> None:
    due = date(2026, 12, 7)
    tasks = (
        Task(kind="objective", id="O", title="O", finish=due),
        Task(kind="measure", id="M", title="M", start=start, finish=due),
    )
    text = write_ms_project(TaskList("Firm", TODAY, "EUR", tasks, ()), ENGLISH)
    text = text.replace("<Start>2026-12-07", f"<Start>{day}")
    text = text.replace("<Finish>2026-12-07", f"<Finish>{day}")
    dragged = text.replace("<ConstraintType>6", "<ConstraintType>4")
    dragged = dragged.replace("<ConstraintDate>2026-12-07", f"<ConstraintDate>{day}")
    strategy = Strategy(
        objectives=(Objective(id="O", title="O", due=due),),
        measures=(Measure(id="M", title="M", start=start, due=due),),
    )
    firm = Dossier(firm=Firm(name="Firm", date=TODAY), strategy=strategy)
    moved = date.fromisoformat(day)
    for version in (text, dragged):
        read = read_ms_project(version.encode(), "plan.xml")
        assert [task.finish for task in read.tasks] == [moved, moved]
        after = take_tasks(firm, read, "plan.xml").dossier.strategy
        assert after.objectives[0].due == after.measures[0].due == moved
        assert after.measures[0].start == (moved if start else None)


def test_jira_finds_parents_and_links_by_number() -> None:
    text = write_jira_csv(task_list(*planned()), ENGLISH)
    assert text.startswith("Summary,Issue Type,Issue Id,Parent")
    header, *rows = list(csv.reader(StringIO(text)))
    link, parent, number = header.index('Link "Blocks"'), header.index("Parent"), 2
    by_label = {row[header.index("Labels") + 1]: row for row in rows}
    project, first, second = (
        by_label[label]
        for label in ("project:sensor", "stage:sensor/prototype", "stage:sensor/series")
    )
    assert rows[0] == project
    assert project[1] == "Epic"
    assert first[parent] == second[parent] == by_label["measure:M"][parent] == project[number]
    assert first[link] == second[number]
    assert first[header.index("Status")] == "In Progress"
    assert by_label["measure:M"][0] == "'=Sell"
    assert all(len(row) == len(header) for row in rows)


def test_a_calendar_of_one_person() -> None:
    tasks = task_list(*planned())
    events = icalendar.Calendar.from_ical(write_calendar(tasks, ENGLISH, NOW, "bo")).events
    titles = [str(event["summary"]) for event in events]
    assert "Due: =Sell" in titles
    assert len(titles) < len(
        icalendar.Calendar.from_ical(write_calendar(tasks, ENGLISH, NOW)).events
    )


def changed(text: str, row: str, **cells: str) -> str:
    """Return a table in which the row with an id has other cells."""
    rows = list(csv.DictReader(StringIO(text.removeprefix("\ufeff"))))
    next(entry for entry in rows if entry["id"] == row).update(cells)
    buffer = StringIO()
    writer = csv.DictWriter(buffer, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()


def test_progress_and_dates_come_back(tmp_path: Path) -> None:
    dossier, plan = planned()
    text = write_task_csv(task_list(dossier, plan))
    assert take_tasks(dossier, of_text(text, tmp_path), "plan.tasks.csv").dossier == dossier
    text = changed(text, row="sensor/prototype", percent="100%", actual_finish="2026-10-31")
    text = changed(text, row="sensor/series", percent="10", actual_start="2026/11/2")
    text = changed(text, row="M", start="2026-09-01", finish="")
    text = changed(text, row="O", finish="2027-03-31")
    intake = take_tasks(dossier, of_text(text, tmp_path), "plan.tasks.csv")
    assert intake.problems == ()
    assert (intake.facts, intake.dates) == (2, 2)
    assert [(entry.kind, entry.date) for entry in intake.dossier.progress[1:]] == [
        ("stage_finished", date(2026, 10, 31)),
        ("stage_started", date(2026, 11, 2)),
    ]
    measure, _ = intake.dossier.strategy.measures
    assert (measure.start, measure.due) == (date(2026, 9, 1), date(2028, 2, 29))
    assert intake.dossier.strategy.objectives[0].due == date(2027, 3, 31)
    again = take_tasks(intake.dossier, of_text(text, tmp_path), "plan.tasks.csv")
    assert (again.facts, again.dates) == (0, 0)


@pytest.mark.parametrize(
    ("cells", "code", "severity"),
    [
        ({"row": "sensor/prototype", "actual_start": "2026-06-08"}, None, ""),
        ({"row": "sensor/prototype", "actual_start": "2026-06-10"}, "fact-kept", "warning"),
        ({"row": "sensor/prototype", "actual_start": "30.2.2026"}, "wrong-type", "error"),
        ({"row": "sensor/prototype", "actual_start": "2026-02-30"}, "wrong-type", "error"),
        ({"row": "sensor/prototype", "percent": "99.9"}, None, ""),
        ({"row": "sensor/prototype", "percent": "120"}, "wrong-type", "error"),
        ({"row": "sensor/prototype", "team": "half of us"}, "wrong-type", "error"),
        ({"row": "sensor/prototype", "actual_finish": "2026-06-01"}, "date-order", "error"),
        ({"row": "sensor/series", "start": "2030-01-01"}, "stage-dates-kept", "warning"),
        ({"row": "sensor/series", "id": "sensor/serie"}, "unknown-reference", "error"),
        ({"row": "sensor/series", "id": "sensor/prototype"}, "task-twice", "error"),
        ({"row": "sensor/series", "kind": "job"}, "not-a-choice", "error"),
        ({"row": "sensor/series", "id": ""}, "tasks-not-ours", "warning"),
        ({"row": "M", "start": "2029-01-01"}, "date-order", "error"),
        ({"row": "M", "budget": "much"}, "wrong-type", "error"),
    ],
)
def test_what_is_wrong_is_named(
    tmp_path: Path, cells: dict[str, str], code: str | None, severity: str
) -> None:
    dossier, plan = planned()
    text = changed(write_task_csv(task_list(dossier, plan)), **cells)
    problems = take_tasks(dossier, of_text(text, tmp_path), "plan.tasks.csv").problems
    assert [problem.code for problem in problems] == ([code] if code else [])
    for problem in problems:
        assert problem.severity == severity
        assert problem.place.startswith("plan.tasks.csv")
        if problem.severity == "error":
            assert problem.place.rpartition(":")[2].isdigit()


def test_a_table_of_something_else_is_refused(tmp_path: Path) -> None:
    assert [p.code for p in of_text("a,b\n1,2\n", tmp_path).problems] == ["not-a-task-table"]
