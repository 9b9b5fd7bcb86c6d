"""Spoiled and hostile files: each is refused in words or read whole, quickly and in little room."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from select import select
from typing import Any

import pytest
from sqlalchemy import text

from tests.store.test_faults import FULL
from tests.web.hostile_bombs import bombs
from tests.web.hostile_files import FULL_SIZES, Case, Kind, mutant, small_book
from tests.web.serving import Site, site

ROOT = Path(__file__).parents[2]
STEP = 1 if FULL else 40
PATIENCE = 120
"""Seconds that an answer may take on a busy machine; the child's limit counts its own only."""
LARGEST_GROWTH = 50_000
"""kB that a process may keep after it read a corpus."""
THROUGH_THE_APP = range(1, 5)
"""Numbers of mutants of each kind."""
SHOWN_BOMBS = (
    "ratio.zip", "overlap.zip", "encrypted.zip", "laughs.xlsx", "far cell.xlsx", "one merge.xlsx",
    "sheets.xlsx", "aliases.zip", "nesting.zip", "long hexadecimal.zip", "lone surrogate.zip",
    "list of errors.zip", "table with columns.zip", "table with nulls.zip",
)  # fmt: skip


@dataclass
class Child:
    """A process that reads files one after the other."""

    process: subprocess.Popen[str]

    def read(self, kind: Kind, number: int) -> dict[str, Any]:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(f"{kind} {number}\n")
        self.process.stdin.flush()
        ready, _, _ = select([self.process.stdout], [], [], PATIENCE)
        line = self.process.stdout.readline() if ready else ""
        assert line, f"{kind} {number}: the process died or hangs"
        answer: dict[str, Any] = json.loads(line)
        return answer


@contextmanager
def child() -> Iterator[Child]:
    command = [sys.executable, "-m", "tests.web.hostile_child"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        try:
            yield Child(process)
        finally:
            process.kill()


@pytest.mark.skipif(not Path("/proc/self/status").is_file(), reason="needs Linux")
def test_spoiled_files_are_refused_or_read_whole(
    record_property: Callable[[str, object], None],
) -> None:
    with child() as reader:
        reader.read("xlsx", 0)
        before = reader.read("xlsx", 0)["kB"]
        answers = [
            reader.read(kind, number)
            for kind, size in FULL_SIZES.items()
            for number in range(0, size, STEP)
        ]
        assert wrong(answers) == []
        assert answers[-1]["kB"] - before < LARGEST_GROWTH
        assert wrong([reader.read("bomb", number) for number in range(len(bombs()))]) == []
    came: list[str] = [answer["came"] for answer in answers]
    assert {"read", "refused"} == set(came)
    slowest = max(answers, key=lambda answer: answer["seconds"])
    total = sum(answer["seconds"] for answer in answers)
    record_property("read", came.count("read"))
    record_property("seconds", total)
    record_property("slowest", slowest)


def wrong(answers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [answer for answer in answers if answer["came"] not in {"read", "refused"}]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return site(tmp_path_factory.mktemp("site"))


def digest(made: Site) -> str:
    """Return a sum of all rows but those that say when a session was last seen."""
    with made.database.reading() as connection:
        names = connection.execute(text("select name from sqlite_master where type = 'table'"))
        rows = [
            (name, sorted(map(repr, connection.execute(text(f'select * from "{name}"')))))  # noqa: S608  names of tables
            for name in sorted(names.scalars())
            if name != "session"
        ]
    return sha256(repr(rows).encode()).hexdigest()


def hostile_cases() -> list[Case]:
    made = bombs()
    chosen = [made[name]() for name in SHOWN_BOMBS]
    return [*chosen, *(mutant(kind, number) for kind in FULL_SIZES for number in THROUGH_THE_APP)]


def test_the_app_refuses_them_in_words_and_keeps_nothing(made: Site) -> None:
    before = digest(made)
    for case in hostile_cases():
        answer = made.client.post(
            "/en/firms/new",
            data={"source": "file"},
            files={"file": (case.file, case.content)},
            follow_redirects=False,
        )
        assert answer.status_code == 422 or (answer.status_code, case.name in bombs()) == (
            303,
            False,
        )
        assert "Traceback" not in answer.text
        assert 'File "' not in answer.text
        assert len(answer.text) < 1_000_000, case.name
        after = digest(made)
        assert (after == before) == (answer.status_code == 422), case.name
        before = after


def test_a_good_file_makes_a_firm(made: Site) -> None:
    before = digest(made)
    answer = made.client.post(
        "/en/firms/new",
        data={"source": "file"},
        files={"file": ("book.xlsx", small_book())},
        follow_redirects=False,
    )
    assert answer.status_code == 303
    assert digest(made) != before
