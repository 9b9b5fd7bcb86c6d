"""``steersman plan``: what to do, and what if."""

import json
from dataclasses import replace
from functools import reduce
from pathlib import Path

import click

from steersman.cli.console import (
    FINDINGS,
    dossier_argument,
    language_option,
    messages_of,
    output,
    refuse,
    usable_dossier,
)
from steersman.cli.running import RunOptions, run_options, running
from steersman.cli.stages import print_json
from steersman.dossier import Dossier, nearest
from steersman.identify import identify
from steersman.messages import Messages
from steersman.pipeline import Pipeline, with_payments
from steersman.plan import Plan, PreviousPlan, Wish
from steersman.plan.conflicts import Conflict, find_conflict
from steersman.plan.stability import as_previous, previous_plan
from steersman.plan.what_if import Change, apply_change, parse_change, subjects
from steersman.plan.wishes import parse_wish
from steersman.report.chapters import Words, plan_chapter
from steersman.report.chapters.conflict import conflict_blocks
from steersman.report.chapters.what_if import what_if_blocks
from steersman.report.terminal import print_blocks

LEAST_CANDIDATES, WHAT_IF_SHARE = 100, 4
"""A what-if begins from the plan before it, so that fewer candidates do."""

HELP = """Which projects, when, with whom, with what money, at what risk of running short?

\b
steersman plan my-firm
steersman plan my-firm --risk 0.03 --focus 2
steersman plan my-firm --what-if drop=P3 --what-if delay=loan:4

\b
Ctrl-C ends the search and keeps the best plan so far.

\b
What-ifs:
  drop=PROJECT          without a project, and without those that need it
  hire=ROLE             as if the person were here today
  cut=FUNDING           without a funding option
  delay=FUNDING:MONTHS  a funding option comes later

\b
Wishes, which the plan must meet:
  include=PROJECT        do a project
  launch=PROJECT:MONTHS  launch it within so many months
  no-hires, no-experts, no-loans, no-equity
  cash=AMOUNT            never let cash fall below an amount

Wishes that contradict each other even if all goes well are named, with the cheapest ways out.

\b
steersman plan my-firm --json > plan.json
steersman plan my-firm --previous plan.json
"""


@click.command("plan", help=HELP)
@dossier_argument
@language_option
@click.option("--json", "as_json", is_flag=True, help="The result as JSON (see: steersman schema).")
@click.option(
    "--risk", type=click.FloatRange(0, 1), help="Highest acceptable chance of running short."
)
@click.option("--focus", type=click.IntRange(min=1), help="Most key projects under way at once.")
@click.option(
    "--what-if", "what_if", multiple=True, metavar="CHANGE", help="Compare with a change."
)
@click.option("--wish", "wishes", multiple=True, metavar="WISH", help="What the plan must meet.")
@click.option(
    "--previous",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A plan made before (--json), not to be changed for a gain of nothing.",
)
@click.option(
    "--seconds",
    type=click.FloatRange(min=0, min_open=True),
    help="Stop searching after so long; the plan then depends on the machine.",
)
@run_options
def plan_command(
    dossier: Path,
    language: str,
    as_json: bool,  # noqa: FBT001  click
    risk: float | None,
    focus: int | None,
    what_if: tuple[str, ...],
    wishes: tuple[str, ...],
    previous: Path | None,
    seconds: float | None,
    options: RunOptions,
) -> None:
    """Plan, and compare with the plan under other assumptions."""
    messages = messages_of(language)
    facts, read = usable_dossier(dossier, messages)
    facts = _with_preferences(facts, risk, focus)
    changes = [_change(facts, text, messages) for text in what_if]
    words = Words(messages, facts, read.places)
    wanted = tuple(_wish(facts, text, messages) for text in wishes)
    before_it = _previous(previous, facts, messages) if previous else None
    options = replace(options, seconds=seconds, wishes=wanted, previous=before_it)
    conflict = _conflict(facts, wanted, options) if wanted else None
    if conflict:
        print_blocks(tuple(conflict_blocks(conflict, words)), output())
        raise SystemExit(FINDINGS)
    with running(facts, options, messages, dossier) as (pipeline, _, _):
        before = pipeline.plan()
    if as_json and not changes:
        print_json(pipeline, "plan", before)
        return
    if not changes:
        print_blocks(plan_chapter(before, words), output())
        return
    options = replace(
        options,
        previous=as_previous(before),
        candidates=max(LEAST_CANDIDATES, options.candidates // WHAT_IF_SHARE),
    )
    after, changed = _changed_plan(facts, changes, options, messages, dossier)
    if as_json:
        print_json(changed, "plan", after)
    else:
        print_blocks(tuple(what_if_blocks(before, after, what_if, words)), output())


def _conflict(dossier: Dossier, wishes: tuple[Wish, ...], options: RunOptions) -> Conflict | None:
    """Return what wishes contradict each other, with the money of reliefs counted in."""
    as_of = options.as_of.date() if options.as_of else dossier.firm.date
    return find_conflict(with_payments(dossier, identify(dossier, as_of)), wishes)


def _wish(dossier: Dossier, text: str, messages: Messages) -> Wish:
    wish = parse_wish(text)
    if wish is None:
        refuse(messages, "unknown-wish", "--wish", value=text)
    known = [project.id for project in dossier.projects]
    if wish.project and wish.project not in known:
        hint = nearest(wish.project, known)
        refuse(messages, "unknown-reference", "--wish", value=wish.project, hint=hint, known=known)
    return wish


def _previous(path: Path, dossier: Dossier, messages: Messages) -> PreviousPlan:
    try:
        return previous_plan(json.loads(path.read_text("utf-8")), dossier.firm.date)
    except (ValueError, KeyError, TypeError, UnicodeDecodeError):
        refuse(messages, "not-a-plan", str(path), value=str(path))


def _with_preferences(dossier: Dossier, risk: float | None, focus: int | None) -> Dossier:
    preferences = dossier.strategy.preferences
    if risk is not None:
        preferences = replace(preferences, ruin_limit=risk)
    if focus is not None:
        preferences = replace(preferences, focus=focus)
    return replace(dossier, strategy=replace(dossier.strategy, preferences=preferences))


def _change(dossier: Dossier, text: str, messages: Messages) -> Change:
    change = parse_change(text)
    if change is None:
        refuse(messages, "unknown-change", "--what-if", value=text)
    known = subjects(dossier, change.kind)
    if change.subject not in known:
        hint = nearest(change.subject, known)
        refuse(
            messages, "unknown-reference", "--what-if", value=change.subject, hint=hint, known=known
        )
    return change


def _changed_plan(
    facts: Dossier, changes: list[Change], options: RunOptions, messages: Messages, source: Path
) -> tuple[Plan, Pipeline]:
    changed = reduce(apply_change, changes, facts)
    with running(changed, options, messages, source) as (pipeline, _, _):
        return pipeline.plan(), pipeline
