"""What commands that work on a database share: opening it, and telling what went wrong."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import click
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from steersman.cli.console import messages_of, output, refuse, show_problems
from steersman.messages import Messages
from steersman.messages.store_errors import store_problem
from steersman.report.document import Table
from steersman.report.terminal import print_blocks
from steersman.serialise import to_json
from steersman.store.backup import BackupReport
from steersman.store.database import Database, open_database
from steersman.store.errors import StoreError

VARIABLE = "STEERSMAN_DATABASE"
"""Where the address of the database stands if it is not given."""
database_argument = click.argument("database", envvar=VARIABLE)


@contextmanager
def telling(messages: Messages, address: str) -> Iterator[None]:
    """Show errors of the store and of the disk, and leave with their exit status."""
    place = without_password(address)
    try:
        yield
    except StoreError as error:
        show_problems((store_problem(error.code, error.parameters, place),), messages)
        raise SystemExit(error.exit_status) from error
    except OSError as error:
        detail = error.strerror or str(error)
        refuse(messages, "store-unreachable", str(error.filename or place), detail=detail)


@contextmanager
def opened(messages: Messages, address: str, *, new: bool = False) -> Iterator[Database]:
    """Open a database that is there, or may be ``new``, for the time of a command."""
    with telling(messages, address):
        database = open_database(address)
        try:
            if not new and database.file is not None and not database.file.is_file():
                refuse(messages, "no-such-file", str(database.file), value=str(database.file))
            yield database
        finally:
            database.close()


def without_password(address: str) -> str:
    """Return an address as it may be shown."""
    if "://" not in address:
        return address
    try:
        return make_url(address).render_as_string(hide_password=True)
    except ArgumentError:
        return ""


def show_report(report: BackupReport, language: str, *, as_json: bool, done: str) -> None:
    """Print what a database holds: rows by table and the heads of its audit log."""
    if as_json:
        click.echo(json.dumps(to_json(report), ensure_ascii=False, indent=2))
        return
    messages = messages_of(language)
    rows = tuple((name, messages.number(count)) for name, count in report.rows.items())
    head = (messages.text("head.table"), messages.text("head.rows"))
    print_blocks((Table(messages.text("store.rows"), head, rows, numeric=(1,)),), output())
    show_heads(report.heads, messages)
    click.echo(done)


def show_heads(heads: Mapping[str, str], messages: Messages) -> None:
    """Print the heads of the audit log, each on a line that can be copied."""
    click.echo(messages.text("store.heads"))
    for chain, head in heads.items():
        click.echo(f"  {chain}  {head}")
