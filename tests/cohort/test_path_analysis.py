"""The path model of influencing factors on a population."""

from functools import cache

import numpy as np
import polars as pl
import pytest

from steersman.cohort.analysis.fields import RefusedAnalysisError
from steersman.cohort.analysis.path_analysis import PathAnalysis, path_analysis
from steersman.data import load_toml
from steersman.diagnose.factors import factor_ids
from tests.cohort.population import made_up


def mediated(firms: int = 800) -> pl.DataFrame:
    """Talent leads to key technology, and that alone to two signs of success."""
    random = np.random.default_rng(6)

    def noise() -> np.ndarray:
        return random.normal(size=firms)

    scores = {factor: noise() for factor in factor_ids()}
    scores["key_technology"] = 0.6 * scores["talent"] + 0.8 * noise()
    success = 0.7 * scores["key_technology"] + np.sqrt(0.51) * noise()
    table = {"firm": np.arange(firms).astype(str)}
    for factor, values in scores.items():
        table[f"{factor}.score"] = 50 + 10 * values
        table[f"{factor}.low"] = 50 + 10 * values - 5
        table[f"{factor}.high"] = 50 + 10 * values + 5
    table |= {"growth": success + 0.5 * noise(), "margin": success + 0.5 * noise()}
    return pl.DataFrame(table)


@cache
def found() -> PathAnalysis:
    return path_analysis(mediated().lazy(), ["growth", "margin"], replicates=100)


def test_what_leads_through_something_is_told_from_what_leads_there_directly() -> None:
    paths = {(path.cause, path.effect): path for path in found().paths}
    through = paths["internal", "key_technology"]
    assert through.low < 0.6 < through.high
    last = paths["key_technology", "outcomes"]
    # Two signs of reliability 0.8: the composite's own reliability takes a part.
    assert last.direct == pytest.approx(0.7 * np.sqrt(1.6 / 1.8), abs=0.06)
    around = paths["internal", "outcomes"]
    assert around.low < 0 < around.high
    assert around.total_low > 0, "all of it through key technology"
    assert around.total == pytest.approx(
        around.direct
        + through.total * last.direct
        + paths["internal", "innovation_system"].direct
        * paths["innovation_system", "outcomes"].direct,
        abs=0.01,
    )


def test_weights_say_which_factors_count() -> None:
    internal = next(entry for entry in found().constructs if entry.id == "internal")
    weights = {entry.column: entry for entry in internal.indicators}
    assert weights["talent.score"].weight_low > 0.5
    culture = weights["culture.score"]
    assert culture.weight_low < 0.15
    outcomes = found().constructs[-1]
    assert outcomes.quality.rho_a == pytest.approx(1.6 / 1.8, abs=0.03)
    assert outcomes.explained is not None
    assert outcomes.explained_low is not None
    assert outcomes.explained_high is not None
    assert outcomes.explained_low < outcomes.explained < outcomes.explained_high


def test_noise_in_scores_would_leave_less_of_a_path() -> None:
    for path in found().paths:
        if path.low > 0.3:
            assert 0 < path.through_noise < path.direct


def test_factors_that_are_not_there_are_left_out() -> None:
    table = mediated().drop("culture.score").with_columns(pl.lit(50.0).alias("policy.score"))
    less = path_analysis(table.lazy(), ["growth"], replicates=20)
    assert set(less.left_out) == {"culture", "policy"}
    assert less.constructs[-1].quality.alpha is None


def test_models_that_cannot_be_fitted_say_why() -> None:
    table = made_up()
    with pytest.raises(RefusedAnalysisError, match="population-too-small"):
        path_analysis(table.head(60).lazy(), ["growth"])
    with pytest.raises(RefusedAnalysisError, match="column-not-there"):
        path_analysis(table.lazy(), ["nothing"])
    with pytest.raises(RefusedAnalysisError, match="column-without-numbers"):
        path_analysis(table.lazy(), ["region"])
    same = table.with_columns(pl.col("talent.score").alias("culture.score"))
    with pytest.raises(RefusedAnalysisError, match="path-model-singular"):
        path_analysis(same.lazy(), ["growth"], replicates=5)
    with pytest.raises(RefusedAnalysisError, match="path-model-no-spread"):
        path_analysis(table.with_columns(same=pl.lit(1.0)).lazy(), ["same"])
    with pytest.raises(RefusedAnalysisError, match="association-built-in"):
        path_analysis(table.lazy(), ["staff_turnover"])
    with pytest.raises(RefusedAnalysisError, match="path-model-empty"):
        path_analysis(table.select("firm", "growth").lazy(), ["growth"])


def test_the_model_names_every_factor_once_and_every_path_has_a_source() -> None:
    data = load_toml("cohort.analysis", "paths.toml")
    named = [factor for entry in data["constructs"] for factor in entry["factors"]]
    assert sorted(named) == sorted(factor_ids())
    order = [entry["id"] for entry in data["constructs"]]
    for path in data["paths"]:
        assert path["source"]
        assert order.index(path["from"]) < order.index(path["to"]), "no circles"
