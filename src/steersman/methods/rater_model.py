"""Assessments by several raters, corrected for strict and lenient ones.

A score is a mean, plus the person, the rater, and chance; persons and raters are random effects,
whose variances are found by restricted maximum likelihood (Patterson & Thompson 1971). In a small
firm that often puts a variance at zero and claims to know everything, so the ratios of variances
have a weak prior from published studies (one rating has a reliability of .45 to .65: Viswesvaran,
Ones & Schmidt 1996; Salgado & Moscoso 2019; raters differ as much as half as strongly as persons).
A person's score is the best linear unbiased prediction (Henderson 1975) with its error, so that
few or contradictory ratings give wide intervals and are drawn towards the mean.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.stats import norm

from steersman.methods.arrays import FloatArray, IntArray

LARGEST_RATIO, SMALLEST_RATIO = 1e4, 1e-6
PRIOR_LOG = np.log([0.5 / 0.3, 0.2 / 0.3])
"""Logarithms of the variances of persons and raters as multiples of chance's: prior means."""
PRIOR_SPREAD = 0.7


@dataclass(frozen=True, slots=True)
class RaterModel:
    """What the ratings say once raters are put on one scale.

    Attributes:
        mean: Mean score.
        person: Each person's distance from the mean.
        person_covariance: Covariance of their errors.
        score_covariance: Covariance of the errors of mean plus person.
        severity: How much lower than others each rater scores.
        severity_error: Standard error of it.
        person_variance: Variance between persons.
        rater_variance: Variance between raters.
        noise_variance: What neither explains.
        reliability: Share of the variance of one rater's single rating that is the person's.
    """

    mean: float
    person: FloatArray
    person_covariance: FloatArray
    score_covariance: FloatArray
    severity: FloatArray
    severity_error: FloatArray
    person_variance: float
    rater_variance: float
    noise_variance: float
    reliability: float


def fit_rater_model(
    person: IntArray, rater: IntArray, score: FloatArray, *, prior: bool = True
) -> RaterModel:
    """Fit the model.

    Args:
        person: Whom each rating is about, numbered from zero.
        rater: Who gave it.
        score: The rating.
        prior: Whether variances are drawn towards those of published studies.

    Raises:
        ValueError: If there are fewer than two persons or raters, or hardly a rating.
    """
    persons, raters = int(person.max()) + 1, int(rater.max()) + 1
    if persons < 2 or raters < 2 or len(score) <= 2:
        raise ValueError("too few persons, raters or ratings")
    fixed = np.ones((len(score), 1))
    random = np.zeros((len(score), persons + raters))
    random[np.arange(len(score)), person] = 1
    random[np.arange(len(score)), persons + rater] = 1

    def minus_likelihood(logs: FloatArray) -> float:
        doubt = float((((logs - PRIOR_LOG) / PRIOR_SPREAD) ** 2).sum()) if prior else 0.0
        return _solve(fixed, random, score, _ratios(logs, persons, raters))[0] + doubt

    best = minimize(
        minus_likelihood,
        PRIOR_LOG,
        method="Nelder-Mead",
        options={"xatol": 1e-7, "fatol": 1e-10, "maxiter": 2000},
    )
    ratios = _ratios(best.x, persons, raters)
    _, noise, effects, inverse = _solve(fixed, random, score, ratios)
    covariance = noise * inverse
    both = np.hstack([np.ones((persons, 1)), np.eye(persons)])
    person_variance, rater_variance = noise * ratios[0], noise * ratios[-1]
    total = person_variance + rater_variance + noise
    return RaterModel(
        mean=float(effects[0]),
        person=effects[1 : 1 + persons],
        person_covariance=covariance[1 : 1 + persons, 1 : 1 + persons],
        score_covariance=both @ covariance[: 1 + persons, : 1 + persons] @ both.T,
        severity=-effects[1 + persons :],
        severity_error=np.sqrt(np.diag(covariance)[1 + persons :]),
        person_variance=float(person_variance),
        rater_variance=float(rater_variance),
        noise_variance=float(noise),
        reliability=float(person_variance / total) if total > 0 else 0.0,
    )


def _ratios(logs: FloatArray, persons: int, raters: int) -> FloatArray:
    """Return variances of the effects as multiples of the noise's."""
    both = np.clip(np.exp(logs), SMALLEST_RATIO, LARGEST_RATIO)
    return np.repeat(both, [persons, raters])


def _solve(
    fixed: FloatArray, random: FloatArray, score: FloatArray, ratios: FloatArray
) -> tuple[float, float, FloatArray, FloatArray]:
    """Solve the mixed-model equations.

    Returns:
        Minus twice the restricted log-likelihood up to a constant, the noise variance, fixed and
        random effects, and the inverse of the equations' matrix.
    """
    design = np.hstack([fixed, random])
    left = design.T @ design
    place = np.arange(fixed.shape[1], left.shape[0])
    left[place, place] += 1 / ratios
    right = design.T @ score
    inverse: FloatArray = np.linalg.inv(left).astype(float)
    effects = inverse @ right
    free = len(score) - fixed.shape[1]
    noise = max(float(score @ score - effects @ right) / free, 1e-12)
    _, log_determinant = np.linalg.slogdet(left)
    minus = free * np.log(noise) + log_determinant + float(np.log(ratios).sum())
    return float(minus), noise, effects.astype(float), inverse


def chance_of_better(model: RaterModel) -> FloatArray:
    """Return for each pair of persons the chance that the first is really better."""
    covariance = model.person_covariance
    spread = np.diag(covariance)[:, None] + np.diag(covariance)[None, :] - 2 * covariance
    gap = model.person[:, None] - model.person[None, :]
    safe = np.sqrt(np.maximum(spread, 1e-12))
    chances: FloatArray = norm.cdf(gap / safe)
    np.fill_diagonal(chances, 0.5)
    return chances


def close_bands(model: RaterModel, sure: float) -> IntArray:
    """Return bands of persons too close to call, the best band numbered zero.

    Going down the list, a new band begins where somebody is surely worse than the band's first.

    Args:
        model: Fitted model.
        sure: Chance from which one person counts as better than another.
    """
    chances = chance_of_better(model)
    order = np.argsort(-model.person, kind="stable")
    bands = np.zeros(len(order), np.int64)
    band, first = 0, order[0]
    for place in order:
        if chances[first, place] >= sure:
            band, first = band + 1, place
        bands[place] = band
    return bands


def raters_needed(reliability: float, wanted: float) -> float:
    """Return how many raters' mean has a wanted reliability (Spearman 1910; Brown 1910)."""
    if not 0 < reliability < 1 or not 0 < wanted < 1:
        raise ValueError("reliabilities must be between zero and one")
    return wanted * (1 - reliability) / (reliability * (1 - wanted))
