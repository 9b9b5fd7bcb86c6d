"""Shares written to and read from packages of the Open Cap Table Format."""

import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from steersman.checks import check_everything
from steersman.cli.console import (
    BAD_INPUT,
    messages_output,
    output,
    refuse,
    show_problems,
    usable_dossier,
    writing,
)
from steersman.dossier import Dossier
from steersman.files import ExistingFileError, write_folder
from steersman.files.open_cap_format import LeftOut, left_out, read_package, write_package
from steersman.messages import Messages

OCF_ENDING = ".ocf.zip"
MOST_BYTES = 20_000_000


def export_shares(dossier: Dossier, file: Path, messages: Messages) -> None:
    """Write a package, and say what it cannot hold; refuse where readers would be misled."""
    lacking = left_out(dossier)
    fatal = [entry for entry in lacking if entry.fatal]
    if fatal:
        refuse(messages, "ocf-cannot-write", str(file), detail=_words(fatal[0], messages))
    texts = write_package(dossier, datetime.now(UTC).isoformat(timespec="seconds"))
    draft = file.with_name(file.name + ".part")
    with writing(messages, file):
        file.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as package:
            for name, text in texts.items():
                package.writestr(name, text)
        draft.replace(file)
    output().print(messages.text("export.written", file=str(file)))
    for entry in lacking:
        line = messages.text("ocf.left_out", what=_words(entry, messages))
        messages_output().print(line, style="yellow", markup=False)


def _words(entry: LeftOut, messages: Messages) -> str:
    return messages.text(f"ocf.{entry.what}", subject=entry.subject)


def import_shares(file: Path, folder: Path, messages: Messages, *, force: bool) -> None:
    """Replace the shares of a dossier by those of a package; nothing is written if it has faults.

    What the format does not hold (round, exits, tax) stays as it is in the dossier.
    """
    texts = _texts(file, messages)
    equity, problems = read_package(texts)
    if equity is None:
        show_problems(problems, messages)
        raise SystemExit(BAD_INPUT)
    dossier, _ = usable_dossier(folder, messages)
    if dossier.equity.events and not force:
        refuse(messages, "would-empty", str(file), value=["equity.events"])
    kept = replace(
        dossier.equity,
        classes=equity.classes,
        vesting=equity.vesting,
        events=equity.events,
        convertibles=equity.convertibles,
    )
    changed = replace(dossier, equity=kept)
    wrong = tuple(p for p in check_everything(changed) if p.severity == "error")
    if wrong:
        show_problems(wrong, messages)
        raise SystemExit(BAD_INPUT)
    with writing(messages, folder):
        try:
            write_folder(changed, folder)
        except ExistingFileError as error:
            refuse(messages, "existing-file-unreadable", str(folder), value=error.file)
    output().print(messages.text("import.written", folder=str(folder)))


def _texts(file: Path, messages: Messages) -> dict[str, str]:
    """Return the texts of a package by file name."""
    try:
        with zipfile.ZipFile(file) as package:
            entries = package.infolist()
            if sum(entry.file_size for entry in entries) > MOST_BYTES:
                refuse(messages, "ocf-unreadable", str(file), detail=f"> {MOST_BYTES} bytes")
            return {Path(e.filename).name: package.read(e).decode("utf-8-sig") for e in entries}
    except (OSError, zipfile.BadZipFile, UnicodeDecodeError, RuntimeError) as error:
        refuse(messages, "ocf-unreadable", str(file), detail=str(error))
