"""Estimates of time corrected by what the firm's own stages have taken."""

from dataclasses import replace
from math import sqrt

from steersman.dossier import Dossier, Range
from steersman.methods.estimate_correction import Correction, TimedWork, estimate_correction
from steersman.methods.months import months_between
from steersman.plan.progress import StageRecord, stage_records

LEAST_FINISHED = 3
"""Finished stages below which the firm has no record to correct by."""


def own_correction(dossier: Dossier) -> Correction | None:
    """Return the factor on durations that the firm's record tells; None without enough of one."""
    today = dossier.firm.date
    records = stage_records(dossier.progress, today)
    work = []
    for project in dossier.projects:
        for stage in project.stages:
            record = records.get((project.id, stage.id), StageRecord())
            taken = months_between(record.begun, record.ended or today) if record.begun else 0.0
            if taken > 0:
                mean = stage.duration.mean
                variation = _deviation(stage.duration) / mean
                work.append(TimedWork(mean, variation, taken, finished=record.ended is not None))
    if sum(piece.finished for piece in work) < LEAST_FINISHED:
        return None
    return estimate_correction(work)


def corrected(dossier: Dossier) -> Dossier:
    """Return the dossier with durations multiplied by what its record tells, if it is to count."""
    correction = own_correction(dossier)
    if correction is None or not dossier.strategy.preferences.correct_estimates:
        return dossier
    projects = tuple(
        replace(
            project,
            stages=tuple(
                replace(stage, duration=_scaled(stage.duration, correction.factor))
                for stage in project.stages
            ),
        )
        for project in dossier.projects
    )
    return replace(dossier, projects=projects)


def _scaled(span: Range, factor: float) -> Range:
    return Range(low=span.low * factor, likely=span.likely * factor, high=span.high * factor)


def _deviation(span: Range) -> float:
    """Return the standard deviation of a triangular distribution."""
    low, likely, high = span.low, span.likely, span.high
    squares = low**2 + likely**2 + high**2 - low * likely - low * high - likely * high
    return sqrt(squares / 18)
