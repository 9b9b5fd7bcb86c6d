"""Where measures, objectives and indicators stand today."""

from datetime import date

from steersman.dossier import Dossier, Indicator, Measure, Project
from steersman.methods.drift_forecast import drift_forecast
from steersman.methods.months import months_between
from steersman.methods.roll_up import roll_up, value_weights
from steersman.plan.progress import Done, stage_records
from steersman.steer.course.forecast import chance_of
from steersman.steer.course.result import (
    Forecast,
    IndicatorForecast,
    IndicatorState,
    MeasureState,
    MeasureStatus,
    ObjectiveState,
)

RUNNING_STAGE_MOST = 0.9
"""Share done that a running stage counts for at most, however long it has run."""
LOW, HIGH = 0.1, 0.9
BEHIND = 0.25
"""Share by which what is done may stay behind the time that has passed."""


def project_completion(dossier: Dossier, done: Done) -> dict[str, float]:
    """Return the share of each project's work that is done.

    Work is duration times people. A running stage counts by the time it has run over its expected
    duration, and never fully.
    """
    return {project.id: _completion(project, done) for project in dossier.projects}


def stage_work(project: Project) -> dict[str, float]:
    """Return the work of each stage of a project, in months of people."""
    return {
        stage.id: stage.duration.mean * max(1.0, sum(demand.fte for demand in stage.skills))
        for stage in project.stages
    }


def stage_shares(project: Project, done: Done) -> dict[str, float]:
    """Return the share of each stage of a project that is done."""
    shares = {}
    for stage in project.stages:
        key = (project.id, stage.id)
        share = min(RUNNING_STAGE_MOST, done.running.get(key, 0.0) / stage.duration.mean)
        shares[stage.id] = 1.0 if key in done.finished else share
    return shares


def _completion(project: Project, done: Done) -> float:
    if project.id in done.completed:
        return 1.0
    work, shares = stage_work(project), stage_shares(project, done)
    total = sum(work.values())
    return sum(work[name] * share for name, share in shares.items()) / total if total else 0.0


def measure_states(
    dossier: Dossier, done_so_far: Done, now: Forecast, planned: Forecast | None
) -> tuple[MeasureState, ...]:
    """Return where each measure stands.

    Args:
        dossier: The firm.
        done_so_far: What has been done.
        now: Forecast from today.
        planned: Forecast when the plan was adopted.
    """
    today = dossier.firm.date
    shares = measure_shares(dossier, done_so_far)
    lost = done_so_far.failed | done_so_far.blocked
    begun = {project for project, _ in stage_records(dossier.progress, today)}
    states = []
    for measure in dossier.strategy.measures:
        done = shares[measure.id]
        spent = spent_by(dossier, measure.id, today)
        chance = 1.0 if done == 1 else chance_of(now, "measure", measure.id)
        touched = bool(done or spent or measure.project in begun)
        status = _status(
            measure, done, chance, dossier, touched=touched, lost=measure.project in lost
        )
        value = measure.budget if measure.value is None else measure.value
        planned_chance = chance_of(planned, "measure", measure.id)
        states.append(
            MeasureState(measure.id, status, done, spent, float(value or 0), chance, planned_chance)
        )
    return tuple(states)


def _status(
    measure: Measure,
    done: float | None,
    chance: float | None,
    dossier: Dossier,
    *,
    touched: bool,
    lost: bool,
) -> MeasureStatus:
    today = dossier.firm.date
    if done == 1:
        return "done"
    if lost:
        return "failed"
    if measure.due and measure.due < today:
        return "late"
    if chance is not None and chance < dossier.strategy.preferences.warning_chance:
        return "at_risk"
    if not touched and measure.start and measure.start < today:
        return "not_begun"
    if not measure.project and done is not None and done < _planned_share(measure, today) - BEHIND:
        return "behind"
    return "unknown" if chance is None and done is None else "on_course"


def measure_shares(dossier: Dossier, done: Done) -> dict[str, float | None]:
    """Return the share done of each measure: as reported, and by its project's stages."""
    completion = project_completion(dossier, done)
    return {
        measure.id: _done(completion.get(measure.project), _latest(dossier, measure.id))
        for measure in dossier.strategy.measures
    }


def _planned_share(measure: Measure, today: date) -> float:
    """Return the share of a measure's time that has passed; nothing without both dates."""
    if measure.start is None or measure.due is None or measure.due <= measure.start:
        return 0.0
    return (today - measure.start) / (measure.due - measure.start)


def _done(by_stages: float | None, reported: float | None) -> float | None:
    """Return the share done: what was reported, but what stages have reached is a fact."""
    if reported is None or by_stages is None:
        return by_stages if reported is None else reported
    return max(reported, by_stages)


def _latest(dossier: Dossier, measure: str) -> float | None:
    """Return the share done that was last reported of a measure."""
    found = [
        actual
        for actual in dossier.progress
        if (actual.kind, actual.reference) == ("measure", measure)
        and actual.date <= dossier.firm.date
    ]
    return max(found, key=lambda actual: actual.date).value if found else None


def spent_by(dossier: Dossier, measure: str, until: date) -> float:
    """Return the money recorded for a measure up to a day."""
    return sum(
        actual.value or 0.0
        for actual in dossier.progress
        if (actual.kind, actual.reference) == ("money", measure) and actual.date <= until
    )


def objective_states(
    dossier: Dossier, measures: tuple[MeasureState, ...], now: Forecast
) -> tuple[ObjectiveState, ...]:
    """Return where each objective stands: its measures' progress, weighted by their value."""
    shares = value_weights({entry.id: entry.weight for entry in dossier.strategy.objectives})
    states = {state.measure: state for state in measures}
    found = []
    for objective in dossier.strategy.objectives:
        own = [states[m.id] for m in dossier.strategy.measures if m.objective == objective.id]
        done = {state.measure: state.done for state in own if state.done is not None}
        values = {state.measure: state.value for state in own}
        total = sum(values.values())
        counted = sum(values[name] for name in done) / total if total else 0.0
        chance = chance_of(now, "objective", objective.id)
        progress = roll_up(done, values)
        share = shares.get(objective.id, 0.0)
        found.append(ObjectiveState(objective.id, progress, share, counted, chance))
    return tuple(found)


def whole_progress(objectives: tuple[ObjectiveState, ...]) -> float | None:
    """Return the progress of all objectives by weight; None where none is known."""
    known = {o.objective: o.progress for o in objectives if o.progress is not None}
    return roll_up(known, {o.objective: o.share for o in objectives})


def indicator_states(dossier: Dossier) -> tuple[IndicatorState, ...]:
    """Return the history of each indicator and where it goes by its objective's date."""
    due: dict[str, date] = {}
    for objective in dossier.strategy.objectives:
        if objective.indicator and objective.due:
            due[objective.indicator] = min(objective.due, due.get(objective.indicator, date.max))
    return tuple(
        _indicator(dossier, indicator, due.get(indicator.id))
        for indicator in dossier.strategy.indicators
    )


def _indicator(dossier: Dossier, indicator: Indicator, due: date | None) -> IndicatorState:
    readings = sorted(
        {
            actual.date: actual.value
            for actual in dossier.progress
            if (actual.kind, actual.reference) == ("indicator", indicator.id)
            and actual.date <= dossier.firm.date
            and actual.value is not None
        }.items()
    )
    found = None
    if due and readings and due >= dossier.firm.date:
        found = _forecast(indicator, readings, due)
    return IndicatorState(indicator.id, tuple(readings), indicator.target, due, found)


def _forecast(
    indicator: Indicator, readings: list[tuple[date, float]], due: date
) -> IndicatorForecast | None:
    first = readings[0][0]
    times = [months_between(first, day) for day, _ in readings]
    found = drift_forecast(times, [value for _, value in readings], months_between(first, due))
    if found is None or found.spread == 0:
        return None
    low, high = found.quantile(LOW), found.quantile(HIGH)
    chance = None
    if indicator.target is not None:
        begun_at = readings[0][1] if indicator.baseline is None else indicator.baseline
        falling = indicator.target < begun_at
        reached = found.chance_below if falling else found.chance_above
        chance = reached(indicator.target)
    return IndicatorForecast(indicator.id, due, low, found.middle, high, chance)
