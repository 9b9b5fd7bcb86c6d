"""The plan written for other tools, and its progress read back from them."""

from datetime import UTC, datetime
from pathlib import Path

from steersman.cli.console import (
    BAD_INPUT,
    messages_output,
    output,
    refuse,
    show_problems,
    usable_dossier,
    writing,
)
from steersman.cli.running import RunOptions, running
from steersman.dossier import Dossier, nearest, skill_holders
from steersman.files import ExistingFileError, write_folder, write_whole
from steersman.files.project_exchange import (
    MAXIMUM_BYTES,
    Intake,
    TaskList,
    read_ms_project,
    read_task_csv,
    take_actuals,
    take_tasks,
    task_list,
    write_calendar,
    write_jira_csv,
    write_ms_project,
    write_task_csv,
)
from steersman.messages import Messages

PROJECT_XML, CALENDAR, TASK_TABLE, JIRA_TABLE = ".xml", ".ics", ".tasks.csv", ".jira.csv"
TABLE = ".csv"


def is_project_file(file: Path) -> bool:
    """Whether a file's ending says that it holds a plan for another tool."""
    return file.name.lower().endswith((PROJECT_XML, CALENDAR, TASK_TABLE, JIRA_TABLE))


def is_project_source(file: Path) -> bool:
    """Whether a file's ending says that progress can be read from it."""
    return file.name.lower().endswith((PROJECT_XML, TABLE))


def export_project(
    dossier: Dossier,
    source: Path,
    file: Path,
    messages: Messages,
    options: RunOptions,
    person: str,
) -> None:
    """Work out the plan and write it in the form that the file's ending asks for.

    Args:
        dossier: The firm.
        source: Where the dossier is.
        file: Where to write.
        messages: Language of the reader.
        options: How to plan.
        person: Whose tasks alone a calendar shows, empty for everybody's.
    """
    known = [holder.id for holder in skill_holders(dossier)]
    if person and person not in known:
        hint = nearest(person, known)
        refuse(messages, "unknown-reference", "--person", value=person, hint=hint, known=known)
    with running(dossier, options, messages, source) as (pipeline, _, _):
        tasks = task_list(dossier, pipeline.plan())
    text = _text(tasks, file, messages, person)
    with writing(messages, file):
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, text)
    output().print(messages.text("export.written", file=str(file)))
    undated = [task.title for task in tasks.tasks if not task.dated]
    if undated and file.name.lower().endswith((PROJECT_XML, CALENDAR)):
        _remark(messages.text("exchange.undated", tasks=undated))


def _text(tasks: TaskList, file: Path, messages: Messages, person: str) -> str:
    name = file.name.lower()
    if name.endswith(PROJECT_XML):
        return write_ms_project(tasks, messages)
    if name.endswith(CALENDAR):
        return write_calendar(tasks, messages, datetime.now(UTC), person)
    return write_task_csv(tasks) if name.endswith(TASK_TABLE) else write_jira_csv(tasks, messages)


def import_project(file: Path, folder: Path, messages: Messages) -> None:
    """Take progress and dates from a file into the dossier of a folder.

    Only files with something new are written, and none if the file read has faults.
    """
    name = file.name.lower()
    if name.endswith(JIRA_TABLE):
        refuse(messages, "jira-not-read", str(file), value=file.name)
    if not file.is_file():
        refuse(messages, "no-such-file", str(file), value=str(file))
    dossier, _ = usable_dossier(folder, messages)
    intake = _intake(dossier, file)
    show_problems(intake.problems, messages)
    if any(problem.severity == "error" for problem in intake.problems):
        raise SystemExit(BAD_INPUT)
    if not intake.facts and not intake.dates:
        output().print(messages.text("exchange.nothing_new", file=str(file)))
        return
    with writing(messages, folder):
        try:
            write_folder(intake.dossier, folder, before=dossier)
        except ExistingFileError as error:
            refuse(messages, "existing-file-unreadable", str(folder), value=error.file)
    taken = messages.text(
        "exchange.taken", facts=intake.facts, dates=intake.dates, folder=str(folder)
    )
    output().print(taken)


def _intake(dossier: Dossier, file: Path) -> Intake:
    name = file.name.lower()
    if name.endswith(PROJECT_XML):
        with file.open("rb") as stream:
            data = stream.read(MAXIMUM_BYTES + 1)
        return take_tasks(dossier, read_ms_project(data, file.name), file.name)
    if name.endswith(TASK_TABLE):
        return take_tasks(dossier, read_task_csv(file), file.name)
    return take_actuals(dossier, file)


def _remark(text: str) -> None:
    messages_output().print(text, style="yellow", markup=False)
