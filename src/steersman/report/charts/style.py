"""What all charts have in common: size, colours, type."""

from collections.abc import Sequence
from typing import Any

from steersman.report.document import Spec

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
FONT = (
    "Steersman Sans, Noto Sans CJK SC, Microsoft YaHei, PingFang SC, Helvetica, Arial, sans-serif"
)
"""The packaged font first: charts are measured in it, and drawn in it in PDF files."""
INK, MUTED, GRID = "#1b2a3a", "#5b6b7b", "#e3e8ed"
BLUE, ORANGE, GREEN, RED = "#1f6f8b", "#d9772b", "#3b8d5a", "#b3372f"
"""Distinguishable with the usual colour deficiencies; never the only carrier of meaning."""
SERIES = (
    BLUE,
    ORANGE,
    GREEN,
    "#7a5ba6",
    "#a08a2e",
    RED,
    "#4c6a92",
    "#8c5a3c",
    "#5a9a9a",
    "#9a4a78",
)
WIDTH = 640

CONFIG: Spec = {
    "font": FONT,
    "background": "transparent",
    "view": {"stroke": None},
    "axis": {
        "labelColor": INK, "titleColor": MUTED, "gridColor": GRID, "domainColor": MUTED,
        "tickColor": MUTED, "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal",
        "labelLimit": 260,
    },
    "legend": {"labelColor": INK, "titleColor": MUTED, "labelFontSize": 12, "labelLimit": 300},
    "text": {"color": INK, "fontSize": 12},
}  # fmt: skip


def chart(height: int | Spec, layers: Sequence[Spec], **more: Any) -> Spec:  # noqa: ANN401
    """Return a chart of the common width from its layers."""
    return {
        "$schema": SCHEMA,
        "width": WIDTH,
        "height": height,
        "config": CONFIG,
        "layer": list(layers),
        **more,
    }


ONCE: Spec = {"values": [{}]}
"""Data of a layer that is drawn once, such as a line at a limit."""


def values(rows: Sequence[Any]) -> Spec:
    """Return inline data."""
    return {"values": list(rows)}
