"""Regressions with weights: coefficients, robust covariances, average marginal effects.

Models are fitted by statsmodels with weights as pseudo-likelihood (Binder 1983; Lohr 2021, chapter
11). Variances do not trust the model: HC3 (MacKinnon & White 1985; Long & Ervin 2000), or between
clusters where firms hang together (Liang & Zeger 1986, with the usual correction for few).
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Literal

import numpy as np

from steersman.methods.arrays import FloatArray, IntArray

Family = Literal["logit", "linear", "poisson"]
MOST_LEVERAGE = 1 - 1e-6


class RegressionError(ValueError):
    """A regression that does not come to an end."""


@dataclass(frozen=True, slots=True)
class Regression:
    """A fitted model.

    Attributes:
        family: Kind of model.
        coefficients: Shape (columns,).
        covariance: Robust covariance of the coefficients.
        fitted: Expected outcome of each case.
        slope: Change of the expected outcome with the linear predictor, for each case.
    """

    family: Family
    coefficients: FloatArray
    covariance: FloatArray
    fitted: FloatArray
    slope: FloatArray


def fit_regression(
    family: Family,
    design: FloatArray,
    outcome: FloatArray,
    weights: FloatArray,
    clusters: IntArray | None = None,
    start: FloatArray | None = None,
) -> Regression:
    """Fit a model.

    Args:
        family: Kind of model: ``logit`` for zeros and ones, ``poisson`` for counts.
        design: Columns, a constant among them, of full rank; shape (cases, columns).
        outcome: Shape (cases,).
        weights: Firms that each case stands for.
        clusters: Number of each case's cluster; None for cases on their own.
        start: Coefficients to begin from.

    Raises:
        RegressionError: If the fit does not come to an end.
    """
    coefficients = _coefficients(family, design, outcome, weights / weights.mean(), start)
    predictor = design @ coefficients
    if family == "logit":
        fitted = 1 / (1 + np.exp(-predictor))
        slope = fitted * (1 - fitted)
    elif family == "poisson":
        fitted = np.exp(predictor)
        slope = fitted
    else:
        fitted, slope = predictor, np.ones(len(predictor))
    covariance = _covariance(design, outcome - fitted, weights / weights.mean(), slope, clusters)
    return Regression(family, coefficients, covariance, fitted, slope)


def _coefficients(
    family: Family,
    design: FloatArray,
    outcome: FloatArray,
    weights: FloatArray,
    start: FloatArray | None,
) -> FloatArray:
    import statsmodels.api as sm
    from statsmodels.tools.sm_exceptions import PerfectSeparationError

    if family == "linear":
        solved: FloatArray = sm.WLS(outcome, design, weights=weights).fit().params
        return solved
    kind = sm.families.Binomial() if family == "logit" else sm.families.Poisson()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            model = sm.GLM(outcome, design, family=kind, var_weights=weights)
            fit = model.fit(start_params=start, maxiter=100)
        except (Warning, PerfectSeparationError, ValueError, np.linalg.LinAlgError) as error:
            raise RegressionError(str(error)) from error
    found: FloatArray = fit.params
    if not np.isfinite(found).all():
        raise RegressionError("not finite")
    return found


def _covariance(
    design: FloatArray,
    residuals: FloatArray,
    weights: FloatArray,
    slope: FloatArray,
    clusters: IntArray | None,
) -> FloatArray:
    information = weights * slope
    bread = np.linalg.pinv((design * information[:, None]).T @ design)
    cases, columns = design.shape
    if clusters is None:
        leverage = information * np.einsum("ij,jk,ik->i", design, bread, design)
        scores = design * (weights * residuals / (1 - np.minimum(leverage, MOST_LEVERAGE)))[:, None]
        correction = 1.0
    else:
        single = design * (weights * residuals)[:, None]
        groups = int(clusters.max()) + 1
        scores = np.zeros((groups, columns))
        np.add.at(scores, clusters, single)
        correction = groups / (groups - 1) * (cases - 1) / (cases - columns)
    covariance: FloatArray = correction * bread @ (scores.T @ scores) @ bread
    return covariance


def marginal_effects(
    found: Regression, design: FloatArray, weights: FloatArray, columns: IntArray, steps: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return average marginal effects on the expected outcome, and their standard errors.

    Args:
        found: The model.
        design: Its columns.
        weights: Weights of the cases.
        columns: Columns whose effect is wanted.
        steps: Size of the change that each effect is for.
    """
    share = weights / weights.sum()
    curve = {
        "logit": found.slope * (1 - 2 * found.fitted),
        "poisson": found.slope,
        "linear": np.zeros(len(share)),
    }[found.family]
    mean_slope = share @ found.slope
    turn = (share * curve) @ design
    effects, errors = np.zeros(len(columns)), np.zeros(len(columns))
    for place, (column, step) in enumerate(zip(columns, steps, strict=True)):
        own = found.coefficients[column]
        gradient = own * turn
        gradient[column] += mean_slope
        effects[place] = step * own * mean_slope
        errors[place] = abs(step) * np.sqrt(max(gradient @ found.covariance @ gradient, 0.0))
    return effects, errors
