"""A dossier to a folder of plain files."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from steersman.dossier import Dossier, Project
from steersman.files.csv_text import rows_text
from steersman.files.encoding import decode
from steersman.files.folder import CSV_PARTS, YAML_PARTS
from steersman.files.plain import to_plain
from steersman.files.table_rows import wide_titles
from steersman.files.tables import Table, is_wide, table_at, values_of, wide_fields
from steersman.files.whole import write_whole
from steersman.files.yaml_limits import YamlRefusedError
from steersman.files.yaml_text import load_yaml, yaml_text

LONGEST_STEM = 60
"""Characters of a project's identifier in its file name; the number before it tells it apart."""


class ExistingFileError(Exception):
    """A file in the target folder that cannot be read, so that its comments could not be kept."""

    def __init__(self, file: str) -> None:
        super().__init__(file)
        self.file = file


def write_folder(dossier: Dossier, folder: Path, before: Dossier | None = None) -> None:
    """Write a dossier as a folder; files that exist keep their comments and order.

    All texts are made before the first is written. Project files of projects that are no longer in
    the dossier are removed.

    Args:
        dossier: What to write.
        folder: Where to write it.
        before: What the folder holds, if known: files of parts that stay the same are left alone.

    Raises:
        ExistingFileError: If an existing file cannot be read; then nothing is written.
        OSError: If the disk refuses.
    """
    texts = {
        **dict(_yaml_texts(dossier, folder, before)),
        **dict(_csv_texts(dossier, folder, before)),
    }
    if before is None or before.projects != dossier.projects:
        projects = _existing_projects(folder)
        texts |= dict(_project_texts(dossier.projects, folder, projects))
        for path in projects.values():
            if path not in texts:
                path.unlink()
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, text)


def _yaml_texts(
    dossier: Dossier, folder: Path, before: Dossier | None
) -> Iterator[tuple[Path, str]]:
    for part in YAML_PARTS:
        path, value = folder / f"{part}.yaml", getattr(dossier, part)
        if before and getattr(before, part) == value:
            continue
        data = {} if value is None else to_plain(value)
        if data or path.exists():
            yield path, _text(path, path, value)


def _text(template: Path, target: Path, value: object) -> str:
    """Return the text for a target, comments taken from a template file if it exists."""
    data = {} if value is None else to_plain(value)
    full = {} if value is None else to_plain(value, full=True)
    try:
        return yaml_text(template, data, full)
    except YamlRefusedError as error:
        raise ExistingFileError(target.name) from error


def _existing_projects(folder: Path) -> dict[str, Path]:
    """Return the project files of a folder by the project they hold."""
    found = {}
    for path in sorted((folder / "projects").glob("*.yaml")):
        try:
            data = load_yaml(decode(path.read_bytes()) or "")
        except YamlRefusedError as error:
            raise ExistingFileError(f"projects/{path.name}") from error
        found[str(data.get("id", path.stem)) if isinstance(data, dict) else path.stem] = path
    return found


def _project_texts(
    projects: Sequence[Project], folder: Path, existing: dict[str, Path]
) -> Iterator[tuple[Path, str]]:
    for position, project in enumerate(projects, start=1):
        stem = re.sub(r"[^\w.-]+", "_", project.id)[:LONGEST_STEM]
        target = folder / "projects" / f"{position:02d}-{stem}.yaml"
        yield target, _text(existing.get(project.id, target.with_suffix(".new")), target, project)


def _csv_texts(
    dossier: Dossier, folder: Path, before: Dossier | None
) -> Iterator[tuple[Path, str]]:
    for name, part in CSV_PARTS.items():
        records = _part(dossier, part)
        path = folder / f"{name}.csv"
        if before and _part(before, part) == records:
            continue
        if records or path.exists():
            header, rows = csv_table(table_at(part), records)
            yield path, rows_text(header, rows)


def _part(dossier: Dossier, part: Sequence[str]) -> Any:  # noqa: ANN401  records of any class
    records: Any = dossier
    for key in part:
        records = getattr(records, key)
    return records


def _wide_value(record: Any, title: str) -> object:  # noqa: ANN401  a survey response
    fields = {shape.name for shape in wide_fields(type(record))}
    value = getattr(record, title) if title in fields else record.answers.get(title)
    return "" if value is None else value


def csv_table(table: Table, records: Sequence[Any]) -> tuple[list[str], list[list[object]]]:
    """Return titles and rows of a table's records."""
    if is_wide(table):
        titles = wide_titles(table.record, records)
        return titles, [[_wide_value(record, title) for title in titles] for record in records]
    columns = table.columns
    return [column.title for column in columns], [values_of(record, columns) for record in records]
