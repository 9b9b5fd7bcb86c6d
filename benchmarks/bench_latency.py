"""How long a user waits, and how much a re-plan moves: 15 candidates, 25 people, 5 years.

usage: python benchmarks/bench_latency.py
"""

from dataclasses import replace
from datetime import timedelta
from time import perf_counter

import numpy as np

from benchmarks.joint import SKILLS, WAGE, Cell, make_dossier
from steersman.dossier import Dossier, Person
from steersman.plan import PreviousPlan, plan
from steersman.plan.what_if import Change, apply_change

CANDIDATES = 600
SEEDS = 5


def firm() -> Dossier:
    """Return a firm with 15 candidates and 25 people."""
    dossier = make_dossier(Cell(15, tight=False, risky=True, number=0))
    generator = np.random.default_rng(3)
    more = tuple(
        Person(
            id=f"more{number}",
            skills={str(generator.choice(SKILLS)): int(generator.integers(1, 4))},
            rd_share=0.5,
            monthly_cost=type(dossier.people[0].monthly_cost)(WAGE // 2),
        )
        for number in range(25 - len(dossier.people))
    )
    return replace(dossier, people=(*dossier.people, *more))


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
    plan(changed, np.random.default_rng(0), candidates=CANDIDATES)
    what_if = perf_counter() - begin
    print(
        f"first feasible plan {first[0]:.2f} s; whole plan {whole:.1f} s; what-if {what_if:.1f} s"
    )
    later = replace(
        dossier, firm=replace(dossier.firm, date=dossier.firm.date + timedelta(days=30))
    )
    previous = PreviousPlan(
        projects=tuple((chosen.project, chosen.mode) for chosen in before.projects),
        additions={
            "hires": {added.id: added.month - 1.0 for added in before.hires},
            "experts": {added.id: added.month - 1.0 for added in before.experts},
            "funding": {added.id: added.month - 1.0 for added in before.funding},
        },
        starts={(s.project, s.stage): s.start - 1.0 for s in before.stages},
        cushion=before.cushion,
    )
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
