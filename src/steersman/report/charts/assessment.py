"""Assessment: each person's score with its interval, and the mean of the ratings as given."""

from steersman.messages import Messages
from steersman.plan.people.reward_result import AssessmentRound
from steersman.report.charts.style import BLUE, ORANGE, chart, values
from steersman.report.document import Spec

ROW_HEIGHT = 24


def assessment_chart(assessment: AssessmentRound, names: list[str], messages: Messages) -> Spec:
    """Return one row per person, the best first.

    Args:
        assessment: Scores.
        names: Names of the people, in the same order.
        messages: Texts of the language.
    """
    corrected, given = messages.text("chart.corrected"), messages.text("chart.as_given")
    rows = [
        {"person": name, "low": round(p.low, 3), "high": round(p.high, 3), "value": round(v, 3),
         "kind": kind}
        for name, p in zip(names, assessment.people, strict=True)
        for kind, v in ((corrected, p.score), (given, p.plain))
    ]  # fmt: skip
    y = {"field": "person", "type": "nominal", "sort": names, "title": None}
    scale = {"zero": False, "domain": [1, 5]}
    x = {"field": "value", "type": "quantitative", "scale": scale,
         "title": messages.text("chart.score_1_5")}  # fmt: skip
    colour = {"field": "kind", "type": "nominal", "title": None, "legend": {"orient": "top"},
              "scale": {"domain": [corrected, given], "range": [BLUE, ORANGE]}}  # fmt: skip
    shape = {"field": "kind", "type": "nominal", "legend": None,
             "scale": {"domain": [corrected, given], "range": ["circle", "diamond"]}}  # fmt: skip
    layers: list[Spec] = [
        {"mark": {"type": "rule", "color": BLUE, "strokeWidth": 3, "opacity": 0.35},
         "encoding": {"y": y, "x": {"field": "low", "type": "quantitative", "scale": scale},
                      "x2": {"field": "high"}}},
        {"mark": {"type": "point", "filled": True, "size": 80, "opacity": 1},
         "encoding": {"y": y, "x": x, "color": colour, "shape": shape}},
    ]  # fmt: skip
    return chart({"step": ROW_HEIGHT}, layers, data=values(rows))
