"""From sums over firms to what a reform does: shares, gains, amounts, distances, by group."""

from collections.abc import Iterator, Sequence
from datetime import date

import polars as pl

from steersman.cohort.analysis.fields import is_synthetic
from steersman.cohort.columns import GROUPINGS
from steersman.cohort.laboratory.bunching import bunching_of
from steersman.cohort.laboratory.changed_rules import RulePair
from steersman.cohort.laboratory.directions import EASIER, HARDER, SAME, Direction
from steersman.cohort.laboratory.groups import pooled_levels
from steersman.cohort.laboratory.reform import (
    AFTER,
    BEFORE,
    MAY_GAIN,
    MAY_LOSE,
    NO,
    YES,
    Tally,
    merged,
    needed_columns,
    tallies,
    titles_of,
    width_of,
)
from steersman.cohort.laboratory.reform_file import Reform
from steersman.cohort.laboratory.reform_result import (
    Amounts,
    Bin,
    Bounds,
    Distances,
    GroupEffect,
    ReformEffect,
    RuleEffect,
    Transition,
)
from steersman.cohort.laboratory.shares import share_of
from steersman.cohort.laboratory.thresholds import Threshold
from steersman.diagnose.comparison import LEAST_FIRMS

SHORT_POINTS, SHORT_SHARE = 5.0, 0.05


def reform_effect(
    table: pl.LazyFrame, reform: Reform, pairs: Sequence[RulePair], before: date
) -> ReformEffect:
    """Return what a reform does to the firms of a table.

    Args:
        table: One row a firm; see :mod:`steersman.cohort.columns`.
        reform: The reform.
        pairs: Its rules before and after, as :func:`rule_pairs` gives them.
        before: Day whose law counts before it.
    """
    after = reform.on or before
    there = table.collect_schema().names()
    changed = [change.rule for change in reform.changes]
    titles = titles_of(pairs, changed) if reform.titles_follow else {}
    columns = needed_columns(pairs, after, there)
    found = tallies(table.select(columns), pairs, (before, after), titles)
    rules = tuple(
        _rule_effect(
            pair,
            tally,
            (pair.before.in_force(before), pair.after.in_force(after)),
            moved=bool(titles) and pair.after.id not in titles.values(),
        )
        for pair, tally in zip(pairs, found, strict=True)
    )
    total = rules[0].total if rules else None
    return ReformEffect(
        title=reform.title,
        before=before,
        after=after,
        synthetic=is_synthetic(table),
        firms=total.firms if total else 0,
        weight=total.weight if total else 0.0,
        titles=titles,
        rules=rules,
    )


def _rule_effect(
    pair: RulePair, tally: Tally, in_force: tuple[bool, bool], *, moved: bool
) -> RuleEffect:
    """Return the effect by one rule; which way it can go is not told where facts move with it."""
    cells = tally.cells[0]
    direction = None if moved else pair.direction
    mechanism = pair.after.mechanism
    groups = [name for name in GROUPINGS if name in cells.columns]
    return RuleEffect(
        rule=pair.after.id,
        direction=direction,
        in_force=in_force,
        transitions=_transitions(cells),
        total=_group("", (), cells, direction, mechanism),
        groups=tuple(
            _group(column, levels, part, direction, mechanism)
            for column in groups
            for levels, part in _by_level(cells, column)
        ),
        distances=tuple(
            _distances(bound, frames[0])
            for bound, frames in zip(pair.thresholds, tally.bins, strict=True)
        ),
    )


def _transitions(cells: pl.DataFrame) -> tuple[Transition, ...]:
    counted = merged([cells.select(BEFORE, AFTER, "firms", "weight")], [BEFORE, AFTER])
    rows = counted.sort(BEFORE, AFTER).iter_rows(named=True)
    return tuple(Transition(**row) for row in rows)


def _by_level(cells: pl.DataFrame, column: str) -> Iterator[tuple[tuple[str, ...], pl.DataFrame]]:
    """Yield the levels of a grouping with their rows; see :func:`pooled_levels`."""
    known = cells.with_columns(pl.col(column).cast(pl.String).fill_null(""))
    counts = known.group_by(column).agg(pl.col("firms").sum())
    for levels in pooled_levels(dict(counts.iter_rows())):
        yield levels, known.filter(pl.col(column).is_in(levels))


def _group(
    column: str, levels: tuple[str, ...], cells: pl.DataFrame, direction: Direction, mechanism: str
) -> GroupEffect:
    was, now = pl.col(BEFORE), pl.col(AFTER)
    weight, squares = float(cells["weight"].sum()), float(cells["squares"].sum())

    def of(condition: pl.Expr) -> float:
        return float(cells.filter(condition)["weight"].sum())

    may_gain = (was != YES) & (now != NO) & pl.col(MAY_GAIN)
    may_lose = (was != NO) & (now != YES) & pl.col(MAY_LOSE)
    gained = Bounds(of((was == NO) & (now == YES)), of(may_gain))
    lost = Bounds(of((was == YES) & (now == NO)), of(may_lose))
    return GroupEffect(
        column=column,
        levels=levels,
        firms=int(cells["firms"].sum()),
        weight=weight,
        before=share_of(of(was == YES), of(was != NO), weight, squares),
        after=share_of(of(now == YES), of(now != NO), weight, squares),
        gained=Bounds(0.0, 0.0) if direction in {SAME, HARDER} else gained,
        lost=Bounds(0.0, 0.0) if direction in {SAME, EASIER} else lost,
        amounts=_amounts(cells, mechanism),
    )


def _amounts(cells: pl.DataFrame, mechanism: str) -> Amounts | None:
    sums = cells.sum().row(0, named=True)
    if sums["concerned"] < LEAST_FIRMS:
        return None
    return Amounts(
        mechanism=mechanism,
        before=Bounds(sums["before_low"], sums["before_high"]),
        after=Bounds(sums["after_low"], sums["after_high"]),
        change=Bounds(sums["change_low"], sums["change_high"]),
        unbounded=sums["unbounded"],
        concerned=int(sums["concerned"]),
    )


def _distances(bound: Threshold, bins: pl.DataFrame) -> Distances:
    width = width_of(bound)
    sides = {side: bins.filter(pl.col("side") == side) for side in (BEFORE, AFTER)}
    before, after = (_listed(frame, width) for frame in sides.values())
    unknown = [_weight_unknown(frame) for frame in sides.values()]
    reach = SHORT_POINTS if bound.in_points else SHORT_SHARE
    return Distances(
        threshold=bound,
        width=width,
        before=before,
        after=after,
        unknown_before=unknown[0],
        unknown_after=unknown[1],
        just_short_before=_just_short(before, reach),
        just_short_after=_just_short(after, reach),
        bunching=None if bound.in_points else bunching_of(before, width),
    )


def _weight_unknown(frame: pl.DataFrame) -> float:
    return float(frame.filter(pl.col("bin").is_null())["weight"].sum())


def _listed(frame: pl.DataFrame, width: float) -> tuple[Bin, ...]:
    known = frame.drop_nulls("bin").sort("bin").select("bin", "firms", "weight")
    return tuple(Bin(place * width, firms, weight) for place, firms, weight in known.iter_rows())


def _just_short(bins: tuple[Bin, ...], reach: float) -> float:
    return sum(entry.weight for entry in bins if -reach - 1e-9 <= entry.distance < -1e-9)
