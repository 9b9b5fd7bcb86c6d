"""``steersman cohort segments``: firms that are alike in what helps and holds them back."""

from __future__ import annotations

from pathlib import Path

import click

from steersman.cli.cohort.analysing import (
    refusing,
    results_argument,
    results_of,
    show,
)
from steersman.cli.console import language_option, messages_of
from steersman.cli.running import seed_option
from steersman.cli.stages import json_option

HELP = """Segments of firms by the scores of their factors, or that there are none.

\b
steersman cohort segments results

\b
A division is shown only if it comes back in samples drawn anew.
"""


@click.command("segments", help=HELP)
@results_argument
@seed_option
@json_option
@language_option
def segments_command(
    results: Path,
    seed: int,
    as_json: bool,  # noqa: FBT001  click
    language: str,
) -> None:
    """Look for segments."""
    from steersman.cohort.analysis.segments import find_segments
    from steersman.cohort.report.segments import segment_blocks

    messages = messages_of(language)
    opened = results_of(results, messages)
    with refusing(messages, results):
        found = find_segments(opened.firms(), seed=seed)
    blocks = None if as_json else (lambda names: segment_blocks(found, names))
    show(opened, messages, "segments", found, blocks)
