"""A plan adopted earlier, as a snapshot, without running what snapshots keep beside it."""

from dataclasses import replace
from datetime import date

import numpy as np

from steersman.dossier import Dossier
from steersman.pipeline import Pipeline, Settings
from steersman.steer.course import Snapshot, adopted_plan, forecast_of


def adopted_snapshot(dossier: Dossier, day: date, scenarios: int = 400) -> Snapshot:
    """Return the snapshot of a firm that adopts its plan on a day, nothing done before."""
    then = replace(dossier, firm=replace(dossier.firm, date=day), progress=())
    plan = Pipeline(then, Settings(candidates=40)).plan()
    return Snapshot(
        made_on=day,
        adopted=True,
        by="leadership",
        why="",
        version="0",
        dossier_sha256="",
        plan=adopted_plan(plan.problem, plan.decision),
        forecast=forecast_of(plan, np.random.default_rng(1), scenarios),
        indicators=(),
        completion={},
        measures={},
        objectives={},
        progress=None,
        cash=float(then.finance.cash) if then.finance else None,
        strategy="",
        needs=(),
        findings=(),
    )
