"""Files that are there whole or not at all."""

import os
from pathlib import Path

PRIVATE = 0o600
"""Readable by its owner only."""


def write_whole(target: Path, text: str, *, private: bool = False) -> None:
    """Write a file so that it is there whole or not at all.

    Args:
        target: The file; one that is there keeps its permissions.
        text: What it is to hold.
        private: Whether a new one is readable by its owner only.
    """
    draft = target.with_name(target.name + ".part")
    draft.touch(mode=PRIVATE)
    draft.write_text(text, encoding="utf-8", newline="")
    if target.exists():
        draft.chmod(target.stat().st_mode & 0o777)
    elif not private:
        draft.chmod(0o666 & ~_mask())
    draft.replace(target)


def _mask() -> int:
    """Return the permissions that new files are not given here."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
