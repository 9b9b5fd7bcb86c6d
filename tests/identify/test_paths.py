"""The cheapest path to a status: against exhaustive search, and on cases worked out by hand."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from itertools import pairwise, product

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from steersman.dossier import Change, Firm
from steersman.identify.levers import Lever, changed, levers_of
from steersman.identify.path import cheapest, find_paths, later, verdict_after
from steersman.methods.interval import Answer, Interval
from steersman.rulebook import FactValue, load_rule

ON = date(2026, 6, 30)
RULE = load_rule("cn/technology-sme-evaluation", ON)
FIRM = Firm(name="case", date=ON)


def facts(**numbers: int) -> dict[str, FactValue]:
    """A firm that meets all but the score."""
    usual = {
        "staff": 40, "science_staff": 4, "sales": 20_000_000, "assets": 10_000_000,
        "costs_and_expenses": 19_000_000, "rd_spending": 300_000, "class_one_rights": 0,
        "class_two_rights": 1,
    }  # fmt: skip
    found: dict[str, FactValue] = {
        name: Interval.exactly(value) for name, value in (usual | numbers).items()
    }
    no = dict.fromkeys(("restricted_products", "high_tech_certificate", "national_award",
                        "research_institution", "led_standard"), Answer.NO)  # fmt: skip
    return {**found, **no, "registered_in_mainland": Answer.YES, "clean_conduct": Answer.YES,
            "audited_collection": Answer.YES, "research_ledgers": Answer.YES,
            "negative_list_industry": Answer.NO}  # fmt: skip


def lever(name: str, cost: int, most: int, **adds: int) -> Lever:
    steps = {fact: Fraction(step) for fact, step in adds.items()}
    return Lever(name, Fraction(cost), 1.0, 0.0, most, steps, ())


def cost(levers: tuple[Lever, ...], units: Mapping[str, int]) -> Fraction:
    return sum((one.unit_cost * units.get(one.id, 0) for one in levers), Fraction(0))


def least_of_all(known: Mapping[str, FactValue], levers: tuple[Lever, ...]) -> Fraction | None:
    """The cost of the cheapest of all combinations that passes, None if none does."""
    best = None
    for counts in product(*(range(one.most + 1) for one in levers)):
        units = {one.id: count for one, count in zip(levers, counts, strict=True)}
        if verdict_after(RULE, known, levers, units, ON) is Answer.YES:
            spent = cost(levers, units)
            best = spent if best is None or spent < best else best
    return best


@settings(max_examples=40, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(
    st.integers(5, 60), st.data(), st.integers(0, 15), st.integers(0, 2),
    st.tuples(*[st.integers(1, 20)] * 4),
)  # fmt: skip
def test_no_combination_is_cheaper(
    staff: int, data: st.DataObject, percent: int, rights: int, costs: tuple[int, ...]
) -> None:
    science = data.draw(st.integers(0, staff))
    known = facts(staff=staff, science_staff=science, rd_spending=percent * 100_000,
                  class_two_rights=rights)  # fmt: skip
    levers = (
        lever("hire", costs[0], 5, staff=1, science_staff=1),
        lever("spend", costs[1], 6, rd_spending=200_000, costs_and_expenses=200_000),
        lever("patent", 3 * costs[2], 1, class_one_rights=1),
        lever("model", costs[3], 4, class_two_rights=1),
    )
    expected = least_of_all(known, levers)
    units = cheapest(RULE, known, levers, ON)
    if expected is None:
        assert units is None
    else:
        assert units is not None
        assert verdict_after(RULE, known, levers, units, ON) is Answer.YES
        assert cost(levers, units) == expected


def test_a_bound_is_reached_exactly() -> None:
    """18 points for rights and 4 for staff leave 38: the band from 5 % of sales on."""
    known = facts(class_two_rights=3)
    levers = (lever("spend", 1000, 5000, rd_spending=1000),)
    units = cheapest(RULE, known, levers, ON)
    assert units == {"spend": 700}, "1,000,000 of 20,000,000"


def test_what_nothing_can_mend_has_no_path() -> None:
    assert find_paths(RULE, FIRM, {**facts(), "clean_conduct": Answer.NO}, ON) == ()


def test_alternatives_use_other_levers_and_cost_no_less() -> None:
    paths = find_paths(RULE, FIRM, facts(), ON)
    assert len(paths) > 1
    assert [path.cost for path in paths] == sorted(path.cost for path in paths)
    used = [frozenset(step.lever for step in path.steps) for path in paths]
    assert all(not earlier <= later_one for earlier, later_one in pairwise(used))
    assert all(path.answer is Answer.YES for path in paths)


def test_the_firms_own_costs_go_before_the_defaults() -> None:
    firm = Firm(name="case", date=ON, changes=(Change(lever="file_invention_patent", most=0),))
    assert all(
        step.lever != "file_invention_patent"
        for path in find_paths(RULE, firm, facts(), ON)
        for step in path.steps
    )


def test_unknown_facts_are_assumed_and_named() -> None:
    known = facts()
    del known["clean_conduct"]
    path = find_paths(RULE, FIRM, known, ON)[0]
    assert path.steps
    assert path.answer is Answer.UNKNOWN
    assert path.assumed == ("clean_conduct",)


def test_where_only_facts_are_missing_nothing_is_proposed() -> None:
    known = facts(rd_spending=3_000_000, class_one_rights=1, science_staff=20)
    (path,) = find_paths(RULE, FIRM, known, ON)
    assert path.steps == ()
    del known["clean_conduct"]
    assert find_paths(RULE, FIRM, known, ON) == ()


def test_a_title_that_rests_on_another_is_reached_through_it() -> None:
    rule = load_rule("cn/specialised-sme", ON)
    known = facts(
        science_staff=20, rd_spending=3_000_000, rd_spending_1_before=2_000_000,
        sales_1_before=20_000_000, class_one_rights=1, niche_years=5, net_assets=8_000_000,
        main_business_revenue=19_000_000, platform_score=55,
    )  # fmt: skip
    known |= dict.fromkeys(("technology_sme_registration", "innovative_sme_title"), Answer.NO)
    known["market_position"] = Answer.YES
    first = find_paths(rule, FIRM, known, ON)[0]
    assert [step.lever for step in first.steps] == ["cn/technology-sme-evaluation"]
    assert first.reached == date(2027, 9, 30), "registered in October 2026, then the next window"


def test_yearly_figures_count_once_a_year_shows_them() -> None:
    paths = find_paths(RULE, FIRM, facts(science_staff=12, class_one_rights=1), ON)
    spending = next(p for p in paths if any("research" in s.lever for s in p.steps))
    assert spending.reached == date(2028, 10, 31), "done by June 2027, shown by 2027, applied 2028"


@pytest.mark.parametrize(
    ("day", "months", "result"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 11, 30), 2, date(2027, 1, 30)),
        (date(2026, 12, 1), 12, date(2027, 12, 1)),
        (date(2026, 6, 30), 0, date(2026, 6, 30)),
    ],
)
def test_later(day: date, months: int, result: date) -> None:
    assert later(day, months) == result


def test_levers_change_what_they_say() -> None:
    levers = levers_of(FIRM, facts())
    after = changed(facts(), levers, {"hire_science_staff": 2})
    assert after["staff"] == Interval.exactly(42)
    assert after["science_staff"] == Interval.exactly(6)
    assert after["rd_spending"] == Interval.exactly(300_000 + 480_000)


def test_a_firm_without_sales_is_judged_by_its_costs() -> None:
    """A share of nothing is zero, so that the ratio to costs must carry the points."""
    known = facts(staff=10, science_staff=3, sales=0, rd_spending=100_000, class_two_rights=0,
                  costs_and_expenses=1_000_000)  # fmt: skip
    levers = (
        lever("patent", 30, 1, class_one_rights=1),
        lever("shift", 10, 9, rd_spending=100_000),
    )
    units = cheapest(RULE, known, levers, ON)
    assert units is not None
    assert cost(levers, units) == least_of_all(known, levers)


@settings(max_examples=40, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(st.sampled_from([0, 1, 10_000, 5_000_000]), st.integers(0, 4), st.integers(1, 9))
def test_no_path_is_missed_however_small_the_sales(sales: int, rights: int, price: int) -> None:
    known = facts(sales=sales, rd_spending=0, class_two_rights=rights, science_staff=12)
    levers = (
        lever("shift", price, 8, rd_spending=100_000),
        lever("patent", 30, 1, class_one_rights=1),
    )
    units = cheapest(RULE, known, levers, ON)
    expected = least_of_all(known, levers)
    assert (None if units is None else cost(levers, units)) == expected


def test_what_a_title_on_the_way_assumes_is_named() -> None:
    rule = load_rule("cn/little-giant", ON)
    known = facts(
        science_staff=20, rd_spending=9_000_000, rd_spending_1_before=9_000_000, sales=60_000_000,
        sales_1_before=50_000_000, sales_2_before=45_000_000, class_one_rights=5, niche_years=5,
        own_class_one_rights=5, net_assets=8_000_000, main_business_revenue=59_000_000,
        platform_score=65,
    )  # fmt: skip
    known |= dict.fromkeys(("specialised_sme_title", "innovative_sme_title"), Answer.NO)
    known |= {"technology_sme_registration": Answer.YES, "national_top_three": Answer.YES}
    path = find_paths(rule, FIRM, known, ON)[0]
    assert [step.lever for step in path.steps] == ["cn/specialised-sme"]
    assert path.answer is Answer.JUDGEMENT
    assert path.assumed == ("market_position",)
