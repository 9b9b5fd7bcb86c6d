"""The diagnosis of many firms against that of one, and its arithmetic against NumPy's."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from steersman.choose import choose
from steersman.choose.table import TableChoice
from steersman.diagnose import diagnose, factor_ids
from steersman.diagnose.careless import careless_responses, without
from steersman.diagnose.factors import load_indicators
from steersman.diagnose.indicators import indicator_figures
from steersman.diagnose.survey import group_scores
from steersman.diagnose.table import FirmEvidence, TableDiagnosis, indicator_points
from steersman.dossier import Dossier, Preferences, Strategy, Survey
from steersman.methods.arrays import FloatArray
from steersman.methods.power_means import CommonNumbers, Parts, PowerMeans, exponential, logarithm
from steersman.methods.respondents import pooled_means
from tests.data import example_firm

DRAWS = 200
INDICATORS = load_indicators()
FACTORS = factor_ids()


def evidence_of(dossier: Dossier) -> FirmEvidence:
    """What a dossier says, as a table of one firm."""
    means = pooled_means(group_scores(without(dossier.survey, careless_responses(dossier.survey))))
    figures = indicator_figures(dossier, dossier.firm.date)
    values = [figures[rule.id].value for rule in INDICATORS]
    return FirmEvidence(
        means.mean[None],
        means.error[None],
        np.array([float(means.freedom)]),
        np.array([[np.nan if value is None else value for value in values]]),
        np.array([[figures[rule.id].freshness for rule in INDICATORS]]),
    )


def random_evidence(firms: int) -> FirmEvidence:
    """What is known of firms drawn at random, a third of it missing."""
    generator = np.random.default_rng(5)

    def gaps(values: FloatArray) -> FloatArray:
        return np.where(generator.random(values.shape) < 1 / 3, np.nan, values)

    ends = [(rule.anchors[0][0], rule.anchors[-1][0]) for rule in INDICATORS]
    low, high = np.array(ends).T
    shape = (firms, len(INDICATORS))
    return FirmEvidence(
        gaps(generator.uniform(0, 100, (firms, len(FACTORS)))),
        gaps(generator.uniform(1, 20, (firms, len(FACTORS)))),
        gaps(generator.integers(2, 9, firms).astype(float)),
        gaps(low + (high - low) * generator.random(shape)),
        gaps(generator.random(shape)),
    )


def without_own_view(dossier: Dossier) -> Dossier:
    """The dossier without what a table cannot hold: own views of influence, effort, strategies."""
    return replace(dossier, strategy=Strategy(), influence=())


@pytest.mark.parametrize("answered", [True, False])
def test_a_row_gets_what_the_firm_alone_gets(answered: bool) -> None:
    """Scores to 1e-9, chances exactly: independent code, one firm at a time, the same draws."""
    firm = without_own_view(example_firm())
    if not answered:
        firm = replace(firm, survey=Survey())
    alone = diagnose(firm, firm.firm.date, np.random.default_rng(3), DRAWS)
    table = TableDiagnosis(np.random.default_rng(3), DRAWS)
    evidence = evidence_of(firm)
    draws = table.draws(evidence)
    assert np.abs(draws[0].T - alone.draws).max() < 1e-9
    found = table.scores(evidence, draws)
    for place, factor in enumerate(FACTORS):
        score = alone.score(factor)
        assert found.mean[0, place] == pytest.approx(score.mean, abs=1e-9)
        assert found.low[0, place] == pytest.approx(score.low, abs=1e-9)
        assert found.high[0, place] == pytest.approx(score.high, abs=1e-9)
    first = {lever.factor: lever.first for lever in alone.levers}
    assert dict(zip(FACTORS, found.first[0].tolist(), strict=True)) == pytest.approx(first)


@pytest.mark.parametrize("order", [(), ("cash", "fit", "safety")])
def test_strategies_of_a_row_are_those_of_the_firm_alone(order: tuple[str, ...]) -> None:
    firm = without_own_view(example_firm())
    firm = replace(firm, strategy=Strategy(preferences=Preferences(criteria_order=order)))
    alone = diagnose(firm, firm.firm.date, np.random.default_rng(3), DRAWS)
    choice = choose(firm, alone, np.random.default_rng(4))
    table = TableChoice(np.random.default_rng(4), DRAWS, 10, order)
    best = table.best(np.ascontiguousarray(alone.draws.T)[None])[0]
    expected = {result.strategy: result.acceptability for result in choice.strategies}
    assert dict(zip(table.strategies, best.tolist(), strict=True)) == pytest.approx(expected)


def test_a_firm_s_scores_do_not_depend_on_its_neighbours() -> None:
    table = TableDiagnosis(np.random.default_rng(1), DRAWS)
    many = random_evidence(40)
    together = table.draws(many)
    for row in (0, 17, 39):
        parts = (getattr(many, name)[row : row + 1] for name in FirmEvidence.__slots__)
        assert (table.draws(FirmEvidence(*parts))[0] == together[row]).all()


def test_what_is_not_known_widens_the_interval_and_is_counted() -> None:
    table = TableDiagnosis(np.random.default_rng(1), 2000)
    known = evidence_of(example_firm())
    nothing = FirmEvidence(
        *(np.full_like(getattr(known, name), np.nan) for name in FirmEvidence.__slots__)
    )
    some, none = (table.scores(e, table.draws(e)) for e in (known, nothing))
    assert (none.known == 0).all()
    assert (some.known >= 0).all()
    assert (some.known <= 1 + 1e-12).all()
    assert (none.high - none.low)[0].min() > (some.high - some.low)[0].max()
    assert none.first.sum(axis=1) == pytest.approx(1.0)


def test_points_are_those_of_the_indicators() -> None:
    figures = random_evidence(30).figures
    points = indicator_points(figures)
    for row, column in np.ndindex(*figures.shape):
        value = figures[row, column]
        expected = np.nan if np.isnan(value) else INDICATORS[column].points(value)
        assert points[row, column] == pytest.approx(expected, nan_ok=True)


@settings(deadline=None)  # the first call loads compiled code
@given(arrays(float, 17, elements=st.floats(1e-300, 1e300)))
def test_logarithms_are_numpy_s(values: FloatArray) -> None:
    found = [logarithm(value) for value in values]
    np.testing.assert_allclose(found, np.log(values), rtol=1e-14, atol=1e-15)


@settings(deadline=None)  # the first call loads compiled code
@given(arrays(float, 17, elements=st.floats(-700, 700)))
def test_exponentials_are_numpy_s(values: FloatArray) -> None:
    found = [exponential(value) for value in values]
    np.testing.assert_allclose(found, np.exp(values), rtol=2e-14)


@settings(deadline=None)
@given(
    arrays(float, (3, 5), elements=st.floats(0, 100)),
    st.floats(0.05, 1.0),
    st.integers(0, 2**32 - 1),
)
def test_power_means_lie_between_their_parts_and_follow_the_formula(
    centres: FloatArray, power: float, seed: int
) -> None:
    """Against the formula itself, and the inequality of power means (Hardy et al. 1934)."""
    generator = np.random.default_rng(seed)
    weights = generator.dirichlet(np.ones(5), 4).T
    ones = np.ones((3, 5))
    common = CommonNumbers(
        weights, np.full(4, power), np.zeros((5, 4)), np.full((5, 4), 0.5), np.array([0, 5])
    )
    rows = np.zeros((3, 5), np.int64)
    found = PowerMeans(common).draws(Parts(centres, 0 * ones, ones, rows, np.zeros((1, 4))))
    parts = np.maximum(centres, 1.0)
    expected = np.einsum("sp,pd->sd", parts**power, weights) ** (1 / power)
    np.testing.assert_allclose(found[:, 0], expected, rtol=1e-9)
    assert (found[:, 0] <= parts.max(axis=1, keepdims=True) + 1e-9).all()
    assert (found[:, 0] >= parts.min(axis=1, keepdims=True) - 1e-9).all()
    assert (found[:, 0] <= parts @ weights + 1e-9).all()
