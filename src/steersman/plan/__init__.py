"""Stage 4: which projects, when, with whom, with what money, at what risk."""

from typing import TYPE_CHECKING

from steersman.on_demand import on_demand

if TYPE_CHECKING:
    from steersman.plan.final_choice import choose_plan
    from steersman.plan.result import (
        Addition,
        Bottleneck,
        CashOutlook,
        ChosenProject,
        Driver,
        FrontierPoint,
        LeftOut,
        Plan,
        PlannedStage,
        Span,
    )
    from steersman.plan.search import Progress
    from steersman.plan.stability import PreviousPlan
    from steersman.plan.stage import plan
    from steersman.plan.wishes import Wish

__all__ = [
    "Addition", "Bottleneck", "CashOutlook", "ChosenProject", "Driver", "FrontierPoint",
    "LeftOut", "Plan", "PlannedStage", "PreviousPlan", "Progress", "Span", "Wish",
    "choose_plan", "plan",
]  # fmt: skip

if not TYPE_CHECKING:
    __getattr__ = on_demand(
        __name__,
        {
            "final_choice": ("choose_plan",),
            "result": (
                "Addition",
                "Bottleneck",
                "CashOutlook",
                "ChosenProject",
                "Driver",
                "FrontierPoint",
                "LeftOut",
                "Plan",
                "PlannedStage",
                "Span",
            ),
            "search": ("Progress",),
            "stability": ("PreviousPlan",),
            "stage": ("plan",),
            "wishes": ("Wish",),
        },
    )
