"""``steersman new``: start a dossier."""

from datetime import datetime
from pathlib import Path

import click

from steersman.cli.console import language_option, messages_of, output, refuse, writing
from steersman.files.template import write_template

HELP = """Write a commented template of a dossier to FOLDER: questions to answer in an hour.

\b
steersman new my-firm
steersman new 我的企业 --language zh_CN
"""


@click.command("new", help=HELP)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@language_option
def new_command(folder: Path, language: str) -> None:
    """Start a dossier."""
    messages = messages_of(language)
    if folder.exists() and any(folder.iterdir()):
        refuse(messages, "target-exists", str(folder), value=str(folder))
    today = datetime.now().astimezone().date()
    with writing(messages, folder):
        write_template(folder, messages.language, today)
    output().print(messages.text("new.written", folder=str(folder)))
