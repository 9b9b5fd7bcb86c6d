"""``steersman identify``: what we are, why, and what a change of the law does."""

from datetime import datetime
from pathlib import Path

import click

from steersman.cli.console import (
    dossier_argument,
    language_option,
    messages_of,
    output,
    refuse,
    usable_dossier,
)
from steersman.cli.running import RunOptions, run_options, running
from steersman.cli.stages import print_json
from steersman.dossier import nearest
from steersman.identify import Identification, Status, compare_law, identify
from steersman.identify.jurisdictions import jurisdictions_of
from steersman.report.chapters import Words, identify_chapter
from steersman.report.chapters.reasons import reason_blocks
from steersman.report.chapters.reliefs import comparison_blocks
from steersman.report.terminal import print_blocks

HELP = """What are we? Official statuses, the way to those missed, and what reliefs are worth.

\b
steersman identify my-firm
steersman identify my-firm --as-of 2024-06-30 --json
steersman identify my-firm --why cn/technology-sme-evaluation
steersman identify my-firm --compare 2023-01-01 2025-01-01

\b
--why shows how the verdict on a status came about, down to the facts.
--compare shows which rules changed between two days, and what that does to the firm
if its facts stay the same.
"""
DAY = click.DateTime(["%Y-%m-%d"])


@click.command("identify", help=HELP)
@dossier_argument
@language_option
@click.option("--json", "as_json", is_flag=True, help="The result as JSON (see: steersman schema).")
@click.option("--why", metavar="RULE", help="The reasons of the verdict on a status.")
@click.option("--compare", nargs=2, type=DAY, metavar="DAY DAY", help="The law of two days.")
@run_options
def identify_command(
    dossier: Path,
    language: str,
    options: RunOptions,
    as_json: bool,  # noqa: FBT001  click
    why: str | None,
    compare: tuple[datetime, datetime] | None,
) -> None:
    """Run the first stage."""
    messages = messages_of(language)
    if why and (as_json or compare):
        raise click.UsageError("--why goes with neither --json nor --compare")
    firm, read = usable_dossier(dossier, messages)
    words = Words(messages, firm, read.places)
    with running(firm, options, messages, dossier) as (pipeline, _, _):
        result = pipeline.identify()
        before_and_after = compare and tuple(
            identify(firm, result.as_of, day.date()) for day in compare
        )
    if before_and_after:
        before, after = before_and_after
        comparison = compare_law(jurisdictions_of(firm.firm), before, after)
        if as_json:
            print_json(pipeline, "compare", comparison)
        else:
            print_blocks(comparison_blocks(comparison, words), output())
    elif why:
        print_blocks(reason_blocks(_status(result, why, words), result.law_on, words), output())
    elif as_json:
        print_json(pipeline, "identify", result)
    else:
        print_blocks(identify_chapter(result, words), output())


def _status(result: Identification, rule: str, words: Words) -> Status:
    known = [status.rule for status in result.statuses]
    if rule not in known:
        hint = nearest(rule, known)
        refuse(words.messages, "rule-unknown", "--why", value=rule, hint=hint, known=known)
    return result.status(rule)
