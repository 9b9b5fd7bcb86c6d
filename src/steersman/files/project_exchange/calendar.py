"""Tasks as an iCalendar file, for any calendar program."""

from collections.abc import Iterator
from datetime import datetime
from uuid import NAMESPACE_DNS, uuid5

from icalendar import Calendar, Event
from icalendar.enums import TRANSP

from steersman.files.project_exchange.describe import describe, full_title
from steersman.files.project_exchange.tasks import Task, TaskList
from steersman.files.project_exchange.working_days import DAY
from steersman.messages import Messages

PRODUCT = "-//Steersman//Steersman//EN"
OURS = uuid5(NAMESPACE_DNS, "steersman")


def write_calendar(tasks: TaskList, messages: Messages, stamp: datetime, person: str = "") -> str:
    """Return a calendar of whole days: every stage, and when measures and objectives are due.

    Entries keep their identity from one export to the next, so that a calendar replaces them.

    Args:
        tasks: The plan.
        messages: Language of titles and descriptions.
        stamp: Time of writing, with its zone.
        person: Whose tasks alone, empty for everybody's.
    """
    calendar = Calendar.new(prodid=PRODUCT, name=tasks.name, uid=uuid5(OURS, tasks.name))
    for task in _shown(tasks, person):
        calendar.add_component(_event(task, tasks, messages, stamp))
    content: bytes = calendar.to_ical()
    return content.decode()


def _shown(tasks: TaskList, person: str) -> Iterator[Task]:
    for task in tasks.tasks:
        mine = not person or person in task.team or person == task.owner
        if mine and task.finish and task.kind != "project":
            yield task


def _event(task: Task, tasks: TaskList, messages: Messages, stamp: datetime) -> Event:
    title = full_title(task, tasks, messages)
    last = task.finish or tasks.date
    first = last
    if task.kind == "stage":
        first = task.start or last
    else:
        title = messages.text("exchange.due", title=title)
    return Event.new(
        uid=uuid5(OURS, f"{tasks.name}\n{task.reference}"),
        stamp=stamp,
        summary=title,
        description=describe(task, tasks, messages) or None,
        start=first,
        end=last + DAY,
        categories=[task.kind],
        transparency=TRANSP.TRANSPARENT,
    )
