"""The same planning model written independently, as processes in SimPy.

It shares no code with the compiled kernel, only the description of the problem and the random
numbers. Tests compare the two scenario by scenario; the benchmark compares their speed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import simpy

from steersman.plan.policy import rules_for
from steersman.plan.problem import PlanningProblem
from steersman.plan.scenarios import Candidate, World, scenarios_for, staff_for

Event = simpy.events.Event


@dataclass
class ProjectState:
    """What has become of a project."""

    option: int
    status: str = "waiting"
    launch: float = float("inf")
    done: set[int] = field(default_factory=set)
    running: dict[int, Any] = field(default_factory=dict)
    teams: dict[int, dict[int, int]] = field(default_factory=dict)
    attempt: dict[int, int] = field(default_factory=dict)
    rest: dict[int, float] = field(default_factory=dict)
    unspent: dict[int, float] = field(default_factory=dict)
    stretch: dict[int, tuple[float, float, float]] = field(default_factory=dict)
    begun: float = float("inf")


class SimpyModel:
    """One candidate plan; every call of :meth:`run` plays one scenario."""

    def __init__(self, problem: PlanningProblem, world: World, candidate: Candidate) -> None:
        self.problem = problem
        self.candidate = candidate
        self.scenarios = scenarios_for(problem, world, candidate)
        self.staff = staff_for(problem, candidate)
        self.rules = rules_for(problem, candidate)
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
        people = range(len(self.staff.capacity))
        self.free = {person: int(self.staff.capacity[person]) for person in people}
        self.last: dict[int, int] = {}
        self.projects = {
            self.problem.work.project[option]: ProjectState(option)
            for option in self.candidate.options
        }
        self.flows: dict[int, float] = {}
        self._start_what_can()
        moments = {float(moment) for person in people for moment in self._moments(person)}
        moments |= {float(month) for month in self.rules.earliest}
        for moment in sorted(m for m in moments if 0 < m <= self.problem.horizon):
            self.environment.process(self._change(moment))
        stops = [self.rules.latest[s] for stages in self.stages.values() for s in stages]
        stops += [self.rules.latest_entered[s] for stages in self.stages.values() for s in stages]
        if self.rules.least_cash > float("-inf") or min(stops, default=float("inf")) < float("inf"):
            for month in range(1, self.problem.horizon + 1):
                self.environment.process(self._change(float(month)))
        self.environment.run()
        return self._account()

    def _moments(self, person: int) -> list[float]:
        return [
            self.scenarios.arrives[self.scenario, person],
            self.scenarios.leaves[self.scenario, person],
            self.staff.ends[person],
            *self.staff.absence_start[person],
            *self.staff.absence_end[person],
        ]

    def _there(self, person: int) -> bool:
        now = self.environment.now
        arrives = self.scenarios.arrives[self.scenario, person]
        leaves = min(self.scenarios.leaves[self.scenario, person], self.staff.ends[person])
        spans = zip(self.staff.absence_start[person], self.staff.absence_end[person], strict=True)
        away = any(begin <= now + 1e-9 < end for begin, end in spans)
        return bool(arrives <= now + 1e-9 < leaves) and not away

    def _change(self, month: float) -> Iterator[Event]:
        """Let people come and go; who goes interrupts the stages they work on."""
        yield self.environment.timeout(month)
        waiting = False
        for state in self.projects.values():
            for stage, team in list(state.teams.items()):
                if not all(self._there(person) for person in team):
                    state.running[stage].interrupt("gone")
                    waiting = True
        if waiting:
            yield self.environment.timeout(0)
        self._start_what_can()

    def _start_what_can(self) -> None:
        now = self.environment.now
        if now > self.problem.horizon:
            return
        keys = self.problem.work.key
        for option in self.candidate.options:
            project = self.problem.work.project[option]
            state = self.projects[project]
            active = sum(p.status == "running" and keys[p.option] for p in self.projects.values())
            if state.status in {"launched", "lost"}:
                continue
            if state.status == "waiting" and not self._may_begin(option, active):
                continue
            for stage in self.stages[option]:
                if stage in state.done or stage in state.running:
                    continue
                if not set(self.before[stage]) <= state.done:
                    continue
                if now < self.rules.earliest[stage] - 1e-9:
                    continue
                if stage not in state.rest and now > self._latest(option, stage):
                    self._lose(state)
                    self.environment.process(self._look_again())
                    break
                self._try_to_start(stage, option, state)

    def _look_again(self) -> Iterator[Event]:
        """Start what the people of a project given up can do now."""
        yield self.environment.timeout(0)
        self._start_what_can()

    def _latest(self, option: int, stage: int) -> float:
        entered = self.scenarios.entry[self.scenario, option] <= self.environment.now
        return float((self.rules.latest_entered if entered else self.rules.latest)[stage])

    def _try_to_start(self, stage: int, option: int, state: ProjectState) -> None:
        money = self.problem.money
        first = float(money.upfront[option]) if state.status == "waiting" else 0.0
        whole = first + float(money.stage_cost[self.stages[option]].sum())
        if state.status == "waiting" and self._cash() - whole < self.rules.least_cash:
            return
        expected = state.rest.get(stage, float(self.problem.work.expected_duration[stage]))
        project = self.problem.work.project[option]
        team = self._team(stage, project, self.environment.now + expected)
        if team is None:
            return
        new = sum(part for p, part in team.items() if self.last.get(p, project) != project)
        lost = self.rules.switching_months * new / sum(team.values()) if team else 0.0
        for person, part in team.items():
            self.free[person] -= part
            self.last[person] = project
        if state.status == "waiting":
            state.status, state.begun = "running", self.environment.now
            self._spread(-first, state.begun, state.begun)
        state.teams[stage] = team
        state.stretch.pop(stage, None)
        state.running[stage] = self.environment.process(self._stage(stage, state, lost))

    def _cash(self) -> float:
        """Return cash at the end of the last whole month."""
        months = min(int(self.environment.now + 1e-9), self.problem.horizon)
        running = sum(
            unspent * max(0.0, months - begun) / left
            for state in self.projects.values()
            for stage, (begun, left, unspent) in state.stretch.items()
            if stage in state.running
        )
        fixed = self.scenarios.fixed_flows[self.scenario, :months].sum()
        return float(
            self.problem.opening_cash
            + fixed
            + sum(amount for month, amount in self.flows.items() if month < months)
            - running
        )

    def _may_begin(self, option: int, active: int) -> bool:
        if self.problem.work.key[option] and active >= self.rules.focus:
            return False
        needed = self.problem.work.needs[self.problem.work.project[option]].nonzero()[0]
        return all(
            need in self.projects and self.projects[need].status == "launched" for need in needed
        )

    def _available(self, person: int, project: int, ends: float) -> int:
        """Return the tenths a person can give a project."""
        if not self._there(person) or self.staff.ends[person] < ends:
            return 0
        busy = self.free[person] < self.staff.capacity[person]
        if self.staff.one_place[person] and busy:
            return 0
        on = {p for p, state in self.projects.items() for t in state.teams.values() if person in t}
        if project not in on and len(on) >= self.staff.most_projects[person]:
            return 0
        if self.rules.project_teams and person in self.last:
            bound = self.last[person]
            if bound != project and self.projects[bound].status == "running":
                return 0
        return self.free[person]

    def _team(self, stage: int, project: int, ends: float) -> dict[int, int] | None:
        """Take people for a stage, or nobody if it cannot be staffed."""
        work = self.problem.work
        rows = list(range(work.demand_start[stage], work.demand_start[stage + 1]))
        people = range(len(self.staff.capacity))
        open_ = {person: self._available(person, project, ends) for person in people}
        lists = {
            row: [
                int(person)
                for person in self.staff.order[work.demand_skill[row], work.demand_level[row]]
                if person >= 0 and open_[person] > 0
            ]
            for row in rows
        }
        given: dict[int, dict[int, int]] = {row: {} for row in rows}
        loyal = self.rules.project_teams or self.rules.switching_months > 0
        for row in rows:
            missing = int(work.demand_tenths[row])
            own = [p for p in lists[row] if self.last.get(p) == project] if loyal else []
            for person in (*own, *lists[row]):
                part = min(missing, open_[person])
                if part:
                    given[row][person] = given[row].get(person, 0) + part
                    open_[person] -= part
                    missing -= part
            while missing:
                amount = self._exchange(row, missing, lists, given, open_)
                if not amount:
                    return None
                missing -= amount
        team: dict[int, int] = {}
        for parts in given.values():
            for person, part in parts.items():
                if part:
                    team[person] = team.get(person, 0) + part
        return team

    def _exchange(
        self,
        row: int,
        missing: int,
        lists: dict[int, list[int]],
        given: dict[int, dict[int, int]],
        open_: dict[int, int],
    ) -> int:
        """Free people for a demand by a chain of exchanges, the shortest first."""
        chains: list[list[tuple[int, int]]] = [[]]
        seen = {row}
        for chain in chains:
            current = chain[-1][0] if chain else row
            for person in lists[current]:
                if open_[person]:
                    amounts = [given[other][helper] for other, helper in chain]
                    amount = min([missing, open_[person], *amounts])
                    open_[person] -= amount
                    given[current][person] = given[current].get(person, 0) + amount
                    receivers = [row, *(other for other, _ in chain)]
                    for receiver, (other, helper) in zip(receivers, chain, strict=False):
                        given[other][helper] -= amount
                        given[receiver][helper] = given[receiver].get(helper, 0) + amount
                    return amount
                for other, parts in given.items():
                    if other not in seen and parts.get(person, 0):
                        seen.add(other)
                        chains.append([*chain, (other, person)])
        return 0

    def _stage(self, stage: int, state: ProjectState, lost: float) -> Iterator[Event]:
        """Work on a stage until it ends or is interrupted."""
        durations = self.scenarios.duration[self.scenario, stage]
        attempt = state.attempt.setdefault(stage, 0)
        left = state.rest.pop(stage, float(durations[attempt]))
        left += lost
        cost = float(self.problem.money.stage_cost[stage])
        unspent = state.unspent.pop(stage, cost)
        while True:
            begun = self.environment.now
            state.stretch[stage] = (begun, left, unspent)
            try:
                yield self.environment.timeout(left)
            except simpy.Interrupt as reason:
                done = (self.environment.now - begun) / left
                self._spread(-unspent * done, begun, self.environment.now)
                if reason.cause == "gone":
                    state.rest[stage] = left * (1 - done)
                    state.unspent[stage] = unspent * (1 - done)
                self._let_go(stage, state)
                return
            self._spread(-unspent, begun, self.environment.now)
            if self._succeeds(stage, attempt, state.option):
                state.done.add(stage)
                break
            attempt += 1
            state.attempt[stage] = attempt
            if not self.problem.work.repeats[stage] or attempt == len(durations):
                break
            left, unspent = float(durations[attempt]), cost
        self._let_go(stage, state)
        if stage not in state.done:
            self._lose(state)
            if state.running:
                yield self.environment.timeout(0)
        elif len(state.done) == len(self.stages[state.option]):
            state.status, state.launch = "launched", self.environment.now
            self._pay_off(state)
        self._start_what_can()

    def _let_go(self, stage: int, state: ProjectState) -> None:
        for person, part in state.teams.pop(stage).items():
            self.free[person] += part
        del state.running[stage]

    def _lose(self, state: ProjectState) -> None:
        state.status = "lost"
        for process in state.running.values():
            process.interrupt("lost")

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
