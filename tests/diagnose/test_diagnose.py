"""The diagnose stage: evidence moves scores the right way, and ignorance stays wide."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steersman.diagnose import Diagnosis, check_names, diagnose, factor_ids
from steersman.diagnose.factors import influence_matrix, load_factors, load_indicators
from steersman.diagnose.indicators import INDICATORS, indicator_values
from steersman.dossier import Dossier, Firm, Influence, Response, Survey, YearFigures

AS_OF = date(2026, 6, 30)
BASE = Dossier(firm=Firm(name="case", date=AS_OF))


def run(dossier: Dossier) -> Diagnosis:
    return diagnose(dossier, AS_OF, np.random.default_rng(1))


def everybody(answer: int, people: int = 6) -> Survey:
    """Respondents whose answers all mean the same, reversed items turned round."""
    answers = {
        item.id: 6 - answer if item.reverse else answer
        for factor in load_factors()
        for item in factor.items
    }
    return Survey(
        leaders=tuple(Response(respondent=f"L{n}", answers=answers) for n in range(people))
    )


def test_the_tree_is_complete() -> None:
    sides = [factor.side for factor in load_factors()]
    assert (sides.count("external"), sides.count("internal")) == (5, 8)
    assert {rule.id for rule in load_indicators()} == set(INDICATORS)
    assert {rule.factor for rule in load_indicators()} == set(factor_ids())
    size = len(factor_ids()) + 1
    assert influence_matrix(()).shape == (size, size)
    assert not influence_matrix(()).diagonal().any()


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
    assert set(indicator_values(BASE, AS_OF).values()) == {None}
    figures = (YearFigures(year=2025, headcount=20, science_staff=0),)
    known = indicator_values(replace(BASE, firm=replace(BASE.firm, years=figures)), AS_OF)
    assert known["science_staff_share"] == 0
    assert known["rd_intensity"] is None


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
