"""Performance of every strategy on every criterion, uncertain as the diagnosis is."""

import numpy as np

from steersman.choose.strategies import CriterionData, StrategyData, load_criteria, load_strategies
from steersman.methods.arrays import FloatArray

MIDDLE = 50.0


def draw_performances(
    generator: np.random.Generator, scores: FloatArray, factors: tuple[str, ...]
) -> FloatArray:
    """Draw performances from 0 to 100, shape (draws, strategies, criteria).

    ``fit`` is how far the firm's factors reach what the strategy needs. The other criteria start
    from a value within the strategy's base range and move with the factors that drive them, as
    strongly as the strategy needs those factors.

    Args:
        generator: Source of randomness.
        scores: Possible factor scores, shape (draws, factors).
        factors: Factor ids in the order of the scores.
    """
    columns = {factor: scores[:, place] for place, factor in enumerate(factors)}
    return np.stack(
        [
            np.stack(
                [
                    _performance(generator, strategy, criterion, columns)
                    for criterion in load_criteria()
                ],
                axis=1,
            )
            for strategy in load_strategies()
        ],
        axis=1,
    )


def _performance(
    generator: np.random.Generator,
    strategy: StrategyData,
    criterion: CriterionData,
    columns: dict[str, FloatArray],
) -> FloatArray:
    if criterion.id == "fit":
        return _fit(strategy, columns)
    low, high = strategy.base[criterion.id]
    draws = len(next(iter(columns.values())))
    value = generator.uniform(low, high, draws)
    for factor, strength in criterion.drivers.items():
        need = strategy.needs.get(factor, MIDDLE) / 100
        value = value + strength * need * (columns[factor] - MIDDLE)
    clipped: FloatArray = np.clip(value, 0, 100)
    return clipped


def _fit(strategy: StrategyData, columns: dict[str, FloatArray]) -> FloatArray:
    """Return the share of needs that is met, needs counting by their height."""
    total = sum(strategy.needs.values())
    met = [
        np.minimum(columns[factor] / need, 1.0) * need for factor, need in strategy.needs.items()
    ]
    fit: FloatArray = 100 * np.sum(met, axis=0) / total
    return fit


def musts_met(scores: FloatArray, factors: tuple[str, ...], strategy: StrategyData) -> FloatArray:
    """Return for each must of a strategy whether it is met, shape (draws, musts), as 0 and 1."""
    columns = [
        scores[:, factors.index(factor)] >= bound for factor, bound in strategy.musts.items()
    ]
    if not columns:
        return np.ones((len(scores), 0))
    return np.stack(columns, axis=1).astype(float)
