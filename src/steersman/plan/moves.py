"""Changes of a plan that the search tries."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from steersman.plan.problem import (
    PlanningProblem,
    able_holders,
    missing_skills,
    tenths_needed,
)
from steersman.plan.scenarios import AdditionKind, Candidate

CUSHIONS = (None, 0, 1, 2, 3, 6, 9, 12)
"""Months of costs that may be asked for beyond the reserve before a project is begun."""
DELAYS = (0, 6, 12)
"""Months by which an addition may come later."""


@dataclass(slots=True)
class Moves:
    """Neighbours of candidate plans.

    Attributes:
        problem: What can be decided.
        possible: Options that have stages and whose skills somebody has or could have.
    """

    problem: PlanningProblem
    possible: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.possible = tuple(
            place
            for place, option in enumerate(self.problem.options)
            if option.stages and not missing_skills(self.problem, place)
        )

    def neighbours(self, plan: Candidate) -> Iterator[Candidate]:
        """Yield plans one change away: projects, order, modes, hires, experts, funding."""
        for place, option in enumerate(plan.options):
            yield from self._without(plan, place)
            yield from self._reordered(plan, place)
            yield from self._done_otherwise(plan, place, option)
        chosen = self._projects(plan.options)
        for option in self.possible:
            if self.problem.options[option].project not in chosen:
                for target in {0, len(plan.options) // 2, len(plan.options)}:
                    yield self.add(plan, option, target)
                if self._clash(option, list(plan.options)):
                    yield self._exchanged(plan, option)
        yield from self._toggled(plan)

    def add(self, plan: Candidate, option: int, target: int) -> Candidate:
        """Return a plan with an option, and with all it needs to be of use.

        Projects it needs are added before it, those it excludes are dropped, and where nobody in
        the firm has a skill it needs, those who would bring it are hired or contracted. Another way
        of doing the same project gives place to it.
        """
        project = self.problem.options[option].project
        others = tuple(o for o in plan.options if self.problem.options[o].project != project)
        plan = replace(plan, options=others)
        bundle = self._with_needs(option, plan.options)
        kept = [o for o in plan.options if o not in bundle and not self._clash(o, bundle)]
        kept = self._consistent(kept, bundle)
        target = min(target, len(kept))
        options = (*kept[:target], *bundle, *kept[target:])
        hires, experts = self._who_is_missing(bundle)
        return replace(
            plan, options=options, hires=plan.hires | hires, experts=plan.experts | experts
        )

    def _exchanged(self, plan: Candidate, option: int) -> Candidate:
        """Return a plan with an option in place of those it excludes, filled up with what fits."""
        plan = self.add(plan, option, 0)
        for other in self.possible:
            if self.fits(other, plan.options):
                plan = self.add(plan, other, len(plan.options))
        return plan

    def shaken(self, plan: Candidate, generator: np.random.Generator) -> Candidate:
        """Return a plan with a project or two taken out, another put in, and one thing toggled."""
        for _ in range(int(generator.integers(1, 3))):
            if plan.options:
                place = int(generator.integers(len(plan.options)))
                plan = next(iter(self._without(plan, place)))
        if self.possible:
            option = self.possible[int(generator.integers(len(self.possible)))]
            plan = self.add(plan, option, int(generator.integers(len(plan.options) + 1)))
        toggled = list(self._toggled(plan))
        return toggled[int(generator.integers(len(toggled)))] if toggled else plan

    def fits(self, option: int, options: tuple[int, ...]) -> bool:
        """Whether an option can stand beside others: not there yet, not excluded, needs there."""
        project = self.problem.options[option].project
        others = self._projects(options)
        needed = np.flatnonzero(self.problem.work.needs[project])
        return (
            project not in others
            and not self._clash(option, list(options))
            and all(need in others for need in needed)
        )

    def _projects(self, options: tuple[int, ...]) -> set[int]:
        return {self.problem.options[option].project for option in options}

    def _clash(self, option: int, others: list[int]) -> bool:
        project = self.problem.options[option].project
        excluded = self.problem.excludes
        rivals = [self.problem.options[other].project for other in others]
        return any(excluded[project, rival] or excluded[rival, project] for rival in rivals)

    def _with_needs(self, option: int, present: tuple[int, ...]) -> list[int]:
        """Return an option after the options it needs that are not there yet."""
        bundle: list[int] = []
        there = self._projects(present)

        def take(wanted: int) -> None:
            project = self.problem.options[wanted].project
            there.add(project)
            for need in np.flatnonzero(self.problem.work.needs[project]):
                ways = [way for way in self.problem.options_of(int(need)) if way in self.possible]
                if need not in there and ways:
                    take(ways[0])
            bundle.append(wanted)

        take(option)
        return bundle

    def _consistent(self, options: list[int], others: list[int]) -> list[int]:
        """Return the options whose needs are among themselves and the others."""
        while True:
            projects = self._projects((*options, *others))
            kept = [
                option
                for option in options
                if all(
                    need in projects
                    for need in np.flatnonzero(
                        self.problem.work.needs[self.problem.options[option].project]
                    )
                )
            ]
            if kept == options:
                return kept
            options = kept

    def _who_is_missing(self, bundle: list[int]) -> tuple[frozenset[int], frozenset[int]]:
        """Return hires and experts for demands that the present people cannot meet."""
        dossier = self.problem.dossier
        here, roles = len(dossier.people), len(dossier.hiring.roles)
        added: set[int] = set()
        for option in bundle:
            mode = self.problem.options[option].mode
            for stage in self.problem.options[option].stages:
                for demand in stage.skills:
                    able = able_holders(dossier, demand)
                    there = [place for place in able if place < here or place in added]
                    capacity = self.problem.staff.capacity
                    missing = tenths_needed(demand, mode) - int(capacity[there].sum())
                    for place in able:
                        if missing > 0 and place >= here and place not in added:
                            added.add(place)
                            missing -= int(capacity[place])
        hires = frozenset(place - here for place in added if place < here + roles)
        experts = frozenset(place - here - roles for place in added if place >= here + roles)
        return hires, experts

    def _without(self, plan: Candidate, place: int) -> Iterator[Candidate]:
        rest = [*plan.options[:place], *plan.options[place + 1 :]]
        yield replace(plan, options=tuple(self._consistent(rest, [])))

    def _reordered(self, plan: Candidate, place: int) -> Iterator[Candidate]:
        option = plan.options[place]
        rest = plan.options[:place] + plan.options[place + 1 :]
        for target in {0, place - 1, place + 1, len(rest)} - {place, -1}:
            if target <= len(rest):
                yield replace(plan, options=(*rest[:target], option, *rest[target:]))

    def _done_otherwise(self, plan: Candidate, place: int, option: int) -> Iterator[Candidate]:
        for other in self.problem.options_of(self.problem.options[option].project):
            if other != option and other in self.possible:
                changed = (*plan.options[:place], other, *plan.options[place + 1 :])
                yield replace(plan, options=changed)

    def _toggled(self, plan: Candidate) -> Iterator[Candidate]:
        """Yield plans with one addition more or less, or at another time, or another cash gate."""
        for kind, count in self._additions().items():
            for place in range(count):
                later = frozenset(entry for entry in plan.later if entry[:2] != (kind, place))
                chosen: frozenset[int] = getattr(plan, kind)
                if place not in chosen:
                    yield self._with(plan, kind, chosen | {place}, later)
                    continue
                yield self._with(plan, kind, chosen - {place}, later)
                for months in self._delays(kind, place):
                    if months != plan.delay(kind, place):
                        added: frozenset[tuple[AdditionKind, int, int]] = (
                            frozenset({(kind, place, months)}) if months else frozenset()
                        )
                        yield replace(plan, later=later | added)
        yield from self._gated(plan)

    @staticmethod
    def _with(
        plan: Candidate,
        kind: AdditionKind,
        chosen: frozenset[int],
        later: frozenset[tuple[AdditionKind, int, int]],
    ) -> Candidate:
        if kind == "hires":
            return replace(plan, hires=chosen, later=later)
        if kind == "experts":
            return replace(plan, experts=chosen, later=later)
        return replace(plan, funding=chosen, later=later)

    def _additions(self) -> dict[AdditionKind, int]:
        dossier = self.problem.dossier
        return {
            "hires": len(dossier.hiring.roles),
            "experts": len(dossier.hiring.experts),
            "funding": len(dossier.finance.funding) if dossier.finance else 0,
        }

    def _delays(self, kind: AdditionKind, place: int) -> tuple[int, ...]:
        """Return by how many months an addition may come later; grants and reliefs have dates."""
        finance = self.problem.dossier.finance
        if kind == "funding" and finance:
            fixed = finance.funding[place].kind in {"grant", "tax_relief"}
            return (0,) if fixed else DELAYS
        return DELAYS

    def _gated(self, plan: Candidate) -> Iterator[Candidate]:
        """Yield plans with the next stricter and the next looser cash gate."""
        if self.problem.dossier.finance is None or not plan.options:
            return
        place = CUSHIONS.index(plan.cushion)
        for other in (place - 1, place + 1):
            if 0 <= other < len(CUSHIONS):
                yield replace(plan, cushion=CUSHIONS[other])
