"""What is worth finding out next: what to know would most improve the choice of lever."""

import numpy as np

from steersman.diagnose.factors import factor_ids, load_indicators
from steersman.diagnose.levers import LeverDraws
from steersman.diagnose.result import OpenQuestion
from steersman.diagnose.scores import Evidence
from steersman.methods.arrays import FloatArray
from steersman.methods.information import value_of_knowing

SHOWN = 5
WORTH_NAMING = 0.002


def open_questions(
    evidence: Evidence, levers: LeverDraws, priorities: FloatArray
) -> tuple[OpenQuestion, ...]:
    """Return what is worth finding out, by the expected value of knowing it.

    Args:
        evidence: Possible points of answers and figures.
        levers: Possible effects and efforts of factors.
        priorities: Worth of levers, shape (draws, factors).
    """
    base = float(priorities.mean(axis=0).max())
    if base <= 0:
        return ()
    columns = [
        *(("answers", factor, evidence.answers[:, i]) for i, factor in enumerate(factor_ids())),
        *(("figure", rule.id, evidence.figures[:, i]) for i, rule in enumerate(load_indicators())),
        *(("influence", factor, levers.effects[:, i]) for i, factor in enumerate(factor_ids())),
        *(("effort", factor, levers.efforts[:, i]) for i, factor in enumerate(factor_ids())),
    ]
    found = [
        OpenQuestion(kind, name, value_of_knowing(priorities, column) / base)  # type: ignore[arg-type]
        for kind, name, column in columns
        if np.ptp(column) > 0
    ]
    worth = [question for question in found if question.gain >= WORTH_NAMING]
    return tuple(sorted(worth, key=lambda question: -question.gain)[:SHOWN])
