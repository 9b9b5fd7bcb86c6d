"""Stage 1: what are we? Official statuses, the way to those missed, and what reliefs are worth."""

from typing import TYPE_CHECKING

from steersman.on_demand import on_demand

if TYPE_CHECKING:
    from steersman.identify.compare import LawComparison, RuleChange, compare_law
    from steersman.identify.facts import facts_of
    from steersman.identify.margins import Margin
    from steersman.identify.path import Path, Step
    from steersman.identify.payments import ReliefPayment
    from steersman.identify.problems import check_declared
    from steersman.identify.questions import Question
    from steersman.identify.result import (
        ContradictoryFacts,
        Identification,
        NextBand,
        SizeClass,
        Status,
        YearStatus,
    )
    from steersman.identify.stage import MORE_RESEARCH, identify
    from steersman.identify.worth import ReliefWorth, Worth

__all__ = [
    "MORE_RESEARCH", "ContradictoryFacts", "Identification", "LawComparison", "Margin",
    "NextBand", "Path", "Question", "ReliefPayment", "ReliefWorth", "RuleChange", "SizeClass",
    "Status", "Step", "Worth", "YearStatus", "check_declared", "compare_law", "facts_of",
    "identify",
]  # fmt: skip

if not TYPE_CHECKING:
    __getattr__ = on_demand(
        __name__,
        {
            "compare": ("LawComparison", "RuleChange", "compare_law"),
            "facts": ("facts_of",),
            "margins": ("Margin",),
            "path": ("Path", "Step"),
            "payments": ("ReliefPayment",),
            "problems": ("check_declared",),
            "questions": ("Question",),
            "result": (
                "ContradictoryFacts",
                "Identification",
                "NextBand",
                "SizeClass",
                "Status",
                "YearStatus",
            ),
            "stage": ("MORE_RESEARCH", "identify"),
            "worth": ("ReliefWorth", "Worth"),
        },
    )
