"""``steersman check``: is anything wrong with a dossier."""

import json
from pathlib import Path

import click

from steersman.cli.console import (
    BAD_INPUT,
    dossier_argument,
    field_name,
    language_option,
    messages_of,
    output,
    read_dossier,
    show_problems,
)
from steersman.messages import problem_text


@click.command("check")
@dossier_argument
@language_option
@click.option("--json", "as_json", is_flag=True, help="Problems as JSON.")
def check_command(dossier: Path, language: str, as_json: bool) -> None:  # noqa: FBT001  click
    """Look for everything that is wrong with DOSSIER, a folder or a workbook.

    All problems are shown at once, each with its place and how to mend it.
    """
    messages = messages_of(language)
    result = read_dossier(dossier)
    if as_json:
        rows = []
        for problem in result.problems:
            what, mend = problem_text(messages, problem)
            rows.append(
                {"code": problem.code, "severity": problem.severity, "place": problem.place,
                    "field": field_name(problem),
                 "message": what, "mend": mend}
            )  # fmt: skip
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    elif result.problems:
        show_problems(result.problems, messages)
        errors = len(result.errors)
        warnings = len(result.problems) - errors
        output().print(messages.text("check.count", errors=errors, warnings=warnings))
    else:
        output().print(messages.text("check.fine", file=str(dossier)))
    if result.errors:
        raise SystemExit(BAD_INPUT)
