"""Limits for workbooks: they are archives, and archives can be traps."""

import re
import zipfile
from pathlib import Path

MAXIMUM_FILE_BYTES = 10_000_000
MAXIMUM_UNPACKED_BYTES = 50_000_000
MAXIMUM_ENTRIES = 1_000
MAXIMUM_RATIO = 100
RATIO_FREE_BYTES = 1_000_000
CHUNK = 1 << 16
MAXIMUM_CELLS = 60_000
CELL = re.compile(rb"<c[ >]")
ENCRYPTED = 0x1


def refuse_reason(path: Path) -> tuple[str, dict[str, object]] | None:
    """Return the code and parameters of why a workbook must not be opened, or None.

    Sizes are counted while unpacking, since the archive's own table can lie.
    """
    if path.stat().st_size > MAXIMUM_FILE_BYTES:
        return "file-too-large", {"limit": f"{MAXIMUM_FILE_BYTES // 1_000_000} MB"}
    try:
        with zipfile.ZipFile(path) as archive:
            return _inspect(archive)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError):
        return "not-a-workbook", {}


def _inspect(archive: zipfile.ZipFile) -> tuple[str, dict[str, object]] | None:
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    if len(entries) > MAXIMUM_ENTRIES or len(set(names)) < len(names):
        return "workbook-unsafe", {"detail": "entries"}
    if any(entry.flag_bits & ENCRYPTED for entry in entries):
        return "workbook-unsafe", {"detail": "encrypted"}
    if any(name.startswith("/") or ".." in name.split("/") for name in names):
        return "workbook-unsafe", {"detail": "paths"}
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return "workbook-unsafe", {"detail": "macros"}
    total = cells = 0
    for entry in entries:
        size, found = _measure(archive, entry, MAXIMUM_UNPACKED_BYTES - total)
        total += size
        cells += found
        if cells > MAXIMUM_CELLS:
            return "workbook-unsafe", {"detail": "cells"}
        ratio_limit = MAXIMUM_RATIO * max(entry.compress_size, 1)
        if total >= MAXIMUM_UNPACKED_BYTES or (size > RATIO_FREE_BYTES and size > ratio_limit):
            return "workbook-unsafe", {"detail": "size"}
    return None


def _measure(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limit: int) -> tuple[int, int]:
    """Return the unpacked size, counted up to a limit, and the number of cells."""
    size = cells = 0
    with archive.open(entry) as stream:
        while size < limit and (chunk := stream.read(CHUNK)):
            if b"<!DOCTYPE" in chunk or b"<!ENTITY" in chunk:
                raise zipfile.BadZipFile("document type declarations are refused")
            size += len(chunk)
            cells += len(CELL.findall(chunk))
    return size, cells
