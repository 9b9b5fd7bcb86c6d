"""Frontier: plans that no other examined plan beats in value, risk and focus at once."""

from steersman.messages import Messages
from steersman.plan import Plan
from steersman.report.charts.style import BLUE, MUTED, ONCE, ORANGE, chart, values
from steersman.report.document import Spec

MILLION = 1e6


def frontier_chart(plan: Plan, messages: Messages, currency: str) -> Spec:
    """Return ruin probability against expected value, the chosen plan marked."""
    rows = [
        {
            "value": round(point.value / MILLION, 3),
            "ruin": round(point.ruin_probability, 4),
            "plan": messages.text("chart.chosen" if point.chosen else "chart.other"),
            "label": str(len(point.projects)),
        }
        for point in sorted(plan.frontier, key=lambda point: point.chosen)
    ]
    highest = max([plan.ruin_limit, *(point.ruin_probability for point in plan.frontier)])
    top = highest * 1.25 + 0.005
    x = {
        "field": "ruin", "type": "quantitative", "axis": {"format": ".1%", "tickCount": 6},
        "scale": {"domain": [0, top]}, "title": messages.text("chart.ruin"),
    }  # fmt: skip
    y = {
        "field": "value", "type": "quantitative", "scale": {"zero": False, "padding": 20},
        "title": messages.text("chart.value", currency=currency),
    }  # fmt: skip
    colour = {
        "field": "plan", "type": "nominal", "title": None, "legend": {"orient": "top"},
        "scale": {
            "domain": [messages.text("chart.chosen"), messages.text("chart.other")],
            "range": [ORANGE, BLUE],
        },
    }  # fmt: skip
    limit = messages.text("chart.limit", limit=messages.percent(plan.ruin_limit))
    return chart(
        300,
        [
            {"data": ONCE, "mark": {"type": "rule", "color": MUTED, "strokeDash": [4, 4]},
             "encoding": {"x": {"datum": plan.ruin_limit}}},
            {"data": ONCE,
             "mark": {"type": "text", "align": "left", "dx": 4, "y": 10, "color": MUTED,
                      "text": limit},
             "encoding": {"x": {"datum": plan.ruin_limit}}},
            {"mark": {"type": "point", "filled": True, "size": 130, "opacity": 1},
             "encoding": {"x": x, "y": y, "color": colour}},
            {"mark": {"type": "text", "dy": -14, "fontSize": 11},
             "encoding": {"x": x, "y": y, "text": {"field": "label"}}},
        ],
        data=values(rows),
    )  # fmt: skip
