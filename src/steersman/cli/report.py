"""``steersman report``: all stages, one file of each kind that is asked for."""

from dataclasses import replace
from pathlib import Path
from typing import Literal, get_args

import click
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
    with running(facts, options, messages, dossier) as (pipeline, progress, task):
        analysis = pipeline.analyse()
        analysis = replace(analysis, steering=located(analysis.steering, words))

        def on_draw(drawn: int, total: int) -> None:
            description = messages.text("progress.draw")
            progress.update(task, description=description, detail=f"{drawn + 1}/{total}")

        if board:
            document = build_board_page(analysis, words)
        else:
            document = build_report(analysis, words, personal=personal)
        name = dossier.resolve().stem + (".board" if board else "")
        suffix = "" if language == "en" else f".{language}"
        contents = {
            out / f"{name}{suffix}.{kind}": rendered(document, kind, on_draw, messages)
            for kind in dict.fromkeys(formats)
        }
    with writing(messages, next(iter(contents))):
        out.mkdir(parents=True, exist_ok=True)
        write_together(contents)
    console = output()
    if board:
        shared = replace(analysis, steering=impersonal(analysis.steering))
        print_blocks(since_chapter(shared, words), console)
    else:
        print_blocks(summary_chapter(analysis, words), console)
    console.print()
    for target in contents:
        console.print(Text(messages.text("report.written", file=str(target)), style="bold"))


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
