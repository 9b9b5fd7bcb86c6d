"""The same planning model written independently, as processes in SimPy.

It shares no code with the compiled kernel, only the description of the problem and the random
numbers. Tests compare the two scenario by scenario; the benchmark compares their speed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import simpy

from steersman.plan.problem import PlanningProblem
from steersman.plan.scenarios import Candidate, World, scenarios_for

Event = simpy.events.Event


@dataclass
class ProjectState:
    """What has become of a project."""

    option: int
    status: str = "waiting"
    launch: float = float("inf")
    done: set[int] = field(default_factory=set)
    running: dict[int, Any] = field(default_factory=dict)
    begun: float = float("inf")


class SimpyModel:
    """One candidate plan; every call of :meth:`run` plays one scenario."""

    def __init__(self, problem: PlanningProblem, world: World, candidate: Candidate) -> None:
        self.problem = problem
        self.candidate = candidate
        self.scenarios = scenarios_for(problem, world, candidate)
        self.focus = problem.dossier.strategy.preferences.focus or 10**6
        work = problem.work
        self.stages = {
            option: range(work.first_stage[option], work.first_stage[option + 1])
            for option in candidate.options
        }
        self.before = {
            s: list(work.predecessor[work.predecessor_start[s] : work.predecessor_start[s + 1]])
            for stages in self.stages.values()
            for s in stages
        }

    def run(self, scenario: int) -> tuple[float, float]:
        """Play a scenario.

        Returns:
            Present value of the projects, and the lowest cash at the end of a month.
        """
        self.scenario = scenario
        self.environment = simpy.Environment()
        self.free = self.problem.staff.capacity.tolist()
        self.arrives = self.scenarios.arrives[scenario].tolist()
        self.leaves = self.scenarios.leaves[scenario].tolist()
        self.projects = {
            self.problem.work.project[option]: ProjectState(option)
            for option in self.candidate.options
        }
        self.flows: dict[int, float] = {}
        self._start_what_can()
        for arrival in sorted(set(self.arrives)):
            if 0 < arrival <= self.problem.horizon:
                self.environment.process(self._arrival(arrival))
        self.environment.run()
        return self._account()

    def _arrival(self, month: float) -> Iterator[Event]:
        yield self.environment.timeout(month)
        self._start_what_can()

    def _start_what_can(self) -> None:
        now = self.environment.now
        if now > self.problem.horizon:
            return
        keys = self.problem.work.key
        active = sum(p.status == "running" and keys[p.option] for p in self.projects.values())
        for option in self.candidate.options:
            project = self.problem.work.project[option]
            state = self.projects[project]
            if state.status in {"launched", "lost"}:
                continue
            if state.status == "waiting" and not self._may_begin(option, active):
                continue
            for stage in self.stages[option]:
                if stage in state.done or stage in state.running:
                    continue
                team = self._team(stage) if set(self.before[stage]) <= state.done else None
                if team is not None:
                    state.running[stage] = self.environment.process(self._stage(stage, state, team))
                    if state.status == "waiting":
                        state.status, state.begun = "running", now
                        active += bool(keys[option])

    def _may_begin(self, option: int, active: int) -> bool:
        if self.problem.work.key[option] and active >= self.focus:
            return False
        needed = self.problem.work.needs[self.problem.work.project[option]].nonzero()[0]
        return all(
            need in self.projects and self.projects[need].status == "launched" for need in needed
        )

    def _team(self, stage: int) -> dict[int, float] | None:
        """Take people for a stage, or nobody if it cannot be staffed."""
        work, now = self.problem.work, self.environment.now
        ends = now + work.expected_duration[stage]
        team: dict[int, float] = {}
        for row in range(work.demand_start[stage], work.demand_start[stage + 1]):
            missing = float(work.demand_fte[row])
            for person in self.problem.staff.order[work.demand_skill[row], work.demand_level[row]]:
                if person < 0 or missing <= 1e-9:
                    break
                here = self.arrives[person] <= now + 1e-9 and self.leaves[person] >= ends - 1e-9
                part = min(missing, self.free[person] - team.get(person, 0.0)) if here else 0.0
                if part > 1e-9:
                    team[person] = team.get(person, 0.0) + part
                    missing -= part
            if missing > 1e-9:
                return None
        for person, part in team.items():
            self.free[person] -= part
        return team

    def _stage(self, stage: int, state: ProjectState, team: dict[int, float]) -> Iterator[Event]:
        start = self.environment.now
        durations = self.scenarios.duration[self.scenario, stage]
        attempts, begun = 0.0, start
        try:
            for attempt in range(len(durations)):
                begun = self.environment.now
                yield self.environment.timeout(float(durations[attempt]))
                attempts += 1
                if self._succeeds(stage, attempt, state.option):
                    state.done.add(stage)
                    break
                if not self.problem.work.repeats[stage]:
                    break
        except simpy.Interrupt:
            attempts += (self.environment.now - begun) / float(durations[int(attempts)])
        for person, part in team.items():
            self.free[person] += part
        del state.running[stage]
        self._spread(-self.problem.money.stage_cost[stage] * attempts, start, self.environment.now)
        if stage not in state.done and state.status == "running":
            state.status = "lost"
            for process in state.running.values():
                process.interrupt()
        elif len(state.done) == len(self.stages[state.option]):
            state.status, state.launch = "launched", self.environment.now
        if state.status != "lost" or not state.running:
            self._start_what_can()

    def _succeeds(self, stage: int, attempt: int, option: int) -> bool:
        work = self.problem.work
        chance = float(work.success[stage])
        for other, state in self.projects.items():
            if state.status == "launched":
                chance *= float(work.strengthens[other, work.project[option]])
        return bool(self.scenarios.luck[self.scenario, stage, attempt] < min(chance, 1.0))

    def _spread(self, amount: float, start: float, finish: float) -> None:
        if finish - start <= 1e-9:
            self.flows[int(start)] = self.flows.get(int(start), 0.0) + amount
            return
        for month in range(int(start), int(finish) + 1):
            part = min(finish, month + 1) - max(start, month)
            if part > 0:
                self.flows[month] = self.flows.get(month, 0.0) + amount * part / (finish - start)

    def _account(self) -> tuple[float, float]:
        money = self.problem.money
        for state in self.projects.values():
            if state.begun < float("inf"):
                self._spread(-money.upfront[state.option], state.begun, state.begun)
            if state.status == "launched":
                self._pay_off(state)
        value = sum(
            amount * money.monthly_discount ** (month + 0.5) for month, amount in self.flows.items()
        )
        cash, lowest = self.problem.opening_cash, float("inf")
        for month in range(money.horizon):
            fixed = self.scenarios.fixed_flows[self.scenario, month]
            cash += self.flows.get(month, 0.0) + float(fixed)
            lowest = min(lowest, cash)
        return value, lowest

    def _pay_off(self, state: ProjectState) -> None:
        money, option = self.problem.money, state.option
        delay = max(0.0, state.launch - money.target[option])
        level = float(self.scenarios.peak[self.scenario, option])
        level *= max(0.0, 1.0 - money.erosion[option] * delay)
        for age in range(money.life[option]):
            ramp = money.ramp[option]
            height = min(1.0, (age + 0.5) / ramp) if ramp else 1.0
            if state.launch + age >= self.scenarios.entry[self.scenario, option]:
                height *= 1.0 - money.entry_loss[option]
            self._spread(level * height, state.launch + age, state.launch + age + 1)
