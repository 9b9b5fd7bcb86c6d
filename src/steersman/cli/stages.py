"""``steersman diagnose``, ``choose`` and ``steer``: one stage each."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

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
from steersman.files.border import place_of
from steersman.pipeline import Pipeline, Stage
from steersman.report.chapters import (
    Words,
    choose_chapter,
    diagnose_chapter,
    steer_chapter,
)
from steersman.report.document import Block
from steersman.report.terminal import print_blocks
from steersman.serialise import to_json
from steersman.steer import Steering

CHAPTERS: dict[Stage, Callable[[Any, Words], tuple[Block, ...]]] = {
    "diagnose": diagnose_chapter,
    "choose": choose_chapter,
    "steer": steer_chapter,
}


def located(steering: Steering, words: Words) -> Steering:
    """Return the findings with the place of each in the dossier's files."""
    findings = tuple(
        replace(finding, place=place_of(finding.path, words.places))
        for finding in steering.findings
    )
    return replace(steering, findings=findings)


def _run(stage: Stage, dossier: Path, language: str, options: RunOptions, *, as_json: bool) -> Any:  # noqa: ANN401  any stage's result
    messages = messages_of(language)
    facts, read = usable_dossier(dossier, messages)
    words = Words(messages, facts, read.places)
    with running(facts, options, messages) as (pipeline, _, _):
        result = getattr(pipeline, stage)()
    if isinstance(result, Steering):
        result = located(result, words)
    if as_json:
        print_json(pipeline, stage, result)
    else:
        print_blocks(CHAPTERS[stage](result, words), output())
    return result


def print_json(pipeline: Pipeline, stage: str, result: object) -> None:
    """Print a stage's result with what it was made from."""
    document = {
        "provenance": to_json(pipeline.provenance),
        "stage": stage,
        "result": to_json(result),
    }
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


def _stage_command(stage: Stage, text: str) -> click.Command:
    @click.command(stage, help=text)
    @dossier_argument
    @language_option
    @click.option(
        "--json", "as_json", is_flag=True, help="The result as JSON (see: steersman schema)."
    )
    @run_options
    def command(dossier: Path, language: str, options: RunOptions, as_json: bool) -> None:  # noqa: FBT001  click
        result = _run(stage, dossier, language, options, as_json=as_json)
        if isinstance(result, Steering) and result.findings:
            raise SystemExit(FINDINGS)

    return command


diagnose_command = _stage_command(
    "diagnose",
    """What holds us back? Factors with intervals, causes, and what to mend first.

    \b
    steersman diagnose my-firm --language zh_CN
    """,
)
choose_command = _stage_command(
    "choose",
    """Which strategy suits us, how sure are we, and what would change the answer?

    \b
    steersman choose my-firm --json
    """,
)
steer_command = _stage_command(
    "steer",
    """Can the strategy be carried out? Objectives, measures, and findings with mends.

    Exit code 1 if there are findings.

    \b
    steersman steer my-firm
    """,
)
