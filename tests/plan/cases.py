"""A small firm for tests of planning."""

from datetime import date
from decimal import Decimal

from steersman.dossier import (
    Dossier,
    ExistingBusiness,
    Finance,
    Firm,
    FundingOption,
    MoneyRange,
    Payoff,
    Person,
    Project,
    Range,
    SkillDemand,
    Stage,
)

AS_OF = Firm(name="case", date=date(2026, 6, 30))


def money(low: float, likely: float, high: float) -> MoneyRange:
    return MoneyRange(low=Decimal(low), likely=Decimal(likely), high=Decimal(high))


def project(
    name: str, margin: float, months: float, fte: float, cost: int, **more: object
) -> Project:
    stage = Stage(
        id="s", duration=Range(low=months, likely=months + 1, high=months + 3), success=0.8,
        cost=Decimal(cost), skills=(SkillDemand(skill="x", fte=fte),),
    )  # fmt: skip
    payoff = Payoff(peak_margin=money(margin / 2, margin, 2 * margin), life_months=36)
    return Project(id=name, payoff=payoff, stages=(stage,), **more)


def small_firm() -> Dossier:
    """Two people, four projects of which two exclude each other, one loan."""
    people = tuple(
        Person(id=f"p{n}", skills={"x": 2}, rd_share=1.0, monthly_cost=Decimal(10_000))
        for n in range(2)
    )
    finance = Finance(
        cash=Decimal(700_000), reserve=Decimal(50_000), horizon_months=48,
        existing_business=ExistingBusiness(monthly_margin=money(15_000, 20_000, 24_000)),
        funding=(
            FundingOption(id="loan", kind="loan", amount=Decimal(300_000), month=2, interest=0.05,
                          repay_months=24),
        ),
    )  # fmt: skip
    projects = (
        project("a", 400_000, 6, 1.5, 250_000),
        project("b", 300_000, 4, 1.0, 150_000),
        project("c", 60_000, 5, 1.0, 200_000),
        project("d", 500_000, 12, 2.0, 500_000, excludes=("a",)),
    )
    return Dossier(firm=AS_OF, people=people, projects=projects, finance=finance)
