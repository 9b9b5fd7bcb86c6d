"""Mending what is certain in a dossier's folder, line by line."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from difflib import unified_diff
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from steersman.cli.answers import (
    Answer,
    Question,
    answer_of,
    applied,
    chosen_rules,
    context_of,
    with_places,
)
from steersman.cli.console import usable_dossier
from steersman.files import write_whole
from steersman.files.csv_text import BYTE_ORDER_MARK
from steersman.files.quick_records import UnsureError
from steersman.files.suppressions import read_suppressions, without_codes
from steersman.files.yaml_edit import edited_text
from steersman.steer import RULES, Context, Edit, Finding, mend
from steersman.steer.accepted import UNUSED, apply_suppressions, fingerprint

if TYPE_CHECKING:
    from steersman.files import ReadResult
    from steersman.messages import Messages


class FolderTexts:
    """The texts of a folder's YAML files, changed in memory until they are written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.texts: dict[str, str] = {}

    def text(self, file: str) -> str:
        """Return the text of a file as it is to be.

        Raises:
            UnsureError: If it is not written in UTF-8, so that it would change as a whole.
        """
        if file not in self.texts:
            try:
                return (self.folder / file).read_bytes().decode("utf-8")
            except (OSError, UnicodeDecodeError) as error:
                raise UnsureError from error
        return self.texts[file]

    def take(self, edits: tuple[Edit, ...]) -> bool:
        """Take edits over, all of them or none; return whether that was possible."""
        before = dict(self.texts)
        try:
            for edit in edits:
                file = f"{edit.path[0]}.yaml"
                text = self.text(file)
                mark = text[: text.startswith(BYTE_ORDER_MARK)]
                plain = edited_text(text.removeprefix(mark), edit.path[1:], edit.value)
                self.texts[file] = mark + plain
        except UnsureError:
            self.texts = before
            return False
        return True

    def take_out(self, unused: Sequence[Finding]) -> int:
        """Take out codes of comments that accept nothing; return how many."""
        codes: dict[tuple[str, int], set[str]] = defaultdict(set)
        for finding in unused:
            file, _, line = finding.place.rpartition(":")
            codes[file, int(line)].add(finding.parameters["rule"])
        count = 0
        for (file, number), names in sorted(codes.items(), reverse=True):
            with suppress(UnsureError):
                self.texts[file] = without_codes(self.text(file), number, names)
                count += len(names)
        return count

    def write(self) -> None:
        """Write what has changed."""
        for file, text in self.texts.items():
            write_whole(self.folder / file, text)
        self.texts.clear()


def mend_folder(
    question: Question, messages: Messages, accepted: Collection[str]
) -> tuple[Answer, int]:
    """Mend what is certain in a folder; return what is left, and how many findings were mended.

    Args:
        question: Which rules to apply to which folder.
        messages: To say what is wrong with data that cannot be read.
        accepted: Fingerprints of findings that a baseline accepts.
    """
    dossier, read = usable_dossier(question.dossier, messages)
    texts = FolderTexts(question.dossier)
    rules = chosen_rules(question)
    context = context_of(question, dossier)
    guards = [rule for rule in RULES if not rule.analysed]
    quick = [rule for rule in rules if not rule.analysed]
    silenced = _silenced(read, question.dossier, context)
    mended = mend(context, quick, guards, {*accepted, *silenced}, texts.take).findings
    texts.write()
    dossier, read = usable_dossier(question.dossier, messages)
    found = applied(question, dossier, rules)
    unused = texts.take_out(_unused_comments(question, read, found))
    texts.write()
    _, read = usable_dossier(question.dossier, messages)
    return answer_of(question, read, found), len(mended) + unused


def _silenced(read: ReadResult, folder: Path, context: Context) -> Iterator[str]:
    """Yield fingerprints of findings that comments accept."""
    mending = [rule for rule in RULES if rule.fix and not rule.analysed]
    found = [finding for rule in mending for finding in rule.check(context)]
    placed = with_places(found, read.places)
    kept = apply_suppressions(placed, read_suppressions(folder), ())
    for finding in placed:
        if finding not in kept:
            yield fingerprint(finding, context.dossier)


def _unused_comments(
    question: Question, read: ReadResult, found: Sequence[Finding]
) -> list[Finding]:
    suppressions = read_suppressions(question.dossier)
    placed = with_places(found, read.places)
    codes = (rule.code for rule in chosen_rules(question))
    kept = apply_suppressions(placed, suppressions, codes)
    return [finding for finding in kept if finding.code == UNUSED]


def preview(question: Question, messages: Messages, accepted: Collection[str]) -> tuple[str, int]:
    """Return what mending would change, as a unified diff, and how many findings it would mend."""
    folder = question.dossier
    usable_dossier(folder, messages)
    with TemporaryDirectory() as place:
        copy = Path(place, folder.resolve().name)
        shutil.copytree(folder, copy, ignore=shutil.ignore_patterns(".git"))
        _, count = mend_folder(replace(question, dossier=copy), messages, accepted)
        files = sorted(path.relative_to(copy) for path in copy.rglob("*.yaml"))
        changes = [line for file in files for line in _changes(folder / file, copy / file)]
    return "".join(changes), count


def _changes(before: Path, after: Path) -> Iterator[str]:
    if before.read_bytes() == after.read_bytes():
        return
    old, new = (path.read_bytes().decode("utf-8") for path in (before, after))
    lines = (old.splitlines(keepends=True), new.splitlines(keepends=True))
    for line in unified_diff(*lines, before.as_posix(), before.as_posix()):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
