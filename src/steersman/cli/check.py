"""``steersman check``: is anything wrong with a dossier, and can its strategy be carried out."""

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Literal

import click

from steersman.cli.answers import Answer, Depth, Question, answered, worked_out
from steersman.cli.baseline import read_baseline, write_baseline
from steersman.cli.console import (
    BAD_INPUT,
    FINDINGS,
    dossier_argument,
    language_option,
    messages_of,
    messages_output,
    output,
    refuse,
    show_problem_rows,
    writing,
)
from steersman.cli.running import RunOptions, run_options
from steersman.messages import Messages
from steersman.report.findings import FindingRow, beyond_baseline, github_annotation, sarif
from steersman.steer.rules import MODULES, title_and_text

Form = Literal["text", "json", "sarif", "github"]

HELP = """Look for everything that is wrong with DOSSIER, a folder or a workbook.

First whether the data can be read, then whether the strategy can be carried out. Everything is
shown at once, each with its place and how to mend it.

\b
A finding is accepted by a comment on its line or the line before:
# steersman: ignore MEA002: the founder pays this herself

\b
Exit codes: 0 nothing found, 1 findings, 2 the data cannot be read.

\b
steersman check my-firm
steersman check my-firm --depth written --ignore OBJ,EVI001
steersman check my-firm --fix
steersman check my-firm --format sarif > findings.sarif
"""


def _codes(_context: click.Context, _option: click.Parameter, value: str) -> tuple[str, ...]:
    codes = tuple(code.strip().upper() for code in value.split(",") if code.strip())
    for code in codes:
        if not any(rule.startswith(code) for rule in MODULES):
            known = ", ".join(sorted({rule[:3] for rule in MODULES}))
            raise click.BadParameter(f"no rule begins with {code}; there are {known}")
    return codes


@click.command("check", help=HELP)
@dossier_argument
@language_option
@click.option("--depth", type=click.Choice(["data", "written", "all"]), default="all",
              show_default=True, help="Only the data; also what is written (quick); also what the "
              "stages say.")  # fmt: skip
@click.option("--select", default="", callback=_codes, metavar="CODES",
              help="Look for these only: codes or their beginnings, with commas.")  # fmt: skip
@click.option("--ignore", default="", callback=_codes, metavar="CODES",
              help="Do not look for these.")  # fmt: skip
@click.option("--baseline", type=click.Path(path_type=Path), default=None,
              help="Show only findings that this file does not hold.")  # fmt: skip
@click.option("--write-baseline", type=click.Path(path_type=Path), default=None,
              help="Accept today's findings: write them to this file.")  # fmt: skip
@click.option("--format", "form", type=click.Choice(["text", "json", "sarif", "github"]),
              default="text", show_default=True, help="Form of the output.")  # fmt: skip
@click.option("--fix", is_flag=True,
              help="Mend what can be answered in one way only, then check.")  # fmt: skip
@click.option("--diff", is_flag=True,
              help="Show what --fix would change, and change nothing.")  # fmt: skip
@click.option("--no-cache", "afresh", is_flag=True,
              help="Work it out again even if the same was asked of the same files.")  # fmt: skip
@run_options
def check_command(
    dossier: Path,
    language: str,
    depth: Depth,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    baseline: Path | None,
    write_baseline: Path | None,
    form: Form,
    fix: bool,  # noqa: FBT001  click
    diff: bool,  # noqa: FBT001  click
    afresh: bool,  # noqa: FBT001  click
    options: RunOptions,
) -> None:
    """Check the data, then the strategy."""
    messages = messages_of(language)
    accepted = read_baseline(baseline, messages) if baseline else {}
    if write_baseline is not None and write_baseline.exists():
        read_baseline(write_baseline, messages)
    question = Question(dossier, language, depth, select, ignore, options)
    if diff or fix:
        answer = _mended(question, accepted, messages, diff=diff)
    else:
        answer = worked_out(question) if afresh else answered(question)
    if not answer.usable:
        _show(answer.rows, form, messages, dossier)
        raise SystemExit(BAD_INPUT)
    if write_baseline is not None:
        _accept(answer.rows, write_baseline, messages)
        return
    rows, gone = beyond_baseline(answer.rows, accepted)
    if gone:
        messages_output().print(messages.text("check.gone", count=gone))
    _show(rows, form, messages, dossier)
    if not all(row.is_problem for row in rows):
        raise SystemExit(FINDINGS)


def _mended(
    question: Question, accepted: Collection[str], messages: Messages, *, diff: bool
) -> Answer:
    """Mend what is certain, or show what would be changed and leave."""
    from steersman.cli.mending import mend_folder, preview

    dossier = question.dossier
    if not dossier.is_dir():
        refuse(messages, "fix-needs-folder", str(dossier), value=str(dossier))
    if diff:
        changes, count = preview(question, messages, accepted)
        click.echo(changes, nl=False)
        messages_output().print(messages.text("check.mendable", count=count))
        raise SystemExit(FINDINGS if count else 0)
    with writing(messages, dossier):
        answer, count = mend_folder(question, messages, accepted)
    messages_output().print(messages.text("check.mended", count=count))
    return answer


def _accept(rows: Sequence[FindingRow], target: Path, messages: Messages) -> None:
    names = [row.fingerprint for row in rows if not row.is_problem]
    write_baseline(target, names, messages)
    output().print(messages.text("check.accepted", count=len(names), file=str(target)))


def _show(rows: Sequence[FindingRow], form: Form, messages: Messages, dossier: Path) -> None:
    if form == "json":
        click.echo(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=2))
    elif form == "sarif":
        rules = {row.code: title_and_text(row.code) for row in rows if row.code in MODULES}
        click.echo(json.dumps(sarif(rows, rules), ensure_ascii=False, indent=2))
    elif form == "github":
        for row in rows:
            click.echo(github_annotation(row))
    elif rows:
        show_problem_rows([row for row in rows if row.is_problem], messages)
        for row in rows:
            if row.is_problem:
                continue
            severity = messages.text(f"severity.{row.severity}")
            click.echo(f"{row.place}: {severity}: {row.code} {row.message}")
            click.echo(f"    {messages.text('mend.label')}: {row.mend}")
        errors = sum(row.severity == "error" for row in rows)
        click.echo(messages.text("check.count", errors=errors, warnings=len(rows) - errors))
    else:
        click.echo(messages.text("check.fine", file=str(dossier)))
