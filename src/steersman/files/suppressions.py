"""Comments in a dossier's YAML files that accept findings of the linter."""

import re
from collections.abc import Collection
from pathlib import Path

import yaml

from steersman.files.encoding import decode
from steersman.steer.accepted import Suppression

COMMENT = re.compile(
    r"#\s*steersman:\s*(?P<scope>ignore|ignore-file)\s+"
    r"(?P<codes>[A-Z]{3}\d{3}(?:\s*,\s*[A-Z]{3}\d{3})*)\s*(?:[:：]\s*(?P<reason>.*))?$"
)


def read_suppressions(folder: Path) -> tuple[Suppression, ...]:
    """Return all ``# steersman: ignore CODE: reason`` comments of a dossier's folder.

    A comment at the end of a line is about that line, one on a line of its own about the next line
    that is no comment; ``ignore-file`` is about the whole file.
    """
    found: list[Suppression] = []
    for path in sorted((*folder.glob("*.yaml"), *folder.glob("projects/*.yaml"))):
        file = path.relative_to(folder).as_posix()
        found += _of_file(decode(path.read_bytes()) or "", file)
    return tuple(found)


def _of_file(text: str, file: str) -> list[Suppression]:
    if "steersman:" not in text:
        return []
    lines, words = text.splitlines(), _words(text)
    found = []
    for number, line in enumerate(lines, start=1):
        match = COMMENT.search(line)
        if match is None or _within(words, number - 1, match.start()):
            continue
        covered = number
        if line.lstrip().startswith("#"):
            covered = _next_content(lines, number)
        codes = tuple(code.strip() for code in match["codes"].split(","))
        covers = file if match["scope"] == "ignore-file" else f"{file}:{covered}"
        reason = (match["reason"] or "").strip()
        found.append(Suppression(f"{file}:{number}", covers, codes, reason))
    return found


def without_codes(text: str, number: int, unused: Collection[str]) -> str:
    """Return the text of a file without some codes of the comment in a line.

    A comment without codes goes as a whole, and its line with it if nothing else stands there.

    Args:
        text: The file's text.
        number: The line, counted from one.
        unused: Codes to take out.
    """
    lines = text.splitlines(keepends=True)
    line = lines[number - 1].rstrip("\r\n")
    ending = lines[number - 1][len(line) :]
    match = COMMENT.search(line)
    if match is None or _within(_words(text), number - 1, match.start()):
        return text
    left = [code for part in match["codes"].split(",") if (code := part.strip()) not in unused]
    before = line[: match.start()].rstrip()
    if left:
        start, end = match.span("codes")
        lines[number - 1] = line[:start] + ", ".join(left) + line[end:] + ending
    elif before:
        lines[number - 1] = before + ending
    else:
        del lines[number - 1]
    return "".join(lines)


Marks = tuple[tuple[int, int], tuple[int, int]]
"""Line and column, counted from zero, where a text begins and where it ends."""


def _words(text: str) -> list[Marks]:
    """Return where the texts of a file stand; what looks like a comment in them is none."""
    spans: list[Marks] = []
    try:
        for token in yaml.scan(text, Loader=yaml.SafeLoader):
            if isinstance(token, yaml.ScalarToken):
                start, end = token.start_mark, token.end_mark
                spans.append(((start.line, start.column), (end.line, end.column)))
    except yaml.YAMLError:
        # What cannot be scanned cannot be read either, and is told elsewhere.
        spans.append(((0, 0), (len(text), 0)))
    return spans


def _within(spans: list[Marks], line: int, column: int) -> bool:
    return any(start <= (line, column) < end for start, end in spans)


def _next_content(lines: list[str], number: int) -> int:
    for later, line in enumerate(lines[number:], start=number + 1):
        if line.strip() and not line.lstrip().startswith("#"):
            return later
    return number
