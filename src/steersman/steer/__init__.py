"""Stage 5: can the strategy be carried out: does every objective have measures that hold."""

from typing import TYPE_CHECKING

from steersman.on_demand import on_demand

if TYPE_CHECKING:
    from steersman.steer.mending import mend
    from steersman.steer.result import Coverage, NeedCoverage, Steering
    from steersman.steer.rule import Context, Edit, Finding, Rule
    from steersman.steer.rules import RULES
    from steersman.steer.stage import impersonal, steer

__all__ = [
    "RULES", "Context", "Coverage", "Edit", "Finding", "NeedCoverage", "Rule", "Steering",
    "impersonal", "mend", "steer",
]  # fmt: skip

if not TYPE_CHECKING:
    __getattr__ = on_demand(
        __name__,
        {
            "result": ("Coverage", "NeedCoverage", "Steering"),
            "mending": ("mend",),
            "rule": ("Context", "Edit", "Finding", "Rule"),
            "rules": ("RULES",),
            "stage": ("impersonal", "steer"),
        },
    )
