"""Factor profile: score of every factor with its interval."""

from steersman.diagnose import Diagnosis
from steersman.diagnose.factors import load_factors
from steersman.messages import Messages
from steersman.report.charts.style import BLUE, MUTED, ORANGE, chart, values
from steersman.report.document import Spec


def profile_chart(diagnosis: Diagnosis, messages: Messages) -> Spec:
    """Return dots with 90 % intervals, factors from weak to strong."""
    factors = {factor.id: factor for factor in load_factors()}
    rows = [
        {
            "factor": messages.pick(factors[score.factor].name),
            "side": messages.text(f"side.{factors[score.factor].side}"),
            "mean": score.mean,
            "low": score.low,
            "high": score.high,
        }
        for score in sorted(diagnosis.scores, key=lambda score: score.mean)
    ]
    order = [row["factor"] for row in rows]
    colour = {
        "field": "side", "type": "nominal", "title": None,
        "scale": {
            "domain": [messages.text("side.external"), messages.text("side.internal")],
            "range": [ORANGE, BLUE],
        },
        "legend": {"orient": "top"},
    }  # fmt: skip
    place = {"field": "factor", "type": "nominal", "sort": order, "title": None}
    axis = {
        "field": "low", "type": "quantitative", "scale": {"domain": [0, 100]},
        "title": messages.text("chart.score"),
    }  # fmt: skip
    return chart(
        {"step": 26},
        [
            {"mark": {"type": "rule", "strokeWidth": 3, "opacity": 0.55},
             "encoding": {"y": place, "x": axis, "x2": {"field": "high"}, "color": colour}},
            {"mark": {"type": "point", "filled": True, "size": 90, "opacity": 1},
             "encoding": {"y": place, "x": {"field": "mean", "type": "quantitative"},
                          "color": colour}},
            {"mark": {"type": "text", "align": "left", "dx": 8, "fontSize": 11, "color": MUTED},
             "encoding": {"y": place, "x": {"field": "high", "type": "quantitative"},
                          "text": {"field": "mean", "type": "quantitative", "format": ".0f"}}},
        ],
        data=values(rows),
    )  # fmt: skip
