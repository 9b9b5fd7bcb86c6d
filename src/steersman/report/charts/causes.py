"""Cause and effect map: influence given less received against influence in all (DEMATEL)."""

from steersman.diagnose import Diagnosis
from steersman.diagnose.factors import load_factors
from steersman.messages import Messages
from steersman.report.charts.style import BLUE, MUTED, ONCE, chart, values
from steersman.report.document import Spec


def causes_chart(diagnosis: Diagnosis, messages: Messages) -> Spec:
    """Return a scatter of factors; the size of a dot is its priority."""
    names = {factor.id: messages.pick(factor.name) for factor in load_factors()}
    ordered = sorted(diagnosis.levers, key=lambda lever: lever.given + lever.received)
    rows = [
        {
            "above": place % 2 == 0,
            "factor": names[lever.factor],
            "prominence": round(lever.given + lever.received, 3),
            "net": round(lever.given - lever.received, 3),
            "priority": round(lever.priority, 1),
        }
        for place, lever in enumerate(ordered)
    ]
    x = {
        "field": "prominence", "type": "quantitative", "scale": {"zero": False, "padding": 40},
        "title": messages.text("chart.prominence"),
    }  # fmt: skip
    y = {"field": "net", "type": "quantitative", "title": messages.text("chart.net")}
    return chart(
        380,
        [
            {"data": ONCE, "mark": {"type": "rule", "color": MUTED, "strokeDash": [4, 4]},
             "encoding": {"y": {"datum": 0}}},
            {"mark": {"type": "point", "filled": True, "color": BLUE, "opacity": 0.75},
             "encoding": {"x": x, "y": y,
                          "size": {"field": "priority", "type": "quantitative",
                                   "title": messages.text("chart.priority"),
                                   "scale": {"range": [30, 700]}, "legend": None}}},
            _labels(x, y, above=True),
            _labels(x, y, above=False),
        ],
        data=values(rows),
    )  # fmt: skip


def _labels(x: Spec, y: Spec, *, above: bool) -> Spec:
    """Return names above or below their dots; neighbours take turns, so that few overlap."""
    return {
        "transform": [{"filter": {"field": "above", "equal": above}}],
        "mark": {"type": "text", "dy": -17 if above else 19},
        "encoding": {"x": x, "y": y, "text": {"field": "factor"}},
    }
