"""China's technology-SME evaluation against the known answers of 国科发政〔2017〕115号.

The numbered cases are the external checks 1 to 7 worked out from the articles of the document.
"""

from datetime import date
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steersman.dossier import (
    Certificate,
    DeclaredFact,
    Dossier,
    Firm,
    RdSpending,
    Right,
    YearFigures,
)
from steersman.identify import identify
from steersman.identify.facts import facts_of
from steersman.methods.interval import Answer
from steersman.rulebook import evaluate, load_rule

RULE = "cn/technology-sme-evaluation"
DECLARED = (
    DeclaredFact(fact="audited_collection", answer=True),
    DeclaredFact(fact="research_ledgers", answer=True),
    DeclaredFact(fact="negative_list_industry", answer=False),
)
AS_OF = date(2026, 6, 30)


def firm(**changes: object) -> Dossier:
    """A firm that meets articles 6(1) to 6(4); ``changes`` set figures of 2025 or firm fields."""
    figures: dict[str, object] = {
        "headcount": 100, "science_staff": 30, "revenue": Decimal(50_000_000),
        "total_assets": Decimal(40_000_000), "costs_and_expenses": Decimal(45_000_000),
    }  # fmt: skip
    rd = changes.pop("rd", None)
    class_one = int(changes.pop("class_one", 0))
    class_two = int(changes.pop("class_two", 0))
    certificates = changes.pop("certificates", ())
    figures.update(changes)
    if rd is not None:
        figures["rd_spending"] = RdSpending(personnel=Decimal(str(rd)))
    rights = [
        Right(id=f"one{n}", kind="invention_patent", granted=date(2020, 1, 1))
        for n in range(class_one)
    ] + [
        Right(id=f"two{n}", kind="utility_model", granted=date(2020, 1, 1))
        for n in range(class_two)
    ]
    return Dossier(
        firm=Firm(
            name="case", date=AS_OF, registered_in_mainland=True, restricted_products=False,
            years=(YearFigures(year=2025, **figures),),
            intellectual_property=tuple(rights), intellectual_property_complete=True,
            certificates=certificates, certificates_complete=True, breaches_complete=True,
            declared_facts=DECLARED,
        )
    )  # fmt: skip


def outcome(dossier: Dossier) -> tuple[Answer, float, float]:
    evaluation = evaluate(load_rule(RULE, AS_OF), facts_of(dossier, AS_OF))
    assert evaluation.score is not None
    assert evaluation.score.high is not None
    return evaluation.answer, float(evaluation.score.low), float(evaluation.score.high)


@pytest.mark.parametrize(
    ("changes", "answer", "score"),
    [
        ({"headcount": 80, "science_staff": 24, "rd": 3_000_000, "revenue": Decimal(42_000_000),
          "class_one": 2}, Answer.YES, 100),
        ({"rd": 1_000_000, "class_one": 1}, Answer.YES, 60),
        ({"headcount": 1000 // 2, "science_staff": 49.5, "rd": 3_000_000, "class_one": 1},
         Answer.NO, 80),
        ({"rd": 1_000_000, "revenue": Decimal(0), "costs_and_expenses": Decimal(2_000_000)},
         Answer.YES, 70),
    ],
)  # fmt: skip
def test_published_cases(changes: dict[str, object], answer: Answer, score: float) -> None:
    assert outcome(firm(**changes)) == (answer, score, score)


@pytest.mark.parametrize(
    ("field", "limit", "step"),
    [
        ("headcount", 500, 1),
        ("revenue", Decimal(200_000_000), Decimal("0.01")),
        ("total_assets", Decimal(200_000_000), Decimal("0.01")),
    ],
)
def test_size_limits_are_exact(field: str, limit: object, step: object) -> None:
    passing = {"class_one": 1, "rd": 12_000_000, "science_staff": 150}
    assert outcome(firm(**passing, **{field: limit}))[0] is Answer.YES
    assert outcome(firm(**passing, **{field: limit + step}))[0] is Answer.NO


def test_certificate_does_not_excuse_from_the_size_limit() -> None:
    certificate = (
        Certificate(
            kind="high_tech_enterprise", issued=date(2025, 1, 1), expires=date(2027, 12, 31)
        ),
    )
    assert outcome(firm(certificates=certificate))[0] is Answer.YES
    assert outcome(firm(certificates=certificate, headcount=501, science_staff=1))[0] is Answer.NO


def test_all_216_combinations_of_bands() -> None:
    """69 pass, 6 of them at exactly 60; 7 reach 60 but have no points for staff."""
    staff = (30, 25, 20, 15, 10, 9)
    spending = (6, 5, 4, 3, 2, 1)
    rights = ((1, 0), (0, 4), (0, 3), (0, 2), (0, 1), (0, 0))
    passed = exactly = blocked = 0
    for science, percent, (one, two) in product(staff, spending, rights):
        case = firm(science_staff=science, rd=percent * 500_000, class_one=one, class_two=two,
                    costs_and_expenses=Decimal(10**9))  # fmt: skip
        answer, score, _ = outcome(case)
        passed += answer is Answer.YES
        exactly += answer is Answer.YES and score == 60
        blocked += answer is Answer.NO and score >= 60
    assert (passed, exactly, blocked) == (69, 6, 7)


def test_missing_facts_are_unknown_and_named() -> None:
    dossier = Dossier(firm=Firm(name="new", date=AS_OF))
    status = identify(dossier, AS_OF).status(RULE)
    assert status.answer is Answer.UNKNOWN
    assert {"staff", "science_staff", "rd_spending", "clean_conduct"} <= set(
        status.evaluation.missing
    )
    assert status.evaluation.score is not None
    assert (status.evaluation.score.low, status.evaluation.score.high) == (0, 100)


def test_old_figures_say_nothing_about_today() -> None:
    early = identify(firm(rd=3_000_000, class_one=1), date(2027, 5, 31))
    assert early.figures_of_year == 2025, "the accounts of 2026 may still be drawn up"
    late = identify(firm(rd=3_000_000, class_one=1), date(2027, 6, 1))
    assert late.figures_of_year is None
    assert late.status(RULE).answer is Answer.UNKNOWN


@pytest.mark.parametrize(("day", "holds"), [(date(2013, 1, 1), True), (date(2013, 1, 2), False)])
def test_a_certificate_without_expiry_ends_by_law(day: date, holds: bool) -> None:
    certificate = Certificate(kind="high_tech_enterprise", issued=date(2010, 1, 1))
    facts = facts_of(firm(certificates=(certificate,)), day)
    assert (facts["high_tech_certificate"] is Answer.YES) is holds


def test_rule_is_not_in_force_before_its_date() -> None:
    assert not identify(firm(), date(2017, 5, 2)).status(RULE).in_force
    assert identify(firm(), date(2017, 5, 3)).status(RULE).in_force


@given(st.integers(1, 500), st.data())
def test_more_science_staff_never_lowers_the_score(headcount: int, data: st.DataObject) -> None:
    few = data.draw(st.integers(0, headcount))
    more = data.draw(st.integers(few, headcount))
    scores = [outcome(firm(headcount=headcount, science_staff=n))[1] for n in (few, more)]
    assert scores[0] <= scores[1]


@given(st.integers(0, 10**8), st.integers(0, 10**8))
def test_more_spending_never_lowers_the_score(one: int, other: int) -> None:
    scores = [outcome(firm(rd=amount))[1] for amount in sorted((one, other))]
    assert scores[0] <= scores[1]
