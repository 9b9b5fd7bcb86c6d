"""People of a firm: rewards, skills, staying, organisation, climate."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import numpy as np
import pytest

from steersman.dossier import (
    Assessment,
    BonusRules,
    ClimateComment,
    ClimateResponse,
    ClimateWave,
    Culture,
    CultureAction,
    Dossier,
    ExistingBusiness,
    ExpertOption,
    Finance,
    Firm,
    HireOption,
    Hiring,
    MoneyRange,
    Payoff,
    Person,
    Project,
    Range,
    RetentionMeasure,
    Rewards,
    SkillDemand,
    Stage,
    TrainingOption,
    YearFigures,
    check_dossier,
)
from steersman.methods.hierarchy import hops, layers_needed, leads_needed, next_lead_at
from steersman.plan import plan
from steersman.plan.departures import leaving_chances
from steersman.plan.equity import equity_outlook
from steersman.plan.evaluation import evaluate
from steersman.plan.people import People, check_climate, people_outlook
from steersman.plan.people.assessment import latest_assessment
from steersman.plan.people.bonus import contributions, pool_of_plan, split_pool
from steersman.plan.people.culture import culture_outlook
from steersman.plan.people.incentives import check_deductions
from steersman.plan.problem import build_problem
from steersman.plan.scenarios import Candidate, draw_world

TODAY = date(2026, 1, 1)


def flat(value: float) -> MoneyRange:
    amount = Decimal(str(value))
    return MoneyRange(low=amount, likely=amount, high=amount)


def span(value: float) -> Range:
    return Range(low=value, likely=value, high=value)


def stage(name: str, months: float, *skills: str, **extra: Any) -> Stage:
    demands = tuple(SkillDemand(skill=skill, level=1, fte=1.0) for skill in skills)
    return Stage(id=name, duration=span(months), skills=demands, **extra)


def firm(**parts: Any) -> Dossier:
    """Two people, one project each could not do alone, sure to earn 1200 a year for ten years."""
    project = Project(
        id="p",
        payoff=Payoff(peak_margin=flat(1200), ramp_months=0, life_months=120),
        stages=(stage("one", 6, "chemistry"), stage("two", 6, "weaving", after=("one",))),
    )
    people = (
        Person(id="an", skills={"chemistry": 2}, rd_share=1.0, monthly_cost=Decimal(10)),
        Person(id="bo", skills={"weaving": 2}, rd_share=1.0, monthly_cost=Decimal(10)),
    )
    finance = Finance(
        cash=Decimal(5000), horizon_months=60, discount_rate=0.0,
        existing_business=ExistingBusiness(monthly_margin=flat(20)),
    )  # fmt: skip
    plain: dict[str, Any] = {"people": people, "projects": (project,), "finance": finance}
    return Dossier(**{"firm": Firm(name="f", date=TODAY), **plain, **parts})


def people_of(dossier: Dossier, scenarios: int = 100) -> People:
    made = plan(dossier, np.random.default_rng(1), candidates=20, scenarios=100)
    shares = equity_outlook(dossier, TODAY, np.random.default_rng(2), draws=20)
    return people_outlook(dossier, made, shares, {}, np.random.SeedSequence(3), scenarios)


@cache
def plain_people() -> People:
    return people_of(firm())


def test_two_who_need_each_other_contribute_half_each() -> None:
    """Glove game: nothing without both, so the Shapley value halves the project's worth."""
    first, second = plain_people().incentives.contributions
    assert plain_people().incentives.contributions_exact
    assert first.worth == pytest.approx(second.worth)
    assert first.worth + second.worth == pytest.approx(12_000)
    assert (first.share, first.error) == (0.5, 0)


def test_who_leaves_takes_the_project_along() -> None:
    one, two = plain_people().talent.key_people
    assert one.value_lost == pytest.approx(12_000)
    assert two.value_lost == pytest.approx(12_000)
    assert [*one.only_holder.items(), *two.only_holder.items()] == [
        ("chemistry", 1),
        ("weaving", 1),
    ]


def test_goals_come_from_the_calendar() -> None:
    first, second = plain_people().incentives.goals
    assert (first.person, first.stage, first.likely) == ("an", "one", 6)
    assert (second.person, second.start, second.late) == ("bo", 6, 12)
    stages = (
        stage("one", 6, "chemistry", success=0.5),
        stage("two", 6, "weaving", after=("one",)),
    )
    risky = firm(projects=(replace(firm().projects[0], stages=stages),))
    assert [goal.exploration for goal in people_of(risky).incentives.goals] == [True, False]


RULES = BonusRules(margin_share=0.1, payroll_cap=1.0, cash_months=0, person_cap=60)


def pool_under(rules: BonusRules, reserve: float = 0.0) -> Any:
    """Return the pool of the firm's one project, launched after a year."""
    problem = replace(build_problem(firm(rewards=Rewards(bonus=rules))), reserve=reserve)
    world = draw_world(problem, np.random.default_rng(1), 10)
    result = evaluate(problem, world, Candidate(options=(0,)))
    return pool_of_plan(problem, world, result, rules), world


def test_the_pool_is_a_share_of_earned_margin_within_cap_and_cash() -> None:
    """Launch after a year, 1200 a year: ten per cent is 120; payroll is 240."""
    pool, _ = pool_under(RULES)
    assert pool.paid[0] == pytest.approx([0, 120, 120, 120, 120])
    capped, _ = pool_under(replace(RULES, payroll_cap=0.25))
    assert capped.paid[0] == pytest.approx([0, 60, 60, 60, 60])
    assert capped.capped[0].tolist() == [False, True, True, True, True]
    short, _ = pool_under(replace(RULES, threshold=Decimal(1201)))
    assert short.paid.sum() == 0
    withheld, _ = pool_under(RULES, reserve=5000 + 1190)
    assert withheld.paid[0, 1] == pytest.approx(10)
    assert withheld.withheld[0, 1]


@pytest.mark.parametrize(
    ("change", "left"),
    [({}, 0.9), ({"payroll_cap": 0.0}, 1.0), ({"threshold": Decimal(10**9)}, 1.0),
     ({"payroll_cap": 0.25}, 0.95)],
)  # fmt: skip
def test_a_bonus_costs_the_plan_what_is_paid(change: dict[str, Any], left: float) -> None:
    """Value and cash reckon with the pool that cap, threshold and cash let through."""
    rules = replace(RULES, **change)
    paying = plan(firm(rewards=Rewards(bonus=rules)), np.random.default_rng(1), candidates=9,
                  scenarios=50)  # fmt: skip
    without = plan(firm(), np.random.default_rng(1), candidates=9, scenarios=50)
    assert paying.value == pytest.approx(left * without.value)
    assert paying.cash is not None
    assert without.cash is not None
    pool, _ = pool_under(rules)
    gap = without.cash.quantiles["p50"][-1] - paying.cash.quantiles["p50"][-1]
    assert gap == pytest.approx(pool.paid[0].sum())


def test_every_part_of_the_pool_is_paid_or_stays() -> None:
    dossier = firm(rewards=Rewards(bonus=RULES))
    pool, _ = pool_under(RULES)
    stays = {"an": np.full(10, np.inf), "bo": np.full(10, 30.0)}
    shares = {"exploration": {"an": 1.0}, "team": {"an": 0.5, "bo": 0.5}, "individual": {}}
    split = split_pool(dossier, pool, RULES, shares, stays)
    given = sum(split.by_person.values())
    assert given + split.left == pytest.approx(pool.paid)
    assert split.left[0, 1] == pytest.approx(120 * 0.8 * 0.4)
    assert split.by_person["bo"][0].tolist() == pytest.approx([0, 120 * 0.8 * 0.6 / 2, 0, 0, 0])
    tight = split_pool(dossier, pool, replace(RULES, person_cap=1), shares, stays)
    assert max(amount.max() for amount in tight.by_person.values()) == pytest.approx(10)
    parts = tight.parts["an"]
    assert sum(parts.values()) == pytest.approx(tight.by_person["an"])


def test_people_who_can_replace_each_other_share_what_they_do_together() -> None:
    """Three alike, all of them needed nowhere: a third each of what those who work bring."""
    alike = tuple(
        Person(id=n, skills={"chemistry": 2, "weaving": 2}, rd_share=1.0, monthly_cost=Decimal(1))
        for n in ("an", "bo", "cy")
    )
    found = people_of(firm(people=alike)).incentives.contributions
    assert sum(entry.worth for entry in found) == pytest.approx(12_000)
    assert sum(entry.share for entry in found) == pytest.approx(1)


def test_many_contributors_are_sampled_with_an_error() -> None:
    people = tuple(
        Person(id=f"p{n}", skills={"chemistry": 2, "weaving": 2}, rd_share=1.0) for n in range(11)
    )
    problem = build_problem(firm(people=people))
    world = draw_world(problem, np.random.default_rng(1), 20)
    found, exact = contributions(
        problem, world, Candidate(options=(0,)), tuple(p.id for p in people),
        np.random.default_rng(2),
    )  # fmt: skip
    assert not exact
    assert sum(entry.worth for entry in found) == pytest.approx(12_000)
    assert max(entry.error for entry in found) > 0


def ratings(*rows: tuple[str, str, float]) -> Dossier:
    entries = tuple(
        Assessment(period="2026H1", person=who, rater=by, criterion="results", score=score)
        for who, by, score in rows
    )
    return firm(assessments=entries)


def test_assessments_are_refused_for_pay_where_raters_are_too_few() -> None:
    assert latest_assessment(firm()) == (None, "none")
    assert latest_assessment(ratings(("an", "x", 4), ("bo", "x", 3))) == (None, "one-rater")
    assert latest_assessment(ratings(("an", "x", 4), ("an", "y", 3))) == (None, "one-person")
    assert latest_assessment(ratings(("an", "x", 4), ("bo", "y", 3))) == (None, "too-few")
    itself = ratings(("an", "an", 5), ("an", "x", 3), ("bo", "bo", 4), ("bo", "x", 3))
    assert latest_assessment(itself) == (None, "one-rater")
    growing = tuple(replace(entry, for_pay=False) for entry in itself.assessments)
    assert latest_assessment(replace(itself, assessments=growing)) == (None, "none")
    found, missing = latest_assessment(
        ratings(("an", "x", 4), ("an", "y", 3), ("bo", "x", 3.5), ("bo", "y", 3), ("cy", "x", 2))
    )
    assert found is not None
    assert missing == ""
    assert {score.person: score.for_pay for score in found.people} == {
        "an": True, "bo": True, "cy": False,
    }  # fmt: skip


def test_several_criteria_are_one_impression() -> None:
    """Ten criteria scored alike by one rater say no more than one."""

    def rated(count: int) -> Any:
        rng = np.random.default_rng(5)
        entries = tuple(
            Assessment(period="p", person=who, rater=by, criterion=f"c{n}", score=score)
            for who in "abcdef"
            for by in "xy"
            for score in [float(np.clip(3 + rng.normal(0, 0.8), 1, 5))]
            for n in range(count)
        )
        return latest_assessment(firm(assessments=entries))[0]

    one, ten = rated(1), rated(10)
    assert one is not None
    assert ten is not None
    assert [s.score for s in one.people] == pytest.approx([s.score for s in ten.people])
    assert [s.high for s in one.people] == pytest.approx([s.high for s in ten.people])


def test_deductions_beyond_the_law_are_named() -> None:
    """Interim provisions on the payment of wages, article 16: a fifth of a month's pay."""
    lawful = check_deductions(firm(), replace(RULES, penalty_limit=0.2))
    assert (lawful.lawful, lawful.limit, lawful.below_minimum) == (True, 0.2, ())
    harsh = replace(RULES, penalty_limit=0.3, minimum_wage=Decimal(8))
    found = check_deductions(firm(), harsh)
    assert (found.lawful, found.below_minimum) == (False, ("an", "bo"))
    abroad = firm(firm=Firm(name="f", date=TODAY, country="CH"))
    assert check_deductions(abroad, harsh).lawful is None


def test_the_cheapest_mix_covers_a_missing_skill() -> None:
    """Nobody knows coating: the course is cheaper than the expert, the hire dearest."""
    wanted = replace(firm().projects[0], stages=(stage("s", 6, "coating"),))
    hiring = Hiring(
        roles=(HireOption(id="role", skills={"coating": 2}, monthly_cost=Decimal(50),
                          months_to_hire=span(0)),),
        experts=(ExpertOption(id="prof", skills={"coating": 3}, monthly_cost=Decimal(20),
                              months=6),),
        training=(TrainingOption(id="course", person="an", skill="coating", level=1, months=1,
                                 fte=0.1, cost=Decimal(5)),),
    )  # fmt: skip
    dossier = firm(projects=(wanted,))
    talent = people_of(dossier).talent
    assert talent.mix is not None
    assert not talent.mix.complete
    assert talent.needs[0].uncovered[0] == 1
    courses = people_of(replace(dossier, hiring=hiring)).talent
    assert courses.mix is not None
    # the course ends a month after the need begins, so it alone does not cover the first quarter
    assert [part.id for part in courses.mix.parts] == ["prof"]
    assert courses.mix.cost == 120


def test_a_measure_that_keeps_somebody_is_worth_what_the_plan_would_lose() -> None:
    people = tuple(replace(p, leaving_chance=0.3) for p in firm().people)
    keeps = RetentionMeasure(id="m", leaving_left=Range(low=0, likely=0, high=0),
                             monthly_cost=Decimal(1))  # fmt: skip
    useless = replace(keeps, id="n", leaving_left=span(1.0))
    dossier = firm(people=people, rewards=Rewards(retention=(keeps, useless)))
    good, none = people_of(dossier, 2000).talent.retention
    assert (good.measure, none.measure) == ("m", "n")
    stays_a_half_and_a_whole_year = 0.7**0.5 * 0.7
    lost = 1 - stays_a_half_and_a_whole_year
    assert good.value == pytest.approx(12_000 * lost, rel=0.12)
    assert none.value == 0
    assert good.cost == pytest.approx(60)
    assert good.departures_avoided == pytest.approx(2 * (1 - 0.7**5))


def test_the_record_of_departures_is_drawn_to_the_base_and_compared() -> None:
    year = YearFigures(year=2025, headcount=50, staff_left=10)
    dossier = firm(firm=Firm(name="f", date=TODAY, years=(year,)))
    rate = people_of(dossier).talent.rate
    assert rate is not None
    assert rate.rate == pytest.approx((0.12 * 20 + 10) / 70)
    assert rate.entered is None
    kept = leaving_chances(dossier, ())
    assert kept["an"] == pytest.approx(1 - np.exp(-rate.rate))
    entered = replace(dossier, people=(Person(id="an", leaving_chance=0.0),))
    assert leaving_chances(entered, ())["an"] == 0
    assert plain_people().talent.rate is None


def test_lines_of_command() -> None:
    """A span of seven: 1 + 7 + 49 + 343 = 400 people in four layers."""
    assert [layers_needed(n, 7) for n in (1, 8, 9, 57, 58, 400, 401)] == [1, 2, 3, 3, 4, 4, 5]
    assert (leads_needed(1, 8), leads_needed(9, 8), leads_needed(10, 8)) == (0, 1, 2)
    assert next_lead_at(9, 8) == 10
    assert next_lead_at(10, 8) == 18
    lead = {"a": "top", "b": "top", "c": "a", "d": "b"}
    assert hops("c", "d", lead) == 4
    assert hops("c", "a", lead) == 1
    assert hops("c", "x", lead) is None
    with pytest.raises(ValueError, match="positive"):
        layers_needed(0, 3)
    with pytest.raises(ValueError, match="positive"):
        leads_needed(0, 3)


def test_a_circle_of_leads_is_named() -> None:
    people = (Person(id="an", reports_to="bo"), Person(id="bo", reports_to="an"))
    codes = [problem.code for problem in check_dossier(firm(people=people))]
    assert "cycle" in codes


def climate(*groups: tuple[str, str, int, int], **parts: Any) -> Dossier:
    """Waves of answers: wave, unit, people, and the answer around which they vary by one."""
    responses = []
    for wave, unit, count, middle in groups:
        for number in range(count):
            answers = {f"{d}{n}": middle + (number % 3) - 1
                       for d in ("VIS", "SAF", "STA", "SUP", "REC") for n in (1, 2)}  # fmt: skip
            responses.append(
                ClimateResponse(respondent=f"{wave}{unit}{number}", wave=wave, unit=unit,
                                answers=answers)
            )  # fmt: skip
    waves = tuple(
        ClimateWave(id=name, date=date(2026, place + 1, 1))
        for place, name in enumerate(dict.fromkeys(group[0] for group in groups))
    )
    return firm(climate=tuple(responses), culture=Culture(waves=waves, **parts))


def shown(dossier: Dossier, place: int = 0) -> dict[str, list[str]]:
    """Return by group what is hidden of its dimensions; the latest wave first."""
    wave = culture_outlook(dossier, np.random.default_rng(1)).waves[place]
    return {group.value: [s.hidden for s in group.scores] for group in wave.groups}


ALL = [""] * 5


def test_a_group_of_three_gets_no_result() -> None:
    assert shown(climate(("w", "research", 3, 3))) == {"": ["few"] * 5}
    wave = culture_outlook(climate(("w", "x", 3, 3)), np.random.default_rng(1)).waves[0]
    assert (wave.respondents, wave.incomplete, wave.quality) == (None, None, ())


def test_nine_and_four_close_both_and_nine_and_six_open_both() -> None:
    assert shown(climate(("w", "a", 9, 3), ("w", "b", 4, 3))) == {"": ALL}
    assert shown(climate(("w", "a", 9, 3), ("w", "b", 6, 3))) == {"": ALL, "a": ALL, "b": ALL}


def test_a_second_attribute_is_shown_only_if_it_tells_on_no_few_with_the_first() -> None:
    """Cells of 8, 1, 1, 8: unit less site would tell on two people; 5, 5, 5, 5 on none."""

    def crossed(*cells: tuple[str, str, int]) -> set[str]:
        base = climate(*(("w", unit + site, count, 3) for unit, site, count in cells))
        responses = tuple(
            replace(entry, unit=entry.unit[0], site=entry.unit[1]) for entry in base.climate
        )
        wave = culture_outlook(replace(base, climate=responses), np.random.default_rng(1)).waves[0]
        return {group.attribute for group in wave.groups}

    cells = (("x", "s", 8), ("x", "t", 1), ("y", "s", 1), ("y", "t", 8))
    assert crossed(*cells) == {"", "unit"}
    even = (("x", "s", 5), ("x", "t", 5), ("y", "s", 5), ("y", "t", 5))
    assert crossed(*even) == {"", "unit", "site"}


def test_few_joiners_hide_the_next_wave_and_all_of_its_groups() -> None:
    """Thirteen, then fourteen: the difference would be the fourteenth person's answer."""
    first = (("w1", "a", 9, 3), ("w1", "b", 4, 3))
    dossier = climate(*first, ("w2", "a", 9, 3), ("w2", "b", 5, 3))
    assert shown(dossier) == {"": ["changed"] * 5}
    found = culture_outlook(dossier, np.random.default_rng(1))
    assert found.trends == ()
    assert found.waves[0].quality == ()


def test_every_earlier_wave_counts() -> None:
    """12, 20, 13: the third against the first would tell on one."""
    dossier = climate(("w1", "", 12, 3), ("w2", "", 20, 3), ("w3", "", 13, 3))
    assert shown(dossier, 1) == {"": ALL}
    assert shown(dossier, 0) == {"": ["changed"] * 5}


def test_a_group_that_changed_little_is_hidden_where_it_was_shown_before() -> None:
    groups = (("w1", "a", 9, 3), ("w1", "b", 9, 3), ("w2", "a", 11, 3), ("w2", "b", 14, 3))
    assert shown(climate(*groups)) == {"": ALL}


def test_who_skips_a_dimension_is_left_out_of_all() -> None:
    """Otherwise the difference of two dimensions' groups tells who skipped."""
    dossier = climate(("w", "", 12, 3))
    first = replace(dossier.climate[0], answers={"VIS1": 5})
    skipped = replace(dossier, climate=(first, *dossier.climate[1:]))
    wave = culture_outlook(skipped, np.random.default_rng(1)).waves[0]
    assert (wave.respondents, wave.incomplete) == (11, 1)


def test_without_change_the_trend_is_shown() -> None:
    found = culture_outlook(climate(("w1", "", 12, 3), ("w2", "", 12, 4)), np.random.default_rng(1))
    assert {round(trend.change) for trend in found.trends} == {25}
    assert all(trend.low > 0 for trend in found.trends)


def test_a_unanimous_group_hides_its_dimension_for_all_groups() -> None:
    """Or else what is left of everybody's mean would tell what each one said."""
    dossier = climate(("w", "a", 10, 3), ("w", "b", 10, 3))
    alike = tuple(
        replace(entry, answers={**entry.answers, "VIS1": 2, "VIS2": 2})
        if entry.unit == "b" else entry
        for entry in dossier.climate
    )  # fmt: skip
    hidden = ["withheld", *[""] * 4]
    assert shown(replace(dossier, climate=alike)) == {"": ALL, "a": hidden, "b": hidden}


def test_many_respondents_with_four_attributes_are_quick() -> None:
    rng = np.random.default_rng(1)
    base = climate(("w", "", 200, 3))
    responses = tuple(
        replace(entry, unit=f"u{rng.integers(6)}", level=f"l{rng.integers(4)}",
                tenure=f"t{rng.integers(5)}", site=f"s{rng.integers(3)}")
        for entry in base.climate
    )  # fmt: skip
    wave = culture_outlook(replace(base, climate=responses), np.random.default_rng(1)).waves[0]
    assert len({group.attribute for group in wave.groups}) == 3
    assert len(wave.hidden_attributes) == 2


def test_the_same_respondent_twice_is_refused() -> None:
    dossier = climate(("w", "", 6, 3))
    twice = replace(dossier, climate=(*dossier.climate, dossier.climate[0]))
    assert "duplicate-id" in [problem.code for problem in check_dossier(twice)]


def test_comments_at_ten_and_in_no_order() -> None:
    texts = [f"comment {n}" for n in range(10)]
    dossier = climate(("w", "", 12, 3))
    few = replace(dossier, climate_comments=tuple(
        ClimateComment(wave="w", text=text) for text in texts[:9]))  # fmt: skip
    wave = culture_outlook(few, np.random.default_rng(1)).waves[0]
    assert (wave.comments, wave.comments_hidden) == ((), True)
    enough = replace(dossier, climate_comments=tuple(
        ClimateComment(wave="w", text=text) for text in texts))  # fmt: skip
    wave = culture_outlook(enough, np.random.default_rng(1)).waves[0]
    two = replace(enough, climate=enough.climate[:6])
    assert culture_outlook(two, np.random.default_rng(1)).waves[0].comments == ()
    assert sorted(wave.comments) == texts
    assert list(wave.comments) != texts


def test_an_action_is_closed_by_measuring_again() -> None:
    actions = (
        CultureAction(id="k", title="t", dimension="vision", owner="an", due=TODAY,
                      remeasure="w2"),
        CultureAction(id="l", title="t"),
    )  # fmt: skip
    dossier = climate(("w1", "", 12, 2), ("w2", "", 12, 3), actions=actions)
    closed, open_ended = culture_outlook(dossier, np.random.default_rng(1)).actions
    assert closed.missing == ()
    assert closed.effect is not None
    assert closed.effect.change == pytest.approx(25)
    assert open_ended.missing == ("dimension", "owner", "due", "remeasure")
    assert open_ended.effect is None


def test_weak_dimensions_without_action_are_named() -> None:
    found = culture_outlook(climate(("w", "", 12, 2)), np.random.default_rng(1))
    assert set(found.weakest) == {"vision", "safety", "standards", "support", "recognition"}
    assert found.without_action == found.weakest


def test_thresholds_are_never_lowered_and_items_must_be_known() -> None:
    waves = (
        ClimateWave(id="w1", date=date(2026, 1, 1), threshold=7),
        ClimateWave(id="w2", date=date(2026, 2, 1), threshold=5),
    )
    response = ClimateResponse(respondent="r", wave="w1", answers={"VIS9": 3})
    action = CultureAction(id="k", title="t", dimension="visions")
    dossier = firm(climate=(response,), culture=Culture(waves=waves, actions=(action,)))
    codes = [problem.code for problem in check_dossier(dossier)]
    assert "threshold-lowered" in codes
    assert [p.parameters["hint"] for p in check_climate(dossier)] == ["VIS3", "vision"]


def test_teams_of_the_plan_and_how_far_news_travels() -> None:
    """Two people under two leads of one head: four steps along the line, so the team decides."""
    people = (
        *firm().people,
        Person(id="head"),
        Person(id="one", reports_to="head"),
        Person(id="two", reports_to="head"),
    )
    under = {"an": "one", "bo": "two"}
    line = tuple(replace(p, reports_to=under.get(p.id, p.reports_to)) for p in people)
    found = people_of(firm(people=line)).organisation
    (team,) = found.teams
    assert team.people == ("an", "bo")
    assert (team.hops, team.decides) == (4, True)
    (path,) = found.paths
    assert (path.source, path.target, path.days) == ("an", "bo", 8)
    assert found.layers == 3
    together = tuple(replace(p, reports_to="head") for p in firm().people)
    near = people_of(firm(people=(*together, Person(id="head")))).organisation
    assert (near.teams[0].hops, near.teams[0].decides) == (2, False)


def test_a_hire_who_explores_has_goals_but_no_share_of_the_pool_yet() -> None:
    """Who is still to be hired has no pay to measure a bonus by; it used to end in an error."""
    risky = replace(stage("one", 6, "lasers"), success=0.5)
    project = Project(
        id="p",
        payoff=Payoff(peak_margin=flat(9000), ramp_months=0, life_months=120),
        stages=(risky, stage("two", 6, "weaving", after=("one",))),
    )
    hire = HireOption(
        id="new", skills={"lasers": 2}, monthly_cost=Decimal(10),
        months_to_hire=Range(low=1, likely=1, high=1),
    )  # fmt: skip
    bonus = Rewards(bonus=BonusRules(margin_share=0.1, exploration_share=0.5))
    found = people_of(firm(projects=(project,), hiring=Hiring(roles=(hire,)), rewards=bonus))
    assert "new" in {goal.person for goal in found.incentives.goals if goal.exploration}
    assert {entry.person for entry in found.incentives.bonuses} <= {"an", "bo"}
