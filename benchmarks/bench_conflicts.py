"""Wishes that contradict each other: is the conflict found, minimal, and repaired, and how fast?

A hundred seeded firms with more wishes than they can meet. Minimality is verified one wish at a
time; a repair is verified by giving the firm the money, or the time, that it asks for.

usage: python benchmarks/bench_conflicts.py [CASES]
"""

import sys
from dataclasses import replace
from decimal import Decimal
from math import ceil
from time import perf_counter

import numpy as np

from benchmarks.joint import Cell, make_dossier
from steersman.dossier import Dossier
from steersman.plan.conflicts import Conflict, find_conflict, possible
from steersman.plan.ideal_case import WEEKS_PER_MONTH
from steersman.plan.wishes import Wish

CASES = 100


def case(number: int) -> tuple[Dossier, tuple[Wish, ...]]:
    """Return a firm and its wishes: some projects soon, no money or people from outside."""
    generator = np.random.default_rng(number)
    cell = Cell(8, tight=True, risky=False, number=number)
    dossier = make_dossier(cell)
    chosen = generator.choice(8, size=int(generator.integers(3, 6)), replace=False)
    wishes = [
        Wish("launch", f"p{place}", float(generator.integers(5, 24)))
        if generator.random() < 0.6
        else Wish("include", f"p{place}")
        for place in chosen
    ]
    wishes += [Wish("no-equity"), Wish("no-loans"), Wish("no-hires"), Wish("no-experts")]
    return dossier, tuple(wishes)


def is_minimal(dossier: Dossier, conflict: Conflict) -> bool:
    """Whether the conflict is one, and none without any one of its wishes."""
    rest = [tuple(w for w in conflict.wishes if w != wish) for wish in conflict.wishes]
    return not possible(dossier, conflict.wishes) and all(possible(dossier, r) for r in rest)


def is_repaired(dossier: Dossier, conflict: Conflict) -> bool:
    """Whether the money and the time asked for are really enough."""
    enough = True
    if conflict.money is not None and dossier.finance is not None:
        cash = dossier.finance.cash + Decimal(ceil(conflict.money) + 1)
        richer = replace(dossier, finance=replace(dossier.finance, cash=cash))
        enough = possible(richer, conflict.wishes)
    if conflict.weeks is not None:
        months = ceil(conflict.weeks / WEEKS_PER_MONTH - 1e-6)
        later = tuple(
            replace(wish, number=wish.number + months) if wish.kind == "launch" else wish
            for wish in conflict.wishes
        )
        enough = enough and possible(dossier, later)
    return enough


def main(cases: int) -> None:
    """Print how many conflicts are found, minimal and repaired, and the time each takes."""
    found, minimal, repaired, ways, seconds = 0, 0, 0, 0, []
    for number in range(cases):
        dossier, wishes = case(number)
        begin = perf_counter()
        conflict = find_conflict(dossier, wishes)
        seconds.append(perf_counter() - begin)
        if conflict is None:
            continue
        found += 1
        minimal += is_minimal(dossier, conflict)
        repaired += is_repaired(dossier, conflict)
        offered = (conflict.money, conflict.person_months, conflict.weeks)
        ways += any(way is not None for way in offered)
    print(f"{cases} cases, {found} of them impossible")
    print(f"minimal {minimal} of {found}; with a way out {ways}, of which right {repaired}")
    print(f"seconds each: mean {np.mean(seconds):.1f}, longest {max(seconds):.1f} (limit 30)")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else CASES)
