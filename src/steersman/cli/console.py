"""What commands share: reading a dossier, showing problems, progress, exit codes.

What draws on the screen is loaded when it is first needed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from steersman.messages import LANGUAGES, Language, Messages, messages_for
from steersman.report.findings import FindingRow

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

    from steersman.dossier import Dossier, Problem
    from steersman.files import ReadResult

FINDINGS, BAD_INPUT = 1, 2
SAYS_FIELD = {"missing", "unknown-field", "unknown-column", "part-exceeds-whole"}
"""Problems whose text names the field already."""

language_option = click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    default="en",
    envvar="STEERSMAN_LANGUAGE",
    show_default=True,
    help="Language of what is shown and written.",
)
dossier_argument = click.argument("dossier", type=click.Path(path_type=Path))


def output() -> Console:
    """Return the console for results."""
    from rich.console import Console

    return Console(highlight=False, soft_wrap=False)


def messages_output() -> Console:
    """Return the console for problems and progress, so that results can be piped."""
    from rich.console import Console

    return Console(stderr=True, highlight=False)


def read_dossier(path: Path) -> ReadResult:
    """Read a dossier from a folder or a workbook, with every check there is."""
    from steersman.checks import check_stage_names
    from steersman.dossier import Problem
    from steersman.files import ReadResult
    from steersman.files.border import locate

    if path.is_file() and path.suffix.lower() != ".xlsx":
        problem = Problem("not-a-dossier", (), {"value": str(path)}, place=str(path))
        return ReadResult(None, (problem,), {})
    if path.suffix.lower() == ".xlsx" and not path.is_dir():
        from steersman.files import read_workbook

        result = read_workbook(path)
    else:
        from steersman.files import read_folder

        result = read_folder(path)
    if result.dossier is None:
        return result
    more = check_stage_names(result.dossier)
    problems = (*result.problems, *locate(more, result.places))
    return ReadResult(result.dossier, problems, result.places)


def usable_dossier(path: Path, messages: Messages) -> tuple[Dossier, ReadResult]:
    """Return a dossier without errors, or show what is wrong and leave with exit code 2."""
    result = read_dossier(path)
    if result.dossier is None or result.errors:
        show_problems(result.problems, messages)
        messages_output().print(messages.text("check.unusable"), style="bold red", markup=False)
        raise SystemExit(BAD_INPUT)
    return result.dossier, result


def show_problems(problems: tuple[Problem, ...], messages: Messages) -> None:
    """Print each problem with its place, what is wrong, and how to mend it."""
    show_problem_rows([problem_row(problem, messages) for problem in problems], messages)


def problem_row(problem: Problem, messages: Messages) -> FindingRow:
    """Return a problem in the reader's words."""
    from steersman.messages.problems import problem_text

    what, mend = problem_text(messages, problem)
    name = field_name(problem)
    return FindingRow(problem.code, problem.severity, problem.place, name, what, mend, "")


def show_problem_rows(rows: Sequence[FindingRow], messages: Messages) -> None:
    """Print problems that are in words already."""
    if not rows:
        return
    from rich.text import Text

    console = messages_output()
    for row in rows:
        style = "red" if row.severity == "error" else "yellow"
        severity = messages.text(f"severity.{row.severity}")
        line = Text.assemble((row.place, "bold"), ": ", (f"{severity}: ", style))
        if row.field:
            line.append(f"{row.field}: ", style="bold")
        line.append(row.message)
        line.append(f"\n    {messages.text('mend.label')}: {row.mend}", style="dim")
        console.print(line, soft_wrap=True)


def field_name(problem: Problem) -> str:
    """Return the field a problem is about, counted from its record, empty if it is no field's."""
    last = max((i for i, key in enumerate(problem.path) if isinstance(key, int)), default=0)
    names = [str(key) for key in problem.path[last + 1 :]]
    return "" if problem.code in SAYS_FIELD else ".".join(names)


def refuse(messages: Messages, code: str, place: str, **parameters: object) -> NoReturn:
    """Show one problem and leave with exit code 2."""
    from steersman.dossier import Problem

    show_problems((Problem(code, (), parameters, place=place),), messages)
    raise SystemExit(BAD_INPUT)


@contextmanager
def writing(messages: Messages, target: Path) -> Iterator[None]:
    """Turn trouble with the disk into a message and exit code 2."""
    try:
        yield
    except OSError as error:
        detail = error.strerror or str(error)
        refuse(messages, "cannot-write", str(target), value=str(target), detail=detail)


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """Show progress while something longer runs; nothing where nobody watches."""
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    console = messages_output()
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),
        TextColumn("{task.fields[detail]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        yield progress


def messages_of(language: str) -> Messages:
    """Return the messages of a language option."""
    chosen: Language = "zh_CN" if language == "zh_CN" else "en"
    return messages_for(chosen)
