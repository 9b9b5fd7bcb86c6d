"""The question chooser on planted preferences: hit rate, loss, honesty, wrong answers.

Design of Barron & Barrett (1996): values uniform, true weights uniform given their ranking, twelve
criteria, nine alternatives. Rank-order-centroid weights hit the best one in 84.5 % of cases; five
random questions bring 89 %.
"""

from dataclasses import dataclass

import numpy as np
import pytest

from steersman.methods.questions import (
    Belief,
    Question,
    answered,
    next_question,
    start_belief,
)
from steersman.methods.weights import sample_weights

CRITERIA, ALTERNATIVES, DRAWS, CASES, QUESTIONS = 12, 9, 3000, 300, 5


@dataclass
class Study:
    """Means over cases, by number of questions asked."""

    hit: np.ndarray
    claimed: np.ndarray
    loss: np.ndarray


def study(wrong: float, seed: int) -> Study:
    cases, asking = np.random.default_rng(seed), np.random.default_rng(seed + 1)
    order = tuple(range(CRITERIA))
    rows = np.zeros((CASES, 3, QUESTIONS + 1))
    for case in range(CASES):
        values = cases.uniform(size=(ALTERNATIVES, CRITERIA))
        truth = sample_weights(cases, 1, CRITERIA, order)[0]
        belief = start_belief(sample_weights(cases, DRAWS, CRITERIA, order), values)
        already: tuple[Question, ...] = ()
        for step in range(QUESTIONS + 1):
            chances = belief.chances
            worth = values @ truth
            named = chances.argmax()
            rows[case, :, step] = (
                named == worth.argmax(),
                chances.max(),
                worth.max() - worth[named],
            )
            found = next_question(belief, asking, already)
            if found is None:
                continue
            already = (*already, found.question)
            yes = bool(truth @ found.question.row(CRITERIA) >= 0) != (cases.random() < wrong)
            belief = answered(belief, found.question, yes)
    return Study(*rows.mean(axis=0))


def test_few_questions_find_the_best_strategy() -> None:
    """Over 4,800 cases: 92 % after two questions, 94.6 % after five, loss .0004, claims honest.

    Here 300 cases, whose hit rates have a standard error of 1.3 to 1.7 points.
    """
    found = study(wrong=0.0, seed=1)
    assert found.hit[2] == pytest.approx(0.92, abs=0.034)
    assert found.hit[5] == pytest.approx(0.946, abs=0.026)
    assert found.loss[5] <= 0.0006
    assert found.hit == pytest.approx(found.claimed, abs=0.03)


def test_one_answer_in_ten_may_be_wrong() -> None:
    """Over 1,200 cases: from 85 to 92 % after five questions, of which 94 % are claimed."""
    found = study(wrong=0.1, seed=3)
    assert found.hit[5] == pytest.approx(0.92, abs=0.045)
    assert found.hit[5] > found.hit[0]
    assert found.hit[5] == pytest.approx(found.claimed[5], abs=0.03 + 0.03)


def belief_of(*best: int) -> Belief:
    weights = np.array([[0.6, 0.4], [0.5, 0.5], [0.3, 0.7]])[: len(best)]
    return Belief(weights, np.array(best), 2, np.zeros(len(best), dtype=np.int64))


def test_answers_count_without_ruling_out() -> None:
    belief = answered(belief_of(0, 0, 1), Question(0, (1,)), yes=True)
    assert belief.wrong.tolist() == [0, 0, 1]
    assert belief.chances[0] > 0.95
    assert belief.plausibility.min() > 0
    turned = answered(
        answered(belief, Question(0, (1,)), yes=False), Question(0, (1,), 1.1), yes=False
    )
    for ratio in (1.2, 1.3):
        turned = answered(turned, Question(0, (1,), ratio), yes=False)
    assert turned.chances[1] > 5 * belief.chances[1]


def test_nothing_to_ask_when_every_answer_is_foregone() -> None:
    same = Belief(np.tile([0.7, 0.3], (50, 1)), np.zeros(50, dtype=np.int64), 2, np.zeros(50, int))
    assert next_question(same, np.random.default_rng(0)) is None


def test_wrong_answers_are_noticed() -> None:
    """Answers that contradict all weights raise the chance of error that is reckoned with."""
    belief = belief_of(0, 0, 1)
    before = belief.error
    for ratio in (1.0, 1.2, 1.4):
        belief = answered(belief, Question(1, (0,), 10 * ratio), yes=True)
    assert belief.error > 4 * before
