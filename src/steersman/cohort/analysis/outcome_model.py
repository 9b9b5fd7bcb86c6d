"""One regression: what it needs, whether it would say anything, and the effects it finds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from steersman.cohort.analysis.regressors import Cases, Kind, Regressor, independent
from steersman.dossier import Problem
from steersman.methods.arrays import FloatArray, IntArray
from steersman.methods.multiple_imputation import Pooled, pooled
from steersman.methods.resampling import rescaled_weights
from steersman.methods.robust_regression import (
    Family,
    RegressionError,
    fit_regression,
    marginal_effects,
)
from steersman.methods.separation import is_separated
from steersman.methods.uncertain_regressors import drawn_values
from steersman.methods.unmeasured import Measure, as_risk_ratio, e_value, e_value_of_interval

LEAST_EVENTS = 5
"""Events, and firms without one, for each column of a regression (Vittinghoff & McCulloch 2007)."""
LEAST_CASES = 10
"""Firms for each column of a regression of amounts."""
LEAST_CLUSTERS = 10
FAMILIES: dict[Kind, Family] = {"yes-no": "logit", "amount": "linear", "count": "poisson"}
MEASURES: dict[Kind, Measure] = {
    "yes-no": "odds-ratio", "amount": "mean-difference", "count": "risk-ratio",
}  # fmt: skip
LARGEST_LOG = 50.0
"""Logarithm of the largest ratio that is told apart from endless."""


@dataclass(frozen=True, slots=True)
class Effect:
    """How a factor goes with an outcome, other things equal that were controlled for.

    Attributes:
        factor: Column of the factor.
        step: Size of the change that the effect is for, in units of the column.
        effect: Average marginal effect, in units of the outcome; a difference in shares for yes/no.
        low: Lower end of its interval.
        high: Upper end.
        chance: Two-sided p-value of no effect.
        adjusted: The same, adjusted for the number of effects of the analysis.
        uncertain_scores: Share of the variance that is due to what is not known of scores.
        drawn_low: Lower end of the interval by samples drawn anew; None where none were drawn.
        drawn_high: Upper end.
        ratio: Risk ratio that stands for the effect.
        ratio_low: Lower end of its interval.
        ratio_high: Upper end.
        e_value: Risk ratio that something unmeasured would need with both to explain the effect.
        e_value_low: The same for the end of the interval next to none.
        cases: Firms in the regression.
    """

    factor: str
    step: float
    effect: float
    low: float
    high: float
    chance: float
    adjusted: float
    uncertain_scores: float
    drawn_low: float | None
    drawn_high: float | None
    ratio: float
    ratio_low: float
    ratio_high: float
    e_value: float
    e_value_low: float
    cases: int


@dataclass(frozen=True, slots=True)
class Resampling:
    """How often scores and samples are drawn, and the coverage of intervals."""

    draws: int
    replicates: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Model:
    """A regression over its complete cases; columns of ``held`` come first, then the factors.

    Attributes:
        column: Column of the outcome.
        kind: What it is.
        outcome: Its values.
        weights: Firms that each case stands for.
        held: Columns of what is held constant.
        factors: What may go with the outcome.
        means: Their values, shape (cases, factors).
        spreads: Standard deviations of what is not known of them.
        clusters: Number of each case's cluster, if any.
        strata: Number of each case's stratum, if any.
    """

    column: str
    kind: Kind
    outcome: FloatArray
    weights: FloatArray
    held: FloatArray
    factors: list[Regressor]
    means: FloatArray
    spreads: FloatArray
    clusters: IntArray | None
    strata: IntArray | None

    @property
    def family(self) -> Family:
        """Kind of regression."""
        return FAMILIES[self.kind]

    @property
    def width(self) -> int:
        """Columns of the regression."""
        return int(self.held.shape[1]) + len(self.factors)

    @property
    def places(self) -> IntArray:
        """Columns of the factors."""
        return np.arange(self.held.shape[1], self.width)

    @property
    def steps(self) -> FloatArray:
        """Changes of the factors that effects are for."""
        return np.array([factor.step for factor in self.factors])

    @property
    def named(self) -> dict[str, str]:
        """Outcome and factors, for messages."""
        return {
            "outcome": self.column,
            "factor": ", ".join(factor.column for factor in self.factors),
        }

    def design(self, values: FloatArray) -> FloatArray:
        """Return the columns of the regression with given values of the factors."""
        return np.column_stack([self.held, values])


@dataclass(frozen=True, slots=True)
class Fit:
    """Effects of one fit, and the same as logarithms of ratios or in standard deviations."""

    coefficients: FloatArray
    effects: FloatArray
    errors: FloatArray
    logs: FloatArray
    log_errors: FloatArray


def model_of(
    cases: Cases, column: str, values: FloatArray, kind: Kind, factors: list[Regressor]
) -> Model:
    """Return the regression of an outcome on factors over the cases where all is known."""
    means = np.column_stack([factor.means for factor in factors])
    known = cases.known & ~np.isnan(values) & ~np.isnan(means).any(axis=1)
    clusters, strata = (
        None if marks is None else np.unique(marks[known], return_inverse=True)[1]
        for marks in (cases.clusters, cases.strata)
    )
    return Model(
        column,
        kind,
        values[known],
        cases.weights[known],
        independent(cases.controls[known]) if known.any() else cases.controls[known],
        factors,
        means[known],
        np.column_stack([factor.spreads for factor in factors])[known],
        clusters,
        strata,
    )


def trouble_of(model: Model) -> list[Problem]:
    """Return why a regression would say nothing, empty if it may be tried."""
    cases, named = len(model.outcome), {"outcome": model.column}
    if cases < LEAST_CASES * model.width:
        counted = {**named, "value": cases, "least": LEAST_CASES * model.width}
        return [Problem("association-few-cases", (), counted, "warning")]
    if np.ptp(model.outcome) == 0:
        return [Problem("association-constant", (), named, "warning")]
    fewer = _events(model)
    if fewer < LEAST_EVENTS * model.width:
        counted = {**named, "value": fewer, "least": LEAST_EVENTS * model.width}
        return [Problem("association-few-events", (), counted, "warning")]
    if model.clusters is not None and model.clusters.max() + 1 < LEAST_CLUSTERS:
        counted = {"value": int(model.clusters.max()) + 1, "least": LEAST_CLUSTERS}
        return [Problem("association-few-clusters", (), counted, "warning")]
    design = model.design(model.means)
    if independent(design).shape[1] < model.width:
        return [Problem("association-collinear", (), {"factor": model.named["factor"]}, "warning")]
    if model.kind == "yes-no" and is_separated(design, model.outcome):
        return [Problem("association-separated", (), model.named, "warning")]
    return []


def _events(model: Model) -> int:
    """Return how many cases tell what the outcome hangs on: of yes and no the fewer."""
    having = int((model.outcome > 0).sum())
    if model.kind == "yes-no":
        return min(having, len(model.outcome) - having)
    return having if model.kind == "count" else len(model.outcome)


def effects_of(model: Model, often: Resampling, generator: np.random.Generator) -> list[Effect]:
    """Return the effect of each factor.

    Raises:
        RegressionError: If a fit does not come to an end.
    """
    sure = _fitted(model, model.design(model.means), model.weights, None)
    drawn = _drawn_designs(model, often.draws, generator)
    fits = [_fitted(model, design, model.weights, sure.coefficients) for design in drawn]
    freedom = float(max(len(model.outcome) - model.width, 1))
    if model.clusters is not None:
        freedom = float(model.clusters.max())
    effects = _widened(sure.effects, sure.errors, [fit.effects for fit in fits], freedom)
    logs = _widened(sure.logs, sure.log_errors, [fit.logs for fit in fits], freedom)
    again = _resampled(model, drawn, sure.coefficients, often.replicates, generator)
    return [
        _effect(model, place, effects, logs, again, often.confidence)
        for place in range(len(model.factors))
    ]


def _widened(
    sure: FloatArray, errors: FloatArray, drawn: list[FloatArray], freedom: float
) -> Pooled:
    """Return effects at mean scores with errors widened by how much draws of scores disagree.

    The effect at mean scores is what regression calibration estimates (Carroll et al. 2006, chapter
    4); those of the draws lean on the straight line by which scores were drawn, so only their
    spread is taken, by Rubin's rules. An interval is never narrower than with scores taken as sure.
    """
    values = np.array(drawn)
    return pooled(values - values.mean(axis=0) + sure, np.tile(errors, (len(values), 1)), freedom)


def _fitted(model: Model, design: FloatArray, weights: FloatArray, start: FloatArray | None) -> Fit:
    found = fit_regression(model.family, design, model.outcome, weights, model.clusters, start)
    places, steps = model.places, model.steps
    effects, errors = marginal_effects(found, design, weights, places, steps)
    deviation = 1.0
    if model.family == "linear":
        deviation = float(np.sqrt(np.cov(model.outcome, aweights=weights)))
    logs = found.coefficients[places] * steps / deviation
    log_errors = np.sqrt(found.covariance.diagonal()[places]) * steps / deviation
    return Fit(found.coefficients, effects, errors, logs, log_errors)


def _drawn_designs(model: Model, draws: int, generator: np.random.Generator) -> list[FloatArray]:
    """Return designs with drawn scores; one with means where scores are known.

    Slopes are those of a straight line, whatever the model, and drawn too.
    """
    design = model.design(model.means)
    if not (model.spreads > 0).any():
        return [design]
    line = fit_regression("linear", design, model.outcome, model.weights, model.clusters)
    designs = []
    for _ in range(draws):
        coefficients = generator.multivariate_normal(
            line.coefficients, line.covariance, method="eigh"
        )
        residuals = model.outcome - design @ coefficients
        slopes = coefficients[model.places]
        values = drawn_values(model.means, model.spreads, slopes, residuals, generator)
        designs.append(model.design(values))
    return designs


def _resampled(
    model: Model,
    designs: list[FloatArray],
    start: FloatArray,
    replicates: int,
    generator: np.random.Generator,
) -> FloatArray | None:
    """Return effects in samples drawn anew, each with one of the draws of scores.

    A sample drawn anew may have no estimates though the sample has; None where most have none.
    """
    found = []
    weights = rescaled_weights(model.weights, model.strata, replicates, generator)
    for place, drawn in enumerate(weights):
        try:
            fit = _fitted(model, designs[place % len(designs)], drawn, start)
        except RegressionError:
            continue
        found.append(fit.effects)
    return np.array(found) if len(found) > replicates / 2 else None


def _effect(
    model: Model,
    place: int,
    effects: Pooled,
    logs: Pooled,
    again: FloatArray | None,
    confidence: float,
) -> Effect:
    low, high = (float(end[place]) for end in effects.interval(confidence))
    share = float(np.average(model.outcome, weights=model.weights))
    ends = (float(end[place]) for end in logs.interval(confidence))
    ratio, ratio_low, ratio_high = (
        _ratio(model.kind, log, share) for log in (float(logs.value[place]), *ends)
    )
    drawn: tuple[float | None, float | None] = (None, None)
    if again is not None:
        tails = np.quantile(again[:, place], [(1 - confidence) / 2, (1 + confidence) / 2])
        drawn = (float(tails[0]), float(tails[1]))
    chance = float(effects.chance()[place])
    factor = model.factors[place]
    return Effect(
        factor.column, factor.step, float(effects.value[place]), low, high, chance, chance,
        float(effects.missing[place]), *drawn, ratio, ratio_low, ratio_high,
        e_value(ratio), e_value_of_interval(ratio_low, ratio_high), len(model.outcome),
    )  # fmt: skip


def _ratio(kind: Kind, log: float, share: float) -> float:
    """Return the risk ratio that stands for a coefficient."""
    measure = MEASURES[kind]
    bounded = min(max(log, -LARGEST_LOG), LARGEST_LOG)
    if measure == "mean-difference":
        return as_risk_ratio(bounded, measure)
    return as_risk_ratio(float(np.exp(bounded)), measure, share)
