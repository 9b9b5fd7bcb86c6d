"""Which factors to mend first: total effect on the goal, times the gap, by the effort it takes."""

from dataclasses import dataclass

import numpy as np

from steersman.diagnose.factors import GOAL, factor_ids, load_factors
from steersman.diagnose.influence import default_influence, own_ratings
from steersman.diagnose.result import Dispute, Lever
from steersman.dossier import Effort, Influence
from steersman.methods.arrays import FloatArray
from steersman.methods.expert_ratings import Strengths, true_strengths
from steersman.methods.influence import strongest_path, total_influence

STRONGEST_RATING = 4.0
TOP = 3
APART, SHOWN = 2.0, 5
"""Points by which ratings must differ to be called a dispute, and how many are named."""


@dataclass(frozen=True, slots=True)
class LeverDraws:
    """What is behind the ranking of levers, by draw.

    Attributes:
        effects: Total effect of each factor on the goal, shape (draws, factors).
        efforts: Months of work to close half of a gap, shape (draws, factors).
    """

    effects: FloatArray
    efforts: FloatArray

    def priorities(self, scores: FloatArray) -> FloatArray:
        """Return effect times gap per month of work, shape (draws, factors)."""
        worth: FloatArray = self.effects * (100 - scores) / self.efforts
        return worth


def draw_levers(
    generator: np.random.Generator,
    draws: int,
    strengths: Strengths,
    own_efforts: tuple[Effort, ...],
    goal: int,
) -> LeverDraws:
    """Draw possible effects and efforts.

    Args:
        generator: Source of randomness.
        draws: Number of draws.
        strengths: What experts say of influence.
        own_efforts: The firm's own view of efforts.
        goal: Place of what levers shall move.
    """
    count = len(factor_ids())
    relation = total_influence(strengths.draw(generator, draws)).relation
    effects = relation[:, :count, goal].copy()
    if goal < count:
        # A factor that is itself the goal is moved directly, and through what comes back to it.
        effects[:, goal] += 1.0
    low, high = effort_bounds(own_efforts)
    return LeverDraws(effects, generator.uniform(low, high, (draws, count)))


def expert_view(own_view: tuple[Influence, ...]) -> Strengths:
    """Return what ratings say of influence, our default ones where the firm gave none."""
    return true_strengths(own_ratings(own_view), default_influence())


def disputes(own_view: tuple[Influence, ...]) -> tuple[Dispute, ...]:
    """Return the pairs on which ratings of the firm's experts lie farthest apart."""
    ratings: dict[tuple[str, str], list[float]] = {}
    for rating in own_view:
        ratings.setdefault((rating.source, rating.target), []).append(rating.strength)
    found = [
        Dispute(source, target, min(given), max(given))
        for (source, target), given in ratings.items()
        if max(given) - min(given) >= APART
    ]
    return tuple(sorted(found, key=lambda dispute: dispute.low - dispute.high)[:SHOWN])


def effort_bounds(own_efforts: tuple[Effort, ...]) -> tuple[FloatArray, FloatArray]:
    """Return least and most effort by factor, the firm's own where it gave them."""
    own = {effort.factor: (effort.low, max(effort.low, effort.high)) for effort in own_efforts}
    bounds = np.array([own.get(factor.id, factor.effort) for factor in load_factors()])
    return bounds[:, 0], bounds[:, 1]


def _chance_among(priorities: FloatArray, top: int) -> FloatArray:
    """Return the chance of each column to be among the highest; equal ones share alike."""
    ahead = (priorities[:, None, :] > priorities[:, :, None]).sum(axis=2)
    equal = (priorities[:, None, :] == priorities[:, :, None]).sum(axis=2)
    chances: FloatArray = np.clip((top - ahead) / equal, 0, 1).mean(axis=0)
    return chances


def _path(scaled: FloatArray, place: int, goal: int, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the strongest chain to the goal; a factor that is the goal needs none."""
    steps = (goal,) if place == goal else strongest_path(scaled, place, goal)
    return tuple(names[step] for step in steps)


def rank_levers(
    levers: LeverDraws, scores: FloatArray, strengths: Strengths, goal: int
) -> tuple[Lever, ...]:
    """Rank factors by total effect on the goal times gap per effort, best first.

    Cause-minus-effect scores ignore both the goal and the present gap and find the best lever in
    one planted case of six; total effect times gap finds it in four of five.

    Args:
        levers: Possible effects and efforts.
        scores: Possible scores, shape (draws, factors).
        strengths: What experts say of influence.
        goal: Place of what levers shall move.
    """
    priorities = levers.priorities(scores)
    first, among_three = _chance_among(priorities, 1), _chance_among(priorities, TOP)
    mean = priorities.mean(axis=0)
    total = float(mean.sum()) or 1.0
    central = total_influence(strengths.mean)
    names = (*factor_ids(), GOAL)
    scaled = strengths.mean / (STRONGEST_RATING + 1)
    ranked = [
        Lever(
            factor=factor,
            effect=float(levers.effects[:, place].mean()),
            gap=float(100 - scores[:, place].mean()),
            effort=float(levers.efforts[:, place].mean()),
            priority=float(100 * mean[place] / total),
            first=float(first[place]),
            among_three=float(among_three[place]),
            path=_path(scaled, place, goal, names),
            given=float(central.given[place]),
            received=float(central.received[place]),
        )
        for place, factor in enumerate(factor_ids())
    ]
    return tuple(sorted(ranked, key=lambda lever: -lever.priority))
