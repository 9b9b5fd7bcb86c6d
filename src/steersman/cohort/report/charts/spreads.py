"""How the scores of factors are spread over firms: where the middle half and four in five lie."""

from collections.abc import Sequence
from dataclasses import dataclass

from steersman.cohort.report.charts.panels import facets, middle_line, rows_axis
from steersman.report.charts.style import BLUE, INK
from steersman.report.document import Spec

MIDDLE = 50
FIELDS = ("p10", "p25", "p50", "p75", "p90")


@dataclass(frozen=True, slots=True)
class SpreadRow:
    """Spread of one factor in one group.

    Attributes:
        group: The group.
        factor: The factor.
        spread: Scores below which a tenth, a quarter, half, three quarters and nine tenths of firms
            lie; None where one is not shown.
        whole: Median of all firms of the population.
    """

    group: str
    factor: str
    spread: tuple[float | None, ...]
    whole: float | None


def spread_panels(rows: Sequence[SpreadRow], title: str) -> Spec:
    """Return a panel for each group and in it a row for each factor.

    Args:
        rows: Factors from the top on, group after group.
        title: What the scores are.
    """
    groups = list(dict.fromkeys(row.group for row in rows))
    data = [
        {"group": row.group, "row": row.factor, **dict(zip(FIELDS, row.spread, strict=True)),
         "all": row.whole}
        for row in rows
    ]  # fmt: skip
    y = rows_axis(list(dict.fromkeys(row.factor for row in rows)))
    scale = {"domain": [0, 100]}

    def x(field: str) -> Spec:
        return {"field": field, "type": "quantitative", "title": title, "scale": scale,
                "axis": {"values": [0, 25, 50, 75, 100], "labelFontSize": 11}}  # fmt: skip

    layers: list[Spec] = [
        middle_line(MIDDLE),
        {"mark": {"type": "rule", "color": BLUE, "strokeWidth": 1},
         "encoding": {"y": y, "x": x("p10"), "x2": {"field": "p90"}}},
        {"mark": {"type": "bar", "color": "#8fbaca", "height": {"band": 0.6}},
         "encoding": {"y": y, "x": x("p25"), "x2": {"field": "p75"}}},
        {"mark": {"type": "tick", "color": INK, "thickness": 2, "height": 12},
         "encoding": {"y": y, "x": x("p50")}},
    ]  # fmt: skip
    if any(row.whole is not None for row in rows):
        layers.append(
            {"mark": {"type": "point", "shape": "diamond", "filled": False, "color": INK,
                      "size": 28, "strokeWidth": 1},
             "encoding": {"y": y, "x": x("all")}}
        )  # fmt: skip
    return facets(data, groups, layers)
