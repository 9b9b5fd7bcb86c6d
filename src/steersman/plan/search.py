"""Search over selections, orders, modes, hires, experts and funding.

A local search with common random numbers: every candidate meets the same scenarios, so that two
plans differ by what they decide and not by luck. The effort is a number of candidates, not
seconds, so that the same seed gives the same plan on every machine.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from steersman.plan.evaluation import Evaluation, Merit, evaluate, launched_wishes, merit_of
from steersman.plan.moves import Moves
from steersman.plan.problem import PlanningProblem
from steersman.plan.scenarios import Candidate, World
from steersman.plan.stability import Stability

Progress = Callable[[int, int, float, float], bool]
"""Told the candidates examined, their limit, the best value and its ruin probability; answers
whether to stop."""

HEAT = 80
"""Scenarios of the first heat."""
CLEARLY = 2.5
"""Standard errors by which a candidate must be worse to be dropped after the first heat."""
STALLS = 20
"""Restarts in a row without a candidate not yet seen, after which the search has nothing new."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is remembered of a candidate; rough if it lost the first heat and met no more."""

    merit: Merit
    value: float
    ruin: float
    rough: bool = False


@dataclass(slots=True)
class Search:
    """Looks for the plan with the highest value whose ruin probability keeps a limit.

    Attributes:
        problem: What can be decided.
        world: Scenarios to judge candidates by.
        ruin_limit: Highest acceptable ruin probability.
        limit: Most candidates to examine.
        progress: Told how it goes, and may ask to stop.
        stability: What moving away from a previous plan costs; None where there is none.
        seen: Every candidate examined; doing nothing comes first.
        stopped: Whether it was asked to stop before its limit.
    """

    problem: PlanningProblem
    world: World
    ruin_limit: float
    limit: int
    progress: Progress | None = None
    stability: Stability | None = None
    seen: dict[Candidate, Judgement] = field(default_factory=dict)
    stopped: bool = False
    _moves: Moves = field(init=False)
    _heat: World = field(init=False)
    _rival: Evaluation | None = None
    _best: Judgement = field(init=False)

    def __post_init__(self) -> None:
        self._moves = Moves(self.problem)
        self._heat = self.world.first(HEAT)
        if self.stability:
            self.stability.judge_by(self.world)
        nothing = evaluate(self.problem, self.world, Candidate())
        self.ruin_limit = max(self.ruin_limit, nothing.ruin)
        self._best = self._remember(Candidate(), nothing)

    def run(self, generator: np.random.Generator) -> Candidate:
        """Return the best candidate found.

        Climbs from the previous plan if there is one, from nothing, from a greedy plan, and then
        again and again from the best plan shaken (iterated local search: Lourenco, Martin & Stutzle
        2003). More candidates with the same seed never give a worse plan; an interrupt from the
        keyboard ends the search with the best plan so far.
        """
        try:
            if self.stability:
                self._climb(self.stability.start, generator)
            self._climb(Candidate(), generator)
            self._climb(self._by_value(), generator)
            self._restart(generator)
        except KeyboardInterrupt:
            self.stopped = True
        return self.best()

    def best(self) -> Candidate:
        """Return the best candidate examined in all scenarios."""
        return max((p for p, judged in self.seen.items() if not judged.rough), key=self.merit)

    def _restart(self, generator: np.random.Generator) -> None:
        stalls = 0
        while stalls < STALLS and not self._over():
            known = len(self.seen)
            best = self.best()
            self._climb(self._moves.shaken(best, generator), generator)
            stalls = stalls + 1 if len(self.seen) == known else 0

    def _over(self) -> bool:
        return self.stopped or len(self.seen) >= self.limit

    def merit(self, candidate: Candidate) -> Merit:
        """Return what makes one candidate better than another, judged in all scenarios."""
        if candidate in self.seen and self.seen[candidate].rough:
            self._remember(candidate, evaluate(self.problem, self.world, candidate))
        return self._judge(candidate).merit

    def _judge(self, candidate: Candidate, rival: Candidate | None = None) -> Judgement:
        if candidate not in self.seen:
            if rival is not None:
                heat = evaluate(self.problem, self._heat, candidate)
                if self._has_lost(heat, rival):
                    return self._remember(candidate, heat, rough=True)
            self._remember(candidate, evaluate(self.problem, self.world, candidate))
        return self.seen[candidate]

    def _has_lost(self, heat: Evaluation, rival: Candidate) -> bool:
        """Whether a candidate is clearly worse than a rival in the first scenarios.

        The same scenarios serve both, so that the difference has little noise; what is not clearly
        worse goes on to all scenarios (racing: Maron & Moore 1997).
        """
        against = self._heat_of(rival)
        count = len(heat.values)
        if launched_wishes(self.problem, heat) > launched_wishes(self.problem, against):
            return False
        risk = heat.ruined - against.ruined
        if against.ruin > self.ruin_limit:
            return bool(risk.mean() - CLEARLY * risk.std() / np.sqrt(count) > 0)
        if heat.ruin - CLEARLY * heat.ruined.std() / np.sqrt(count) > self.ruin_limit:
            return True
        gain = heat.values - against.values
        mean = gain.mean() + heat.fit - against.fit
        return bool(mean + CLEARLY * gain.std() / np.sqrt(count) < 0)

    def _heat_of(self, candidate: Candidate) -> Evaluation:
        if self._rival is None or self._rival.candidate != candidate:
            self._rival = evaluate(self.problem, self._heat, candidate)
        return self._rival

    def _remember(
        self, candidate: Candidate, result: Evaluation, *, rough: bool = False
    ) -> Judgement:
        moving = self.stability.cost(candidate) if self.stability else 0.0
        merit = merit_of(self.problem, result, self.ruin_limit, moving)
        judgement = Judgement(merit, result.value, result.ruin, rough)
        self.seen[candidate] = judgement
        if len(self.seen) == 1 or (merit > self._best.merit and not rough):
            self._best = judgement
        if self.progress:
            state = (len(self.seen), self.limit, self._best.value, self._best.ruin)
            self.stopped = self.progress(*state) or self.stopped
        return judgement

    def _climb(self, start: Candidate, generator: np.random.Generator) -> Candidate:
        """Take the first better neighbour, in random order, until there is none."""
        best = start
        improved = True
        while improved:
            improved = False
            neighbours = list(self._moves.neighbours(best))
            for place in generator.permutation(len(neighbours)):
                if self._over():
                    return best
                judged = self._judge(neighbours[place], best)
                if not judged.rough and judged.merit > self.merit(best):
                    best = neighbours[place]
                    improved = True
                    break
        return best

    def _by_value(self) -> Candidate:
        """Return the plan that takes up projects by what each is worth alone with what it needs."""
        alone: dict[Candidate, Merit] = {}
        for option in self._moves.possible:
            plan = self._moves.add(Candidate(), option, 0)
            if not self._over():
                alone[plan] = self.merit(plan)
        together = Candidate()
        for plan in sorted(alone, key=lambda plan: alone[plan], reverse=True):
            if alone[plan] > self.merit(Candidate()):
                together = self._joined(together, plan)
        return together

    def _joined(self, plan: Candidate, more: Candidate) -> Candidate:
        for option in more.options:
            if self._moves.fits(option, plan.options):
                plan = replace(plan, options=(*plan.options, option))
        return replace(plan, hires=plan.hires | more.hires, experts=plan.experts | more.experts)
