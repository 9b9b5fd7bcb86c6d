"""Beginning with a firm: from the example, from questions, or from files."""

import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Connection

from steersman.data import read_text
from steersman.dossier import Problem
from steersman.files import ReadResult, read_folder, read_workbook, write_folder, write_workbook
from steersman.files.archive_safety import BAD_ARCHIVE, odd_entry
from steersman.files.body import body_of
from steersman.files.explanations import sheet_texts
from steersman.files.history import snapshot_from
from steersman.files.template import example, write_template
from steersman.messages import Language, messages_for
from steersman.store import access, revisions, snapshots
from steersman.store.accounts import Account
from steersman.web.service.facts import read_whole
from steersman.work.asking import ask_analysis

LARGEST_FILE = 10 * 1024 * 1024
LARGEST_UNPACKED = 50 * 1024 * 1024
MOST_FILES = 300
MOST_PROBLEMS = 500
"""Problems of one file that are told; a page with all of a spoiled table would be no help."""
NOT_IN_NAMES = frozenset("\\:") | {chr(code) for code in range(32)}
"""Signs that lead elsewhere on one system or another, or to another line of what is shown."""
DATA = {".yaml", ".csv"}
"""Endings of files that a dossier's folder is made of."""


class BadFileError(Exception):
    """A file holds no dossier that can be used.

    Attributes:
        problems: What is wrong with it.
    """

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("bad file")
        self.problems = problems


def found(
    connection: Connection,
    owner: Account,
    body: dict[str, Any],
    what: str,
    now: datetime,
    history: Sequence[dict[str, Any]] = (),
) -> str:
    """Make a firm from a dossier and return its id.

    Args:
        connection: A writing transaction.
        owner: Who founds it.
        body: Its dossier.
        what: Where the dossier is from, for the history.
        now: When.
        history: Earlier snapshots of the firm.
    """
    firm_id = access.found_firm(connection, body["firm"]["name"], owner.id, now)
    change = revisions.Change(owner.id, what, "", now.date())
    revisions.save(connection, firm_id, 0, body, change, now)
    for document in history:
        day = snapshot_from(document).made_on
        snapshots.keep(connection, firm_id, day, document)
    ask_analysis(connection, firm_id, owner.id, now)
    return firm_id


def example_body() -> dict[str, Any]:
    """Return the dossier of the example firm."""
    body: dict[str, Any] = json.loads(read_text("data", "example.json"))
    return body


def example_history() -> list[dict[str, Any]]:
    """Return the earlier snapshots of the example firm."""
    return [json.loads(read_text("data", "example_snapshot.json"))]


def template_body(name: str, language: Language, today: date) -> dict[str, Any]:
    """Return a dossier to begin with: a firm of that name, and examples to write over."""
    with TemporaryDirectory() as folder:
        write_template(Path(folder), language, today)
        read = read_folder(Path(folder))
    assert read.dossier is not None  # noqa: S101  our own template
    body = body_of(read.dossier)
    body["firm"]["name"] = name
    return body


def uploaded_body(name: str, content: bytes) -> dict[str, Any]:
    """Return the dossier in an uploaded workbook, or in a folder packed as ZIP.

    Raises:
        BadFileError: If there is none that can be used.
    """
    if len(content) > LARGEST_FILE:
        raise BadFileError((Problem("upload-too-large", (), {"most": "10 MB"}, place=name),))
    with TemporaryDirectory() as folder:
        read = _read_upload(Path(folder), PurePosixPath(name), content)
        problems = tuple(_at_home(problem, folder, name) for problem in read.problems)
    if read.dossier is None or read.errors:
        raise BadFileError(_first(problems, name))
    body = body_of(read.dossier)
    checked = read_whole(body)
    if checked.errors:
        raise BadFileError(_first(checked.problems, name))
    return body


def _at_home(problem: Problem, folder: str, name: str) -> Problem:
    """Return a problem whose place and values are those of the user's file, not of our copy."""
    own = PurePosixPath(name).name

    def told(text: str) -> str:
        inner = text.replace(f"{folder}/dossier/", "").replace(f"{folder}/", "")
        return inner.replace("dossier.xlsx", own, 1) if inner.startswith("dossier.xlsx") else inner

    parameters = {
        key: told(value) if isinstance(value, str) else value
        for key, value in problem.parameters.items()
    }
    return replace(problem, place=told(problem.place), parameters=parameters)


def _first(problems: tuple[Problem, ...], name: str) -> tuple[Problem, ...]:
    """Return errors before warnings, and how many there are beyond those that are told."""
    ordered = sorted(problems, key=lambda problem: problem.severity == "warning")
    further = len(ordered) - MOST_PROBLEMS
    if further <= 0:
        return problems
    more = Problem("more-problems", (), {"count": further}, place=name)
    return (*ordered[:MOST_PROBLEMS], more)


def _read_upload(folder: Path, name: PurePosixPath, content: bytes) -> ReadResult:
    if name.suffix.lower() == ".xlsx":
        file = folder / "dossier.xlsx"
        file.write_bytes(content)
        return read_workbook(file)
    if name.suffix.lower() == ".zip":
        target = folder / "dossier"
        target.mkdir()
        problem = unpack(content, target)
        return ReadResult(None, (problem,), {}) if problem else read_folder(_inner(target))
    problem = Problem("upload-unknown", (), {"value": name.name}, place=name.name)
    return ReadResult(None, (problem,), {})


def unpack(content: bytes, target: Path) -> Problem | None:
    """Unpack the data files of a dossier's folder; return what is wrong instead.

    Names that lead out of the folder, encrypted entries, too many or too large ones are refused;
    sizes are counted while unpacking, whatever the archive says of them.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            detail = _odd_names(entries) or _unpack(archive, entries, target)
    except BAD_ARCHIVE:
        detail = "archive"
    return Problem("upload-unsafe", (), {"detail": detail}) if detail else None


def _odd_names(entries: list[zipfile.ZipInfo]) -> str | None:
    names = {entry.filename.casefold() for entry in entries}
    if len(entries) > MOST_FILES or len(names) < len(entries):
        return "entries"
    for name in names:
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or set(name) & NOT_IN_NAMES:
            return "names"
    return next(filter(None, map(odd_entry, entries)), None)


def _unpack(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], target: Path) -> str | None:
    left = LARGEST_UNPACKED
    for entry in entries:
        path = PurePosixPath(entry.filename)
        if path.suffix.lower() not in DATA:
            continue
        data = archive.open(entry).read(left + 1)
        left -= len(data)
        if left < 0:
            return "size"
        place = target.joinpath(*path.parts)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    return None


def _inner(folder: Path) -> Path:
    """Return the folder with the dossier: the one packed, or the only one in it."""
    if (folder / "firm.yaml").is_file():
        return folder
    inner = [path for path in folder.iterdir() if path.is_dir()]
    return inner[0] if len(inner) == 1 else folder


def workbook_of(body: dict[str, Any], language: Language) -> bytes:
    """Return a dossier as an Excel workbook."""
    dossier = read_whole(body).dossier
    assert dossier is not None  # noqa: S101  what is kept can be read
    with TemporaryDirectory() as folder:
        target = Path(folder) / "dossier.xlsx"
        write_workbook(dossier, target, sheet_texts(messages_for(language)), example())
        return target.read_bytes()


def folder_of(body: dict[str, Any]) -> bytes:
    """Return a dossier as a folder of plain files, packed as ZIP."""
    dossier = read_whole(body).dossier
    assert dossier is not None  # noqa: S101  what is kept can be read
    packed = io.BytesIO()
    with TemporaryDirectory() as name:
        folder = Path(name) / "dossier"
        write_folder(dossier, folder)
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(folder.rglob("*")):
                if path.is_file():
                    archive.write(path, path.relative_to(folder).as_posix())
    return packed.getvalue()
