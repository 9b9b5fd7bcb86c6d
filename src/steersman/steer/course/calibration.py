"""Were the ranges and chances of earlier snapshots right."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from steersman.dossier import Dossier
from steersman.methods.forecast_quality import brier_score, coverage
from steersman.plan.progress import StageRecord, stage_records
from steersman.steer.course.forecast import last_end
from steersman.steer.course.result import (
    Calibration,
    CashForecast,
    MeasureState,
    Snapshot,
    StageForecast,
)

NOMINAL = 0.8
"""What lies between the 10 % and the 90 % quantile."""
READ_WITHIN = timedelta(days=45)
"""How far from the day forecast for a reading may lie and still judge the forecast."""

LEAST_APART = timedelta(days=25)
"""Cash is judged over a month at least; ranges of shorter times overlap and repeat each other."""
SURE = 0.95
"""Chance of being reached from which a stage never begun counts as late."""

Ranges = list[tuple[tuple[float, float, float], float]]


def calibration(
    dossier: Dossier, measures: Sequence[MeasureState], history: Sequence[Snapshot]
) -> Calibration:
    """Judge earlier forecasts by what came out.

    Of each stage and date only the first forecast is judged, since later ones repeat it; cash over
    a month at least, one range after the other. A range counts once its late end has passed: judged
    as soon as the outcome is known, early outcomes would be overcounted.

    Args:
        dossier: The firm today.
        measures: Where measures stand.
        history: Earlier snapshots, the oldest first.
    """
    dates = _stage_ends(dossier, history)
    numbers = [*_cash(dossier, history), *_readings(dossier, history)]
    said = [*_kept_dates(dossier, measures, history), *_successes(dossier)]
    return Calibration(
        coverage([span for span, _ in dates], [value for _, value in dates], NOMINAL),
        coverage([span for span, _ in numbers], [value for _, value in numbers], NOMINAL),
        brier_score([chance for chance, _ in said], [happened for _, happened in said]),
    )


def _stage_ends(dossier: Dossier, history: Sequence[Snapshot]) -> Ranges:
    """Return ranges of stage ends as days, and the day of the end; one still to come is late.

    A stage never begun counts if it was all but sure to be reached and its project goes on.
    """
    today = dossier.firm.date
    records = stage_records(dossier.progress, today)
    given_up = {project for (project, _), record in records.items() if _failed(record)}
    first: dict[tuple[str, str], StageForecast] = {}
    for snapshot in history:
        for stage in snapshot.forecast.stages:
            first.setdefault((stage.project, stage.stage), stage)
    ranges: Ranges = []
    for key, stage in first.items():
        record, span = records.get(key, StageRecord()), stage.span
        happens = bool(record.begun or record.ended)
        happens = happens or (stage.reached >= SURE and stage.project not in given_up)
        if span is None or span.late > today or not happens:
            continue
        end = record.ended or today + timedelta(days=1)
        low, middle, high = (float(d.toordinal()) for d in (span.early, span.median, span.late))
        ranges.append(((low, middle, high), float(end.toordinal())))
    return ranges


def _failed(record: StageRecord) -> bool:
    return bool(record.failures) and record.begun is None and record.ended is None


def _cash(dossier: Dossier, history: Sequence[Snapshot]) -> Ranges:
    """Return ranges of cash at the next snapshot a month or more later, and what it was."""
    known = [(snapshot.made_on, snapshot.cash) for snapshot in history]
    if dossier.finance:
        known.append((dossier.firm.date, float(dossier.finance.cash)))
    ranges: Ranges = []
    judged_until = date.min
    for snapshot in history:
        later = [entry for entry in known if entry[0] >= snapshot.made_on + LEAST_APART]
        if not later or snapshot.made_on < judged_until:
            continue
        day, cash = later[0]
        span = _cash_on(snapshot, day)
        if span and cash is not None:
            ranges.append((span, cash))
            judged_until = day
    return ranges


def _cash_on(snapshot: Snapshot, day: date) -> tuple[float, float, float] | None:
    """Return the range of cash foretold for a day, between the ends of months in proportion."""
    if snapshot.cash is None:
        return None
    start = CashForecast(snapshot.made_on, snapshot.cash, snapshot.cash, snapshot.cash, 0.0)
    for one, other in pairwise((start, *snapshot.forecast.cash)):
        if one.on <= day <= other.on and one.on < other.on:
            part = (day - one.on) / (other.on - one.on)
            return (
                one.low + part * (other.low - one.low),
                one.middle + part * (other.middle - one.middle),
                one.high + part * (other.high - one.high),
            )
    return None


def _readings(dossier: Dossier, history: Sequence[Snapshot]) -> Ranges:
    seen: set[tuple[str, date]] = set()
    ranges: Ranges = []
    for snapshot in history:
        for entry in snapshot.indicators:
            if (entry.indicator, entry.on) in seen:
                continue
            seen.add((entry.indicator, entry.on))
            readings = [
                (abs(actual.date - entry.on), actual.value)
                for actual in dossier.progress
                if (actual.kind, actual.reference) == ("indicator", entry.indicator)
                and actual.value is not None
                and abs(actual.date - entry.on) <= READ_WITHIN
                and snapshot.made_on < actual.date <= dossier.firm.date
            ]
            if readings:
                ranges.append(((entry.low, entry.middle, entry.high), min(readings)[1]))
    return ranges


def _kept_dates(
    dossier: Dossier, measures: Sequence[MeasureState], history: Sequence[Snapshot]
) -> Iterator[tuple[float, bool]]:
    """Yield the chance first given to each measure's date that has come, and whether it held.

    It held if the measure is done and the last stage of its project ended by that date.
    """
    states = {state.measure: state for state in measures}
    projects = {measure.id: measure.project for measure in dossier.strategy.measures}
    seen: set[tuple[str, date]] = set()
    for snapshot in history:
        for due in snapshot.forecast.dues:
            key = (due.id, due.due)
            judged = due.kind == "measure" and due.id in states and due.due > snapshot.made_on
            if not judged or key in seen:
                continue
            seen.add(key)
            if due.due <= dossier.firm.date:
                end = last_end(dossier, projects[due.id])
                yield due.chance, states[due.id].done == 1 and date.min < end <= due.due


def _successes(dossier: Dossier) -> Iterator[tuple[float, bool]]:
    """Yield the chance given to each attempt at a stage that was decided, and whether it succeeded.

    Chances are those the dossier gives today.
    """
    records = stage_records(dossier.progress, dossier.firm.date)
    for project in dossier.projects:
        for stage in project.stages:
            record = records.get((project.id, stage.id), StageRecord())
            if stage.success < 1:
                yield from ((stage.success, False) for _ in record.failures)
                if record.ended:
                    yield stage.success, True
