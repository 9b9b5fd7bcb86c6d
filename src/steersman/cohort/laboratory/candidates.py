"""Firms that a programme can support: who is eligible, what they would get, what it would cost."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from steersman.cohort.columns import (
    FIRM,
    GROUPINGS,
    SIZE,
    WEIGHT,
    answers_of,
    high_of,
    low_of,
    score_of,
)
from steersman.cohort.laboratory.programme import Programme
from steersman.methods.arrays import FloatArray, IntArray
from steersman.methods.interval import Answer

MIDDLE, STEP = 50.0, 20.0
"""Score at which nothing is added, and points for which the slope of a programme is given."""
NINETY = 1.644854
FARTHEST = 2.0
"""Steps beyond which a low score adds no more."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Firms that can be supported, in the order of the table.

    Attributes:
        firm: Their names.
        groups: Region, sector and size, where the table has these.
        weight: Firms that each stands for; award, cost and scale are those of all of these.
        award: Money granted, or lent under a guarantee.
        cost: What an award takes from the budget: the grant, or the loss expected, fees apart.
        scale: What the effect per unit is multiplied by: the award, or the number of firms.
        size: Place of the size among the programme's effects.
        need: Steps by which the score of the programme's factor lies below the middle.
        doubt: Standard deviation of that.
        take_up: Chance that an award is taken.
        default: Chance that a loan defaults; zero for grants.
        points: Points by which firms may be ranked; not a number where unknown.
        looked_at: Firms of the table.
        open: Firms left out because it is not known whether they are eligible.
        without_figure: Firms left out because what they would get or stand for is not known, or
            too little.
    """

    firm: pl.Series
    groups: pl.DataFrame
    weight: FloatArray
    award: FloatArray
    cost: FloatArray
    scale: FloatArray
    size: IntArray
    need: FloatArray
    doubt: FloatArray
    take_up: FloatArray
    default: FloatArray
    points: FloatArray
    looked_at: int
    open: int
    without_figure: int

    def __len__(self) -> int:
        return len(self.firm)


def candidates_of(table: pl.LazyFrame, programme: Programme, rule: str) -> Candidates:
    """Return the firms of a table that a programme can support.

    Args:
        table: One row a firm, with its size.
        programme: The programme.
        rule: Rule that a firm must be sure to meet, empty for none; its points rank firms.
    """
    names = table.collect_schema().names()
    firms = table.select(_wanted(names, programme, rule)).collect(engine="streaming")
    eligible = pl.col(SIZE).is_in(list(programme.sizes))
    may = eligible
    if rule:
        eligible = eligible & (pl.col(rule) == Answer.YES.value)
        may = may & (pl.col(rule) != Answer.NO.value) & (pl.col(rule) != Answer.YES.value)
    supported = firms.filter(eligible)
    open_ = firms.filter(may).height if rule else 0
    award = supported.with_columns(_award(programme).alias("|award"))["|award"]
    known = award.is_not_null() & (award >= programme.award.least) & (award > 0)
    if WEIGHT in supported.columns:
        known &= supported[WEIGHT].fill_null(0) > 0
    return _candidates(supported.filter(known), award.filter(known), programme, rule,
                       (firms.height, open_, supported.height - int(known.sum())))  # fmt: skip


def missing_columns(names: list[str], programme: Programme, rule: str) -> tuple[str, ...]:
    """Return the columns that a programme needs and a table lacks."""
    needed = [FIRM, SIZE, programme.award.of, rule]
    return tuple(name for name in needed if name and name not in names)


def _wanted(names: list[str], programme: Programme, rule: str) -> list[str]:
    factor = programme.factor
    wanted = {FIRM, WEIGHT, *GROUPINGS, programme.award.of, rule, f"{rule}.low", answers_of(factor)}
    wanted |= {score_of(factor), low_of(factor), high_of(factor)}
    return [name for name in names if name in wanted]


def _award(programme: Programme) -> pl.Expr:
    award = programme.award
    if not award.of:
        return pl.lit(award.fixed)
    return (pl.col(award.of).cast(pl.Float64) * award.share).clip(upper_bound=award.most)


def _candidates(
    firms: pl.DataFrame,
    award: pl.Series,
    programme: Programme,
    rule: str,
    counts: tuple[int, int, int],
) -> Candidates:
    places = {size: n for n, effect in enumerate(programme.effects) for size in effect.sizes}
    sizes = firms[SIZE].cast(pl.String)
    weight = np.ones(len(firms))
    if WEIGHT in firms.columns:
        weight = firms[WEIGHT].cast(pl.Float64).to_numpy()
    money = award.to_numpy() * weight
    default = np.zeros(len(firms))
    cost = money
    if programme.guarantee:
        terms = programme.guarantee
        default = sizes.replace_strict(dict(terms.default), return_dtype=pl.Float64).to_numpy()
        cost = money * terms.cover * terms.loss_given_default * default
    need, doubt = _need(firms, programme.factor)
    points = f"{rule}.low"
    return Candidates(
        firm=firms[FIRM],
        groups=firms.select(pl.col(n).cast(pl.String) for n in GROUPINGS if n in firms.columns),
        weight=weight,
        award=money,
        cost=cost,
        scale=weight if programme.per_award else money,
        size=sizes.replace_strict(places, return_dtype=pl.Int64).to_numpy(),
        need=need,
        doubt=doubt,
        take_up=sizes.replace_strict(dict(programme.take_up), return_dtype=pl.Float64).to_numpy(),
        default=default,
        points=firms[points].to_numpy() if points in firms.columns else np.full(len(firms), np.nan),
        looked_at=counts[0],
        open=counts[1],
        without_figure=counts[2],
    )


def _need(firms: pl.DataFrame, factor: str) -> tuple[FloatArray, FloatArray]:
    """Return how far a factor's score lies below the middle, in steps, and how sure that is."""
    nothing = np.zeros(len(firms)), np.ones(len(firms))
    score = next((n for n in (score_of(factor), answers_of(factor)) if n in firms.columns), None)
    if score is None:
        return nothing
    need = (MIDDLE - firms[score].cast(pl.Float64).to_numpy()) / STEP
    unknown = np.isnan(need)
    doubt = np.full(len(firms), 0.5)
    if low_of(factor) in firms.columns and high_of(factor) in firms.columns:
        width = (firms[high_of(factor)] - firms[low_of(factor)]).cast(pl.Float64).to_numpy()
        doubt = np.where(np.isnan(width), 1.0, width / (2 * NINETY * STEP))
    found: FloatArray = np.clip(np.where(unknown, 0.0, need), -FARTHEST, FARTHEST)
    return found, np.where(unknown, 1.0, doubt)
