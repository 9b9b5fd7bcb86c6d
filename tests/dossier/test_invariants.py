"""Invariants of a dossier: each fires on its fault, none on a sound dossier."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from steersman.dossier import (
    Absence,
    Actual,
    Certificate,
    Dossier,
    Finance,
    Firm,
    FundingOption,
    Measure,
    Objective,
    Person,
    Project,
    Range,
    RelatedEnterprise,
    SkillDemand,
    Stage,
    Strategy,
    Strengthening,
    YearFigures,
    check_dossier,
    nearest,
)

SPAN = Range(low=1, likely=2, high=3)
SOUND = Dossier(
    firm=Firm(name="sound", date=date(2026, 6, 30), founded=date(2020, 1, 1)),
    people=(Person(id="p", skills={"weaving": 2}),),
    projects=(
        Project(id="a", stages=(Stage(id="s", duration=SPAN),
                                Stage(id="t", after=("s",), duration=SPAN))),
        Project(id="b", needs=("a",), strengthens=(Strengthening(target="a", success_factor=1.1),)),
    ),
    strategy=Strategy(
        objectives=(Objective(id="o", title="O"),),
        measures=(Measure(id="m", title="M", objective="o", owner="p", project="a"),),
    ),
)  # fmt: skip


def firm(**changes: object) -> dict[str, object]:
    return {"firm": replace(SOUND.firm, **changes)}


def first_project(**changes: object) -> dict[str, object]:
    return {"projects": (replace(SOUND.projects[0], **changes), SOUND.projects[1])}


def test_a_sound_dossier_has_no_problems() -> None:
    assert check_dossier(SOUND) == ()


@pytest.mark.parametrize(
    ("changes", "code", "path"),
    [
        (firm(founded=date(2027, 1, 1)), "date-order", ("firm", "founded")),
        (firm(euro_rate=-1.0), "negative", ("firm", "euro_rate")),
        (firm(years=(YearFigures(year=1700),)), "too-small", ("firm", "years", 0, "year")),
        (firm(years=(YearFigures(year=2025), YearFigures(year=2025))), "duplicate-id",
         ("firm", "years", 1, "year")),
        (firm(years=(YearFigures(year=2025, revenue=Decimal(10**16)),)), "too-large",
         ("firm", "years", 0, "revenue")),
        (firm(certificates=(Certificate(kind="other", issued=date(2025, 1, 2),
                                        expires=date(2025, 1, 1)),)), "date-order",
         ("firm", "certificates", 0, "expires")),
        (firm(related_enterprises=(RelatedEnterprise(name="x", share=0.3, related_through="y"),)),
         "unknown-reference", ("firm", "related_enterprises", 0, "related_through")),
        ({"people": (Person(id="p", skills={"weaving": 4}),)}, "too-large",
         ("people", 0, "skills", "weaving")),
        ({"people": (Person(id="p", equity_share=0.7), Person(id="q", equity_share=0.7))},
         "shares-exceed-one", ("people",)),
        (first_project(needs=("b",)), "cycle", ("projects",)),
        (first_project(excludes=("ghost",)), "unknown-reference", ("projects", 0, "excludes")),
        (first_project(stages=(Stage(id="s", duration=SPAN, modes=("x",)),)), "unknown-reference",
         ("projects", 0, "stages", 0, "modes")),
        (first_project(stages=(Stage(id="s", duration=Range(low=3, likely=2, high=4)),)),
         "range-order", ("projects", 0, "stages", 0, "duration")),
        (first_project(stages=(Stage(id="s", duration=SPAN,
                                     skills=(SkillDemand(skill="weavng", fte=1.0),)),)),
         "unknown-skill", ("projects", 0, "stages", 0, "skills", 0, "skill")),
        ({"absences": (Absence(person="ghost", start=date(2026, 7, 1), end=date(2026, 8, 1)),)},
         "unknown-reference", ("absences", 0, "person")),
        ({"absences": (Absence(person="p", start=date(2026, 8, 2), end=date(2026, 8, 1)),)},
         "date-order", ("absences", 0, "end")),
        ({"finance": Finance(cash=Decimal(1), funding=(
            FundingOption(id="g", kind="grant", amount=Decimal(1), month=1, for_project="ghost"),
        ))}, "unknown-reference", ("finance", "funding", 0, "for_project")),
        ({"projects": tuple(Project(id=f"p{n}") for n in range(10_000))}, "too-many",
         ("projects",)),
        (first_project(stages=tuple(Stage(id=f"s{n}", duration=SPAN) for n in range(3_001))),
         "too-many", ("projects",)),
        ({"progress": (Actual(date=date(2026, 1, 1), kind="stage_started", reference="a/x"),)},
         "unknown-reference", ("progress", 0, "reference")),
    ],
)  # fmt: skip
def test_each_invariant_fires(
    changes: dict[str, object], code: str, path: tuple[str | int, ...]
) -> None:
    found = check_dossier(replace(SOUND, **changes))
    assert (code, path) in {(problem.code, problem.path) for problem in found}


def test_a_skill_nobody_has_is_a_gap_not_a_typo() -> None:
    stage = Stage(id="s", duration=SPAN, skills=(SkillDemand(skill="optics", fte=1.0),))
    found = check_dossier(replace(SOUND, **first_project(stages=(stage,))))
    assert [(p.code, p.severity) for p in found] == [("unknown-skill", "warning")]


@pytest.mark.parametrize(
    ("name", "expected"), [("weavng", "weaving"), ("Weaving", "weaving"), ("xyz", "")]
)
def test_hints_are_near_or_none(name: str, expected: str) -> None:
    assert nearest(name, ["weaving", "coating"]) == expected
