"""Figures made so coarse that what one firm adds to them cannot be told from two pages.

Counts become multiples of five. A share becomes a multiple of a step that stands for at least five
firms; a mean chance or score, to which one firm adds less, is rounded more finely. Amounts keep
three digits.
"""

from dataclasses import replace
from math import floor, log10

from steersman.cohort.analysis.distribution import GroupFigures, Mean, Share
from steersman.cohort.analysis.fields import is_of_a_factor
from steersman.cohort.report.distance import Distance
from steersman.cohort.report.money import ReliefTotal
from steersman.cohort.report.population import Division, Population
from steersman.cohort.report.spread import Spread, Spreads

COUNTED_IN = 5
SHARE_STEPS = (0.001, 0.01, 0.05, 0.1, 0.25, 0.5)
CHANCE_STEPS = ((5000, 0.001), (100, 0.01), (0, 0.05))
FINE_SCORES = 1000
SCORE_STEPS = ((FINE_SCORES, 0.1), (0, 1.0))
"""Fewest firms for which a step is used."""
DIGITS = 3


def rounded(population: Population) -> Population:
    """Return a population whose figures can be shown beside those of other parts of it."""
    overall = population.overall
    return replace(
        population,
        overall=_group(overall),
        spreads=_spreads(population.spreads),
        known={name: _to(share, 0.01) for name, share in population.known.items()},
        divisions=tuple(_division(division) for division in population.divisions),
        reliefs=tuple(_relief(total, overall.firms) for total in population.reliefs),
        distances=tuple(_distance(distance, overall.firms) for distance in population.distances),
    )


def count_rounded(firms: int) -> int:
    """Return a number of firms as a multiple of five."""
    return COUNTED_IN * round(firms / COUNTED_IN)


def share_step(firms: int) -> float:
    """Return what shares of so many firms are rounded to."""
    fitting = (step for step in SHARE_STEPS if step * firms >= COUNTED_IN)
    return next(fitting, SHARE_STEPS[-1])


def _step(steps: tuple[tuple[int, float], ...], firms: int) -> float:
    return next(step for least, step in steps if firms >= least)


def _to(value: float, step: float) -> float:
    return round(round(value / step) * step, 6)


def digits_kept(value: float) -> float:
    """Return an amount with three digits."""
    if value == 0:
        return 0.0
    return round(value, DIGITS - 1 - floor(log10(abs(value))))


def _group(figures: GroupFigures) -> GroupFigures:
    return replace(
        figures,
        firms=count_rounded(figures.firms),
        weight=digits_kept(figures.weight),
        shares=tuple(_share(share, figures.firms) for share in figures.shares),
        means=tuple(_mean(mean) for mean in figures.means),
    )


def _share(share: Share, firms: int) -> Share:
    step = share_step(firms)
    low, high = max(0.0, _to(share.low, step)), min(1.0, _to(share.high, step))
    return replace(share, share=_to(share.share, step), low=low, high=high)


def _mean(mean: Mean) -> Mean:
    if not is_of_a_factor(mean.column):
        ends = (digits_kept(end) for end in (mean.mean, mean.low, mean.high))
    else:
        steps = SCORE_STEPS if mean.column.endswith(".score") else CHANCE_STEPS
        step = _step(steps, mean.firms)
        ends = (_to(end, step) for end in (mean.mean, mean.low, mean.high))
    middle, low, high = ends
    all_low, all_high = (
        None if end is None else float(round(end)) for end in (mean.all_low, mean.all_high)
    )
    firms = count_rounded(mean.firms)
    return replace(
        mean, firms=firms, mean=middle, low=low, high=high, all_low=all_low, all_high=all_high
    )


def _spreads(spreads: Spreads) -> Spreads:
    return {
        group: {factor: _whole(spread) for factor, spread in by_factor.items()}
        for group, by_factor in spreads.items()
    }


def _whole(spread: Spread) -> Spread:
    return tuple(None if value is None else float(round(value)) for value in spread)


def _division(division: Division) -> Division:
    groups = tuple(_group(figures) for figures in division.groups)
    return replace(division, groups=groups, spreads=_spreads(division.spreads))


def _relief(total: ReliefTotal, firms: int) -> ReliefTotal:
    step = share_step(firms)
    return replace(
        total,
        sure=_to(total.sure, step),
        possible=_to(total.possible, step),
        unbounded=_to(total.unbounded, step),
        low=digits_kept(total.low),
        high=digits_kept(total.high),
    )


def _distance(distance: Distance, firms: int) -> Distance:
    step = share_step(distance.firms)
    return replace(
        distance,
        share=_to(distance.share, share_step(firms)),
        firms=count_rounded(distance.firms),
        at_best=tuple(_to(share, step) for share in distance.at_best),
        at_worst=tuple(_to(share, step) for share in distance.at_worst),
    )
