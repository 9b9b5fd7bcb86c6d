"""Answers worked out before, in the user's cache folder: the same question need not be worked out.

An answer is found by a digest of everything it can depend on: every file of the dossier, the
program, and what was asked. What cannot be read, or is not what this program has written, counts
as not there; a cache never gives cause for an error.
"""

import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import steersman
from steersman.files.history_folder import history_folder

FORM = "steersman-cache-1"
MOST_ENTRIES = 64
MOST_FILES, MOST_BYTES, MOST_DEPTH = 2_000, 50_000_000, 20
"""What a dossier may hold to be looked through before every answer."""


def cache_folder() -> Path | None:
    """Return where answers are kept, None where the user has no such place."""
    windows = os.environ.get("LOCALAPPDATA", "") if sys.platform == "win32" else ""
    named = windows or os.environ.get("XDG_CACHE_HOME", "")
    try:
        root = Path(named) if Path(named).is_absolute() else Path.home() / ".cache"
    except RuntimeError:
        return None
    return root / "steersman" / "check"


def key_of(dossier: Path, asked: Mapping[str, object]) -> str | None:
    """Return the digest of everything an answer depends on, None if it is too much to look at.

    Args:
        dossier: Folder or workbook; all files within count, whether they are read or not.
        asked: What is asked of it, and how the answer is to be given.
    """
    digest = sha256()
    try:
        for part in (*_program(), *_dossier(dossier)):
            digest.update(len(part).to_bytes(8, "big") + part)
    except (OSError, OverflowError):
        return None
    digest.update(json.dumps(asked, sort_keys=True, default=str).encode())
    return digest.hexdigest()


def _program() -> Iterator[bytes]:
    """Yield what tells this program, as installed or edited, from any other.

    Folders of libraries change when a library is installed or renewed.
    """
    home = Path(steersman.__file__).parent
    yield f"{FORM} {steersman.__version__} {sys.version}".encode()
    libraries = [path for path in sys.path if path.endswith("-packages") and Path(path).is_dir()]
    yield repr([Path(path).stat().st_mtime_ns for path in libraries]).encode()
    for name, entry in sorted(_entries(str(home))):
        if not name.endswith(".pyc"):
            state = entry.stat()
            yield f"{name} {state.st_size} {state.st_mtime_ns}".encode()


def _dossier(dossier: Path) -> Iterator[bytes]:
    if not dossier.is_dir():
        yield dossier.read_bytes()
        for file in sorted(history_folder(dossier).glob("*.json")):
            yield file.name.encode()
            yield file.read_bytes()
        return
    left = MOST_BYTES
    for number, (name, entry) in enumerate(sorted(_entries(str(dossier)))):
        left -= entry.stat().st_size
        if left < 0 or number >= MOST_FILES:
            raise OverflowError
        yield os.fsencode(os.path.relpath(name, dossier))
        yield Path(name).read_bytes()


def _entries(folder: str, depth: int = 0) -> Iterator[tuple[str, "os.DirEntry[str]"]]:
    """Yield all files below a folder; links to folders are followed as the readers follow them."""
    if depth > MOST_DEPTH:
        raise OverflowError
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                if entry.name.startswith("."):
                    continue  # no reader looks there, and repositories are large
                yield from _entries(entry.path, depth + 1)
            else:
                yield entry.path, entry


def load_answer(key: str) -> Any:  # noqa: ANN401  whatever was kept
    """Return the answer kept under a key, None if there is none that is whole."""
    folder = cache_folder()
    if folder is None:
        return None
    path = folder / f"{key}.json"
    try:
        digest, _, text = path.read_text("utf-8").partition("\n")
        entry = json.loads(text) if digest == _check_sum(text) else None
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(entry, dict) or (entry.get("form"), entry.get("key")) != (FORM, key):
        return None
    with suppress(OSError):
        os.utime(path)
    return entry.get("answer")


def keep_answer(key: str, answer: object) -> None:
    """Keep an answer, readable by its user only, and let go of those unused for longest."""
    folder = cache_folder()
    if folder is None:
        return
    from tempfile import NamedTemporaryFile

    text = json.dumps({"form": FORM, "key": key, "answer": answer})
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with NamedTemporaryFile(
            "w", dir=folder, suffix=".part", encoding="utf-8", delete=False
        ) as draft:
            draft.write(f"{_check_sum(text)}\n{text}")
        Path(draft.name).replace(folder / f"{key}.json")
        _prune(folder)


def _check_sum(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _prune(folder: Path) -> None:
    entries = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime_ns)
    for path in entries[:-MOST_ENTRIES]:
        path.unlink(missing_ok=True)
