"""Are we on course: forecasts from today's state against the plan adopted, and what to change."""

from typing import TYPE_CHECKING

from steersman.on_demand import on_demand

if TYPE_CHECKING:
    from steersman.steer.course.result import AdoptedPlan, Course, Forecast, Snapshot
    from steersman.steer.course.snapshot import (
        Adoption,
        actual_line,
        adopted_plan,
        decision_line,
        facts_of,
        followed,
        previous_of,
        snapshot_of,
    )
    from steersman.steer.course.stage import course, forecast_of

__all__ = [
    "AdoptedPlan", "Adoption", "Course", "Forecast", "Snapshot", "actual_line", "adopted_plan",
    "course", "decision_line", "facts_of", "followed", "forecast_of", "previous_of", "snapshot_of",
]  # fmt: skip

if not TYPE_CHECKING:
    __getattr__ = on_demand(
        __name__,
        {
            "result": ("AdoptedPlan", "Course", "Forecast", "Snapshot"),
            "snapshot": (
                "Adoption",
                "actual_line",
                "adopted_plan",
                "decision_line",
                "facts_of",
                "followed",
                "previous_of",
                "snapshot_of",
            ),
            "stage": ("course", "forecast_of"),
        },
    )
