"""``steersman cohort paths``: the path model of influencing factors."""

from __future__ import annotations

from pathlib import Path

import click

from steersman.cli.cohort.analysing import (
    refusing,
    results_argument,
    results_of,
    show,
    strata_option,
)
from steersman.cli.console import language_option, messages_of
from steersman.cli.running import seed_option
from steersman.cli.stages import json_option

HELP = """The path model: factors through innovation system and key technology to outcomes.

\b
steersman cohort paths results --outcome growth --outcome margin

\b
Several outcomes must be signs of one thing, larger meaning more of it. Intervals come from
samples drawn anew. The arrows come from the literature, not from the data.
"""
SCHEMES = click.Choice(["path", "factorial", "centroid"])


@click.command("paths", help=HELP)
@results_argument
@click.option("--outcome", "outcomes", multiple=True, required=True, metavar="COLUMN")
@click.option("--scheme", type=SCHEMES, default="path", show_default=True)
@click.option("--bootstrap", type=click.IntRange(50, 10_000), default=500, show_default=True)
@strata_option
@seed_option
@json_option
@language_option
def paths_command(
    results: Path,
    outcomes: tuple[str, ...],
    scheme: str,
    bootstrap: int,
    strata: str | None,
    seed: int,
    as_json: bool,  # noqa: FBT001  click
    language: str,
) -> None:
    """Fit the path model."""
    from steersman.cohort.analysis.path_analysis import path_analysis
    from steersman.cohort.report.path_model import path_blocks

    messages = messages_of(language)
    opened = results_of(results, messages)
    with refusing(messages, results):
        found = path_analysis(
            opened.firms(),
            outcomes,
            strata,
            bootstrap,
            scheme,  # type: ignore[arg-type]  # click has checked it
            seed,
        )
    blocks = None if as_json else (lambda names: path_blocks(found, names))
    show(opened, messages, "paths", found, blocks)
