"""``steersman captable``: shares, the round under negotiation, what an exit pays everybody."""

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
from steersman.report.chapters import Words, equity_chapter
from steersman.report.terminal import print_blocks

HELP = """Who holds what, what the planned round does, what an exit pays everybody.

Reads equity.yaml: classes, vesting, every event, convertibles, the round, exits. Without it the
share register of finance.yaml is shown.

\b
steersman captable my-firm
steersman captable my-firm --as-of 2028-01-01      who holds what on that day
steersman captable my-firm --json
"""


@click.command("captable", help=HELP)
@dossier_argument
@language_option
@json_option
@run_options
def captable_command(dossier: Path, language: str, options: RunOptions, as_json: bool) -> None:  # noqa: FBT001  click
    """Show shares."""
    messages = messages_of(language)
    firm, read = usable_dossier(dossier, messages)
    words = Words(messages, firm, read.places)
    with running(firm, options, messages) as (pipeline, _, _):
        result = pipeline.equity()
    if as_json:
        print_json(pipeline, "captable", result)
    else:
        print_blocks(equity_chapter(result, words), output())
