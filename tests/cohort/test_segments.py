"""Segments that are there are found, and none where there are none."""

import numpy as np
import polars as pl
import pytest
from sklearn.datasets import load_iris, make_blobs
from sklearn.metrics import adjusted_rand_score

from steersman.cohort.analysis.segments import find_segments
from steersman.methods.segmentation import divide


def test_groups_that_were_made_are_found() -> None:
    values, truth = make_blobs(400, 4, centers=3, random_state=2)
    found = divide(values, 10, 5, np.random.default_rng(1))
    assert found.chosen.segments == 3
    assert adjusted_rand_score(truth, found.labels) > 0.98
    assert found.is_stable
    assert (np.diff(np.bincount(found.labels)) <= 0).all(), "the largest first"


def test_irises_fall_into_two() -> None:
    """By this criterion two kinds look like one (Fraley & Raftery 2002); setosa stands apart."""
    data = load_iris()
    found = divide(data.data, 10, 5, np.random.default_rng(1))
    assert found.chosen.segments == 2
    assert adjusted_rand_score(data.target == 0, found.labels) == 1


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_one_long_cloud_is_not_cut_up(seed: int) -> None:
    random = np.random.default_rng(seed)
    values = 2 * random.normal(size=(300, 1)) + random.normal(size=(300, 4))
    found = divide(values, 10, 3, random)
    assert found.chosen.segments == 1
    assert not found.is_stable


def firms(apart: float, count: int = 240) -> pl.DataFrame:
    """A third of the firms is strong in talent and weak in financing, and makes software."""
    random = np.random.default_rng(5)
    special = np.arange(count) % 3 == 0
    table = {
        "firm": np.arange(count).astype(str),
        "weight": np.where(special, 1.0, 2.0),
        "sector": np.where(special, "software", "machines"),
    }
    for factor in ("talent", "financing", "culture"):
        shift = {"talent": apart, "financing": -apart}.get(factor, 0.0)
        table[f"{factor}.score"] = 50 + 6 * random.normal(size=count) + shift * special
        table[f"{factor}.known"] = np.full(count, 0.9)
    return pl.DataFrame(table)


def test_segments_are_described_by_what_sets_them_apart() -> None:
    found = find_segments(firms(40.0).lazy(), replicates=5)
    assert found.verdict == "found"
    assert [segment.firms for segment in found.segments] == [160, 80]
    special = found.segments[1]
    assert special.share == pytest.approx(80 / 400)
    assert special.low < special.share < special.high
    assert {trait.factor for trait in special.apart} == {"talent", "financing"}
    assert special.traits[0].difference * special.traits[1].difference < 0
    assert [(lean.value, lean.share) for lean in special.leans] == [("software", 1.0)]


def test_where_there_are_none_that_is_said() -> None:
    assert find_segments(firms(0.0).lazy(), replicates=3).verdict == "one-cloud"
    few = find_segments(firms(40.0).head(30).lazy())
    assert (few.verdict, few.segments) == ("too-few", ())


def test_what_is_little_known_is_left_out() -> None:
    table = firms(40.0).with_columns(
        pl.lit(0.2).alias("culture.known"),
        pl.when(pl.int_range(pl.len()) < 20)
        .then(0.05)
        .otherwise(pl.col("talent.known"))
        .alias("talent.known"),
    )
    found = find_segments(table.lazy(), replicates=3)
    assert found.left_out_factors == ("culture",)
    assert (found.left_out, found.firms) == (20, 220)
