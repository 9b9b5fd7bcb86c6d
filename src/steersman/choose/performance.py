"""Performance of every strategy on every criterion, uncertain as the diagnosis is."""

from collections.abc import Sequence

import numpy as np

from steersman.choose.strategies import CriterionData, Menu, ScenarioData, StrategyData
from steersman.methods.arrays import FloatArray

MIDDLE = 50.0
LIKELY = 0.5


def performances_at(
    positions: FloatArray, scores: FloatArray, factors: tuple[str, ...], menu: Menu
) -> FloatArray:
    """Return performances for given positions within the strategies' ranges.

    ``fit`` is how far the firm's factors reach what the strategy needs. The other criteria start
    from a value within the strategy's base range and move with the factors that drive them, as
    strongly as the strategy needs those factors. Where nothing is known of a strategy's needs or of
    its range, anything from 0 to 100 is possible.

    Args:
        positions: Where in its range a strategy lies, 0 to 1, shape (draws, strategies, criteria).
        scores: Possible factor scores, shape (draws, factors).
        factors: Factor ids in the order of the scores.
        menu: Strategies and criteria.
    """
    columns = {factor: scores[:, place] for place, factor in enumerate(factors)}
    result = np.empty_like(positions)
    for row, strategy in enumerate(menu.strategies):
        for column, criterion in enumerate(menu.criteria):
            position = positions[:, row, column]
            result[:, row, column] = _performance(position, strategy, criterion, columns)
    return result


def _performance(
    position: FloatArray,
    strategy: StrategyData,
    criterion: CriterionData,
    columns: dict[str, FloatArray],
) -> FloatArray:
    if criterion.id == "fit" and any(strategy.needs.values()):
        return _fit(strategy, columns)
    low, high = strategy.base.get(criterion.id, (0.0, 100.0))
    value = low + (high - low) * position
    for factor, strength in criterion.drivers.items():
        need = strategy.needs.get(factor, MIDDLE) / 100
        value = value + strength * need * (columns[factor] - MIDDLE)
    clipped: FloatArray = np.clip(value, 0, 100)
    return clipped


def _fit(strategy: StrategyData, columns: dict[str, FloatArray]) -> FloatArray:
    """Return the share of needs that is met, needs counting by their height."""
    needs = {factor: need for factor, need in strategy.needs.items() if need > 0}
    met = [np.minimum(columns[factor] / need, 1.0) * need for factor, need in needs.items()]
    fit: FloatArray = 100 * np.sum(met, axis=0) / sum(needs.values())
    return fit


def musts_met(scores: FloatArray, factors: tuple[str, ...], strategy: StrategyData) -> FloatArray:
    """Return for each must of a strategy whether it is met, shape (draws, musts), as 0 and 1."""
    columns = [
        scores[:, factors.index(factor)] >= bound for factor, bound in strategy.musts.items()
    ]
    if not columns:
        return np.ones((len(scores), 0))
    return np.stack(columns, axis=1).astype(float)


def able_places(chances: Sequence[float]) -> list[int]:
    """Return the strategies that more likely than not meet their musts, or all if none does.

    Args:
        chances: Chance of each strategy to meet its musts.
    """
    able = [place for place, chance in enumerate(chances) if chance >= LIKELY]
    return able or list(range(len(chances)))


def scenario_shifts(menu: Menu, scenarios: tuple[ScenarioData, ...]) -> FloatArray:
    """Return by how many points scenarios shift performances, (scenarios, strategies, criteria)."""
    return np.array(
        [
            [
                [
                    scenario.shifts.get(criterion.id, 0.0) * strategy.exposure.get(scenario.id, 1.0)
                    for criterion in menu.criteria
                ]
                for strategy in menu.strategies
            ]
            for scenario in scenarios
        ]
    )
