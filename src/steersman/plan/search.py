"""Search over selections, orders, modes, hires, experts and funding.

A local search with common random numbers: every candidate meets the same scenarios, so that two
plans differ by what they decide and not by luck. The effort is a number of candidates, not
seconds, so that the same seed gives the same plan on every machine.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from steersman.plan.evaluation import Evaluation, Merit, evaluate, merit_of
from steersman.plan.moves import Moves
from steersman.plan.problem import PlanningProblem
from steersman.plan.scenarios import Candidate, World
from steersman.plan.stability import Stability

Progress = Callable[[int, int, float, float], bool]
"""Told the candidates examined, their limit, the best value and its ruin probability; answers
whether to stop."""

STALLS = 20
"""Restarts in a row without a candidate not yet seen, after which the search has nothing new."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is remembered of a candidate."""

    merit: Merit
    value: float
    ruin: float


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
        adaptive: Whether projects may wait for cash and be given up before a stage.
        seen: Every candidate examined; doing nothing comes first.
        stopped: Whether it was asked to stop before its limit.
    """

    problem: PlanningProblem
    world: World
    ruin_limit: float
    limit: int
    progress: Progress | None = None
    stability: Stability | None = None
    adaptive: bool = True
    seen: dict[Candidate, Judgement] = field(default_factory=dict)
    stopped: bool = False
    _moves: Moves = field(init=False)
    _nothing: Candidate = field(init=False)
    _best: Judgement = field(init=False)

    def __post_init__(self) -> None:
        self._moves = Moves(self.problem, self.adaptive)
        self._nothing = Candidate(gates=self.adaptive)
        if self.stability:
            self.stability.judge_by(self.world)
        nothing = evaluate(self.problem, self.world, self._nothing)
        self.ruin_limit = max(self.ruin_limit, nothing.ruin)
        self._best = self._remember(self._nothing, nothing)

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
            self._climb(self._nothing, generator)
            self._climb(self._by_value(), generator)
            self._restart(generator)
        except KeyboardInterrupt:
            self.stopped = True
        return max(self.seen, key=self.merit)

    def _restart(self, generator: np.random.Generator) -> None:
        stalls = 0
        while stalls < STALLS and not self._over():
            known = len(self.seen)
            best = max(self.seen, key=self.merit)
            self._climb(self._moves.shaken(best, generator), generator)
            stalls = stalls + 1 if len(self.seen) == known else 0

    def _over(self) -> bool:
        return self.stopped or len(self.seen) >= self.limit

    def merit(self, candidate: Candidate) -> Merit:
        """Return what makes one candidate better than another."""
        return self._judge(candidate).merit

    def _judge(self, candidate: Candidate) -> Judgement:
        if candidate not in self.seen:
            self._remember(candidate, evaluate(self.problem, self.world, candidate))
        return self.seen[candidate]

    def _remember(self, candidate: Candidate, result: Evaluation) -> Judgement:
        moving = self.stability.cost(candidate) if self.stability else 0.0
        merit = merit_of(self.problem, result, self.ruin_limit, moving)
        judgement = Judgement(merit, result.value, result.ruin)
        self.seen[candidate] = judgement
        if len(self.seen) == 1 or merit > self._best.merit:
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
                if self.merit(neighbours[place]) > self.merit(best):
                    best = neighbours[place]
                    improved = True
                    break
        return best

    def _by_value(self) -> Candidate:
        """Return the plan that takes up projects by what each is worth alone with what it needs."""
        alone: dict[Candidate, Merit] = {}
        for option in self._moves.possible:
            plan = self._moves.add(self._nothing, option, 0)
            if not self._over():
                alone[plan] = self.merit(plan)
        together = self._nothing
        for plan in sorted(alone, key=lambda plan: alone[plan], reverse=True):
            if alone[plan] > self.merit(self._nothing):
                together = self._joined(together, plan)
        return together

    def _joined(self, plan: Candidate, more: Candidate) -> Candidate:
        for option in more.options:
            if self._moves.fits(option, plan.options):
                plan = replace(plan, options=(*plan.options, option))
        return replace(plan, hires=plan.hires | more.hires, experts=plan.experts | more.experts)
