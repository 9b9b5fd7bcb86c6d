"""``steersman cohort report``: what a population shows, one file of each kind that is asked for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from steersman.cli.cohort.analysing import results_of
from steersman.cli.console import (
    BAD_INPUT,
    language_option,
    messages_of,
    output,
    progress_bar,
    refuse,
    show_problems,
)
from steersman.cli.report import (
    Format,
    formats_option,
    rendered_files,
    report_folder_option,
    write_report,
)
from steersman.cohort.columns import GROUPINGS

if TYPE_CHECKING:
    from steersman.cohort.report.population import Population
    from steersman.cohort.results import Results
    from steersman.messages import Messages
    from steersman.report.document import Block

    Figures = tuple[Population, tuple[Block, ...]]

HELP = """Write a report on the whole population in RESULTS: a folder that `cohort run` made.

\b
steersman cohort report results
steersman cohort report results --format pdf --format xlsx --language zh_CN
steersman cohort report results --by region --by size --out reports

\b
Who qualifies, what holds firms back, which strategies suit: over all firms, and side by side for
the groups of each --by. Nothing is shown about fewer than ten firms.
"""


@click.command("report", help=HELP)
@click.argument("folder", metavar="RESULTS", type=click.Path(path_type=Path))
@report_folder_option
@formats_option
@click.option(
    "--by", multiple=True, type=click.Choice(GROUPINGS), help="Groups to compare; all if left out."
)
@language_option
def report_command(
    folder: Path, out: Path, formats: tuple[Format, ...], by: tuple[str, ...], language: str
) -> None:
    """Write the report on a population."""
    from steersman.cohort.report.build import first_chapter, population_report
    from steersman.report.terminal import print_blocks

    messages = messages_of(language)
    results = results_of(folder, messages)
    with progress_bar() as progress:
        progress.add_task(messages.text("progress.cohort_report"), total=None, detail="")
        groupings = tuple(dict.fromkeys(by)) or GROUPINGS
        population, segments = _figures(results, groupings, messages)
        name = folder.resolve().name
        document = population_report(population, name, messages, segments)
        contents = rendered_files(document, out, name, formats, messages, progress)
    write_report(contents, messages)
    print_blocks(first_chapter(document), output())
    for target in contents:
        click.echo(messages.text("report.written", file=str(target)))


def _figures(results: Results, by: tuple[str, ...], messages: Messages) -> Figures:
    """Return the figures and the chapter on segments, or show why there are none and leave."""
    from polars.exceptions import PolarsError

    from steersman.cohort.analysis.fields import RefusedAnalysisError
    from steersman.cohort.report.population import population_of
    from steersman.cohort.report.segment_chapter import segment_chapter

    try:
        return population_of(results, by), segment_chapter(results, messages)
    except RefusedAnalysisError as error:
        show_problems(error.problems, messages)
        raise SystemExit(BAD_INPUT) from error
    except (PolarsError, OSError):
        refuse(messages, "no-results", str(results.folder), value=str(results.folder))
