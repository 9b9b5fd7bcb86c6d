"""The path model of influencing factors, fitted to a population.

External and internal factors lead through innovation system and key technology to outcomes; which
construct holds which factors, and where each path comes from, is in ``paths.toml``. A path is an
association, other constructs that lead to the same one held constant; the arrows come from the
literature, not from the data.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from steersman.cohort.analysis.fields import RefusedAnalysisError, fields_of, is_synthetic
from steersman.cohort.analysis.path_design import PathDesign, path_design, wanted_scores
from steersman.cohort.analysis.regressors import cases_of, is_built_in, outcome_of, regressor_of
from steersman.cohort.columns import score_of
from steersman.dossier import Problem
from steersman.methods.arrays import FloatArray, IntArray
from steersman.methods.path_model import (
    Mode,
    PathFit,
    PathModel,
    PathModelError,
    Quality,
    Scheme,
    fit_path_model,
    heterotrait_ratios,
    quality_of,
    turned_like,
    weighted_correlations,
)
from steersman.methods.resampling import rescaled_weights

REPLICATES = 500
NOISY = 20
"""Draws of scores for what is left of a path if what is not known of scores is noise."""
LEAST_CASES = 10
"""Firms for each indicator, or path that ends at one construct, at the least (Hair et al. 2017)."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """A column that measures a construct, with its weight and loading and their intervals."""

    column: str
    weight: float
    weight_low: float
    weight_high: float
    loading: float


@dataclass(frozen=True, slots=True)
class Construct:
    """A construct of the model.

    Attributes:
        id: Its name.
        mode: ``A`` reflective, ``B`` formative.
        indicators: What measures it.
        quality: How well.
        explained: R²; None where no path ends.
        explained_low: Lower end of its interval.
        explained_high: Upper end.
    """

    id: str
    mode: Mode
    indicators: tuple[Indicator, ...]
    quality: Quality
    explained: float | None
    explained_low: float | None
    explained_high: float | None


@dataclass(frozen=True, slots=True)
class Path:
    """A path, in standard deviations of what it leads to for one of where it comes from.

    Attributes:
        cause: Construct it comes from.
        effect: Construct it leads to.
        source: Where the arrow comes from.
        direct: Coefficient, other causes of the same construct held constant.
        low: Lower end of its interval.
        high: Upper end.
        total: With all ways through other constructs.
        total_low: Lower end of its interval.
        total_high: Upper end.
        through_noise: What would be left of ``direct`` if what is not known of scores were noise.
        inflation: Variance inflation factor; from 5 on causes can hardly be told apart.
    """

    cause: str
    effect: str
    source: str
    direct: float
    low: float
    high: float
    total: float
    total_low: float
    total_high: float
    through_noise: float
    inflation: float


@dataclass(frozen=True, slots=True)
class Closeness:
    """Heterotrait-monotrait ratio of two constructs; from .9 on they can hardly be told apart."""

    one: str
    other: str
    ratio: float


@dataclass(frozen=True, slots=True)
class PathAnalysis:
    """A fitted path model.

    Attributes:
        synthetic: Whether any firm was made up.
        cases: Firms whose columns are all known.
        outcomes: Columns of the outcomes.
        left_out: Factors without scores in the table, or without spread.
        scheme: How surroundings were weighed.
        replicates: Samples drawn anew that could be fitted.
        constructs: Constructs, causes before effects.
        paths: Paths, causes before effects.
        closeness: Pairs of reflective constructs.
    """

    synthetic: bool
    cases: int
    outcomes: tuple[str, ...]
    left_out: tuple[str, ...]
    scheme: Scheme
    replicates: int
    constructs: tuple[Construct, ...]
    paths: tuple[Path, ...]
    closeness: tuple[Closeness, ...]


@dataclass(frozen=True, slots=True)
class _Data:
    """Complete cases."""

    means: FloatArray
    spreads: FloatArray
    weights: FloatArray
    strata: IntArray | None


def path_analysis(
    firms: pl.LazyFrame,
    outcomes: Sequence[str],
    strata: str | None = None,
    replicates: int = REPLICATES,
    scheme: Scheme = "path",
    seed: int = 1,
    confidence: float = 0.95,
) -> PathAnalysis:
    """Fit the path model of influencing factors.

    Args:
        firms: Results; see :mod:`steersman.cohort.columns`.
        outcomes: Columns of outcomes: numbers, or yes and no; larger must mean more of one thing.
        strata: Column of the strata that firms were drawn from.
        replicates: Samples drawn anew for intervals.
        scheme: How surroundings are weighed.
        seed: Seed of all randomness.
        confidence: Coverage of intervals.

    Raises:
        RefusedAnalysisError: If a column is not there or of another kind, if there are too few
            firms, or if the model cannot be estimated.
    """
    _refuse_built_in(outcomes)
    factors = [score_of(factor) for factor in fields_of(firms.collect_schema(), ()).factors]
    cases = cases_of(firms, [*factors, *outcomes], (), strata=strata)
    spread = {name for name in factors if (cases.table[name].std() or 0.0) > 0}  # type: ignore[operator]  # numbers
    design = path_design(spread, tuple(outcomes))
    columns = [regressor_of(cases, name) for name in design.columns]
    for name in outcomes:
        outcome_of(cases, name, None)
    means = np.column_stack([column.means for column in columns])
    known = ~np.isnan(means).any(axis=1)
    data = _Data(
        means[known],
        np.column_stack([column.spreads for column in columns])[known],
        cases.weights[known],
        None if cases.strata is None else np.unique(cases.strata[known], return_inverse=True)[1],
    )
    least = LEAST_CASES * means.shape[1]
    if len(data.weights) < least:
        counted = {"value": len(data.weights), "least": least}
        raise RefusedAnalysisError(Problem("population-too-small", (), counted))
    generator = np.random.default_rng(seed)
    try:
        correlations = weighted_correlations(data.means, data.weights)
        fit = fit_path_model(design.model, correlations, scheme)
        noisy = _noisy_paths(design.model, data, fit, scheme, generator)
    except PathModelError as error:
        raise RefusedAnalysisError(Problem(f"path-model-{error.reason}", ())) from error
    again = _resampled(design.model, data, fit, scheme, replicates, generator)
    ends = _Ends(again, confidence)
    qualities = quality_of(design.model, correlations, fit)
    missing = [
        name.removesuffix(".score") for name in wanted_scores() if name not in design.columns
    ]
    return PathAnalysis(
        is_synthetic(firms),
        len(data.weights),
        tuple(outcomes),
        tuple(missing),
        scheme,
        len(again),
        tuple(
            _construct(design, place, fit, qualities[place], ends)
            for place in range(len(design.names))
        ),
        tuple(_path(design, pair, fit, noisy, ends) for pair in design.sources),
        _closeness(design, heterotrait_ratios(design.model, correlations)),
    )


def _refuse_built_in(outcomes: Sequence[str]) -> None:
    built_in = [
        Problem("association-built-in", (), {"outcome": outcome, "factor": name})
        for outcome in outcomes
        for name in wanted_scores()
        if is_built_in(outcome, name)
    ]
    if built_in:
        raise RefusedAnalysisError(*built_in)


def _noisy_paths(
    model: PathModel, data: _Data, fit: PathFit, scheme: Scheme, generator: np.random.Generator
) -> FloatArray:
    """Return paths with scores drawn within what is not known of them, whatever the outcome."""
    if not (data.spreads > 0).any():
        return fit.paths
    found = []
    for _ in range(NOISY):
        drawn = data.means + data.spreads * generator.normal(size=data.means.shape)
        other = fit_path_model(model, weighted_correlations(drawn, data.weights), scheme)
        turn = turned_like(other, fit)
        found.append(other.paths * np.outer(turn, turn))
    mean: FloatArray = np.mean(found, axis=0)
    return mean


def _resampled(
    model: PathModel,
    data: _Data,
    fit: PathFit,
    scheme: Scheme,
    replicates: int,
    generator: np.random.Generator,
) -> list[PathFit]:
    """Return fits of samples drawn anew, their constructs turned like those of the sample."""
    found = []
    for weights in rescaled_weights(data.weights, data.strata, replicates, generator):
        try:
            other = fit_path_model(model, weighted_correlations(data.means, weights), scheme)
        except PathModelError:
            continue  # a sample drawn anew may lack spread that the sample has
        turn = turned_like(other, fit)
        both = np.outer(turn, turn)
        found.append(
            PathFit(
                other.weights * turn,
                other.loadings * turn,
                other.correlations * both,
                other.paths * both,
                other.effects * both,
                other.explained,
                other.inflation,
            )
        )
    return found


class _Ends:
    """Ends of intervals from fits of samples drawn anew."""

    def __init__(self, fits: list[PathFit], confidence: float) -> None:
        if not fits:
            raise RefusedAnalysisError(Problem("path-model-singular", ()))
        tails = [(1 - confidence) / 2, (1 + confidence) / 2]
        self.weights = np.quantile([fit.weights for fit in fits], tails, axis=0)
        self.paths = np.quantile([fit.paths for fit in fits], tails, axis=0)
        self.effects = np.quantile([fit.effects for fit in fits], tails, axis=0)
        self.explained = np.quantile([fit.explained for fit in fits], tails, axis=0)


def _construct(
    design: PathDesign, place: int, fit: PathFit, quality: Quality, ends: _Ends
) -> Construct:
    ended = bool(design.model.paths[place].any())
    indicators = tuple(
        Indicator(
            column,
            float(fit.weights[row, place]),
            float(ends.weights[0][row, place]),
            float(ends.weights[1][row, place]),
            float(fit.loadings[row, place]),
        )
        for column, row in zip(design.indicators[place], design.model.blocks[place], strict=True)
    )
    low, high = (float(end[place]) for end in ends.explained)
    return Construct(
        design.names[place],
        design.model.modes[place],
        indicators,
        quality,
        float(fit.explained[place]) if ended else None,
        low if ended else None,
        high if ended else None,
    )


def _path(
    design: PathDesign, pair: tuple[str, str], fit: PathFit, noisy: FloatArray, ends: _Ends
) -> Path:
    cause, effect = pair
    at = (design.names.index(effect), design.names.index(cause))
    return Path(
        cause,
        effect,
        design.sources[pair],
        float(fit.paths[at]),
        float(ends.paths[0][at]),
        float(ends.paths[1][at]),
        float(fit.effects[at]),
        float(ends.effects[0][at]),
        float(ends.effects[1][at]),
        float(noisy[at]),
        float(fit.inflation[at]),
    )


def _closeness(design: PathDesign, ratios: FloatArray) -> tuple[Closeness, ...]:
    size = len(design.names)
    return tuple(
        Closeness(design.names[one], design.names[other], float(ratios[one, other]))
        for one in range(size)
        for other in range(one + 1, size)
        if not np.isnan(ratios[one, other])
    )
