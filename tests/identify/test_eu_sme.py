"""EU SME definition: examples of the Commission's user guide (2015) and the two-year rule."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from steersman.dossier import Dossier, Firm, RelatedEnterprise, YearFigures
from steersman.identify import identify
from steersman.identify.eu_status import two_year_rule
from steersman.identify.ownership import counted_shares
from steersman.methods.interval import Answer

RULE = "eu/sme-definition"
AS_OF = date(2026, 6, 30)


def enterprise(name: str, share: float, **fields: object) -> RelatedEnterprise:
    return RelatedEnterprise(name=name, share=share, **fields)


def test_guide_example_4_exempt_university_and_investor_do_not_count() -> None:
    related = (
        enterprise("B", 0.25, exempt_investor=True),
        enterprise("C", 0.30),
        enterprise("D", 0.25, exempt_investor=True),
    )
    assert counted_shares(related) == {"B": 0, "C": Fraction(3, 10), "D": 0}


def test_guide_example_5_linked_investors_lose_the_exemption() -> None:
    related = (
        enterprise("B", 0.25, exempt_investor=True),
        enterprise("C", 0.30),
        enterprise("D", 0.55, exempt_investor=True, related_through="B"),
    )
    shares = counted_shares(related)
    assert shares["C"] == Fraction(3, 10)
    assert shares["B"] > 0
    assert shares["D"] > 0


def test_linked_enterprises_count_in_full_and_transitively() -> None:
    related = (
        enterprise("parent", 0.8),
        enterprise("sister", 0.6, related_through="parent"),
        enterprise("partner of sister", 0.3, related_through="sister"),
        enterprise("small holder", 0.24),
        enterprise("partner", 0.25),
        enterprise("partner of partner", 0.4, related_through="partner"),
        enterprise("subsidiary of partner", 0.9, related_through="partner"),
    )
    assert counted_shares(related) == {
        "parent": 1,
        "sister": 1,
        "partner of sister": Fraction(3, 10),
        "small holder": 0,
        "partner": Fraction(1, 4),
        "partner of partner": 0,
        "subsidiary of partner": Fraction(1, 4),
    }


def history(*staff: int, related: tuple[RelatedEnterprise, ...] = ()) -> Dossier:
    years = tuple(
        YearFigures(year=2026 - len(staff) + n, headcount=count, revenue=Decimal(10**6),
                    total_assets=Decimal(10**6))
        for n, count in enumerate(staff)
    )  # fmt: skip
    firm = Firm(name="case", country="DE", currency="EUR", date=AS_OF, years=years,
                related_enterprises=related, ownership_complete=True)  # fmt: skip
    return Dossier(firm=firm)


@pytest.mark.parametrize(
    ("staff", "answer"),
    [
        ((249, 251, 252), Answer.NO),
        ((249, 251, 249), Answer.YES),
        ((251, 249, 249), Answer.YES),
        ((251, 252, 249), Answer.NO),
    ],
)
def test_status_changes_after_two_years(staff: tuple[int, ...], answer: Answer) -> None:
    assert identify(history(*staff), AS_OF).status(RULE).answer is answer


@pytest.mark.parametrize(
    ("staff", "size"), [(9, "micro"), (10, "small"), (49, "small"), (50, "medium")]
)
def test_size_classes(staff: int, size: str) -> None:
    assert identify(history(staff), AS_OF).status(RULE).size_class == size


@pytest.mark.parametrize(
    ("within", "answer"),
    [
        ("y?y", "y"),
        ("y?n", "?"),
        ("ynn", "n"),
        ("ny?", "?"),
        ("nny", "n"),
        ("?yy", "y"),
        ("y", "y"),
    ],
)
def test_open_years_follow_both_courses(within: str, answer: str) -> None:
    answers = {"y": Answer.YES, "n": Answer.NO, "?": Answer.UNKNOWN}
    assert two_year_rule([answers[letter] for letter in within])[-1] is answers[answer]


def test_size_classes_follow_the_two_year_rule_too() -> None:
    assert identify(history(20, 20, 60), AS_OF).status(RULE).size_class == "small"
    assert identify(history(20, 60, 60), AS_OF).status(RULE).size_class == "medium"


def test_public_holders_count_and_unknown_ones_stay_open() -> None:
    def held(**fields: object) -> Answer:
        holder = enterprise("City", 0.4, headcount=1, revenue=Decimal(1), total_assets=Decimal(1),
                            **fields)  # fmt: skip
        return identify(history(20, related=(holder,)), AS_OF).status(RULE).answer

    assert held(public_body=True) is Answer.NO
    assert held(public_body=False) is Answer.YES
    assert held() is Answer.UNKNOWN


def test_unknown_ownership_leaves_the_answer_open() -> None:
    years = (YearFigures(year=2025, headcount=20, revenue=Decimal(1), total_assets=Decimal(1)),)
    open_firm = Dossier(firm=Firm(name="x", currency="EUR", date=AS_OF, years=years))
    assert identify(open_firm, AS_OF).status(RULE).answer is Answer.UNKNOWN


def test_unknown_figures_of_a_linked_enterprise_leave_the_answer_open() -> None:
    parent = (RelatedEnterprise(name="parent", share=1.0),)
    assert identify(history(20, related=parent), AS_OF).status(RULE).answer is Answer.UNKNOWN
