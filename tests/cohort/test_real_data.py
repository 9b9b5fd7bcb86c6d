"""Example mappings: the check figures of the data's README come out of the intake, to its digits.

The data are not shipped; where they are absent only the mappings themselves are tested.
"""

import runpy
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from steersman.cohort.formulas import columns_of
from steersman.cohort.intake import intake
from steersman.cohort.mapping import Mapping, read_mapping, table_problems
from steersman.cohort.results import Manifest, manifest_text

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"
SURVEY, AWARDS = DATA / "eaii-2019-2021.csv.gz", DATA / "sbir-dod.csv.gz"
MARGINS = ROOT / "examples" / "cohort" / "innovation-survey-margins.toml"
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
        round(float((firms["weight"] * firms[f"rd_spending_in_house_{year}"]).sum()) / 1e9, 3)
        for year in (2019, 2020, 2021)
    ]
    assert spent == [3.198, 3.946, 4.443]


def test_official_size_class(firms: pl.DataFrame) -> None:
    small = firms.filter(pl.col("size_class_uy") != "large")
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
    margins = tomllib.loads(MARGINS.read_text("utf-8"))
    counts = [cell[-1] for margin in margins["margins"] for cell in margin["cells"]]
    counts += [
        shape["firms"] for amount in margins["amounts"].values() for shape in amount.values()
    ]
    assert min(counts) >= 10


DIVISIONS = {
    "manufacturing": 10,
    "energy, water, waste": 36,
    "transport": 49,
    "lodging and food": 55,
    "information and communication": 62,
    "finance": 66,
    "professional services": 71,
    "administrative services": 82,
    "health": 86,
}
DEPARTMENTS = {"Montevideo": 1, "Canelones": 3, "Colonia": 5, "Maldonado": 10}


def made_up_survey(rows: int) -> pl.DataFrame:
    """Return a table in the survey's form, by the margins that are shipped."""
    random = np.random.default_rng(7)
    margins = tomllib.loads(MARGINS.read_text("utf-8"))

    def drawn(column: str) -> list[Any]:
        cells = next(m["cells"] for m in margins["margins"] if m["columns"] == [column])
        shares = np.array([share for _, share, _ in cells])
        names = [name for name, _, _ in cells]
        return [names[place] for place in random.choice(len(names), rows, p=shares / shares.sum())]

    source = mapping("innovation-survey.yaml")
    asked = {
        column
        for formula in (*source.columns.values(), *source.keep.values())
        for column in columns_of(formula)
    }
    innovates = random.random(rows) < margins["truths"]["innovating"]["all"]
    table = {name: np.ones(rows, dtype=int) for name in sorted(asked)}
    table |= {name: random.integers(1, 5, rows) for name in asked if name.startswith("H1A")}
    table |= {
        "ID_Estadistico": np.arange(rows),
        "Division": np.array([DIVISIONS[name] for name in drawn("sector")]),
        "IG_3_5_2_0_1": np.array([DEPARTMENTS.get(name, 999) for name in drawn("region")]),
        "IG_3_5_2_1_1": np.full(rows, 14),
        "IG_3_4": random.integers(1950, 2022, rows),
        "IG_4_1_3": random.integers(10, 500, rows),
        "Innovativa": np.where(innovates, 1, 2),
        "B2_A": np.where(innovates, 999, 2),
        "D1_3": np.where(innovates, 50, 0),
    }
    return pl.DataFrame(table).select(pl.all().cast(pl.String))


def test_the_mapping_reads_a_made_up_survey_as_its_margins_say() -> None:
    survey = mapping("innovation-survey.yaml")
    batch = made_up_survey(4000)
    assert table_problems(batch.columns, survey) == ()
    found = intake(batch, survey, 1)
    assert found.faults.is_empty()
    margins = tomllib.loads(MARGINS.read_text("utf-8"))
    for margin in margins["margins"][:2]:
        (column,) = margin["columns"]
        shares = dict(found.firms[column].value_counts(normalize=True).iter_rows())
        assert shares == pytest.approx({n: share for n, share, _ in margin["cells"]}, abs=0.03)
    firms = found.firms
    assert (
        firms.filter(~pl.col("innovating"))["science_staff"].null_count()
        == firms.filter(~pl.col("innovating")).height
    )
    assert firms.filter("innovating")["public_support_ratio"].unique().to_list() == [0.5]
    assert firms["rd_spending"].null_count() == firms.height, "1 is a placeholder"
    points = firms.select(pl.col("talent.answers") + pl.col("obstacle_personnel"))
    assert points.to_series().round(9).unique().to_list() == [100.0]


def test_the_study_runs_and_says_what_it_cannot_fit(tmp_path: Path) -> None:
    found = intake(made_up_survey(500), mapping("innovation-survey.yaml"), 1)
    (tmp_path / "results").mkdir()
    random = np.random.default_rng(3)
    firms = found.firms.with_columns(
        process_innovation=pl.Series(random.random(500) < 0.5), in_house_rd=pl.lit(value=False)
    )
    firms.write_parquet(tmp_path / "results" / "0.parquet")
    manifest = Manifest(
        "0", 1, date(2022, 6, 30), 20, (), (), "made up", "", True, (), (), 500, 500, 0
    )
    (tmp_path / "manifest.json").write_text(manifest_text(manifest), "utf-8")
    lines = runpy.run_path(str(ROOT / "tools" / "study_innovation_survey.py"))["lines"]
    text = "\n".join(lines(tmp_path))
    assert "### All firms, one obstacle at a time" in text
    row = next(line for line in text.splitlines() if line.startswith("| finance | not fitted"))
    assert row.count("not fitted") == 2, "products are all alike, and so is research"
    assert " to " in row
