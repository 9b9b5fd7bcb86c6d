"""Limits for archives, which can be traps: what is unpacked, and how much of it."""

import struct
import zipfile
import zlib
from pathlib import Path

from steersman.files.xml_limits import XmlBudget, XmlRefusedError

MAXIMUM_FILE_BYTES = 10_000_000
MAXIMUM_UNPACKED_BYTES = 50_000_000
MAXIMUM_ENTRIES = 1_000
MAXIMUM_RATIO = 100
RATIO_FREE_BYTES = 1_000_000
CHUNK = 1 << 16
ENCRYPTED = 0x1
METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
"""Ways of packing that office programs use; others reserve memory as the archive tells them to."""
BAD_ARCHIVE = (
    zipfile.BadZipFile, zlib.error, struct.error, RuntimeError, NotImplementedError, OSError,
    EOFError, ValueError, OverflowError,
)  # fmt: skip
"""What reading a spoiled archive raises."""
PROGRAMS = {
    "vbaproject.bin": "macros",
    "xl/externallinks/": "links",
    "xl/embeddings/": "objects",
    "xl/activex/": "objects",
}
"""Parts that hold more than data, by something in their names."""


def odd_entry(entry: zipfile.ZipInfo) -> str | None:
    """Return why an entry of an archive must not be read, or None."""
    if entry.flag_bits & ENCRYPTED:
        return "encrypted"
    return None if entry.compress_type in METHODS else "archive"


def refuse_reason(path: Path) -> tuple[str, dict[str, object]] | None:
    """Return the code and parameters of why a workbook must not be opened, or None.

    Sizes are counted while unpacking, since the archive's own table can lie.
    """
    if path.stat().st_size > MAXIMUM_FILE_BYTES:
        return "file-too-large", {"limit": f"{MAXIMUM_FILE_BYTES // 1_000_000} MB"}
    try:
        with zipfile.ZipFile(path) as archive:
            detail = _odd_table(archive.infolist()) or _too_much(archive)
    except XmlRefusedError as error:
        detail = error.detail
    except BAD_ARCHIVE:
        return "not-a-workbook", {}
    return ("workbook-unsafe", {"detail": detail}) if detail else None


def _odd_table(entries: list[zipfile.ZipInfo]) -> str | None:
    names = [entry.filename.lower() for entry in entries]
    if len(entries) > MAXIMUM_ENTRIES or len(set(names)) < len(names):
        return "entries"
    if odd := next(filter(None, map(odd_entry, entries)), None):
        return odd
    if any(name.startswith("/") or ".." in name.split("/") for name in names):
        return "paths"
    return next(
        (what for part, what in PROGRAMS.items() if any(part in name for name in names)), None
    )


def _too_much(archive: zipfile.ZipFile) -> str | None:
    total = 0
    budget = XmlBudget()
    for entry in archive.infolist():
        size = _measure(archive, entry, MAXIMUM_UNPACKED_BYTES - total, budget)
        total += size
        ratio_limit = MAXIMUM_RATIO * max(entry.compress_size, 1)
        if total >= MAXIMUM_UNPACKED_BYTES or (size > RATIO_FREE_BYTES and size > ratio_limit):
            return "size"
    return None


def _measure(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limit: int, budget: XmlBudget
) -> int:
    """Return the unpacked size of a part, counted up to a limit."""
    size = 0
    part = budget.part()
    with archive.open(entry) as stream:
        while size < limit and (chunk := stream.read(CHUNK)):
            part.feed(chunk)
            size += len(chunk)
    part.close()
    return size
