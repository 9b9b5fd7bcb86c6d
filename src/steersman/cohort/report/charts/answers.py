"""How many firms qualify: bars of yes, judgement, unknown and no."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from steersman.cohort.report.charts.panels import LABELS, facets, rows_axis
from steersman.report.charts.style import MUTED, chart, values
from steersman.report.document import Spec

SHADES = ("#1f6f8b", "#6fa6b9", "#cfdfe6", "#ffffff")
"""From sure to not at all, dark to light, so that print in black and white can be read."""

WIDE_LABELS = 300
"""Width that is left for the names of rules where there is one panel only."""


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """Shares of answers to one rule in one group, in the order of the names of answers."""

    group: str
    rule: str
    shares: tuple[float, ...]


def answers_chart(rows: Sequence[AnswerRow], answers: Sequence[str], title: str) -> Spec:
    """Return a stacked bar for each rule.

    Args:
        rows: Rules from the top on.
        answers: Names of the answers, from yes to no.
        title: What the shares are of.
    """
    layer = _bars(rows, answers, title, WIDE_LABELS)
    data = values(_values(rows, answers))
    return chart({"step": 26}, [layer], data=data)


def answer_panels(rows: Sequence[AnswerRow], answers: Sequence[str], title: str) -> Spec:
    """Return the same bars in a panel for each group."""
    groups = list(dict.fromkeys(row.group for row in rows))
    return facets(_values(rows, answers), groups, [_bars(rows, answers, title, LABELS)])


def _values(rows: Sequence[AnswerRow], answers: Sequence[str]) -> list[Mapping[str, object]]:
    return [
        {"group": row.group, "row": row.rule, "answer": answer, "order": place, "share": share}
        for row in rows
        for place, (answer, share) in enumerate(zip(answers, row.shares, strict=True))
    ]


def _bars(rows: Sequence[AnswerRow], answers: Sequence[str], title: str, labels: int) -> Spec:
    return {
        "mark": {"type": "bar", "clip": True, "stroke": MUTED, "strokeWidth": 0.6,
                 "height": {"band": 0.75}},
        "encoding": {
            "y": rows_axis(list(dict.fromkeys(row.rule for row in rows)), labels),
            "x": {"field": "share", "type": "quantitative", "stack": "zero", "title": title,
                  "scale": {"domain": [0, 1]}, "axis": {"format": "%", "tickCount": 4}},
            "order": {"field": "order"},
            "color": {"field": "answer", "type": "nominal", "title": None,
                      "scale": {"domain": list(answers), "range": list(SHADES)},
                      "legend": {"orient": "top", "symbolStrokeColor": MUTED}},
        },
    }  # fmt: skip
