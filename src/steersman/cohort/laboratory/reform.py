"""A population before and after a reform, batch by batch.

Each batch of firms is evaluated under the rules before and after; what is kept are sums by group,
answer before and answer after, and counts by distance from bounds. Firms whose facts are not all
known keep open answers, and enter as bounds.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from steersman.cohort.columns import FIRM, GROUPINGS, WEIGHT
from steersman.cohort.laboratory.changed_rules import RulePair
from steersman.cohort.laboratory.directions import EASIER, HARDER, SAME, Direction
from steersman.cohort.laboratory.thresholds import VALUE, Threshold
from steersman.methods.interval import Answer
from steersman.rulebook.catalogue import fact_granted_by
from steersman.rulebook.rule import Rule
from steersman.rulebook.table import evaluate_table, needed_facts

BATCH = 262_144
NO, YES = Answer.NO.value, Answer.YES.value
BEFORE, AFTER = "before", "after"
WEIGHED = "|weight"
RATES = frozenset({"rate", "base_rate"})
"""Mechanisms whose amount is a rate, of which sums mean nothing."""
POINTS_WIDTH, SHARE_WIDTH = 1.0, 0.01
FARTHEST = 100
"""Bins to each side of a bound; the last holds all that lies beyond."""
NEAR = 1e-9
UPWARD = frozenset({"at_least", "above"})
MAY_GAIN, MAY_LOSE = "may_gain", "may_lose"
CELL_SUMS = (
    "firms", "weight", "squares", "concerned", "unbounded",
    "before_low", "before_high", "after_low", "after_high", "change_low", "change_high",
)  # fmt: skip


@dataclass(slots=True)
class Tally:
    """Sums over firms for one rule, as batches add to them.

    Attributes:
        cells: Sums by group, answer before and answer after.
        bins: For each threshold, firms and weight by side (before or after) and bin; a null bin
            holds those whose value is not known.
    """

    cells: list[pl.DataFrame] = field(default_factory=list)
    bins: list[list[pl.DataFrame]] = field(default_factory=list)


def needed_columns(pairs: Sequence[RulePair], on: date, there: Iterable[str]) -> tuple[str, ...]:
    """Return the columns of a table that a reform is worked out from, of those that are there."""
    rules = [rule for pair in pairs for rule in (pair.before, pair.after)]
    facts = needed_facts(rules, on)
    bounds = [f"{name}_{end}" for name in facts for end in ("low", "high")]
    wanted = {FIRM, WEIGHT, *GROUPINGS, *facts, *bounds}
    return tuple(name for name in there if name in wanted)


def tallies(
    table: pl.LazyFrame,
    pairs: Sequence[RulePair],
    days: tuple[date, date],
    titles: Mapping[str, str],
) -> tuple[Tally, ...]:
    """Return sums over all firms, for each rule.

    Args:
        table: One row a firm, with the columns of :func:`needed_columns`.
        pairs: The rules.
        days: Days whose law counts before and after.
        titles: Rule by the title that it grants, for titles that follow the answers.
    """
    found = tuple(Tally(bins=[[] for _ in pair.thresholds]) for pair in pairs)
    for batch in table.collect_batches(chunk_size=BATCH, maintain_order=False):
        weight = pl.col(WEIGHT) if WEIGHT in batch.columns else pl.lit(1.0)
        firms = batch.with_columns(weight.cast(pl.Float64).fill_null(0.0).alias(WEIGHED))
        before = _answers(firms, [pair.before for pair in pairs], days[0])
        after = _answers(firms, [pair.after for pair in pairs], days[1])
        if titles:
            moved = _with_titles(firms, before, after, titles)
            others = [pair.after for pair in pairs if pair.after.id not in titles.values()]
            after = after.drop(_columns_of(after, others)).hstack(_answers(moved, others, days[1]))
        for pair, tally in zip(pairs, found, strict=True):
            follows = bool(titles) and pair.after.id not in titles.values()
            _add(tally, pair, _side_by_side(firms, before, after, pair), moved=follows)
    return found


def _answers(firms: pl.DataFrame, rules: Sequence[Rule], day: date) -> pl.DataFrame:
    """Return the columns that rules add to a batch."""
    made = evaluate_table(firms.lazy(), rules, day, details=True).collect()
    return made.drop(firms.columns)


def _columns_of(made: pl.DataFrame, rules: Sequence[Rule]) -> list[str]:
    heads = tuple(f"{rule.id}." for rule in rules)
    names = {rule.id for rule in rules}
    return [name for name in made.columns if name in names or name.startswith(heads)]


def titles_of(pairs: Sequence[RulePair], changed: Iterable[str]) -> dict[str, str]:
    """Return the rule that grants each title, for rules that a reform changes itself."""
    ids = set(changed)
    granted = {pair.after.id: fact_granted_by(pair.after.id) for pair in pairs}
    return {fact: rule for rule, fact in granted.items() if fact and rule in ids}


def _with_titles(
    firms: pl.DataFrame, before: pl.DataFrame, after: pl.DataFrame, titles: Mapping[str, str]
) -> pl.DataFrame:
    """Return firms with the titles gained or lost where an answer changes for sure."""
    changed = []
    for fact, rule in titles.items():
        was, now = before[rule], after[rule]
        held = firms[fact] if fact in firms.columns else pl.Series([None] * firms.height)
        sides = pl.DataFrame({BEFORE: was, AFTER: now, "held": held.cast(pl.Boolean)})
        gained = (pl.col(AFTER) == YES) & (pl.col(BEFORE) != YES)
        lost = (pl.col(AFTER) == NO) & (pl.col(BEFORE) != NO)
        title = pl.when(gained).then(True).when(lost).then(False).otherwise("held")  # noqa: FBT003
        changed.append(sides.select(title.alias(fact)).to_series())
    return firms.with_columns(changed)


def _side_by_side(
    firms: pl.DataFrame, before: pl.DataFrame, after: pl.DataFrame, pair: RulePair
) -> pl.DataFrame:
    """Return the answers, amounts and threshold values of one rule under common names."""
    columns = [firms[name] for name in (*GROUPINGS, WEIGHED) if name in firms.columns]
    for side, made in ((BEFORE, before), (AFTER, after)):
        name = pair.after.id
        columns.append(made[name].cast(pl.String).alias(side))
        for end in ("low", "high"):
            if _has_amount(pair) and f"{name}.amount.{end}" in made.columns:
                columns.append(made[f"{name}.amount.{end}"].alias(f"{side}.{end}"))
            for place, bound in enumerate(pair.thresholds):
                value = made[f"{name}.{VALUE}{bound.criterion}.{end}"]
                columns.append(value.alias(f"{side}.{place}.{end}"))
    return pl.DataFrame(columns)


def _has_amount(pair: RulePair) -> bool:
    reliefs = (pair.before.relief, pair.after.relief)
    return all(relief and relief.amount for relief in reliefs) and not any(
        relief and relief.mechanism in RATES for relief in reliefs
    )


def _add(tally: Tally, pair: RulePair, firms: pl.DataFrame, *, moved: bool) -> None:
    direction = None if moved else pair.direction
    keys = [name for name in (*GROUPINGS, BEFORE, AFTER) if name in firms.columns]
    firms = firms.with_columns(_movable(pair, moved=moved))
    keys += [MAY_GAIN, MAY_LOSE]
    sums = _sums(firms, direction, None if moved else pair.amount_direction)
    cells = sums.group_by(keys).agg(pl.col(CELL_SUMS).sum())
    tally.cells = [merged([*tally.cells, cells], keys)]
    for place, bound in enumerate(pair.thresholds):
        bins = pl.concat([_bins(firms, bound, place, side) for side in (BEFORE, AFTER)])
        tally.bins[place] = [merged([*tally.bins[place], bins], ["side", "bin"])]


def _movable(pair: RulePair, *, moved: bool) -> list[pl.Expr]:
    """Return whether a firm's answer may have become a yes, and whether it may have been one.

    Where nothing but tests of bounds changed, a firm moves only if one of these may be met on one
    side and not on the other, which its open facts elsewhere have no part in.
    """
    gain = lose = pl.lit(value=moved or not pair.confined)
    for place, bound in enumerate(pair.thresholds):
        was, was_not = _possible(bound.comparison, bound.before, f"{BEFORE}.{place}")
        now, now_not = _possible(bound.comparison, bound.after, f"{AFTER}.{place}")
        gain, lose = gain | (now & was_not), lose | (was & now_not)
    return [gain.alias(MAY_GAIN), lose.alias(MAY_LOSE)]


def _possible(comparison: str, bound: float, name: str) -> tuple[pl.Expr, pl.Expr]:
    """Return whether a test of a bound may be met, and whether it may not be; both at the bound."""
    slack = NEAR * max(1.0, abs(bound))
    reaches = pl.col(f"{name}.high") >= bound - slack
    falls_short = pl.col(f"{name}.low") <= bound + slack
    return (reaches, falls_short) if comparison in UPWARD else (falls_short, reaches)


def merged(frames: Sequence[pl.DataFrame], keys: Sequence[str]) -> pl.DataFrame:
    """Return frames of sums as one, added up by their keys."""
    return pl.concat(frames).group_by(keys).agg(pl.exclude(keys).sum())


def _sums(firms: pl.DataFrame, direction: Direction, amounts: Direction) -> pl.DataFrame:
    """Return for each firm what is added up: weights, and its amounts before and after."""
    weight = pl.col(WEIGHED)
    counted = firms.with_columns(
        pl.lit(1).alias("firms"), weight.alias("weight"), (weight**2).alias("squares")
    )
    if f"{BEFORE}.low" not in firms.columns:
        return counted.with_columns(pl.lit(0.0).alias(name) for name in CELL_SUMS[3:])
    for side in (BEFORE, AFTER):
        least = pl.col(f"{side}.low").clip(lower_bound=0.0)  # a relief is never negative
        low = pl.when(pl.col(side) == YES).then(least).otherwise(0.0)
        high = pl.when(pl.col(side) == NO).then(0.0).otherwise(f"{side}.high")
        counted = counted.with_columns(low.alias(f"{side}_low"), high.alias(f"{side}_high"))
    counted = counted.with_columns(_change(direction, amounts))
    endless = pl.max_horizontal("before_high", "after_high").is_infinite()
    concerned = pl.max_horizontal("before_high", "after_high") > 0
    upper = pl.col("before_high", "after_high", "change_low", "change_high")
    return counted.with_columns(
        concerned.cast(pl.Float64).alias("concerned"),
        pl.when(endless).then(weight).otherwise(0.0).alias("unbounded"),
        pl.col("before_low", "after_low") * weight,
        (pl.when(endless).then(0.0).otherwise(upper) * weight).name.keep(),
    )


def _change(direction: Direction, amounts: Direction) -> list[pl.Expr]:
    """Return the least and greatest change of a firm's amount.

    Where the reform can only go one way the change cannot go the other, and where nothing that
    settles the amount changed for a firm with a settled answer, it is nil.
    """
    low = pl.col("after_low") - pl.col("before_high")
    high = pl.col("after_high") - pl.col("before_low")
    ways = {direction, amounts}
    if ways <= {SAME, EASIER}:
        low = low.clip(lower_bound=0.0)
        high = high.clip(lower_bound=0.0)
    if ways <= {SAME, HARDER}:
        low = low.clip(upper_bound=0.0)
        high = high.clip(upper_bound=0.0)
    settled = (pl.col(BEFORE) == pl.col(AFTER)) & pl.col(BEFORE).is_in([YES, NO])
    if amounts == SAME:
        low, high = (pl.when(settled).then(0.0).otherwise(end) for end in (low, high))
    return [low.alias("change_low"), high.alias("change_high")]


def _bins(firms: pl.DataFrame, bound: Threshold, place: int, side: str) -> pl.DataFrame:
    """Return firms and weight by distance from a bound; a null bin for values not known."""
    low, high = pl.col(f"{side}.{place}.low"), pl.col(f"{side}.{place}.high")
    limit = bound.before if side == BEFORE else bound.after
    toward = 1.0 if bound.comparison in UPWARD else -1.0
    scale = 1.0 if bound.in_points else abs(limit) or 1.0
    edge = -NEAR if bound.comparison in {"above", "below"} else NEAR
    steps = (low - limit) * toward / (scale * width_of(bound)) + edge
    number = steps.floor().clip(-FARTHEST, FARTHEST - 1).cast(pl.Int64)
    return (
        firms.select(
            pl.lit(side).alias("side"),
            pl.when(low == high).then(number).alias("bin"),
            pl.lit(1).alias("firms"),
            pl.col(WEIGHED).alias("weight"),
        )
        .group_by("side", "bin")
        .agg(pl.col("firms", "weight").sum())
    )


def width_of(bound: Threshold) -> float:
    """Return the width of the bins about a bound: a point, or a hundredth of the bound."""
    return POINTS_WIDTH if bound.in_points else SHARE_WIDTH
