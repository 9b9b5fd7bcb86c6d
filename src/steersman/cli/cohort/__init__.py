"""``steersman cohort``: many firms, one file per command."""

import click

from steersman.cli.lazy import LazyGroup

HELP = """Many firms: a table in, results by firm and for the population out.

\b
steersman cohort synthesise cn-technology --firms 100000 --out firms.parquet
steersman cohort run firms.parquet --out results
steersman cohort describe results --by region
steersman cohort reform results reform.yaml
steersman cohort report results --out report
"""
MODULES = {
    "synthesise": "synthesise",
    "convert": "convert",
    "run": "run",
    "describe": "describe",
    "percentiles": "percentiles",
    "segments": "segments",
    "associate": "associate",
    "paths": "paths",
    "reform": "reform",
    "allocate": "allocate",
    "report": "report",
}


@click.group("cohort", cls=LazyGroup, package="steersman.cli.cohort", modules=MODULES, help=HELP)
def cohort_command() -> None:
    """Group the commands for many firms."""
