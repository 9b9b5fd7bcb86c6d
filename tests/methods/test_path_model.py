"""PLS path models against the published example of Russett's data and against theory."""

from dataclasses import replace

import numpy as np
import pytest

from steersman.methods.path_model import (
    PathModel,
    PathModelError,
    fit_path_model,
    heterotrait_ratios,
    quality_of,
    turned_like,
    weighted_correlations,
)
from steersman.methods.reliability import cronbach_alpha
from tests.methods.russett import DATA

INTO_LAST = np.array([[False, False, False], [False, False, False], [True, True, False]])


def russett(mode: str = "A") -> PathModel:
    return PathModel(((0, 1, 2), (3, 4), (5, 6, 7, 8)), (mode,) * 3, INTO_LAST)


CORRELATIONS = weighted_correlations(DATA, np.ones(len(DATA)))
# Outer weights and loadings of R's plspm (Sanchez 2013), as kept in the tests of its Python port.
PUBLISHED = {
    "centroid": (
        [0.449474, 0.496156, 0.136560, -0.515343, 0.534338, 0.128493, 0.332061, 0.375250, 0.423779],
        [0.970692, 0.982711, 0.557420, -0.950883, 0.954395, 0.352690, 0.844774, 0.837706, 0.849067],
    ),
    "factorial": (
        [0.450113, 0.498528, 0.131247, -0.515069, 0.534611, 0.127161, 0.332089, 0.360267, 0.438975],
        [0.971376, 0.983148, 0.553499, -0.950831, 0.954444, 0.353134, 0.843397, 0.831355, 0.855410],
    ),
    "path": (
        [0.450600, 0.500353, 0.127137, -0.514860, 0.534819, 0.126151, 0.332056, 0.348775, 0.450527],
        [0.971890, 0.983471, 0.550459, -0.950792, 0.954482, 0.353448, 0.842234, 0.826392, 0.860145],
    ),
}  # fmt: skip


@pytest.mark.parametrize("scheme", ["centroid", "factorial", "path"])
def test_weights_and_loadings_are_the_published_ones(scheme: str) -> None:
    fit = fit_path_model(russett(), CORRELATIONS, scheme)
    weights, loadings = PUBLISHED[scheme]
    places = [0, 0, 0, 1, 1, 2, 2, 2, 2]
    assert fit.weights[range(9), places] == pytest.approx(weights, abs=5e-5)
    assert fit.loadings[range(9), places] == pytest.approx(loadings, abs=5e-5)


def test_paths_and_explained_variance_are_the_published_ones() -> None:
    fit = fit_path_model(russett(), CORRELATIONS, "centroid")
    assert fit.paths[2, :2] == pytest.approx([0.225639, 0.671457], abs=5e-5)
    assert fit.explained == pytest.approx([0, 0, 0.592258], abs=5e-5)
    extracted = [entry.extracted for entry in quality_of(russett(), CORRELATIONS, fit)]
    assert extracted == pytest.approx([0.739560, 0.907524, 0.565175], abs=5e-5)


def test_formative_blocks_explain_what_was_published() -> None:
    fit = fit_path_model(russett("B"), CORRELATIONS, "centroid")
    assert fit.explained[2] == pytest.approx(0.642916, abs=5e-5)
    communality = [
        (fit.loadings[block, place] ** 2).mean()
        for place, block in enumerate([[0, 1, 2], [3, 4], [5, 6, 7, 8]])
    ]
    assert communality == pytest.approx([0.282807, 0.901296, 0.436485], abs=5e-4)


def test_alpha_is_that_of_standardised_answers() -> None:
    fit = fit_path_model(russett(), CORRELATIONS)
    scaled = (DATA - DATA.mean(axis=0)) / DATA.std(axis=0, ddof=1)
    known = cronbach_alpha(scaled[:, :3])
    assert known is not None
    assert quality_of(russett(), CORRELATIONS, fit)[0].alpha == pytest.approx(known.value)


def two_factors(one: np.ndarray, other: np.ndarray, between: float) -> np.ndarray:
    """Correlations of indicators of two common factors."""
    loadings = np.zeros((len(one) + len(other), 2))
    loadings[: len(one), 0], loadings[len(one) :, 1] = one, other
    found = loadings @ np.array([[1, between], [between, 1]]) @ loadings.T
    np.fill_diagonal(found, 1)
    return found


def test_reliability_and_ratio_are_true_for_common_factors() -> None:
    """For such correlations rho_A is the composite's reliability (Dijkstra & Henseler 2015)."""
    loadings = np.array([0.9, 0.7, 0.6])
    found = two_factors(loadings, np.full(3, 0.8), 0.5)
    model = PathModel(((0, 1, 2), (3, 4, 5)), ("A", "A"), np.array([[False, False], [True, False]]))
    fit = fit_path_model(model, found)
    weights = fit.weights[:3, 0]
    assert weights / weights[0] == pytest.approx(loadings / loadings[0])
    quality = quality_of(model, found, fit)[0]
    assert quality.rho_a == pytest.approx((weights @ loadings) ** 2)
    # With equal loadings the ratio is the correlation of the factors (Henseler et al. 2015).
    equal = two_factors(np.full(3, 0.7), np.full(3, 0.8), 0.5)
    assert heterotrait_ratios(model, equal)[0, 1] == pytest.approx(0.5)


def test_effects_add_up_along_all_ways() -> None:
    random = np.random.default_rng(4)
    one = random.normal(size=4000)
    two = 0.6 * one + random.normal(size=4000)
    three = 0.3 * one + 0.5 * two + random.normal(size=4000)
    values = np.column_stack([one, two, three])
    paths = np.array([[False, False, False], [True, False, False], [True, True, False]])
    fit = fit_path_model(
        PathModel(((0,), (1,), (2,)), ("A",) * 3, paths),
        weighted_correlations(values, np.ones(4000)),
    )
    assert fit.effects[2, 0] == pytest.approx(fit.paths[2, 0] + fit.paths[1, 0] * fit.paths[2, 1])
    # Without further causes the total effect is the correlation.
    assert fit.effects[2, 0] == pytest.approx(np.corrcoef(one, three)[0, 1], abs=1e-9)
    assert fit.inflation[2, :2] == pytest.approx(1 / (1 - np.corrcoef(one, two)[0, 1] ** 2))


def test_a_firm_of_weight_two_counts_like_two() -> None:
    weights = np.ones(len(DATA))
    weights[:5] = 2
    twice = np.concatenate([DATA, DATA[:5]])
    assert weighted_correlations(DATA, weights) == pytest.approx(
        weighted_correlations(twice, np.ones(len(twice)))
    )


def test_directions_of_samples_drawn_anew_are_told() -> None:
    fit = fit_path_model(russett(), CORRELATIONS)
    other = replace(fit, weights=fit.weights * [1, -1, 1])
    assert list(turned_like(other, fit)) == [1, -1, 1]


def test_models_that_cannot_be_estimated_say_why() -> None:
    flat = DATA.copy()
    flat[:, 4] = 3
    with pytest.raises(PathModelError, match="no-spread"):
        weighted_correlations(flat, np.ones(len(flat)))
    same = DATA.copy()
    same[:, 1] = 2 * same[:, 0] + 1
    with pytest.raises(PathModelError, match="singular"):
        fit_path_model(russett("B"), weighted_correlations(same, np.ones(len(same))))
