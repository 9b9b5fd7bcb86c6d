"""Stage 3: which innovation strategy suits us, how sure are we, what would change the answer."""

import numpy as np

from steersman.choose.fit import project_fit
from steersman.choose.performance import draw_performances, musts_met
from steersman.choose.problems import check_preferences
from steersman.choose.result import Choice, FactorFlip, StrategyResult, WeightFlip
from steersman.choose.strategies import load_criteria, load_strategies
from steersman.diagnose import Diagnosis, factor_ids
from steersman.dossier import Dossier
from steersman.methods.acceptability import Acceptability, acceptability
from steersman.methods.arrays import FloatArray, IntArray
from steersman.methods.flip import smallest_flip
from steersman.methods.weights import sample_weights

__all__ = ["Choice", "StrategyResult", "WeightFlip", "check_preferences", "choose", "project_fit"]

WEIGHTS_PER_DRAW = 10
"""Weight vectors drawn for each draw of the diagnosis."""
MUST_FAILED = -1000.0
"""Performance of a strategy in a draw in which a must is not met: behind all others."""
LIKELY = 0.5
DECIDING_SHARE = 0.25
"""Share of draws taken as the weak and the strong end of a factor."""


def choose(dossier: Dossier, diagnosis: Diagnosis, generator: np.random.Generator) -> Choice:
    """Rank the strategies under what is known of strengths and preferences.

    Args:
        dossier: The firm, for its preferences.
        diagnosis: What is known of the factors.
        generator: Source of randomness.
    """
    factors = factor_ids()
    scores = np.repeat(diagnosis.draws, WEIGHTS_PER_DRAW, axis=0)
    draws = len(scores)
    criteria = tuple(criterion.id for criterion in load_criteria())
    order = dossier.strategy.preferences.criteria_order
    weights = sample_weights(generator, draws, len(criteria), tuple(map(criteria.index, order)))
    performances = draw_performances(generator, scores, factors)
    musts = [musts_met(scores, factors, strategy) for strategy in load_strategies()]
    possible = performances.copy()
    for place, met in enumerate(musts):
        possible[met.min(axis=1, initial=1.0) == 0, place] = MUST_FAILED
    indices = acceptability(possible, weights, WEIGHTS_PER_DRAW)
    winners = np.einsum("dmn,dn->dm", possible, weights).argmax(axis=1)
    results = _strategy_results(indices, performances.mean(axis=0), musts)
    return Choice(
        strategies=results,
        criteria=criteria,
        order=order,
        mean_weights=dict(zip(criteria, weights.mean(axis=0).tolist(), strict=True)),
        standard_error=indices.standard_error,
        draws=draws,
        weight_flips=_weight_flips(performances.mean(axis=0), weights.mean(axis=0), results),
        factor_flips=_factor_flips(winners, scores),
    )


def _strategy_results(
    indices: Acceptability, performance: FloatArray, musts: list[FloatArray]
) -> tuple[StrategyResult, ...]:
    criteria = [criterion.id for criterion in load_criteria()]
    names = [strategy.id for strategy in load_strategies()]
    results = []
    for place, strategy in enumerate(load_strategies()):
        pairs = zip(names, indices.pairwise[place].tolist(), strict=True)
        met = musts[place].mean(axis=0)
        central = indices.central_weights[place]
        never = bool(np.isnan(central).any())
        results.append(
            StrategyResult(
                strategy=strategy.id,
                acceptability=float(indices.ranks[place, 0]),
                ranks=tuple(indices.ranks[place].tolist()),
                confidence=0.0 if never else float(indices.confidence[place]),
                central_weights={} if never else dict(zip(criteria, central.tolist(), strict=True)),
                beats={name: share for name, share in pairs if name != strategy.id},
                performance=dict(zip(criteria, performance[place].tolist(), strict=True)),
                must_chance=float(musts[place].min(axis=1, initial=1.0).mean()),
                weakest_must=list(strategy.musts)[int(met.argmin())] if len(met) else "",
            )
        )
    return tuple(sorted(results, key=lambda result: -result.acceptability))


def _weight_flips(
    performance: FloatArray, weights: FloatArray, results: tuple[StrategyResult, ...]
) -> tuple[WeightFlip, ...]:
    """Return the flips to strategies that more likely than not meet their musts, nearest first."""
    able = {result.strategy for result in results if result.must_chance >= LIKELY}
    challengers = able - {results[0].strategy}
    criteria = [criterion.id for criterion in load_criteria()]
    flips = []
    for place, strategy in enumerate(load_strategies()):
        flip = smallest_flip(performance, weights, place)
        if strategy.id in challengers and flip is not None:
            shifted = dict(zip(criteria, flip.weights.tolist(), strict=True))
            flips.append(WeightFlip(strategy.id, flip.distance, shifted))
    return tuple(sorted(flips, key=lambda flip: flip.distance))


def _factor_flips(winners: IntArray, scores: FloatArray) -> tuple[FactorFlip, ...]:
    names = [strategy.id for strategy in load_strategies()]
    flips = []
    for place, factor in enumerate(factor_ids()):
        low, high = np.quantile(scores[:, place], [DECIDING_SHARE, 1 - DECIDING_SHARE])
        weak = np.bincount(winners[scores[:, place] <= low], minlength=len(names)).argmax()
        strong = np.bincount(winners[scores[:, place] >= high], minlength=len(names)).argmax()
        if weak != strong:
            flips.append(FactorFlip(factor, names[weak], names[strong]))
    return tuple(flips)
