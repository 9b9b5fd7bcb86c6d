"""Spoiled files: mutants of what the app itself exports, each made from its kind and number."""

import io
import random
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import openpyxl

from steersman.web.service.founding import folder_of, workbook_of
from tests.web.serving import small_body

Kind = Literal["xlsx", "csv", "yaml", "bomb"]
Files = dict[str, bytes]
FULL_SIZES: dict[Kind, int] = {"xlsx": 4_000, "csv": 3_000, "yaml": 3_000}
WHOLE_BOOK = 19
"""One workbook of so many is a whole exported one; the others are smaller, to be read quickly."""
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "gb18030", "cp1252", "utf-32")
NUMBERS = (
    b"1e999", b"-1e308", b"NaN", b"-inf", b"9" * 5000, b"0x" + b"f" * 5000, b"1_000", b"1.234,50",
    b"1 234,50 EUR", b"12:30:45", b"9" * 17 + b".5", b"2026-02-30", b"0001-01-01", b"9999-12-31",
    b"#REF!", b"-0", b"1e-320", "１２".encode(), "٣".encode(),
)  # fmt: skip
YAML_VALUES = (
    b".nan", b".inf", b"-.inf", b"!!python/object/apply:os.system ['true']", b"!!binary AAAA",
    b"&a [*a]", b"*nobody", b"<<: {a: 1}", b"[" * 30, b"{" * 30, b"? [a]\n: b", b"!!float 1",
    b'"\\ud800"', b'"\\U00110000"', b"'", b'"', b"|\n", b">-\n  x", b"@", b"`", b"%YAML 9.9",
    b"---", b"...", b"\t", b"2026-06-30T99:99:99Z", b"0b1", b"0o17", b"~", b"yes", b"[1, 2",
    b"{[a]: b}",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """A file that somebody uploads."""

    name: str
    file: str
    content: bytes


def packed(files: Files) -> bytes:
    """Return files as a ZIP archive."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


def unpacked(content: bytes) -> Files:
    """Return the files in a ZIP archive."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@cache
def seed() -> dict[str, Any]:
    """Return the dossier that all are made from."""
    body = small_body()
    return {**body, "projects": body["projects"][:1]}


@cache
def whole_book() -> bytes:
    """Return a workbook as the app exports it."""
    return workbook_of(seed(), "en")


@cache
def small_book() -> bytes:
    """Return the sheets of it that hold something, as another program saves them."""
    book = openpyxl.load_workbook(io.BytesIO(whole_book()))
    for sheet in list(book):
        rows = [row for row in sheet.iter_rows(min_row=2, max_col=1, values_only=True) if row[0]]
        for row in sheet.iter_rows():
            for cell in row:
                cell.comment = None
        if not [row for row in rows if not str(row[0]).startswith("#")] or sheet.title == "guide":
            book.remove(sheet)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@cache
def folder() -> bytes:
    """Return a dossier's folder as the app exports it."""
    return folder_of(seed())


def mutant(kind: Kind, number: int) -> Case:
    """Return the spoiled file of a number; the same number gives the same file."""
    choose = random.Random(f"{kind} {number}")
    if kind == "xlsx":
        book = whole_book() if number % WHOLE_BOOK == 0 else small_book()
        spoil = choose.choice(BOOK_FAULTS)
        return Case(f"{kind} {number} {spoil.__name__}", "book.xlsx", spoil(book, choose))
    files = unpacked(folder())
    faults = CSV_FAULTS if kind == "csv" else YAML_FAULTS
    done = []
    for _ in range(choose.choice((1, 1, 2, 3))):
        name = choose.choice([name for name in files if name.endswith(kind)])
        fault = choose.choice(faults)
        files[name] = fault(files[name], choose)
        done.append(f"{fault.__name__} {name}")
    return Case(f"{kind} {number} {', '.join(done)}", "folder.zip", packed(files))


def flipped(content: bytes, choose: random.Random) -> bytes:
    """Change up to eight bytes."""
    data = bytearray(content)
    for _ in range(choose.randint(1, 8) if data else 0):
        data[choose.randrange(len(data))] ^= 1 << choose.randrange(8)
    return bytes(data)


def cut(content: bytes, choose: random.Random) -> bytes:
    """Leave out the end."""
    return content[: choose.randrange(len(content) + 1)]


def hole(content: bytes, choose: random.Random) -> bytes:
    """Leave out something in the middle."""
    begin = choose.randrange(len(content) + 1)
    return content[:begin] + content[begin + choose.randint(1, 200) :]


def doubled(content: bytes, choose: random.Random) -> bytes:
    """Repeat some lines."""
    lines = content.split(b"\n")
    begin = choose.randrange(len(lines))
    return b"\n".join([*lines, *lines[begin : begin + 5]])


def shuffled(content: bytes, choose: random.Random) -> bytes:
    """Put the lines in another order."""
    lines = content.split(b"\n")
    choose.shuffle(lines)
    return b"\n".join(lines)


def nulls(content: bytes, choose: random.Random) -> bytes:
    """Put zero bytes and other control characters in."""
    at = choose.randrange(len(content) + 1)
    return content[:at] + choose.choice((b"\x00", b"\x00" * 50, b"\x1b", b"\x85")) + content[at:]


def surrogates(content: bytes, choose: random.Random) -> bytes:
    """Put in what is no UTF-8, or a mark of byte order where none belongs."""
    at = choose.randrange(len(content) + 1)
    wrong = (b"\xed\xa0\x80", b"\xff", b"\xef\xbb\xbf", b"\xc0\xaf", b"\xf4\x90\x80\x80")
    return content[:at] + choose.choice(wrong) + content[at:]


def recoded(content: bytes, choose: random.Random) -> bytes:
    """Write it in another encoding, perhaps with the mark of a third before it."""
    text = content.decode("utf-8-sig", "replace")
    mark = choose.choice((b"", b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"))
    return mark + text.encode(choose.choice(ENCODINGS), "replace")


def other_number(content: bytes, choose: random.Random) -> bytes:
    """Put something strange where a number or a date was."""
    spots = list(re.finditer(rb"\b\d[\d.\-]*\b", content))
    if not spots:
        return content
    spot = choose.choice(spots)
    return content[: spot.start()] + choose.choice(NUMBERS) + content[spot.end() :]


def delimited(content: bytes, choose: random.Random) -> bytes:
    """Write it with other delimiters, some lines only, or with decimal commas."""
    to = choose.choice((b";", b"\t", b"|", b",,", b'"', b" "))
    if choose.random() < 0.3:
        return re.sub(rb"(\d)\.(\d)", rb"\1,\2", content)
    lines = content.split(b"\n")
    return b"\n".join(line.replace(b",", to) if choose.random() < 0.8 else line for line in lines)


def large_field(content: bytes, choose: random.Random) -> bytes:
    """Put a very long field, or very many, in."""
    at = choose.randrange(len(content) + 1)
    long = choose.choice((b"x" * 200_000, b"," * 20_000, b'"' * 9_999, b"\n" * 20_000, b"\r" * 500))
    return content[:at] + long + content[at:]


def other_value(content: bytes, choose: random.Random) -> bytes:
    """Put something that YAML takes for something else behind a key."""
    spots = list(re.finditer(rb": (.*)", content)) or list(re.finditer(rb"$", content))
    spot = choose.choice(spots)
    return content[: spot.start()] + b": " + choose.choice(YAML_VALUES) + content[spot.end() :]


def repeated_key(content: bytes, choose: random.Random) -> bytes:
    """Say a key twice."""
    line = choose.choice(content.split(b"\n"))
    return content + b"\n" + line + b"\n"


def shifted(content: bytes, choose: random.Random) -> bytes:
    """Indent some lines otherwise, with tabs too."""
    lines = content.split(b"\n")
    for _ in range(3):
        at = choose.randrange(len(lines))
        lines[at] = choose.choice((b" ", b"   ", b"\t", b"- ", b"? ", b"# ")) + lines[at]
    return b"\n".join(lines)


def deep(content: bytes, choose: random.Random) -> bytes:
    """Nest deeply."""
    levels = choose.choice((15, 25, 900, 10_000))
    nest = choose.choice((b"[", b"{a: ", b"- ", b"? "))
    return content + b"\nx: " + nest * levels


def of_part(fault: Callable[[bytes, random.Random], bytes]) -> Callable[..., bytes]:
    """Return what spoils one part inside a workbook, packed again with the right checksums."""

    def spoil(book: bytes, choose: random.Random) -> bytes:
        files = unpacked(book)
        name = choose.choice(list(files))
        files[name] = fault(files[name], choose)
        return packed(files)

    spoil.__name__ = f"part {fault.__name__}"
    return spoil


def other_attribute(content: bytes, choose: random.Random) -> bytes:
    """Give an XML attribute another value."""
    spots = list(re.finditer(rb'="([^"]*)"', content))
    if not spots:
        return content
    value = choose.choice(
        (b"", b"-1", b"99999999999", b"x", b"XFD1048576", b"0", b"n", b"A0", b"e")
    )
    spot = choose.choice(spots)
    return content[: spot.start(1)] + value + content[spot.end(1) :]


def other_parts(book: bytes, choose: random.Random) -> bytes:
    """Swap, leave out or rename parts."""
    files = unpacked(book)
    one, two = choose.sample(list(files), 2)
    what = choose.randrange(4)
    if what == 0:
        files[one], files[two] = files[two], files[one]
    elif what == 1:
        del files[one]
    elif what == 2:
        files[one.upper()] = files.pop(one)
    else:
        files[one] = files[two]
    return packed(files)


TEXT_FAULTS = (
    flipped, cut, hole, doubled, shuffled, nulls, surrogates, recoded, recoded, other_number,
    other_number,
)  # fmt: skip
CSV_FAULTS = (*TEXT_FAULTS, delimited, delimited, large_field)
YAML_FAULTS = (
    *TEXT_FAULTS, other_value, other_value, other_value, repeated_key, shifted, deep,
)  # fmt: skip
BOOK_FAULTS = (
    flipped, cut, hole, other_parts, other_parts,
    *(of_part(fault) for fault in (
        flipped, flipped, cut, hole, nulls, surrogates, recoded, other_number, other_number,
        other_attribute, other_attribute, other_attribute,
    )),
)  # fmt: skip
