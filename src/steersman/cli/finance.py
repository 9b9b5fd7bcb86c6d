"""``steersman finance``: how long money lasts, which new money fits, what risks cost."""

from pathlib import Path

import click

from steersman.cli.console import dossier_argument, language_option
from steersman.cli.running import RunOptions, run_options
from steersman.cli.stages import json_option, show_part
from steersman.report.chapters import finance_chapter

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
    chapter = None if as_json else finance_chapter
    show_part(dossier, language, options, "finance", lambda pipeline: pipeline.financing(), chapter)
