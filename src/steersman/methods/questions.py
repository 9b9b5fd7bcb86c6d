"""Which question about preferences to ask next, and what answers that may be wrong tell.

Weights are held as a weighted sample. Each question splits them in two by a linear inequality, and
the one asked is that which most raises the expected chance that the best alternative is found.
The information it gives on which alternative that is (Lindley 1956) counts a little as well,
because some questions pay only together with a second one. Answers are wrong with an unknown
chance, which the answers themselves reveal: a weight vector that contradicts some answers is not
ruled out but counts less (Beta-binomial model).
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import betaln, entr

from steersman.methods.arrays import BoolArray, FloatArray, IntArray

RATIOS = (1.25, 1.5, 2.0, 3.0, 4.0, 6.0)
"""Ratios a person can judge."""
WRONG, RIGHT = 0.5, 19.5
"""Prior of the chance of a wrong answer: Beta with mean 2.5 %, open towards more."""
BALANCED = 0.08
"""Least share that either answer must have for a question to be worth looking at."""
CANDIDATES = 400
INFORMATION = 1 / 3
"""What a nat of information on the best alternative counts, in chance of naming it."""


@dataclass(frozen=True, slots=True)
class Question:
    """Does ``criterion`` matter at least ``ratio`` times as much as the others together?

    Attributes:
        criterion: Position of one criterion.
        others: Positions of those it is compared with, one or two.
        ratio: How many times.
    """

    criterion: int
    others: tuple[int, ...]
    ratio: float = 1.0

    def row(self, count: int) -> FloatArray:
        """Return the row whose product with the weights is not negative where the answer is yes."""
        row = np.zeros(count)
        row[list(self.others)] = -self.ratio
        row[self.criterion] = 1.0
        return row


@dataclass(frozen=True, slots=True)
class Asking:
    """A question and what its answer is expected to bring.

    Attributes:
        question: The question.
        gain: Rise of the chance of naming the best alternative.
        information: Information on which alternative that is, in nats; above zero also where a
            single answer changes nothing and only a second one would.
    """

    question: Question
    gain: float
    information: float


@dataclass(frozen=True, slots=True)
class Belief:
    """What is known of weights and of which alternative is best.

    Attributes:
        weights: Possible weight vectors, shape (draws, n).
        best: Which alternative is best under each, shape (draws,).
        alternatives: Number of alternatives.
        wrong: How many answers each weight vector contradicts, shape (draws,).
        asked: Number of answers.
    """

    weights: FloatArray
    best: IntArray
    alternatives: int
    wrong: IntArray
    asked: int = 0

    @property
    def plausibility(self) -> FloatArray:
        """Chance of each weight vector given the answers, shape (draws,), summing to one."""
        right = self.asked - self.wrong
        logs = betaln(WRONG + self.wrong, RIGHT + right)
        chances: FloatArray = np.exp(logs - logs.max())
        chances /= chances.sum()
        return chances

    @property
    def chances(self) -> FloatArray:
        """Chance that each alternative is the best, shape (alternatives,)."""
        counted = np.bincount(self.best, weights=self.plausibility, minlength=self.alternatives)
        return counted.astype(np.float64)

    @property
    def error(self) -> float:
        """Chance that the next answer is wrong, as far as the answers so far tell."""
        mistakes = float(self.plausibility @ self.wrong)
        return (WRONG + mistakes) / (WRONG + RIGHT + self.asked)

    def mean_weights(self) -> FloatArray:
        """Return the mean of the weights given the answers, shape (n,)."""
        mean: FloatArray = self.plausibility @ self.weights
        return mean


def start_belief(weights: FloatArray, performances: FloatArray) -> Belief:
    """Return the belief before any question.

    Args:
        weights: Weight vectors that agree with what is stated, shape (draws, n).
        performances: Values on a common scale, shape (m, n).
    """
    best = (weights @ performances.T).argmax(axis=1)
    return Belief(weights, best, len(performances), np.zeros(len(weights), dtype=np.int64))


def answered(belief: Belief, question: Question, yes: bool) -> Belief:  # noqa: FBT001  the answer
    """Return the belief after an answer."""
    agrees = (belief.weights @ question.row(belief.weights.shape[1]) >= 0) == yes
    return Belief(
        belief.weights,
        belief.best,
        belief.alternatives,
        belief.wrong + ~agrees,
        belief.asked + 1,
    )


def next_question(
    belief: Belief, generator: np.random.Generator, already: tuple[Question, ...] = ()
) -> Asking | None:
    """Return the question whose answer most raises the chance of naming the best.

    Args:
        belief: What is known so far.
        generator: Source of randomness for which questions are looked at.
        already: Questions not to ask again.

    Returns:
        None if no question splits what is known.
    """
    questions = [q for q in candidate_questions(belief, generator) if q not in already]
    if not questions:
        return None
    yes, totals = _split(belief, questions)
    gains = yes.max(axis=1) + (totals - yes).max(axis=1) - totals.max()
    information = _information(yes, totals)
    place = int((gains + INFORMATION * information).argmax())
    return Asking(questions[place], float(gains[place]), float(information[place]))


def _information(yes: FloatArray, totals: FloatArray) -> FloatArray:
    """Return the mutual information of answer and best alternative, in nats, shape (k,)."""
    no = totals - yes
    marginal = np.stack([yes.sum(axis=1), no.sum(axis=1)])
    answers: FloatArray = entr(totals).sum() + entr(marginal).sum(axis=0)
    information: FloatArray = answers - entr(yes).sum(axis=1) - entr(no).sum(axis=1)
    return information


def _split(belief: Belief, questions: list[Question]) -> tuple[FloatArray, FloatArray]:
    """Return the chance of each alternative together with the answer yes, (k, m), and alone, (m,).

    The answer is right but for the chance of a wrong one.
    """
    answers = _answers(belief, questions)
    shares = np.zeros((len(belief.best), belief.alternatives))
    shares[np.arange(len(belief.best)), belief.best] = belief.plausibility
    masses, totals = answers.T.astype(float) @ shares, shares.sum(axis=0)
    error = belief.error
    return (1 - error) * masses + error * (totals - masses), totals


def _answers(belief: Belief, questions: list[Question]) -> BoolArray:
    rows = np.array([question.row(belief.weights.shape[1]) for question in questions])
    answers: BoolArray = belief.weights @ rows.T >= 0
    return answers


def candidate_questions(belief: Belief, generator: np.random.Generator) -> list[Question]:
    """Return questions with no foregone answer: ratios of two, and one against two together."""
    count = belief.weights.shape[1]
    mean = belief.mean_weights()
    questions = []
    for upper in range(count):
        for lower in range(count):
            if upper != lower and mean[upper] >= mean[lower]:
                questions += [Question(upper, (lower,), ratio) for ratio in RATIOS]
                questions += [
                    Question(upper, (lower, third))
                    for third in range(lower + 1, count)
                    if third != upper and mean[upper] >= mean[third]
                ]
    if len(questions) > CANDIDATES:
        chosen = generator.choice(len(questions), CANDIDATES, replace=False)
        questions = [questions[place] for place in chosen]
    yes = belief.plausibility @ _answers(belief, questions) if questions else np.empty(0)
    return [
        question
        for question, share in zip(questions, yes, strict=True)
        if BALANCED <= share <= 1 - BALANCED
    ]
