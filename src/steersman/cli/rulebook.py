"""``steersman rulebook``: check rule files, list the facts that rules ask for."""

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
from steersman.files.rule_files import check_rule_files
from steersman.report.document import Table
from steersman.report.terminal import print_blocks
from steersman.rulebook import JURISDICTIONS, fact_catalogue


@click.group("rulebook")
def rulebook_command() -> None:
    """Check rule files, and list the facts that rules ask for."""


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
        (name, messages.text(f"fact_kind.{info.kind}"), messages.pick(info.title))
        for name, info in fact_catalogue().items()
    )
    head = tuple(messages.text(f"head.{name}") for name in ("fact", "kind", "meaning"))
    print_blocks((Table(messages.text("rulebook.facts"), head, rows),), output())
