"""``steersman diagnose``: what holds us back, why, since when, and against whom."""

from dataclasses import replace
from pathlib import Path

import click

from steersman.cli.console import (
    BAD_INPUT,
    dossier_argument,
    language_option,
    messages_of,
    output,
    refuse,
    show_problems,
    usable_dossier,
)
from steersman.cli.running import RunOptions, run_options, running
from steersman.cli.stages import json_option, print_json
from steersman.diagnose import factor_ids, percentiles, trends
from steersman.diagnose.comparison import Cohort
from steersman.diagnose.factors import load_factors
from steersman.dossier import nearest
from steersman.files.cohort_scores import read_cohort_scores
from steersman.messages import Messages
from steersman.report.chapters import Words, diagnose_chapter
from steersman.report.chapters.diagnose import percentile_table, trend_table
from steersman.report.chapters.diagnose_evidence import factor_reasons
from steersman.report.document import Block
from steersman.report.terminal import print_blocks

HELP = """What holds us back? Factors with intervals, causes, and what to mend first.

\b
steersman diagnose my-firm --language zh_CN
steersman diagnose my-firm --why incentives
steersman diagnose my-firm --since my-firm-2025
steersman diagnose my-firm --cohort scores.csv

\b
--why shows how the score of a factor came about, down to items and figures.
--since shows what has changed since an earlier dossier of the firm.
--cohort shows where the firm stands among firms of a table (CSV or Parquet) with a
column per factor (policy, competition, ...) of scores from 0 to 100; ten firms are needed.
It also reads what `steersman cohort percentiles` writes, which tells on no firm.
"""


@click.command("diagnose", help=HELP)
@dossier_argument
@language_option
@json_option
@click.option("--why", metavar="FACTOR", help="How the score of a factor came about.")
@click.option("--since", type=click.Path(path_type=Path), metavar="DOSSIER", help="An earlier one.")
@click.option("--cohort", type=click.Path(path_type=Path), metavar="TABLE", help="Scores of firms.")
@run_options
def diagnose_command(
    dossier: Path,
    language: str,
    options: RunOptions,
    as_json: bool,  # noqa: FBT001  click
    why: str | None,
    since: Path | None,
    cohort: Path | None,
) -> None:
    """Run the second stage."""
    messages = messages_of(language)
    if as_json and (why or (since and cohort)):
        raise click.UsageError("--json goes with one of --since and --cohort, not with --why")
    factor = _factor_named(why, messages) if why else None
    firm, read = usable_dossier(dossier, messages)
    words = Words(messages, firm, read.places)
    earlier = usable_dossier(since, messages)[0] if since else None
    scores = _cohort(cohort, messages) if cohort else None
    with running(firm, options, messages, dossier) as (pipeline, _, _):
        result = pipeline.diagnose()
    shown: list[tuple[str, object, tuple[Block, ...]]] = []
    if earlier and since:
        # The earlier dossier is looked at on its own day.
        with running(earlier, replace(options, as_of=None), messages, since) as (past, _, _):
            changes = trends(result, past.diagnose())
        shown.append(("trend", changes, (trend_table(changes, words),)))
    if scores is not None:
        places = percentiles(result, scores)
        shown.append(("percentile", places, (percentile_table(places, words),)))
    if factor:
        shown.append(("diagnose", result, factor_reasons(result, factor, words)))
    if not shown:
        shown.append(("diagnose", result, diagnose_chapter(result, words)))
    for kind, value, blocks in shown:
        if as_json:
            print_json(pipeline, kind, value)
        else:
            print_blocks(blocks, output())


def _factor_named(name: str, messages: Messages) -> str:
    """Return the id of a factor given by its id or by its name as tables show it."""
    shown = {messages.pick(factor.name).lower(): factor.id for factor in load_factors()}
    found = shown.get(name.lower(), name)
    known = list(factor_ids())
    if found not in known:
        hint = nearest(name, known)
        refuse(messages, "unknown-factor", "--why", value=name, hint=hint, known=known)
    return found


def _cohort(path: Path, messages: Messages) -> Cohort:
    scores, problems = read_cohort_scores(path)
    if problems:
        show_problems(problems, messages)
        raise SystemExit(BAD_INPUT)
    return scores
