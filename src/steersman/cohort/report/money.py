"""What reliefs come to over a population, between what is sure and what is possible."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from steersman.cohort.analysis import sampling
from steersman.cohort.analysis.sampling import Sample, W
from steersman.diagnose.comparison import LEAST_FIRMS
from steersman.rulebook import load_rule

SUMMED = frozenset({"deduction", "losses", "credit", "payment", "grant", "investor"})
"""Mechanisms whose amounts are money that can be added up; others are rates."""
SURE, POSSIBLE = "|sure", "|possible"


@dataclass(frozen=True, slots=True)
class ReliefTotal:
    """What one relief comes to over all firms.

    Attributes:
        rule: The relief.
        mechanism: What its amount is, such as a deduction from taxable income.
        sure: Share of firms that may use it.
        possible: Share of firms of which that is sure or open.
        low: Least total: amounts at their lower ends, of firms that may use it.
        high: Most: amounts at their upper ends, of firms of which it is sure or open.
        unbounded: Share of firms of which it is sure or open and whose amount has no upper end;
            they are not in ``high``.
        hidden: Whether the totals are not shown, since few firms would show through.
    """

    rule: str
    mechanism: str
    sure: float
    possible: float
    low: float
    high: float
    unbounded: float
    hidden: bool


def relief_totals(
    firms: pl.LazyFrame, rules: Sequence[str], as_of: date
) -> tuple[ReliefTotal, ...]:
    """Return the totals of the reliefs among some rules.

    Args:
        firms: Results.
        rules: Rules that were asked.
        as_of: Day of the law.
    """
    schema = firms.collect_schema()
    sample = sampling.sample_of(firms, (), None)
    found = []
    for name in rules:
        relief = load_rule(name, as_of).relief
        if relief and relief.mechanism in SUMMED and f"{name}.amount.low" in schema:
            found.append(_total(sample, name, relief.mechanism))
    return tuple(found)


def _total(sample: Sample, rule: str, mechanism: str) -> ReliefTotal:
    answer, high = pl.col(rule).cast(pl.String), pl.col(f"{rule}.amount.high").cast(pl.Float64)
    sure, open_ = answer == "yes", answer != "no"
    amounts = sample.firms.select(
        W,
        *(pl.lit(0, pl.UInt32).alias(name) for name in (sampling.GROUP, sampling.STRATUM)),
        pl.when(sure).then(pl.col(f"{rule}.amount.low").cast(pl.Float64)).alias(SURE),
        pl.when(open_ & high.is_finite()).then(high).alias(POSSIBLE),
        sure.fill_null(value=False).alias("is_sure"),
        open_.fill_null(value=False).alias("is_open"),
        (open_ & ~high.is_finite()).fill_null(value=False).alias("has_no_end"),
    )
    flags = ("is_sure", "is_open", "has_no_end")
    row = (
        amounts.select(
            *(pl.col(name).sum().alias(f"{name}|n") for name in flags),
            *((pl.col(name) * pl.col(W)).sum().alias(name) for name in flags),
            *((pl.col(name) * pl.col(W)).sum().alias(name) for name in (SURE, POSSIBLE)),
        )
        .collect(engine="streaming")
        .row(0, named=True)
    )
    few = any(0 < row[f"{name}|n"] < LEAST_FIRMS for name in flags)
    too_much = sampling.dominated(replace(sample, firms=amounts), (SURE, POSSIBLE))
    whole = float(sample.weights.sum())
    return ReliefTotal(
        rule,
        mechanism,
        row["is_sure"] / whole,
        row["is_open"] / whole,
        row[SURE],
        row[POSSIBLE],
        row["has_no_end"] / whole,
        few or any(bool(flagged[0]) for flagged in too_much.values()),
    )
