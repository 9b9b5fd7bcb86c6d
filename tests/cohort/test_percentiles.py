"""A firm among its like, and percentiles that can be handed out."""

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
import polars.selectors as cs
import pytest

from steersman.cohort import columns
from steersman.cohort.analysis.fields import RefusedAnalysisError
from steersman.cohort.analysis.percentiles import reference, standing
from steersman.cohort.reference_table import write_reference
from steersman.diagnose import Diagnosis, diagnose, percentiles
from steersman.diagnose.comparison import ReferenceScores
from steersman.files.cohort_scores import read_cohort_scores
from tests.cohort.population import made_up
from tests.data import example_firm


@cache
def diagnosed() -> Diagnosis:
    firm = example_firm()
    return diagnose(firm, date(2026, 6, 30), np.random.default_rng(1), draws=2000)


def test_a_firm_among_its_like() -> None:
    table = made_up()
    firm = table.row(7, named=True)
    found = standing(table.lazy(), firm["firm"])
    assert found.among == {name: firm[name] for name in ("sector", "size", "region")}
    like = table.filter(
        pl.col("firm") != firm["firm"],
        *(pl.col(name) == value for name, value in found.among.items()),
    )
    assert found.firms == like.height
    talent = next(entry for entry in found.factors if entry.factor == "talent")
    # All of a size weigh the same. What others may truly score is drawn to check the formula.
    spread = (like["talent.high"] - like["talent.low"]).to_numpy() / (2 * 1.644854)
    noise = np.random.default_rng(1).normal(size=(4000, like.height))
    drawn = like["talent.score"].to_numpy() + spread * noise
    for place, end in (("percentile", "score"), ("low", "low"), ("high", "high")):
        below = 100 * (drawn < firm[f"talent.{end}"]).mean()
        assert getattr(talent, place) == pytest.approx(below, abs=1)
    assert talent.low <= talent.percentile <= talent.high


def sizes(*groups: tuple[str, int]) -> pl.DataFrame:
    """Firms of sectors with given numbers."""
    firms = [sector for sector, count in groups for _ in range(count)]
    return pl.DataFrame(
        {
            "firm": [str(number) for number in range(len(firms))],
            "sector": firms,
            "talent.score": np.linspace(0, 100, len(firms)),
        }
    )


def test_too_few_like_it_or_too_few_others_make_the_group_larger() -> None:
    few = standing(sizes(("a", 8), ("b", 30)).lazy(), "0")
    assert (few.among, few.dropped, few.firms) == ({}, ("sector",), 37)
    # Thirty are enough, but the eight others would follow from the answer for all.
    others_few = standing(sizes(("a", 8), ("b", 30)).lazy(), "20")
    assert others_few.among == {}
    assert standing(sizes(("a", 12), ("b", 30)).lazy(), "20").among == {"sector": "b"}


def test_a_firm_that_carries_most_of_the_weight_makes_the_group_larger() -> None:
    table = sizes(("a", 20), ("b", 30)).with_columns(weight=pl.lit(1.0))
    heavy = table.with_columns(
        weight=pl.when(pl.col("firm") == "3").then(25.0).otherwise(pl.col("weight"))
    )
    assert standing(table.lazy(), "0").among == {"sector": "a"}
    assert standing(heavy.lazy(), "0").among == {}


def test_refusals() -> None:
    with pytest.raises(RefusedAnalysisError, match="firm-not-there"):
        standing(made_up(40).lazy(), "nobody")
    with pytest.raises(RefusedAnalysisError, match="group-tells-on-firms"):
        standing(made_up(10).lazy(), "F1")
    with pytest.raises(RefusedAnalysisError, match="group-tells-on-firms"):
        reference(sizes(("a", 25), ("b", 5)).lazy(), {"sector": "a"})
    with pytest.raises(RefusedAnalysisError, match="column-not-there"):
        reference(made_up(40).lazy(), {"colour": "red"})


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_table_to_hand_out_is_read_by_diagnose(tmp_path: Path, ending: str) -> None:
    table = made_up().with_columns(weight=pl.lit(1.0)).select(~cs.ends_with(".low", ".high"))
    path = tmp_path / f"reference.{ending}"
    write_reference(path, reference(table.lazy(), {}))
    cohort, problems = read_cohort_scores(path)
    assert problems == ()
    diagnosis = diagnosed()
    rows = {
        factor: table[columns.score_of(factor)].to_numpy().astype(np.float64) for factor in cohort
    }
    safe, exact = percentiles(diagnosis, cohort), percentiles(diagnosis, rows)
    assert len(safe) == len(exact) == 13
    for one, other in zip(safe, exact, strict=True):
        assert (one.factor, one.firms) == (other.factor, other.firms)
        assert one.percentile == pytest.approx(other.percentile, abs=1)


def test_what_is_not_known_of_scores_widens_their_spread() -> None:
    table = made_up()
    means = table.select(~cs.ends_with(".low", ".high"))
    wide, narrow = (reference(part.lazy(), {}).factors["talent"] for part in (table, means))
    assert wide.scores[0] < narrow.scores[0]
    assert wide.scores[-1] > narrow.scores[-1]
    assert wide.scores[49 - 1] == pytest.approx(narrow.scores[49 - 1], abs=1.5)


def test_the_table_holds_no_firm_that_stands_out() -> None:
    found = reference(sizes(("a", 200)).lazy(), {}).factors["talent"]
    assert found.levels.min() * 200 >= 10
    assert (1 - found.levels.max()) * 200 >= 10 - 1e-9


def test_the_table_holds_no_few_firms_of_large_weight() -> None:
    weight = pl.when(pl.col("firm").cast(pl.Int64) >= 197).then(20.0).otherwise(1.0)
    found = reference(sizes(("a", 200)).with_columns(weight=weight).lazy(), {}).factors["talent"]
    assert found.scores.max() <= 100 * 190 / 199 + 0.05, "ten firms lie at it or above"


def test_equal_scores_share_a_place_in_a_table_of_quantiles() -> None:
    diagnosis = diagnosed()
    same = replace(diagnosis, draws=np.full_like(diagnosis.draws, 50.0))
    levels = np.linspace(0.1, 0.9, 9)
    flat = ReferenceScores(levels, np.array([20.0, 40, 50, 50, 50, 60, 70, 80, 90]), 100)
    assert percentiles(same, {"talent": flat})[0].percentile == pytest.approx(40)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("percentile,talent,talent.firms\n20,5,50\n10,6,50\n", "cohort-percentiles"),
        ("percentile,talent,talent.firms\n10,7,50\n20,6,50\n", "cohort-percentiles"),
        ("percentile,talent,talent.firms\n10,5,9\n20,6,9\n", "cohort-too-small"),
        ("percentile,talent\n10,5\n20,6\n", "cohort-too-small"),
        ("percentile,talent,talent.firms\n0,5,50\n20,6,50\n", "cohort-percentiles"),
    ],
)
def test_bad_tables_of_quantiles(tmp_path: Path, text: str, code: str) -> None:
    path = tmp_path / "reference.csv"
    path.write_text(text, "utf-8")
    cohort, problems = read_cohort_scores(path)
    assert cohort == {}
    assert [problem.code for problem in problems] == [code]
