"""Charts as vectors, in the packaged font."""

import re
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

import vl_convert

from steersman.report.document import Block, Spec, figures, legible

FONTS = Path(__file__).parent / "fonts"
VEGA_LITE = "6.4"
IDENTIFIER = re.compile(r'(?<=id=")[\w-]+(?=")')

SIZE = re.compile(r'<svg ([^>]*?)width="([\d.]+)" height="[\d.]+"([^>]*viewBox=[^>]*)>')

Progress = Callable[[int, int], None]
"""Told how many charts are drawn, and of how many."""


class Drawer:
    """Draws the charts of a document one after the other, each with ids of its own."""

    def __init__(self, blocks: Iterable[Block], progress: Progress | None) -> None:
        self.total = len(figures(blocks))
        self.drawn = 0
        self.progress = progress

    def draw(self, spec: Spec) -> str:
        """Return a chart as SVG."""
        if self.progress:
            self.progress(self.drawn, self.total)
        self.drawn += 1
        return own_ids(draw_svg(spec), f"chart{self.drawn}")


def own_ids(svg: str, prefix: str) -> str:
    """Number the ids in a picture anew, so that they neither clash nor depend on earlier ones."""
    for place, identifier in enumerate(dict.fromkeys(IDENTIFIER.findall(svg))):
        svg = re.sub(rf'(?<=["#]){re.escape(identifier)}(?=[")])', f"{prefix}-{place}", svg)
    return svg


def draw_svg(spec: Spec) -> str:
    """Return a chart as SVG that scales with the page."""
    _know_fonts()
    plain: Any = legible(spec)  # any other code would end the whole process
    svg: str = vl_convert.vegalite_to_svg(plain, vl_version=VEGA_LITE)
    return SIZE.sub(_scalable, svg, count=1)


@cache
def _know_fonts() -> None:
    """Let texts be measured in the packaged font, whatever is installed."""
    vl_convert.register_font_directory(str(FONTS))


def _scalable(match: re.Match[str]) -> str:
    before, width, after = match.groups()
    return f'<svg {before}{after} style="max-width:{width}px" role="presentation">'
