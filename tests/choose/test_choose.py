"""The choose stage: preferences, musts, and what flips the answer."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from steersman.choose import Choice, check_preferences, choose
from steersman.choose.cross_check import cross_check
from steersman.choose.elicitation import interview_firm
from steersman.choose.strategies import load_strategies
from steersman.diagnose import Diagnosis, diagnose, factor_ids
from steersman.dossier import (
    Dossier,
    Finance,
    Firm,
    FundingOption,
    OwnCriterion,
    OwnStrategy,
    Preferences,
    PreferenceStatement,
    Strategy,
)
from steersman.methods.acceptability import Acceptability

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
        result.strategy: sum(result.performance[c].mean * flip.weights[c] for c in choice.criteria)
        for result in choice.strategies
    }
    assert values[flip.challenger] == pytest.approx(max(values.values()), abs=1e-6)
    assert [f.distance for f in choice.weight_flips] == sorted(
        f.distance for f in choice.weight_flips
    )


def test_a_factor_decides_only_where_it_surely_does() -> None:
    """Key technology at 30 or 60, a niche needing 35: weak and strong have different winners."""
    found = diagnosis()
    scores = found.draws.copy()
    scores[::2, factor_ids().index("key_technology")] = 30.0
    flips = run(replace(found, draws=scores), "differentiation", "fit").factor_flips
    assert [flip.factor for flip in flips] == ["key_technology"]
    assert run(found, "differentiation", "fit").factor_flips == ()


def test_uncertain_diagnosis_gives_less_certain_choice() -> None:
    sure = run(diagnosis(), "fit", "differentiation")
    unknown = diagnose(BASE, BASE.firm.date, np.random.default_rng(3))
    assert run(unknown, "fit", "differentiation").leader.acceptability < sure.leader.acceptability


def test_unknown_and_repeated_criteria_are_problems() -> None:
    preferences = Preferences(criteria_order=("fitt", "cash", "cash"))
    dossier = replace(BASE, strategy=Strategy(chosen_strategy="nich", preferences=preferences))
    codes = [problem.code for problem in check_preferences(dossier)]
    assert codes == ["unknown-criterion", "duplicate-id", "unknown-reference"]


def stated(
    *statements: PreferenceStatement, order: tuple[str, ...] = (), **more: object
) -> Dossier:
    strategy = Strategy(preferences=Preferences(criteria_order=order), statements=statements)
    return replace(BASE, strategy=replace(strategy, **more))


def choice_of(dossier: Dossier, found: Diagnosis | None = None) -> Choice:
    return choose(dossier, found or diagnosis(), np.random.default_rng(2))


def says(kind: str, criterion: str, *than: str, **bounds: float) -> PreferenceStatement:
    return PreferenceStatement(kind=kind, criterion=criterion, than=than, **bounds)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("statement", "criterion", "low", "high"),
    [
        (says("range", "cash", low=0.3, high=0.4), "cash", 0.3, 0.4),
        (says("range", "cash", low=0.3, high=0.3), "cash", 0.27, 0.33),
        (says("range", "safety", high=0.05), "safety", 0, 0.05),
    ],
)
def test_shares_of_weight_are_kept(
    statement: PreferenceStatement, criterion: str, low: float, high: float
) -> None:
    weight = choice_of(stated(statement)).mean_weights[criterion]
    assert low <= weight <= high


def test_ratios_swings_and_judgements_are_kept() -> None:
    ratio = choice_of(stated(says("ratio", "fit", "cash", "safety", low=2))).mean_weights
    assert ratio["fit"] > 2 * (ratio["cash"] + ratio["safety"]) * 0.99
    swing = choice_of(stated(says("swing", "cash", "fit", low=20, high=40))).mean_weights
    assert 0.19 < swing["cash"] / swing["fit"] < 0.41
    judged = choice_of(stated(says("pairwise", "fit", "cash", low=4))).mean_weights
    assert 4 / 1.6 < judged["fit"] / judged["cash"] < 4 * 1.6


def test_a_contradiction_is_named_and_the_rest_kept() -> None:
    """Cash twice safety, safety twice fit, fit twice cash: one of them must go."""
    found = choice_of(
        stated(
            says("ratio", "cash", "safety", low=2),
            says("ratio", "safety", "fit", low=2),
            says("ratio", "fit", "cash", low=2),
            says("range", "independence", low=0.1),
        )
    )
    assert len(found.dropped) == 1
    assert found.dropped[0].kind == "statement"
    assert found.dropped[0].place in {0, 1, 2}
    assert found.mean_weights["independence"] >= 0.1


def test_a_statement_against_the_order_goes_before_the_order() -> None:
    found = choice_of(stated(says("ratio", "safety", "fit", low=2), order=("fit", "safety")))
    assert [(dropped.kind, dropped.place) for dropped in found.dropped] == [("statement", 0)]
    assert found.mean_weights["fit"] > found.mean_weights["safety"]


def test_inconsistent_judgements_are_flagged_with_what_to_revise() -> None:
    found = choice_of(
        stated(
            says("pairwise", "fit", "cash", low=3),
            says("pairwise", "cash", "safety", low=3),
            says("pairwise", "safety", "fit", low=5),
        )
    )
    assert found.consistency_ratio is not None
    assert found.consistency_ratio > 0.1
    assert found.revision is not None
    assert found.revision.given >= 1


def test_own_strategies_criteria_and_exclusions() -> None:
    own = OwnStrategy(id="franchise", name="Franchise", like="imitation", performance={"cash": 99})
    out = OwnStrategy(id="niche", excluded=True)
    criterion = OwnCriterion(id="family", name="Stays in the family", performance={"franchise": 95})
    found = choice_of(
        stated(own_strategies=(own, out), own_criteria=(criterion,), order=("family", "cash"))
    )
    names = [result.strategy for result in found.strategies]
    assert "niche" not in names
    assert names[0] == "franchise"
    assert found.criteria[-1] == "family"
    performance = found.strategies[0].performance
    assert performance["cash"].mean > 90
    other = next(result for result in found.strategies if result.strategy == "imitation")
    assert other.performance["family"].high - other.performance["family"].low > 80


def test_what_is_wrong_with_statements_is_said() -> None:
    dossier = stated(
        says("range", "cash"),
        says("range", "cash", low=3, high=4),
        says("ratio", "cash", low=2),
        says("ratio", "cash", "cash", low=2),
        says("ratio", "cash", "fitt", low=2),
        says("ratio", "cash", "fit", low=3, high=2),
        says("pairwise", "cash", "fit", "safety", low=2),
        own_strategies=(OwnStrategy(id="x", like="nich", needs={"talant": 3}),),
    )
    codes = [problem.code for problem in check_preferences(dossier)]
    assert codes == [
        "statement-without-number", "statement-all-or-nothing", "statement-without-comparison",
        "statement-without-comparison", "unknown-criterion", "statement-bounds",
        "statement-without-comparison", "unknown-reference", "unknown-factor",
    ]  # fmt: skip


def test_exact_conclusions_agree_with_the_draws() -> None:
    """A strategy that is beaten for all weights is never first in draws of the mean performance."""
    found = choice_of(stated(order=("fit", "differentiation")))
    for result in found.strategies:
        for name in result.beaten_by:
            better = next(entry for entry in found.strategies if entry.strategy == name)
            value = sum(
                found.mean_weights[c] * (better.performance[c].mean - result.performance[c].mean)
                for c in found.criteria
            )
            assert value > 0
        if result.beaten_by:
            assert not result.can_be_best


def test_the_entropy_of_published_acceptabilities() -> None:
    """Hansen's antidepressants (smaa for R): choice entropy 1.676214 of these first ranks."""
    first = np.array([0.0244, 0.1450, 0.6002, 0.0768, 0.1536])
    ranks = np.column_stack([first, np.tile((1 - first)[:, None] / 4, (1, 4))])
    blank = Acceptability(ranks, np.empty(0), np.empty(0), np.empty(0), 0.0, 1)
    assert blank.choice_entropy == pytest.approx(1.676214, abs=2e-4)


def test_methods_are_named_with_their_variant_and_disagreement_is_flagged() -> None:
    """Opricovic & Tzeng 2004: vector and range scaling of TOPSIS name different winners."""
    values = np.array([[-1, 3000], [-2, 3750], [-5, 4500.0]])
    check = cross_check(100 + values, np.array([0.5, 0.5]), ("A", "B", "C"))
    winners = {method.method: method.winner for method in check.methods}
    assert not check.robust
    assert len(winners) == 8
    assert check.agreement["vikor"]["vikor"] == pytest.approx(1)
    clear = cross_check(np.array([[90.0, 90], [10, 20]]), np.array([0.5, 0.5]), ("A", "B"))
    assert clear.robust


def test_scenarios_and_regret_hang_together() -> None:
    outlook = choice_of(stated(order=("independence",))).outlook
    assert sum(scenario.chance for scenario in outlook.scenarios) == pytest.approx(1)
    for scenario in outlook.scenarios:
        assert min(scenario.regret.values()) >= 0
        assert scenario.regret[scenario.best] == min(scenario.regret.values())
    worst = [entry.worst for entry in outlook.regrets]
    assert worst == sorted(worst)
    for entry in outlook.regrets:
        largest = max(scenario.regret[entry.strategy] for scenario in outlook.scenarios)
        assert entry.worst == pytest.approx(largest)


def test_a_strategy_hit_by_a_scenario_gets_a_signpost_with_its_date() -> None:
    """A likely cut of support hits the leader; what shows by when comes from the firm's plans."""
    finance = Finance(
        cash=Decimal(1),
        fixed_costs_monthly=Decimal(1),
        funding=(FundingOption(id="grant", kind="grant", amount=Decimal(9), month=8),),
    )
    preferences = Preferences(
        criteria_order=("policy_support",), scenario_chances={"support_cut": 0.3}
    )
    close = OwnStrategy(id="close", like="technology_leader", performance={"policy_support": 99})
    safe = OwnStrategy(id="safe", like="imitation", performance={"policy_support": 90})
    dossier = replace(
        stated(
            says("range", "policy_support", low=0.75, high=0.8),
            preferences=preferences,
            own_strategies=(close, safe),
        ),
        finance=finance,
    )
    found = choice_of(dossier)
    exposed = {s.id: s.exposure.get("support_cut", 1.0) for s in load_strategies()}
    assert exposed["imitation"] < exposed["technology_leader"]
    signpost = next(s for s in found.outlook.signposts if s.scenario == "support_cut")
    assert found.leader.strategy == "close"
    assert signpost.switch_to == "safe"
    assert signpost.gain > 0
    assert signpost.by == date(2027, 3, 1)


def test_sequences_need_what_they_begin_with() -> None:
    """Without key technology nothing that begins with a niche is listed; own strategies grow."""
    weak = choice_of(stated(), diagnosis(key_technology=10)).outlook.sequences
    assert not any(entry.first == "niche" for entry in weak)
    own = OwnStrategy(id="ours", name="Ours", like="niche")
    strong = choice_of(stated(own_strategies=(own,))).outlook.sequences
    assert {("niche", "cooperative"), ("ours", "cooperative")} <= {
        (entry.first, entry.then) for entry in strong
    }
    for entry in strong:
        assert 0 <= entry.ready <= 1
        assert 0 <= entry.better <= 1


def test_strategies_that_fail_their_musts_judge_no_other() -> None:
    found = choice_of(stated(order=("differentiation",)), diagnosis(key_technology=10))
    impossible = {result.strategy for result in found.strategies if result.must_chance == 0}
    assert impossible
    for result in found.strategies:
        assert not set(result.beaten_by) & impossible
        if result.strategy in impossible:
            assert not result.can_be_best
            assert result.worst_regret is None


def test_own_chances_of_scenarios_count() -> None:
    preferences = Preferences(scenario_chances={"support_cut": 0.6})
    found = choice_of(stated(preferences=preferences)).outlook
    chance = next(entry.chance for entry in found.scenarios if entry.scenario == "support_cut")
    assert chance == pytest.approx(0.6)


def test_an_interview_settles_the_choice_and_its_answers_are_statements() -> None:
    """Answers by a leadership that wants independence above all lead to the strategy it wants."""
    truth = dict.fromkeys(choice_of(stated()).criteria, 0.02)
    truth |= {"independence": 0.6, "differentiation": 0.26}
    generator = np.random.default_rng(5)
    interview = interview_firm(BASE, diagnosis(), generator)
    before = interview.leader[1]
    for _ in range(8):
        question = interview.question(generator)
        if question is None:
            break
        others = sum(truth[name] for name in question.others)
        interview = interview.answer(question, truth[question.criterion] >= question.ratio * others)
    assert interview.leader[1] > before
    weights = np.array([truth[name] for name in interview.menu.criterion_ids])
    found = choice_of(stated(*interview.statements))
    values = {
        result.strategy: sum(
            weight * result.performance[name].mean
            for weight, name in zip(weights, found.criteria, strict=True)
        )
        for result in found.strategies
    }
    assert interview.leader[0] == max(values, key=lambda name: values[name])
    assert not found.dropped
    passed = interview_firm(BASE, diagnosis(), generator)
    question = passed.question(generator)
    assert question is not None
    assert passed.answer(question, None).question(generator) != question


def test_one_strategy_left_is_chosen_without_a_question() -> None:
    out = tuple(OwnStrategy(id=s.id, excluded=True) for s in load_strategies() if s.id != "niche")
    found = choice_of(stated(own_strategies=out))
    assert found.leader.acceptability == 1
    assert found.question is None
    assert found.entropy == 0
