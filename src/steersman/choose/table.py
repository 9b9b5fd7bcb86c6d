"""The choice of many firms at once: which strategy is best, under common draws.

A firm gets the acceptability indices that :func:`steersman.choose.choose` gives it for as many
draws of its diagnosis, where it has neither preferences nor strategies of its own.
"""

import numpy as np

from steersman.choose.performance import MIDDLE
from steersman.choose.preferences import read_preferences
from steersman.choose.strategies import CriterionData, Menu, StrategyData, menu_of
from steersman.diagnose.factors import factor_ids
from steersman.dossier import Preferences, Strategy
from steersman.methods.arrays import FloatArray
from steersman.methods.polytope import sample_polytope
from steersman.methods.winners import DrivenValues, best_shares

FIT = "fit"
HIGHEST = 100.0


class TableChoice:
    """Ranks strategies for firms under draws that are made once.

    Args:
        generator: Source of randomness, used as for one firm.
        draws: Draws of the diagnosis.
        sharing: Draws of weights and positions for each of them.
        criteria_order: Criteria from the most important on; all orders alike where it is empty.
    """

    def __init__(
        self,
        generator: np.random.Generator,
        draws: int,
        sharing: int,
        criteria_order: tuple[str, ...] = (),
    ) -> None:
        stated = Strategy(preferences=Preferences(criteria_order=criteria_order))
        menu = menu_of(stated)
        region = read_preferences(stated, menu.criterion_ids).region
        joint = draws * sharing
        weights = sample_polytope(generator, joint, region)
        positions = generator.random((joint, len(menu.strategies), len(menu.criteria)))
        self.strategies = menu.strategy_ids
        self._model = _values(menu, positions, weights)

    def best(self, draws: FloatArray) -> FloatArray:
        """Return each strategy's chance to be best.

        Args:
            draws: Possible factor scores, shape (firms, factors, draws).

        Returns:
            Shape (firms, strategies).
        """
        return best_shares(self._model, draws)


def _values(menu: Menu, positions: FloatArray, weights: FloatArray) -> DrivenValues:
    ranges = np.array(
        [
            [strategy.base.get(criterion.id, (0.0, HIGHEST)) for criterion in menu.criteria]
            for strategy in menu.strategies
        ]
    )
    low, high = ranges[..., 0], ranges[..., 1]
    within = low + (high - low) * positions
    return DrivenValues(
        positions=np.ascontiguousarray(within.transpose(1, 2, 0)),
        weights=np.ascontiguousarray(weights.T),
        slopes=np.array(
            [
                [_slopes(strategy, criterion) for criterion in menu.criteria]
                for strategy in menu.strategies
            ]
        ),
        fit=menu.criterion_ids.index(FIT),
        needs=np.array([_by_factor(dict(strategy.needs)) for strategy in menu.strategies]),
        musts=np.array([_by_factor(dict(strategy.musts)) for strategy in menu.strategies]),
    )


def _slopes(strategy: StrategyData, criterion: CriterionData) -> list[float]:
    return _by_factor(
        {
            factor: strength * strategy.needs.get(factor, MIDDLE) / HIGHEST
            for factor, strength in criterion.drivers.items()
        }
    )


def _by_factor(values: dict[str, float]) -> list[float]:
    return [float(values.get(factor, 0.0)) for factor in factor_ids()]
