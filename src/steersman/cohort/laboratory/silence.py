"""Keeping a library that prints past Python out of what a command shows."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

STANDARD_OUTPUT = 1


@contextmanager
def silent_library() -> Iterator[None]:
    """Lead away what is printed, by compiled code too, for as long as this lasts.

    HiGHS prints a line when it mends a solution, whatever it is told, which would spoil JSON. For
    commands only: other threads of the process are silent meanwhile too.
    """
    sys.stdout.flush()
    kept = os.dup(STANDARD_OUTPUT)
    try:
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), STANDARD_OUTPUT)
        yield
    finally:
        os.dup2(kept, STANDARD_OUTPUT)
        os.close(kept)
