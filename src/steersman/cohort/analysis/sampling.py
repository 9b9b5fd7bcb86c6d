"""Sums of a table of firms by group and stratum, in as many passes as there are questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from steersman.cohort.analysis.fields import check_columns, weight_of
from steersman.methods.arrays import BoolArray, FloatArray, IntArray
from steersman.methods.survey_estimates import Design, Sums

GROUP, STRATUM, W, VALUE = "|group", "|stratum", "|w", "|value"
"""Columns made on the way; no table has names that begin so."""
MOST_AT_A_TIME, LEAST_COLUMNS = 20_000_000, 6
"""Values that one pass looks at, and columns that it does in any case."""
MOST_WEIGHT = 0.5
"""Share of a group's weight that one firm may carry, or its figures are nearly that firm's."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Firms with weights, in groups and strata.

    Attributes:
        firms: The table, with the weight in ``|w`` and numbers of group and stratum.
        groups: Values of the groupings, by number of the group.
        counts: Firms of each group.
        weights: Sum of their weights.
        heaviest: Largest weight of a firm in each group.
        design: How the firms were drawn.
    """

    firms: pl.LazyFrame
    groups: tuple[tuple[str, ...], ...]
    counts: IntArray
    weights: FloatArray
    heaviest: FloatArray
    design: Design

    @property
    def shape(self) -> tuple[int, int]:
        """Numbers of groups and strata."""
        return len(self.groups), len(self.design.firms)


def sample_of(firms: pl.LazyFrame, by: Sequence[str], strata: str | None) -> Sample:
    """Number groups and strata of a table of results.

    Args:
        firms: The table.
        by: Columns whose values make the groups; an empty value counts as one of its own.
        strata: Column of the strata that firms were drawn from; None if they were not.

    Raises:
        RefusedAnalysisError: If the table lacks a column.
    """
    schema = firms.collect_schema()
    check_columns(schema, [*by, *([strata] if strata else [])])
    weighed = firms.with_columns(weight_of(schema).alias(W))
    weighed = weighed.filter(pl.col(W) > 0)
    named = [pl.col(name).cast(pl.String).fill_null("").alias(f"|{name}") for name in by]
    stratum = pl.col(strata).cast(pl.String).fill_null("") if strata else pl.lit("")
    keys = [f"|{name}" for name in by]
    weighed = weighed.with_columns(*named, stratum.alias("|strata"))
    sizes = (
        weighed.group_by([*keys, "|strata"])
        .agg(pl.len().alias("firms"), pl.col(W).sum(), pl.col(W).max().alias("most"))
        .collect(engine="streaming")
    )
    groups = sizes.select(keys).unique().sort(keys) if by else None
    names = [tuple(row) for row in groups.iter_rows()] if groups is not None else [()]
    drawn = sizes.group_by("|strata").agg(pl.col("firms", W).sum()).sort("|strata")
    strata_names = drawn["|strata"].to_list()
    weighed = _numbered(weighed, groups, keys, strata_names)
    group_of = {name: place for place, name in enumerate(names)}
    counts = np.zeros(len(names), np.int64)
    weights, heaviest = np.zeros(len(names)), np.zeros(len(names))
    for *key, count, weight, most in sizes.select([*keys, "firms", W, "most"]).iter_rows():
        place = group_of[tuple(key)]
        counts[place] += count
        weights[place] += weight
        heaviest[place] = max(heaviest[place], most)
    design = Design(
        drawn["firms"].to_numpy().astype(np.float64), drawn[W].to_numpy(), replaced=strata is None
    )
    return Sample(weighed, tuple(names), counts, weights, heaviest, design)


def _numbered(
    firms: pl.LazyFrame, groups: pl.DataFrame | None, keys: list[str], strata: list[str]
) -> pl.LazyFrame:
    numbered = firms.with_columns(pl.lit(0, pl.UInt32).alias(STRATUM))
    if len(strata) > 1:
        places = pl.DataFrame({"|strata": strata}).with_row_index(STRATUM)
        numbered = firms.join(places.lazy(), on="|strata", how="left")
    if groups is None:
        return numbered.with_columns(pl.lit(0, pl.UInt32).alias(GROUP))
    return numbered.join(groups.with_row_index(GROUP).lazy(), on=keys, how="left")


def number_sums(sample: Sample, columns: Sequence[str]) -> dict[str, tuple[Sums, FloatArray]]:
    """Return the sums of numbers by group and stratum, and how far values were shifted.

    Values are shifted by their mean, so that squares of large amounts lose no digits. Of many firms
    only some columns are looked at in one pass, for the sake of memory.
    """
    firms = max(1, int(sample.counts.sum()))
    width = max(LEAST_COLUMNS, MOST_AT_A_TIME // firms)
    found: dict[str, tuple[Sums, FloatArray]] = {}
    for start in range(0, len(columns), width):
        found |= _sums_in_a_pass(sample, columns[start : start + width])
    return found


def _sums_in_a_pass(sample: Sample, columns: Sequence[str]) -> dict[str, tuple[Sums, FloatArray]]:
    values = [pl.col(name).cast(pl.Float64).fill_nan(None) for name in columns]
    centres = sample.firms.select(values).mean().collect(engine="streaming").row(0)
    parts = []
    for name, value, centre in zip(columns, values, centres, strict=True):
        moved = value - (centre or 0.0)
        there = moved.is_not_null()
        parts += [
            there.sum().cast(pl.Float64).alias(f"{name}|n"),
            pl.col(W).filter(there).sum().alias(f"{name}|w"),
            (pl.col(W) * moved).sum().alias(f"{name}|wy"),
            (pl.col(W).filter(there) ** 2).sum().alias(f"{name}|ww"),
            (pl.col(W) ** 2 * moved).sum().alias(f"{name}|wwy"),
            ((pl.col(W) * moved) ** 2).sum().alias(f"{name}|wwyy"),
        ]
    found = sample.firms.group_by([GROUP, STRATUM]).agg(parts).collect(engine="streaming")
    kinds = ("n", "w", "wy", "ww", "wwy", "wwyy")
    return {
        name: (
            Sums(*(_spread(sample.shape, found, f"{name}|{kind}") for kind in kinds)),
            np.array(centre or 0.0),
        )
        for name, centre in zip(columns, centres, strict=True)
    }


def group_means(sample: Sample, columns: Sequence[str]) -> dict[str, FloatArray]:
    """Return weighted means of numbers by group, with all together in front."""
    if not columns:
        return {}
    parts = []
    for name in columns:
        value = pl.col(name).cast(pl.Float64).fill_nan(None)
        parts += [
            (pl.col(W) * value).sum().alias(f"{name}|wy"),
            pl.col(W).filter(value.is_not_null()).sum().alias(f"{name}|w"),
        ]
    found = sample.firms.group_by(GROUP).agg(parts).collect(engine="streaming").sort(GROUP)
    means = {}
    for name in columns:
        wy, w = (found[f"{name}|{kind}"].to_numpy() for kind in ("wy", "w"))
        with np.errstate(invalid="ignore"):
            means[name] = np.concatenate([[wy.sum()], wy]) / np.concatenate([[w.sum()], w])
    return means


def share_sums(sample: Sample, column: str) -> dict[str, Sums]:
    """Return, by value of a column, the sums of having it, over firms whose value is known."""
    value = pl.col(column).cast(pl.String).alias(VALUE)
    found = (
        sample.firms.filter(pl.col(column).is_not_null())
        .group_by([GROUP, STRATUM, value])
        .agg(
            pl.len().cast(pl.Float64).alias("n"),
            pl.col(W).sum().alias("w"),
            (pl.col(W) ** 2).sum().alias("ww"),
        )
        .collect(engine="streaming")
    )
    whole = [_spread(sample.shape, found, kind) for kind in ("n", "w", "ww")]
    sums = {}
    for name in sorted(found[VALUE].unique().to_list()):
        having = found.filter(pl.col(VALUE) == name)
        w, ww = (_spread(sample.shape, having, kind) for kind in ("w", "ww"))
        sums[name] = Sums(whole[0], whole[1], w, whole[2], ww, ww)
    return sums


def _spread(shape: tuple[int, int], found: pl.DataFrame, column: str) -> FloatArray:
    """Return a column as an array by group and stratum, zero where the table has no row."""
    spread = np.zeros(shape)
    places = (found[GROUP].to_numpy(), found[STRATUM].to_numpy())
    np.add.at(spread, places, found[column].to_numpy())
    return spread


def over_all(sums: Sums) -> Sums:
    """Return the sums with all groups together, as one more group in front."""

    def joined(part: FloatArray) -> FloatArray:
        return np.concatenate([part.sum(axis=0, keepdims=True), part])

    return Sums(
        joined(sums.firms),
        joined(sums.w),
        joined(sums.wy),
        joined(sums.ww),
        joined(sums.wwy),
        joined(sums.wwyy),
    )


def dominated(sample: Sample, columns: Sequence[str], least: float = 0.1) -> dict[str, BoolArray]:
    """Return by column in which groups one firm dominates the total, with all together in front.

    The p % rule (Hundepool et al. 2012, Statistical Disclosure Control, 4.2): the total less its
    two largest firms is less than a share ``least`` of the largest, so that the second could work
    out the largest too closely.
    """
    if not columns:
        return {}
    parts = []
    for name in columns:
        size = pl.col(name).cast(pl.Float64).abs()
        parts += [
            (pl.col(W) * size).sum().alias(f"{name}|total"),
            size.drop_nulls().top_k(2).alias(f"{name}|top"),
        ]
    found = sample.firms.group_by(GROUP).agg(parts).collect()
    result = {}
    for name in columns:
        totals, tops = np.zeros(len(sample.groups)), [[0.0]] * len(sample.groups)
        for group, total, top in found.select(GROUP, f"{name}|total", f"{name}|top").iter_rows():
            totals[group], tops[group] = total, top
        largest = sorted((value for top in tops for value in top), reverse=True)[:2]
        result[name] = np.array(
            [_too_much(totals.sum(), largest, least)]
            + [_too_much(total, top, least) for total, top in zip(totals, tops, strict=True)]
        )
    return result


def _too_much(total: float, top: list[float], least: float) -> bool:
    return bool(top) and top[0] > 0 and total - sum(top) < least * max(top)
