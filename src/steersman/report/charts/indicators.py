"""Readings of indicators over time, where they go, and their targets."""

from datetime import date

from steersman.report.charts.style import BLUE, CONFIG, GREEN, MUTED, SCHEMA, WIDTH, values
from steersman.report.document import Spec
from steersman.steer.course.result import IndicatorState

HALF, HEIGHT = 280, 110


def indicators_chart(states: list[IndicatorState], names: dict[str, str]) -> Spec:
    """Return a panel for each indicator: readings, 80 % range at its date, target.

    Args:
        states: Indicators that have readings.
        names: Their names by id.
    """
    width = WIDTH if len(states) == 1 else HALF
    return {
        "$schema": SCHEMA,
        "config": CONFIG,
        "columns": 2,
        "concat": [_panel(state, names[state.indicator], width) for state in states],
    }


def _panel(state: IndicatorState, name: str, width: int) -> Spec:
    rows = [{"day": _day(day), "value": value} for day, value in state.readings]
    x = {"field": "day", "type": "temporal", "title": None,
         "axis": {"format": "%Y-%m-%d", "tickCount": 4}}  # fmt: skip
    y = {"field": "value", "type": "quantitative", "title": None, "scale": {"zero": False}}
    layers: list[Spec] = [
        {"data": values(rows), "mark": {"type": "line", "color": BLUE, "point": {"color": BLUE}},
         "encoding": {"x": x, "y": y}},
    ]  # fmt: skip
    if state.target is not None:
        goal = [{"day": _day(state.due or state.readings[-1][0]), "value": state.target}]
        layers.append(
            {"data": values(goal),
             "mark": {"type": "point", "shape": "diamond", "filled": True, "size": 90,
                      "color": GREEN},
             "encoding": {"x": x, "y": y}}
        )  # fmt: skip
    if state.forecast:
        layers += _ahead(state, x, y)
    title = {"text": name, "anchor": "start", "fontSize": 12}
    return {"width": width, "height": HEIGHT, "title": title, "layer": layers}


def _ahead(state: IndicatorState, x: Spec, y: Spec) -> list[Spec]:
    found = state.forecast
    if found is None:
        return []
    day, value = state.readings[-1]
    line = [{"day": _day(day), "value": value}, {"day": _day(found.on), "value": found.middle}]
    band = [{"day": _day(found.on), "value": found.low, "high": found.high}]
    return [
        {"data": values(line), "mark": {"type": "line", "color": MUTED, "strokeDash": [4, 3]},
         "encoding": {"x": x, "y": y}},
        {"data": values(band), "mark": {"type": "rule", "color": MUTED, "strokeWidth": 3},
         "encoding": {"x": x, "y": y, "y2": {"field": "high"}}},
    ]  # fmt: skip


def _day(day: date) -> str:
    return day.isoformat()
