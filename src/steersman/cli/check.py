"""``steersman check``: is anything wrong with a dossier, and can its strategy be carried out."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

import click

from steersman.cli.baseline import read_baseline, write_baseline
from steersman.cli.console import (
    BAD_INPUT,
    FINDINGS,
    dossier_argument,
    field_name,
    language_option,
    messages_of,
    messages_output,
    output,
    read_dossier,
    show_problems,
)
from steersman.cli.running import RunOptions, run_options, running
from steersman.cli.stages import located
from steersman.dossier import Dossier, Problem
from steersman.files.suppressions import read_suppressions
from steersman.messages import Messages, problem_text
from steersman.report.chapters import Words
from steersman.report.chapters.steer import finding_text
from steersman.report.findings import FindingRow, github_annotation, sarif
from steersman.serialise import to_json
from steersman.steer import RULES, Finding, Rule
from steersman.steer.accepted import apply_suppressions, beyond_baseline, fingerprint

Depth = Literal["data", "written", "all"]
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
steersman check my-firm --format sarif > findings.sarif
"""


def _rules(depth: Depth, select: tuple[str, ...], ignore: tuple[str, ...]) -> tuple[Rule, ...]:
    """Return the rules to apply; codes or their beginnings select and ignore."""
    if depth == "data":
        return ()
    return tuple(
        rule
        for rule in RULES
        if (depth == "all" or not rule.analysed)
        and (not select or rule.code.startswith(select))
        and not (ignore and rule.code.startswith(ignore))
    )


def _codes(_context: click.Context, _option: click.Parameter, value: str) -> tuple[str, ...]:
    codes = tuple(code.strip().upper() for code in value.split(",") if code.strip())
    for code in codes:
        if not any(rule.code.startswith(code) for rule in RULES):
            known = ", ".join(sorted({rule.code[:3] for rule in RULES}))
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
    options: RunOptions,
) -> None:
    """Check the data, then the strategy."""
    messages = messages_of(language)
    result = read_dossier(dossier)
    problems = tuple(
        replace(problem, place=_from_here(problem.place, dossier)) for problem in result.problems
    )
    rows = [_problem_row(problem, messages) for problem in problems]
    if result.dossier is None or result.errors:
        _show(rows, problems, form, messages, dossier)
        raise SystemExit(BAD_INPUT)
    accepted = read_baseline(baseline, messages) if baseline else {}
    if write_baseline is not None and write_baseline.exists():
        read_baseline(write_baseline, messages)
    words = Words(messages, result.dossier, result.places)
    findings = _findings(dossier, words, _rules(depth, select, ignore), options)
    if write_baseline is not None:
        _accept(findings, result.dossier, write_baseline, messages)
        return
    findings, gone = beyond_baseline(findings, result.dossier, accepted)
    if gone:
        messages_output().print(messages.text("check.gone", count=gone))
    rows += [_finding_row(finding, dossier, words) for finding in findings]
    _show(rows, problems, form, messages, dossier)
    if findings:
        raise SystemExit(FINDINGS)


def _findings(
    path: Path, words: Words, rules: tuple[Rule, ...], options: RunOptions
) -> tuple[Finding, ...]:
    if not rules:
        return ()
    with running(words.dossier, options, words.messages, path) as (pipeline, _, _):
        findings = located(pipeline.steer(rules), words).findings
    suppressions = read_suppressions(path) if path.is_dir() else ()
    return apply_suppressions(findings, suppressions, (rule.code for rule in rules))


def _accept(findings: Sequence[Finding], firm: Dossier, target: Path, messages: Messages) -> None:
    write_baseline(target, [fingerprint(finding, firm) for finding in findings], messages)
    output().print(messages.text("check.accepted", count=len(findings), file=str(target)))


def _problem_row(problem: Problem, messages: Messages) -> FindingRow:
    what, mend = problem_text(messages, problem)
    name = field_name(problem)
    return FindingRow(problem.code, problem.severity, problem.place, name, what, mend, "")


def _finding_row(finding: Finding, dossier: Path, words: Words) -> FindingRow:
    what, mend = finding_text(finding, words)
    place = _from_here(finding.place, dossier)
    name = fingerprint(finding, words.dossier)
    return FindingRow(finding.code, finding.severity, place, "", what, mend, name)


def _from_here(place: str, dossier: Path) -> str:
    """Return a place in the dossier as one from where the command runs."""
    if place.startswith(str(dossier)):
        return place
    return ((dossier if dossier.is_dir() else dossier.parent) / place).as_posix()


def _show(
    rows: Sequence[FindingRow],
    problems: Sequence[Problem],
    form: Form,
    messages: Messages,
    dossier: Path,
) -> None:
    if form == "json":
        click.echo(json.dumps([to_json(row) for row in rows], ensure_ascii=False, indent=2))
    elif form == "sarif":
        click.echo(json.dumps(sarif(rows), ensure_ascii=False, indent=2))
    elif form == "github":
        for row in rows:
            click.echo(github_annotation(row))
    elif rows:
        show_problems(tuple(problems), messages)
        for row in rows[len(problems) :]:
            severity = messages.text(f"severity.{row.severity}")
            click.echo(f"{row.place}: {severity}: {row.code} {row.message}")
            click.echo(f"    {messages.text('mend.label')}: {row.mend}")
        errors = sum(row.severity == "error" for row in rows)
        click.echo(messages.text("check.count", errors=errors, warnings=len(rows) - errors))
    else:
        click.echo(messages.text("check.fine", file=str(dossier)))
