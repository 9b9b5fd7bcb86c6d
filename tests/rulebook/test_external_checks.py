"""Cases with known answers, worked out from the official texts or published by the authorities.

The numbers are those of the project's reference on policy, section 6, "External checks". Checks 1
to 7 (technology-based SME) and 18 to 20 (EU definition) are in ``tests/identify``; 28 and 29 run
where the data are there.
"""

from datetime import date
from fractions import Fraction
from typing import Any

import polars as pl
import pytest

from steersman.identify.worth import TaxYear, work_out
from steersman.methods.interval import Answer, Interval
from steersman.methods.tax_subsidy import implied_subsidy, implied_subsidy_of_credit
from steersman.rulebook import FactValue, amount_of, evaluate, load_rule, verdict_of
from steersman.rulebook.table import evaluate_table
from tests.data import SHARED_DATA

TODAY = date(2026, 6, 30)
YES, NO, UNKNOWN, JUDGEMENT = Answer.YES, Answer.NO, Answer.UNKNOWN, Answer.JUDGEMENT


def facts(**given: Any) -> dict[str, FactValue]:
    """Facts from plain numbers, truth values and choices."""
    found: dict[str, FactValue] = {}
    for name, value in given.items():
        if isinstance(value, bool):
            found[name] = YES if value else NO
        elif isinstance(value, str):
            found[name] = value
        else:
            found[name] = Interval.exactly(value)
    return found


def high_tech(**given: Any) -> dict[str, FactValue]:
    """A firm that meets all hard conditions of a high-tech enterprise but for what is given."""
    usual = {
        "age_days": 2000, "class_one_rights": 1, "class_two_rights": 0, "high_tech_field": True,
        "staff": 100, "science_staff": 12, "sales": 60_000_000, "sales_1_before": 60_000_000,
        "sales_2_before": 60_000_000, "rd_spending": 3_600_000, "rd_spending_1_before": 3_600_000,
        "rd_spending_2_before": 3_600_000, "rd_abroad_three_years": 0,
        "high_tech_revenue": 50_000_000, "serious_breach_last_year": False,
        "net_assets": 30_000_000, "net_assets_1_before": 30_000_000,
        "net_assets_2_before": 30_000_000,
    }  # fmt: skip
    return facts(**(usual | given))


@pytest.mark.parametrize(
    ("rights", "organisation", "score", "answer"),
    [
        (0, 18.0, (65.0, 70.0), NO),
        (0, 18.5, (65.5, 70.5), JUDGEMENT),
        (1, 16.0, (70.0, 76.0), JUDGEMENT),
        (1, 16.5, (70.5, 76.5), YES),
    ],
)
def test_8_the_innovation_score_must_exceed_70(
    rights: int, organisation: float, score: tuple[float, float], answer: Answer
) -> None:
    """70.0 fails, 70.5 passes: "above 70, not 70 itself" (国科发火〔2016〕195号).

    Experts decide within the bands of results brought into use (25 to 30) and of the number of
    rights (7 to 8), so that the score is a range: certain only if all of it is on one side.
    """
    rule = load_rule("cn/high-tech-enterprise", TODAY)
    case = high_tech(
        class_one_rights=rights, class_two_rights=0, innovation_property_points=22,
        converted_results_three_years=15, innovation_organisation_points=organisation,
    )  # fmt: skip
    result = evaluate(rule, case)
    assert result.score is not None
    assert (result.score.low, result.score.high) == score
    assert result.criterion("score").answer is answer


@pytest.mark.parametrize(("sales", "answer"), [(50_000_000, NO), (50_000_001, UNKNOWN)])
def test_9_the_research_share_asked_falls_with_sales(sales: int, answer: Answer) -> None:
    """4.5 % is too little to 50 million of sales, enough from one yuan more (Art. 11(5))."""
    rule = load_rule("cn/high-tech-enterprise", TODAY)
    before = 150_000_000 - sales
    case = high_tech(
        sales=sales, sales_1_before=before, sales_2_before=0, rd_spending=6_750_000,
        rd_spending_1_before=0, rd_spending_2_before=0,
    )  # fmt: skip
    result = evaluate(rule, case)
    expected = NO if answer is NO else YES
    assert result.criterion("research-spending").answer is expected
    assert result.answer is answer


def test_10_innovative_sme_by_score() -> None:
    """Class I of own development 15, R&D 3 % 15, growth 10 % 15, debt 55 % 10, field 5, main 15."""
    case = facts(
        registered_in_mainland=True, size_industry="industry", staff=100, sales=100_000_000,
        assets=100_000_000, net_assets=45_000_000, high_value_rights=0, own_class_one_rights=1,
        class_one_rights=1, class_two_rights=0, rd_spending=3_000_000,
        main_business_revenue=60_000_000,
        main_business_revenue_1_before=60_000_000 / Fraction("1.1"),
        strategic_industry=False, national_award_three_years=False,
        provincial_award_three_years=False, high_tech_certificate=False,
        innovation_demonstration=False, research_institution=False, equity_raised_three_years=0,
    )  # fmt: skip
    result = evaluate(load_rule("cn/innovative-sme", TODAY), case)
    assert result.score == Interval.exactly(75)
    parts = (("property", "research-spending"), ("growth", "debt"), ("field", "main-business"))
    sums = [sum(result.criterion(name).points.low for name in pair) for pair in parts]  # type: ignore[union-attr,misc]
    assert sums == [30, 25, 20]
    assert result.answer is YES


@pytest.mark.parametrize(
    ("staff", "sales", "size"),
    [(1200, 300_000_000, "medium"), (350, 15_000_000, "small"), (15, 50_000_000, "micro")],
)
def test_11_to_13_size_standard_of_industry(staff: int, sales: int, size: str) -> None:
    """工信部联企业〔2011〕300号: a class needs both its bounds, else the next lower one."""
    rule = load_rule("cn/enterprise-size", TODAY)
    case = facts(size_industry="industry", staff=staff, sales=sales, assets=1)
    result = evaluate(rule, case)
    reached = [name for name, criterion in rule.classes
               if not criterion or result.criterion(criterion).answer is YES]  # fmt: skip
    assert reached[0] == size
    assert result.answer is YES


@pytest.mark.parametrize(
    ("industry", "bounds"),
    [
        ("software", ((300, 100_000_000), (100, 10_000_000), (10, 500_000))),
        ("wholesale", ((200, 400_000_000), (20, 50_000_000), (5, 10_000_000))),
        ("retail", ((300, 200_000_000), (50, 5_000_000), (10, 1_000_000))),
        ("information_transmission", ((2000, 1_000_000_000), (100, 10_000_000), (10, 1_000_000))),
    ],
)
def test_size_bounds_belong_to_the_larger_class(
    industry: str, bounds: tuple[tuple[int, int], ...]
) -> None:
    rule = load_rule("cn/enterprise-size", TODAY)
    for criterion, (staff, sales) in zip(("large", "medium", "small"), bounds, strict=True):
        for less_staff, less_sales, answer in ((0, 0, YES), (1, 0, NO), (0, 1, NO)):
            case = facts(size_industry=industry, staff=staff - less_staff,
                         sales=sales - less_sales, assets=0)  # fmt: skip
            assert evaluate(rule, case).criterion(criterion).answer is answer


@pytest.mark.parametrize(
    ("day", "firm", "rate"),
    [
        (date(2022, 9, 30), {}, "0.75"),
        (date(2022, 10, 1), {}, "1"),
        (date(2023, 6, 30), {}, "1"),
        (date(2021, 6, 30), {"manufacturing": True}, "1"),
        (date(2021, 6, 30), {}, "0.75"),
        (date(2022, 6, 30), {"technology_sme_registration": True}, "1"),
        (date(2019, 6, 30), {"technology_sme_registration": True}, "0.75"),
        (date(2016, 6, 30), {}, "0.5"),
        (date(2025, 6, 30), {"listed_chip_or_machine_maker": True}, "1.2"),
        (date(2027, 12, 31), {"listed_chip_or_machine_maker": True}, "1.2"),
        (date(2028, 1, 1), {"listed_chip_or_machine_maker": True}, "1"),
    ],
)
def test_14_and_15_super_deduction_by_period_and_sector(
    day: date, firm: dict[str, bool], rate: str
) -> None:
    """财税〔2018〕99号, 公告2021年13号, 公告2022年16号 and 28号, 公告2023年7号 and 44号."""
    usual = {
        "technology_sme_registration": False, "manufacturing": False,
        "listed_chip_or_machine_maker": False,
    }  # fmt: skip
    points = evaluate(load_rule("cn/rd-super-deduction", day), facts(**(usual | firm)))
    assert points.criterion("rate").points == Interval.exactly(Fraction(rate))


@pytest.mark.parametrize(
    ("rate", "extra", "subsidy"),
    [(0.25, 1.0, 0.333), (0.15, 1.0, 0.176), (0.25, 1.2, 0.400), (0.05, 1.0, 0.053)],
)
def test_16_implied_subsidy_of_a_super_deduction(rate: float, extra: float, subsidy: float) -> None:
    """One minus the B-index (Warda 2001) with A = rate × (1 + extra)."""
    assert implied_subsidy(rate, extra) == pytest.approx(subsidy, abs=5e-4)


@pytest.mark.parametrize(("income", "tax"), [(3_000_000, "150000"), (3_000_001, "750000.25")])
def test_17_the_cliff_of_small_firms_with_low_profit(income: int, tax: str) -> None:
    """公告2023年12号: one yuan more and the whole income is taxed at 25 %."""
    names = ("cn/corporate-income-tax", "cn/small-low-profit")
    rules = [load_rule(name, TODAY) for name in names]
    case = facts(registered_in_mainland=True, profit=income, staff=50, assets=10_000_000)
    assert work_out(rules, case, TODAY).tax_with == Interval.exactly(Fraction(tax))


def test_21_enhanced_intensive_support() -> None:
    """gov.uk: 27 pence a pound for a loss-making firm with enough loss."""
    rule = load_rule("uk/enhanced-intensive-support", date(2025, 4, 1))
    case = facts(rd_spending=100_000, costs_and_expenses=330_000, profit=-186_000,
                 group_staff=10, group_turnover_euro=1, group_assets_euro=1,
                 paye_and_insurance=100_000, uk_intensive_last_year=False)  # fmt: skip
    assert verdict_of(rule, case) is YES
    assert amount_of(rule, case) == Interval.exactly(26_970)
    thin = case | facts(costs_and_expenses=333_334)
    assert verdict_of(rule, thin) is NO


@pytest.mark.parametrize(("profit", "net"), [(1_000_000, 15_000), (-50_000, 16_200)])
def test_22_merged_scheme(profit: int, net: int) -> None:
    """20 % credit, taxed at 25 %, or at a notional 19 % for a loss-maker."""
    rule = load_rule("uk/merged-scheme", date(2025, 4, 1))
    case = facts(rd_spending=100_000, profit=profit, paye_and_insurance=100_000)
    assert amount_of(rule, case) == Interval.exactly(net)


def test_both_uk_schemes_are_never_taken_for_the_same_cost() -> None:
    names = ("uk/corporation-tax", "uk/merged-scheme", "uk/enhanced-intensive-support")
    rules = [load_rule(name, date(2025, 4, 1)) for name in names]
    case = facts(rd_spending=100_000, costs_and_expenses=330_000, profit=-186_000,
                 group_staff=10, group_turnover_euro=1, group_assets_euro=1,
                 paye_and_insurance=100_000)  # fmt: skip
    worth = work_out(rules, case, date(2025, 4, 1))
    assert worth.best == ("uk/enhanced-intensive-support",)
    assert worth.saving == Interval.exactly(26_970)


def test_23_german_research_allowance() -> None:
    """Wages of 1 m and the flat overhead: base 1.2 m, 35 %; at most 35 % of 12 m (FZulG)."""
    rule = load_rule("de/research-allowance", TODAY)
    case = {"eu_sme": True, "project_begun_after_2025": True, "contract_research": 0,
            "own_research_hours": 0}  # fmt: skip
    assert amount_of(rule, facts(rd_personnel=1_000_000, **case)) == Interval.exactly(420_000)
    assert amount_of(rule, facts(rd_personnel=10**8, **case)) == Interval.exactly(4_200_000)
    early = load_rule("de/research-allowance", date(2020, 6, 30))
    assert amount_of(early, facts(rd_personnel=10**8, **case)) == Interval.exactly(500_000)
    before, after = (load_rule("de/research-allowance", date(2024, 3, day)) for day in (27, 28))
    assert amount_of(before, facts(rd_personnel=10**8, **case)) == Interval.exactly(1_000_000)
    assert amount_of(after, facts(rd_personnel=10**8, **case)) == Interval.exactly(3_500_000)


@pytest.mark.parametrize(("year", "credit"), [(2025, 80_000), (2024, 120_000)])
def test_24_french_innovation_credit(year: int, credit: int) -> None:
    rule = load_rule("fr/innovation-tax-credit", date(year, 6, 30))
    case = facts(innovation_spending=500_000, eu_sme=True)
    assert amount_of(rule, case) == Interval.exactly(credit)


def test_25_french_young_innovative_company() -> None:
    """OpenFisca-France: a wage of 2,500 in March 2015 is relieved of 708.75."""
    rule = load_rule("fr/young-innovative-company", date(2015, 3, 1))
    assert amount_of(rule, facts(research_wages=2_500)) == Interval.exactly(Fraction("708.75"))
    firm = facts(age_months=50, eu_sme=True, rd_spending=16, costs_and_expenses=100)
    assert verdict_of(rule, firm) is YES
    assert verdict_of(load_rule("fr/young-innovative-company", TODAY), firm) is NO


def test_26_singapore_enterprise_innovation_scheme() -> None:
    """IRAS: 400,000 of R&D save 272,000 of tax; 100,000 may be paid out as 20,000 instead.

    The 272,000 hold the 68,000 of the ordinary deduction, which the profit bears already.
    """
    names = ("sg/corporate-income-tax", "sg/enterprise-innovation-scheme",
             "sg/enterprise-innovation-cash")  # fmt: skip
    rules = [load_rule(name, TODAY) for name in names]
    rich = work_out(rules, facts(profit=10_000_000, rd_spending=400_000), TODAY)
    assert rich.saving == Interval.exactly(272_000 - Fraction(17, 100) * 400_000)
    assert rich.best == ("sg/enterprise-innovation-scheme",)
    poor = work_out(rules, facts(profit=0, rd_spending=100_000), TODAY)
    assert (poor.saving, poor.best) == (
        Interval.exactly(20_000),
        ("sg/enterprise-innovation-cash",),
    )


@pytest.mark.parametrize(
    ("early_receipts", "receipts", "answer"),
    [(False, 4_990_000, YES), (True, 4_990_000, NO), (False, 5_000_000, NO)],
)
def test_27_payroll_offset(early_receipts: bool, receipts: int, answer: Answer) -> None:
    """§ 41(h): first receipts in 2022 and a claim for 2026 pass, first receipts in 2021 do not."""
    rule = load_rule("us/payroll-offset", TODAY)
    case = facts(receipts_before_window=early_receipts, sales=receipts)
    assert verdict_of(rule, case) is answer


def test_27_the_cap_of_the_payroll_offset_doubled_in_2023() -> None:
    case = facts(rd_spending=10**8, rd_spending_1_before=0)
    for day, cap in ((date(2022, 12, 31), 250_000), (date(2023, 1, 1), 500_000)):
        amount = amount_of(load_rule("us/payroll-offset", day), case)
        assert amount == Interval.exactly(cap)


@pytest.mark.skipif(not SHARED_DATA.exists(), reason="the public data are not here")
def test_28_every_firm_that_won_an_award_passes_the_headcount_rule() -> None:
    awards = pl.read_csv(SHARED_DATA / "sbir-dod.csv.gz", infer_schema_length=None)
    column = next(name for name in awards.columns if "employ" in name.lower())
    staff = awards[column].cast(pl.Float64, strict=False).drop_nulls()
    assert len(staff) > 2000
    assert staff.max() == 479
    rule = load_rule("us/small-business-innovation-research", TODAY)
    table = pl.DataFrame({"affiliated_staff": staff}).lazy()
    result = evaluate_table(table, [rule], TODAY).collect()
    assert (result[rule.id] != "no").all(), "the rest of the facts is not in the data"


@pytest.mark.skipif(not SHARED_DATA.exists(), reason="the public data are not here")
def test_29_the_uruguayan_survey() -> None:
    """Check figures of the data's own description; bands as in 国科发政〔2017〕115号."""
    survey = pl.read_csv(SHARED_DATA / "eaii-2019-2021.csv.gz", infer_schema_length=None)
    weights = survey["w_trans"].cast(pl.Float64)
    assert round(weights.sum()) == 11_969
    table = survey.select(
        rd_spending=pl.col("B1_1_4").cast(pl.Float64),
        sales=pl.col("IG_5_1_1_3").cast(pl.Float64),
        staff=pl.col("IG_4_1_3").cast(pl.Float64),
    )
    rule = load_rule("cn/technology-sme-evaluation", TODAY)
    result = evaluate_table(table.lazy(), [rule], TODAY, details=True).collect()
    within = (result["staff"] <= 500).sum()
    assert (survey.height, within, (result["staff"] < 250).sum()) == (2_408, 2_302, 2_202)
    doing = result.filter(pl.col("rd_spending") > 0)
    assert doing.height == 238
    points = doing[f"{rule.id}.research-spending.low"].cast(pl.Int64).value_counts()
    found = dict(points.iter_rows())
    assert found == {50: 23, 40: 2, 30: 6, 20: 8, 10: 9, 0: 190}


def test_30_implied_subsidies_are_of_the_published_order() -> None:
    """OECD 2025: France .3425, Germany .2625, United Kingdom .1875 (mean of four kinds of firm).

    Of 100 of research, 60 are wages and 10 capital, as the OECD assumes; rates of income tax are
    25, 30 and 25 %. What is left between us and the OECD: caps, capital, and loss-makers without
    refund. The rules of Korea, Japan and the United States depend on a firm's own history or class,
    so that no such mean follows from them.
    """
    day = date(2025, 6, 30)
    small, large = (
        amount_of(
            load_rule("de/research-allowance", day),
            facts(rd_personnel=60, contract_research=0, own_research_hours=0, eu_sme=sme,
                  project_begun_after_2025=False),
        )
        for sme in (True, False)
    )  # fmt: skip
    french = amount_of(load_rule("fr/research-tax-credit", day), facts(rd_personnel=60))
    british = amount_of(
        load_rule("uk/merged-scheme", day),
        facts(rd_spending=100, profit=10**6, paye_and_insurance=100),
    )
    paid = {
        "FRA": (0.25, number(french)),
        "DEU": (0.30, (number(small) + number(large)) / 2),
        "GBR": (0.25, number(british)),
    }
    ours = {
        country: implied_subsidy_of_credit(rate, credit / 100, taxed=False)
        for country, (rate, credit) in paid.items()
    }
    published = {"FRA": 0.3425, "DEU": 0.2625, "GBR": 0.1875}
    for country, subsidy in published.items():
        assert ours[country] == pytest.approx(subsidy, rel=0.1), country


def number(interval: Interval | None) -> float:
    assert interval is not None
    assert interval.low is not None
    return float(interval.low)


def test_a_relief_that_does_not_fit_the_profit_is_worth_less() -> None:
    """Two million of extra deduction save a quarter of a profit of one million, no more."""
    names = ("cn/corporate-income-tax", "cn/rd-super-deduction")
    rules = [load_rule(name, TODAY) for name in names]
    case = facts(
        registered_in_mainland=True, audited_collection=True, research_ledgers=True,
        tobacco_or_entertainment=False, size_industry="industry", manufacturing=True,
        rd_own=2_000_000, rd_other=0, rd_outsourced_domestic=0, rd_outsourced_abroad=0,
        profit=1_000_000,
    )  # fmt: skip
    assert work_out(rules, case, TODAY).saving == Interval.exactly(250_000)


def test_limits_of_outsourced_and_other_costs() -> None:
    """80 % of contracts; abroad at most two thirds of the rest; a tenth of the total for others."""
    rule = load_rule("cn/rd-super-deduction", TODAY)
    base = {"manufacturing": True, "listed_chip_or_machine_maker": False}
    contracts = facts(rd_own=900, rd_other=500, rd_outsourced_domestic=100,
                      rd_outsourced_abroad=10_000, **base)  # fmt: skip
    own, domestic = 900 + 100, 80
    expected = own + domestic + Fraction(2, 3) * (own + domestic)
    assert amount_of(rule, contracts) == Interval.exactly(expected)


def test_the_better_set_is_found_by_trying_all() -> None:
    """A high-tech firm with small profit pays 5 % rather than 15 %: only one rate applies."""
    names = ("cn/corporate-income-tax", "cn/high-tech-rate", "cn/small-low-profit")
    rules = [load_rule(name, TODAY) for name in names]
    case = facts(registered_in_mainland=True, profit=1_000_000, staff=50, assets=10**7,
                 high_tech_certificate=True)  # fmt: skip
    worth = work_out(rules, case, TODAY)
    assert worth.best == ("cn/small-low-profit",)
    year = TaxYear(rules, case, TODAY, "low")
    assert year.gain(rules[1]) == 0
    assert year.gain(rules[2]) == 100_000
