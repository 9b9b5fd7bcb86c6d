"""``steersman progress``: are we on course, and what must change?"""

from pathlib import Path

import click

from steersman.cli.console import FINDINGS, dossier_argument, language_option
from steersman.cli.running import RunOptions, run_options
from steersman.cli.stages import json_option, show_part
from steersman.dossier import Preferences
from steersman.report.chapters import course_chapter
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
    chapter = None if as_json else course_chapter
    pipeline = show_part(
        dossier, language, options, "progress", lambda pipeline: pipeline.course(), chapter
    )
    if in_danger(pipeline.course(), pipeline.dossier.strategy.preferences):
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
