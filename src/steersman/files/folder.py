"""A folder of plain files to a dossier."""

from pathlib import Path
from typing import Any

from steersman.dossier import DataPath, Problem
from steersman.files.border import ReadResult, build_dossier
from steersman.files.csv_text import read_rows
from steersman.files.encoding import decode
from steersman.files.quick_records import UnsureError
from steersman.files.table_rows import raw_record
from steersman.files.tables import table_at
from steersman.files.yaml_limits import YamlRefusedError
from steersman.files.yaml_quick import quick_data

YAML_PARTS = (
    "firm", "market", "finance", "equity", "hiring", "rewards", "culture", "strategy", "risks",
)  # fmt: skip
CSV_PARTS = {
    "people": ("people",),
    "influence": ("influence",),
    "progress": ("progress",),
    "absences": ("absences",),
    "assessments": ("assessments",),
    "climate": ("climate",),
    "climate_comments": ("climate_comments",),
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
    found += [path for path in folder.glob("projects/*") if path.suffix != ".yaml"]
    names = sorted(path.relative_to(folder).as_posix() for path in found)
    return [
        Problem("unread-file", (), {"value": name, "known": _beside(name, known)}, "warning", name)
        for name in names
        if name not in known and not name.startswith(("survey/.", "."))
    ]


def _beside(name: str, known: set[str]) -> list[str]:
    """Return the known names in the same folder as a stranger."""
    folder, slash, _ = name.rpartition("/")
    if folder == "projects":
        return ["projects/NAME.yaml"]
    return sorted(other for other in known if other.rpartition("/")[:2] == (folder, slash))


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
    try:
        return quick_data(text, name, part, places)
    except UnsureError:
        from steersman.files.yaml_text import load_yaml, strip_positions

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
    table = table_at(part)
    rows = read_rows(path, name, part, problems)

    def place(line: int, _title: str) -> str:
        return f"{name}:{line}"

    records = [
        raw_record(row, line, table, (*part, position), place, places, problems)
        for position, (line, row) in enumerate(rows)
    ]
    _put(raw, part, records)
