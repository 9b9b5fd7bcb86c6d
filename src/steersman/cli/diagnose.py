"""``steersman diagnose``: what holds us back, why, since when, and against whom."""

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
from steersman.dossier import nearest
from steersman.files.cohort_scores import read_cohort_scores
from steersman.messages import Messages
from steersman.methods.arrays import FloatArray
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
column per factor (policy, competition, ...) of scores from 0 to 100.
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
    if why and why not in factor_ids():
        known = list(factor_ids())
        refuse(
            messages, "unknown-factor", "--why", value=why, hint=nearest(why, known), known=known
        )
    firm, read = usable_dossier(dossier, messages)
    words = Words(messages, firm, read.places)
    earlier = usable_dossier(since, messages)[0] if since else None
    with running(firm, options, messages) as (pipeline, _, _):
        result = pipeline.diagnose()
    before = None
    if earlier:
        with running(earlier, options, messages) as (past, _, _):
            before = past.diagnose()
    shown: list[Block] = []
    if before:
        found = trends(result, before)
        if as_json:
            print_json(pipeline, "trend", found)
        shown.append(trend_table(found, words))
    if cohort:
        places = percentiles(result, _cohort(cohort, messages))
        if as_json:
            print_json(pipeline, "percentile", places)
        shown.append(percentile_table(places, words))
    if why:
        shown.extend(factor_reasons(result, why, words))
    if as_json and not (before or cohort):
        print_json(pipeline, "diagnose", result)
    elif not as_json:
        print_blocks(tuple(shown) or diagnose_chapter(result, words), output())


def _cohort(path: Path, messages: Messages) -> dict[str, FloatArray]:
    scores, problems = read_cohort_scores(path)
    if problems:
        show_problems(problems, messages)
        raise SystemExit(BAD_INPUT)
    return scores
