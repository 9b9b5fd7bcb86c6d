"""A folder of plain files to and from a dossier."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from steersman.dossier import DataPath, Dossier, Problem
from steersman.files.border import ReadResult, build_dossier
from steersman.files.csv_text import decode, read_rows, write_rows
from steersman.files.plain import to_plain
from steersman.files.table_rows import raw_record, wide_titles
from steersman.files.tables import Table, all_tables, is_wide, values_of
from steersman.files.yaml_text import YamlRefusedError, load_yaml, strip_positions, write_yaml

YAML_PARTS = ("firm", "market", "finance", "hiring", "strategy", "risks")
CSV_PARTS = {
    "people": ("people",),
    "influence": ("influence",),
    "progress": ("progress",),
    "survey/leaders": ("survey", "leaders"),
    "survey/research_staff": ("survey", "research_staff"),
    "survey/others": ("survey", "others"),
}
KNOWN_FOLDERS = ("projects", "survey")


def read_folder(folder: Path) -> ReadResult:
    """Read the dossier in a folder, reporting everything wrong with it at once."""
    if not folder.is_dir():
        problem = Problem("no-folder", (), {"value": str(folder)}, place=str(folder))
        return ReadResult(None, (problem,), {})
    raw: dict[str, Any] = {}
    places: dict[DataPath, str] = {(): str(folder)}
    problems: list[Problem] = []
    if not (folder / "firm.yaml").is_file():
        place = str(folder / "firm.yaml")
        problems.append(Problem("missing-file", ("firm",), {"value": "firm.yaml"}, place=place))
    for part in YAML_PARTS:
        _read_yaml_part(folder / f"{part}.yaml", f"{part}.yaml", (part,), raw, places, problems)
    _read_projects(folder, raw, places, problems)
    for name, path in CSV_PARTS.items():
        _read_csv_part(folder / f"{name}.csv", f"{name}.csv", path, raw, places, problems)
    problems.extend(_strangers(folder))
    return build_dossier(raw, places, tuple(problems))


def _strangers(folder: Path) -> list[Problem]:
    """Return warnings about data files that nothing reads, since their name is probably wrong."""
    known = {f"{part}.yaml" for part in YAML_PARTS} | {f"{name}.csv" for name in CSV_PARTS}
    found = [*folder.glob("*.y*ml"), *folder.glob("*.csv"), *folder.glob("survey/*")]
    names = sorted(path.relative_to(folder).as_posix() for path in found)
    return [
        Problem("unread-file", (), {"value": name, "known": sorted(known)}, "warning", name)
        for name in names
        if name not in known and not name.startswith(("survey/.", "."))
    ]


def _read_yaml_part(
    path: Path,
    name: str,
    part: DataPath,
    raw: dict[str, Any],
    places: dict[DataPath, str],
    problems: list[Problem],
) -> None:
    if not path.is_file():
        return
    places[part] = name
    try:
        data = _yaml_data(path, name, part, places)
    except YamlRefusedError as error:
        problems.append(error.problem(part, name))
        return
    if data is None:
        problems.append(Problem("empty-file", part, {}, place=name))
        return
    _put(raw, part, data)


def _yaml_data(path: Path, name: str, part: DataPath, places: dict[DataPath, str]) -> Any:  # noqa: ANN401
    text = decode(path.read_bytes())
    if text is None:
        raise YamlRefusedError("not-text")
    return strip_positions(load_yaml(text), name, part, places)


def _put(raw: dict[str, Any], part: DataPath, data: object) -> None:
    node: Any = raw
    for key in part[:-1]:
        node = node.setdefault(key, {})
    if isinstance(part[-1], int):
        node.append(data)
    else:
        node[part[-1]] = data


def _read_projects(
    folder: Path, raw: dict[str, Any], places: dict[DataPath, str], problems: list[Problem]
) -> None:
    files = sorted((folder / "projects").glob("*.yaml"))
    raw["projects"] = []
    for path in files:
        name = f"projects/{path.name}"
        part: DataPath = ("projects", len(raw["projects"]))
        found_before = len(problems)
        _read_yaml_part(path, name, part, {"projects": raw["projects"]}, places, problems)
        if len(problems) > found_before:
            raw["projects"].append({"id": path.stem})


def _read_csv_part(
    path: Path,
    name: str,
    part: tuple[str, ...],
    raw: dict[str, Any],
    places: dict[DataPath, str],
    problems: list[Problem],
) -> None:
    if not path.is_file():
        return
    places[part] = name
    table = _table(part)
    rows = read_rows(path, name, part, problems)

    def place(line: int, _title: str) -> str:
        return f"{name}:{line}"

    records = [
        raw_record(row, line, table, (*part, position), place, places, problems)
        for position, (line, row) in enumerate(rows)
    ]
    _put(raw, part, records)


def _table(path: tuple[str, ...]) -> Table:
    return next(table for table in all_tables() if table.path == path)


def write_folder(dossier: Dossier, folder: Path) -> None:
    """Write a dossier as a folder; files that exist keep their comments and order.

    Project files of projects that are no longer in the dossier are removed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for part in YAML_PARTS:
        value = getattr(dossier, part)
        data = to_plain(value) if value is not None else {}
        if data or (folder / f"{part}.yaml").exists():
            write_yaml(folder / f"{part}.yaml", data)
    _write_projects(dossier, folder)
    for name, path in CSV_PARTS.items():
        _write_csv_part(dossier, folder / f"{name}.csv", path)


def _write_projects(dossier: Dossier, folder: Path) -> None:
    directory = folder / "projects"
    wanted = {
        f"{position:02d}-{project.id}.yaml": project
        for position, project in enumerate(dossier.projects, start=1)
    }
    existing = {_project_id(path): path for path in sorted(directory.glob("*.yaml"))}
    for project_id, path in existing.items():
        if project_id not in {project.id for project in dossier.projects}:
            path.unlink()
    if wanted:
        directory.mkdir(exist_ok=True)
    for name, project in wanted.items():
        target = directory / name
        if project.id in existing and existing[project.id] != target:
            existing[project.id].rename(target)
        write_yaml(target, to_plain(project))


def _project_id(path: Path) -> str:
    data = load_yaml(path.read_text(encoding="utf-8"))
    return str(data.get("id", path.stem)) if isinstance(data, dict) else path.stem


def _write_csv_part(dossier: Dossier, path: Path, part: tuple[str, ...]) -> None:
    records: Any = dossier
    for key in part:
        records = getattr(records, key)
    if not records and not path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    table = _table(part)
    header, rows = csv_table(table, records)
    write_rows(path, header, rows)


def csv_table(table: Table, records: Sequence[Any]) -> tuple[list[str], list[list[object]]]:
    """Return titles and rows of a table's records."""
    if is_wide(table):
        titles = wide_titles(records)
        rows = [
            [record.respondent, *(record.answers.get(title, "") for title in titles[1:])]
            for record in records
        ]
        return titles, rows
    columns = table.columns
    return [column.title for column in columns], [values_of(record, columns) for record in records]
