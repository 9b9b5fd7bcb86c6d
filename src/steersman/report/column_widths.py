"""How a table stands on an A4 page: type size, direction of the page, widths of columns.

As browsers lay out tables: no column is narrower than its longest word, and what is left goes where
there is most text. Lengths of text are estimates in em, from the widths of the packaged font.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import east_asian_width

from steersman.report.document import Table

PORTRAIT, LANDSCAPE = 493.0, 740.0
"""Points between the margins."""
SIZES = (8.5, 7.5, 6.5)
"""Points, from the best to the smallest that is easily read."""
PADDING = 7.0
"""Points left and right of a text, together."""
LONGEST_WORD = 18.0
"""Em; a longer word is broken."""
KEPT_WHOLE, LEAST = 9.8, 4.0
"""Em; a column of texts up to the first is not broken, any other has the second at least."""
WISH = 42.0
"""Em; a column of more text does not ask for more."""
HEAD_LEAST, HEAD_WISH = 3.0, 6.0
"""Em; a heading of more text stands in several lines."""
STRETCH = 1.5
"""How much wider than its text a table is made at most."""
MARK = 1.4
"""Em of the mark of a row's tone."""
BREAK = re.compile(r"\s+|(?<=[\u2e80-\u9fff\uff00-\uff60])")
"""Where a line may end: at spaces and after Chinese characters."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Type size and widths of columns in points, and whether the page lies on its side."""

    size: float
    widths: tuple[float, ...]
    landscape: bool


def layout(table: Table) -> Layout:
    """Return how a table is laid out: upright as long as its words fit, then on its side."""
    columns = [_column(table, number) for number in range(len(table.head))]
    for page in (PORTRAIT, LANDSCAPE):
        for size in SIZES:
            room = page - PADDING * len(columns)
            if sum(least for least, _ in columns) * size <= room:
                return Layout(size, _widths(columns, size, room), page == LANDSCAPE)
    share = LANDSCAPE / sum(least for least, _ in columns)
    return Layout(SIZES[-1], tuple(least * share for least, _ in columns), landscape=True)


def _column(table: Table, number: int) -> tuple[float, float]:
    """Return the least width of a column and the one it would like, in em."""
    head, texts = table.head[number], [row[number] for row in table.rows]
    longest = max(map(text_width, texts), default=0.0)
    word = max(*map(_longest_word, (head, *texts)), min(text_width(head), HEAD_LEAST))
    whole = longest if longest <= KEPT_WHOLE else LEAST
    least = min(max(word, whole, 1.0), LONGEST_WORD)
    wish = max(least, min(longest, WISH), min(text_width(head), HEAD_WISH))
    mark = MARK if number == 0 and table.tones else 0.0
    return least + mark, wish + mark


def _widths(columns: Sequence[tuple[float, float]], size: float, room: float) -> tuple[float, ...]:
    least = sum(low for low, _ in columns) * size
    more = sum(high - low for low, high in columns) * size
    share = min(1.0, (room - least) / more) if more else 1.0
    widths = [(low + (high - low) * share) * size for low, high in columns]
    stretch = min(STRETCH, room / sum(widths))
    return tuple(width * stretch + PADDING for width in widths)


def _longest_word(text: str) -> float:
    """Return the width of the longest part of a text that has no place to break."""
    return max(map(text_width, BREAK.split(text)))


def text_width(text: str) -> float:
    """Return the estimated width of a text in em."""
    return sum(map(_sign_width, text))


@lru_cache(maxsize=4096)
def _sign_width(sign: str) -> float:
    if not sign.isascii() and east_asian_width(sign) in {"W", "F"}:
        return 1.0
    if sign in " .,:;'|!()[]ijl":
        return 0.33
    if sign > "–":
        return 1.0
    return 0.68 if sign.isupper() or sign in "%mw–" else 0.57
