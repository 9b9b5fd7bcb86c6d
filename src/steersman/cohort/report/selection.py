"""Parts of a population that a reader picks, and whether showing them would tell on firms.

A reader who sees two parts sees their difference as well. So a part is shown only if

- it holds ten firms, none of which carries most of the weight;
- each part that leaves out some of its conditions holds the same firms or ten more;
- for each condition, its value is not among those to be hidden when the firms that meet the other
  conditions are divided by that column (see ``methods/suppression.py``).

A group within a part counts as one condition more.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import add

import numpy as np
import polars as pl

from steersman.cohort.analysis.fields import weight_of
from steersman.cohort.analysis.sampling import MOST_WEIGHT, W
from steersman.diagnose.comparison import LEAST_FIRMS
from steersman.methods.suppression import hidden_groups

MASK, VALUE, FIRMS = "|mask", "|value", "|firms"
"""Columns made on the way."""
Counts = dict[int, int]
"""Firms by which conditions they meet, a bit for each."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Firms that meet all of some conditions.

    Attributes:
        conditions: Columns and the value that each must have; empty for all firms.
    """

    conditions: tuple[tuple[str, str], ...] = ()

    def of(self, firms: pl.LazyFrame) -> pl.LazyFrame:
        """Return the firms of a table that meet the conditions."""
        return reduce(lambda table, each: table.filter(_meets(*each)), self.conditions, firms)

    def without(self, place: int) -> "Selection":
        """Return the selection with one condition less."""
        return replace(self, conditions=self.conditions[:place] + self.conditions[place + 1 :])


def _meets(column: str, value: str) -> pl.Expr:
    return _text(column) == value


def _text(column: str) -> pl.Expr:
    return pl.col(column).cast(pl.String).fill_null("")


def choices(firms: pl.LazyFrame, column: str) -> tuple[str, ...]:
    """Return the values of a column that a reader can pick, without those of too few firms."""
    counts = firms.group_by(_text(column).alias(VALUE)).len().collect(engine="streaming")
    counts = counts.sort(VALUE)
    hidden = hidden_groups(counts["len"].to_numpy().astype(np.int64), LEAST_FIRMS)
    return tuple(value for value in counts.filter(pl.Series(~hidden))[VALUE].to_list() if value)


def can_be_shown(firms: pl.LazyFrame, selection: Selection) -> bool:
    """Whether a part of a population can be shown.

    Args:
        firms: All firms of the population.
        selection: The part.
    """
    return not hidden_parts(firms, selection, None)


def hidden_parts(firms: pl.LazyFrame, selection: Selection, by: str | None) -> frozenset[str]:
    """Return the groups of a part that must not be shown, an empty text for all of it.

    Args:
        firms: All firms of the population.
        selection: The part.
        by: What divides it into groups; None for the part as a whole.
    """
    group = pl.lit("").alias(VALUE) if by is None else _text(by).alias(VALUE)
    counts = _counts(firms, selection, group)
    every = (1 << len(selection.conditions)) - 1
    bad = {name for name, found in counts.items() if tells_on_firms(found, every)}
    bad |= _with_one_heavy(selection.of(firms), group)
    for place in range(len(selection.conditions)):
        bad |= _beside_few(firms, selection, place, group)
    if by is None:
        return frozenset(bad) if counts else frozenset({""})
    names = sorted(name for name, found in counts.items() if found.get(every, 0))
    sizes = np.array([1 if name in bad else counts[name][every] for name in names], np.int64)
    hidden = hidden_groups(sizes, LEAST_FIRMS)
    return frozenset(name for name, is_hidden in zip(names, hidden, strict=True) if is_hidden)


def _counts(firms: pl.LazyFrame, selection: Selection, group: pl.Expr) -> dict[str, Counts]:
    bits = [
        _meets(*each).cast(pl.UInt32) * (1 << place)
        for place, each in enumerate(selection.conditions)
    ]
    mask = reduce(add, bits, pl.lit(0, pl.UInt32)).alias(MASK)
    found = firms.group_by(group, mask).agg(pl.len().alias(FIRMS)).collect(engine="streaming")
    counts: dict[str, Counts] = {}
    for name, met, firms_of in found.select(VALUE, MASK, FIRMS).iter_rows():
        counts.setdefault(name, {})[met] = firms_of
    return counts


def tells_on_firms(counts: Counts, every: int) -> bool:
    """Whether a part is too small, or differs by too few firms from one with fewer conditions.

    Args:
        counts: Firms by the conditions that they meet.
        every: All conditions, a bit for each.
    """
    whole = counts.get(every, 0)
    if whole < LEAST_FIRMS:
        return True
    fewer = (
        sum(firms for met, firms in counts.items() if met & some == some) for some in range(every)
    )
    return any(0 < firms - whole < LEAST_FIRMS for firms in fewer)


def _with_one_heavy(firms: pl.LazyFrame, group: pl.Expr) -> frozenset[str]:
    """Return the groups in which one firm carries most of the weight."""
    weighed = firms.with_columns(weight_of(firms.collect_schema()).alias(W))
    heaviest = weighed.group_by(group).agg(pl.col(W).max() > MOST_WEIGHT * pl.col(W).sum())
    found = heaviest.filter(pl.col(W)).collect(engine="streaming")
    return frozenset(found[VALUE].to_list())


def _beside_few(
    firms: pl.LazyFrame, selection: Selection, place: int, group: pl.Expr
) -> frozenset[str]:
    """Return the groups in which a condition's value stands beside values of too few firms."""
    column, value = selection.conditions[place]
    others = selection.without(place).of(firms)
    found = others.group_by(group, _text(column).alias(MASK)).agg(pl.len().alias(FIRMS))
    bad = set()
    for (name,), part in found.collect(engine="streaming").group_by(VALUE):
        hidden = hidden_groups(part[FIRMS].to_numpy().astype(np.int64), LEAST_FIRMS)
        values: Sequence[str] = part[MASK].to_list()
        if value in values and hidden[values.index(value)]:
            bad.add(str(name))
    return frozenset(bad)
