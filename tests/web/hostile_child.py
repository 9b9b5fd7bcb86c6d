"""A process that reads spoiled files one after the other, within limits, and says what came of it.

The room it may take is what it takes after its start and 512 MiB more: NumPy, Numba and the
solvers reserve more addresses than that on their own, so that a limit on the whole would say
nothing of the files.
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from steersman.messages import LANGUAGES, messages_for
from steersman.messages.problems import problem_text
from steersman.web.service.facts import read_whole
from steersman.web.service.founding import (
    BadFileError,
    folder_of,
    uploaded_body,
    workbook_of,
)
from tests.web.hostile_bombs import bombs
from tests.web.hostile_files import Case, mutant, seed, small_book

ROOM = 512 * 1024 * 1024
SECONDS = 20
MOST_PROBLEMS = 2_000
BOOK_EACH = 11


def status(name: str) -> int:
    """Return a figure of this process in kB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name + ":"))


def outcome(case: Case, number: int) -> str:
    """Return what comes of a file: refused, read, or what is wrong with how it is taken."""
    try:
        body = uploaded_body(case.file, case.content)
    except BadFileError as error:
        return refused(error)
    except Exception as error:  # noqa: BLE001  anything else is what we look for
        return f"{type(error).__name__}: {str(error)[:200]}"
    return comes_back(body, number)


def refused(error: BadFileError) -> str:
    """Say whether a refusal can be told in every language."""
    if not error.problems or len(error.problems) > MOST_PROBLEMS:
        return f"{len(error.problems)} problems"
    for language in LANGUAGES:
        for problem in error.problems:
            " ".join((problem.place, *problem_text(messages_for(language), problem))).encode()
    return "refused"


def comes_back(body: dict[str, Any], number: int) -> str:
    """Say whether what was read can be kept, and comes back from what we export of it.

    With a number below zero the second is not asked.
    """
    json.dumps(body, allow_nan=False, ensure_ascii=False).encode()
    if body == seed():
        return "read"
    if read_whole(body).errors:
        return "read, but not usable"
    if number < 0:
        return "read"
    if uploaded_body("again.zip", folder_of(body)) != body:
        return "does not come back from a folder"
    if number % BOOK_EACH == 0:
        again = uploaded_body("again.xlsx", workbook_of(body, "en"))
        if again != body:
            return "does not come back from a workbook"
    return "read"


def limited(case: Callable[[], Case], number: int) -> dict[str, Any]:
    """Return what came of a file, and how long it took."""
    made = case()
    begin = time.process_time()
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(begin) + SECONDS, hard))
    try:
        came = outcome(made, number)
    except Exception as error:  # noqa: BLE001  what could not be told or kept
        came = f"afterwards {type(error).__name__}: {str(error)[:200]}"
    seconds = time.process_time() - begin
    return {"name": made.name, "came": came, "seconds": round(seconds, 3), "kB": status("VmRSS")}


def main() -> None:
    """Read ``KIND NUMBER`` in lines, and answer each with a line of JSON."""
    uploaded_body("warm.xlsx", small_book())
    room = status("VmSize") * 1024 + ROOM
    resource.setrlimit(resource.RLIMIT_AS, (room, room))
    hostile = list(bombs().values())
    for line in sys.stdin:
        kind, number = line.split()
        at = int(number)
        case = hostile[at] if kind == "bomb" else lambda kind=kind, at=at: mutant(kind, at)
        sys.stdout.write(json.dumps(limited(case, -1 if kind == "bomb" else at)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
