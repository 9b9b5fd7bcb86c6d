"""``steersman captable``: shares, the round under negotiation, what an exit pays everybody."""

from pathlib import Path

import click

from steersman.cli.console import dossier_argument, language_option
from steersman.cli.running import RunOptions, run_options
from steersman.cli.stages import json_option, show_part
from steersman.report.chapters import equity_chapter

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
    chapter = None if as_json else equity_chapter
    show_part(dossier, language, options, "captable", lambda pipeline: pipeline.equity(), chapter)
