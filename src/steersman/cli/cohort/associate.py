"""``steersman cohort associate``: which factors go with which outcomes."""

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

HELP = """Which factors go with which outcomes, other things equal.

\b
steersman cohort associate results --outcome product_innovation
steersman cohort associate results --outcome growth --control log:staff --control sector --together
steersman cohort associate results --outcome patents --bootstrap 200

\b
Effects are in units of the outcome (percentage points for yes and no), for ten points of a
score. Controls are sector, size and region unless --control names others; "log:NAME" takes the
logarithm. None of this shows causes: see docs/methods/population.md.
"""
KINDS = click.Choice(["yes-no", "amount", "count"])


@click.command("associate", help=HELP)
@results_argument
@click.option("--outcome", "outcomes", multiple=True, required=True, metavar="COLUMN")
@click.option(
    "--factor", "factors", multiple=True, metavar="COLUMN", help="All scores if left out."
)
@click.option("--control", "controls", multiple=True, metavar="COLUMN", help="Held constant.")
@click.option("--no-controls", is_flag=True, help="Hold nothing constant.")
@click.option("--together", is_flag=True, help="All factors in one regression.")
@click.option("--cluster", metavar="COLUMN", help="Firms that hang together, such as parks.")
@strata_option
@click.option("--kind", type=KINDS, help="What outcomes are; told from their values if left out.")
@click.option("--bootstrap", type=click.IntRange(0, 10_000), default=0, show_default=True)
@seed_option
@json_option
@language_option
def associate_command(
    results: Path,
    outcomes: tuple[str, ...],
    factors: tuple[str, ...],
    controls: tuple[str, ...],
    no_controls: bool,  # noqa: FBT001  click
    together: bool,  # noqa: FBT001  click
    cluster: str | None,
    strata: str | None,
    kind: str | None,
    bootstrap: int,
    seed: int,
    as_json: bool,  # noqa: FBT001  click
    language: str,
) -> None:
    """Look at what goes with outcomes."""
    from steersman.cohort.analysis.association import (
        Asked,
        associations,
        usual_controls,
        usual_factors,
    )
    from steersman.cohort.report.associations import association_blocks

    if controls and no_controls:
        raise click.UsageError("--control and --no-controls exclude each other")
    messages = messages_of(language)
    opened = results_of(results, messages)
    with refusing(messages, results):
        schema = opened.firms().collect_schema()
        usual = () if no_controls else usual_controls(schema)
        asked = Asked(
            outcomes,
            factors or usual_factors(schema),
            controls or usual,
            together,
            cluster,
            strata,
            kind,  # type: ignore[arg-type]  # click has checked it
            replicates=bootstrap,
            seed=seed,
        )
        found = associations(opened.firms(), asked)
    blocks = None if as_json else (lambda names: association_blocks(found, names))
    show(opened, messages, "associate", found, blocks)
