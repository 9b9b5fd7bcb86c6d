"""Acceptability bars: how often each strategy takes each rank."""

from collections.abc import Mapping

from steersman.choose import Choice
from steersman.messages import Messages
from steersman.report.charts.style import chart, values
from steersman.report.document import Spec

SHOWN_RANKS = 3
SHADES = ("#1f6f8b", "#7fb0c0", "#c9dde4")


def acceptability_chart(choice: Choice, names: Mapping[str, str], messages: Messages) -> Spec:
    """Return stacked bars of the first three rank acceptability indices.

    Args:
        choice: What suits the firm.
        names: Names of strategies by id.
        messages: The reader's language.
    """
    shown = min(SHOWN_RANKS, len(choice.strategies))
    ranks = [messages.text("chart.rank", rank=rank + 1) for rank in range(shown)]
    rows = [
        {"strategy": names[s.strategy], "rank": ranks[rank], "share": round(s.ranks[rank], 4),
         "order": rank}
        for s in choice.strategies
        for rank in range(shown)
    ]  # fmt: skip
    order = [names[strategy.strategy] for strategy in choice.strategies]
    return chart(
        {"step": 28},
        [
            {
                "mark": {"type": "bar", "height": {"band": 0.7}},
                "encoding": {
                    "y": {"field": "strategy", "type": "nominal", "sort": order, "title": None},
                    "x": {
                        "field": "share", "type": "quantitative", "stack": "zero",
                        "axis": {"format": ".0%"}, "title": messages.text("chart.share_of_draws"),
                    },
                    "order": {"field": "order"},
                    "color": {
                        "field": "rank", "type": "nominal", "title": None,
                        "scale": {"domain": ranks, "range": list(SHADES)},
                        "legend": {"orient": "top"},
                    },
                },
            }
        ],
        data=values(rows),
    )  # fmt: skip
