"""Small multiples: one panel for each group, all with the same scales."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from steersman.report.charts.style import BLUE, CONFIG, INK, MUTED, SCHEMA, WIDTH, values
from steersman.report.document import Spec

ROW = 17
LABELS = 230
"""Width that is left for the names of rows beside the first panel."""


@dataclass(frozen=True, slots=True)
class Panel:
    """Shares in one group: by row the share and the ends of its interval."""

    group: str
    shares: Mapping[str, tuple[float, float, float]]


def facets(
    rows: Sequence[Mapping[str, Any]], groups: Sequence[str], layers: Sequence[Spec]
) -> Spec:
    """Return panels of layers beside each other.

    Args:
        rows: Data; ``group`` says to which panel each belongs.
        groups: Panels in their order.
        layers: What each panel shows.
    """
    columns = columns_for(len(groups))
    width = WIDTH // columns - 14 if columns > 1 else WIDTH
    header = {"labelFontSize": 12, "labelFontWeight": "bold", "labelColor": INK, "title": None,
              "labelLimit": width, "labelAnchor": "start"}  # fmt: skip
    return {
        "$schema": SCHEMA,
        "config": {**CONFIG, "view": {"stroke": "#c3ccd4"}},
        "data": values(rows),
        "facet": {"field": "group", "type": "nominal", "sort": list(groups), "header": header},
        "columns": columns,
        "spacing": 14,
        "spec": {"width": width, "height": {"step": ROW}, "layer": list(layers)},
    }


def columns_for(panels: int) -> int:
    """Return how many panels stand beside each other."""
    return panels if panels < 4 else 2 if panels == 4 else 3


def rows_axis(names: Sequence[str], labels: int = LABELS) -> Spec:
    """Return the axis of the rows that all panels share."""
    return {"field": "row", "type": "nominal", "sort": list(names), "title": None,
            "axis": {"labelLimit": labels, "labelFontSize": 11, "ticks": False}}  # fmt: skip


def share_panels(panels: Sequence[Panel], whole: Panel | None, title: str) -> Spec:
    """Return bars of shares with their intervals, one panel per group.

    Args:
        panels: Groups with their rows in order.
        whole: The same of all firms, drawn as a line across each bar; None where there is only one
            panel.
        title: What the shares are.
    """
    names = list(panels[0].shares)
    rows = [
        {"group": panel.group, "row": name, "share": share, "low": low, "high": high,
         "all": whole.shares[name][0] if whole and name in whole.shares else None}
        for panel in panels
        for name, (share, low, high) in panel.shares.items()
    ]  # fmt: skip
    y = rows_axis(names)
    axis = {"format": "%", "tickCount": 4, "labelFontSize": 11}
    x = {"field": "share", "type": "quantitative", "title": title, "axis": axis}
    layers: list[Spec] = [
        {"mark": {"type": "bar", "color": "#8fbaca", "height": {"band": 0.7}},
         "encoding": {"y": y, "x": x}},
        {"mark": {"type": "rule", "color": INK, "strokeWidth": 1.5},
         "encoding": {"y": y, "x": {"field": "low", "type": "quantitative", "title": title},
                      "x2": {"field": "high"}}},
    ]  # fmt: skip
    if whole:
        layers.append(
            {"mark": {"type": "tick", "color": BLUE, "thickness": 2, "height": 13},
             "encoding": {"y": y, "x": {"field": "all", "type": "quantitative", "title": title}}}
        )  # fmt: skip
    return facets(rows, [panel.group for panel in panels], layers)


def middle_line(at: float) -> Spec:
    """Return a dashed line in each panel."""
    return {"mark": {"type": "rule", "color": MUTED, "strokeDash": [3, 3]},
            "encoding": {"x": {"datum": at}}}  # fmt: skip
