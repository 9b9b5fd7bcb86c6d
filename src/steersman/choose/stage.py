"""Stage 3: which innovation strategy suits us, how sure are we, what would change the answer."""

from dataclasses import dataclass

import numpy as np

from steersman.choose.cross_check import cross_check
from steersman.choose.elicitation import start_interview
from steersman.choose.outlook import JointDraws, outlook
from steersman.choose.performance import able_places, musts_met, performances_at
from steersman.choose.preferences import Preferences, read_preferences
from steersman.choose.result import (
    Choice,
    Estimate,
    FactorFlip,
    StrategyResult,
    WeightFlip,
)
from steersman.choose.strategies import Menu, menu_of
from steersman.diagnose import Diagnosis, factor_ids
from steersman.dossier import Dossier
from steersman.methods.acceptability import Acceptability, acceptability
from steersman.methods.arrays import FloatArray, IntArray
from steersman.methods.flip import smallest_flip
from steersman.methods.polytope import sample_polytope
from steersman.methods.robustness import Robustness, robustness

WEIGHTS_PER_DRAW = 10
"""Weight vectors drawn for each draw of the diagnosis."""
MUST_FAILED = -1000.0
"""Performance of a strategy in a draw in which a must is not met: behind all others."""
LEAST_FLIP = 1e-6
"""Share of weight below which a challenger is level with the leader already."""
SURE_APART = 3.0
"""Standard errors by which a winner must be ahead for a factor to be said to decide."""
DECIDING_SHARE = 0.25
"""Share of draws taken as the weak and the strong end of a factor."""


def choose(dossier: Dossier, diagnosis: Diagnosis, generator: np.random.Generator) -> Choice:
    """Rank the strategies under what is known of strengths and preferences.

    Args:
        dossier: The firm, for its preferences and its own strategies and criteria.
        diagnosis: What is known of the factors.
        generator: Source of randomness.
    """
    factors = factor_ids()
    drawn = _draw(dossier, diagnosis, generator)
    menu, preferences, joint = drawn.menu, drawn.preferences, drawn.joint
    scores, weights, musts = joint.scores, joint.weights, drawn.musts
    performances, possible = drawn.performances, drawn.possible
    indices = acceptability(possible, weights, WEIGHTS_PER_DRAW)
    mean, mean_weights = performances.mean(axis=0), weights.mean(axis=0)
    able = able_places([float(met.min(axis=1, initial=1.0).mean()) for met in musts])
    exact = robustness(mean[able], preferences.region)
    few = Menu(tuple(menu.strategies[place] for place in able), menu.criteria)
    names = few.strategy_ids
    results = _strategy_results(menu, indices, performances, weights, musts, _Exact(exact, names))
    interview = start_interview(generator, mean[able], few, preferences.region)
    winners = np.einsum("dmn,dn->dm", possible, weights).argmax(axis=1)
    return Choice(
        strategies=results,
        criteria=menu.criterion_ids,
        order=dossier.strategy.preferences.criteria_order,
        mean_weights=dict(zip(menu.criterion_ids, mean_weights.tolist(), strict=True)),
        standard_error=indices.standard_error,
        draws=len(scores),
        entropy=indices.choice_entropy,
        weight_flips=_weight_flips(menu, mean, mean_weights, results[0].strategy, able),
        factor_flips=_factor_flips(menu, winners, scores),
        dropped=preferences.dropped,
        consistency_ratio=preferences.consistency_ratio,
        revision=preferences.revision,
        cross_check=cross_check(mean[able], mean_weights, names),
        outlook=outlook(generator, dossier, menu, factors, joint, results[0].strategy, names),
        question=interview.question(generator),
    )


def rank_shares(
    dossier: Dossier, diagnosis: Diagnosis, generator: np.random.Generator
) -> dict[str, tuple[float, ...]]:
    """Return the rank acceptability indices of strategies alone, the likeliest best first.

    From the same generator they are those of :func:`choose`, in a small part of its time.

    Args:
        dossier: The firm, for its preferences and its own strategies and criteria.
        diagnosis: What is known of the factors.
        generator: Source of randomness.
    """
    drawn = _draw(dossier, diagnosis, generator)
    indices = acceptability(drawn.possible, drawn.joint.weights, WEIGHTS_PER_DRAW)
    ranks = dict(zip(drawn.menu.strategy_ids, indices.ranks.tolist(), strict=True))
    ordered = sorted(ranks, key=lambda name: -ranks[name][0])
    return {name: tuple(ranks[name]) for name in ordered}


@dataclass(frozen=True, slots=True)
class _Drawn:
    """Draws of everything uncertain, and what strategies do in each.

    Attributes:
        menu: Strategies and criteria.
        preferences: What was said of criteria.
        joint: Draws of factors, positions and weights.
        performances: Performance by draw, strategy and criterion.
        possible: The same, behind all others where a must is not met.
        musts: Whether each must is met, by strategy.
    """

    menu: Menu
    preferences: Preferences
    joint: JointDraws
    performances: FloatArray
    possible: FloatArray
    musts: list[FloatArray]


def _draw(dossier: Dossier, diagnosis: Diagnosis, generator: np.random.Generator) -> _Drawn:
    factors = factor_ids()
    menu = menu_of(dossier.strategy)
    preferences = read_preferences(dossier.strategy, menu.criterion_ids)
    scores = np.repeat(diagnosis.draws, WEIGHTS_PER_DRAW, axis=0)
    shape = (len(scores), len(menu.strategies), len(menu.criteria))
    weights = sample_polytope(generator, len(scores), preferences.region)
    joint = JointDraws(scores, generator.random(shape), weights)
    performances = performances_at(joint.positions, scores, factors, menu)
    musts = [musts_met(scores, factors, strategy) for strategy in menu.strategies]
    possible = performances.copy()
    for place, met in enumerate(musts):
        possible[met.min(axis=1, initial=1.0) == 0, place] = MUST_FAILED
    return _Drawn(menu, preferences, joint, performances, possible, musts)


@dataclass(frozen=True, slots=True)
class _Exact:
    """What holds for all weights, among the strategies that can meet their musts."""

    found: Robustness
    names: tuple[str, ...]

    def can_be_best(self, strategy: str) -> bool:
        return strategy in self.names and bool(
            self.found.potentially_optimal[self.names.index(strategy)]
        )

    def beaten_by(self, strategy: str) -> tuple[str, ...]:
        if strategy not in self.names:
            return ()
        place = self.names.index(strategy)
        surely = self.found.necessary[:, place] & ~self.found.possible[place]
        return tuple(name for name, better in zip(self.names, surely, strict=True) if better)

    def worst_regret(self, strategy: str) -> float | None:
        if strategy not in self.names:
            return None
        return float(self.found.regret[self.names.index(strategy)])


def _strategy_results(
    menu: Menu,
    indices: Acceptability,
    performances: FloatArray,
    weights: FloatArray,
    musts: list[FloatArray],
    exact: "_Exact",
) -> tuple[StrategyResult, ...]:
    names = menu.strategy_ids
    spans = _spans(performances)
    values = _spans(np.einsum("dmn,dn->dm", performances, weights))
    results = []
    for place, strategy in enumerate(menu.strategies):
        met = musts[place].mean(axis=0)
        central = indices.central_weights[place]
        never = bool(np.isnan(central).any())
        pairs = zip(names, indices.pairwise[place].tolist(), strict=True)
        results.append(
            StrategyResult(
                strategy=strategy.id,
                acceptability=float(indices.ranks[place, 0]),
                ranks=tuple(indices.ranks[place].tolist()),
                confidence=0.0 if never else float(indices.confidence[place]),
                central_weights={} if never else _by_criterion(menu, central),
                beats={name: share for name, share in pairs if name != strategy.id},
                value=Estimate(*values[:, place].tolist()),
                performance={
                    criterion: Estimate(*spans[:, place, column].tolist())
                    for column, criterion in enumerate(menu.criterion_ids)
                },
                must_chance=float(musts[place].min(axis=1, initial=1.0).mean()),
                weakest_must=list(strategy.musts)[int(met.argmin())] if len(met) else "",
                can_be_best=exact.can_be_best(strategy.id),
                beaten_by=exact.beaten_by(strategy.id),
                worst_regret=exact.worst_regret(strategy.id),
            )
        )
    return tuple(sorted(results, key=lambda result: -result.acceptability))


def _spans(values: FloatArray) -> FloatArray:
    """Return mean, 5 % and 95 % quantile over draws, shape (3, ...)."""
    return np.stack([values.mean(axis=0), *np.quantile(values, [0.05, 0.95], axis=0)])


def _by_criterion(menu: Menu, weights: FloatArray) -> dict[str, float]:
    return dict(zip(menu.criterion_ids, weights.tolist(), strict=True))


def _weight_flips(
    menu: Menu, performance: FloatArray, weights: FloatArray, leader: str, able: list[int]
) -> tuple[WeightFlip, ...]:
    """Return the flips to strategies that more likely than not meet their musts, nearest first."""
    flips = []
    for row, place in enumerate(able):
        name = menu.strategy_ids[place]
        if name != leader:
            flip = smallest_flip(performance[able], weights, row)
            if flip is not None and flip.distance > LEAST_FLIP:
                flips.append(WeightFlip(name, flip.distance, _by_criterion(menu, flip.weights)))
    return tuple(sorted(flips, key=lambda flip: flip.distance))


def _factor_flips(menu: Menu, winners: IntArray, scores: FloatArray) -> tuple[FactorFlip, ...]:
    """Return factors whose weak and strong quarter of draws surely have different winners."""
    names = menu.strategy_ids
    flips = []
    for place, factor in enumerate(factor_ids()):
        low, high = np.quantile(scores[:, place], [DECIDING_SHARE, 1 - DECIDING_SHARE])
        weak = _shares(winners[scores[:, place] <= low], len(names))
        strong = _shares(winners[scores[:, place] >= high], len(names))
        first, second = int(weak.argmax()), int(strong.argmax())
        sources = DECIDING_SHARE * len(scores) / WEIGHTS_PER_DRAW
        if (
            first != second
            and min(
                _standard_errors_apart(weak, first, second, sources),
                _standard_errors_apart(strong, second, first, sources),
            )
            > SURE_APART
        ):
            flips.append(FactorFlip(factor, names[first], names[second]))
    return tuple(flips)


def _shares(winners: IntArray, count: int) -> FloatArray:
    shares: FloatArray = np.bincount(winners, minlength=count) / max(len(winners), 1)
    return shares


def _standard_errors_apart(shares: FloatArray, one: int, other: int, sources: float) -> float:
    """Return by how many standard errors a share exceeds another; draws of one source are one."""
    ahead = float(shares[one] - shares[other])
    variance = float(shares[one] + shares[other]) - ahead**2
    return ahead / float(np.sqrt(max(variance, 1 / sources) / sources))
