"""Regret, satisficing and sequences: by hand, and on planted markets."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steersman.methods.regret import (
    Switch,
    best_switches,
    regrets,
    scenario_values,
    switch_values,
)

# Savage's classic shape: rows scenarios, columns options.
PAYOFFS = np.array([[10.0, 7, 6], [2, 5, 6]])


def test_regret_by_hand() -> None:
    """Regrets 0, 3, 4 in the first and 4, 1, 0 in the second scenario: the middle is minimax."""
    found = regrets(PAYOFFS[None], np.array([0.5, 0.5]), 5)
    assert found.regret.tolist() == [[0, 3, 4], [4, 1, 0]]
    assert found.worst.tolist() == [4, 3, 4]
    assert found.expected == pytest.approx([2, 2, 2])
    assert found.satisfied == pytest.approx([0.5, 1, 1])
    assert found.best.tolist() == [[1, 0, 0], [0, 0, 1]]


@settings(deadline=None)
@given(st.integers(0, 10_000))
def test_scenario_values_are_plain_sums_of_shifted_performances(seed: int) -> None:
    generator = np.random.default_rng(seed)
    performances, weights = generator.uniform(0, 100, (6, 4, 3)), generator.dirichlet([1, 1, 1], 6)
    shifts = generator.normal(0, 60, (2, 4, 3))
    found = scenario_values(performances, weights, shifts, 0.0, 100.0)
    for scenario, shift in enumerate(shifts):
        plain = np.einsum("dmn,dn->dm", np.clip(performances + shift, 0, 100), weights)
        assert found[:, scenario] == pytest.approx(plain)


def test_a_switch_by_hand() -> None:
    """Begin with the first, go over to the third in the second scenario after a quarter."""
    switch = Switch(0, 2, (1,))
    assert switch_values(PAYOFFS, [switch], 0.25, 1.0, 0.0)[:, 0] == pytest.approx(
        [10, 0.25 * 2 + 0.75 * 6 - 1]
    )
    missed = switch_values(PAYOFFS, [switch], 0.25, 1.0, 1.0)[:, 0]
    assert missed == pytest.approx([0.25 * 10 + 0.75 * 6 - 1, 2])


def test_switching_that_does_not_pay_is_not_proposed() -> None:
    found, _ = best_switches(PAYOFFS, np.array([0.5, 0.5]), 0.25, 100.0, 0.0)
    assert found == ()


@given(st.integers(0, 10_000))
def test_regret_is_never_negative_and_the_best_has_none(seed: int) -> None:
    generator = np.random.default_rng(seed)
    values = generator.normal(size=(20, 3, 4))
    found = regrets(values, generator.dirichlet(np.ones(3)), 0.0)
    assert found.regret.min() >= 0
    assert found.best.sum(axis=1) == pytest.approx(np.ones(3))
    assert (found.worst >= found.regret.min(axis=0)).all()
    assert ((found.satisfied >= 0) & (found.satisfied <= 1)).all()


def test_sequences_beat_a_single_shot_on_planted_markets() -> None:
    """Five scenarios, six strategies, values known with error; the market shows after a third.

    The single-shot choice takes the best mean value; ours may begin with one strategy and go over.
    Regret is against knowing the scenario from the start. Mean and 90 % regret must both fall.
    """
    generator = np.random.default_rng(4)
    single, sequence = [], []
    for _ in range(600):
        truth = generator.uniform(20, 80, (1, 6)) + generator.normal(0, 15, (5, 6))
        seen = truth + generator.normal(0, 6, truth.shape)
        chances = generator.dirichlet(np.full(5, 2.0))
        scenario = generator.choice(5, p=chances)
        options, worth = best_switches(seen, chances, 1 / 3, 3.0, 0.1)
        plain = chances @ seen
        best = truth[scenario].max()
        single.append(best - truth[scenario, plain.argmax()])
        if len(worth) and worth.max() > plain.max():
            outcome = switch_values(truth, [options[int(worth.argmax())]], 1 / 3, 3.0, 0.1)
            sequence.append(best - outcome[scenario, 0])
        else:
            sequence.append(single[-1])
    assert np.mean(sequence) < 0.9 * np.mean(single)
    assert np.quantile(sequence, 0.9) < np.quantile(single, 0.9)
