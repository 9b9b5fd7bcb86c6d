"""``steersman cohort``: many firms, one file per command."""

import click

from steersman.cli.lazy import LazyGroup

HELP = """Many firms: a table in, results by firm and for the population out.

\b
steersman cohort run firms.parquet --out results
steersman cohort report results
"""
MODULES = {
    "convert": "convert",
    "report": "report",
    "run": "run",
    "reform": "reform",
    "synthesise": "synthesise",
}


@click.group("cohort", cls=LazyGroup, package="steersman.cli.cohort", modules=MODULES, help=HELP)
def cohort_command() -> None:
    """Group the commands for many firms."""
