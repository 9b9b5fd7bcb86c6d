"""Numbers are shown as finely as they are known."""

from datetime import date

import pytest

from steersman.cohort.report.names import Names
from steersman.messages import messages_for

NAMES = Names(messages_for("en"), date(2026, 6, 30))


@pytest.mark.parametrize(
    ("ends", "shown"),
    [
        ((44.31, 44.02, 44.61), "44.3 (44 – 44.6)"),
        ((1.21, 0.6, 1.83), "1.2 (0.6 – 1.8)"),
        ((0.02134, 0.0192, 0.0234), "0.021 (0.019 – 0.023)"),
        ((1234.5, 1100.0, 1400.0), "1,234 (1,100 – 1,400)"),
        ((5.0, 5.0, 5.0), "5 (5 – 5)"),
    ],
)
def test_intervals_are_as_fine_as_they_are_wide(ends: tuple[float, ...], shown: str) -> None:
    assert NAMES.number_with_span(*ends) == shown


def test_differences_bear_signs_and_nothing_has_none() -> None:
    assert NAMES.signed_with_span(1.21, -0.3, 1.83) == "+1.2 (−0.3 – +1.8)"
    assert NAMES.signed(-0.0001) == "0"


def test_chances_and_shares_are_never_more_certain_than_they_are() -> None:
    assert NAMES.chance(1e-9) == "< 0.001"
    assert NAMES.share(0.0123) == "1.2%"
    assert NAMES.share(0.4321) == "43%"


def test_columns_have_names_in_words() -> None:
    assert NAMES.column("talent.first") == "Talent"
    assert NAMES.column("niche.best") == "Niche specialist"
    assert NAMES.column("cn/innovative-sme") == "Innovative SME"
    assert NAMES.column("staff_turnover") == "Staff who left in the year, share"
    assert NAMES.column("own") == "own"
    assert NAMES.value("lever", "talent") == "Talent"
    assert NAMES.value("size", "small") == "small"
    assert NAMES.value("sector", "small") == "small"
    assert NAMES.value("sector", "") == "not known"
