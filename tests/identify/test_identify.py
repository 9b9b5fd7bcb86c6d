"""Identify as a whole: questions, margins, contradictions, payments, comparison of laws."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steersman.dossier import DeclaredFact, Dossier, Firm, RdSpending, YearFigures
from steersman.identify import compare_law, facts_of, identify
from steersman.identify.accounts import usable_losses
from steersman.identify.jurisdictions import jurisdictions_of
from steersman.identify.problems import check_declared
from steersman.methods.interval import Answer, Interval
from steersman.pipeline import Pipeline, Settings, with_payments
from steersman.plan.problem import build_problem
from steersman.rulebook import Rule, evaluate, fact_catalogue, load_rule, rule_ids
from tests.data import example_firm

AS_OF = date(2026, 6, 30)


def firm(**changes: object) -> Dossier:
    """A manufacturer with a profit, whose reliefs are all new to it."""
    figures = {
        "headcount": 50, "science_staff": 15, "revenue": Decimal(20_000_000),
        "total_assets": Decimal(15_000_000), "costs_and_expenses": Decimal(18_000_000),
        "profit_before_tax": Decimal(2_000_000),
        "rd_spending": RdSpending(personnel=Decimal(1_000_000)),
    }  # fmt: skip
    fields: dict[str, object] = {
        "name": "case", "date": AS_OF, "registered_in_mainland": True, "industry_code": "C35",
        "size_industry": "industry", "years": (YearFigures(year=2025, **figures),),
        "founded": date(2025, 1, 1),
        "declared_facts": (
            DeclaredFact(fact="audited_collection", answer=True),
            DeclaredFact(fact="research_ledgers", answer=True),
            DeclaredFact(fact="listed_chip_or_machine_maker", answer=False),
        ),
        "reliefs_claimed_complete": True,
    }  # fmt: skip
    return Dossier(firm=Firm(**(fields | changes)))  # type: ignore[arg-type]


def test_money_of_reliefs_by_hand() -> None:
    """2 m less 1 m twice deducted leave 1 m at 5 %: 50,000 in place of 500,000."""
    worth = identify(firm(), AS_OF).worth
    assert worth.tax_without == Interval.exactly(500_000)
    assert worth.tax_with == Interval.exactly(50_000)
    by_rule = {relief.rule: relief for relief in worth.reliefs}
    assert by_rule["cn/rd-super-deduction"].yearly == Interval.exactly(50_000)
    assert by_rule["cn/small-low-profit"].yearly == Interval.exactly(200_000)
    assert by_rule["cn/high-tech-rate"].if_reached == Interval.exactly(0)


def test_one_more_unit_of_research_saves_five_percent() -> None:
    assert identify(firm(), AS_OF).research_subsidy == pytest.approx(0.05)


def test_payments_follow_the_law_and_what_is_claimed() -> None:
    payments = {p.tax_year: p for p in identify(firm(), AS_OF).payments}
    assert payments[2026].amount == 450_000
    assert payments[2026].paid_on == date(2027, 5, 1)
    assert payments[2027].amount == 450_000
    assert payments[2028].amount == 250_000, "the rate of 5 % ends with 2027"
    ended = firm(reliefs_claimed=("cn/small-low-profit",), declared_facts=())
    assert [p.amount for p in identify(ended, AS_OF).payments][:1] == [-400_000], "from 2028 on"
    claimed = firm(reliefs_claimed=("cn/small-low-profit",))
    later = {p.tax_year: p.amount for p in identify(claimed, AS_OF).payments}
    assert later[2026] == 50_000
    assert later[2028] == -150_000, "what is claimed now ends"
    assert identify(firm(reliefs_claimed_complete=None), AS_OF).payments == ()


def test_payments_reach_the_plan() -> None:
    dossier = example_firm()
    result = identify(dossier, dossier.firm.date)
    assert result.payments
    planned = with_payments(dossier, result)
    assert planned.finance is not None
    assert planned.finance.payments[0].month == 11
    assert float(planned.finance.payments[0].amount) == result.payments[0].amount
    pipeline = Pipeline(dossier, Settings(candidates=1))
    flows = build_problem(with_payments(dossier, pipeline.identify())).payments
    assert flows[11] == result.payments[0].amount


def test_losses_are_set_off_once_and_not_every_year() -> None:
    before = YearFigures(year=2024, profit_before_tax=Decimal(-1_500_000))
    case = firm(years=(before, firm().firm.years[0]), founded=date(2024, 1, 1), declared_facts=())
    amounts = [p.amount for p in identify(case, AS_OF).payments]
    assert amounts[0] == 500_000 - 25_000, "2 m less 1.5 m at 5 %"
    assert amounts[1] == 400_000, "nothing is left to set off"


def test_a_status_is_valued_with_what_follows_from_it() -> None:
    """Ten-year losses bring the income under 3 million, and with it the rate of 5 %."""
    figures = replace(firm().firm.years[0], profit_before_tax=Decimal(4_500_000))
    declared = (
        DeclaredFact(fact="losses_five_years", amount=Decimal(0)),
        DeclaredFact(fact="losses_ten_years", amount=Decimal(2_000_000)),
        DeclaredFact(fact="technology_sme_registration", answer=False),
        DeclaredFact(fact="high_tech_certificate", answer=False),
    )
    result = identify(firm(years=(figures,), declared_facts=declared), AS_OF)
    status = result.status("cn/technology-sme-evaluation")
    assert status.yearly_benefit == 1_125_000 - 125_000


def test_old_figures_give_no_eu_status() -> None:
    figures = YearFigures(year=2012, headcount=20, revenue=Decimal(1), total_assets=Decimal(1))
    old = Firm(name="x", country="DE", currency="EUR", date=AS_OF, years=(figures,),
               ownership_complete=True)  # fmt: skip
    assert identify(Dossier(firm=old), AS_OF).status("eu/sme-definition").answer is Answer.UNKNOWN


def test_a_country_without_tax_rule_shows_no_tax() -> None:
    figures = replace(firm().firm.years[0], headcount=10)
    german = firm(country="DE", currency="EUR", years=(figures,), ownership_complete=True)
    worth = identify(german, AS_OF).worth
    assert worth.tax_without is None
    assert worth.saving is not None
    assert worth.saving.low == 350_000


def test_unknown_reliefs_name_what_would_decide_them() -> None:
    result = identify(firm(declared_facts=()), AS_OF)
    first = result.questions[0]
    assert first.fact in {"audited_collection", "research_ledgers"}
    assert first.value > 0
    relief = next(r for r in result.worth.reliefs if r.rule == "cn/rd-super-deduction")
    assert relief.answer is Answer.UNKNOWN
    assert {"audited_collection", "research_ledgers"} <= set(relief.missing)
    assert relief.yearly is None
    assert relief.if_reached is not None


def test_nothing_is_asked_where_nothing_can_change() -> None:
    questions = identify(firm(registered_in_mainland=False, country="US"), AS_OF).questions
    assert all(not q.decides or "cn/" not in str(q.decides) for q in questions)


def test_contradictory_facts_are_found() -> None:
    wrong = replace(firm().firm.years[0], science_staff=60)
    (found,) = identify(firm(years=(wrong,)), AS_OF).contradictions
    assert (found.part, found.whole) == ("science_staff", "staff")


def test_margins_tell_where_a_verdict_turns() -> None:
    """Sales of 20 m stay far from the ceiling; staff of 15 in 50 loses four points below 30 %."""
    status = identify(firm(), AS_OF).status("cn/enterprise-size")
    assert status.answer is Answer.YES
    assert all(abs(margin.change) <= 0.5 for margin in status.margins)
    tight = replace(firm().firm.years[0], total_assets=Decimal(49_900_000))
    relief = load_rule("cn/small-low-profit", AS_OF)
    facts = facts_of(firm(years=(tight,)), AS_OF) | {"taxable_income": Interval.exactly(1)}
    assert evaluate(relief, facts).answer is Answer.YES


def test_the_law_of_another_day_moves_the_verdict_of_the_same_facts() -> None:
    dossier = firm()
    early, late = (identify(dossier, AS_OF, day) for day in (date(2020, 7, 1), date(2025, 7, 1)))
    comparison = compare_law(jurisdictions_of(dossier.firm), early, late)
    changed = {(c.rule, c.kind, c.parameter): (c.before, c.after) for c in comparison.changes}
    assert changed["cn/rd-super-deduction", "number", "manufacturing"] == (0.75, 1.0)
    assert ("cn/small-low-profit", "begins", "") in changed
    assert comparison.saving_before == 187_500
    assert comparison.saving_after == 450_000
    same = compare_law(jurisdictions_of(dossier.firm), late, late)
    assert (same.changes, same.effects) == ((), ())


def test_a_version_replaces_another() -> None:
    early, late = (identify(firm(), AS_OF, date(2026, month, 1)) for month in (3, 5))
    comparison = compare_law(("cn",), early, late)
    kinds = {change.rule: change.kind for change in comparison.changes}
    assert kinds["cn/little-giant"] == "new_version"
    assert kinds["cn/specialised-sme"] == "begins"


def test_weak_or_old_numbers_are_warned_of() -> None:
    result = identify(firm(), date(2027, 6, 30))
    assert "past_review" in result.status("cn/technology-sme-evaluation").warnings
    european = Firm(name="x", country="DE", currency="EUR", date=AS_OF)
    ends = identify(Dossier(firm=european), AS_OF).status("eu/innovative-enterprise")
    assert "ends" in ends.warnings


@pytest.mark.parametrize(
    ("profits", "five", "ten"),
    [
        ((-100, 30, -20, 50), 40, 40),
        ((-100, 0, 0, 0, 0, 0), 0, 100),
        ((-100, -50, 120), 30, 30),
        ((-100, -50, 0, 0, 0, 100), 50, 50),
        ((10, 20), 0, 0),
    ],
)
def test_losses_are_set_off_oldest_first(profits: tuple[int, ...], five: int, ten: int) -> None:
    first = 2025 - len(profits)
    years = tuple(
        YearFigures(year=first + n, profit_before_tax=Decimal(profit))
        for n, profit in enumerate(profits)
    )
    case = Firm(name="x", date=AS_OF, founded=date(first, 1, 1), years=years)
    assert usable_losses(case, 2025, 5) == Interval.exactly(five)
    assert usable_losses(case, 2025, 10) == Interval.exactly(ten)


def test_a_missing_year_leaves_losses_open() -> None:
    figures = (YearFigures(year=2023, profit_before_tax=Decimal(-80)),
               YearFigures(year=2024, profit_before_tax=Decimal(-20)))  # fmt: skip
    case = Firm(name="x", date=AS_OF, founded=date(2010, 1, 1), years=figures)
    assert usable_losses(case, 2025, 5) == Interval(Fraction(100), None)
    assert not usable_losses(replace(case, years=()), 2025, 5).known


@pytest.mark.parametrize(
    ("declared", "code"),
    [
        (DeclaredFact(fact="audited_colection", answer=True), "unknown-fact"),
        (DeclaredFact(fact="audited_collection", amount=Decimal(1)), "fact-needs-answer"),
        (DeclaredFact(fact="platform_score", answer=True), "fact-needs-amount"),
        (DeclaredFact(fact="platform_score", amount=Decimal(101)), "fact-out-of-range"),
        (DeclaredFact(fact="market_share", amount=Decimal(-1)), "fact-out-of-range"),
        (DeclaredFact(fact="rd_project_kind", choice="nothing"), "fact-needs-choice"),
    ],
)
def test_wrong_declared_facts_are_named(declared: DeclaredFact, code: str) -> None:
    (problem,) = check_declared(firm(declared_facts=(declared,)))
    assert problem.code == code
    assert problem.path == ("firm", "declared_facts", 0, "fact")


def test_unknown_levers_and_reliefs_are_named() -> None:
    from steersman.dossier import Change

    wrong = firm(changes=(Change(lever="hire"),), reliefs_claimed=("cn/nothing",))
    assert [p.code for p in check_declared(wrong)] == ["unknown-reference", "unknown-reference"]


RISING = {
    "cn/technology-sme-evaluation": ("science_staff", "rd_spending", "class_one_rights",
                                     "class_two_rights"),
    "cn/high-tech-enterprise": ("science_staff", "rd_spending", "high_tech_revenue",
                                "class_one_rights", "net_assets", "converted_results_three_years"),
    "cn/innovative-sme": ("rd_spending", "own_class_one_rights", "main_business_revenue",
                          "net_assets", "equity_raised_three_years"),
    "cn/specialised-sme": ("rd_spending", "niche_years", "platform_score", "net_assets"),
    "cn/little-giant": ("rd_spending", "own_class_one_rights", "market_share", "net_assets"),
    "cn/star-market-attributes": ("rd_spending", "invention_patents", "rd_staff_share"),
}  # fmt: skip
"""Facts of which more is never worse, by law."""
ORDER = {Answer.NO: 0, Answer.JUDGEMENT: 1, Answer.UNKNOWN: 1, Answer.YES: 2}


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(RISING)), st.data())
def test_more_of_what_the_law_rewards_never_lowers_verdict_or_score(
    name: str, data: st.DataObject
) -> None:
    rule: Rule = load_rule(name, AS_OF)
    facts = facts_of(example_firm(), AS_OF)
    for fact, info in fact_catalogue().items():
        if info.kind == "truth" and fact not in facts and info.derived is None:
            facts[fact] = data.draw(st.sampled_from([Answer.YES, Answer.NO, Answer.UNKNOWN]))
    rising = data.draw(st.sampled_from(RISING[name]))
    info = fact_catalogue()[rising]
    most = 1 if info.kind == "share" else 100 if info.kind == "number" else 44_000_000
    few, more = sorted(data.draw(st.tuples(st.integers(0, most), st.integers(0, most))))
    results = [evaluate(rule, {**facts, rising: Interval.exactly(n)}) for n in (few, more)]
    assert ORDER[results[0].answer] <= ORDER[results[1].answer]
    if results[0].score is not None and results[1].score is not None:
        assert results[0].score.low is not None
        assert results[1].score.low is not None
        assert results[0].score.low <= results[1].score.low


@pytest.mark.parametrize("name", rule_ids())
def test_without_any_fact_no_rule_answers_no_silently(name: str) -> None:
    evaluation = evaluate(load_rule(name, AS_OF), {}, AS_OF)
    if load_rule(name, AS_OF).kind != "tax":
        assert evaluation.answer in {Answer.UNKNOWN, Answer.JUDGEMENT}
        assert evaluation.missing
