"""Questions about preferences that are worth answering, one after the other."""

from dataclasses import dataclass, replace
from math import log

import numpy as np

from steersman.choose.performance import able_places, musts_met, performances_at
from steersman.choose.preferences import read_preferences
from steersman.choose.result import PreferenceQuestion
from steersman.choose.strategies import Menu, menu_of
from steersman.diagnose import Diagnosis, factor_ids
from steersman.dossier import Dossier, PreferenceStatement
from steersman.methods.arrays import FloatArray
from steersman.methods.polytope import WeightPolytope, sample_polytope
from steersman.methods.questions import (
    RATIOS,
    Belief,
    Question,
    answered,
    next_question,
    start_belief,
)

DRAWS = 4000
WORTH_ASKING = 0.003
WORTH_LEARNING = 0.02
"""Gain in the chance of naming the best strategy, and information in bits, below both of which
asking stops."""
SETTLED = 0.985
"""Chance of naming the best strategy from which asking stops."""


@dataclass(frozen=True, slots=True)
class Interview:
    """An interview about preferences: what is known so far, and what was asked.

    Attributes:
        menu: Strategies that more likely than not meet their musts, and criteria.
        belief: What is known of weights.
        asked: Questions asked or passed over.
        statements: The answers, as statements for the dossier.
    """

    menu: Menu
    belief: Belief
    asked: tuple[Question, ...] = ()
    statements: tuple[PreferenceStatement, ...] = ()

    @property
    def leader(self) -> tuple[str, float]:
        """The strategy that is most likely best, and how likely."""
        chances = self.belief.chances
        place = int(chances.argmax())
        return self.menu.strategy_ids[place], float(chances[place])

    def question(self, generator: np.random.Generator) -> PreferenceQuestion | None:
        """Return the question that most raises the chance of naming the best strategy.

        None where no answer would change much.
        """
        if self.leader[1] >= SETTLED:
            return None
        found = next_question(self.belief, generator, self.asked)
        if found is None:
            return None
        bits = found.information / log(2)
        if found.gain < WORTH_ASKING and bits < WORTH_LEARNING:
            return None
        question = found.question
        names = self.menu.criterion_ids
        others = tuple(names[place] for place in question.others)
        return PreferenceQuestion(
            names[question.criterion], others, question.ratio, found.gain, bits
        )

    def answer(self, asked: PreferenceQuestion, yes: bool | None) -> "Interview":  # noqa: FBT001
        """Return the interview after an answer, None for a question passed over."""
        names = self.menu.criterion_ids
        others = tuple(names.index(name) for name in asked.others)
        question = Question(names.index(asked.criterion), others, asked.ratio)
        if yes is None:
            alike = (Question(question.criterion, others, ratio) for ratio in (1.0, *RATIOS))
            return replace(self, asked=(*self.asked, *alike))
        bound = {"low": asked.ratio} if yes else {"high": asked.ratio}
        statement = PreferenceStatement(
            kind="ratio", criterion=asked.criterion, than=asked.others, **bound
        )
        return replace(
            self,
            asked=(*self.asked, question),
            belief=answered(self.belief, question, yes),
            statements=(*self.statements, statement),
        )


def start_interview(
    generator: np.random.Generator, performances: FloatArray, menu: Menu, region: WeightPolytope
) -> Interview:
    """Return an interview before its first question.

    Args:
        generator: Source of randomness.
        performances: Mean performances, shape (strategies, criteria).
        menu: Strategies and criteria.
        region: Weights that agree with what is stated so far.
    """
    return Interview(menu, start_belief(sample_polytope(generator, DRAWS, region), performances))


def interview_firm(
    dossier: Dossier, diagnosis: Diagnosis, generator: np.random.Generator
) -> Interview:
    """Return an interview with a firm's leadership, what it has stated taken into account."""
    menu, factors = menu_of(dossier.strategy), factor_ids()
    scores = diagnosis.draws
    shape = (len(scores), len(menu.strategies), len(menu.criteria))
    mean = performances_at(generator.random(shape), scores, factors, menu).mean(axis=0)
    able = able_places(
        [
            float(musts_met(scores, factors, strategy).min(axis=1, initial=1.0).mean())
            for strategy in menu.strategies
        ]
    )
    few = Menu(tuple(menu.strategies[place] for place in able), menu.criteria)
    region = read_preferences(dossier.strategy, menu.criterion_ids).region
    return start_interview(generator, mean[able], few, region)
