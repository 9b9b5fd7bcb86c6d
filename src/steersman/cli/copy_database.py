"""``steersman copy-database``: all rows to another database."""

import click

from steersman.cli.console import language_option, messages_of
from steersman.cli.databases import opened, show_report, without_password
from steersman.cli.stages import json_option
from steersman.store.transfer import transfer


@click.command("copy-database")
@click.argument("source")
@click.argument("target")
@language_option
@json_option
def copy_database_command(source: str, target: str, language: str, as_json: bool) -> None:  # noqa: FBT001  click
    r"""Copy all that is in the database SOURCE to the empty database TARGET.

    Between a file and PostgreSQL, both ways. Rows and audit log are verified at the end; if
    anything differs, nothing is written. Stop the web app first, so that nothing is saved to
    SOURCE meanwhile.

    \b
    steersman copy-database steersman.db postgresql://steersman@db.firm.example/steersman
    """
    messages = messages_of(language)
    with opened(messages, source) as found, opened(messages, target, new=True) as made:
        report = transfer(found, made)
    done = messages.text("store.copied", target=without_password(target))
    show_report(report, language, as_json=as_json, done=done)
