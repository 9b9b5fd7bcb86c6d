"""``steersman cohort reform``: a population before and after a change of rules."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from steersman.cli.cohort.firms import open_firms
from steersman.cli.console import (
    BAD_INPUT,
    language_option,
    messages_of,
    output,
    refuse,
    show_problems,
)
from steersman.cli.running import day_option
from steersman.cli.stages import json_option
from steersman.serialise import to_json

if TYPE_CHECKING:
    from steersman.cohort.laboratory.changed_rules import RulePair
    from steersman.cohort.laboratory.reform_file import Reform
    from steersman.messages import Messages

HELP = """Compare a population before and after a reform of rules.

\b
steersman cohort reform results reform.yaml
steersman cohort reform firms.parquet reform.yaml --as-of 2026-06-30 --json

\b
FIRMS is the folder of a run, or a table with the cohort's column names. REFORM is a small YAML
file:

\b
title: A lower bar
changes:
  - rule: cn/technology-sme-evaluation
    criterion: score
    bound: 55

\b
See docs/how-to/policy-laboratory.md for all that can be changed. Behaviour is held constant.
"""


@click.command("reform", help=HELP)
@click.argument("source", metavar="FIRMS", type=click.Path(path_type=Path))
@click.argument("file", metavar="REFORM", type=click.Path(path_type=Path))
@day_option("Day whose law counts; that of the run, or today, if left out.")
@json_option
@language_option
def reform_command(
    source: Path,
    file: Path,
    as_of: datetime | None,
    as_json: bool,  # noqa: FBT001  click
    language: str,
) -> None:
    """Work out and show what a reform does."""
    from steersman.cohort.laboratory.reform_effects import reform_effect
    from steersman.cohort.report.reform import reform_blocks
    from steersman.report.terminal import print_blocks

    messages = messages_of(language)
    reform = _reform(file, messages)
    firms = open_firms(source, messages)
    before = as_of.date() if as_of else firms.as_of or datetime.now().astimezone().date()
    pairs = _pairs(reform, firms.rules, before, file, messages)
    effect = reform_effect(firms.table, reform, pairs, before)
    if as_json:
        click.echo(json.dumps(to_json(effect), ensure_ascii=False, indent=2))
    else:
        print_blocks(reform_blocks(effect, messages), output())


def _reform(file: Path, messages: Messages) -> Reform:
    from steersman.cohort.laboratory.reform_file import read_reform

    reform, problems = read_reform(file)
    show_problems(problems, messages)
    if reform is None:
        raise SystemExit(BAD_INPUT)
    return reform


def _pairs(
    reform: Reform, rules: tuple[str, ...], before: date, file: Path, messages: Messages
) -> tuple[RulePair, ...]:
    from steersman.cohort.laboratory.changed_rules import rule_pairs

    pairs, problems = rule_pairs(reform, rules, before)
    show_problems(problems, messages)
    if problems:
        raise SystemExit(BAD_INPUT)
    if not pairs:
        refuse(messages, "reform-no-rules", str(file))
    return pairs
