"""The choose stage: preferences, musts, and what flips the answer."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from steersman.choose import Choice, check_preferences, choose
from steersman.choose.strategies import load_strategies
from steersman.diagnose import Diagnosis, diagnose, factor_ids
from steersman.dossier import Dossier, Firm, Preferences, Strategy

BASE = Dossier(firm=Firm(name="case", date=date(2026, 6, 30)))


def diagnosis(**scores: float) -> Diagnosis:
    """A diagnosis in which every factor is 60, but for those named."""
    blank = diagnose(BASE, BASE.firm.date, np.random.default_rng(1), draws=2000)
    row = [scores.get(factor, 60.0) for factor in factor_ids()]
    return replace(blank, draws=np.tile(row, (2000, 1)))


def run(found: Diagnosis, *order: str) -> Choice:
    dossier = replace(BASE, strategy=Strategy(preferences=Preferences(criteria_order=order)))
    return choose(dossier, found, np.random.default_rng(2))


def test_acceptabilities_are_a_distribution() -> None:
    choice = run(diagnosis())
    assert len(choice.strategies) >= 8
    assert sum(result.acceptability for result in choice.strategies) == pytest.approx(1)
    for result in choice.strategies:
        assert sum(result.ranks) == pytest.approx(1)
    assert 0 < choice.standard_error <= 0.5 / np.sqrt(2000)
    assert choice.strategies[0].acceptability == max(s.acceptability for s in choice.strategies)


def test_pairs_of_strategies_add_up() -> None:
    results = {result.strategy: result for result in run(diagnosis()).strategies}
    for one in results.values():
        assert set(one.beats) == set(results) - {one.strategy}
        for other, share in one.beats.items():
            assert share + results[other].beats[one.strategy] == pytest.approx(1, abs=1e-9)


def test_preferences_decide() -> None:
    bold = run(diagnosis(), "differentiation", "policy_support")
    careful = run(diagnosis(), "safety", "time_to_profit")
    assert bold.leader.strategy in {"niche", "standard_setter", "technology_leader"}
    assert careful.leader.strategy == "process_innovation"
    assert bold.mean_weights["differentiation"] > careful.mean_weights["differentiation"]


def test_a_failed_must_puts_a_strategy_last() -> None:
    choice = run(diagnosis(key_technology=10))
    for strategy in load_strategies():
        result = next(r for r in choice.strategies if r.strategy == strategy.id)
        if "key_technology" in strategy.musts:
            assert result.must_chance == 0
            assert result.weakest_must == "key_technology"
            assert result.acceptability == 0
        else:
            assert result.must_chance == 1


def test_flips_put_the_challenger_first() -> None:
    choice = run(diagnosis(), "safety")
    flip = choice.weight_flips[0]
    values = {
        result.strategy: sum(result.performance[c] * flip.weights[c] for c in choice.criteria)
        for result in choice.strategies
    }
    assert values[flip.challenger] == pytest.approx(max(values.values()), abs=1e-6)
    assert [f.distance for f in choice.weight_flips] == sorted(
        f.distance for f in choice.weight_flips
    )


def test_uncertain_diagnosis_gives_less_certain_choice() -> None:
    sure = run(diagnosis(), "fit", "differentiation")
    unknown = diagnose(BASE, BASE.firm.date, np.random.default_rng(3))
    assert run(unknown, "fit", "differentiation").leader.acceptability < sure.leader.acceptability


def test_unknown_and_repeated_criteria_are_problems() -> None:
    preferences = Preferences(criteria_order=("fitt", "cash", "cash"))
    dossier = replace(BASE, strategy=Strategy(chosen_strategy="nich", preferences=preferences))
    codes = [problem.code for problem in check_preferences(dossier)]
    assert codes == ["unknown-criterion", "duplicate-id", "unknown-reference"]
