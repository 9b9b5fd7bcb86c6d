"""``steersman audit``: whether the audit log was tampered with, and what it tells."""

import json
from dataclasses import dataclass

import click

from steersman.cli.console import FINDINGS, language_option, messages_of, output
from steersman.cli.databases import database_argument, opened, show_heads
from steersman.cli.stages import json_option
from steersman.messages import Messages
from steersman.report.document import Table
from steersman.report.terminal import print_blocks
from steersman.serialise import to_json
from steersman.store.audit import ChainFault, chains, head_of, holds, rows_of, verify
from steersman.store.database import Database
from steersman.store.errors import NotFoundError
from steersman.store.migrate import check_version


@dataclass(frozen=True, slots=True)
class AuditVerdict:
    """Whether the log hangs together.

    Attributes:
        whole: Whether nothing was found.
        faults: The first bad row of each broken chain.
        missing: Heads noted elsewhere that no chain holds.
        heads: The head of each chain now.
    """

    whole: bool
    faults: tuple[ChainFault, ...]
    missing: tuple[str, ...]
    heads: dict[str, str]


@click.group("audit")
def audit_command() -> None:
    """Verify the audit log, and show it."""


@audit_command.command("verify")
@database_argument
@click.option("--head", "noted", multiple=True, help="A hash noted earlier; may be repeated.")
@language_option
@json_option
def verify_command(database: str, noted: tuple[str, ...], language: str, as_json: bool) -> None:  # noqa: FBT001  click
    r"""Find rows of the audit log that were changed, taken out or put in.

    Each row holds the hash of the row before, so that a change breaks its chain: one for each firm,
    and `system` for accounts. Who owns the database can write a whole chain anew; a head noted
    earlier, as printed by `backup` and here, finds that too. Exit code 1 if anything is found.

    \b
    steersman audit verify steersman.db --head 3f5a…
    """
    messages = messages_of(language)
    with opened(messages, database) as found:
        verdict = _verdict(found, noted)
    if as_json:
        click.echo(json.dumps(to_json(verdict), ensure_ascii=False, indent=2))
    else:
        _show(verdict, messages)
    if not verdict.whole:
        raise SystemExit(FINDINGS)


def _verdict(database: Database, noted: tuple[str, ...]) -> AuditVerdict:
    check_version(database)
    with database.reading() as connection:
        names = chains(connection)
        found = [verify(connection, chain) for chain in names]
        faults = tuple(fault for fault in found if fault)
        missing = tuple(head for head in noted if not holds(connection, head))
        heads = {chain: head_of(connection, chain)[1] for chain in names}
    return AuditVerdict(not faults and not missing, faults, missing, heads)


def _show(verdict: AuditVerdict, messages: Messages) -> None:
    for fault in verdict.faults:
        click.echo(messages.text("audit.broken", chain=fault.chain, number=fault.number))
    for head in verdict.missing:
        click.echo(messages.text("audit.head_missing", head=head))
    if verdict.whole:
        click.echo(messages.text("audit.whole", count=len(verdict.heads)))
    show_heads(verdict.heads, messages)


@audit_command.command("show")
@database_argument
@click.option("--chain", default="system", show_default=True, help="Id of a firm, or system.")
@click.option("--last", default=20, show_default=True, type=click.IntRange(1), help="How many.")
@language_option
@json_option
def show_command(database: str, chain: str, last: int, language: str, as_json: bool) -> None:  # noqa: FBT001  click
    """Show the newest rows of a chain of the audit log."""
    messages = messages_of(language)
    with opened(messages, database) as found:
        check_version(found)
        with found.reading() as connection:
            if chain not in chains(connection):
                raise NotFoundError(chain=chain)
            rows = rows_of(connection, chain, most=last)
    if as_json:
        click.echo(json.dumps(to_json(rows), ensure_ascii=False, indent=2))
        return
    names = ("number", "moment", "actor", "action", "target", "result")
    cells = tuple(
        (str(row.number), row.at.isoformat(), row.actor, row.action, row.target, row.outcome)
        for row in rows
    )
    head = tuple(messages.text(f"head.{name}") for name in names)
    print_blocks((Table(chain, head, cells),), output())
