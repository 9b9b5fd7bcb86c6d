"""Where one firm stands among its like, and tables of percentiles that are safe to hand out.

A firm is held against those of the same sector, size and region where there are enough of them. A
group is used only if it has ten other firms, none of which carries most of the weight, and if the
groups left out of the next larger one have ten together too: otherwise two answers would tell about
the few firms by which their groups differ. Where a group will not do, the last grouping is dropped.

What is not known of the other firms' scores counts too: a firm is held against the scores that they
may truly have, whose spread is wider than that of their means.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.special import ndtr, ndtri

from steersman.cohort import columns
from steersman.cohort.analysis.distribution import levels_for
from steersman.cohort.analysis.fields import (
    RefusedAnalysisError,
    check_columns,
    is_synthetic,
    weight_of,
)
from steersman.cohort.analysis.regressors import PER_DEVIATION
from steersman.cohort.analysis.sampling import MOST_WEIGHT, W
from steersman.diagnose.comparison import LEAST_FIRMS, Percentile, ReferenceScores
from steersman.diagnose.factors import factor_ids
from steersman.dossier import Problem
from steersman.methods.arrays import FloatArray
from steersman.methods.suppression import hidden_groups

LIKE = (columns.SECTOR, columns.SIZE, columns.REGION)
"""Groupings by what firms are alike, the first counting most."""
PERCENTILES = tuple(place / 100 for place in range(1, 100))
NODES = ndtri((np.arange(5) + 0.5) / 5)
NODES = NODES / NODES.std()
"""Points that stand for a normal distribution, of equal weight."""
HIGHEST, STEPS = 100.0, 1000
"""The scale of scores, and the steps that it is handed out in."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a firm stands among its like.

    Attributes:
        firm: Its name.
        among: What the firms it is held against have in common; empty for all firms.
        dropped: Groupings that were dropped since too few firms were left.
        firms: Firms it is held against.
        factors: Its place by factor; the interval is that of its own score.
        synthetic: Whether any firm was made up.
    """

    firm: str
    among: Mapping[str, str]
    dropped: tuple[str, ...]
    firms: int
    factors: tuple[Percentile, ...]
    synthetic: bool


@dataclass(frozen=True, slots=True)
class Reference:
    """How scores are distributed among firms that have something in common.

    Attributes:
        among: What they have in common; empty for all firms.
        firms: Firms.
        factors: Quantiles by factor, none with fewer than ten firms on either side.
        synthetic: Whether any firm was made up.
    """

    among: Mapping[str, str]
    firms: int
    factors: Mapping[str, ReferenceScores]
    synthetic: bool


def standing(firms: pl.LazyFrame, firm: str, like: Sequence[str] = LIKE) -> Standing:
    """Return where a firm stands among its like.

    Args:
        firms: Results.
        firm: Its name in them.
        like: Groupings, the first counting most; those that the table lacks are left out.

    Raises:
        RefusedAnalysisError: If there is no such firm, or too few others.
    """
    schema = firms.collect_schema()
    named = firms.with_columns(pl.col(columns.FIRM).cast(pl.String), weight_of(schema).alias(W))
    own = named.filter(pl.col(columns.FIRM) == firm).collect()
    if own.is_empty():
        raise RefusedAnalysisError(Problem("firm-not-there", (), {"value": firm}))
    row = own.row(0, named=True)
    others = named.filter(pl.col(columns.FIRM) != firm)
    known = [name for name in like if name in schema and row[name] is not None]
    for depth in range(len(known), -1, -1):
        among = {name: str(row[name]) for name in known[:depth]}
        if _is_usable(others, among):
            break
    else:
        raise _too_small(int(others.select(pl.len()).collect().item()))
    table = _members(others, among).select(W, *_scores(schema)).collect()
    places = [
        _place(table, factor, row)
        for factor in factor_ids()
        if columns.score_of(factor) in schema and row[columns.score_of(factor)] is not None
    ]
    return Standing(
        firm,
        among,
        tuple(known[len(among) :]),
        table.height,
        tuple(place for place in places if place.firms >= LEAST_FIRMS),
        is_synthetic(firms),
    )


def reference(firms: pl.LazyFrame, among: Mapping[str, str]) -> Reference:
    """Return quantiles of scores that can be handed out.

    Args:
        firms: Results.
        among: Values by grouping that firms must have; empty for all firms.

    Raises:
        RefusedAnalysisError: If there are too few such firms, or handing out would tell on others.
    """
    schema = firms.collect_schema()
    check_columns(schema, list(among))
    weighed = firms.with_columns(weight_of(schema).alias(W))
    members = _members(weighed, among).select(W, *_scores(schema)).collect(engine="streaming")
    if not _is_usable(weighed, among):
        raise _too_small(members.height)
    found = {}
    for factor in factor_ids():
        if columns.score_of(factor) in schema:
            found[factor] = _quantiles(members, factor)
    factors = {name: scores for name, scores in found.items() if len(scores.levels)}
    if not factors:
        raise _too_small(members.height)
    return Reference(dict(among), members.height, factors, is_synthetic(firms))


def _too_small(firms: int) -> RefusedAnalysisError:
    return RefusedAnalysisError(
        Problem("group-tells-on-firms", (), {"value": firms, "least": LEAST_FIRMS})
    )


def _scores(schema: pl.Schema) -> list[str]:
    """Return the columns of scores and their quantiles."""
    kinds = (columns.score_of, columns.low_of, columns.high_of)
    return [kind(name) for name in factor_ids() for kind in kinds if kind(name) in schema]


def _members(firms: pl.LazyFrame, among: Mapping[str, str]) -> pl.LazyFrame:
    for name, value in among.items():
        firms = firms.filter(pl.col(name).cast(pl.String) == value)
    return firms


def _is_usable(firms: pl.LazyFrame, among: Mapping[str, str]) -> bool:
    """Whether a group has enough firms, and those it leaves out at each step are enough too."""
    sizes = _members(firms, among).select(pl.len(), pl.col(W).max() / pl.col(W).sum())
    count, heaviest = sizes.collect().row(0)
    if count < LEAST_FIRMS or heaviest > MOST_WEIGHT:
        return False
    for depth, (name, value) in enumerate(among.items()):
        parent = dict(list(among.items())[:depth])
        division = _members(firms, parent).group_by(pl.col(name).cast(pl.String)).len().collect()
        hidden = hidden_groups(division["len"].to_numpy().astype(np.int64), LEAST_FIRMS)
        if hidden[division[name].to_list().index(value)]:
            return False
    return True


def _place(table: pl.DataFrame, factor: str, row: Mapping[str, float]) -> Percentile:
    """Return the place of a firm's score and of the ends of its interval; equal ones share one."""
    known, means, spreads, weights = _known(table, factor)
    if known < LEAST_FIRMS:
        return Percentile(factor, 0.0, 0.0, 0.0, known)

    def rank(value: float) -> float:
        apart = np.divide(value - means, spreads, out=np.zeros_like(means), where=spreads > 0)
        below = np.where(spreads > 0, ndtr(apart), np.heaviside(value - means, 0.5))
        return float(100 * np.average(below, weights=weights))

    score = row[columns.score_of(factor)]
    ends = (row.get(columns.low_of(factor)), row.get(columns.high_of(factor)))
    low, high = (score if end is None else end for end in ends)
    return Percentile(factor, rank(score), rank(low), rank(high), known)


def _known(table: pl.DataFrame, factor: str) -> tuple[int, FloatArray, FloatArray, FloatArray]:
    """Return how many firms' scores are known, their means, spreads and weights."""
    known = table.drop_nulls(columns.score_of(factor))
    means = known[columns.score_of(factor)].cast(pl.Float64).to_numpy()
    ends = [columns.low_of(factor), columns.high_of(factor)]
    spreads = np.zeros(len(means))
    if set(ends) <= set(known.columns):
        low, high = (known[end].cast(pl.Float64).fill_null(0.0).to_numpy() for end in ends)
        spreads = np.maximum(high - low, 0.0) / PER_DEVIATION
    return known.height, means, spreads, known[W].to_numpy()


def _quantiles(table: pl.DataFrame, factor: str) -> ReferenceScores:
    """Return quantiles of the scores that firms may truly have, each counted at a few of them."""
    known, means, spreads, weights = _known(table, factor)
    levels = levels_for(PERCENTILES, known)
    if not levels:
        return ReferenceScores(np.empty(0), np.empty(0), known)
    # Quantiles of rounded scores are rounded quantiles, and need no sorting.
    carried, firms = np.zeros(STEPS + 1), np.zeros(STEPS + 1)
    for node in NODES:
        scores = np.clip(means + spreads * node, 0.0, HIGHEST)
        places = np.rint(scores * STEPS / HIGHEST).astype(np.int64)
        carried += np.bincount(places, weights, minlength=STEPS + 1)
        firms += np.bincount(places, minlength=STEPS + 1) / len(NODES)
    carried, upto = np.cumsum(carried), np.cumsum(firms)
    wanted = np.array(levels) * carried[-1] * (1 - 1e-12)
    at = np.searchsorted(carried, wanted)
    # Of firms with unequal weights fewer than a level's share may lie on one side.
    many = np.minimum(upto[at], known - upto[at] + firms[at]) >= LEAST_FIRMS - 1e-9
    quantiles: FloatArray = at[many] * HIGHEST / STEPS
    return ReferenceScores(np.array(levels)[many], quantiles, known)
