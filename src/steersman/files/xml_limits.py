"""What the XML of a workbook would cost to read, counted before a library builds anything of it."""

import re
from posixpath import normpath
from pyexpat import ExpatError, ParserCreate

MAXIMUM_CELLS = 60_000
MAXIMUM_AREA = 300_000
"""Cells between the first and the last of each sheet, empty ones too: all of them are built."""
MAXIMUM_SHEETS = 60
MAXIMUM_ELEMENTS = 400_000
MAXIMUM_DEPTH = 100
MAXIMUM_TOKEN = 1_000_000
"""Bytes without an end, such as of a name; older parsers begin anew at each piece of them."""
SPANNING = {"mergeCell", "hyperlink", "comment"}
"""Elements for which every cell of the range they name is built."""
ADDRESS = re.compile(r"\$?([A-Za-z]{0,3})\$?([0-9]{0,9})")
FARTHEST = (1_048_576, 16_384)


class XmlRefusedError(Exception):
    """A part that is refused; ``detail`` is the reason's name in the message catalogues."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class XmlBudget:
    """What all parts of a workbook may hold together."""

    def __init__(self) -> None:
        self.cells = self.rows = self.sheets = self.area = self.elements = 0

    def part(self) -> "XmlPart":
        """Return what counts one part."""
        return XmlPart(self)


class XmlPart:
    """Counts one part, whatever its encoding and prefixes are, as the parser sees it.

    What is no XML is counted as far as a parser gets; no library gets further.

    Attributes:
        budget: What is counted.
    """

    def __init__(self, budget: XmlBudget) -> None:
        self.budget = budget
        self._row = self._column = self._rows = self._columns = self._depth = 0
        self._broken = False
        self._fed = 0
        self._targets: set[str] = set()
        self._parser = ParserCreate(namespace_separator="}")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._doctype

    def feed(self, data: bytes) -> None:
        """Count some more of the part.

        Raises:
            XmlRefusedError: If it is too much, or has a document type declaration.
        """
        if self._broken:
            return
        try:
            self._parser.Parse(data, False)  # noqa: FBT003  takes no keywords
        except (ExpatError, ValueError, LookupError):
            self._broken = True
        self._fed += len(data)
        if not self._broken and self._fed - self._parser.CurrentByteIndex > MAXIMUM_TOKEN:
            raise XmlRefusedError("size")

    def close(self) -> None:
        """Count how far the part's cells reach.

        Raises:
            XmlRefusedError: If that is too far.
        """
        self._spread(self._rows * self._columns)

    def _doctype(self, *_declaration: object) -> None:
        raise XmlRefusedError("declarations")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self.budget.elements += 1
        if self._depth > MAXIMUM_DEPTH or self.budget.elements > MAXIMUM_ELEMENTS:
            raise XmlRefusedError("size")
        kind = name.rpartition("}")[2]
        if kind == "c":
            self._cell(attributes.get("r", ""))
        elif kind == "row":
            self.budget.rows += 1
            self._row, self._column = _place(attributes.get("r", ""))[0] or self._row + 1, 0
        elif kind == "sheet":
            self.budget.sheets += 1
        elif kind == "Relationship":
            self._relation(attributes)
        elif kind in SPANNING and "ref" in attributes:
            self._range(attributes["ref"])
        if self.budget.rows > MAXIMUM_CELLS or self.budget.sheets > MAXIMUM_SHEETS:
            raise XmlRefusedError("cells")

    def _relation(self, attributes: dict[str, str]) -> None:
        """Refuse two names for one part, which would be built as often as it is named."""
        if attributes.get("TargetMode") == "External":
            return
        target = "/".join(normpath(attributes.get("Target", "")).lower().split("/")[-2:])
        if target in self._targets:
            raise XmlRefusedError("entries")
        self._targets.add(target)

    def _end(self, _name: str) -> None:
        self._depth -= 1

    def _cell(self, address: str) -> None:
        row, column = _place(address)
        self._row, self._column = row or self._row, column or self._column + 1
        self._reach(self._row, self._column)
        self.budget.cells += 1
        if self.budget.cells > MAXIMUM_CELLS:
            raise XmlRefusedError("cells")

    def _range(self, reference: str) -> None:
        first, colon, last = reference.partition(":")
        begin, end = _place(first), _place(last if colon else first)
        spans = (
            (high or most) - low + 1
            for low, high, most in zip(begin, end, FARTHEST, strict=True)
        )  # fmt: skip
        rows, columns = (max(span, 1) for span in spans)
        self._spread(rows * columns)
        self._reach(*end)

    def _reach(self, row: int, column: int) -> None:
        self._rows, self._columns = max(self._rows, row), max(self._columns, column)

    def _spread(self, area: int) -> None:
        self.budget.area += area
        if self.budget.area > MAXIMUM_AREA:
            raise XmlRefusedError("cells")


def _place(address: str) -> tuple[int, int]:
    """Return row and column of an address, 0 for one that is not said."""
    match = ADDRESS.fullmatch(address)
    if match is None:
        return 0, 0
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2] or 0), column
