"""Example mappings: the check figures of the data's README come out of the intake, to its digits.

The data are not shipped; where they are absent only the mappings themselves are tested.
"""

import runpy
import tomllib
from pathlib import Path

import polars as pl
import pytest

from steersman.cohort.intake import intake
from steersman.cohort.mapping import Mapping, read_mapping, table_problems

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"
SURVEY, AWARDS = DATA / "eaii-2019-2021.csv.gz", DATA / "sbir-dod.csv.gz"
MEDIUM = 3
NAMES_OF_THIRD_PARTIES = ("G1A_1_9", "G1A_2_9", "G1A_3_9")


def mapping(name: str) -> Mapping:
    found, problems = read_mapping(ROOT / "examples" / "cohort" / name)
    assert problems == ()
    assert found is not None
    return found


@pytest.fixture(scope="module")
def firms() -> pl.DataFrame:
    if not SURVEY.is_file():
        pytest.skip("the survey is not shipped")
    survey = mapping("innovation-survey.yaml")
    batch = pl.read_csv(SURVEY, infer_schema=False)
    assert table_problems(batch.columns, survey) == ()
    found = intake(batch, survey, 1)
    assert found.faults.is_empty()
    assert set(NAMES_OF_THIRD_PARTIES) <= set(found.ignored)
    return found.firms


def percent(firms: pl.DataFrame, column: str) -> float:
    weighted = firms.select((pl.col("weight") * pl.col(column)).sum() / pl.col("weight").sum())
    return round(100 * float(weighted.item()), 2)


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("innovating", 14.81),
        ("in_house_rd", 5.22),
        ("process_innovation", 12.64),
        ("product_innovation", 4.86),
        ("exporter", 12.37),
        ("foreign_capital", 6.81),
    ],
)
def test_weighted_shares(firms: pl.DataFrame, column: str, expected: float) -> None:
    assert percent(firms, column) == expected


def test_firms_weights_and_sectors(firms: pl.DataFrame) -> None:
    assert firms.height == 2408
    assert round(firms["weight"].sum()) == 11_969
    assert (firms["weight"] == 1).sum() == 152
    assert firms["innovating"].sum() == 601
    assert firms["trading"].eq_missing(other=False).sum() == 9
    assert percent(firms.filter("industry"), "innovating") == 18.95
    assert percent(firms.filter(~pl.col("industry")), "innovating") == 13.20


def test_research_spending_in_the_house(firms: pl.DataFrame) -> None:
    spent = [
        round((firms["weight"] * firms[f"rd_spending_in_house_{year}"]).sum() / 1e9, 3)
        for year in (2019, 2020, 2021)
    ]
    assert spent == [3.198, 3.946, 4.443]


def test_official_size_class(firms: pl.DataFrame) -> None:
    small = firms.filter(pl.col("size_class_uy") <= MEDIUM)
    assert small.height == 1767
    assert round(small["weight"].sum()) == 11_013


def test_awards_by_firm() -> None:
    if not AWARDS.is_file():
        pytest.skip("the awards are not shipped")
    firms_of = runpy.run_path(str(ROOT / "tools" / "convert_sbir_awards.py"))["firms_of"]
    table = firms_of(pl.read_csv(AWARDS, infer_schema_length=None))
    found = intake(table, mapping("sbir.yaml"), 1)
    assert found.faults.is_empty()
    assert found.firms.height == 1434
    assert found.firms["reached_phase_two"].sum() == 546
    assert found.firms["awards"].sum() == 2599 - 4
    assert "company" not in table.columns


def test_margins_show_no_group_of_fewer_than_ten() -> None:
    file = ROOT / "examples" / "cohort" / "innovation-survey-margins.toml"
    margins = tomllib.loads(file.read_text("utf-8"))
    counts = [cell[-1] for margin in margins["margins"] for cell in margin["cells"]]
    counts += [
        shape["firms"] for amount in margins["amounts"].values() for shape in amount.values()
    ]
    assert min(counts) >= 10
