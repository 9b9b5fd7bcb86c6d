"""``steersman steer``: can the strategy be carried out?"""

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
from steersman.cli.stages import json_option, located, print_json
from steersman.report.chapters import Words, steer_chapter
from steersman.report.terminal import print_blocks

HELP = """Can the strategy be carried out? Objectives, measures, and findings with mends.

Exit code 1 if there are findings.

\b
steersman steer my-firm
"""


@click.command("steer", help=HELP)
@dossier_argument
@language_option
@json_option
@run_options
def steer_command(dossier: Path, language: str, options: RunOptions, as_json: bool) -> None:  # noqa: FBT001  click
    """Run the fifth stage."""
    messages = messages_of(language)
    firm, read = usable_dossier(dossier, messages)
    words = Words(messages, firm, read.places)
    with running(firm, options, messages, dossier) as (pipeline, _, _):
        result = located(pipeline.steer(), words)
    if as_json:
        print_json(pipeline, "steer", result)
    else:
        print_blocks(steer_chapter(result, words), output())
    if result.findings:
        raise SystemExit(FINDINGS)
