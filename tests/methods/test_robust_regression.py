"""Regressions against statsmodels' own robust errors, and what surrounds them against theory."""

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from steersman.methods.multiple_imputation import pooled
from steersman.methods.resampling import rescaled_weights
from steersman.methods.robust_regression import RegressionError, fit_regression, marginal_effects
from steersman.methods.separation import is_separated
from steersman.methods.uncertain_regressors import drawn_values
from steersman.methods.unmeasured import as_risk_ratio, e_value, e_value_of_interval


def example(cases: int = 300):
    random = np.random.default_rng(3)
    design = np.column_stack([np.ones(cases), random.normal(size=(cases, 2))])
    predictor = design @ [0.2, 0.7, -0.4]
    return {
        "design": design,
        "weights": random.uniform(0.5, 4, cases),
        "clusters": random.integers(0, 25, cases),
        "linear": predictor + random.normal(size=cases) * (1 + np.abs(design[:, 1])),
        "logit": (random.uniform(size=cases) < 1 / (1 + np.exp(-predictor))).astype(float),
        "poisson": random.poisson(np.exp(predictor)).astype(float),
    }


def test_least_squares_with_hc3_agree_with_statsmodels() -> None:
    data = example()
    found = fit_regression("linear", data["design"], data["linear"], data["weights"])
    reference = sm.WLS(data["linear"], data["design"], weights=data["weights"]).fit(cov_type="HC3")
    assert found.coefficients == pytest.approx(reference.params)
    # statsmodels takes residuals on the transformed scale, as we do.
    assert np.sqrt(found.covariance.diagonal()) == pytest.approx(reference.bse)


@pytest.mark.parametrize("family", ["linear", "logit", "poisson"])
def test_clustered_errors_agree_with_statsmodels(family: str) -> None:
    data = example()
    found = fit_regression(family, data["design"], data[family], np.ones(300), data["clusters"])
    kinds = {
        "linear": sm.families.Gaussian(),
        "logit": sm.families.Binomial(),
        "poisson": sm.families.Poisson(),
    }
    reference = sm.GLM(data[family], data["design"], family=kinds[family]).fit(
        cov_type="cluster", cov_kwds={"groups": data["clusters"]}
    )
    assert np.sqrt(found.covariance.diagonal()) == pytest.approx(reference.bse, rel=1e-6)


def test_marginal_effects_agree_with_statsmodels() -> None:
    data = example()
    found = fit_regression("logit", data["design"], data["logit"], np.ones(300))
    effects, errors = marginal_effects(
        found, data["design"], np.ones(300), np.array([1, 2]), np.ones(2)
    )
    fit = sm.Logit(data["logit"], data["design"]).fit(disp=False)
    reference = fit.get_margeff()
    assert effects == pytest.approx(reference.margeff)
    # The same gradient with the covariance of the model gives statsmodels' errors.
    plain = type(found)(
        found.family, found.coefficients, np.asarray(fit.cov_params()), found.fitted, found.slope
    )
    _, model_errors = marginal_effects(
        plain, data["design"], np.ones(300), np.array([1, 2]), np.ones(2)
    )
    assert model_errors == pytest.approx(reference.margeff_se)
    assert errors == pytest.approx(reference.margeff_se, rel=0.2)


def test_a_case_of_weight_two_counts_like_two_in_the_estimates() -> None:
    data = example()
    twice = np.concatenate([np.arange(300), np.arange(40)])
    weights = np.ones(300)
    weights[:40] = 2
    one = fit_regression("poisson", data["design"], data["poisson"], weights)
    other = fit_regression("poisson", data["design"][twice], data["poisson"][twice], np.ones(340))
    assert one.coefficients == pytest.approx(other.coefficients)


def test_a_fit_that_does_not_end_is_an_error() -> None:
    design = np.column_stack([np.ones(20), np.arange(20.0)])
    with pytest.raises(RegressionError):
        fit_regression("logit", design, (np.arange(20) > 9).astype(float), np.ones(20))


def test_separation_is_found() -> None:
    line = np.column_stack([np.ones(20), np.arange(20.0)])
    assert is_separated(line, (np.arange(20) > 9).astype(float))
    touching = line.copy()
    touching[10, 1] = 9
    assert is_separated(touching, (np.arange(20) > 9).astype(float)), "quasi-complete"
    mixed = (np.arange(20) > 9).astype(float)
    mixed[[3, 15]] = [1, 0]
    assert not is_separated(line, mixed)


def test_e_values_are_the_published_ones() -> None:
    """VanderWeele & Ding (2017): smoking and lung cancer, breastfeeding and leukaemia."""
    assert e_value(3.9) == pytest.approx(7.26, abs=0.005)
    assert e_value_of_interval(1.8, 8.7) == pytest.approx(3.0, abs=0.005)
    assert e_value(0.80) == pytest.approx(1.81, abs=0.005)
    assert e_value_of_interval(0.71, 0.91) == pytest.approx(1.43, abs=0.005)
    assert e_value_of_interval(0.9, 1.2) == 1


def test_other_measures_as_risk_ratios() -> None:
    assert as_risk_ratio(4.0, "odds-ratio", share=0.4) == 2
    assert as_risk_ratio(4.0, "odds-ratio", share=0.05) == 4
    assert as_risk_ratio(0.5, "mean-difference") == pytest.approx(np.exp(0.455))


def test_pooling_data_sets_that_agree_changes_nothing() -> None:
    found = pooled(np.array([[2.0], [2.0], [2.0]]), np.array([[0.5]] * 3), 30.0)
    assert (found.value[0], found.error[0], found.missing[0]) == (2.0, 0.5, 0.0)
    # Barnard & Rubin: with nothing missing the degrees of freedom are (v + 1) / (v + 3) v.
    assert found.freedom[0] == pytest.approx(31 / 33 * 30)


def test_pooling_agrees_with_rubins_formulas() -> None:
    """Rubin (1987): within 1 and between 1 over five data sets give 2.2, of which 1.2 are added."""
    values = np.array([-1.264911, -0.632456, 0.0, 0.632456, 1.264911])[:, None]
    found = pooled(values, np.ones((5, 1)), 1e9)
    assert found.error[0] ** 2 == pytest.approx(2.2, abs=1e-5)
    assert found.missing[0] == pytest.approx(1.2 / 2.2, abs=1e-5)
    assert found.freedom[0] == pytest.approx(4 * (1 + 1 / 1.2) ** 2, rel=1e-4)


def test_uncertain_values_leave_the_slope_and_widen_the_interval() -> None:
    """Values drawn without the outcome would shrink the slope to half its size."""
    random = np.random.default_rng(12)
    cases, slope = 4000, 0.5
    means, spreads = random.normal(size=(cases, 1)), np.ones((cases, 1))
    truth = means + random.normal(size=(cases, 1))
    outcome = slope * truth[:, 0] + 0.5 * random.normal(size=cases)
    ones = np.ones(cases)
    sure = fit_regression("linear", np.column_stack([ones, means]), outcome, ones)
    residuals = outcome - sure.fitted
    found = [
        fit_regression(
            "linear",
            np.column_stack(
                [ones, drawn_values(means, spreads, sure.coefficients[1:], residuals, random)]
            ),
            outcome,
            ones,
        )
        for _ in range(10)
    ]
    slopes = np.array([[fit.coefficients[1]] for fit in found])
    errors = np.array([[np.sqrt(fit.covariance[1, 1])] for fit in found])
    joined = pooled(slopes, errors, cases)
    assert joined.value[0] == pytest.approx(slope, abs=0.04)
    blind = fit_regression(
        "linear", np.column_stack([ones, means + random.normal(size=(cases, 1))]), outcome, ones
    )
    assert blind.coefficients[1] == pytest.approx(slope / 2, abs=0.05)
    assert joined.error[0] > errors.mean()


def test_samples_drawn_anew_spread_like_the_total() -> None:
    """Rao & Wu (1988): the variance of the total is that of the formula, stratum by stratum."""
    random = np.random.default_rng(2)
    strata = np.repeat([0, 1, 2], [4, 10, 1])
    values, weights = random.normal(5, 2, 15), np.repeat([3.0, 2.0, 1.0], [4, 10, 1])
    totals = [drawn @ values for drawn in rescaled_weights(weights, strata, 6000, random)]
    expected = 0.0
    for stratum, weight in ((0, 3.0), (1, 2.0)):
        own = values[strata == stratum]
        expected += weight**2 * len(own) * own.var(ddof=1)
    assert np.mean(totals) == pytest.approx(weights @ values, rel=0.01)
    assert np.var(totals) == pytest.approx(expected, rel=0.06)


@settings(deadline=None, max_examples=30)
@given(st.floats(0.05, 20))
def test_an_e_value_is_the_same_for_a_ratio_and_its_inverse(ratio: float) -> None:
    assert e_value(ratio) == pytest.approx(e_value(1 / ratio))
    assert e_value(ratio) >= 1
