"""One self-contained HTML file: no outside link, charts as vectors, prints well."""

import re
from collections.abc import Callable
from typing import Any

import vl_convert
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from steersman.messages import messages_for
from steersman.report.document import Block, Document, Spec

VEGA_LITE = "6.4"
IDENTIFIER = re.compile(r'(?<=id=")[\w-]+(?=")')

Progress = Callable[[int, int], None]
"""Told how many charts are drawn, and of how many."""


def render_html(document: Document, progress: Progress | None = None) -> str:
    """Return a document as HTML.

    Args:
        document: What to render.
        progress: Told how the drawing of charts goes.
    """
    environment = templates()
    drawer = _Drawer(_figures(document.blocks), progress)
    environment.globals["draw"] = drawer.draw
    environment.tests["block"] = _is_kind
    messages = messages_for("zh_CN" if document.language == "zh_CN" else "en")
    template = environment.get_template("report.html")
    return template.render(
        document=document, language=document.language.replace("_", "-"), t=messages.text
    )


def templates() -> Environment:
    """Return the environment that fills in the packaged templates."""
    return Environment(
        loader=PackageLoader("steersman.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _is_kind(block: Block, kind: str) -> bool:
    return type(block).__name__ == kind


def _figures(blocks: tuple[Block, ...]) -> int:
    return sum(_is_kind(block, "Figure") for block in blocks)


class _Drawer:
    """Draws charts one after the other, each with ids of its own."""

    def __init__(self, total: int, progress: Progress | None) -> None:
        self.total = total
        self.drawn = 0
        self.progress = progress

    def draw(self, spec: Spec) -> Markup:
        """Return a chart as SVG to stand inside the page."""
        if self.progress:
            self.progress(self.drawn, self.total)
        self.drawn += 1
        # The picture comes from our own specification; Vega escapes the texts in it.
        return Markup(own_ids(draw_svg(spec), f"chart{self.drawn}"))  # noqa: S704


def own_ids(svg: str, prefix: str) -> str:
    """Number the ids in a picture anew, so that they neither clash nor depend on earlier ones."""
    for place, identifier in enumerate(dict.fromkeys(IDENTIFIER.findall(svg))):
        svg = re.sub(rf'(?<=["#]){re.escape(identifier)}(?=[")])', f"{prefix}-{place}", svg)
    return svg


def draw_svg(spec: Spec) -> str:
    """Return a chart as SVG that scales with the page."""
    plain: Any = dict(spec)
    svg: str = vl_convert.vegalite_to_svg(plain, vl_version=VEGA_LITE)
    return re.sub(r'<svg ([^>]*?)width="([\d.]+)" height="([\d.]+)"', _scalable, svg, count=1)


def _scalable(match: re.Match[str]) -> str:
    rest, width, height = match.groups()
    box = "" if "viewBox" in rest else f'viewBox="0 0 {width} {height}" '
    return f'<svg {rest}{box}style="max-width:{width}px" role="presentation"'
