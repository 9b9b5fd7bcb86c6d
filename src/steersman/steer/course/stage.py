"""Are we on course: forecasts from today's state against the plan adopted, and what to change."""

from collections.abc import Sequence
from datetime import date

import numpy as np

from steersman.choose import Choice
from steersman.dossier import Dossier
from steersman.plan import Plan
from steersman.plan.calendar import planned_schedule, planned_stages
from steersman.plan.evaluation import Evaluation, evaluate
from steersman.plan.own_record import own_correction
from steersman.plan.problem import PlanningProblem
from steersman.plan.scenarios import World, draw_world
from steersman.plan.stability import Stability
from steersman.steer.course.calibration import calibration
from steersman.steer.course.forecast import forecast, last_end
from steersman.steer.course.result import (
    Course,
    Forecast,
    Revision,
    SignpostState,
    Slip,
    Snapshot,
)
from steersman.steer.course.revision import revision
from steersman.steer.course.snapshot import (
    adopted_plan,
    followed,
    previous_of,
)
from steersman.steer.course.states import (
    indicator_states,
    measure_states,
    objective_states,
    project_completion,
    whole_progress,
)
from steersman.steer.course.work_done import work_done

SCENARIOS = 2000


def course(
    dossier: Dossier,
    plan: Plan,
    choice: Choice,
    history: Sequence[Snapshot],
    generator: np.random.Generator,
    scenarios: int = SCENARIOS,
) -> Course:
    """Return where the firm stands, where going on leads, and what planning anew would change.

    Args:
        dossier: The firm.
        plan: Today's plan.
        choice: Which strategy suits, with the signs to watch for.
        history: Earlier snapshots, the oldest first; later ones than the dossier are not looked at.
        generator: Source of randomness.
        scenarios: Scenarios behind the forecasts.
    """
    problem, today = plan.problem, dossier.firm.date
    earlier = [snapshot for snapshot in history if snapshot.made_on <= today]
    before = [snapshot for snapshot in earlier if snapshot.made_on < today]
    adopted = followed(earlier, today)
    world = draw_world(problem, generator, scenarios)
    anew = evaluate(problem, world, plan.decision)
    going_on, change = anew, None
    if adopted:
        going_on, change = _compared(problem, world, anew, adopted)
    now = _forecast(problem, going_on)
    planned = adopted.forecast if adopted else None
    completion = project_completion(dossier, problem.done)
    measures = measure_states(dossier, problem.done, now, planned)
    objectives = objective_states(dossier, measures, now)
    return Course(
        today=today,
        adopted_on=adopted.made_on if adopted else None,
        forecast=now,
        planned=planned,
        measures=measures,
        objectives=objectives,
        progress=whole_progress(objectives),
        completion=completion,
        indicators=indicator_states(dossier),
        work=work_done(dossier, problem.done, measures, adopted) if adopted else None,
        slips=_slips(problem, earlier, planned, now) if planned else (),
        calibration=calibration(dossier, measures, before),
        correction=own_correction(dossier),
        signposts=_signposts(dossier, choice),
        revision=change,
        since=before[-1] if before else None,
    )


def forecast_of(plan: Plan, generator: np.random.Generator, scenarios: int = SCENARIOS) -> Forecast:
    """Return where a plan itself leads, in fresh scenarios."""
    world = draw_world(plan.problem, generator, scenarios)
    return _forecast(plan.problem, evaluate(plan.problem, world, plan.decision))


def _forecast(problem: PlanningProblem, result: Evaluation) -> Forecast:
    schedule = planned_schedule(problem, result.candidate)
    return forecast(problem, planned_stages(problem, schedule, result), result)


def _compared(
    problem: PlanningProblem, world: World, anew: Evaluation, adopted: Snapshot
) -> tuple[Evaluation, Revision]:
    """Return going on with an adopted plan, simulated, and what the new plan changes."""
    previous = previous_of(adopted, problem.dossier.firm.date)
    stability = Stability(problem, previous, problem.dossier.strategy.preferences.stability)
    going_on = evaluate(problem, world, stability.start)
    stages = [
        planned_stages(problem, planned_schedule(problem, result.candidate), result)
        for result in (going_on, anew)
    ]
    plans = [adopted_plan(problem, result.candidate) for result in (going_on, anew)]
    change = revision(stability, going_on, anew, (stages[0], stages[1]), (plans[0], plans[1]))
    return going_on, change


def _slips(
    problem: PlanningProblem, history: Sequence[Snapshot], planned: Forecast, now: Forecast
) -> tuple[Slip, ...]:
    first: dict[str, date | None] = {}
    for snapshot in (snapshot for snapshot in history if snapshot.adopted):
        for launch in snapshot.forecast.launches:
            first.setdefault(launch.project, launch.span.median if launch.span else None)
    ahead = {launch.project: launch for launch in now.launches}
    slips = []
    for old in planned.launches:
        new = ahead.get(old.project)
        day, chance = (new.span.median if new and new.span else None), (new.chance if new else 0.0)
        if old.project in problem.done.completed:
            day, chance = last_end(problem.dossier, old.project), 1.0
        before = old.span.median if old.span else None
        slips.append(Slip(old.project, first[old.project], before, day, old.chance, chance))
    return tuple(slips)


def _signposts(dossier: Dossier, choice: Choice) -> tuple[SignpostState, ...]:
    """Return every scenario with whether its sign was seen, and what to go over to then."""
    advice = {signpost.scenario: signpost for signpost in choice.outlook.signposts}
    looks = {
        actual.reference: actual
        for actual in sorted(dossier.progress, key=lambda entry: entry.date)
        if actual.kind == "signpost" and actual.date <= dossier.firm.date
    }
    states = []
    for scenario in dict.fromkeys([*advice, *looks]):
        sign, look = advice.get(scenario), looks.get(scenario)
        states.append(
            SignpostState(
                scenario=scenario,
                switch_to=sign.switch_to if sign else "",
                gain=sign.gain if sign else 0.0,
                by=sign.by if sign else None,
                looked_on=look.date if look else None,
                seen=bool(look and look.value),
            )
        )
    return tuple(states)
