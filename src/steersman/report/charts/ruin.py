"""Ruin: chance that cash has fallen below the reserve, by month and case."""

from datetime import date

from steersman.messages import Messages
from steersman.plan.dates import month_date
from steersman.plan.financing import CashCase
from steersman.report.charts.style import BLUE, MUTED, ORANGE, RED, chart, values
from steersman.report.document import Spec

COLOURS = {"plan": BLUE, "no_new_money": ORANGE, "nothing": MUTED}
DASHES = {"plan": [1, 0], "no_new_money": [6, 3], "nothing": [2, 3]}


def ruin_chart(cases: tuple[CashCase, ...], limit: float, messages: Messages, start: date) -> Spec:
    """Return a line for each case, and the firm's limit."""
    names = [messages.text(f"finance.case_{case.name}") for case in cases]
    rows = [
        {"date": month_date(start, month + 1).isoformat(), "ruin": round(chance, 5), "case": name}
        for name, case in zip(names, cases, strict=True)
        for month, chance in enumerate(case.ruin_by_month)
    ]
    encoding = {
        "x": {"field": "date", "type": "temporal", "title": None, "axis": {"format": "%Y-%m"}},
        "y": {"field": "ruin", "type": "quantitative", "axis": {"format": ".0%"},
              "title": messages.text("chart.ruin")},
        "color": {"field": "case", "type": "nominal", "title": None, "legend": {"orient": "top"},
                  "scale": {"domain": names, "range": [COLOURS[case.name] for case in cases]}},
        "strokeDash": {"field": "case", "type": "nominal", "legend": None,
                       "scale": {"domain": names, "range": [DASHES[c.name] for c in cases]}},
    }  # fmt: skip
    layers: list[Spec] = [
        {"mark": {"type": "line", "strokeWidth": 2.5}, "encoding": encoding},
        {"data": {"values": [{}]}, "mark": {"type": "rule", "color": RED, "strokeDash": [6, 3]},
         "encoding": {"y": {"datum": limit}}},
    ]  # fmt: skip
    return chart(260, layers, data=values(rows))
