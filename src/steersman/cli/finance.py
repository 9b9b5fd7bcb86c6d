"""``steersman finance``: how long money lasts, which new money fits, what risks cost."""

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
from steersman.report.chapters import Words, finance_chapter
from steersman.report.terminal import print_blocks

HELP = """How long does money last, which new money fits, and what do risks cost?

Cash is watched every day: wages, rent, grants that come late, rounds that fail, and the losses of
the risk register. The plan is made first, so this takes a while.

\b
steersman finance my-firm
steersman finance my-firm --json
"""


@click.command("finance", help=HELP)
@dossier_argument
@language_option
@json_option
@run_options
def finance_command(dossier: Path, language: str, options: RunOptions, as_json: bool) -> None:  # noqa: FBT001  click
    """Show money."""
    messages = messages_of(language)
    firm, read = usable_dossier(dossier, messages)
    words = Words(messages, firm, read.places)
    with running(firm, options, messages) as (pipeline, _, _):
        result = pipeline.financing()
    if as_json:
        print_json(pipeline, "finance", result)
    else:
        print_blocks(finance_chapter(result, words), output())
