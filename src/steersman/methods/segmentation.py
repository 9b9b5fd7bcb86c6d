"""Segments of cases by their values, or that there are none.

Gaussian mixtures of several numbers and shapes; the Bayesian information criterion chooses among
them (Fraley & Raftery 2002), one cloud being among the choices, so that a long cloud is not cut up.
What was chosen must come back in samples drawn anew: the adjusted Rand index (Hubert & Arabie 1985)
of both divisions must be high on average (Hennig 2007).
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from steersman.methods.arrays import FloatArray, IntArray

if TYPE_CHECKING:
    from sklearn.mixture import GaussianMixture

Shape = Literal["full", "tied", "diag"]
SHAPES: tuple[Shape, ...] = ("full", "tied", "diag")
"""Each segment its own shape; all the same; no correlations within a segment."""
MOST_SEGMENTS = 6
STABLE = 0.75
"""Mean adjusted Rand index from which on segments are taken to be there."""
PATIENCE = 2
STARTS = 3
LEAST_CASES = 50
"""Cases below which no segments are looked for."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A mixture that was tried: number of segments, shape, information criterion (low is good)."""

    segments: int
    shape: Shape
    criterion: float


@dataclass(frozen=True, slots=True)
class Division:
    """What was found.

    Attributes:
        candidates: Mixtures tried, the chosen one first.
        labels: Segment of each case, the largest segment first; all zero for one cloud.
        certainty: Chance of each case to belong to its segment.
        stability: Mean adjusted Rand index with samples drawn anew; None for one cloud.
        silhouette: Mean silhouette width (Rousseeuw 1987); None for one cloud.
    """

    candidates: tuple[Candidate, ...]
    labels: IntArray
    certainty: FloatArray
    stability: float | None
    silhouette: float | None

    @property
    def chosen(self) -> Candidate:
        """The mixture with the best criterion."""
        return self.candidates[0]

    @property
    def is_stable(self) -> bool:
        """Whether there are segments that come back in samples drawn anew."""
        return self.stability is not None and self.stability >= STABLE


def divide(
    values: FloatArray, least: int, replicates: int, generator: np.random.Generator
) -> Division:
    """Look for segments.

    Args:
        values: Shape (cases, columns), columns on scales that can be compared.
        least: Fewest cases of a segment.
        replicates: Samples drawn anew.
        generator: Source of randomness.
    """
    seed = int(generator.integers(2**31))
    tried = _tried(values, least, seed)
    tried.sort(key=lambda pair: pair[0].criterion)
    best, mixture = tried[0]
    candidates = tuple(candidate for candidate, _ in tried)
    if best.segments == 1:
        none = np.zeros(len(values), np.int64)
        return Division(candidates, none, np.ones(len(values)), None, None)
    raw = mixture.predict(values)
    order = np.argsort(np.argsort(-np.bincount(raw), kind="stable"), kind="stable")
    labels: IntArray = order[raw].astype(np.int64)
    certainty: FloatArray = mixture.predict_proba(values).max(axis=1)
    stability = _stability(values, best, labels, replicates, generator)
    return Division(candidates, labels, certainty, stability, _silhouette(values, labels, seed))


def _tried(values: FloatArray, least: int, seed: int) -> list[tuple[Candidate, GaussianMixture]]:
    """Fit mixtures of more and more segments until two more have made none better."""
    tried: list[tuple[Candidate, GaussianMixture]] = []
    best, best_count = np.inf, 1
    for count in range(1, MOST_SEGMENTS + 1):
        for shape in SHAPES if count > 1 else SHAPES[:1]:
            mixture = _mixture(count, shape, values, seed)
            sizes = np.bincount(mixture.predict(values), minlength=count)
            criterion = float(mixture.bic(values))
            if sizes.min() >= min(least, len(values)):
                tried.append((Candidate(count, shape, criterion), mixture))
                if criterion < best:
                    best, best_count = criterion, count
        if count >= best_count + PATIENCE:
            break
    return tried


def _mixture(count: int, shape: Shape, values: FloatArray, seed: int) -> GaussianMixture:
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.mixture import GaussianMixture

    mixture: Any = GaussianMixture(
        count, covariance_type=shape, n_init=STARTS if count > 1 else 1, random_state=seed,
        reg_covar=1e-4, init_params="k-means++",
    )  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        mixture.fit(values)
    return mixture


def _stability(
    values: FloatArray,
    best: Candidate,
    labels: IntArray,
    replicates: int,
    generator: np.random.Generator,
) -> float:
    from sklearn.metrics import adjusted_rand_score

    found = []
    for _ in range(replicates):
        drawn = generator.integers(0, len(values), len(values))
        seed = int(generator.integers(2**31))
        again = _mixture(best.segments, best.shape, values[drawn], seed)
        found.append(adjusted_rand_score(labels, again.predict(values)))
    return float(np.mean(found))


def _silhouette(values: FloatArray, labels: IntArray, seed: int) -> float:
    from sklearn.metrics import silhouette_score

    most = min(len(values), 2000)
    return float(silhouette_score(values, labels, sample_size=most, random_state=seed))
