"""What commands that run one stage share."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import click

from steersman.cli.answers import with_places
from steersman.cli.console import messages_of, output, usable_dossier
from steersman.cli.running import RunOptions, running
from steersman.pipeline import Pipeline
from steersman.report.chapters import Words
from steersman.report.document import Block
from steersman.report.terminal import print_blocks
from steersman.serialise import to_json
from steersman.steer import Steering

Result = TypeVar("Result")

json_option = click.option(
    "--json", "as_json", is_flag=True, help="The result as JSON (see: steersman schema)."
)


def located(steering: Steering, words: Words) -> Steering:
    """Return the findings with the place of each in the dossier's files."""
    return replace(steering, findings=with_places(steering.findings, words.places))


def show_part(
    dossier: Path,
    language: str,
    options: RunOptions,
    part: str,
    work: Callable[[Pipeline], Result],
    blocks: Callable[[Result, Words], tuple[Block, ...]] | None,
) -> Pipeline:
    """Read a dossier, work out one part of its analysis, and print it.

    Args:
        dossier: Where it is.
        language: Language of the reader.
        options: How to run.
        part: Name of the part in the JSON document.
        work: Takes the part from the pipeline.
        blocks: Its chapter; None to print JSON.

    Returns:
        The pipeline that has worked it out.
    """
    messages = messages_of(language)
    firm, read = usable_dossier(dossier, messages)
    words = Words(messages, firm, read.places)
    with running(firm, options, messages, dossier) as (pipeline, _, _):
        result = work(pipeline)
    if blocks is None:
        print_json(pipeline, part, result)
    else:
        print_blocks(blocks(result, words), output())
    return pipeline


def print_json(pipeline: Pipeline, stage: str, result: object) -> None:
    """Print a stage's result with what it was made from."""
    document = {
        "provenance": to_json(pipeline.provenance),
        "stage": stage,
        "result": to_json(result),
    }
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))
