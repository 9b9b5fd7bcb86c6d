"""A budget over firms: chosen on some draws of effects, valued on others, against simpler ways."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from steersman.cohort.columns import FIRM, SYNTHETIC, WEIGHT
from steersman.cohort.laboratory.allocation_result import (
    Allocation,
    GroupAwards,
    GuaranteeOutcome,
    Promise,
    Spread,
    Way,
    WayOutcome,
)
from steersman.cohort.laboratory.candidates import Candidates
from steersman.cohort.laboratory.effect_draws import Draws
from steersman.cohort.laboratory.groups import pooled_levels
from steersman.cohort.laboratory.programme import Programme
from steersman.cohort.laboratory.selection import (
    Caution,
    Floor,
    Selection,
    fill,
    select,
    select_cautiously,
)
from steersman.methods.arrays import BoolArray, FloatArray

CHOOSING, JUDGING, KNOWING = 1000, 1000, 200
"""Draws that firms are chosen on, that choices are valued on, and for the value of information."""
MANY, JUDGING_OF_MANY, KNOWING_OF_MANY = 50_000, 200, 40
"""Candidates from which on fewer draws do."""
LOTTERIES = 20
TAIL = 0.1
LEAST_MONEY = 1e-9
LOT = 1e-6
"""Most that lots add to a firm's effect, as a share of it: far below what decides anything."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What is asked of an allocation.

    Attributes:
        budget: What may be spent.
        rule: Rule that firms must meet, empty for none.
        floors: Shares of what is spent that groups must get, as column, level and share.
        caution: Weight of the worst draws, from 0 (mean effect) to 1 (worst tenth of draws).
        seed: Seed of all draws.
    """

    budget: float
    rule: str
    floors: tuple[tuple[str, str, float], ...]
    caution: float
    seed: int


def allocate(
    programme: Programme, candidates: Candidates, terms: Terms, *, synthetic: bool
) -> tuple[Allocation, pl.DataFrame]:
    """Allocate a budget over candidates.

    Returns:
        What it brings, and a row for each candidate: firm, groups, award, cost, expected effect and
        whether each way gives it an award (or what share of it).
    """
    choosing = Draws(programme, candidates, 2 * terms.seed, CHOOSING)
    floors = _floors(candidates, terms)
    lots = _lots(len(candidates), terms.seed)
    best, means = _best(choosing, floors, terms, lots)
    free = select(means * lots, candidates.cost, terms.budget) if floors else best
    awarded = _ways(candidates, best.chosen, terms)
    naive = _naive(choosing, candidates, terms)
    count = JUDGING if len(candidates) <= MANY else JUDGING_OF_MANY
    judging = Draws(programme, candidates, 2 * terms.seed + 1, count)
    columns = [*awarded.values(), free.chosen, naive.chosen]
    totals = judging.totals(np.column_stack(columns).astype(float))
    by_way, rest = _split(totals, awarded)
    allocation = Allocation(
        programme=programme.id,
        kind=programme.kind,
        outcome=programme.outcome,
        rule=terms.rule,
        budget=terms.budget,
        synthetic=synthetic,
        looked_at=candidates.looked_at,
        open=candidates.open,
        without_figure=candidates.without_figure,
        candidates=len(candidates),
        demand=float(candidates.cost.sum()),
        caution=terms.caution,
        floors=terms.floors,
        price_of_floors=float((rest[:, 0] - by_way["best"]).mean()) if floors else 0.0,
        by_lot=_by_lot(means / candidates.cost, best.chosen),
        gap=best.gap,
        ways=tuple(_outcome(way, awarded[way], by_way[way], candidates) for way in awarded),
        over_lottery=spread_of(by_way["best"] - by_way["lottery"]),
        perfect_information=_perfect_information(programme, candidates, best.chosen, terms),
        without_effect=_without_effect(programme, candidates, best.chosen, by_way["best"]),
        promise=_promise(means, best, naive, by_way["best"], rest[:, 1]),
        guarantee=_guarantee(judging, best.chosen),
        groups=_groups(candidates, best.chosen),
    )
    return allocation, _table(candidates, awarded, means, synthetic=synthetic)


def _promise(
    means: FloatArray, best: Selection, naive: Selection, fresh: FloatArray, naive_fresh: FloatArray
) -> Promise:
    promised = float(means[best.chosen].sum())
    return Promise(promised, float(fresh.mean()), naive.value, float(naive_fresh.mean()))


def spread_of(values: FloatArray) -> Spread:
    """Return the mean and 90 % interval of draws."""
    low, high = np.quantile(values, [0.05, 0.95])
    return Spread(float(values.mean()), float(low), float(high))


def _floors(candidates: Candidates, terms: Terms) -> tuple[Floor, ...]:
    return tuple(
        Floor((candidates.groups[column] == level).fill_null(value=False).to_numpy(), share)
        for column, level, share in terms.floors
    )


def _lots(count: int, seed: int) -> FloatArray:
    """Return factors so near to one that they decide only between firms that nothing tells apart.

    Without them the order of the table would decide, or with shares for groups the solver, which
    may give one region all there is.
    """
    return 1 + LOT * np.random.default_rng(seed).uniform(size=count)


def _by_lot(ratios: FloatArray, chosen: BoolArray) -> int:
    """Return how many candidates are alike in effect per cost with some chosen and some not."""
    _, alike = np.unique(ratios.astype(np.float32), return_inverse=True)
    counts, taken = np.bincount(alike), np.bincount(alike, weights=chosen)
    return int(counts[(taken > 0) & (taken < counts)].sum())


def _best(
    draws: Draws, floors: Sequence[Floor], terms: Terms, lots: FloatArray
) -> tuple[Selection, FloatArray]:
    """Return the best choice, and the mean effect of each firm."""
    exact, by_draw = draws.parts()
    means = exact @ by_draw.mean(axis=1)
    by_firm = exact * lots[:, None]
    costs = draws.candidates.cost
    if not terms.caution:
        return select(means * lots, costs, terms.budget, floors), means
    cautious = select_cautiously(
        means * lots,
        costs,
        terms.budget,
        floors,
        Caution(terms.caution, TAIL),
        lambda shares: (by_firm.T @ shares) @ by_draw,
        lambda worst: by_firm @ by_draw[:, worst].mean(axis=1),
    )
    return cautious, means


def _naive(draws: Draws, candidates: Candidates, terms: Terms) -> Selection:
    """Choose by a single draw of each firm's effect."""
    single = Draws(draws.programme, candidates, draws.seed, 1)
    effects = np.concatenate([part[:, 0] for _, part in single.effects()])
    return select(effects, candidates.cost, terms.budget)


def _ways(candidates: Candidates, best: BoolArray, terms: Terms) -> dict[Way, FloatArray]:
    """Return the share of its award that each firm gets, by way; several columns for lotteries."""
    costs, count = candidates.cost, len(candidates)
    random = np.random.default_rng(terms.seed)
    nobody = np.zeros(count, dtype=bool)
    drawn = [fill(nobody, random.permutation(count), costs, terms.budget) for _ in range(LOTTERIES)]
    found: dict[Way, FloatArray] = {"best": best.astype(float)}
    if not np.isnan(candidates.points).all():
        points = np.argsort(-np.nan_to_num(candidates.points, nan=-np.inf), kind="stable")
        found["points"] = fill(nobody, points, costs, terms.budget).astype(float)
    return found | {
        "first_come": fill(nobody, np.arange(count), costs, terms.budget).astype(float),
        "lottery": np.column_stack(drawn).astype(float),
        "equal": _equal(costs, terms.budget),
    }


def _equal(costs: FloatArray, budget: float) -> FloatArray:
    """Return the shares of awards if all get the same amount, or their award if that is less."""
    if costs.sum() <= budget:
        return np.ones(len(costs))
    ordered = np.sort(costs)
    before = np.cumsum(ordered) - ordered
    rest = len(costs) - np.arange(len(costs))
    enough = before + ordered * rest >= budget
    place = int(np.argmax(enough))
    amount = (budget - before[place]) / rest[place]
    found: FloatArray = np.minimum(1.0, amount / costs)
    return found


def _split(
    totals: FloatArray, awarded: dict[Way, FloatArray]
) -> tuple[dict[Way, FloatArray], FloatArray]:
    """Return totals by way, the mean over lotteries, and those of what was added behind them."""
    found: dict[Way, FloatArray] = {}
    place = 0
    for way, shares in awarded.items():
        width = shares.shape[1] if shares.ndim > 1 else 1
        found[way] = totals[:, place : place + width].mean(axis=1)
        place += width
    return found, totals[:, place:]


def _outcome(
    way: Way, awarded: FloatArray, totals: FloatArray, candidates: Candidates
) -> WayOutcome:
    shares = awarded.mean(axis=1) if awarded.ndim > 1 else awarded
    worst = np.sort(totals)[: round(TAIL * len(totals))]
    firms = (awarded > 0).sum(axis=0).mean()
    spent = float(candidates.cost @ shares)
    return WayOutcome(way, round(float(firms)), spent, spread_of(totals), float(worst.mean()))


def _perfect_information(
    programme: Programme, candidates: Candidates, best: BoolArray, terms: Terms
) -> Spread:
    """Return what knowing averages and needs could add: the best choice of every draw, less ours.

    Noise and whether awards are taken are left out, since nobody can know them; awards may be cut,
    which makes this an upper bound.
    """
    count = KNOWING if len(candidates) <= MANY else KNOWING_OF_MANY
    draws = Draws(programme, candidates, 2 * terms.seed + 1, count)
    effects = np.empty((len(candidates), count), dtype=np.float32)
    for rows, part in draws.effects(luck=False):
        effects[rows] = part
    ours = effects[best].sum(axis=0)
    theirs = [
        fractional(values.astype(np.float64), candidates.cost, terms.budget) for values in effects.T
    ]
    return spread_of(np.maximum(np.array(theirs) - ours, 0.0))


def fractional(values: FloatArray, costs: FloatArray, budget: float) -> float:
    """Return the most that a budget reaches if awards can be cut (Dantzig 1957)."""
    order = np.argsort(-values / costs)
    order = order[values[order] > 0]
    spent = np.cumsum(costs[order])
    shares = np.clip((budget - (spent - costs[order])) / costs[order], 0.0, 1.0)
    return float(values[order] @ shares)


def _without_effect(
    programme: Programme, candidates: Candidates, best: BoolArray, totals: FloatArray
) -> float | None:
    if programme.per_award:
        return None
    taken = float((candidates.award * candidates.take_up)[best].sum())
    return None if taken <= LEAST_MONEY else float(np.clip(1 - totals.mean() / taken, 0, 1))


def _guarantee(draws: Draws, best: BoolArray) -> GuaranteeOutcome | None:
    terms, candidates = draws.programme.guarantee, draws.candidates
    if terms is None:
        return None
    losses = draws.losses(best.astype(float))
    credit = float(candidates.award[best].sum())
    taken = float((candidates.award * candidates.take_up)[best].sum())
    mean = float(losses.mean())
    return GuaranteeOutcome(
        credit,
        float((candidates.default * candidates.take_up * candidates.weight)[best].sum()),
        credit * terms.cover,
        taken * terms.cover * terms.fee,
        spread_of(losses),
        float(np.quantile(losses, 0.95)),
        taken / mean if mean > 0 else None,
    )


def _groups(candidates: Candidates, best: BoolArray) -> tuple[GroupAwards, ...]:
    found = []
    for column in candidates.groups.columns:
        levels = candidates.groups[column].cast(pl.String).fill_null("")
        counts = dict(levels.value_counts().iter_rows())
        for pooled in pooled_levels(counts):
            inside = levels.is_in(list(pooled)).to_numpy()
            chosen = inside & best
            spent = float(candidates.cost[chosen].sum())
            group = GroupAwards(column, pooled, int(inside.sum()), int(chosen.sum()), spent)
            found.append(group)
    return tuple(found)


def _table(
    candidates: Candidates, awarded: dict[Way, FloatArray], means: FloatArray, *, synthetic: bool
) -> pl.DataFrame:
    shares = {way: s.mean(axis=1) if s.ndim > 1 else s for way, s in awarded.items()}
    return pl.DataFrame(
        {
            FIRM: candidates.firm,
            **{name: candidates.groups[name] for name in candidates.groups.columns},
            WEIGHT: candidates.weight,
            "award": candidates.award,
            "cost": candidates.cost,
            "expected_effect": means,
            **{f"share.{way}": share for way, share in shares.items()},
            SYNTHETIC: [synthetic] * len(candidates),
        }
    )
