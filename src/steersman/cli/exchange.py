"""``steersman import`` and ``export``: a dossier as a workbook, parts of it for other tools."""

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
from steersman.cli.project_exchange import (
    export_project,
    import_project,
    is_project_file,
    is_project_source,
)
from steersman.cli.running import RunOptions, run_options
from steersman.cli.share_exchange import OCF_ENDING, export_shares, import_shares
from steersman.dossier import Dossier
from steersman.files import ExistingFileError, write_folder, write_workbook
from steersman.files.explanations import sheet_texts
from steersman.files.tables import all_tables, rows_of
from steersman.files.template import example
from steersman.messages import Messages

EXPORT_HELP = """Write the dossier in the folder DOSSIER as the Excel workbook FILE, or parts of it.

\b
FILE ends in
  .xlsx         the whole dossier as a workbook; sheets that are empty show an
                example row that is not read back
  .xml          the plan for MS Project, ProjectLibre, OpenProject
  .ics          the plan's stages and due dates for a calendar
  .tasks.csv    the plan as a table
  .jira.csv     the plan for Jira's CSV import
  .ocf.zip      the shares in the Open Cap Table Format 1.2.0
"""

IMPORT_HELP = """Write the dossier in the workbook FILE to FOLDER, or add what other tools know.

Files in FOLDER keep their comments and order; nothing is written if FILE has errors, or if a
whole list in FOLDER would be emptied because its sheet is missing or has no rows.

\b
FILE ends in
  .xlsx         the whole dossier
  .xml          progress and dates from MS Project, ProjectLibre, OpenProject
  .tasks.csv    the same from a table that export wrote
  .csv          rows to add to progress.csv
  .ocf.zip      the shares
"""


@click.command("export", help=EXPORT_HELP)
@click.argument("dossier", type=click.Path(path_type=Path))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@language_option
@click.option("--force", is_flag=True, help="Overwrite FILE if it exists.")
@click.option("--person", metavar="ID", default="", help="Only one person's tasks (.ics).")
@run_options
def export_command(
    dossier: Path,
    file: Path,
    language: str,
    force: bool,  # noqa: FBT001  click
    person: str,
    options: RunOptions,
) -> None:
    """Write a dossier, or parts of it, for other programs."""
    messages = messages_of(language)
    facts, _ = usable_dossier(dossier, messages)
    is_plan, name = is_project_file(file), file.name.lower()
    if person and not name.endswith(".ics"):
        refuse(messages, "person-needs-calendar", str(file), value=file.name)
    if not is_plan and not name.endswith((OCF_ENDING, ".xlsx")):
        refuse(messages, "unknown-ending", str(file), value=file.name)
    if file.exists() and not force:
        refuse(messages, "file-exists", str(file), value=str(file))
    if is_plan:
        export_project(facts, dossier, file, messages, options, person)
    elif name.endswith(OCF_ENDING):
        export_shares(facts, file, messages)
    else:
        _export_workbook(facts, file, messages)


def _export_workbook(facts: Dossier, file: Path, messages: Messages) -> None:
    draft = file.with_name(file.name + ".part")
    with writing(messages, file):
        file.parent.mkdir(parents=True, exist_ok=True)
        write_workbook(facts, draft, sheet_texts(messages), example())
        draft.replace(file)
    output().print(messages.text("export.written", file=str(file)))
    if facts.climate or facts.assessments:
        messages_output().print(messages.text("export.private"), style="yellow", markup=False)


@click.command("import", help=IMPORT_HELP)
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@language_option
@click.option("--force", is_flag=True, help="Empty lists in FOLDER that FILE does not have.")
def import_command(file: Path, folder: Path, language: str, force: bool) -> None:  # noqa: FBT001
    """Take a dossier, or parts of it, from other programs."""
    messages = messages_of(language)
    if file.name.lower().endswith(OCF_ENDING):
        import_shares(file, folder, messages, force=force)
        return
    if is_project_source(file):
        import_project(file, folder, messages)
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
