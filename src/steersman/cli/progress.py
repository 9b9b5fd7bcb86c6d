"""``steersman progress``: are we on course, and what must change?"""

from pathlib import Path

import click

from steersman.cli.console import (
    FINDINGS,
    dossier_argument,
    language_option,
    messages_of,
    output,
    usable_dossier,
)
from steersman.cli.running import RunOptions, run_options, running
from steersman.cli.stages import json_option, print_json
from steersman.dossier import Preferences
from steersman.report.chapters import Words, course_chapter
from steersman.report.terminal import print_blocks
from steersman.steer.course import Course

HELP = """Are we on course? Forecasts from today's state against the plan that was adopted.

What happened goes into progress.csv (or is imported): stages begun, finished and failed, money
spent, shares done, readings of indicators, signs seen. Every forecast is simulated anew from there.

Exit code 1 if a date, a target or the reserve is in danger.

\b
steersman adopt my-firm --by leadership     once: follow today's plan
steersman progress my-firm                  then: where are we?
steersman snapshot my-firm                  keep today to look back at
"""


@click.command("progress", help=HELP)
@dossier_argument
@language_option
@json_option
@run_options
def progress_command(dossier: Path, language: str, options: RunOptions, as_json: bool) -> None:  # noqa: FBT001  click
    """Show where the firm stands and goes."""
    messages = messages_of(language)
    firm, read = usable_dossier(dossier, messages)
    words = Words(messages, firm, read.places)
    with running(firm, options, messages, dossier) as (pipeline, _, _):
        course = pipeline.course()
    if as_json:
        print_json(pipeline, "progress", course)
    else:
        print_blocks(course_chapter(course, words), output())
    if in_danger(course, firm.strategy.preferences):
        raise SystemExit(FINDINGS)


def in_danger(course: Course, preferences: Preferences) -> bool:
    """Return whether a date, a target or the reserve is in danger."""
    least = preferences.warning_chance
    late = any(state.in_danger for state in course.measures)
    missed = any(
        state.forecast and state.forecast.chance is not None and state.forecast.chance < least
        for state in course.indicators
    )
    return late or missed or course.forecast.ruin_probability > preferences.ruin_limit
