"""``steersman people``: rewards, skills, who may leave, organisation, culture."""

from pathlib import Path

import click

from steersman.cli.console import (
    dossier_argument,
    language_option,
    messages_of,
    output,
    usable_dossier,
)
from steersman.cli.running import RunOptions, run_options, running
from steersman.cli.stages import json_option, print_json
from steersman.report.chapters import Words, people_chapter
from steersman.report.terminal import print_blocks

HELP = """Who carries the plan, what do they get, who may leave, and what is the climate like?

Key people in money, skills by quarter and the cheapest mix to cover them, what keeping people is
worth; assessments on one scale, bonus pool and packages; lines of command; the climate survey as
far as anonymity allows. The plan is made first, so this takes a while.

\b
steersman people my-firm
steersman people my-firm --json
"""


@click.command("people", help=HELP)
@dossier_argument
@language_option
@json_option
@run_options
def people_command(dossier: Path, language: str, options: RunOptions, as_json: bool) -> None:  # noqa: FBT001  click
    """Show people."""
    messages = messages_of(language)
    firm, read = usable_dossier(dossier, messages)
    words = Words(messages, firm, read.places)
    with running(firm, options, messages) as (pipeline, _, _):
        result = pipeline.people()
    if as_json:
        print_json(pipeline, "people", result)
    else:
        print_blocks(people_chapter(result, words), output())
