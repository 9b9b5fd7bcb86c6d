"""Classic ranking methods against published tables and pymcdm."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymcdm import methods as peer

from steersman.methods.ranking import (
    electre_credibility,
    electre_iii,
    promethee,
    topsis,
    vikor,
    weighted_product,
    weighted_sum,
)

MOUNTAINS = np.array([[-1, 3000], [-2, 3750], [-5, 4500.0]])
"""Opricovic & Tzeng 2004: first column a cost, here negated."""
HALF = np.array([0.5, 0.5])


def test_the_variant_of_topsis_decides_who_wins() -> None:
    """Opricovic & Tzeng 2004: vector scaling ranks the first option first, range the second."""
    vector = topsis(MOUNTAINS, HALF)
    assert vector == pytest.approx([0.762, 0.722, 0.238], abs=5e-4)
    ranged = topsis(MOUNTAINS, HALF, scaling="range")
    assert ranged == pytest.approx([0.500, 0.617, 0.500], abs=5e-4)


def test_topsis_of_three_by_four() -> None:
    """Example of JMcDM, weights 4, 2, 6, 8."""
    values = np.array([[9, 7, 6, 7], [8, 7, 9, 6], [7, 8, 6, 6.0]])
    weights = np.array([4, 2, 6, 8]) / 20
    assert topsis(values, weights) == pytest.approx([0.3876870, 0.6503238, 0.0834767], abs=5e-8)


def test_vikor_of_yang_and_wu() -> None:
    """Yang & Wu 2020, as in pymcdm's tests."""
    values = np.array(
        [[78, 56, 34, 6], [4, 45, 3, 97], [18, 2, 50, 63], [9, 14, 11, 92], [85, 9, 100, 29.0]]
    )
    found = vikor(values, np.full(4, 0.25))
    assert found == pytest.approx([0.5679, 0.7667, 1, 0.7493, 0], abs=5e-5)


def test_vikor_of_the_mountains() -> None:
    """Opricovic & Tzeng 2004."""
    assert vikor(MOUNTAINS, HALF) == pytest.approx([1, 0, 1])


def test_promethee_of_zhao() -> None:
    """Zhao et al. 2013, usual criterion."""
    values = np.array([[4, 3, 2], [3, 2, 4], [5, 1, 3.0]])
    assert promethee(values, np.array([0.5, 0.3, 0.2])) == pytest.approx([0.1, -0.3, 0.2])


def test_promethee_with_thresholds_keeps_dominance() -> None:
    """Data of JMcDM's own test, whose signs rank a dominated option first; as in pymcdm."""
    values = np.array(
        [[42, 35, 43, 51], [89, 72, 92, 85], [14, 85, 17, 40], [57, 60, 45, 80],
         [48, 32, 43, 40], [71, 45, 60, 85], [69, 40, 72, 55], [64, 35, 70, 60.0]]
    )  # fmt: skip
    found = promethee(
        values,
        np.array([0.25, 0.35, 0.22, 0.18]),
        indifference=np.array([49.0, 0, 45, 30]),
        preference=np.array([100.0, 98, 95, 80]),
    )
    expected = [-0.070, 0.149, 0.061, 0.048, -0.099, 0.001, -0.032, -0.058]
    assert found == pytest.approx(expected, abs=6e-4)
    assert found[1] > found[4]


def test_electre_credibility_by_hand() -> None:
    """Two options, two criteria: full concordance one way; a veto takes all credibility away."""
    values = np.array([[50.0, 50], [54, 20]])
    thresholds = (np.array([2.0, 2]), np.array([10.0, 10]))
    found = electre_credibility(values, HALF, *thresholds)
    assert found[0, 1] == pytest.approx(0.5 * (10 - 4) / 8 + 0.5)
    assert found[1, 0] == pytest.approx(0.5)
    vetoed = electre_credibility(values, HALF, *thresholds, np.array([25.0, 25]))
    assert vetoed[1, 0] == 0
    assert electre_iii(values, HALF, *thresholds)[0] > 0


@pytest.mark.filterwarnings("ignore:Alternatives with indices")
@given(st.integers(0, 10_000))
def test_random_tables_as_in_pymcdm(seed: int) -> None:
    generator = np.random.default_rng(seed)
    values = generator.uniform(1, 100, size=(6, 4))
    weights = generator.dirichlet(np.ones(4))
    gains = np.ones(4)
    ranged = peer.TOPSIS()(values, weights, gains)
    assert topsis(values, weights, scaling="range") == pytest.approx(ranged, abs=1e-9)
    assert vikor(values, weights) == pytest.approx(peer.VIKOR()(values, weights, gains), abs=1e-9)
    flows = peer.PROMETHEE_II("usual")(values, weights, gains)
    assert promethee(values, weights) == pytest.approx(flows, abs=1e-9)


METHODS = {
    "sum": weighted_sum,
    "product": weighted_product,
    "topsis vector": topsis,
    "topsis range": lambda values, weights: topsis(values, weights, scaling="range"),
    "vikor": lambda values, weights: -vikor(values, weights),
    "promethee": promethee,
    "electre": lambda values, weights: electre_iii(
        values, weights, np.full(4, 2.0), np.full(4, 10.0), np.full(4, 60.0)
    ),
}


@pytest.mark.parametrize("name", METHODS)
@given(seed=st.integers(0, 10_000))
def test_a_dominated_option_is_never_ahead(name: str, seed: int) -> None:
    generator = np.random.default_rng(seed)
    values = generator.uniform(10, 100, size=(6, 4))
    values[3] = values[1] - generator.uniform(0.01, 9, 4)
    scores = METHODS[name](values, generator.dirichlet(np.ones(4)))
    assert scores[3] <= scores[1] + 1e-12


@pytest.mark.parametrize("name", METHODS)
def test_columns_without_spread_give_numbers(name: str) -> None:
    values = np.array([[5, 1, 0, 3], [5, 2, 0, 1], [5, 3, 0, 2.0]])
    assert np.isfinite(METHODS[name](values, np.full(4, 0.25))).all()
    assert np.isfinite(METHODS[name](np.full((3, 4), 7.0), np.array([0.5, 0.5, 0, 0]))).all()


@given(seed=st.integers(0, 10_000))
def test_anchored_values_never_reverse_where_scaled_ones_do(seed: int) -> None:
    """Taking away an option that is not the best: the additive value keeps its winner, always."""
    generator = np.random.default_rng(seed)
    values, weights = generator.uniform(0, 100, (6, 4)), generator.dirichlet(np.ones(4))
    best = int(weighted_sum(values, weights).argmax())
    for gone in range(6):
        if gone != best:
            again = int(weighted_sum(np.delete(values, gone, axis=0), weights).argmax())
            assert again == best - (gone < best)


def test_the_classics_do_reverse() -> None:
    """Of 300 random tables TOPSIS, VIKOR and PROMETHEE change their winner in some."""
    generator = np.random.default_rng(9)
    changed = dict.fromkeys(("topsis vector", "vikor", "promethee"), 0)
    for _ in range(300):
        values, weights = generator.uniform(10, 100, (6, 4)), generator.dirichlet(np.ones(4))
        for name in changed:
            best = int(METHODS[name](values, weights).argmax())
            gone = (best + 1) % 6
            again = int(METHODS[name](np.delete(values, gone, axis=0), weights).argmax())
            changed[name] += again != best - (gone < best)
    assert min(changed.values()) > 0
