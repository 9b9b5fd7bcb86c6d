"""Charts: one function each, from a result to a Vega-Lite specification."""

from steersman.report.charts.acceptability import acceptability_chart
from steersman.report.charts.assessment import assessment_chart
from steersman.report.charts.calendar import calendar_chart
from steersman.report.charts.cash import cash_chart
from steersman.report.charts.causes import causes_chart
from steersman.report.charts.climate import climate_chart
from steersman.report.charts.course import course_chart
from steersman.report.charts.drivers import drivers_chart
from steersman.report.charts.frontier import frontier_chart
from steersman.report.charts.indicators import indicators_chart
from steersman.report.charts.loading import loading_chart
from steersman.report.charts.losses import losses_chart
from steersman.report.charts.payouts import payouts_chart
from steersman.report.charts.profile import profile_chart
from steersman.report.charts.ruin import ruin_chart
from steersman.report.charts.strategy_map import MapNames, strategy_map

__all__ = [
    "MapNames", "acceptability_chart", "assessment_chart", "calendar_chart", "cash_chart",
    "causes_chart", "climate_chart", "course_chart", "drivers_chart", "frontier_chart",
    "indicators_chart", "loading_chart", "losses_chart", "payouts_chart", "profile_chart",
    "ruin_chart", "strategy_map",
]  # fmt: skip
