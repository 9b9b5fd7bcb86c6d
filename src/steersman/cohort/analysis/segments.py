"""Segments of firms that are alike in what helps and holds them back, or that there are none.

Scores of factors that are known little of lie near the middle, which would make a segment of its
own; so only factors, and firms, known well enough are looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

from steersman.cohort import columns
from steersman.cohort.analysis.fields import fields_of, is_synthetic
from steersman.cohort.analysis.regressors import cases_of
from steersman.diagnose.comparison import LEAST_FIRMS
from steersman.methods.arrays import BoolArray, FloatArray
from steersman.methods.segmentation import LEAST_CASES, Candidate, divide
from steersman.methods.survey_estimates import design_of, mean_of, share_interval, sums_of

LEAST_KNOWN = 0.5
"""Share of the evidence that must be known, of a factor on average and of a firm on average."""
LARGE_DIFFERENCE = 0.5
"""Difference from the others, in standard deviations, that is said to set a segment apart."""
REPLICATES = 20
MOST_CASES = 5000
"""Firms that are looked at, or thereabouts; of a larger table every firm has the same chance."""
LEAST_LIFT = 1.25
"""How many times as common as among all a group must be for a segment to be said to lean to it."""


@dataclass(frozen=True, slots=True)
class Trait:
    """How a segment's score of a factor differs from that of all other firms.

    Attributes:
        factor: Its id.
        mean: Weighted mean of the segment.
        others: Weighted mean of all other firms.
        difference: Difference in standard deviations of all firms.
    """

    factor: str
    mean: float
    others: float
    difference: float


@dataclass(frozen=True, slots=True)
class Lean:
    """A group that is more common in a segment than among all firms."""

    column: str
    value: str
    share: float
    overall: float


@dataclass(frozen=True, slots=True)
class Segment:
    """Firms that are alike.

    Attributes:
        firms: Firms in the table.
        share: Share of the population.
        low: Lower end of its interval, with the division taken as given.
        high: Upper end.
        certainty: Mean chance of its firms to belong to it.
        traits: All factors, the one that sets it apart most first.
        leans: Groups that are common in it.
    """

    firms: int
    share: float
    low: float
    high: float
    certainty: float
    traits: tuple[Trait, ...]
    leans: tuple[Lean, ...]

    @property
    def apart(self) -> tuple[Trait, ...]:
        """What sets it apart: factors with a large difference."""
        return tuple(trait for trait in self.traits if abs(trait.difference) >= LARGE_DIFFERENCE)


Verdict = Literal["found", "one-cloud", "unstable", "too-few"]


@dataclass(frozen=True, slots=True)
class Segments:
    """Segments of a population.

    Attributes:
        verdict: Whether there are any; if not, why.
        synthetic: Whether any firm was made up.
        firms: Firms looked at.
        left_out: Firms of which too little is known.
        factors: Factors looked at.
        left_out_factors: Factors of which too little is known.
        candidates: Mixtures tried, the best first.
        stability: Mean adjusted Rand index with samples drawn anew; None where there was one cloud.
        silhouette: Mean silhouette width; the same.
        segments: The largest first; empty unless found.
    """

    verdict: Verdict
    synthetic: bool
    firms: int
    left_out: int
    factors: tuple[str, ...]
    left_out_factors: tuple[str, ...]
    candidates: tuple[Candidate, ...]
    stability: float | None
    silhouette: float | None
    segments: tuple[Segment, ...]


def find_segments(
    firms: pl.LazyFrame, replicates: int = REPLICATES, seed: int = 1, confidence: float = 0.95
) -> Segments:
    """Look for segments of firms by the scores of their factors.

    Args:
        firms: Results; see :mod:`steersman.cohort.columns`.
        replicates: Samples drawn anew to see whether segments come back.
        seed: Seed of all randomness.
        confidence: Coverage of intervals.
    """
    schema = firms.collect_schema()
    factors = fields_of(schema, ()).factors
    scores = [columns.score_of(factor) for factor in factors]
    shares = [columns.known_of(factor) for factor in factors if columns.known_of(factor) in schema]
    groups = [name for name in columns.GROUPINGS if name in schema]
    table = cases_of(firms, [*scores, *shares, *groups], (), most=MOST_CASES)
    used = tuple(factor for factor in factors if _known_well(table.table, factor))
    rows = _rows(table.table, used)
    members, weights = table.table.filter(pl.Series(rows)), table.weights[rows]
    synthetic = is_synthetic(firms)
    left = tuple(factor for factor in factors if factor not in used)
    if not used or len(weights) < max(LEAST_CASES, 2 * LEAST_FIRMS):
        return Segments(
            "too-few", synthetic, len(weights), int((~rows).sum()), used, left, (), None, None, ()
        )
    values = members.select(columns.score_of(factor) for factor in used).to_numpy()
    spread = values.std(axis=0)
    scaled = (values - values.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    found = divide(scaled, LEAST_FIRMS, replicates, np.random.default_rng(seed))
    verdict: Verdict = "one-cloud" if found.chosen.segments == 1 else "unstable"
    segments: tuple[Segment, ...] = ()
    if found.is_stable:
        verdict = "found"
        segments = tuple(
            _segment(
                members, weights, used, found.labels == label, found.certainty, groups, confidence
            )
            for label in range(found.chosen.segments)
        )
    return Segments(
        verdict, synthetic, len(weights), int((~rows).sum()), used, left, found.candidates,
        found.stability, found.silhouette, segments,
    )  # fmt: skip


def _known_well(table: pl.DataFrame, factor: str) -> bool:
    known = columns.known_of(factor)
    if table[columns.score_of(factor)].null_count() == table.height:
        return False
    mean = table[known].cast(pl.Float64).mean() if known in table.columns else 1.0
    return isinstance(mean, float) and mean >= LEAST_KNOWN


def _rows(table: pl.DataFrame, factors: Sequence[str]) -> BoolArray:
    """Return which firms have every score and enough evidence behind them."""
    scores = [columns.score_of(factor) for factor in factors]
    known = [columns.known_of(name) for name in factors if columns.known_of(name) in table.columns]
    if not factors:
        return np.zeros(table.height, np.bool_)
    complete = pl.all_horizontal(pl.col(scores).is_not_null())
    enough = pl.mean_horizontal(known) >= LEAST_KNOWN if known else pl.lit(value=True)
    rows: BoolArray = (
        table.select((complete & enough).fill_null(value=False)).to_series().to_numpy()
    )
    return rows


def _segment(
    members: pl.DataFrame,
    weights: FloatArray,
    factors: Sequence[str],
    inside: BoolArray,
    certainty: FloatArray,
    groups: Sequence[str],
    confidence: float,
) -> Segment:
    design = design_of(weights, None)
    estimate = mean_of(design, sums_of(inside.astype(np.float64), weights, None, design))
    low, high = share_interval(estimate, confidence)
    traits = [_trait(members, weights, factor, inside) for factor in factors]
    return Segment(
        int(inside.sum()),
        float(estimate.value),
        float(low),
        float(high),
        float(np.average(certainty[inside], weights=weights[inside])),
        tuple(sorted(traits, key=lambda trait: -abs(trait.difference))),
        tuple(lean for name in groups for lean in _leans(members[name], weights, inside)),
    )


def _trait(members: pl.DataFrame, weights: FloatArray, factor: str, inside: BoolArray) -> Trait:
    scores = members[columns.score_of(factor)].cast(pl.Float64).to_numpy()
    mean = float(np.average(scores[inside], weights=weights[inside]))
    others = float(np.average(scores[~inside], weights=weights[~inside]))
    spread = float(np.sqrt(np.cov(scores, aweights=weights)))
    return Trait(factor, mean, others, (mean - others) / spread if spread else 0.0)


def _leans(values: pl.Series, weights: FloatArray, inside: BoolArray) -> list[Lean]:
    """Return the groups that are much more common in a segment and held by ten of its firms."""
    texts = values.cast(pl.String).fill_null("")
    found = []
    for name in sorted(set(texts) - {""}):
        having = texts.eq(name).to_numpy()
        share = float(weights[inside & having].sum() / weights[inside].sum())
        overall = float(weights[having].sum() / weights.sum())
        if share >= LEAST_LIFT * overall and (inside & having).sum() >= LEAST_FIRMS:
            found.append(Lean(values.name, name, share, overall))
    return found
