"""Were the ranges and chances of earlier snapshots right."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from steersman.dossier import Dossier
from steersman.methods.forecast_quality import brier_score, coverage
from steersman.plan.progress import Done, stage_times
from steersman.steer.course.result import Calibration, DateSpan, MeasureState, Snapshot

NOMINAL = 0.8
"""What lies between the 10 % and the 90 % quantile."""
READ_WITHIN = timedelta(days=45)
"""How far from the day forecast for a reading may lie and still judge the forecast."""

Ranges = list[tuple[tuple[float, float, float], float]]


def calibration(
    dossier: Dossier, done: Done, measures: Sequence[MeasureState], history: Sequence[Snapshot]
) -> Calibration:
    """Judge earlier forecasts by what came out.

    Of each stage and date only the first forecast is judged, since later ones repeat it; of cash
    each snapshot by the next. A range counts once its late end has passed: judged as soon as the
    outcome is known, early outcomes would be overcounted.

    Args:
        dossier: The firm today.
        done: What has been done.
        measures: Where measures stand.
        history: Earlier snapshots, the oldest first.
    """
    dates = _stage_ends(dossier, history)
    numbers = [*_cash(dossier, history), *_readings(dossier, history)]
    said = [*_kept_dates(dossier, measures, history), *_successes(dossier, done)]
    return Calibration(
        coverage([span for span, _ in dates], [value for _, value in dates], NOMINAL),
        coverage([span for span, _ in numbers], [value for _, value in numbers], NOMINAL),
        brier_score([chance for chance, _ in said], [happened for _, happened in said]),
    )


def _stage_ends(dossier: Dossier, history: Sequence[Snapshot]) -> Ranges:
    """Return ranges of stage ends as days, and the day of the end; one still to come is late."""
    ends = {key: end for key, (_, end) in stage_times(dossier).items() if end}
    first: dict[tuple[str, str], DateSpan] = {}
    for snapshot in history:
        for stage in snapshot.forecast.stages:
            if stage.span:
                first.setdefault((stage.project, stage.stage), stage.span)
    today, ranges = dossier.firm.date, []
    begun = stage_times(dossier)
    for key, span in first.items():
        if span.late <= today and key in begun:
            end = ends.get(key, today + timedelta(days=1))
            days = (span.early.toordinal(), span.median.toordinal(), span.late.toordinal())
            ranges.append((days, end.toordinal()))
    return [((float(a), float(b), float(c)), float(end)) for (a, b, c), end in ranges]


def _cash(dossier: Dossier, history: Sequence[Snapshot]) -> Ranges:
    """Return ranges of cash at the next snapshot, and what it was."""
    known = [(snapshot.made_on, snapshot.cash) for snapshot in history]
    if dossier.finance:
        known.append((dossier.firm.date, float(dossier.finance.cash)))
    ranges: Ranges = []
    for snapshot, (day, cash) in zip(history, known[1:], strict=False):
        near = [entry for entry in snapshot.forecast.cash if abs(entry.on - day) <= READ_WITHIN]
        if near and cash is not None and day > snapshot.made_on:
            found = min(near, key=lambda entry: abs(entry.on - day))
            ranges.append(((found.low, found.middle, found.high), cash))
    return ranges


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

    A measure is done in time if it was at the snapshot next before its date, or is at the first
    after it; what was done between two snapshots is taken to have been in time only if the latest
    end of its project's stages was.
    """
    ends: dict[str, date] = {}
    for (project, _), (_, end) in stage_times(dossier).items():
        ends[project] = max(ends.get(project, date.min), end or date.max)
    states = {state.measure: state for state in measures}
    projects = {measure.id: measure.project for measure in dossier.strategy.measures}
    seen: set[tuple[str, date]] = set()
    for snapshot in history:
        for due in snapshot.forecast.dues:
            key = (due.id, due.due)
            if due.kind != "measure" or key in seen or due.id not in states:
                continue
            seen.add(key)
            if due.due <= dossier.firm.date:
                end = ends.get(projects[due.id], date.max)
                yield due.chance, states[due.id].done == 1 and end <= due.due


def _successes(dossier: Dossier, done: Done) -> Iterator[tuple[float, bool]]:
    """Yield the chance that each stage decided was given, and whether it succeeded."""
    failed = {
        actual.reference
        for actual in dossier.progress
        if actual.kind == "stage_failed" and actual.date <= dossier.firm.date
    }
    for project in dossier.projects:
        for stage in project.stages:
            finished = (project.id, stage.id) in done.finished
            gave_up = f"{project.id}/{stage.id}" in failed
            if (finished or gave_up) and stage.success < 1:
                yield stage.success, finished and not gave_up
