"""What commands that run one stage share."""

import json
from dataclasses import replace

import click

from steersman.files.border import place_of
from steersman.pipeline import Pipeline
from steersman.report.chapters import Words
from steersman.serialise import to_json
from steersman.steer import Steering

json_option = click.option(
    "--json", "as_json", is_flag=True, help="The result as JSON (see: steersman schema)."
)


def located(steering: Steering, words: Words) -> Steering:
    """Return the findings with the place of each in the dossier's files."""
    findings = tuple(
        replace(finding, place=place_of(finding.path, words.places))
        for finding in steering.findings
    )
    return replace(steering, findings=findings)


def print_json(pipeline: Pipeline, stage: str, result: object) -> None:
    """Print a stage's result with what it was made from."""
    document = {
        "provenance": to_json(pipeline.provenance),
        "stage": stage,
        "result": to_json(result),
    }
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))
