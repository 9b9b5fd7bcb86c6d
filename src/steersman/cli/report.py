"""``steersman report``: all stages, one HTML file."""

from dataclasses import replace
from pathlib import Path

import click
from rich.text import Text

from steersman.cli.console import (
    dossier_argument,
    language_option,
    messages_of,
    output,
    usable_dossier,
    writing,
)
from steersman.cli.running import RunOptions, run_options, running
from steersman.cli.stages import located
from steersman.files import write_whole
from steersman.report.build import build_board_page, build_report
from steersman.report.chapters import Words, since_chapter, summary_chapter
from steersman.report.html import render_html
from steersman.report.terminal import print_blocks
from steersman.steer import impersonal

HELP = """Run all five stages on DOSSIER and write one self-contained HTML report.

The answer is printed as well. The file needs no network and can be mailed.

\b
steersman report my-firm
steersman report my-firm --language zh_CN --out reports
"""


@click.command("report", help=HELP)
@dossier_argument
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("out"),
    show_default=True,
    help="Folder for the report; made if it is not there.",
)
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
        text = render_html(document, on_draw)
    name = dossier.resolve().stem + (".board" if board else "")
    suffix = "" if language == "en" else f".{language}"
    target = out / f"{name}{suffix}.html"
    with writing(messages, target):
        out.mkdir(parents=True, exist_ok=True)
        write_whole(target, text)
    console = output()
    if board:
        shared = replace(analysis, steering=impersonal(analysis.steering))
        print_blocks(since_chapter(shared, words), console)
    else:
        print_blocks(summary_chapter(analysis, words), console)
    console.print(Text("\n" + messages.text("report.written", file=str(target)), style="bold"))
