"""Earned value of the measures since the plan was adopted."""

from dataclasses import dataclass
from math import ceil

from steersman.dossier import Dossier, Measure
from steersman.methods.earned_value import EarnedValue, earned_schedule
from steersman.methods.months import months_between
from steersman.steer.course.result import MeasureState, Snapshot, WorkDone
from steersman.steer.course.states import spent_by, stage_work


@dataclass(frozen=True, slots=True)
class _Counted:
    """A measure with its budget left at adoption, and when its work was planned.

    ``pieces`` are spans in months since adoption, with the work in each.
    """

    measure: str
    budget: float
    spent: float
    earned: float
    pieces: tuple[tuple[float, float, float], ...]

    def planned(self, month: float) -> float:
        """Return the budget of what was planned up to a month."""
        total = sum(work for _, _, work in self.pieces)
        done = sum(work * _part(start, finish, month) for start, finish, work in self.pieces)
        return self.budget * done / total


def _part(start: float, finish: float, month: float) -> float:
    if finish <= start:
        return float(month >= finish)
    return min(1.0, max(0.0, (month - start) / (finish - start)))


def work_done(
    dossier: Dossier, measures: tuple[MeasureState, ...], adopted: Snapshot
) -> WorkDone | None:
    """Return earned value and earned schedule since a plan was adopted; None with nothing to count.

    What was done and spent before that day is taken off both budget and work. A measure with a
    project earns by its stages, planned when the adopted plan had them; another one by the share
    that people report, planned evenly from its start to its date.

    Args:
        dossier: The firm.
        measures: Where they stand.
        adopted: The plan when it was adopted.
    """
    states = {state.measure: state for state in measures}
    counted, left_out = [], []
    for measure in dossier.strategy.measures:
        found = _counted(dossier, measure, states[measure.id], adopted)
        if found is None:
            left_out.append(measure.id)
        else:
            counted.append(found)
    budget = sum(entry.budget for entry in counted)
    if not budget:
        return None
    now = months_between(adopted.made_on, dossier.firm.date)
    end = max(finish for entry in counted for _, finish, _ in entry.pieces)
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
    dossier: Dossier, measure: Measure, state: MeasureState, adopted: Snapshot
) -> _Counted | None:
    before = adopted.measures.get(measure.id, 0.0)
    if not measure.budget or state.done is None or before >= 1:
        return None
    spent_before = spent_by(dossier, measure.id, adopted.made_on)
    budget = max(0.0, float(measure.budget) - spent_before)
    pieces = _planned_pieces(dossier, measure, adopted)
    if not pieces or not budget:
        return None
    earned = budget * max(0.0, state.done - before) / (1 - before)
    return _Counted(measure.id, budget, state.spent - spent_before, earned, pieces)


def _planned_pieces(
    dossier: Dossier, measure: Measure, adopted: Snapshot
) -> tuple[tuple[float, float, float], ...]:
    start = adopted.made_on
    if measure.project:
        found = next((p for p in dossier.projects if p.id == measure.project), None)
        work = stage_work(found) if found else {}
        return tuple(
            (
                months_between(start, s.start),
                months_between(start, s.finish),
                work[s.stage] * (1 - s.done),
            )
            for s in adopted.forecast.stages
            if s.project == measure.project and work.get(s.stage)
        )
    if measure.start is None or measure.due is None or measure.due <= start:
        return ()
    begin = max(measure.start, start)
    return ((months_between(start, begin), months_between(start, measure.due), 1.0),)
