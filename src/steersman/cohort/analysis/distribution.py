"""How answers, scores, strategies and outcomes are distributed, by group of firms and over all.

Nothing is said of fewer than ten firms: groups that are too small are hidden, and others with them
until what is hidden cannot be worked out from what is shown (see ``methods/suppression.py``). A
group in which one firm carries most of the weight is hidden like a small one, and means of amounts
are left out where one firm makes up most of the total.

An interval says how far the figure of these firms may lie from that of all firms of the population.
What is not known of each firm comes beside it: chances are averaged as chances, and scores carry
the mean that there would be if every firm's error lay the same way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from steersman.cohort import columns
from steersman.cohort.analysis import sampling
from steersman.cohort.analysis.fields import (
    RefusedAnalysisError,
    check_columns,
    check_numbers,
    fields_of,
    is_of_a_factor,
    is_synthetic,
)
from steersman.cohort.analysis.sampling import GROUP, MOST_WEIGHT, STRATUM, Sample, W
from steersman.diagnose.comparison import LEAST_FIRMS
from steersman.diagnose.factors import load_indicators
from steersman.dossier import Problem
from steersman.methods.arrays import BoolArray, FloatArray, IntArray
from steersman.methods.suppression import MOST_DIVISIONS, hidden_cells, hidden_groups
from steersman.methods.survey_estimates import (
    Sums,
    mean_interval,
    mean_of,
    share_interval,
    weighted_quantiles,
)

LEVELS = (0.1, 0.25, 0.5, 0.75, 0.9)
CONFIDENCE = 0.95
SCORE = columns.score_of("")
MOST_VALUES = 40
"""Values of a column of which shares are shown; one with more is no category."""


@dataclass(frozen=True, slots=True)
class Question:
    """What to find out about a table of results.

    Attributes:
        shares: Columns of texts or truth values.
        means: Columns of numbers.
        quantiles: Columns of numbers.
        by: At most two columns whose values make the groups.
        levels: Shares at which quantiles are taken.
        strata: Column of the strata that firms were drawn from; None if they were not.
        confidence: Coverage of the intervals.
    """

    shares: tuple[str, ...] = ()
    means: tuple[str, ...] = ()
    quantiles: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    levels: tuple[float, ...] = LEVELS
    strata: str | None = None
    confidence: float = CONFIDENCE


@dataclass(frozen=True, slots=True)
class Share:
    """Share of firms that have a value, among those whose value is known, with its interval."""

    column: str
    value: str
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Mean:
    """Mean of a column over the firms whose value is known, with its interval.

    A mean of chances is the expected share of firms.

    Attributes:
        column: The column.
        firms: Firms whose value is known.
        mean: Weighted mean.
        low: Lower end of the interval for the mean of the population.
        high: Upper end.
        all_low: The mean if every firm's score were its 5 % quantile; None where firms carry none.
        all_high: The same with 95 % quantiles.
    """

    column: str
    firms: int
    mean: float
    low: float
    high: float
    all_low: float | None
    all_high: float | None


@dataclass(frozen=True, slots=True)
class QuantileOf:
    """The value of a column below which a share ``level`` of firms lies, with its interval."""

    column: str
    firms: int
    level: float
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """What is known of a group of firms.

    Attributes:
        group: Values of the groupings, an empty text where not known; no values for all firms.
        firms: Firms in the table.
        weight: Firms of the population that they stand for.
        shares: Shares by column and value.
        means: Means by column.
        quantiles: Quantiles by column and level.
        dominated: Columns whose mean is not shown since one firm would show through.
    """

    group: tuple[str, ...]
    firms: int
    weight: float
    shares: tuple[Share, ...]
    means: tuple[Mean, ...]
    quantiles: tuple[QuantileOf, ...]
    dominated: tuple[str, ...]

    def mean_of(self, column: str) -> Mean | None:
        """Return the mean of a column, None if it is not shown."""
        return next((mean for mean in self.means if mean.column == column), None)

    def share_of(self, column: str, value: str) -> Share | None:
        """Return the share of a value, None if it is not shown."""
        found = (share for share in self.shares if (share.column, share.value) == (column, value))
        return next(found, None)


@dataclass(frozen=True, slots=True)
class Distribution:
    """Figures of a population and of its groups.

    Attributes:
        question: What was asked.
        synthetic: Whether any firm was made up.
        overall: All firms.
        groups: Groups that are shown, by their values.
        hidden_groups: Groups that are not shown.
        hidden_firms: Firms in them.
    """

    question: Question
    synthetic: bool
    overall: GroupFigures
    groups: tuple[GroupFigures, ...]
    hidden_groups: int
    hidden_firms: int


def usual_question(
    schema: pl.Schema,
    rules: Sequence[str],
    kept: Sequence[str] = (),
    by: tuple[str, ...] = (),
    strata: str | None = None,
) -> Question:
    """Return the question that asks for all that the stages say, indicators and outcomes.

    Args:
        schema: Columns of the results.
        rules: Rules that were asked.
        kept: Columns that results hold though no stage looks at them, such as outcomes.
        by: Groupings.
        strata: Column of the strata that firms were drawn from.
    """
    fields = fields_of(schema, rules)
    named = tuple(name for name in (columns.LEVER, columns.STRATEGY) if name in schema)
    scores = tuple(columns.score_of(factor) for factor in fields.factors)
    known = (columns.known_of(factor) for factor in fields.factors)
    chances = (
        *(name for name in known if name in schema),
        *(columns.first_of(factor) for factor in fields.levers),
        *(columns.best_of(strategy) for strategy in fields.strategies),
    )
    indicators = tuple(rule.id for rule in load_indicators() if rule.id in fields.numbers)
    own = [name for name in kept if name not in (*by, strata)]
    numbers = tuple(name for name in own if name in fields.numbers)
    return Question(
        (*fields.rules, *named, *(name for name in own if name in fields.categories)),
        (*scores, *chances, *indicators, *numbers),
        scores,
        by,
        strata=strata,
    )


def distribution(firms: pl.LazyFrame, question: Question) -> Distribution:
    """Return how firms are distributed.

    Args:
        firms: Results; see :mod:`steersman.cohort.columns`.
        question: What to find out.

    Raises:
        RefusedAnalysisError: If a column is not there or of another kind, if there are more than
            two groupings, or fewer than ten firms.
    """
    schema = firms.collect_schema()
    check_columns(schema, (*question.by, *question.shares))
    check_numbers(schema, (*question.means, *question.quantiles))
    if len(question.by) > MOST_DIVISIONS:
        raise RefusedAnalysisError(
            Problem("too-many-groupings", (), {"value": len(question.by), "most": MOST_DIVISIONS})
        )
    sample = sampling.sample_of(firms, question.by, question.strata)
    if sample.counts.sum() < LEAST_FIRMS:
        counted = {"value": int(sample.counts.sum()), "least": LEAST_FIRMS}
        raise RefusedAnalysisError(Problem("population-too-small", (), counted))
    heavy = sample.heaviest > MOST_WEIGHT * sample.weights
    hidden = hidden_of(sample, np.where(heavy, 1, sample.counts))
    shares = _shares(sample, question)
    means, dominated = _means(sample, question)
    quantiles = _quantiles(sample, question)
    places = [0, *(int(place) + 1 for place in np.flatnonzero(~hidden) if question.by)]
    figures = [
        GroupFigures(
            sample.groups[place - 1] if place else (),
            int(sample.counts[place - 1] if place else sample.counts.sum()),
            float(sample.weights[place - 1] if place else sample.weights.sum()),
            tuple(shares[place]),
            tuple(means[place]),
            tuple(quantiles[place]),
            tuple(dominated[place]),
        )
        for place in places
    ]
    return Distribution(
        question,
        is_synthetic(firms),
        figures[0],
        tuple(figures[1:]),
        int(hidden.sum()),
        int(sample.counts[hidden].sum()),
    )


def hidden_of(sample: Sample, counts: IntArray) -> BoolArray:
    """Return which groups to hide, given how many firms of each count."""
    if not sample.groups[0]:
        return np.zeros(1, np.bool_)
    if len(sample.groups[0]) == 1:
        return hidden_groups(counts, LEAST_FIRMS)
    rows = sorted({group[0] for group in sample.groups})
    across = sorted({group[1] for group in sample.groups})
    places = (
        [rows.index(group[0]) for group in sample.groups],
        [across.index(group[1]) for group in sample.groups],
    )
    table = np.zeros((len(rows), len(across)), np.int64)
    table[places] = counts
    hidden: BoolArray = hidden_cells(table, LEAST_FIRMS)[places]
    return hidden


def _shown(sample: Sample, known: FloatArray, bad: BoolArray | None = None) -> BoolArray:
    """Return in which groups a column may be shown, with all together in front.

    Args:
        sample: The firms.
        known: Firms whose value is known, by group, with all together in front.
        bad: Groups that must not be shown whatever their size.
    """
    counts = known[1:].astype(np.int64)
    if bad is not None:
        counts = np.where(bad[1:] & (counts > 0), 1, counts)
    hidden = np.concatenate([[known[0] < LEAST_FIRMS], hidden_of(sample, counts)])
    if bad is not None and bad[0]:
        hidden[:] = True
    return ~hidden & (known > 0)


def _shares(sample: Sample, question: Question) -> list[list[Share]]:
    found: list[list[Share]] = [[] for _ in range(len(sample.groups) + 1)]
    for column in question.shares:
        by_value = sampling.share_sums(sample, column)
        if len(by_value) > MOST_VALUES:
            continue
        for value, sums in by_value.items():
            joined = sampling.over_all(sums)
            shown = _shown(sample, joined.firms.sum(axis=-1))
            estimate = mean_of(sample.design, joined)
            low, high = share_interval(estimate, question.confidence)
            for place in np.flatnonzero(shown):
                share = float(estimate.value[place])
                found[place].append(
                    Share(column, value, share, float(low[place]), float(high[place]))
                )
    return found


def _means(sample: Sample, question: Question) -> tuple[list[list[Mean]], list[list[str]]]:
    """Return the means of each group, and the columns that one firm dominates."""
    found: list[list[Mean]] = [[] for _ in range(len(sample.groups) + 1)]
    too_much: list[list[str]] = [[] for _ in found]
    schema = sample.firms.collect_schema()
    ends = [name for column in question.means for name in _ends(column) if name in schema]
    sums = sampling.number_sums(sample, question.means)
    amounts = [name for name in question.means if not is_of_a_factor(name)]
    bad = sampling.dominated(sample, amounts)
    limits = sampling.group_means(sample, ends)
    for column in question.means:
        known = sampling.over_all(sums[column][0]).firms.sum(axis=-1)
        shown = _shown(sample, known, bad.get(column))
        low, high = (limits.get(name) for name in _ends(column) or ("", ""))
        for place, mean in enumerate(_mean_column(sample, column, *sums[column], question)):
            if shown[place]:
                all_low, all_high = (
                    None if end is None else float(end[place]) for end in (low, high)
                )
                found[place].append(replace(mean, all_low=all_low, all_high=all_high))
            elif column in bad and known[place] >= LEAST_FIRMS:
                too_much[place].append(column)
    return found, too_much


def _mean_column(
    sample: Sample, column: str, sums: Sums, shift: FloatArray, question: Question
) -> list[Mean]:
    """Return the mean of a column in every group, with all together in front."""
    joined = sampling.over_all(sums)
    estimate = mean_of(sample.design, joined)
    estimate = replace(estimate, value=estimate.value + shift)
    # Chances are averaged to a share of firms, which lies within 0 and 1.
    a_share = is_of_a_factor(column) and not column.endswith(SCORE)
    low, high = (share_interval if a_share else mean_interval)(estimate, question.confidence)
    known = joined.firms.sum(axis=-1)
    return [
        Mean(column, int(firms), float(mean), float(start), float(end), None, None)
        for firms, mean, start, end in zip(known, estimate.value, low, high, strict=True)
    ]


def _ends(column: str) -> list[str]:
    """Return the columns of the quantiles of a firm's score."""
    factor, _, tail = column.rpartition(".")
    return [columns.low_of(factor), columns.high_of(factor)] if tail == SCORE[1:] else []


def _quantiles(sample: Sample, question: Question) -> list[list[QuantileOf]]:
    """Return quantiles that at least ten firms reach and ten do not exceed, whatever they weigh."""
    found: list[list[QuantileOf]] = [[] for _ in range(len(sample.groups) + 1)]
    stratified = question.strata is not None
    for column in question.quantiles:
        table = (
            sample.firms.select(pl.col(column).cast(pl.Float64).fill_nan(None), W, GROUP, STRATUM)
            .drop_nulls(column)
            .collect(engine="streaming")
        )
        values, weights = table[column].to_numpy(), table[W].to_numpy()
        groups = table[GROUP].to_numpy().astype(np.int64)
        strata = table[STRATUM].to_numpy().astype(np.int64) if stratified else None
        counts = np.bincount(groups, minlength=len(sample.groups))
        shown = _shown(sample, np.concatenate([[len(values)], counts]).astype(np.float64))
        # Without groupings there is one group, which is all firms.
        places = np.flatnonzero(shown) if question.by else np.flatnonzero(shown[:1])
        order = np.argsort(groups, kind="stable") if question.by else groups
        starts = np.concatenate([[0], np.cumsum(counts)])
        for place in places:
            members = slice(None) if place == 0 else order[starts[place - 1] : starts[place]]
            size = len(values) if place == 0 else int(counts[place - 1])
            entries = weighted_quantiles(
                values[members],
                weights[members],
                None if strata is None else strata[members],
                sample.design,
                levels_for(question.levels, size),
                question.confidence,
            )
            found[place] += [
                QuantileOf(column, size, entry.level, entry.value, entry.low, entry.high)
                for entry in entries
                if _is_among_many(values[members], entry.value)
            ]
    return found


def _is_among_many(values: FloatArray, value: float) -> bool:
    """Whether ten firms lie at a value or below, and ten at it or above."""
    return min(int((values <= value).sum()), int((values >= value).sum())) >= LEAST_FIRMS


def levels_for(levels: Sequence[float], firms: int) -> tuple[float, ...]:
    """Return the levels that leave at least ten firms on either side, where all weigh the same."""
    return tuple(
        level for level in levels if min(level, 1 - level) * firms >= LEAST_FIRMS * (1 - 1e-12)
    )
