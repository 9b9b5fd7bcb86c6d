"""Launches as they were planned and as they are forecast now."""

from steersman.messages import Messages
from steersman.report.charts.calendar import shorten
from steersman.report.charts.style import BLUE, MUTED, ONCE, RED, chart, values
from steersman.report.document import Spec
from steersman.steer.course import Course, Forecast


def course_chart(course: Course, names: dict[str, str], messages: Messages) -> Spec:
    """Return the 80 % range of each launch, then and now, as bars under each other.

    Args:
        course: Where the firm goes.
        names: Project names by id.
        messages: Texts of the reader's language.
    """
    then, now = messages.text("chart.as_planned"), messages.text("chart.as_now")
    rows = _rows(course.forecast, now, names)
    if course.planned:
        rows = _rows(course.planned, then, names) + rows
    place = {
        "field": "project", "type": "nominal", "title": None, "axis": {"labelLimit": 330},
        "sort": [shorten(names[launch.project]) for launch in course.forecast.launches],
    }  # fmt: skip
    shift = {"field": "when", "sort": [then, now]}
    colour = {
        "field": "when", "type": "nominal", "title": None, "legend": {"orient": "top"},
        "scale": {"domain": [then, now], "range": [MUTED, BLUE]},
    }  # fmt: skip
    time = {"field": "early", "type": "temporal", "title": None, "axis": {"format": "%Y-%m"}}
    return chart(
        {"step": 15},
        [
            {"mark": {"type": "bar", "height": {"band": 0.6}, "opacity": 0.75, "cornerRadius": 2},
             "encoding": {"y": place, "yOffset": shift, "x": time, "x2": {"field": "late"},
                          "color": colour}},
            {"mark": {"type": "tick", "color": "white", "thickness": 2},
             "encoding": {"y": place, "yOffset": shift,
                          "x": {"field": "median", "type": "temporal"}}},
            {"data": ONCE, "mark": {"type": "rule", "color": RED, "strokeDash": [5, 3]},
             "encoding": {"x": {"datum": _moment(course)}}},
        ],
        data=values(rows),
    )  # fmt: skip


def _rows(found: Forecast, when: str, names: dict[str, str]) -> list[dict[str, str]]:
    return [
        {
            "project": shorten(names[launch.project]),
            "when": when,
            "early": launch.span.early.isoformat(),
            "median": launch.span.median.isoformat(),
            "late": launch.span.late.isoformat(),
        }
        for launch in found.launches
        if launch.span and launch.project in names
    ]


def _moment(course: Course) -> Spec:
    day = course.today
    return {"year": day.year, "month": day.month, "date": day.day}
