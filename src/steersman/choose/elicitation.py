"""The question about preferences that is most worth answering next."""

import numpy as np

from steersman.choose.result import PreferenceQuestion
from steersman.choose.strategies import Menu
from steersman.methods.arrays import FloatArray
from steersman.methods.polytope import WeightPolytope, sample_polytope
from steersman.methods.questions import next_question, start_belief

DRAWS = 4000
WORTH_ASKING = 0.003
"""Gain in the chance of naming the best strategy below which asking stops."""
SETTLED = 0.985
"""Chance of naming the best strategy from which asking stops."""


def preference_question(
    generator: np.random.Generator, performances: FloatArray, menu: Menu, region: WeightPolytope
) -> PreferenceQuestion | None:
    """Return the question that most raises the chance of naming the best strategy.

    Args:
        generator: Source of randomness.
        performances: Mean performances, shape (strategies, criteria).
        menu: For the names of criteria.
        region: Weights that agree with what is stated so far.

    Returns:
        None where no answer would change much.
    """
    belief = start_belief(sample_polytope(generator, DRAWS, region), performances)
    if belief.chances.max() >= SETTLED:
        return None
    found = next_question(belief, generator)
    if found is None or found[1] < WORTH_ASKING:
        return None
    question, gain = found
    names = menu.criterion_ids
    others = tuple(names[place] for place in question.others)
    return PreferenceQuestion(names[question.criterion], others, question.ratio, gain)
