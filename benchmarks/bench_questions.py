"""Questions about preferences: how soon the best strategy is found, against random questions.

Design of Barron & Barrett (1996): 12 criteria ranked, 9 options, values uniform; truth uniform
given the ranking. Peers in the same run: rank-order-centroid weights, and random questions.

usage: python benchmarks/bench_questions.py [cases]
"""

import sys

import numpy as np

from steersman.methods.questions import (
    Question,
    answered,
    candidate_questions,
    next_question,
    start_belief,
)
from steersman.methods.weights import sample_weights

CRITERIA, OPTIONS, DRAWS, QUESTIONS = 12, 9, 4000, 8
CASES = 600


def study(cases: int, wrong: float, *, random: bool) -> np.ndarray:
    """Return hit rate, claimed chance, loss of value by number of questions, and ROC hit rate."""
    worlds, asking = np.random.default_rng(1), np.random.default_rng(2)
    order = tuple(range(CRITERIA))
    centroid = np.array(
        [sum(1 / k for k in range(r, CRITERIA + 1)) / CRITERIA for r in range(1, CRITERIA + 1)]
    )
    rows = np.zeros((4, QUESTIONS + 1))
    for _ in range(cases):
        values = worlds.uniform(size=(OPTIONS, CRITERIA))
        truth = sample_weights(worlds, 1, CRITERIA, order)[0]
        belief = start_belief(sample_weights(worlds, DRAWS, CRITERIA, order), values)
        worth = values @ truth
        already: tuple[Question, ...] = ()
        for step in range(QUESTIONS + 1):
            named = belief.chances.argmax()
            hit_by_centroid = (values @ centroid).argmax() == worth.argmax()
            rows[:, step] += (
                named == worth.argmax(), belief.chances.max(), worth.max() - worth[named],
                hit_by_centroid,
            )  # fmt: skip
            question = pick(belief, asking, already, random=random)
            if question is not None:
                already = (*already, question)
                yes = bool(truth @ question.row(CRITERIA) >= 0) != (worlds.random() < wrong)
                belief = answered(belief, question, yes)
    return rows / cases


def pick(belief, asking, already, *, random):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Return the next question, at random or the best."""
    if random:
        questions = candidate_questions(belief, asking)
        return questions[asking.integers(len(questions))] if questions else None
    found = next_question(belief, asking, already)
    return found.question if found else None


def main() -> None:
    """Print a table for right answers, one in ten wrong, and random questions."""
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else CASES
    for name, wrong, random in (
        ("best question, answers right", 0.0, False),
        ("best question, one in ten wrong", 0.1, False),
        ("random question, answers right", 0.0, True),
    ):
        hit, claimed, loss, centroid = study(cases, wrong, random=random)
        print(f"{name} ({cases} cases; rank-order centroid hits {centroid[0]:.3f})")
        for label, row, digits in (("hit", hit, 3), ("claimed", claimed, 3), ("loss", loss, 4)):
            print(f"  {label:8s}", " ".join(f"{value:.{digits}f}" for value in row))


if __name__ == "__main__":
    main()
