"""``steersman import`` and ``export``: a dossier as a workbook, its shares as OCF, and back."""

from pathlib import Path

import click

from steersman.cli.console import (
    BAD_INPUT,
    language_option,
    messages_of,
    messages_output,
    output,
    read_dossier,
    refuse,
    show_problems,
    usable_dossier,
    writing,
)
from steersman.cli.share_exchange import OCF_ENDING, export_shares, import_shares
from steersman.dossier import Dossier
from steersman.files import ExistingFileError, write_folder, write_workbook
from steersman.files.explanations import explain
from steersman.files.tables import all_tables, rows_of
from steersman.files.template import example
from steersman.files.workbook_writer import SheetTexts

GUIDE_LINES = 5


@click.command("export")
@click.argument("dossier", type=click.Path(path_type=Path))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@language_option
@click.option("--force", is_flag=True, help="Overwrite FILE if it exists.")
def export_command(dossier: Path, file: Path, language: str, force: bool) -> None:  # noqa: FBT001
    """Write the dossier in the folder DOSSIER as the Excel workbook FILE.

    Sheets that are empty show an example row that is not read back. A FILE that ends in .ocf.zip
    gets the shares only, in the Open Cap Table Format 1.2.0.
    """
    messages = messages_of(language)
    facts, _ = usable_dossier(dossier, messages)
    if file.name.lower().endswith(OCF_ENDING):
        if file.exists() and not force:
            refuse(messages, "file-exists", str(file), value=str(file))
        export_shares(facts, file, messages)
        return
    if file.suffix.lower() != ".xlsx":
        refuse(messages, "not-xlsx", str(file), value=str(file))
    if file.exists() and not force:
        refuse(messages, "file-exists", str(file), value=str(file))
    guide = [messages.text(f"guide.{line}") for line in range(1, GUIDE_LINES + 1)]
    draft = file.with_name(file.name + ".part")
    with writing(messages, file):
        file.parent.mkdir(parents=True, exist_ok=True)
        heads = [messages.text(f"head.{name}") for name in ("field", "value", "example", "meaning")]
        texts = SheetTexts(lambda column: explain(messages, column), guide, heads)
        write_workbook(facts, draft, texts, example())
        draft.replace(file)
    output().print(messages.text("export.written", file=str(file)))
    if facts.climate or facts.assessments:
        messages_output().print(messages.text("export.private"), style="yellow", markup=False)


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@language_option
@click.option("--force", is_flag=True, help="Empty lists in FOLDER that FILE does not have.")
def import_command(file: Path, folder: Path, language: str, force: bool) -> None:  # noqa: FBT001
    """Write the dossier in the workbook FILE to FOLDER.

    Files in FOLDER keep their comments and order; nothing is written if the workbook has errors, or
    if a whole list in FOLDER would be emptied because its sheet is missing or has no rows. From a
    FILE that ends in .ocf.zip the shares of the dossier in FOLDER are replaced.
    """
    messages = messages_of(language)
    if file.name.lower().endswith(OCF_ENDING):
        import_shares(file, folder, messages, force=force)
        return
    result = read_dossier(file)
    show_problems(result.problems, messages)
    if result.dossier is None or result.errors:
        raise SystemExit(BAD_INPUT)
    if folder.is_dir() and any(folder.iterdir()) and not (folder / "firm.yaml").is_file():
        refuse(messages, "target-exists", str(folder), value=str(folder))
    emptied = [] if force else _emptied(folder, result.dossier)
    if emptied:
        refuse(messages, "would-empty", str(file), value=emptied)
    with writing(messages, folder):
        try:
            write_folder(result.dossier, folder)
        except ExistingFileError as error:
            refuse(messages, "existing-file-unreadable", str(folder), value=error.file)
    output().print(messages.text("import.written", folder=str(folder)))


def _emptied(folder: Path, dossier: Dossier) -> list[str]:
    """Return the tables that a folder has rows for and a new dossier has not."""
    existing = read_dossier(folder).dossier if (folder / "firm.yaml").is_file() else None
    if existing is None:
        return []
    return [
        table.name
        for table in all_tables()
        if any(rows_of(existing, table)) and not any(rows_of(dossier, table))
    ]
