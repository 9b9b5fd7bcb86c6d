"""The scoring engine against the ASEM index of COINr, its vignettes, and the Ishigami function."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steersman.methods.composite import (
    CompositeRuns,
    Hierarchy,
    aggregate,
    composite_levels,
    composite_runs,
    mean_rank_shift,
    ranks,
)
from steersman.methods.imputation import fit_normal, imputations
from steersman.methods.sensitivity import sensitivity
from steersman.methods.treatment import fill_by_group, normalised, winsorised
from tests.methods.asem import AVAILABLE, load_asem

needs_asem = pytest.mark.skipif(not AVAILABLE, reason="the public ASEM data are not here")
TREE = Hierarchy((np.array([0, 0, 0, 1, 1]), np.array([0, 0])))


@needs_asem
def test_all_scores_of_the_asem_index() -> None:
    """COINr 1.1.14: eleven aggregates of 51 countries to 1e-6, all ranks equal."""
    asem = load_asem()
    levels = composite_levels(asem.index_data(), asem.hierarchy, asem.ones())
    for names, scores in zip(asem.names, levels[1:], strict=True):
        for place, name in enumerate(names):
            published = asem.results[name].to_numpy()
            assert scores[:, place] == pytest.approx(published, abs=1e-6)
            rounded = scores[:, place].round(
                2
            )  # the published ranks are of scores with two decimals
            assert (ranks(rounded) == asem.results[f"{name}_rank"].to_numpy()).all()
    top = dict(zip(asem.results["uCode"], levels[-1][:, 0], strict=True))
    assert top["CHE"] == pytest.approx(68.38372, abs=5e-6)
    assert top["IND"] == pytest.approx(39.79, abs=5e-3)


@needs_asem
def test_correlations_within_the_asem_index() -> None:
    """COINr's documentation: index with its two sub-indices."""
    asem = load_asem()
    levels = composite_levels(asem.index_data(), asem.hierarchy, asem.ones())
    found = [np.corrcoef(levels[3][:, 0], levels[2][:, place])[0, 1] for place in range(2)]
    assert found == pytest.approx([0.9397805, 0.8382873], abs=5e-8)


@needs_asem
def test_removing_one_pillar() -> None:
    """COINr's vignette: mean shift of ranks when a pillar is left out, to six decimals."""
    asem = load_asem()
    data, weights = asem.index_data(), asem.ones()
    nominal = composite_levels(data, asem.hierarchy, weights)[-1][:, 0]
    shifts = {}
    for place, name in enumerate(asem.names[0]):
        without = np.ones(8)
        without[place] = 0.0
        scores = composite_levels(data, asem.hierarchy, (weights[0], without, weights[2]))[-1][:, 0]
        shifts[name] = mean_rank_shift(scores[None, :], nominal)[0]
    expected = {
        "Physical": 1.529412, "ConEcFin": 2.627451, "Political": 2.901961, "Instit": 1.176471,
        "P2P": 1.686275, "Environ": 3.098039, "Social": 3.960784, "SusEcFin": 2.627451,
    }  # fmt: skip
    assert shifts == pytest.approx(expected, abs=5e-7)


def runs(count: int, seed: int) -> CompositeRuns:
    generator = np.random.default_rng(seed)
    return CompositeRuns(
        generator.uniform(1, 100, size=(3, 7, 5)),
        generator.integers(0, 3, count),
        np.array([1.0, 0.5, 0.0, -1.0]),
        generator.integers(0, 4, count),
        (generator.uniform(0.5, 2, 5), generator.uniform(0.5, 2, (count, 2))),
    )


@settings(deadline=None)
@given(st.integers(0, 1000))
def test_many_runs_equal_each_alone(seed: int) -> None:
    many = runs(9, seed)
    scores = composite_runs(many, TREE)
    for run in range(9):
        alone = composite_levels(
            many.variants[many.variant[run]],
            TREE,
            (many.weights[0], many.weights[1][run]),
            float(many.powers[many.power[run]]),
        )
        assert scores[run] == pytest.approx(alone[-1][:, 0], rel=1e-12)


@given(st.integers(0, 1000), st.floats(-2, 1))
def test_means_are_between_extremes_and_compensate_less_with_lower_power(
    seed: int, power: float
) -> None:
    generator = np.random.default_rng(seed)
    values, weights = generator.uniform(1, 100, (4, 5)), generator.uniform(0.1, 1, 5)
    parents = np.zeros(5, dtype=np.int64)
    mean = aggregate(values, weights, parents, power)[:, 0]
    assert (values.min(axis=1) - 1e-9 <= mean).all()
    assert (mean <= aggregate(values, weights, parents, 1.0)[:, 0] + 1e-9).all()


def test_a_missing_child_leaves_its_weight_to_the_others() -> None:
    values = np.array([[10.0, np.nan, 30], [np.nan, np.nan, np.nan]])
    mean = aggregate(values, np.array([1.0, 5, 3]), np.zeros(3, dtype=np.int64), 1.0)
    assert mean[0, 0] == pytest.approx(25)
    assert np.isnan(mean[1, 0])


def test_a_weight_of_zero_for_all_children_is_missing_not_an_error() -> None:
    mean = aggregate(np.ones((2, 2)), np.zeros(2), np.zeros(2, dtype=np.int64), 1.0)
    assert np.isnan(mean).all()


def test_a_tree_with_a_childless_parent_is_refused() -> None:
    with pytest.raises(ValueError, match="level 0"):
        Hierarchy((np.array([0, 2]), np.array([0, 0, 0])))


def test_scales_keep_order_and_gaps() -> None:
    values = np.array([[1.0, 5], [2, np.nan], [4, 1]])
    directions = np.array([1.0, -1])
    assert normalised(values, directions)[:, 0] == pytest.approx([0, 100 / 3, 100])
    for scale in ("min_max", "z_score", "rank", "percentile"):
        found = normalised(values, directions, scale)
        assert np.isnan(found).tolist() == np.isnan(values).tolist()
        assert found[2, 1] > found[0, 1]
    assert normalised(np.full((3, 1), 2.0), np.ones(1))[:, 0] == pytest.approx([50, 50, 50])


def test_an_outlier_is_pulled_in_to_the_next_value() -> None:
    column = np.array([[1.0], [2], [3], [2], [1], [3], [2], [1000]])
    assert winsorised(column, 5).max() == 3
    assert winsorised(column, 0).max() == 1000
    filled = fill_by_group(np.array([[1.0], [np.nan], [3.0], [np.nan]]), np.array([0, 0, 1, 2]))
    assert filled[:, 0] == pytest.approx([1, 1, 3, 2])


def test_sobol_indices_of_the_ishigami_function() -> None:
    """Ishigami & Homma 1990, a = 7, b = 0.1: exact first and total indices."""

    def ishigami(points: np.ndarray) -> np.ndarray:
        one, two, three = (np.pi * (2 * points - 1)).T
        return np.sin(one) + 7 * np.sin(two) ** 2 + 0.1 * three**4 * np.sin(one)

    found = sensitivity(ishigami, 3, np.random.default_rng(1), 32_768)
    assert found.first == pytest.approx([0.3139, 0.4424, 0.0], abs=0.01)
    assert found.total == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.01)
    assert (found.first_span[:, 0] <= found.first).all()
    assert (found.total <= found.total_span[:, 1]).all()


def test_a_constant_model_has_no_sensitivity() -> None:
    found = sensitivity(lambda points: np.ones(len(points)), 2, np.random.default_rng(1), 64)
    assert found.first == pytest.approx([0, 0])
    assert np.isfinite(found.total_span).all()


@needs_asem
@pytest.mark.parametrize("share", [0.1, 0.2, 0.3])
def test_gaps_in_the_asem_index(share: float) -> None:
    """Cells masked at random: ranks nearer to the truth than by group means, intervals honest.

    Six masks each gave mean errors of 1.3, 2.2, 2.7 ranks against 1.8, 2.8, 3.1 by group means, and
    90 % intervals that cover 93, 86 and 90 % of true ranks.
    """
    asem = load_asem()
    data = asem.index_data()

    def index(values: np.ndarray) -> np.ndarray:
        for parents in asem.hierarchy.parents:
            values = aggregate(values, np.ones(len(parents)), parents, 1.0)
        return values[..., 0]

    truth = ranks(index(data))
    generator = np.random.default_rng(5)
    by_group, by_model, covered = [], [], []
    for _ in range(3):
        masked = np.where(generator.random(data.shape) < share, np.nan, data)
        by_group.append(np.abs(ranks(index(fill_by_group(masked, asem.groups))) - truth).mean())
        drawn = index(imputations(generator, masked, 25))
        by_model.append(np.abs(ranks(drawn.mean(axis=0)) - truth).mean())
        low, high = np.quantile(ranks(drawn), [0.05, 0.95], axis=0)
        covered.append(((low <= truth) & (truth <= high)).mean())
    assert np.mean(by_model) < 0.95 * np.mean(by_group)
    assert 0.82 <= np.mean(covered) <= 0.97


def test_without_gaps_nothing_is_filled_and_gaps_alone_are_drawn() -> None:
    generator = np.random.default_rng(1)
    full = generator.normal(50, 10, size=(20, 4))
    assert (imputations(generator, full, 3) == full).all()
    holed = full.copy()
    holed[3, 2] = np.nan
    drawn = imputations(generator, holed, 50)
    assert (np.delete(drawn, 3, axis=1) == np.delete(holed, 3, axis=0)).all()
    assert drawn[:, 3, 2].std() > 1


def test_the_normal_model_uses_what_goes_together() -> None:
    """Two columns that move together: a gap is filled near what the other column says."""
    generator = np.random.default_rng(2)
    base = generator.normal(0, 10, 200)
    values = np.stack([base, base + generator.normal(0, 1, 200)], axis=1)
    values[0] = (15.0, np.nan)
    model = fit_normal(values, 0.0)
    assert model.covariance[0, 1] == pytest.approx(np.cov(base, base)[0, 1], rel=0.05)
    assert imputations(generator, values, 200, 0.0)[:, 0, 1].mean() == pytest.approx(15, abs=1)
