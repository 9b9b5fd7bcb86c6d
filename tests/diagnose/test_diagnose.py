"""The diagnose stage: evidence moves scores the right way, and ignorance stays wide."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steersman.diagnose import (
    Diagnosis,
    check_names,
    diagnose,
    factor_ids,
    percentiles,
    trends,
)
from steersman.diagnose.factors import load_factors, load_indicators
from steersman.diagnose.indicators import INDICATORS, indicator_figures
from steersman.diagnose.influence import default_influence
from steersman.dossier import (
    CustomerFeedback,
    Dossier,
    Effort,
    Firm,
    Influence,
    Market,
    Preferences,
    Response,
    Strategy,
    Survey,
    YearFigures,
)

AS_OF = date(2026, 6, 30)
BASE = Dossier(firm=Firm(name="case", date=AS_OF))


def run(dossier: Dossier) -> Diagnosis:
    return diagnose(dossier, AS_OF, np.random.default_rng(1), draws=3000)


def everybody(answer: int, people: int = 6) -> Survey:
    """Respondents whose answers all mean the same; each leaves another item out."""
    answers = {
        item.id: 6 - answer if item.reverse else answer
        for factor in load_factors()
        for item in factor.items
    }
    items = list(answers)
    return Survey(
        leaders=tuple(
            Response(
                respondent=f"L{n}",
                answers={item: value for item, value in answers.items() if item != items[4 * n]},
            )
            for n in range(people)
        )
    )


def test_the_tree_is_complete() -> None:
    sides = [factor.side for factor in load_factors()]
    assert (sides.count("external"), sides.count("internal")) == (5, 8)
    assert {rule.id for rule in load_indicators()} == set(INDICATORS)
    assert {rule.factor for rule in load_indicators()} == set(factor_ids())
    size = len(factor_ids()) + 1
    assert default_influence().shape == (size, size)
    assert not default_influence().diagonal().any()


def test_nothing_known_means_wide_and_open() -> None:
    for score in run(BASE).scores:
        assert score.claim == "open"
        assert score.high - score.low > 50
        assert score.survey.points is None


@pytest.mark.parametrize(("answer", "low", "high"), [(1, 0, 30), (5, 70, 100)])
def test_answers_move_the_scores(answer: int, low: float, high: float) -> None:
    for score in run(replace(BASE, survey=everybody(answer))).scores:
        assert low <= score.survey.points <= high
        assert abs(score.survey.points - (0 if answer == 1 else 100)) < 1e-9
        assert score.mean < 45 if answer == 1 else score.mean > 55


@settings(deadline=None, max_examples=20)
@given(st.floats(0, 0.3), st.floats(0, 0.3))
def test_more_research_never_lowers_the_technology_indicator(one: float, other: float) -> None:
    rule = next(rule for rule in load_indicators() if rule.id == "rd_intensity")
    few, more = sorted((one, other))
    assert rule.points(few) <= rule.points(more)


def test_unknown_figures_are_none_not_zero() -> None:
    assert {figure.value for figure in indicator_figures(BASE, AS_OF).values()} == {None}
    figures = (YearFigures(year=2025, headcount=20, science_staff=0),)
    known = indicator_figures(replace(BASE, firm=replace(BASE.firm, years=figures)), AS_OF)
    assert known["science_staff_share"].value == 0
    assert known["science_staff_share"].freshness == 1
    assert known["rd_intensity"].value is None


def test_identical_answers_give_no_false_precision() -> None:
    diagnosis = run(replace(BASE, survey=everybody(3, people=1)))
    for score in diagnosis.scores:
        assert score.survey.alpha is None
        assert score.high - score.low > 30


def test_the_firms_own_view_of_influence_counts() -> None:
    own = tuple(
        Influence(source="policy", target=name, strength=4) for name in (*factor_ids()[1:], "goal")
    )
    before = next(lever for lever in run(BASE).levers if lever.factor == "policy")
    after = next(
        lever for lever in run(replace(BASE, influence=own)).levers if lever.factor == "policy"
    )
    assert after.effect > before.effect
    assert after.priority > 2 * before.priority


def test_chances_of_levers_add_up() -> None:
    levers = run(replace(BASE, survey=everybody(2))).levers
    assert sum(lever.first for lever in levers) == pytest.approx(1)
    assert sum(lever.among_three for lever in levers) == pytest.approx(3)
    assert sum(lever.priority for lever in levers) == pytest.approx(100)
    assert all(lever.path[-1] == "goal" for lever in levers)


def test_unknown_names_are_problems() -> None:
    bad = replace(
        BASE,
        survey=Survey(others=(Response(respondent="O", answers={"POL9": 1}),)),
        influence=(Influence(source="polisy", target="goal", strength=1),),
    )
    found = {problem.code: problem.parameters["hint"] for problem in check_names(bad)}
    assert found["unknown-survey-item"].startswith("POL")
    assert found["unknown-factor"] == "policy"


def test_old_figures_count_less_and_widen_the_interval() -> None:
    """Accounts of last year are fresh; those of four years ago hold with less than one half."""

    def with_accounts(year: int) -> Dossier:
        figures = YearFigures(year=year, headcount=50, science_staff=20, staff_left=2)
        return replace(BASE, firm=replace(BASE.firm, years=(figures,)), survey=everybody(4))

    fresh, old = with_accounts(2025), with_accounts(2021)
    assert indicator_figures(fresh, AS_OF)["staff_turnover"].freshness == 1
    assert 0.2 < indicator_figures(old, AS_OF)["staff_turnover"].freshness < 0.5
    widths = [
        score.high - score.low for score in (run(fresh).score("talent"), run(old).score("talent"))
    ]
    assert widths[1] > 1.3 * widths[0]


def test_fresh_opinions_of_customers_outweigh_old_ones() -> None:
    feedback = (
        CustomerFeedback(customer="A", satisfaction=5, date=date(2026, 6, 1)),
        CustomerFeedback(customer="B", satisfaction=1, date=date(2022, 6, 1)),
    )
    figures = indicator_figures(replace(BASE, market=Market(feedback=feedback)), AS_OF)
    assert figures["customer_satisfaction"].value > 4.5
    assert 0.85 < figures["customer_satisfaction"].freshness < 1


def respond(name: str, answer: int | None = None, seconds: float | None = None) -> Response:
    """A response with one answer throughout, or with answers that vary."""
    items = [item.id for factor in load_factors() for item in factor.items]
    varied = np.random.default_rng(list(name.encode())).integers(1, 6, len(items))
    answers = {item: answer or int(value) for item, value in zip(items, varied, strict=True)}
    return Response(respondent=name, answers=answers, seconds=seconds)


def test_answers_that_were_not_read_are_left_out_and_named() -> None:
    good = respond("good", seconds=300)
    copied = replace(good, respondent="copied")
    survey = Survey(leaders=(respond("line", 4), respond("fast", seconds=30), good, copied))
    quality = run(replace(BASE, survey=survey)).survey
    assert quality.respondents == 1
    assert {(entry.respondent, entry.reason) for entry in quality.careless} == {
        ("line", "straight_line"),
        ("fast", "too_fast"),
        ("copied", "copy"),
    }


def test_small_groups_are_hidden_and_cannot_be_worked_out() -> None:
    """Two leaders are too few to be shown; then the smallest other group is hidden as well."""

    def group(name: str, count: int) -> tuple[Response, ...]:
        return tuple(respond(f"{name}{n}") for n in range(count))

    few = Survey(leaders=group("L", 2), research_staff=group("R", 4), others=group("O", 6))
    shown = run(replace(BASE, survey=few)).score("talent").survey.by_group
    assert set(shown) == {"others"}
    all_large = Survey(leaders=group("L", 3), research_staff=group("R", 4), others=group("O", 6))
    assert len(run(replace(BASE, survey=all_large)).score("talent").survey.by_group) == 3


def test_leaders_who_see_things_brighter_are_noticed() -> None:
    factor = next(factor for factor in load_factors() if factor.id == "incentives")
    sunny = {item.id: 1 if item.reverse else 5 for item in factor.items}
    grim = {item.id: 5 if item.reverse else 1 for item in factor.items}

    def group(name: str, answers: dict[str, int]) -> tuple[Response, ...]:
        return tuple(
            Response(respondent=f"{name}{n}", answers={**respond(f"{name}{n}").answers, **answers})
            for n in range(4)
        )

    survey = Survey(leaders=group("L", sunny), research_staff=group("R", grim))
    found = run(replace(BASE, survey=survey)).survey.differences
    assert [(gap.factor, gap.difference > 0) for gap in found] == [("incentives", True)]


def test_effort_and_goal_change_what_to_mend_first() -> None:
    cheap = Strategy(efforts=(Effort(factor="key_technology", low=0.2, high=0.3),))
    first = run(replace(BASE, strategy=cheap)).levers[0]
    assert first.factor == "key_technology"
    goal = Strategy(preferences=Preferences(goal="talent"))
    diagnosis = run(replace(BASE, strategy=goal))
    assert diagnosis.goal == "talent"
    effects = {lever.factor: lever.effect for lever in diagnosis.levers}
    assert effects["incentives"] > effects["competition"]


def test_several_experts_who_agree_make_surer() -> None:
    """Five experts say that policy alone drives the goal, and all else does not."""
    names = [*factor_ids()]
    ratings = tuple(
        Influence(source=source, target=target, strength=4.0 * (source == "policy"), expert=f"E{n}")
        for n in range(5)
        for source in names
        for target in [*names, "goal"]
        if source != target and target == "goal"
    )
    diagnosis = run(replace(BASE, influence=ratings))
    assert diagnosis.levers[0].factor == "policy"
    assert diagnosis.levers[0].first > 0.8


def test_experts_who_disagree_are_named_by_pair() -> None:
    ratings = tuple(
        Influence(source="culture", target=target, strength=strength, expert=expert)
        for target, pair in (("talent", (0.0, 4.0)), ("goal", (2.0, 3.0)))
        for expert, strength in zip("AB", pair, strict=True)
    )
    found = run(replace(BASE, influence=ratings)).disputes
    assert [(d.source, d.target, d.low, d.high) for d in found] == [("culture", "talent", 0, 4)]


def test_assumptions_are_shares_and_missing_evidence_shows() -> None:
    unknown, known = run(BASE), run(replace(BASE, survey=everybody(4)))
    for diagnosis in (unknown, known):
        for entry in diagnosis.assumptions:
            assert entry.alone_span[0] <= entry.alone <= entry.alone_span[1] + 1e-9
            assert entry.alone <= entry.together + 0.2
    missing = {
        name: next(entry.together for entry in found.assumptions if entry.name == "missing")
        for name, found in (("unknown", unknown), ("known", known))
    }
    assert missing["unknown"] > missing["known"]
    answers = next(entry for entry in unknown.assumptions if entry.name == "answers")
    assert answers.together == pytest.approx(0, abs=1e-9)


def test_questions_are_worth_asking_and_sorted() -> None:
    questions = run(BASE).questions
    assert questions
    gains = [question.gain for question in questions]
    assert gains == sorted(gains, reverse=True)
    assert min(gains) > 0


def test_trend_and_percentile() -> None:
    better, worse = run(replace(BASE, survey=everybody(5))), run(replace(BASE, survey=everybody(2)))
    changes = trends(better, worse)
    assert all(change.now > change.before for change in changes)
    assert all(change.low <= change.now - change.before <= change.high for change in changes)
    cohort = {"talent": np.linspace(0, 100, 101), "policy": np.array([1.0, 2, 3])}
    places = percentiles(better, cohort)
    assert [entry.factor for entry in places] == ["talent"]
    assert places[0].percentile == pytest.approx(better.score("talent").mean, abs=1)
    assert places[0].low < places[0].percentile < places[0].high


@settings(deadline=None, max_examples=15)
@given(st.dictionaries(st.sampled_from(["POL1", "COM2", "TAL3", "KEY1"]), st.integers(1, 5)))
def test_any_answers_give_finite_scores(answers: dict[str, int]) -> None:
    survey = Survey(others=(Response(respondent="O", answers=answers),))
    for score in run(replace(BASE, survey=survey)).scores:
        assert 0 <= score.low <= score.mean <= score.high <= 100
        assert score.high - score.low > 20
