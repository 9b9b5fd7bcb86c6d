"""The planned calendar: who does what when, if durations are as expected and all goes well."""

import numpy as np

from steersman.methods.arrays import FloatArray
from steersman.methods.scheduling import Schedule, run_policy
from steersman.plan.evaluation import NO_FOCUS_LIMIT, Evaluation
from steersman.plan.problem import PlanningProblem
from steersman.plan.reasons import span_of
from steersman.plan.result import PlannedStage
from steersman.plan.scenarios import ATTEMPTS, Candidate

SMALLEST_PART = 1e-6


def planned_schedule(problem: PlanningProblem, plan: Candidate) -> Schedule:
    """Run the policy once with mean durations, every stage a success, hires at their mean month."""
    dossier = problem.dossier
    here, roles = len(dossier.people), dossier.hiring.roles
    arrives = np.full(len(problem.people), np.inf)
    leaves = np.full(len(problem.people), np.inf)
    arrives[:here] = 0.0
    for place in plan.hires:
        arrives[here + place] = roles[place].months_to_hire.mean
    for place in plan.experts:
        expert = dossier.hiring.experts[place]
        arrives[here + len(roles) + place] = expert.from_month
        leaves[here + len(roles) + place] = expert.from_month + expert.months
    stages = len(problem.work.success)
    durations = np.repeat(problem.work.expected_duration[:, None], ATTEMPTS, axis=1)
    luck = np.full((stages, ATTEMPTS), -1.0)
    focus = dossier.strategy.preferences.focus or NO_FOCUS_LIMIT
    order = np.array(plan.options, dtype=np.int64)
    until = float(problem.horizon)
    return Schedule(
        *run_policy(
            problem.work, problem.staff, order, focus, durations, luck, arrives, leaves, until
        )
    )


def planned_stages(
    problem: PlanningProblem, schedule: Schedule, plan: Evaluation
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
                    team=_team(problem, schedule.team[place]),
                )
            )
    return tuple(sorted(stages, key=lambda stage: (stage.start, stage.project, stage.stage)))


def _team(problem: PlanningProblem, parts: FloatArray) -> dict[str, float]:
    return {
        person: round(float(part), 6)
        for person, part in zip(problem.people, parts, strict=True)
        if part > SMALLEST_PART
    }


def loading(problem: PlanningProblem, schedule: Schedule) -> dict[str, tuple[float, ...]]:
    """Return by person the planned share of research time in use in each month."""
    months = np.arange(problem.horizon)
    used = np.zeros((len(problem.people), problem.horizon))
    for place in np.flatnonzero(np.isfinite(schedule.start)):
        overlap = np.minimum(schedule.finish[place], months + 1) - np.maximum(
            schedule.start[place], months
        )
        used += schedule.team[place][:, None] * np.clip(overlap, 0, 1)[None, :]
    capacity = problem.staff.capacity
    return {
        person: tuple(float(part) for part in np.round(used[place] / capacity[place], 6))
        for place, person in enumerate(problem.people)
        if capacity[place] > 0 and used[place].any()
    }
