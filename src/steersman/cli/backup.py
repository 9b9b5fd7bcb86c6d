"""``steersman backup`` and ``restore``: a whole copy of a database, and back."""

import os
from pathlib import Path

import click

from steersman.cli.console import language_option, messages_of
from steersman.cli.databases import VARIABLE, database_argument, opened, show_report, telling
from steersman.cli.stages import json_option
from steersman.store.backup import back_up, restore
from steersman.store.database import open_database
from steersman.store.errors import RefusedError


@click.command("backup")
@click.argument("database")
@click.argument("target", required=False)
@language_option
@json_option
def backup_command(database: str, target: str | None, language: str, as_json: bool) -> None:  # noqa: FBT001  click
    r"""Copy DATABASE to the file TARGET while others go on working with it.

    The copy is verified: its structure, its references and its audit log. Note the heads of the
    audit log that are printed: `steersman audit verify --head` finds with them what was cut off or
    rewritten later. Given one argument, it is TARGET, and the database is $STEERSMAN_DATABASE.

    \b
    steersman backup steersman.db backups/2026-07-01.db
    """
    source, file = _source_and_target(database, target)
    messages = messages_of(language)
    with opened(messages, source) as found:
        report = back_up(found, Path(file))
    done = messages.text("store.backed_up", file=file)
    show_report(report, language, as_json=as_json, done=done)


def _source_and_target(database: str, target: str | None) -> tuple[str, str]:
    if target is not None:
        return database, target
    source = os.environ.get(VARIABLE)
    if not source:
        raise click.UsageError(f"Missing argument 'TARGET', or {VARIABLE} is not set.")
    return source, database


@click.command("restore")
@click.argument("backup", type=click.Path(path_type=Path))
@database_argument
@language_option
@json_option
def restore_command(backup: Path, database: str, language: str, as_json: bool) -> None:  # noqa: FBT001  click
    r"""Put BACKUP in the place of DATABASE.

    It is verified first; if anything is wrong with it, nothing is changed. The database that was
    there is kept with the ending .before. Stop the web app first: a database that another process
    has open is not replaced.

    \b
    steersman restore backups/2026-07-01.db steersman.db
    """
    messages = messages_of(language)
    with telling(messages, database):
        target = open_database(database).file
        if target is None:
            raise RefusedError(reason="use-pg-restore")
    with telling(messages, str(backup)):
        report = restore(backup, target)
    done = messages.text("store.restored", file=str(target))
    show_report(report, language, as_json=as_json, done=done)
