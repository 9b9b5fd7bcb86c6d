"""Loss exceedance: chance that all losses of a year exceed an amount."""

from steersman.messages import Messages
from steersman.plan.financing import LossCurve
from steersman.report.charts.style import BLUE, ORANGE, chart, values
from steersman.report.document import Spec

MILLION = 1e6


def losses_chart(curve: LossCurve, messages: Messages, currency: str) -> Spec:
    """Return two falling curves: with the controls that exist, and with the planned ones too."""
    names = [messages.text("finance.current"), messages.text("finance.residual")]
    rows = [
        {"loss": round(level / MILLION, 4), "chance": round(chance, 5), "curve": name}
        for name, chances in zip(names, (curve.current, curve.residual), strict=True)
        for level, chance in zip(curve.levels, chances, strict=True)
    ]
    encoding = {
        "x": {"field": "loss", "type": "quantitative",
              "title": messages.text("chart.yearly_loss", currency=currency)},
        "y": {"field": "chance", "type": "quantitative", "axis": {"format": ".0%"},
              "title": messages.text("chart.exceeded")},
        "color": {"field": "curve", "type": "nominal", "title": None, "legend": {"orient": "top"},
                  "scale": {"domain": names, "range": [BLUE, ORANGE]}},
        "strokeDash": {"field": "curve", "type": "nominal", "legend": None,
                       "scale": {"domain": names, "range": [[1, 0], [6, 3]]}},
    }  # fmt: skip
    line = {"mark": {"type": "line", "strokeWidth": 2.5}, "encoding": encoding}
    return chart(240, [line], data=values(rows))
