"""A table of firms cut into parts that can be worked on one after the other, or side by side.

A Parquet file is read where it lies. Text is read line by line, once: what is no row of the table
is set aside, the rest is written as Parquet files of text, one for each part.
"""

import csv
import gzip
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import file_digest
from itertools import chain
from pathlib import Path
from typing import IO

import polars as pl

from steersman.cohort.intake import FAULT_SCHEMA
from steersman.dossier import Problem
from steersman.files.csv_text import DELIMITERS, repeated

ROW = "|row"
"""Column of a part that numbers the rows of the table, from 1."""
MOST_SHOWN = 80
"""Characters of a line that are shown."""
PEEK = 1 << 20
OnRows = Callable[[int], None]


class TableError(Exception):
    """A table that cannot be used; ``problems`` say why."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(*(problem.code for problem in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows of a table, in a file.

    Attributes:
        path: A Parquet file.
        offset: Rows of the file before the first.
        rows: How many.
        numbered: Whether the file numbers its rows itself.
    """

    path: Path
    offset: int
    rows: int
    numbered: bool

    def read(self, columns: Sequence[str] | None = None) -> pl.DataFrame:
        """Return the rows, numbered in the column ``|row``, with all columns or some."""
        rows = pl.scan_parquet(self.path).slice(self.offset, self.rows)
        if columns is not None:
            rows = rows.select([*columns, ROW] if self.numbered else columns)
        frame = rows.collect()
        return frame if self.numbered else frame.with_row_index(ROW, self.offset + 1)


@dataclass(frozen=True, slots=True)
class StagedTable:
    """A table in parts.

    Attributes:
        parts: In the order of the table.
        columns: Its columns.
        rows: Rows of the table, those set aside included.
        faults: What was no row, with the columns of ``FAULT_SCHEMA``.
    """

    parts: tuple[Part, ...]
    columns: tuple[str, ...]
    rows: int
    faults: pl.DataFrame


def digest_of_file(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()


def staged(source: Path, folder: Path, rows: int, on_rows: OnRows) -> StagedTable:
    """Cut a table into parts.

    Args:
        source: A Parquet file, or text with a header line: CSV, semicolons or tabs, packed by gzip
            or not.
        folder: Where parts of text may be written.
        rows: Rows of a part.
        on_rows: Told how many rows have been read.

    Raises:
        TableError: If it cannot be read at all.
    """
    if source.suffix == ".parquet":
        return _staged_parquet(source, rows)
    return _staged_text(source, folder, rows, on_rows)


def _staged_parquet(source: Path, rows: int) -> StagedTable:
    try:
        table = pl.scan_parquet(source)
        columns = tuple(table.collect_schema().names())
        total = int(table.select(pl.len()).collect().item())
    except (OSError, pl.exceptions.PolarsError) as error:
        raise _unreadable(source, error) from error
    parts = tuple(
        Part(source, start, min(rows, total - start), numbered=False)
        for start in range(0, total, rows)
    )
    return StagedTable(parts, columns, total, pl.DataFrame(schema=FAULT_SCHEMA))


def _unreadable(source: Path, error: Exception) -> TableError:
    detail = str(error).splitlines()[0] if str(error) else type(error).__name__
    values = {"value": source.name, "detail": detail}
    return TableError((Problem("cohort-unreadable", (), values, place=str(source)),))


def _staged_text(source: Path, folder: Path, rows: int, on_rows: OnRows) -> StagedTable:
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with _text_of(source) as stream:
            return _Stager(source, folder, rows, on_rows).read(stream)
    except (OSError, EOFError, UnicodeDecodeError, csv.Error, gzip.BadGzipFile) as error:
        raise _unreadable(source, error) from error


@contextmanager
def _text_of(source: Path) -> Iterator[IO[str]]:
    """Open a file as text in the encoding that office programs wrote it in."""
    for encoding in _encodings(source):
        try:
            with _opened(source, encoding) as stream:
                while stream.read(PEEK):
                    pass
        except UnicodeDecodeError:
            continue
        with _opened(source, encoding) as stream:
            yield stream
        return
    raise TableError((Problem("not-text", (), {}, place=str(source)),))


def _opened(source: Path, encoding: str) -> IO[str]:
    if source.suffix == ".gz":
        return gzip.open(source, "rt", encoding=encoding, newline="")
    return source.open(encoding=encoding, newline="")


def _encodings(source: Path) -> tuple[str, ...]:
    with gzip.open(source, "rb") if source.suffix == ".gz" else source.open("rb") as stream:
        marked = stream.read(2) in {b"\xff\xfe", b"\xfe\xff"}
    return ("utf-16",) if marked else ("utf-8-sig", "gb18030")


class _Stager:
    """Writes parts of text, and keeps account of lines that are no rows."""

    def __init__(self, source: Path, folder: Path, rows: int, on_rows: OnRows) -> None:
        self._source = source
        self._folder = folder
        self._rows = rows
        self._on_rows = on_rows
        self._parts: list[Part] = []
        self._faults: list[tuple[int, str, str, str, str]] = []

    def read(self, stream: IO[str]) -> StagedTable:
        first = stream.readline()
        delimiter = max(DELIMITERS, key=first.count)
        lines = csv.reader(chain([first], _without_nul(stream)), delimiter=delimiter)
        header = [title.strip() for title in next(lines, [])]
        self._check(header)
        waiting: list[list[str]] = []
        numbers: list[int] = []
        number = 0
        for cells in lines:
            if not cells:
                continue
            number += 1
            if len(cells) != len(header):
                self._set_aside(number, cells)
                continue
            waiting.append(cells)
            numbers.append(number)
            if len(waiting) == self._rows:
                self._write(header, waiting, numbers)
                waiting, numbers = [], []
        if waiting or not self._parts:  # where all lines are faults, a part without rows
            self._write(header, waiting, numbers)
        faults = pl.DataFrame(self._faults, schema=FAULT_SCHEMA, orient="row")
        return StagedTable(tuple(self._parts), tuple(header), number, faults)

    def _check(self, header: list[str]) -> None:
        place = f"{self._source}:1"
        if not any(header):
            raise TableError((Problem("empty-file", (), {}, place=str(self._source)),))
        for title in (*repeated(header), *(title for title in header if title == ROW)):
            raise TableError((Problem("duplicate-column", (), {"value": title}, place=place),))

    def _set_aside(self, number: int, cells: Sequence[str]) -> None:
        shown = ",".join(cells)[:MOST_SHOWN]
        self._faults.append((number, "", "", shown, "cohort-cells"))

    def _write(self, header: list[str], lines: list[list[str]], numbers: list[int]) -> None:
        path = self._folder / f"part-{len(self._parts):05d}.parquet"
        cells = list(zip(*lines, strict=True)) or [()] * len(header)
        # An empty title stands for a column without a name, such as that of an index.
        columns = {
            title: pl.Series(title, column, pl.String).replace("", None)
            for title, column in zip(header, cells, strict=True)
            if title
        }
        rows = pl.DataFrame({ROW: pl.Series(ROW, numbers, pl.Int64), **columns})
        rows.write_parquet(path, compression="lz4")
        self._parts.append(Part(path, 0, len(lines), numbered=True))
        self._on_rows(sum(part.rows for part in self._parts))


def _without_nul(stream: IO[str]) -> Iterator[str]:
    """Yield lines with a box for the code that the parser cannot take."""
    return (line.replace("\x00", "□") for line in stream)
