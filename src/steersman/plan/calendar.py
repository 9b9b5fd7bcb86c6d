"""The planned calendar: who does what when, if durations are as expected and all goes well."""

from dataclasses import replace

import numpy as np

from steersman.methods.project_cash import months_needed, who_comes_or_goes
from steersman.methods.scheduling import play
from steersman.methods.workload import TENTHS, Chance, State, new_state
from steersman.plan.evaluation import Evaluation
from steersman.plan.option import ATTEMPTS
from steersman.plan.policy import rules_for
from steersman.plan.problem import PlanningProblem
from steersman.plan.reasons import span_of
from steersman.plan.result import PlannedStage
from steersman.plan.scenarios import Candidate, staff_for

LOG_ROWS = 4
"""Rows of the log per stage and person; a stage is interrupted once or twice at most."""


def planned_schedule(problem: PlanningProblem, plan: Candidate) -> State:
    """Run the policy once with mean durations, every stage a success, hires at their mean month.

    Nobody leaves, cash never holds anything up, and no competitor enters.
    """
    dossier = problem.dossier
    here, roles = len(dossier.people), dossier.hiring.roles
    arrives = np.full(len(problem.people), np.inf)
    arrives[:here] = 0.0
    for place in plan.hires:
        arrives[here + place] = roles[place].months_to_hire.mean + plan.delay("hires", place)
    for place in plan.experts:
        begins = dossier.hiring.experts[place].from_month + plan.delay("experts", place)
        arrives[here + len(roles) + place] = begins
    stages, options = len(problem.work.success), len(problem.options)
    leaves = np.full(len(problem.people), np.inf)
    chance = Chance(
        duration=np.repeat(problem.work.expected_duration[:, None], ATTEMPTS, axis=1),
        luck=np.full((stages, ATTEMPTS), -1.0),
        peak=np.zeros(options),
        entry=np.full(options, np.inf),
        arrives=arrives,
        leaves=leaves,
        fixed_flows=np.zeros(problem.horizon),
    )
    staff = staff_for(problem, plan)
    rules = rules_for(problem, replace(plan, cushion=None))
    months = months_needed(problem.money, rules, chance.duration)
    state = new_state(problem.work, staff, months, LOG_ROWS * stages * len(problem.people) + 1)
    who = who_comes_or_goes(staff, arrives, leaves)
    play(who, problem.work, staff, problem.money, rules, chance, 0.0, state)
    return State(*state)


def planned_stages(
    problem: PlanningProblem, schedule: State, plan: Evaluation
) -> tuple[PlannedStage, ...]:
    """Return the stages that the planned schedule starts, in order of start."""
    stages = []
    for option in plan.candidate.options:
        project = problem.dossier.projects[problem.options[option].project]
        first = int(problem.work.first_stage[option])
        for offset, stage in enumerate(problem.options[option].stages):
            place = first + offset
            if not np.isfinite(schedule.start[place]):
                continue
            started = plan.outcomes.start[:, place]
            stages.append(
                PlannedStage(
                    project=project.id,
                    stage=stage.id,
                    start=float(schedule.start[place]),
                    finish=float(schedule.finish[place]),
                    start_span=span_of(started),
                    finish_span=span_of(plan.outcomes.finish[:, place]),
                    reached=float(np.isfinite(started).mean()),
                    team=_team(problem, schedule, place),
                    latest_start=_month(problem.latest[place], problem.horizon),
                    latest_start_entered=_month(problem.latest_entered[place], problem.horizon),
                )
            )
    return tuple(sorted(stages, key=lambda stage: (stage.start, stage.project, stage.stage)))


def _team(problem: PlanningProblem, schedule: State, stage: int) -> dict[str, float]:
    size = schedule.team_size[stage]
    members = zip(
        schedule.team_person[stage, :size], schedule.team_tenths[stage, :size], strict=True
    )
    return {problem.people[person]: int(tenths) / TENTHS for person, tenths in members}


def loading(problem: PlanningProblem, schedule: State) -> dict[str, tuple[float, ...]]:
    """Return by person the planned share of research time in use in each month."""
    months = np.arange(problem.horizon)
    used = np.zeros((len(problem.people), problem.horizon))
    log = schedule.log
    for row in range(int(log.rows[0])):
        overlap = np.minimum(log.finish[row], months + 1) - np.maximum(log.start[row], months)
        used[log.person[row]] += log.tenths[row] * np.clip(overlap, 0, 1)
    capacity = problem.staff.capacity
    return {
        person: tuple(float(part) for part in np.round(used[place] / capacity[place], 6))
        for place, person in enumerate(problem.people)
        if capacity[place] > 0 and used[place].any()
    }


def _month(month: float, horizon: int) -> float | None:
    """Return a stop month; none where it lies beyond the time in which anything is begun."""
    return float(month) if month <= horizon else None
