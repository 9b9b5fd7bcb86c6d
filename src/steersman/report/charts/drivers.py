"""Tornado: expected value where a driver turns out badly and where well."""

from steersman.messages import Messages
from steersman.plan import Plan
from steersman.report.charts.style import BLUE, MUTED, ONCE, ORANGE, chart, values
from steersman.report.document import Spec

MILLION = 1e6


def drivers_chart(plan: Plan, messages: Messages, currency: str, names: list[str]) -> Spec:
    """Return bars from bad to good for each driver, the strongest on top.

    Args:
        plan: The plan.
        messages: The reader's language.
        currency: The firm's currency.
        names: What each driver is, in the order of the plan's drivers.
    """
    middle = plan.value / MILLION
    sides = {"bad": messages.text("chart.bad"), "good": messages.text("chart.good")}
    rows = [
        {"driver": name, "side": sides[side], "from": round(middle, 3), "to": round(end, 3)}
        for name, driver in zip(names, plan.drivers, strict=True)
        for side, end in (
            ("bad", driver.value_bad / MILLION),
            ("good", driver.value_good / MILLION),
        )
    ]
    colour = {
        "field": "side", "type": "nominal", "title": None, "legend": {"orient": "top"},
        "scale": {"domain": list(sides.values()), "range": [ORANGE, BLUE]},
    }  # fmt: skip
    title = messages.text("chart.value", currency=currency)
    return chart(
        {"step": 28},
        [
            {"mark": {"type": "bar", "height": {"band": 0.65}},
             "encoding": {
                 "y": {"field": "driver", "type": "nominal", "sort": names, "title": None},
                 "x": {"field": "from", "type": "quantitative", "title": title,
                       "scale": {"zero": False}},
                 "x2": {"field": "to"}, "color": colour}},
            {"data": ONCE, "mark": {"type": "rule", "color": MUTED},
             "encoding": {"x": {"datum": middle}}},
        ],
        data=values(rows),
    )  # fmt: skip
