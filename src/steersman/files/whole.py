"""Files that are there whole or not at all."""

from pathlib import Path


def write_whole(target: Path, text: str) -> None:
    """Write a file so that it is there whole or not at all."""
    draft = target.with_name(target.name + ".part")
    draft.write_text(text, encoding="utf-8", newline="")
    draft.replace(target)
