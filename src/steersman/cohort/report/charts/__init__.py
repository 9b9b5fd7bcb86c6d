"""Charts of populations: one function each, from rows in words to a Vega-Lite specification."""

from steersman.cohort.report.charts.answers import AnswerRow, answer_panels, answers_chart
from steersman.cohort.report.charts.distances import distance_panels
from steersman.cohort.report.charts.panels import Panel, share_panels
from steersman.cohort.report.charts.spreads import SpreadRow, spread_panels

__all__ = [
    "AnswerRow", "Panel", "SpreadRow", "answer_panels", "answers_chart", "distance_panels",
    "share_panels", "spread_panels",
]  # fmt: skip
