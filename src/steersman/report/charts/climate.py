"""Climate: everybody's mean on each dimension with its interval, wave by wave."""

from steersman.messages import Messages
from steersman.plan.people.culture_result import WaveResult
from steersman.report.charts.style import MUTED, ONCE, SERIES, chart, values
from steersman.report.document import Spec

ROW_HEIGHT = 40
MIDDLE = 50


def climate_chart(waves: tuple[WaveResult, ...], names: dict[str, str], messages: Messages) -> Spec:
    """Return one row per dimension, one mark per wave.

    Args:
        waves: Results, the latest first.
        names: Names of the dimensions.
        messages: Texts of the language.
    """
    rows = [
        {"dimension": names[score.dimension], "wave": wave.wave, "mean": score.mean,
         "low": score.low, "high": score.high}
        for wave in reversed(waves)
        for group in wave.groups
        if not group.attribute
        for score in group.scores
        if not score.hidden
    ]  # fmt: skip
    labels = [wave.wave for wave in reversed(waves)]
    y = {"field": "dimension", "type": "nominal", "sort": list(names.values()), "title": None}
    offset = {"field": "wave", "type": "nominal", "sort": labels}
    colour = {"field": "wave", "type": "nominal", "title": None, "legend": {"orient": "top"},
              "scale": {"domain": labels, "range": list(SERIES[: len(labels)])}}  # fmt: skip
    scale = {"domain": [0, 100]}
    x = {"field": "mean", "type": "quantitative", "scale": scale,
         "title": messages.text("chart.climate")}  # fmt: skip
    layers: list[Spec] = [
        {"data": ONCE, "mark": {"type": "rule", "color": MUTED, "strokeDash": [4, 4]},
         "encoding": {"x": {"datum": MIDDLE}}},
        {"mark": {"type": "rule", "strokeWidth": 3, "opacity": 0.4},
         "encoding": {"y": y, "yOffset": offset, "color": colour,
                      "x": {"field": "low", "type": "quantitative", "scale": scale},
                      "x2": {"field": "high"}}},
        {"mark": {"type": "point", "filled": True, "size": 90, "opacity": 1},
         "encoding": {"y": y, "yOffset": offset, "x": x, "color": colour}},
    ]  # fmt: skip
    return chart({"step": ROW_HEIGHT}, layers, data=values(rows))
