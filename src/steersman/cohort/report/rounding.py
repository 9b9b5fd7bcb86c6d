"""Figures made so coarse that what one firm adds to them cannot be told from two pages.

Counts become multiples of five. A share becomes a multiple of a step that stands for at least five
firms; a mean chance or score, to which one firm adds less, is rounded more finely. Amounts, and how
many firms are stood for, become multiples of what five firms of usual size add to them, and keep
three digits at most.
"""

from dataclasses import replace
from math import ceil, floor, log10, sqrt

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
NICE = (1, 2, 5, 10)
"""Steps of amounts, times a power of ten."""
DEVIATIONS = 4.0
"""Standard errors that an interval of 95 % is wide."""


def rounded(population: Population) -> Population:
    """Return a population whose figures can be shown beside those of other parts of it."""
    overall = population.overall
    return replace(
        population,
        overall=_group(overall, population.within_one),
        spreads=_spreads(population.spreads),
        known={name: _chance(share, overall.firms) for name, share in population.known.items()},
        divisions=tuple(
            _division(division, population.within_one) for division in population.divisions
        ),
        reliefs=tuple(_relief(total, overall.firms) for total in population.reliefs),
        distances=tuple(_distance(distance, overall.firms) for distance in population.distances),
    )


def count_rounded(firms: int) -> int:
    """Return a number of firms as a multiple of five."""
    return COUNTED_IN * round(firms / COUNTED_IN)


def count_below(firms: int) -> int:
    """Return the largest multiple of five that is no more than a number of firms."""
    return firms // COUNTED_IN * COUNTED_IN


def share_step(firms: int) -> float:
    """Return what shares of so many firms are rounded to."""
    fitting = (step for step in SHARE_STEPS if step * firms >= COUNTED_IN)
    return next(fitting, SHARE_STEPS[-1])


def _step(steps: tuple[tuple[int, float], ...], firms: int) -> float:
    return next(step for least, step in steps if firms >= least)


def _to(value: float, step: float) -> float:
    return round(round(value / step) * step, 6)


def _chance(value: float, firms: int) -> float:
    return _to(value, _step(CHANCE_STEPS, firms))


def amount_step(size: float, firms: float) -> float:
    """Return what amounts are rounded to.

    Args:
        size: An amount that so many firms add up or average to, above zero.
        firms: The firms.
    """
    least = max(size * COUNTED_IN / max(firms, 1.0), 10.0 ** (floor(log10(size)) - DIGITS + 1))
    power = 10.0 ** floor(log10(least))
    return next(nice * power for nice in NICE if nice * power >= least * (1 - 1e-9))


def amount_rounded(value: float, firms: float) -> float:
    """Return an amount as a multiple of what five of the firms behind it add on average."""
    return _in_steps(value, amount_step(abs(value), firms)) if value else 0.0


def _in_steps(value: float, step: float) -> float:
    """Return a multiple of a step, without the digits that binary numbers leave behind."""
    return round(round(value / step) * step, max(0, ceil(-log10(step))))


def _group(figures: GroupFigures, within_one: frozenset[str]) -> GroupFigures:
    return replace(
        figures,
        firms=count_rounded(figures.firms),
        weight=amount_rounded(figures.weight, figures.firms),
        shares=tuple(_share(share, figures.firms) for share in figures.shares),
        means=tuple(_mean(mean, within_one) for mean in figures.means),
    )


def _share(share: Share, firms: int) -> Share:
    step = share_step(firms)
    low, high = max(0.0, _to(share.low, step)), min(1.0, _to(share.high, step))
    return replace(share, share=_to(share.share, step), low=low, high=high)


def _mean(mean: Mean, within_one: frozenset[str]) -> Mean:
    step = _mean_step(mean, within_one)
    ends = (_in_steps(end, step) for end in (mean.mean, mean.low, mean.high))
    middle, low, high = ends
    all_low, all_high = (
        None if end is None else float(round(end)) for end in (mean.all_low, mean.all_high)
    )
    firms = count_rounded(mean.firms)
    return replace(
        mean, firms=firms, mean=middle, low=low, high=high, all_low=all_low, all_high=all_high
    )


def _mean_step(mean: Mean, within_one: frozenset[str]) -> float:
    """Return what a mean and its ends are rounded to.

    Of amounts, what five firms add that have the mean, or lie one standard deviation away from it.
    """
    if is_of_a_factor(mean.column):
        steps = SCORE_STEPS if mean.column.endswith(".score") else CHANCE_STEPS
        return _step(steps, mean.firms)
    if mean.column in within_one:
        return share_step(mean.firms)
    deviation = (mean.high - mean.low) / DEVIATIONS * sqrt(mean.firms)
    size = max(abs(mean.mean), deviation)
    return amount_step(size, mean.firms) if size else 1.0


def _spreads(spreads: Spreads) -> Spreads:
    return {
        group: {factor: _whole(spread) for factor, spread in by_factor.items()}
        for group, by_factor in spreads.items()
    }


def _whole(spread: Spread) -> Spread:
    return tuple(None if value is None else float(round(value)) for value in spread)


def _division(division: Division, within_one: frozenset[str]) -> Division:
    groups = tuple(_group(figures, within_one) for figures in division.groups)
    return replace(division, groups=groups, spreads=_spreads(division.spreads))


def _relief(total: ReliefTotal, firms: int) -> ReliefTotal:
    step = share_step(firms)
    return replace(
        total,
        sure=_to(total.sure, step),
        possible=_to(total.possible, step),
        unbounded=_to(total.unbounded, step),
        low=amount_rounded(total.low, total.sure * firms),
        high=amount_rounded(total.high, total.possible * firms),
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
