"""Wishes: reading them, the smallest conflict, its repairs, and plans that meet them."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from steersman.dossier import FundingOption, Range, SkillDemand
from steersman.plan import plan
from steersman.plan.conflicts import find_conflict, possible
from steersman.plan.ideal_case import WEEKS_PER_MONTH
from steersman.plan.wishes import Wish, apply_wishes, parse_wish, required_projects
from tests.plan.cases import project, small_firm


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("include=a", Wish("include", "a")),
        ("launch=a:18", Wish("launch", "a", 18)),
        ("no-hires", Wish("no-hires")),
        ("cash=500_000", Wish("cash", number=500_000)),
        ("launch=a", None),
        ("launch=:3", None),
        ("include=", None),
        ("include=a:3", None),
        ("no-hires=3", None),
        ("cash=much", None),
        ("please", None),
        ("", None),
    ],
)
def test_wishes_are_read(text: str, wish: Wish | None) -> None:
    assert parse_wish(text) == wish


def test_a_launch_before_the_work_can_be_done_is_a_conflict_by_itself() -> None:
    """Project a takes (6 + 7 + 9) / 3 = 7.3 months, in whole months at least 7."""
    wishes = (Wish("launch", "a", 5), Wish("include", "b"), Wish("no-equity"))
    conflict = find_conflict(small_firm(), wishes)
    assert conflict is not None
    assert conflict.wishes == (Wish("launch", "a", 5),)
    assert conflict.weeks == pytest.approx(2 * WEEKS_PER_MONTH)
    assert conflict.money is None
    assert possible(small_firm(), (Wish("launch", "a", 7),))


def test_projects_that_exclude_each_other_have_no_way_out() -> None:
    wishes = (Wish("include", "b"), Wish("include", "a"), Wish("include", "d"))
    conflict = find_conflict(small_firm(), wishes)
    assert conflict is not None
    assert set(conflict.wishes) == {Wish("include", "a"), Wish("include", "d")}
    assert (conflict.money, conflict.person_months, conflict.weeks) == (None, None, None)


def test_work_beyond_all_people_is_repaired_by_people() -> None:
    """Three full-time people for four months where two are: four person-months are missing."""
    wanted = project("big", 400_000, 3, 3.0, 0)
    stage = replace(wanted.stages[0], duration=Range(low=3, likely=4, high=5))
    wanted = replace(wanted, stages=(stage,))
    dossier = replace(small_firm(), projects=(wanted,))
    conflict = find_conflict(dossier, (Wish("include", "big"),))
    assert conflict is not None
    assert conflict.person_months == pytest.approx(4.0)
    assert conflict.weeks is None


def test_money_that_is_missing_is_repaired_by_money_and_by_nothing_less() -> None:
    """The loan would pay for d; without it, and with a high reserve, cash is missing."""
    wishes = (Wish("include", "d"), Wish("no-loans"), Wish("cash", number=400_000))
    dossier = small_firm()
    conflict = find_conflict(dossier, wishes)
    assert conflict is not None
    assert set(conflict.wishes) == set(wishes)
    assert conflict.money is not None
    assert dossier.finance is not None
    for more, answer in ((conflict.money + 1, True), (conflict.money - 1_000, False)):
        cash = dossier.finance.cash + Decimal(round(more))
        richer = replace(dossier, finance=replace(dossier.finance, cash=cash))
        assert possible(richer, wishes) == answer


def test_needed_projects_are_wished_for_too() -> None:
    dossier = small_firm()
    first, second, *others = dossier.projects
    chained = replace(dossier, projects=(first, replace(second, needs=("a",)), *others))
    assert required_projects(chained, (Wish("include", "b"),)) == {"a", "b"}
    launch = find_conflict(chained, (Wish("launch", "b", 10),))
    assert launch is not None, "7 months for a, then 5 for b"
    assert find_conflict(chained, (Wish("launch", "b", 12),)) is None


def test_a_plan_meets_its_wishes() -> None:
    """Project c loses money, and is done because it is asked for; no loan is taken."""
    wishes = (Wish("include", "c"), Wish("no-loans"))
    without = plan(small_firm(), np.random.default_rng(1), candidates=80)
    with_them = plan(small_firm(), np.random.default_rng(1), candidates=80, wishes=wishes)
    assert "c" not in {chosen.project for chosen in without.projects}
    assert "c" in {chosen.project for chosen in with_them.projects}
    assert with_them.funding == ()


def test_wishes_take_options_away() -> None:
    dossier = small_firm()
    assert dossier.finance is not None
    equity = FundingOption(id="e", kind="equity", amount=Decimal(1), month=1, dilution=0.1)
    finance = replace(dossier.finance, funding=(*dossier.finance.funding, equity))
    changed = apply_wishes(
        replace(dossier, finance=finance), (Wish("no-equity"), Wish("cash", number=60_000))
    )
    assert changed.finance is not None
    assert [option.id for option in changed.finance.funding] == ["loan"]
    assert changed.finance.reserve == 60_000


def test_a_demand_for_a_skill_nobody_has_is_a_conflict() -> None:
    wanted = project("odd", 1, 3, 1.0, 0)
    stage = replace(wanted.stages[0], skills=(SkillDemand(skill="magic", fte=1.0),))
    dossier = replace(small_firm(), projects=(replace(wanted, stages=(stage,)),))
    conflict = find_conflict(dossier, (Wish("include", "odd"),))
    assert conflict is not None
    assert conflict.person_months == pytest.approx(4.0)
