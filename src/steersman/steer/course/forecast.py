"""Where a plan leads from today, with dates."""

from datetime import date

import numpy as np

from steersman.dossier import Dossier
from steersman.methods.arrays import BoolArray, FloatArray
from steersman.methods.months import month_date, months_between
from steersman.plan import PlannedStage, Span
from steersman.plan.evaluation import Evaluation
from steersman.plan.problem import PlanningProblem
from steersman.plan.progress import stage_records
from steersman.plan.reasons import span_of
from steersman.steer.course.result import (
    CashForecast,
    DateSpan,
    DueForecast,
    Forecast,
    LaunchForecast,
    StageForecast,
)

QUANTILES = (0.1, 0.5, 0.9)


def forecast(
    problem: PlanningProblem, stages: tuple[PlannedStage, ...], result: Evaluation
) -> Forecast:
    """Turn simulated months of a plan into dates, and into chances of keeping them.

    Args:
        problem: What was planned about, from the dossier's date.
        stages: The plan's stages.
        result: The plan, simulated.
    """
    today = problem.dossier.firm.date
    return Forecast(
        made_on=today,
        value=result.value,
        ruin_probability=result.ruin,
        stages=tuple(
            StageForecast(
                stage.project,
                stage.stage,
                month_date(today, stage.start),
                month_date(today, stage.finish),
                _dates(today, stage.finish_span),
                stage.reached,
                tuple(sorted(stage.team)),
                _passed(problem, stage),
            )
            for stage in stages
        ),
        launches=_launches(problem, result),
        dues=tuple(_dues(problem, result)),
        cash=_cash(problem, result),
    )


def _passed(problem: PlanningProblem, stage: PlannedStage) -> float:
    """Return the share of a running stage's time that has passed, of what it takes in all."""
    gone = problem.done.running.get((stage.project, stage.stage), 0.0)
    return gone / (gone + stage.finish - stage.start) if gone else 0.0


def _dates(today: date, span: Span | None) -> DateSpan | None:
    if span is None:
        return None
    return DateSpan(*(month_date(today, month) for month in (span.early, span.median, span.late)))


def _launches(problem: PlanningProblem, result: Evaluation) -> tuple[LaunchForecast, ...]:
    today, launches = problem.dossier.firm.date, []
    for option in result.candidate.options:
        chosen = problem.options[option]
        months = result.outcomes.launch[:, chosen.project]
        project = problem.dossier.projects[chosen.project].id
        chance = float(np.isfinite(months).mean())
        span = _dates(today, span_of(months))
        launches.append(LaunchForecast(project, chosen.mode.id, chance, span))
    return tuple(launches)


def _dues(problem: PlanningProblem, result: Evaluation) -> list[DueForecast]:
    strategy, dues = problem.dossier.strategy, []
    objective_due = {objective.id: objective.due for objective in strategy.objectives}
    for measure in strategy.measures:
        due = measure.due or objective_due.get(measure.objective)
        if due and measure.project:
            kept = _in_time(problem, result, measure.project, due)
            dues.append(DueForecast("measure", measure.id, due, float(kept.mean())))
    for objective in strategy.objectives:
        projects = {m.project for m in strategy.measures if m.objective == objective.id} - {""}
        if objective.due and projects:
            kept = np.all(
                [_in_time(problem, result, name, objective.due) for name in sorted(projects)],
                axis=0,
            )
            dues.append(DueForecast("objective", objective.id, objective.due, float(kept.mean())))
    return dues


def _in_time(problem: PlanningProblem, result: Evaluation, project: str, due: date) -> BoolArray:
    """Return by scenario whether a project comes to its end by a day."""
    place = [entry.id for entry in problem.dossier.projects].index(project)
    launch: FloatArray = result.outcomes.launch[:, place]
    if project in problem.done.completed:
        return np.full(len(launch), last_end(problem.dossier, project) <= due)
    return np.isfinite(launch) & (launch <= months_between(problem.dossier.firm.date, due))


def last_end(dossier: Dossier, project: str) -> date:
    """Return the day on which a project's last stage ended, the first of all days if none has."""
    records = stage_records(dossier.progress, dossier.firm.date)
    ends = (record.ended for (name, _), record in records.items() if name == project)
    return max((end for end in ends if end), default=date.min)


def _cash(problem: PlanningProblem, result: Evaluation) -> tuple[CashForecast, ...]:
    if problem.dossier.finance is None:
        return ()
    today = problem.dossier.firm.date
    low, middle, high = np.quantile(result.outcomes.cash, QUANTILES, axis=0)
    ruin = np.logical_or.accumulate(result.lows < problem.reserve, axis=1).mean(axis=0)
    return tuple(
        CashForecast(
            month_date(today, month + 1), *(float(row[month]) for row in (low, middle, high, ruin))
        )
        for month in range(problem.horizon)
    )


def chance_of(found: Forecast | None, kind: str, identifier: str) -> float | None:
    """Return the chance of keeping a date, None where it is not known."""
    dues = found.dues if found else ()
    return next((due.chance for due in dues if (due.kind, due.id) == (kind, identifier)), None)
