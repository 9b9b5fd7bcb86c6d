"""``steersman rulebook``: check rule files, show a rule, list the facts that rules ask for."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path

import click

from steersman.cli.console import (
    BAD_INPUT,
    language_option,
    messages_of,
    output,
    refuse,
    show_problems,
)
from steersman.cli.running import day_option
from steersman.data import load_toml
from steersman.dossier import nearest
from steersman.files.rule_files import check_rule_files
from steersman.messages import Messages
from steersman.report.document import Paragraph, Table
from steersman.report.terminal import print_blocks
from steersman.rulebook import JURISDICTIONS, FactInfo, Rule, fact_catalogue, load_rule, rule_ids


@click.group("rulebook")
def rulebook_command() -> None:
    """Check rule files, show a rule, and list the facts that rules ask for."""


@rulebook_command.command("check")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, exists=True))
@language_option
def check_command(paths: tuple[Path, ...], language: str) -> None:
    r"""Look for everything that is wrong with rule files, or folders of them.

    Without a path, the rulebook that comes with Steersman is checked: bands that overlap or leave
    a gap, numbers without a source, versions whose dates overlap, points nobody can reach, unknown
    facts, circular references. Exit code 2 if anything is wrong.

    \b
    steersman rulebook check
    steersman rulebook check my-province/technology-sme.toml
    """
    messages = messages_of(language)
    found = _rule_files(paths or (Path(str(files("steersman.rulebook"))),))
    if not found:
        refuse(messages, "rule-none", str(paths[0]))
    problems = check_rule_files(found)
    if problems:
        show_problems(problems, messages)
        raise SystemExit(BAD_INPUT)
    output().print(messages.text("rulebook.fine", count=len(found)))


def _rule_files(paths: tuple[Path, ...]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        folders = [path / name for name in JURISDICTIONS] if not path.is_file() else []
        inside = [file for folder in (path, *folders) for file in sorted(folder.glob("*.toml"))]
        found += inside if path.is_dir() else [path]
    return [file for file in found if file.name != "facts.toml"]


@rulebook_command.command("facts")
@language_option
def facts_command(language: str) -> None:
    """List the facts that rules ask for, by the name under which a dossier may declare them."""
    messages = messages_of(language)
    rows = tuple(
        (name, _kind(info, messages), messages.pick(info.title))
        for name, info in fact_catalogue().items()
    )
    head = tuple(messages.text(f"head.{name}") for name in ("fact", "kind", "meaning"))
    print_blocks((Table(messages.text("rulebook.facts"), head, rows),), output())


def _kind(info: FactInfo, messages: Messages) -> str:
    """Return what a fact is, with its choices where it has any."""
    kind = messages.text(f"fact_kind.{info.kind}")
    if not info.choices:
        return kind
    return messages.text("rulebook.choices", kind=kind, choices=", ".join(info.choices))


@rulebook_command.command("show")
@click.argument("rule")
@day_option("Day whose law counts; today if left out.")
@language_option
def show_command(rule: str, as_of: datetime | None, language: str) -> None:
    r"""Show a rule: its criteria and parameters by id, in the language of rule files.

    What stands under "Asks" can be copied into a reform (steersman cohort reform) and changed.

    \b
    steersman rulebook show cn/technology-sme-evaluation
    """
    messages = messages_of(language)
    if rule not in rule_ids():
        hint = nearest(rule, rule_ids())
        refuse(messages, "rule-unknown-rule", rule, value=rule, hint=hint)
    day = (as_of or datetime.now().astimezone()).date()
    held = load_rule(rule, day)
    head = tuple(messages.text(f"head.{name}") for name in ("id", "meaning", "asks"))
    rows = (*_criteria(held, messages), *_parameters(held, day, messages))
    title = messages.text("rulebook.rule", title=messages.pick(held.title), day=messages.show(day))
    said = messages.text("rulebook.how_to_change", rule=rule)
    print_blocks((Table(title, head, tuple(rows)), Paragraph(said, remark=True)), output())


def _criteria(rule: Rule, messages: Messages) -> Iterator[tuple[str, str, str]]:
    """Yield each criterion as it is written in the rule's file."""
    for item in load_toml(f"rulebook.{rule.jurisdiction}", rule.file)["criteria"]:
        parts = (
            f"{part}: {json.dumps(item[part], ensure_ascii=False)}"
            for part in ("test", "points", "value")
            if part in item
        )
        yield item["id"], messages.pick(item["title"]), "\n".join(parts)


def _parameters(rule: Rule, day: date, messages: Messages) -> Iterator[tuple[str, str, str]]:
    """Yield each parameter with its value on the day."""
    for entry in rule.parameters:
        held = entry.on(day)
        value = "–" if held is None else f"{float(held.number):g}"
        yield entry.name, messages.pick(entry.title), f"value: {value}"
