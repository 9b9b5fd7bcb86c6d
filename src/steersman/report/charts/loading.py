"""Loading heat map: share of each person's research time in use by quarter."""

from datetime import date

from steersman.messages import Messages
from steersman.plan import Plan
from steersman.plan.dates import month_date
from steersman.report.charts.style import chart, values
from steersman.report.document import Spec

QUARTER = 3


def loading_chart(plan: Plan, messages: Messages, start: date, people: dict[str, str]) -> Spec:
    """Return people by quarter, the fuller the darker; names by id in ``people``."""
    busiest = sorted(plan.loading, key=lambda person: -sum(plan.loading[person]))
    last = max(
        (month for loads in plan.loading.values() for month, load in enumerate(loads) if load > 0),
        default=0,
    )
    rows = []
    for person in busiest:
        loads = plan.loading[person]
        for first in range(0, last + 1, QUARTER):
            part = loads[first : first + QUARTER]
            day = month_date(start, first)
            rows.append(
                {
                    "person": people.get(person, person),
                    "quarter": f"{day.year}-{day.month:02d}",
                    "load": round(sum(part) / len(part), 3),
                }
            )
    return chart(
        {"step": 20},
        [
            {
                "mark": "rect",
                "encoding": {
                    "y": {
                        "field": "person", "type": "nominal", "title": None,
                        "sort": [people.get(person, person) for person in busiest],
                    },
                    "x": {
                        "field": "quarter", "type": "ordinal",
                        "title": messages.text("chart.quarter"), "axis": {"labelAngle": -45},
                    },
                    "color": {
                        "field": "load", "type": "quantitative",
                        "title": messages.text("chart.load"),
                        "scale": {"domain": [0, 1], "range": ["#f2f5f7", "#1f6f8b"]},
                        "legend": {"format": ".0%", "orient": "top"},
                    },
                },
            }
        ],
        data=values(rows),
    )  # fmt: skip
