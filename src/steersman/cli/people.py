"""``steersman people``: rewards, skills, who may leave, organisation, culture."""

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
from steersman.cli.stages import json_option, print_json
from steersman.dossier import nearest
from steersman.report.chapters import Words, people_chapter
from steersman.report.chapters.person import person_blocks
from steersman.report.terminal import print_blocks

HELP = """Who carries the plan, what do they get, who may leave, and what is the climate like?

Key people in money, skills by quarter and the cheapest mix to cover them, what keeping people is
worth; assessments on one scale, bonus pool and packages; lines of command; the climate survey as
far as anonymity allows. The plan is made first, so this takes a while.

\b
steersman people my-firm
steersman people my-firm --person ma_chao
steersman people my-firm --json
"""


@click.command("people", help=HELP)
@dossier_argument
@language_option
@json_option
@click.option("--person", metavar="ID", help="What one person may see of themselves, to hand over.")
@run_options
def people_command(
    dossier: Path,
    language: str,
    options: RunOptions,
    as_json: bool,  # noqa: FBT001  click
    person: str | None,
) -> None:
    """Show people."""
    messages = messages_of(language)
    firm, read = usable_dossier(dossier, messages)
    words = Words(messages, firm, read.places)
    known = [entry.id for entry in firm.people]
    if person and person not in known:
        hint = nearest(person, known)
        refuse(messages, "unknown-reference", "--person", value=person, hint=hint, known=known)
    with running(firm, options, messages, dossier) as (pipeline, _, _):
        result = pipeline.people()
    if person:
        print_blocks(person_blocks(person, result, words), output())
    elif as_json:
        print_json(pipeline, "people", result)
    else:
        print_blocks(people_chapter(result, words), output())
