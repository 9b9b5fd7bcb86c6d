"""What is asked of every firm of a cohort."""

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from steersman.defaults import DEFAULT_SEED

CohortStage = Literal["identify", "diagnose", "choose"]
COHORT_STAGES: tuple[CohortStage, ...] = get_args(CohortStage)
DRAWS = 500
"""Draws for intervals and chances: a chance of a half is off by 0.02 at most times."""
SHARING = 2
"""Draws of weights for each draw of the diagnosis."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of every firm; the same question gives the same answers to the byte.

    Attributes:
        as_of: Day whose law counts.
        rules: Ids of the rules to ask.
        seed: Seed of all randomness.
        draws: Draws of the diagnosis.
        sharing: Draws of weights of criteria for each of them.
        criteria_order: Criteria from the most important on; empty for no preference.
        stages: Stages to run; the choice needs the diagnosis.
    """

    as_of: date
    rules: tuple[str, ...]
    seed: int = DEFAULT_SEED
    draws: int = DRAWS
    sharing: int = SHARING
    criteria_order: tuple[str, ...] = ()
    stages: tuple[CohortStage, ...] = COHORT_STAGES
