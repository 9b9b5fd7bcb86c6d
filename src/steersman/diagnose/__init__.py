"""Stage 2: what holds us back, how sure are we, and what to mend first."""

from typing import TYPE_CHECKING

from steersman.on_demand import on_demand

if TYPE_CHECKING:
    from steersman.diagnose.comparison import Percentile, Trend, percentiles, trends
    from steersman.diagnose.factors import factor_ids
    from steersman.diagnose.problems import check_names
    from steersman.diagnose.result import Diagnosis, FactorScore, IndicatorEvidence, Lever
    from steersman.diagnose.stage import diagnose

__all__ = [
    "Diagnosis", "FactorScore", "IndicatorEvidence", "Lever", "Percentile", "Trend",
    "check_names", "diagnose", "factor_ids", "percentiles", "trends",
]  # fmt: skip

if not TYPE_CHECKING:
    __getattr__ = on_demand(
        __name__,
        {
            "comparison": ("Percentile", "Trend", "percentiles", "trends"),
            "factors": ("factor_ids",),
            "problems": ("check_names",),
            "result": ("Diagnosis", "FactorScore", "IndicatorEvidence", "Lever"),
            "stage": ("diagnose",),
        },
    )
