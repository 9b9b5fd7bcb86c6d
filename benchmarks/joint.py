"""A generated benchmark of the joint problem: selection, timing, skills, hires, money and ruin.

No public set of such instances is known. An instance is a dossier, made from a seed and four
properties: number of candidate projects, tight or loose cash, low or high technical risk.
"""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import numpy as np

from steersman.dossier import (
    Dossier,
    ExistingBusiness,
    ExpertOption,
    Finance,
    Firm,
    FundingOption,
    HireOption,
    Hiring,
    MoneyRange,
    Payoff,
    Person,
    Project,
    Range,
    SkillDemand,
    Stage,
)

SIZES = (8, 15, 30, 60)
SKILLS = ("chemistry", "electronics", "software", "process", "design")
WAGE = 18_000


@dataclass(frozen=True)
class Cell:
    """Properties of an instance."""

    projects: int
    tight: bool
    risky: bool
    number: int

    @property
    def name(self) -> str:
        """Name for tables."""
        cash, risk = "tight" if self.tight else "loose", "high" if self.risky else "low"
        return f"{self.projects:>2} candidates, {cash} cash, {risk} risk, #{self.number}"


def cells(per_cell: int, sizes: tuple[int, ...] = SIZES) -> list[Cell]:
    """Return the cells of the benchmark."""
    return [
        Cell(size, tight, risky, number)
        for size in sizes
        for tight in (False, True)
        for risky in (False, True)
        for number in range(per_cell)
    ]


def make_dossier(cell: Cell) -> Dossier:
    """Return the instance of a cell; the same cell always gives the same one."""
    seed = [cell.projects, cell.tight, cell.risky, cell.number]
    generator = np.random.default_rng(np.random.SeedSequence(seed))
    people = tuple(_person(generator, number) for number in range(6 + min(cell.projects, 40) // 3))
    projects = tuple(_project(generator, cell, number) for number in range(cell.projects))
    spending = sum(float(stage.cost) for project in projects for stage in project.stages)
    needed = min(spending, 6e6)
    payroll = WAGE * len(people)
    margin = payroll * generator.uniform(0.9, 1.05)
    finance = Finance(
        cash=_money(needed * (0.35 if cell.tight else 0.9) + 3 * payroll),
        reserve=_money(2 * payroll),
        fixed_costs_monthly=_money(0.1 * payroll),
        existing_business=ExistingBusiness(
            monthly_margin=_range(0.85 * margin, margin * 1.05, margin * 1.3),
            yearly_growth=Range(low=-0.05, likely=0.02, high=0.06),
        ),
        funding=(
            FundingOption(id="grant", kind="grant", amount=_money(0.1 * needed), chance=0.4,
                          month=8, application_cost=_money(15_000)),
            FundingOption(id="loan", kind="loan", amount=_money(0.3 * needed), chance=0.8, month=3,
                          interest=0.05, repay_months=36, application_cost=_money(5_000)),
            FundingOption(id="round", kind="equity", amount=_money(0.6 * needed), chance=0.4,
                          month=10, dilution=0.18, application_cost=_money(60_000)),
        ),
    )  # fmt: skip
    firm = Firm(name=cell.name, date=date(2026, 1, 1))
    hiring = Hiring(
        roles=tuple(_role(generator, number) for number in range(3)),
        experts=(
            ExpertOption(id="expert", skills={str(generator.choice(SKILLS)): 3}, fte=0.5,
                         monthly_cost=_money(15_000), months=18),
        ),
    )  # fmt: skip
    return Dossier(firm=firm, people=people, projects=projects, finance=finance, hiring=hiring)


def with_people(dossier: Dossier, count: int) -> Dossier:
    """Return a firm with more people, up to so many; the same firm always gets the same ones."""
    generator = np.random.default_rng(count)
    more = [
        replace(_person(generator, number), id=f"more{number}")
        for number in range(count - len(dossier.people))
    ]
    return replace(dossier, people=(*dossier.people, *more))


def _money(amount: float) -> Decimal:
    return Decimal(round(amount))


def _range(low: float, likely: float, high: float) -> MoneyRange:
    return MoneyRange(low=_money(low), likely=_money(likely), high=_money(high))


def _skills(generator: np.random.Generator, count: int) -> dict[str, int]:
    chosen = generator.choice(len(SKILLS), size=count, replace=False)
    return {SKILLS[place]: int(generator.integers(1, 4)) for place in chosen}


def _person(generator: np.random.Generator, number: int) -> Person:
    return Person(
        id=f"person{number}",
        skills=_skills(generator, int(generator.integers(1, 4))),
        rd_share=float(generator.choice([0.5, 0.8, 1.0])),
        monthly_cost=_money(WAGE),
        leaving_chance=0.08,
    )


def _role(generator: np.random.Generator, number: int) -> HireOption:
    return HireOption(
        id=f"role{number}",
        skills={SKILLS[number]: 3, SKILLS[(number + 1) % len(SKILLS)]: 2},
        monthly_cost=_money(1.2 * WAGE),
        hiring_cost=_money(WAGE),
        months_to_hire=Range(low=1, likely=3, high=7),
        chance=float(generator.uniform(0.6, 0.9)),
    )


def _project(generator: np.random.Generator, cell: Cell, number: int) -> Project:
    low, high = (0.5, 0.85) if cell.risky else (0.85, 0.98)
    stages = []
    for place in range(int(generator.integers(2, 5))):
        likely = float(generator.uniform(2, 8))
        after = () if place == 0 else (f"s{place - 1}",)
        if place > 1 and generator.random() < 0.3:
            after = (f"s{place - 2}",)
        stages.append(
            Stage(
                id=f"s{place}",
                after=after,
                duration=Range(low=0.7 * likely, likely=likely, high=2.0 * likely),
                success=float(generator.uniform(low, high)),
                cost=_money(float(generator.lognormal(11.5, 0.7))),
                skills=tuple(
                    SkillDemand(
                        skill=skill, level=min(level, 2), fte=float(generator.choice([0.5, 1]))
                    )
                    for skill, level in _skills(generator, int(generator.integers(1, 3))).items()
                ),
            )
        )
    chance = float(np.prod([stage.success for stage in stages]))
    cost = sum(float(stage.cost) for stage in stages)
    peak = cost / chance * float(generator.uniform(0.25, 1.1))
    return Project(
        id=f"p{number}",
        stages=tuple(stages),
        payoff=Payoff(
            peak_margin=_range(0.5 * peak, peak, 1.8 * peak),
            ramp_months=int(generator.integers(3, 13)),
            life_months=int(generator.integers(30, 73)),
            target_month=int(generator.integers(18, 37)),
            delay_erosion=float(generator.uniform(0.005, 0.03)),
            entry_chance=float(generator.uniform(0.05, 0.25)),
            entry_loss=float(generator.uniform(0.2, 0.5)),
        ),
    )
