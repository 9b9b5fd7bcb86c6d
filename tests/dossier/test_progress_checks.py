"""Rows of progress that cannot be, or that deny each other."""

from dataclasses import replace
from datetime import date

import pytest

from steersman.dossier import Actual, Dossier, Measure, Person, Strategy, check_dossier
from tests.steer.firms import firm, project, stage

FIRM = firm(
    project("p", stage("a", 1, 2, 3), stage("b", 1, 2, 3, "a")),
    measures=(Measure(id="M", title="m"),),
)


def codes(*rows: tuple[int, str, str, float | None], **changes: object) -> list[str]:
    progress = tuple(
        Actual(date=date(2026, 5, day), kind=kind, reference=name, value=value)
        for day, kind, name, value in rows
    )
    found: Dossier = replace(FIRM, progress=progress, **changes)
    return [problem.code for problem in check_dossier(found)]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([(1, "money", "M", None)], "actual-without-value"),
        ([(1, "measure", "M", 1.5)], "not-a-share"),
        ([(1, "stage_finished", "p/b", None)], "finished-before-others"),
        ([(1, "stage_finished", "p/a", None), (2, "stage_failed", "p/a", None)],
         "failed-after-finish"),
        ([(1, "money", "M", -5)], "money-comes-back"),
        ([(1, "measure", "M", 0.9), (2, "measure", "M", 0.2)], "share-falls"),
        ([(1, "money", "M", 5), (1, "money", "M", 5)], "said-twice"),
        ([(1, "stage_started", "p/x", None)], "unknown-reference"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_progress_is_told(
    rows: list[tuple[int, str, str, float | None]], code: str
) -> None:
    assert codes(*rows) == [code]


def test_progress_that_hangs_together_is_fine() -> None:
    rows = [
        (1, "stage_started", "p/a", None), (3, "stage_finished", "p/a", None),
        (3, "stage_started", "p/b", None), (9, "stage_finished", "p/b", None),
        (4, "money", "M", 5), (5, "money", "M", 5), (4, "measure", "M", 0.2),
        (6, "measure", "M", 0.2),
    ]  # fmt: skip
    assert codes(*rows) == []


def test_addresses_ids_and_years_that_cannot_be() -> None:
    assert codes(people=(Person(id="an", email="an at firm"),)) == ["not-an-address"]
    assert codes(people=(Person(id="an", email="an@firm.example"),)) == []
    assert codes(people=(Person(id="../an"),)) == ["unusable-id"]
    measure = Measure(id="M", title="m", due=date(9999, 12, 31))
    assert codes(strategy=Strategy(measures=(measure,))) == ["far-date"]
