"""The diagnosis of many firms at once: the same scores as for one firm, under the same draws.

All firms share their random numbers, so that firms that know the same get the same scores, and a
firm gets what :func:`steersman.diagnose.diagnose` gives it with as many draws, if it has no view of
its own of influence and effort.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri, stdtrit

from steersman.diagnose.factors import GOAL, factor_ids, goal_place, load_indicators
from steersman.diagnose.levers import draw_levers, expert_view
from steersman.diagnose.scores import draw_blocks
from steersman.methods.arrays import FloatArray, IntArray
from steersman.methods.power_means import CommonNumbers, Parts, PowerMeans
from steersman.methods.respondents import PRIOR_DEVIATION, PRIOR_FREEDOM
from steersman.methods.winners import widest_gaps

LOW, HIGH = 0.05, 0.95
NEARLY_NORMAL = 1000.0
"""Degrees of freedom beyond which nothing changes."""


@dataclass(frozen=True, slots=True)
class FirmEvidence:
    """What is known of many firms; not a number where it is not.

    Attributes:
        answers: What the survey says of each factor, points from 0 to 100, shape (firms, factors).
        errors: Standard errors of these points, shape (firms, factors); where not a number, that
            of a single respondent.
        freedom: Degrees of freedom of the errors, shape (firms,); where not a number, those of a
            single respondent.
        figures: Figure of each indicator, shape (firms, indicators).
        freshness: Chance that a figure still holds, shape (firms, indicators); 1 where not given.
    """

    answers: FloatArray
    errors: FloatArray
    freedom: FloatArray
    figures: FloatArray
    freshness: FloatArray


@dataclass(frozen=True, slots=True)
class TableScores:
    """Scores of many firms.

    Attributes:
        mean: Mean score, shape (firms, factors).
        low: 5 % quantile.
        high: 95 % quantile.
        known: Share of the evidence that is known, by its mean weight.
        first: Chance that a factor is the best to mend first, shape (firms, factors).
    """

    mean: FloatArray
    low: FloatArray
    high: FloatArray
    known: FloatArray
    first: FloatArray


class TableDiagnosis:
    """Scores factors of firms under draws that are made once.

    Args:
        generator: Source of randomness, used as for one firm.
        draws: Number of draws.
    """

    def __init__(self, generator: np.random.Generator, draws: int) -> None:
        blocks = draw_blocks(generator, draws)
        levers = draw_levers(generator, draws, expert_view(()), (), goal_place(GOAL))
        self._worth = np.ascontiguousarray((levers.effects / levers.efforts).T)
        self._answers = blocks.answers
        self._noise = np.stack(
            [
                rule.spread * ndtri(blocks.figures[:, at])
                for at, rule in enumerate(load_indicators())
            ]
        )
        self._layout = _layout()
        held = np.zeros((len(factor_ids()), draws))
        order = self._layout.order
        self._weights = np.stack(
            [
                blocks.weights[:, factor, part]
                for factor, count in enumerate(np.diff(self._layout.bounds))
                for part in range(count)
            ]
        )
        self._means = PowerMeans(
            CommonNumbers(
                weights=self._weights,
                power=blocks.power,
                ageing=np.concatenate([held, blocks.ageing.T])[order],
                unknown=np.ascontiguousarray(blocks.unknown.T)[order],
                bounds=self._layout.bounds,
            )
        )
        self._students: dict[float, FloatArray] = {}

    def draws(self, evidence: FirmEvidence) -> FloatArray:
        """Return possible scores, shape (firms, factors, draws)."""
        return self._means.draws(self._parts(evidence))

    def _parts(self, evidence: FirmEvidence) -> Parts:
        firms, factors = evidence.answers.shape
        order = self._layout.order
        freedom = np.where(np.isnan(evidence.freedom), PRIOR_FREEDOM, evidence.freedom)
        kinds, kind = np.unique(np.minimum(freedom, NEARLY_NORMAL), return_inverse=True)
        # Rows of figures first, then those of answers for every number of degrees of freedom.
        spreads = np.concatenate([self._noise, *map(self._deviations, kinds.tolist())])
        indicators = len(self._noise)
        of_answers = indicators + kind.reshape(-1, 1) * factors + np.arange(factors)
        of_figures = np.broadcast_to(np.arange(indicators), (firms, indicators))
        errors = np.where(np.isnan(evidence.errors), PRIOR_DEVIATION, evidence.errors)
        fresh = np.where(np.isnan(evidence.freshness), 1.0, evidence.freshness)
        points = indicator_points(evidence.figures)
        ones = np.ones_like(points)
        return Parts(
            np.concatenate([evidence.answers, points], axis=1)[:, order],
            np.concatenate([errors, ones], axis=1)[:, order],
            np.concatenate([np.ones_like(errors), fresh], axis=1)[:, order],
            np.concatenate([of_answers, of_figures], axis=1)[:, order],
            spreads,
        )

    def _deviations(self, freedom: float) -> FloatArray:
        """Return possible deviations of answers, in standard errors, shape (factors, draws)."""
        if freedom not in self._students:
            self._students[freedom] = stdtrit(freedom, self._answers.T)
        return self._students[freedom]

    def scores(self, evidence: FirmEvidence, draws: FloatArray) -> TableScores:
        """Return what firms' possible scores come to.

        Args:
            evidence: What is known of the firms.
            draws: Their possible scores.
        """
        ordered = np.sort(draws, axis=2)
        return TableScores(
            mean=draws.mean(axis=2),
            low=_quantile(ordered, LOW),
            high=_quantile(ordered, HIGH),
            known=self._known(evidence),
            first=widest_gaps(self._worth, draws),
        )

    def _known(self, evidence: FirmEvidence) -> FloatArray:
        given = np.concatenate([evidence.answers, evidence.figures], axis=1)
        present = ~np.isnan(given)[:, self._layout.order] * self._weights.mean(axis=1)
        shares: FloatArray = np.add.reduceat(present, self._layout.bounds[:-1], axis=1)
        return shares


@dataclass(frozen=True, slots=True)
class _Layout:
    """Parts of all factors one after the other: the answers, then the indicators of each.

    Attributes:
        order: Column of each part among answers (by factor) and figures (by indicator).
        bounds: Where the parts of each factor begin, and where the last ends.
    """

    order: IntArray
    bounds: IntArray


def _layout() -> _Layout:
    factors = factor_ids()
    order: list[int] = []
    bounds = [0]
    for place, factor in enumerate(factors):
        order.append(place)
        order += [
            len(factors) + at for at, rule in enumerate(load_indicators()) if rule.factor == factor
        ]
        bounds.append(len(order))
    return _Layout(np.array(order), np.array(bounds))


def indicator_points(figures: FloatArray) -> FloatArray:
    """Return points from 0 to 100 of figures, shape (firms, indicators)."""
    columns = []
    for place, rule in enumerate(load_indicators()):
        known, points = np.array(rule.anchors).T
        columns.append(np.interp(figures[:, place], known, points))
    return np.where(np.isnan(figures), np.nan, np.stack(columns, axis=1))


def _quantile(ordered: FloatArray, share: float) -> FloatArray:
    """Return a quantile of ordered draws on the last axis, between neighbours as NumPy does."""
    place = share * (ordered.shape[-1] - 1)
    below = int(place)
    above = min(below + 1, ordered.shape[-1] - 1)
    step = place - below
    between: FloatArray = ordered[..., below] * (1 - step) + ordered[..., above] * step
    return between
