"""Earned value of the measures since the plan was adopted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import ceil

from steersman.dossier import Dossier, Measure
from steersman.methods.earned_value import EarnedValue, earned_schedule
from steersman.methods.months import months_between
from steersman.plan.progress import Done
from steersman.steer.course.result import MeasureState, Snapshot, WorkDone
from steersman.steer.course.states import spent_by, stage_shares, stage_work


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece of work left at adoption: its planned months since, its weight, the share done."""

    start: float
    finish: float
    weight: float
    done: float

    def planned(self, month: float) -> float:
        """Return the share planned up to a month."""
        if self.finish <= self.start:
            return float(month >= self.finish)
        return min(1.0, max(0.0, (month - self.start) / (self.finish - self.start)))


@dataclass(frozen=True, slots=True)
class _Counted:
    """A measure with its budget left at adoption, what was spent since, and its work."""

    measure: str
    budget: float
    spent: float
    pieces: tuple[_Piece, ...]

    def planned(self, month: float) -> float:
        """Return the budget of what was planned up to a month."""
        return self.budget * self._share(piece.planned(month) for piece in self.pieces)

    @property
    def earned(self) -> float:
        """Budget of what has been done."""
        return self.budget * self._share(piece.done for piece in self.pieces)

    def _share(self, parts: Iterable[float]) -> float:
        weights = [piece.weight for piece in self.pieces]
        return sum(w * part for w, part in zip(weights, parts, strict=True)) / sum(weights)


def work_done(
    dossier: Dossier, done: Done, measures: tuple[MeasureState, ...], adopted: Snapshot
) -> WorkDone | None:
    """Return earned value and earned schedule since a plan was adopted; None with nothing to count.

    What was done and spent before that day is taken off both budget and work. A measure with a
    project earns by its stages, each worth its cost (its work, where no stage costs anything) and
    planned when the adopted plan had it; another one by the share that people report, planned
    evenly from its start to its date. What has failed is not counted: it can earn nothing more.

    Args:
        dossier: The firm.
        done: What has been done.
        measures: Where they stand.
        adopted: The plan when it was adopted.
    """
    states = {state.measure: state for state in measures}
    counted, left_out = [], []
    for measure in dossier.strategy.measures:
        found = _counted(dossier, done, measure, states[measure.id], adopted)
        if found is None:
            left_out.append(measure.id)
        else:
            counted.append(found)
    budget = sum(entry.budget for entry in counted)
    if not budget:
        return None
    now = months_between(adopted.made_on, dossier.firm.date)
    end = max(piece.finish for entry in counted for piece in entry.pieces)
    curve = [sum(e.planned(month) for e in counted) for month in range(1, ceil(max(end, 1)) + 1)]
    earned = sum(entry.earned for entry in counted)
    figures = EarnedValue(
        budget,
        sum(entry.planned(now) for entry in counted),
        earned,
        sum(entry.spent for entry in counted),
    )
    names = tuple(entry.measure for entry in counted)
    return WorkDone(figures, now, earned_schedule(curve, earned), names, tuple(left_out))


def _counted(
    dossier: Dossier, done: Done, measure: Measure, state: MeasureState, adopted: Snapshot
) -> _Counted | None:
    before = adopted.measures.get(measure.id, 0.0)
    if not measure.budget or state.done is None or before >= 1 or state.status == "failed":
        return None
    spent_before = spent_by(dossier, measure.id, adopted.made_on)
    budget = max(0.0, float(measure.budget) - spent_before)
    if measure.project:
        pieces = _stages(dossier, done, measure.project, adopted)
    else:
        pieces = _evenly(measure, max(0.0, state.done - before) / (1 - before), adopted.made_on)
    if not sum(piece.weight for piece in pieces) or not budget:
        return None
    return _Counted(measure.id, budget, state.spent - spent_before, pieces)


def _stages(dossier: Dossier, done: Done, name: str, adopted: Snapshot) -> tuple[_Piece, ...]:
    """Return the stages that the adopted plan had of a project, with what was left of each."""
    project = next((entry for entry in dossier.projects if entry.id == name), None)
    if project is None:
        return ()
    costs = {stage.id: float(stage.cost) for stage in project.stages}
    weights = costs if sum(costs.values()) else stage_work(project)
    shares = stage_shares(project, done)
    start = adopted.made_on
    return tuple(
        _Piece(
            months_between(start, stage.start),
            months_between(start, stage.finish),
            weights[stage.stage] * (1 - stage.done),
            max(0.0, shares[stage.stage] - stage.done) / (1 - stage.done),
        )
        for stage in adopted.forecast.stages
        if stage.project == name and stage.stage in weights and stage.done < 1
    )


def _evenly(measure: Measure, share: float, adopted_on: date) -> tuple[_Piece, ...]:
    if measure.start is None or measure.due is None or measure.due <= adopted_on:
        return ()
    begin = max(measure.start, adopted_on)
    start, finish = months_between(adopted_on, begin), months_between(adopted_on, measure.due)
    return (_Piece(start, finish, 1.0, share),)
