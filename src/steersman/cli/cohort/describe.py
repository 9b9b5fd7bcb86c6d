"""``steersman cohort describe``: how answers, scores and outcomes are distributed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from steersman.cli.cohort.analysing import (
    refusing,
    results_argument,
    results_of,
    show,
    strata_option,
)
from steersman.cli.console import language_option, messages_of
from steersman.cli.stages import json_option

if TYPE_CHECKING:
    import polars as pl

    from steersman.cohort.analysis.distribution import Question

HELP = """Who qualifies, who is held back by what, and what would suit them.

\b
steersman cohort describe results
steersman cohort describe results --by region --by size
steersman cohort describe results --by sector --column cn/high-tech-enterprise --column talent.score

\b
Shares and means are weighted and carry 95 % intervals. Groups of fewer than ten firms are
hidden, and others with them where they could be worked out otherwise.
"""


@click.command("describe", help=HELP)
@results_argument
@click.option("--by", multiple=True, metavar="COLUMN", help="A grouping; at most two.")
@click.option(
    "--column", "chosen", multiple=True, metavar="COLUMN", help="Only this column; several times."
)
@strata_option
@json_option
@language_option
def describe_command(
    results: Path,
    by: tuple[str, ...],
    chosen: tuple[str, ...],
    strata: str | None,
    as_json: bool,  # noqa: FBT001  click
    language: str,
) -> None:
    """Describe a population."""
    from steersman.cohort.analysis.distribution import distribution, usual_question
    from steersman.cohort.report.distribution import distribution_blocks

    messages = messages_of(language)
    opened = results_of(results, messages)
    with refusing(messages, results):
        firms = opened.firms()
        schema, manifest = firms.collect_schema(), opened.manifest
        question = usual_question(schema, manifest.rules, manifest.kept, by, strata)
        found = distribution(firms, _chosen(question, chosen, schema) if chosen else question)
    blocks = None if as_json else (lambda names: distribution_blocks(found, names))
    show(opened, messages, "describe", found, blocks)


def _chosen(question: Question, chosen: tuple[str, ...], schema: pl.Schema) -> Question:
    """Return a question that asks for some columns only, numbers as means, others as shares."""
    from dataclasses import replace

    numbers = tuple(name for name in chosen if name in schema and schema[name].is_numeric())
    return replace(
        question,
        shares=tuple(name for name in chosen if name not in numbers),
        means=numbers,
        quantiles=numbers,
    )
