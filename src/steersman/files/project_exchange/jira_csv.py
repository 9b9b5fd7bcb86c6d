"""Tasks as a table for Jira's import of external systems.

Jira joins rows by numbers in the file: ``Parent`` and links name an ``Issue Id`` of another row,
and what others hang on must stand above them.
"""

from collections.abc import Iterator, Mapping, Sequence

from steersman.files.csv_text import BYTE_ORDER_MARK, rows_text
from steersman.files.project_exchange.describe import describe
from steersman.files.project_exchange.tasks import WHOLE, Task, TaskKind, TaskList
from steersman.messages import Messages

COLUMNS = (
    "Summary", "Issue Type", "Issue Id", "Parent", "Assignee", "Start date", "Due Date", "Labels",
    "Labels", "Status", "Description",
)  # fmt: skip
LINK = 'Link "Blocks"'
"""A column for each task that may not begin before this one has ended."""
ISSUE_TYPES: Mapping[TaskKind, str] = {
    "project": "Epic", "stage": "Story", "measure": "Task", "objective": "Task",
}  # fmt: skip
LABEL = "steersman"


def write_jira_csv(tasks: TaskList, messages: Messages) -> str:
    """Return the table as CSV text, without a byte order mark, which Jira takes for a title.

    Args:
        tasks: The plan.
        messages: Language of the descriptions.
    """
    ordered = sorted(tasks.tasks, key=lambda task: task.kind != "project")
    numbers = {task.reference: place for place, task in enumerate(ordered, start=1)}
    blocked = {task.reference: list(_blocked(task, ordered, numbers)) for task in ordered}
    links = max((len(others) for others in blocked.values()), default=0)
    rows = []
    for task in ordered:
        others = blocked[task.reference]
        note = describe(task, tasks, messages)
        padding = [""] * (links - len(others))
        rows.append([*_row(task, tasks, numbers, note), *others, *padding])
    return rows_text([*COLUMNS, *[LINK] * links], rows).removeprefix(BYTE_ORDER_MARK)


def _blocked(task: Task, tasks: Sequence[Task], numbers: Mapping[str, int]) -> Iterator[int]:
    """Yield the numbers of the tasks that wait for one."""
    for other in tasks:
        if other.kind == task.kind and task.id in other.after:
            yield numbers[other.reference]


def _row(task: Task, tasks: TaskList, numbers: Mapping[str, int], note: str) -> list[object]:
    parent = numbers.get(f"project:{task.project}", "") if task.kind != "project" else ""
    return [
        task.title,
        ISSUE_TYPES[task.kind],
        numbers[task.reference],
        parent,
        _assignee(task, tasks),
        task.start or "",
        task.finish or "",
        LABEL,
        "_".join(task.reference.split()),
        _status(task),
        note,
    ]


def _assignee(task: Task, tasks: TaskList) -> str:
    """Return who answers for a task, or gives most time to it: Jira knows one person only."""
    most = max(task.team, key=lambda person: task.team[person], default="")
    person = task.owner or most
    return tasks.names().get(person, person)


def _status(task: Task) -> str:
    if task.percent == WHOLE:
        return "Done"
    return "In Progress" if task.actual_start else "To Do"
