"""Cash fan: quantiles of cash month by month, and the reserve."""

from datetime import date

from steersman.messages import Messages
from steersman.plan import CashOutlook
from steersman.plan.dates import month_date
from steersman.report.charts.style import BLUE, ONCE, RED, chart, values
from steersman.report.document import Spec

MILLION = 1e6


def cash_chart(cash: CashOutlook, messages: Messages, start: date, currency: str) -> Spec:
    """Return bands of 50 and 90 % of the scenarios with the median and the reserve."""
    months = range(len(cash.ruin_by_month))
    rows = [
        {
            "date": month_date(start, month + 1).isoformat(),
            **{name: round(series[month] / MILLION, 3) for name, series in cash.quantiles.items()},
        }
        for month in months
    ]
    x = {"field": "date", "type": "temporal", "title": None, "axis": {"format": "%Y-%m"}}
    title = messages.text("chart.cash", currency=currency)

    def band(low: str, high: str, opacity: float) -> Spec:
        return {
            "mark": {"type": "area", "color": BLUE, "opacity": opacity},
            "encoding": {
                "x": x,
                "y": {"field": low, "type": "quantitative", "title": title},
                "y2": {"field": high},
            },
        }

    reserve = cash.reserve / MILLION
    return chart(
        320,
        [
            band("p05", "p95", 0.18),
            band("p25", "p75", 0.32),
            {"mark": {"type": "line", "color": BLUE, "strokeWidth": 2.5},
             "encoding": {"x": x, "y": {"field": "p50", "type": "quantitative"}}},
            {"data": ONCE, "mark": {"type": "rule", "color": RED, "strokeDash": [6, 3]},
             "encoding": {"y": {"datum": reserve}}},
            {"data": ONCE,
             "mark": {"type": "text", "align": "left", "x": 4, "dy": -7, "color": RED,
                      "text": messages.text("chart.reserve")},
             "encoding": {"y": {"datum": reserve}}},
        ],
        data=values(rows),
    )  # fmt: skip
