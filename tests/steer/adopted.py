"""A plan adopted earlier, as a snapshot, without running what snapshots keep beside it."""

from dataclasses import replace
from datetime import date

import numpy as np

from steersman.dossier import Dossier
from steersman.pipeline import Pipeline, Settings
from steersman.plan import Plan
from steersman.steer.course import Snapshot, adopted_plan, forecast_of
from steersman.steer.course.states import project_completion


def adopted_snapshot(
    dossier: Dossier, day: date, scenarios: int = 400, *, keep_progress: bool = False
) -> Snapshot:
    """Return the snapshot of a firm that adopts its plan on a day, with nothing done before unless
    its progress is kept."""
    progress = dossier.progress if keep_progress else ()
    then = replace(dossier, firm=replace(dossier.firm, date=day), progress=progress)
    plan = Pipeline(then, Settings(candidates=40)).plan()
    return Snapshot(
        made_on=day,
        firm=dossier.firm.name,
        adopted=True,
        by="leadership",
        why="",
        version="0",
        dossier_sha256="",
        plan=adopted_plan(plan.problem, plan.decision),
        forecast=forecast_of(plan, np.random.default_rng(1), scenarios),
        indicators=(),
        completion={},
        measures=_done(then, plan) if keep_progress else {},
        objectives={},
        progress=None,
        cash=float(then.finance.cash) if then.finance else None,
        strategy="",
        needs=(),
        findings=(),
        facts=(),
    )


def _done(dossier: Dossier, plan: Plan) -> dict[str, float]:
    completion = project_completion(dossier, plan.problem.done)
    return {m.id: completion[m.project] for m in dossier.strategy.measures if m.project}
