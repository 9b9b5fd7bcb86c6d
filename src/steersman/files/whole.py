"""Files that are there whole or not at all."""

import os
from collections.abc import Mapping
from pathlib import Path

PRIVATE = 0o600
"""Readable by its owner only."""


def write_whole(target: Path, content: str | bytes, *, private: bool = False) -> None:
    """Write a file so that it is there whole or not at all.

    Args:
        target: The file; one that is there keeps its permissions.
        content: What it is to hold.
        private: Whether a new one is readable by its owner only.
    """
    write_together({target: content}, private=private)


def write_together(contents: Mapping[Path, str | bytes], *, private: bool = False) -> None:
    """Write files so that no place gets its own before there is room for all.

    Args:
        contents: What each file is to hold; those that are there keep their permissions.
        private: Whether new ones are readable by their owner only.
    """
    drafts: dict[Path, Path] = {}
    try:
        for target, content in contents.items():
            drafts[target] = target.with_name(target.name + ".part")
            _write_draft(drafts[target], target, content, private=private)
        for target, draft in drafts.items():
            draft.replace(target)
    except OSError:
        for draft in drafts.values():
            draft.unlink(missing_ok=True)
        raise


def _write_draft(draft: Path, target: Path, content: str | bytes, *, private: bool) -> None:
    draft.touch(mode=PRIVATE)
    draft.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    if target.exists():
        draft.chmod(target.stat().st_mode & 0o777)
    elif not private:
        draft.chmod(0o666 & ~_mask())


def _mask() -> int:
    """Return the permissions that new files are not given here."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
