"""How many points firms lack for a status, if what is not known turns out well and if badly."""

from collections.abc import Mapping, Sequence

from steersman.report.charts.style import CONFIG, INK, MUTED, SCHEMA, WIDTH, values
from steersman.report.document import Spec

SHADES = ("#1f6f8b", "#cfdfe6")


def distance_panels(
    statuses: Mapping[str, Sequence[Sequence[float]]],
    steps: Sequence[str],
    ends: Sequence[str],
    title: str,
) -> Spec:
    """Return a panel for each status.

    Args:
        statuses: By name of the status, shares of firms by step, at best and at worst.
        steps: Names of the steps.
        ends: Names of ``at best`` and ``at worst``.
        title: What the shares are of.
    """
    rows = [
        {"status": name, "step": step, "end": end, "share": share}
        for name, both in statuses.items()
        for end, shares in zip(ends, both, strict=True)
        for step, share in zip(steps, shares, strict=True)
    ]
    columns = min(2, len(statuses))
    width = WIDTH // columns - 10 if columns > 1 else WIDTH // 2
    header = {"labelFontSize": 12, "labelFontWeight": "bold", "labelColor": INK, "title": None,
              "labelLimit": width, "labelAnchor": "start"}  # fmt: skip
    colour = {"field": "end", "type": "nominal", "title": None,
              "scale": {"domain": list(ends), "range": list(SHADES)},
              "legend": {"orient": "top", "symbolStrokeColor": MUTED}}  # fmt: skip
    return {
        "$schema": SCHEMA,
        "config": CONFIG,
        "data": values(rows),
        "facet": {"field": "status", "type": "nominal", "sort": list(statuses), "header": header},
        "columns": columns,
        "spec": {
            "width": width,
            "height": 130,
            "mark": {"type": "bar", "stroke": MUTED, "strokeWidth": 0.6},
            "encoding": {
                "x": {"field": "step", "type": "nominal", "sort": list(steps), "title": None,
                      "axis": {"labelAngle": 0}},
                "xOffset": {"field": "end", "type": "nominal", "sort": list(ends)},
                "y": {"field": "share", "type": "quantitative", "title": title,
                      "axis": {"format": "%", "tickCount": 4}},
                "color": colour,
            },
        },
    }  # fmt: skip
