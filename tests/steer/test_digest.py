"""Digests say what concerns their reader, and nothing the reader may not see."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from steersman.cli.console import read_dossier
from steersman.dossier import (
    Actual,
    Assessment,
    Culture,
    CultureAction,
    Decision,
    Dossier,
    Equity,
    Measure,
    Objective,
    Person,
    Risk,
    RiskRegister,
    Strategy,
)
from steersman.messages import LANGUAGES, messages_for
from steersman.pipeline import Pipeline, Settings
from steersman.report.chapters import Words
from steersman.report.digest import DigestText, digest_text
from steersman.steer import Finding, impersonal
from steersman.steer.course import Course
from steersman.steer.digest import Digest, digest, owner_of, readers
from tests.steer.adopted import adopted_snapshot
from tests.steer.firms import course_of

EXAMPLES = Path(__file__).parents[2] / "examples"
TODAY = date(2026, 6, 30)
BEGUN = Actual(date=date(2026, 5, 2), kind="stage_started", reference="sensor/prototype")
SECRETS = ("73331", "73,331", "61117", "61,117", "58889", "58,889", "0.123457", "12.3", "SECRET")


def person(name: str, **more: object) -> Person:
    """Return somebody whose pay and shares are numbers found nowhere else."""
    return Person(
        id=name, name=name.title(), skills={"electronics": 3, "software": 2}, rd_share=0.9,
        monthly_cost=Decimal(73331), monthly_pay=Decimal(61117), market_cost=Decimal(58889),
        equity_share=0.123457, bonus_share=0.123457, assessment="SECRET assessment", **more,
    )  # fmt: skip


@cache
def firm() -> Dossier:
    found = read_dossier(EXAMPLES / "minimal").dossier
    assert found is not None
    ratings = tuple(
        Assessment(
            period="2026",
            comment="SECRET word",
            person=who,
            rater=rater,
            criterion="SECRET criterion",
            score=score,
        )
        for who, rater, score in (("bo", "an", 1.5), ("bo", "ci", 2.5), ("an", "bo", 4.5))
    )
    measures = (
        Measure(id="M1", title="Sensor", objective="O1", owner="bo", project="sensor",
                start=date(2026, 5, 1), due=date(2026, 7, 20), budget=Decimal(90_000)),
        Measure(id="M2", title="Fairs", owner="an", start=date(2026, 1, 1), due=date(2026, 6, 1)),
        Measure(id="M3", title="Talks", owner="eve", due=date(2027, 6, 1)),
    )  # fmt: skip
    return replace(
        found,
        people=(person("an", leader=True), person("bo", reports_to="an"), person("ci")),
        assessments=ratings,
        equity=Equity(),
        risks=RiskRegister(risks=(Risk(id="R1", title="Fire", owner="ci", review=TODAY),)),
        strategy=Strategy(
            objectives=(Objective(id="O1", title="Sell", due=date(2028, 1, 1)),),
            measures=measures,
            decisions=(Decision(date=date(2026, 6, 1), title="Go on", by="An"),),
        ),
        progress=(
            Actual(date=date(2026, 5, 2), kind="stage_started", reference="sensor/prototype"),
        ),
    )


@cache
def course() -> Course:
    before = replace(firm(), strategy=replace(firm().strategy, decisions=()))
    return course_of(firm(), [adopted_snapshot(before, date(2026, 3, 31))], 400)


@cache
def findings() -> tuple[Finding, ...]:
    return impersonal(Pipeline(firm(), Settings(candidates=20)).steer()).findings


def news(reader: str, *more: Finding) -> Digest:
    return digest(firm(), course(), (*findings(), *more), reader)


def text(found: Digest, language: str = "en") -> DigestText:
    return digest_text(found, Words(messages_for(language), firm(), {}))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reader", ["an", "bo", "ci", "eve"])
def test_no_pay_share_or_assessment_is_in_any_digest(reader: str, language: str) -> None:
    found = text(news(reader), language)
    for words in (found.subject, found.plain(), found.html()):
        for secret in SECRETS:
            assert secret not in words
        assert "{" not in words


def test_findings_about_another_person_reach_nobody_else() -> None:
    about_bo = Finding("PEO001", ("strategy", "measures", 1), {"owner": "bo", "share": 1.5})
    assert about_bo not in [item.finding for item in news("an", about_bo).waiting]
    about_an = replace(about_bo, parameters={"owner": "an", "share": 1.5})
    assert about_an in [item.finding for item in news("an", about_an).waiting]
    assert about_an not in [item.finding for item in news("bo", about_an).waiting]


def test_only_leaders_read_of_the_firms_cash_and_of_others_being_late() -> None:
    leader, other = news("an"), news("bo")
    assert leader.firm is not None
    assert other.firm is None
    assert "running short of money" in text(leader).plain()
    assert "money" not in text(other).plain()


def test_what_is_due_is_the_readers_own() -> None:
    own = {item.id: item for item in news("bo").due}
    assert own["M1"].on == date(2026, 7, 20)
    assert not own["M1"].overdue
    assert "M2" not in own
    late = {item.id: item for item in news("an").due}
    assert late["M2"].overdue
    assert "Overdue" in text(news("an")).plain()


def test_what_waits_and_what_was_decided() -> None:
    kinds = {(item.kind, item.id) for item in news("an").waiting}
    assert ("report", "M2") in kinds, "nobody has said how far it is"
    assert ("review", "R1") in {(item.kind, item.id) for item in news("ci").waiting}
    assert [decision.title for decision in news("an").decisions] == ["Go on"]
    assert news("ci").decisions == (), "a decision may be about anybody's pay"


def test_a_forecast_that_moved_is_news_to_who_works_on_it() -> None:
    changed = news("bo").changed
    assert {item.measure or item.project for item in changed} <= {"M1", "sensor"}
    assert any(item.project == "sensor" for item in changed), "three months have passed"


def test_owners_outside_the_list_of_people_are_readers_too() -> None:
    assert readers(firm()) == ("an", "bo", "ci", "eve")
    assert owner_of(firm(), ("strategy", "measures", 2, "due")) == "eve"
    assert owner_of(firm(), ("strategy", "measures", 99)) == ""
    assert owner_of(firm(), ("firm",)) == ""


def test_somebody_without_anything_gets_nothing() -> None:
    quiet = replace(firm(), strategy=Strategy(), risks=RiskRegister(), progress=())
    assert digest(quiet, course_of(quiet, (), 50), (), "nobody").empty


def test_a_culture_action_long_past_is_taken_to_be_done() -> None:
    actions = tuple(
        CultureAction(id=name, title=name, owner="ci", due=TODAY - timedelta(days=days))
        for name, days in (("old", 90), ("recent", 9))
    )
    dossier = replace(firm(), culture=Culture(actions=actions))
    due = digest(dossier, course(), (), "ci").due
    assert [item.id for item in due if item.kind == "action"] == ["recent"]
