"""``steersman report``: all stages, one file of each kind that is asked for."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Literal, get_args

import click
from rich.progress import Progress as ProgressBar
from rich.text import Text

from steersman.cli.console import (
    dossier_argument,
    language_option,
    messages_of,
    output,
    refuse,
    usable_dossier,
    writing,
)
from steersman.cli.running import RunOptions, run_options, running
from steersman.cli.stages import located
from steersman.files import write_together
from steersman.messages import Messages
from steersman.report.build import build_board_page, build_report
from steersman.report.chapters import Words, since_chapter, summary_chapter
from steersman.report.document import Document
from steersman.report.drawing import Progress
from steersman.report.terminal import print_blocks
from steersman.steer import impersonal

Format = Literal["html", "pdf", "xlsx"]
HELP = """Run all five stages on DOSSIER and write a report as one file.

The answer is printed as well. The file needs no network and can be mailed: a web page, a PDF to
print and keep, or an Excel workbook of all its tables.

\b
steersman report my-firm
steersman report my-firm --language zh_CN --out reports
steersman report my-firm --format pdf --format xlsx
"""
report_folder_option = click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("out"),
    show_default=True,
    help="Folder for the report; made if it is not there.",
)
formats_option = click.option(
    "--format",
    "formats",
    type=click.Choice(get_args(Format)),
    multiple=True,
    default=("html",),
    show_default=True,
    help="Kind of file; may be given several times.",
)


@click.command("report", help=HELP)
@dossier_argument
@report_folder_option
@formats_option
@language_option
@click.option(
    "--personal",
    is_flag=True,
    help="Show assessments, bonuses and packages of single people; do not mail such a report.",
)
@click.option("--board", is_flag=True, help="One page only: what changed since the last snapshot.")
@run_options
def report_command(
    dossier: Path,
    out: Path,
    formats: tuple[Format, ...],
    language: str,
    options: RunOptions,
    personal: bool,  # noqa: FBT001  click
    board: bool,  # noqa: FBT001  click
) -> None:
    """Write the report."""
    messages = messages_of(language)
    facts, read = usable_dossier(dossier, messages)
    words = Words(messages, facts, read.places)
    with running(facts, options, messages, dossier) as (pipeline, progress, _):
        analysis = pipeline.analyse()
        analysis = replace(analysis, steering=located(analysis.steering, words))

        if board:
            document = build_board_page(analysis, words)
        else:
            document = build_report(analysis, words, personal=personal)
        name = dossier.resolve().stem + (".board" if board else "")
        contents = rendered_files(document, out, name, formats, messages, progress)
    write_report(contents, messages)
    console = output()
    if board:
        shared = replace(analysis, steering=impersonal(analysis.steering))
        print_blocks(since_chapter(shared, words), console)
    else:
        print_blocks(summary_chapter(analysis, words), console)
    console.print()
    for target in contents:
        console.print(Text(messages.text("report.written", file=str(target)), style="bold"))


def rendered_files(
    document: Document,
    folder: Path,
    name: str,
    formats: tuple[Format, ...],
    messages: Messages,
    progress: ProgressBar,
) -> dict[Path, str | bytes]:
    """Return a document as a file of each kind, the language in their names unless it is English.

    Args:
        document: The report.
        folder: Where the files belong.
        name: Their name without ending.
        formats: Kinds of files.
        messages: Texts of the reader's language.
        progress: Where the drawing of charts is shown, in its only task.
    """
    (task,) = progress.task_ids

    def on_draw(drawn: int, total: int) -> None:
        description = messages.text("progress.draw")
        progress.update(task, description=description, detail=f"{drawn + 1}/{total}")

    suffix = "" if messages.language == "en" else f".{messages.language}"
    return {
        folder / f"{name}{suffix}.{kind}": rendered(document, kind, on_draw, messages)
        for kind in dict.fromkeys(formats)
    }


def write_report(contents: Mapping[Path, str | bytes], messages: Messages) -> None:
    """Write the files of a report, all or none, and make their folder."""
    first = next(iter(contents))
    with writing(messages, first):
        first.parent.mkdir(parents=True, exist_ok=True)
        write_together(contents)


def rendered(
    document: Document, kind: Format, on_draw: Progress, messages: Messages
) -> str | bytes:
    """Return a document as a file of a kind; where it cannot be, say so and leave."""
    if kind == "xlsx":
        from steersman.report.spreadsheet import render_xlsx

        return render_xlsx(document)
    if kind == "html":
        from steersman.report.html import render_html

        return render_html(document, on_draw)
    from steersman.report.pdf import PdfError, render_pdf

    try:
        return render_pdf(document, on_draw)
    except PdfError as error:
        refuse(messages, error.code, kind.upper(), detail=error.detail)
