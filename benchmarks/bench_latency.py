"""How long a user waits, and how much a re-plan moves: 15 candidates, 25 people, 5 years.

usage: python benchmarks/bench_latency.py
"""

from dataclasses import replace
from datetime import timedelta
from time import perf_counter

import numpy as np

from benchmarks.joint import Cell, make_dossier, with_people
from steersman.dossier import Actual, Dossier
from steersman.plan import plan
from steersman.plan.progress import DAYS_PER_MONTH
from steersman.plan.stability import as_previous
from steersman.plan.what_if import Change, apply_change

CANDIDATES, WHAT_IF_SHARE = 600, 4
SEEDS = 5


def firm() -> Dossier:
    """Return a firm with 15 candidates and 25 people."""
    return with_people(make_dossier(Cell(15, tight=False, risky=True, number=0)), 25)


def main() -> None:
    """Print the seconds to the first feasible plan, of a what-if, and the share of moved starts."""
    dossier = firm()
    plan(dossier, np.random.default_rng(0), candidates=5)
    begin = perf_counter()
    first: list[float] = []

    def on_progress(_seen: int, _limit: int, value: float, _ruin: float) -> bool:
        if value > 0 and not first:
            first.append(perf_counter() - begin)
        return False

    before = plan(dossier, np.random.default_rng(0), candidates=CANDIDATES, progress=on_progress)
    whole = perf_counter() - begin
    changed = apply_change(dossier, Change("drop", before.projects[-1].project))
    begin = perf_counter()
    plan(
        changed,
        np.random.default_rng(0),
        candidates=CANDIDATES // WHAT_IF_SHARE,
        previous=as_previous(before),
    )
    what_if = perf_counter() - begin
    print(f"first feasible plan {first[0]:.2f} s, the whole plan {whole:.1f} s")
    print(f"what-if {what_if:.1f} s (limit 3)")
    today = dossier.firm.date + timedelta(days=30)
    begun = tuple(
        Actual(date=dossier.firm.date, kind="stage_started", reference=f"{s.project}/{s.stage}")
        for s in before.stages
        if s.start == 0
    )
    later = replace(dossier, firm=replace(dossier.firm, date=today), progress=begun)
    previous = as_previous(before, passed=30 / DAYS_PER_MONTH)
    moved = []
    for seed in range(SEEDS):
        again = plan(
            later, np.random.default_rng(seed + 1), candidates=CANDIDATES, previous=previous
        )
        moved.append(again.moved or 0.0)
    print(
        f"re-plan after a month without news: {np.mean(moved):.0%} of the coming starts move "
        f"(worst of {SEEDS} seeds {max(moved):.0%}; limit 10%)"
    )


if __name__ == "__main__":
    main()
