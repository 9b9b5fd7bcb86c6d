"""Payouts: what each class of shares gets over the price of the firm."""

from steersman.messages import Messages
from steersman.plan.equity import PayoutCurve
from steersman.report.charts.style import SERIES, chart, values
from steersman.report.document import Spec

MILLION = 1e6


def payouts_chart(
    curve: PayoutCurve, names: dict[str, str], messages: Messages, currency: str
) -> Spec:
    """Return stacked areas of the classes' payouts.

    Args:
        curve: Payouts by class over prices.
        names: Names of the classes for the reader.
        messages: Texts of the language.
        currency: Currency of the amounts.
    """
    rows = [
        {
            "price": round(price / MILLION, 4),
            "paid": round(paid[place] / MILLION, 4),
            "class": names[name],
        }
        for name, paid in curve.classes.items()
        for place, price in enumerate(curve.prices)
    ]
    domain = [names[name] for name in curve.classes]
    encoding = {
        "x": {"field": "price", "type": "quantitative",
              "title": messages.text("chart.exit_price", currency=currency)},
        "y": {"field": "paid", "type": "quantitative", "stack": "zero",
              "title": messages.text("chart.paid", currency=currency)},
        "color": {"field": "class", "type": "nominal", "title": None,
                  "legend": {"orient": "top", "columns": 3},
                  "scale": {"domain": domain, "range": list(SERIES[: len(domain)])}},
        "order": {"field": "class", "sort": "ascending"},
    }  # fmt: skip
    layer = {"mark": {"type": "area", "opacity": 0.85}, "encoding": encoding}
    return chart(300, [layer], data=values(rows))
