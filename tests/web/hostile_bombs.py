"""Files made to do harm: each is small, and costs much or leads astray if it is trusted."""

import io
import struct
import warnings
import zipfile
from collections.abc import Callable, Iterator
from functools import cache

from tests.web.hostile_files import Case, Files, folder, packed, small_book, unpacked

Make = Callable[[], bytes]
FIRM = b"name: Case\ndate: 2026-06-30\n"
SHEET = "xl/worksheets/sheet16.xml"
"""That of the finances, which a dossier can do without."""
ENTRY_AT, FLAGS_AT = b"PK\x01\x02", 8
SPACE = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATIONS = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LAUGHS = b'<!DOCTYPE l [<!ENTITY a "ha">' + b"".join(
    b'<!ENTITY %c "%s">' % (n, b"&%c;" % (n - 1) * 10) for n in range(98, 110)
) + b"]>"  # fmt: skip
OUTSIDE = b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]>'


def sheet(rows: bytes, before: bytes = b"", after: bytes = b"") -> bytes:
    """Return the XML of a sheet."""
    return (
        b'<?xml version="1.0" encoding="UTF-8"?>' + before + b"<worksheet " + SPACE + b">"
        b"<sheetData>" + rows + b"</sheetData>" + after + b"</worksheet>"
    )


def cell(at: bytes, value: bytes, kind: bytes = b"n", style: bytes = b"0") -> bytes:
    """Return the XML of a cell."""
    return b'<c r="%s" t="%s" s="%s"><v>%s</v></c>' % (at, kind, style, value)


FIELD = b'<row r="2"><c r="A2" t="inlineStr"><is><t>cash</t></is></c>%s</row>'


def in_form(*said: bytes) -> Make:
    """Return what makes a workbook with a value, its kind and its style in a form."""
    return lambda: book(sheet(FIELD % cell(b"B2", *said)))


def book(content: bytes, part: str = SHEET, **more: bytes) -> bytes:
    """Return a workbook with a part replaced and others added (``__`` for a slash)."""
    files = unpacked(small_book())
    files[part] = content
    return packed({**files, **{name.replace("__", "/"): data for name, data in more.items()}})


def spread(part: str, old: bytes, new: bytes) -> bytes:
    """Return a workbook with something replaced in a part."""
    files = unpacked(small_book())
    assert old in files[part], part
    return packed({**files, part: files[part].replace(old, new, 1)})


def home(**files: bytes) -> bytes:
    """Return a packed folder with files (``__`` for a slash, ``_dot_`` for a dot)."""
    given = {name.replace("__", "/").replace("_dot_", "."): data for name, data in files.items()}
    return packed({"firm.yaml": FIRM, **given})


def named(*names: str) -> bytes:
    """Return a packed folder with entries of these names, the same one twice among them."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of names that are there already
        archive.writestr("firm.yaml", FIRM)
        for name in names:
            entry = zipfile.ZipInfo("x")
            entry.filename = name  # as it is, with the separators it has
            archive.writestr(entry, FIRM)
    return target.getvalue()


def zeros(name: str, count: int) -> bytes:
    """Return an archive with an entry of many megabytes of one character."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("firm.yaml", FIRM)
        with archive.open(name, "w") as entry:
            for _ in range(count):
                entry.write(b"0" * 1_000_000)
    return target.getvalue()


def overlapping(name: str, count: int) -> bytes:
    """Return an archive whose table names one and the same entry many times."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(count):
            archive.writestr(name % number, b"" if number else b"0" * 900_000)
        for entry in archive.infolist():
            entry.header_offset = 0
            entry.file_size, entry.CRC = 900_000, archive.infolist()[0].CRC
            entry.compress_size = archive.infolist()[0].compress_size
    return target.getvalue()


def encrypted(content: bytes) -> bytes:
    """Return an archive that says its first entry is encrypted."""
    data = bytearray(content)
    data[data.index(ENTRY_AT) + FLAGS_AT] |= 1
    return bytes(data)


def lying(content: bytes) -> bytes:
    """Return an archive whose table says that its first entry has four gigabytes."""
    data = bytearray(content)
    struct.pack_into("<I", data, data.index(ENTRY_AT) + 24, 0xFFFFFFF0)
    return bytes(data)


def linked() -> bytes:
    """Return a folder in which a file is a symbolic link."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("firm.yaml", FIRM)
        link = zipfile.ZipInfo("finance.yaml")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return target.getvalue()


def alias_bomb() -> bytes:
    """Return YAML of a few hundred bytes that means 10^11 values."""
    levels = [b"a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    levels += [
        b"a%d: &a%d [%s]" % (n, n, b", ".join([b"*a%d" % (n - 1)] * 10)) for n in range(1, 12)
    ]
    return FIRM + b"\n".join(levels)


def lines(first: str, each: str, count: int) -> bytes:
    """Return a text of a first line and others with the number in them, and the number before."""
    return "\n".join([first, *(each.format(n=n, m=n - 1) for n in range(1, count))]).encode()


STAGE = "  - {{id: s{n}, duration: {{low: 1, likely: 2, high: 3}}, after: [s{m}]}}"
FIRST_STAGE = "id: p\nstages:\n  - {id: s0, duration: {low: 1, likely: 2, high: 3}}"


def archives() -> Iterator[tuple[str, Make]]:
    """Yield what attacks whoever unpacks."""
    yield "ratio.zip", lambda: zeros("people.csv", 70)
    yield "ratio of another kind.zip", lambda: zeros("picture.png", 70)
    yield "ratio.xlsx", lambda: zeros("xl/workbook.xml", 70)
    yield "yaml of forty megabytes.zip", lambda: zeros("finance.yaml", 40)
    yield "entries.zip", lambda: named(*(f"projects/{n}.yaml" for n in range(400)))
    yield "entries.xlsx", lambda: named(*(f"xl/{n}.xml" for n in range(1_100)))
    yield "overlap.zip", lambda: overlapping("projects/%d.yaml", 250)
    yield "overlap.xlsx", lambda: overlapping("xl/%d.xml", 900)
    for name in (
        "../risks.yaml", "/risks.yaml", "..\\risks.yaml", "C:\\risks.yaml", "C:/risks.yaml",
        "a/../../risks.yaml", "n" * 60_000 + ".yaml", "d/" * 3_000 + "x.yaml", "risks\x00.yaml",
        ".yaml", "CON.yaml", "firm.yaml", "FIRM.YAML", "firm.yaml/risks.yaml",
        "projects.yaml/a.csv",
        "projects/\u202elmay.yaml", "projects/a\nb.yaml",
    ):  # fmt: skip
        yield f"name {name[:20]!a}.zip", lambda name=name: named(name)
    yield "symbolic link.zip", linked
    yield "encrypted.zip", lambda: encrypted(folder())
    yield "encrypted.xlsx", lambda: encrypted(small_book())
    yield "nested.zip", lambda: packed({"inner.zip": folder()})
    yield "lying size.zip", lambda: lying(folder())
    yield "lying size.xlsx", lambda: lying(small_book())
    yield "bytes before it.zip", lambda: b"#!/bin/sh\n" * 9 + folder()
    yield "nothing.zip", lambda: b""
    yield "other ending.exe", folder
    yield "a book named as folder.zip", small_book
    yield "a folder named as book.xlsx", folder


def books() -> Iterator[tuple[str, Make]]:
    """Yield workbooks that cost much or hold more than data."""
    yield "laughs.xlsx", lambda: book(sheet(FIELD % b"&m;", LAUGHS))
    yield "entity from outside.xlsx", lambda: book(sheet(FIELD % b"&x;", OUTSIDE))
    text = sheet(b"", OUTSIDE).replace(b"UTF-8", b"UTF-16").decode()
    yield "entity in UTF-16.xlsx", lambda: book(text.encode("utf-16"))
    split = b" " * (65_536 - 43) + OUTSIDE
    yield "entity across a border.xlsx", lambda: book(sheet(FIELD % b"&x;", split))
    yield "laughs in the list of types.xlsx", lambda: book(LAUGHS + b"<a/>", "[Content_Types].xml")
    yield "macros.xlsx", lambda: book(sheet(b""), **{"xl__vbaProject.bin": b"macro"})
    link = b"<externalLink " + SPACE + b"/>"
    yield "links.xlsx", lambda: book(sheet(b""), **{"xl__externalLinks__externalLink1.xml": link})
    yield "object.xlsx", lambda: book(sheet(b""), **{"xl__embeddings__oleObject1.bin": b"x"})
    far = b'<row r="1048576">' + cell(b"XFD1048576", b"1") + b"</row>"
    yield "far cell.xlsx", lambda: book(sheet(far))
    low = b'<row r="1048576">' + cell(b"A1048576", b"1") + b"</row>"
    yield "low cell.xlsx", lambda: book(sheet(low))
    many = b"".join(b'<row r="%d">%s</row>' % (n, cell(b"XFD%d" % n, b"1")) for n in range(1, 900))
    yield "far column.xlsx", lambda: book(sheet(many))
    size = b'<dimension ref="A1:XFD1048576"/>'
    yield "size.xlsx", lambda: book(sheet(b"").replace(b"<sheetData>", size + b"<sheetData>"))
    one = b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    yield "one merge.xlsx", lambda: book(sheet(FIELD % b"", after=one))
    merged = b"".join(b'<mergeCell ref="A%d:B%d"/>' % (n, n) for n in range(1, 400_000))
    yield "merges.xlsx", lambda: book(sheet(b"", after=b"<mergeCells>" + merged + b"</mergeCells>"))
    long = b'<row r="2"><c r="A2" t="inlineStr"><is><t>%s</t></is></c></row>'
    yield "long text.xlsx", lambda: book(sheet(long % (bytes(range(65, 91)) * 300_000)))
    for value in (b"1e999", b"NaN", b"9" * 5_000, b"-1e308", b"", b"x", b"1e-400"):
        yield f"number {value[:9]!a}.xlsx", in_form(value)
    for value in (b"1e15", b"-5", b"1e999", b"2958466"):
        yield f"date {value!a}.xlsx", in_form(value, b"n", b"1")
    for value, kind in ((b"99999999", b"s"), (b"-1", b"s"), (b"7", b"b"), (b"#REF!", b"e"),
                        (b"2026-99-99", b"d"), (b"x", b"zz")):  # fmt: skip
        yield f"{kind!a} {value!a}.xlsx", in_form(value, kind)
    name = b"<a" + b"x" * 20_000_000 + b"/>"
    yield "long name.xlsx", lambda: book(sheet(name))
    remark = b"<!--" + bytes(range(65, 91)) * 200_000 + b"-->"
    yield "long remark.xlsx", lambda: book(sheet(remark))
    prefixed = b'<x:row r="1">' + b'<x:c r="A1" t="n"/>' * 300_000 + b"</x:row>"
    foreign = (b"<x:worksheet " + SPACE.replace(b"xmlns", b"xmlns:x") + b"><x:sheetData>" + prefixed
               + b"</x:sheetData></x:worksheet>")  # fmt: skip
    yield "prefixed cells.xlsx", lambda: book(foreign)
    rows = b"".join(b'<row r="%d"/>' % n for n in range(1, 700_000))
    yield "empty rows.xlsx", lambda: book(sheet(rows))
    yield "deep.xlsx", lambda: book(sheet(b"<a>" * 300_000 + b"</a>" * 300_000))
    fonts = b"<font><b/></font>" * 400_000
    yield "fonts.xlsx", lambda: spread("xl/styles.xml", b"</fonts>", fonts + b"</fonts>")
    names = b"".join(b'<sheet name="s%d" sheetId="%d" r:id="rId1"/>' % (n, n) for n in range(2_000))
    yield "sheets.xlsx", lambda: spread("xl/workbook.xml", b"</sheets>", names + b"</sheets>")
    same = b"".join(
        b'<Relationship Type="%s/worksheet" Target="%sworksheets/sheet16.xml" Id="x%d"/>'
        % (RELATIONS, b"./" * n, n) for n in range(30)
    )  # fmt: skip
    yield (
        "one part as many.xlsx",
        lambda: spread(
            "xl/_rels/workbook.xml.rels", b"</Relationships>", same + b"</Relationships>"
        ),
    )
    spans = b'<hyperlinks><hyperlink ref="A1:XFD1048576" location="x"/></hyperlinks>'
    yield "one link.xlsx", lambda: book(sheet(FIELD % b"", after=spans))
    checks = b'<dataValidation sqref="A1:XFD1048576"/>' * 200_000
    yield (
        "checks.xlsx",
        lambda: book(sheet(b"", after=b"<dataValidations>" + checks + b"</dataValidations>")),
    )


def texts() -> Iterator[tuple[str, Make]]:
    """Yield folders whose texts cost much."""
    yaml: Files = {
        "aliases": alias_bomb(),
        "nesting": FIRM + b"x: " + b"[" * 10_000,
        "nesting of blocks": FIRM + b"x:\n" + b"".join(b" " * n + b"- \n" for n in range(1, 1_300)),
        "keys of keys": FIRM + b"x: " + b"? " * 10_000,
        "long number": FIRM + b"euro_rate: " + b"9" * 900_000,
        "long hexadecimal": FIRM + b"euro_rate: 0x" + b"f" * 500_000,
        "object": FIRM + b"x: !!python/object/apply:os.system ['true']\n",
        "lone surrogate": FIRM + b'country: "\\ud800"\n',
        "comments": FIRM + b"# x\n" * 240_000,
        "unknown keys": FIRM + b"".join(b"k%d: 1\n" % n for n in range(9_000)),
        "list of errors": FIRM + b"years: [" + b"x, " * 19_000 + b"]\n",
        "quotes": FIRM + b'x: "' + b"\\n" * 400_000 + b'"',
        "merge key": FIRM + b"x: {<<: [{a: 1}, {b: 2}]}\n",
        "documents": FIRM + b"---\n" * 1_000,
        "nothing but a mark": b"\xef\xbb\xbf",
        "two marks": b"\xef\xbb\xbf\xff\xfe" + FIRM,
        "spaces": FIRM + b"x:" + b" " * 900_000 + b"1\n",
        "year one": b"name: Case\ndate: 0001-01-01\n",
        "last year": b"name: Case\ndate: 9999-12-31\nfounded: 0001-01-01\n",
    }
    for name, content in yaml.items():
        yield f"{name}.zip", lambda data=content: packed({"firm.yaml": data})
    chain = lines(FIRST_STAGE, STAGE, 700)
    yield "chain of stages.zip", lambda: home(projects__p_dot_yaml=chain)
    many = range(600_000)
    table = {
        "columns": b"id," + b",".join(b"c%d" % n for n in many) + b"\na," + b"1," * 600_000,
        "the same column": b"id," * 1_000_000,
        "empty columns": b"id" + b"," * 1_000_000 + b"\na" + b"," * 1_000_000,
        "empty rows": b"id\n" + b"\n" * 4_000_000,
        "wrong rows": lines("id,fte", "a{n},x", 300_000),
        "the same row": b"id,fte\n" + b"a,1\n" * 400_000,
        "chain of chiefs": lines("id,reports_to", "p{n},p{m}", 100_000),
        "one long field": b'id,name\na,"' + b"x" * 4_000_000 + b'"\n',
        "many skills": b"id,skills\na," + b"; ".join(b"s%d: 1" % n for n in many[:200_000]),
        "nulls": b"id,name\na,\x00\n",
        "surrogates": b"id,name\na,\xed\xa0\x80\n",
        "UTF-32": "id,name\na,b\n".encode("utf-32"),
        "quotes without end": b'id,name\na,"' + b'""' * 900_000,
        "long number": b"id,monthly_cost\na," + b"9" * 100_000,
        "long cells wrong": b"id,fte\n" + b"a," + b"x" * 120_000 + b"\n",
        "too many cells": b"id\n" + b"a,1\n" * 500_000,
    }  # fmt: skip
    for name, content in table.items():
        yield f"table with {name}.zip", lambda data=content: home(people_dot_csv=data)
    answers = (
        b"respondent," + b",".join(b"Q%d" % n for n in range(200_000)) + b"\nL1," + b"3," * 200_000
    )
    yield "answers.zip", lambda: home(survey__leaders_dot_csv=answers)


@cache
def bombs() -> dict[str, Callable[[], Case]]:
    """Return all of them by name, made when they are called."""
    return {
        name: lambda name=name, make=make: Case(name, name, make())
        for source in (archives, books, texts)
        for name, make in source()
    }
