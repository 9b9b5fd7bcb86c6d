"""Search over selections, orders, modes, hires, experts and funding.

A local search with common random numbers: every candidate meets the same scenarios, so that two
plans differ by what they decide and not by luck. The effort is a number of candidates, not
seconds, so that the same seed gives the same plan on every machine.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from steersman.plan.evaluation import Evaluation, evaluate
from steersman.plan.problem import PlanningProblem, missing_skills
from steersman.plan.scenarios import Candidate, World

Progress = Callable[[int, int, float, float], None]
"""Told the candidates examined, their limit, the best value and its ruin probability."""


@dataclass(slots=True)
class Search:
    """Looks for the plan with the highest value whose ruin probability keeps a limit.

    Attributes:
        problem: What can be decided.
        world: Scenarios to judge candidates by.
        ruin_limit: Highest acceptable ruin probability.
        limit: Most candidates to examine.
        progress: Told how it goes.
        seen: Every candidate examined.
    """

    problem: PlanningProblem
    world: World
    ruin_limit: float
    limit: int
    progress: Progress | None = None
    seen: dict[Candidate, tuple[float, float]] = field(default_factory=dict)

    def run(self, generator: np.random.Generator) -> Candidate:
        """Return the best candidate found, starting from nothing and from a greedy plan."""
        best = self._climb(Candidate(), generator)
        greedy = Candidate(options=self._by_value_for_money())
        other = self._climb(greedy, generator) if len(self.seen) < self.limit else greedy
        return max(best, other, key=self.merit)

    def merit(self, candidate: Candidate) -> tuple[float, int, float]:
        """Return what makes one candidate better than another.

        Keeping the limit comes first; then doing projects whose payoff is not known, which would
        otherwise never be done; then value.
        """
        value, ruin = self._judge(candidate)
        wished = sum(self.problem.wished(option) for option in candidate.options)
        return -max(0.0, ruin - self._limit()), wished, value

    def _limit(self) -> float:
        """The ruin limit, or the risk the firm runs anyway where that is higher already."""
        return max(self.ruin_limit, self._judge(Candidate())[1])

    def _judge(self, candidate: Candidate) -> tuple[float, float]:
        if candidate not in self.seen:
            result: Evaluation = evaluate(self.problem, self.world, candidate)
            self.seen[candidate] = (result.value, result.ruin)
            if self.progress:
                value, ruin = max(self.seen.values(), key=self._seen_merit)
                self.progress(len(self.seen), self.limit, value, ruin)
        return self.seen[candidate]

    def _seen_merit(self, judged: tuple[float, float]) -> tuple[float, float]:
        value, ruin = judged
        return -max(0.0, ruin - self.ruin_limit), value

    def _climb(self, start: Candidate, generator: np.random.Generator) -> Candidate:
        """Take the first better neighbour, in random order, until there is none."""
        best = start
        improved = True
        while improved:
            improved = False
            neighbours = list(self._neighbours(best))
            for place in generator.permutation(len(neighbours)):
                if len(self.seen) >= self.limit:
                    return best
                if self.merit(neighbours[place]) > self.merit(best):
                    best = neighbours[place]
                    improved = True
                    break
        return best

    def possible_options(self) -> list[int]:
        """Return options that have stages and whose skills somebody has or could have."""
        return [
            place
            for place, option in enumerate(self.problem.options)
            if option.stages and not missing_skills(self.problem, place)
        ]

    def _by_value_for_money(self) -> tuple[int, ...]:
        worth = {
            option: self._judge(Candidate(options=(option,)))[0]
            for option in self.possible_options()
            if len(self.seen) < self.limit
        }
        chosen: list[int] = []
        for option in sorted(worth, key=lambda key: -worth[key]):
            wanted = worth[option] > 0 or self.problem.wished(option)
            if wanted and self._fits(option, chosen):
                chosen.append(option)
        return tuple(chosen)

    def _fits(self, option: int, chosen: list[int]) -> bool:
        project = self.problem.options[option].project
        others = [self.problem.options[other].project for other in chosen]
        excluded = self.problem.excludes
        needed = np.flatnonzero(self.problem.work.needs[project])
        return (
            project not in others
            and not any(excluded[project, other] or excluded[other, project] for other in others)
            and all(need in others for need in needed)
        )

    def _neighbours(self, plan: Candidate) -> Iterator[Candidate]:
        yield from self._with_other_options(plan)
        additions = {
            "hires": len(self.problem.dossier.hiring.roles),
            "experts": len(self.problem.dossier.hiring.experts),
            "funding": len(self.problem.dossier.finance.funding)
            if self.problem.dossier.finance
            else 0,
        }
        for name, count in additions.items():
            for place in range(count):
                toggled = getattr(plan, name) ^ {place}
                yield replace(plan, **{name: toggled})

    def _with_other_options(self, plan: Candidate) -> Iterator[Candidate]:
        """Yield plans with one project added, dropped, moved, or done another way."""
        for place, option in enumerate(plan.options):
            rest = plan.options[:place] + plan.options[place + 1 :]
            if self._consistent(rest):
                yield replace(plan, options=rest)
            for target in {0, place - 1, place + 1, len(rest)} - {place, -1}:
                if target <= len(rest):
                    yield replace(plan, options=(*rest[:target], option, *rest[target:]))
            for other in self.problem.options_of(self.problem.options[option].project):
                if other != option and not missing_skills(self.problem, other):
                    changed = (*plan.options[:place], other, *plan.options[place + 1 :])
                    yield replace(plan, options=changed)
        for option in self.possible_options():
            if self._fits(option, list(plan.options)):
                for target in {0, len(plan.options) // 2, len(plan.options)}:
                    added = (*plan.options[:target], option, *plan.options[target:])
                    yield replace(plan, options=added)

    def _consistent(self, options: tuple[int, ...]) -> bool:
        projects = [self.problem.options[option].project for option in options]
        return all(
            need in projects
            for project in projects
            for need in np.flatnonzero(self.problem.work.needs[project])
        )
