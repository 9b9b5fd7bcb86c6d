"""The bundled examples are sound, and the figures of the large one hang together."""

from collections import Counter
from pathlib import Path

import pytest

from steersman.cli.console import read_dossier
from steersman.dossier import Dossier
from steersman.plan.equity.ledger import replay

EXAMPLES = Path(__file__).parents[2] / "examples"


def example(name: str) -> Dossier:
    result = read_dossier(EXAMPLES / name)
    assert result.problems == ()
    assert result.dossier is not None
    return result.dossier


@pytest.fixture(scope="module")
def huoyan() -> Dossier:
    return example("huoyan-textiles")


def test_minimal_example_is_short() -> None:
    example("minimal")
    lines = sum(
        len(path.read_text("utf-8-sig").splitlines())
        for path in (EXAMPLES / "minimal").rglob("*.*")
    )
    assert lines <= 45


def test_size_of_the_example(huoyan: Dossier) -> None:
    assert len(huoyan.people) == 46 == huoyan.firm.years[-1].headcount
    assert len(huoyan.firm.years) == 3
    assert len(huoyan.projects) == 9
    assert all(3 <= len(project.stages) <= 6 for project in huoyan.projects)
    assert huoyan.finance is not None
    assert len(huoyan.finance.funding) == 4
    assert len(huoyan.hiring.roles) == 6
    assert len(huoyan.hiring.experts) == 3
    groups = (huoyan.survey.leaders, huoyan.survey.research_staff, huoyan.survey.others)
    assert sum(map(len, groups)) == 24
    assert all(person.skills or person.function == "administration" for person in huoyan.people)


def test_salaries_add_up_to_personnel_cost(huoyan: Dossier) -> None:
    yearly = 12 * sum(float(person.monthly_cost) for person in huoyan.people)
    booked = float(huoyan.firm.years[-1].personnel_cost or 0)
    assert yearly == pytest.approx(booked, rel=0.05)


def test_research_spending_fits_the_research_staff(huoyan: Dossier) -> None:
    yearly = 12 * sum(float(p.monthly_cost) * p.fte * p.rd_share for p in huoyan.people)
    spending = huoyan.firm.years[-1].rd_spending
    assert spending is not None
    assert yearly == pytest.approx(float(spending.personnel), rel=0.1)
    science = sum(person.science_staff for person in huoyan.people)
    assert science == huoyan.firm.years[-1].science_staff


def test_yearly_figures_hang_together(huoyan: Dossier) -> None:
    for year in huoyan.firm.years:
        assert year.revenue is not None
        assert year.costs_and_expenses is not None
        assert year.profit_before_tax is not None
        result = float(year.revenue - year.costs_and_expenses)
        assert float(year.profit_before_tax) == pytest.approx(
            result, abs=0.01 * float(year.revenue)
        )
        assert year.net_assets is not None
        assert year.total_assets is not None
        assert year.net_assets < year.total_assets
    margins = huoyan.finance
    assert margins is not None
    assert margins.existing_business is not None
    payroll = sum(float(person.monthly_cost) for person in huoyan.people)
    monthly = (
        margins.existing_business.monthly_margin.mean - payroll - float(margins.fixed_costs_monthly)
    )
    last = huoyan.firm.years[-1]
    assert abs(12 * monthly) < 0.1 * float(last.revenue or 0), "the business about breaks even"


def test_shares_of_people_agree_with_the_share_events(huoyan: Dossier) -> None:
    ledger = replay(huoyan, huoyan.firm.date)
    for person in huoyan.people:
        held = sum(shares for (holder, _), shares in ledger.holdings.items() if holder == person.id)
        assert held / ledger.issued == pytest.approx(person.equity_share, abs=0.005)


def test_names_are_not_repeated(huoyan: Dossier) -> None:
    names = Counter(person.name for person in huoyan.people)
    assert max(names.values()) == 1
