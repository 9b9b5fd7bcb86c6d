"""Calendar: planned stages by project, with the end that nine in ten scenarios keep."""

from datetime import date

from steersman.plan import Plan
from steersman.plan.dates import month_date
from steersman.report.charts.style import MUTED, SERIES, chart, values
from steersman.report.document import Spec

LONGEST_NAME = 22


def shorten(name: str) -> str:
    """Return a project's name cut to what an axis can hold."""
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1].rstrip(" ,") + "…"


def calendar_chart(plan: Plan, start: date, names: dict[str, str], stages: dict[str, str]) -> Spec:
    """Return a Gantt chart, one row per stage, coloured by project.

    Args:
        plan: The plan.
        start: Date from which months count.
        names: Project names by id.
        stages: Stage names by ``project/stage``.
    """
    rows = [
        {
            "project": names[stage.project],
            "stage": shorten(names[stage.project])
            + " · "
            + stages[f"{stage.project}/{stage.stage}"],
            "from": month_date(start, stage.start).isoformat(),
            "to": month_date(start, stage.finish).isoformat(),
            "late": month_date(
                start, stage.finish_span.late if stage.finish_span else stage.finish
            ).isoformat(),
        }
        for stage in plan.stages
    ]
    order = [names[chosen.project] for chosen in plan.projects]
    rows.sort(key=lambda row: (order.index(row["project"]), row["from"]))
    place = {
        "field": "stage", "type": "nominal", "sort": [row["stage"] for row in rows], "title": None,
        "axis": {"labelLimit": 330},
    }  # fmt: skip
    colour = {
        "field": "project", "type": "nominal", "legend": None,
        "scale": {"domain": order, "range": [SERIES[n % len(SERIES)] for n in range(len(order))]},
    }  # fmt: skip
    time = {"field": "from", "type": "temporal", "title": None, "axis": {"format": "%Y-%m"}}
    return chart(
        {"step": 19},
        [
            {"mark": {"type": "rule", "color": MUTED, "strokeWidth": 1.5},
             "encoding": {"y": place, "x": {"field": "to", "type": "temporal"},
                          "x2": {"field": "late"}}},
            {"mark": {"type": "bar", "height": {"band": 0.7}, "cornerRadius": 2},
             "encoding": {"y": place, "x": time, "x2": {"field": "to"}, "color": colour}},
        ],
        data=values(rows),
    )  # fmt: skip
