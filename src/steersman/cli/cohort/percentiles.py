"""``steersman cohort percentiles``: one firm among its like, and tables safe to hand out."""

from __future__ import annotations

from pathlib import Path

import click

from steersman.cli.cohort.analysing import (
    refusing,
    results_argument,
    results_of,
    show,
)
from steersman.cli.cohort.tables import writing_tables
from steersman.cli.console import language_option, messages_of
from steersman.cli.stages import json_option

HELP = """Where one firm stands among its like, or percentiles that are safe to hand out.

\b
steersman cohort percentiles results --firm 91330100
steersman cohort percentiles results --out percentiles.csv
steersman cohort percentiles results --out software.csv --among sector software

\b
--firm holds the firm against those of the same sector, size and region; groupings are dropped
until ten others are left and none of the firms left out could be worked out.
--out writes percentiles of scores for "steersman diagnose --cohort"; they tell on no firm.
"""


@click.command("percentiles", help=HELP)
@results_argument
@click.option("--firm", metavar="ID", help="The firm's name in the results.")
@click.option(
    "--out", "file", type=click.Path(path_type=Path), help="Table to write: CSV or Parquet."
)
@click.option(
    "--among",
    nargs=2,
    multiple=True,
    metavar="COLUMN VALUE",
    help="Only firms with this value, for --out; several times.",
)
@json_option
@language_option
def percentiles_command(
    results: Path,
    firm: str | None,
    file: Path | None,
    among: tuple[tuple[str, str], ...],
    as_json: bool,  # noqa: FBT001  click
    language: str,
) -> None:
    """Tell where a firm stands, or write a table of percentiles."""
    from steersman.cohort.analysis.percentiles import reference, standing
    from steersman.cohort.reference_table import write_reference
    from steersman.cohort.report.standing import standing_blocks

    if (firm is None) == (file is None) or (among and file is None):
        raise click.UsageError("give either --firm or --out; --among goes with --out")
    messages = messages_of(language)
    opened = results_of(results, messages)
    if file:
        with refusing(messages, results):
            table = reference(opened.firms(), dict(among))
        with writing_tables(messages, file):
            write_reference(file, table)
        click.echo(messages.text("population.written", firms=table.firms, file=str(file)))
        return
    with refusing(messages, results):
        found = standing(opened.firms(), firm or "")
    blocks = None if as_json else (lambda names: standing_blocks(found, names))
    show(opened, messages, "percentiles", found, blocks)
