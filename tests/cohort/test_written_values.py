"""Numbers and dates as spreadsheets write them, rows of totals, and units that look wrong."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from steersman.cli.cohort import cohort_command
from steersman.cli.cohort.tables import writing_tables
from steersman.cohort.engines import HereEngine
from steersman.cohort.intake import intake
from steersman.cohort.mapping import Mapping, read_mapping, table_problems
from steersman.cohort.plausibility import unit_doubts
from steersman.cohort.question import Question
from steersman.cohort.report.run import run_blocks
from steersman.cohort.results import Results
from steersman.cohort.running import Request, run_cohort
from steersman.cohort.staging import TableError
from steersman.cohort.written_values import written_numbers
from steersman.dossier import Firm
from steersman.identify.facts import _age
from steersman.messages import messages_for
from steersman.methods.interval import Interval
from steersman.report.document import Bullets, Paragraph

DAY = date(2026, 6, 30)
QUESTION = Question(as_of=DAY, rules=("cn/high-tech-enterprise",), draws=20)
EXPORT = """企业名称,成立日期,职工总数,营业收入（万元）,研发占比
甲公司,2007/10/26,"1,204","3,501.52",13.24%
乙公司,2015年3月31日,88,１２０,5 %
丙公司,2020-11,24,"1,000.5",
合 计,,"1,316","2,621.02",
"""


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,234.5", 1234.5), ("1,234,567", 1_234_567.0), ("1 234", 1234.0), ("1'234.5", 1234.5),
        ("12.5%", 0.125), ("12.5 %", 0.125), ("-5%", -0.05), ("3.5万", 35_000.0),
        ("1.2亿元", 1.2e8), ("¥1,200.00", 1200.0), ("１２．５％", 0.125), ("(1,234)", -1234.0),
        ("−3", -3.0), ("1e3", 1000.0), ("7", 7.0),
        ("12,5", None), ("1,23", None), ("1,2345", None), ("(5", None), ("(-5)", None),
        ("1,234 567", None), ("about 5", None), ("%", None), ("—", None), ("1.234,5", None),
    ],
)  # fmt: skip
def test_numbers_are_read_where_they_can_mean_one_thing(text: str, number: float | None) -> None:
    assert written_numbers(pl.Series([text, None])).to_list() == [number, None]


def mapping_of(folder: Path, ages: str) -> Mapping:
    file = folder / "map.yaml"
    file.write_text(
        "columns:\n  firm: 企业名称\n  staff: 职工总数\n  rd_sales_share: 研发占比\n"
        "  sales: {column: 营业收入（万元）, times: 10000}\n" + ages,
        "utf-8",
    )
    mapping, problems = read_mapping(file)
    assert mapping is not None, problems
    return mapping


def test_an_export_of_excel_is_read_and_its_totals_are_no_firm(tmp_path: Path) -> None:
    ages = "  age_days: {days_since: 成立日期, unreadable: unknown}\n"
    ages += "  age_months: {months_since: 成立日期, unreadable: unknown}\n"
    results = run(tmp_path, mapping_of(tmp_path, ages))
    firms = results.firms().collect()
    assert firms["staff"].to_list() == [1204.0, 88.0, 24.0]
    assert firms["sales"].to_list() == pytest.approx([35_015_200.0, 1_200_000.0, 10_005_000.0])
    assert firms["rd_sales_share"].to_list() == [0.1324, 0.05, None]
    assert firms["age_months"].to_list() == [224.0, 134.0, None]
    assert firms["age_days"].to_list() == [6822.0, 4109.0, None]
    assert results.set_aside().select("row", "code").collect().rows() == [
        (4, "cohort-row-of-totals")
    ]


def test_a_date_that_cannot_be_read_sets_its_row_aside(tmp_path: Path) -> None:
    results = run(tmp_path, mapping_of(tmp_path, "  age_days: {days_since: 成立日期}\n"))
    faults = results.set_aside().sort("row").select("row", "column", "value", "code").collect()
    assert faults.rows()[0] == (3, "成立日期", "2020-11", "cohort-not-a-day")
    told = run_blocks(results, messages_for("zh_CN"))
    mends = next(block for block in told if isinstance(block, Bullets))
    assert "日期请先写年份" in mends.items[0] or "日期请先写年份" in mends.items[1]


@pytest.mark.parametrize("founded", [date(2007, 10, 26), date(2024, 2, 29), date(2026, 7, 1)])
def test_ages_are_those_of_a_dossier(founded: date, tmp_path: Path) -> None:
    ages = "  age_days: {days_since: 成立日期}\n  age_months: {months_since: 成立日期}\n"
    mapping = replace(mapping_of(tmp_path, ages), as_of=DAY)
    table = pl.DataFrame({
        "企业名称": "a", "成立日期": founded, "职工总数": 5, "营业收入（万元）": 1, "研发占比": 0.1
    })  # fmt: skip
    firm = intake(table, mapping, 1).firms
    expected = _age(Firm(name="a", date=DAY, founded=founded), DAY)
    for name, value in expected.items():
        assert isinstance(value, Interval)
        assert (value.low, value.high) == (firm[name].item(),) * 2


def run(folder: Path, mapping: Mapping | None) -> Results:
    table = folder / "firms.csv"
    table.write_bytes(EXPORT.encode("gb18030"))
    request = Request(table, table.name, mapping, QUESTION)
    return run_cohort(request, folder / "out", HereEngine(), lambda _: None, lambda *_: None)


def test_a_refused_run_leaves_its_folder_free_for_the_next(tmp_path: Path) -> None:
    with pytest.raises(TableError) as refused:
        run(tmp_path, None)
    assert refused.value.problems[0].code == "cohort-no-firm"
    assert refused.value.problems[0].place == "firms.csv"
    assert not (tmp_path / "out").exists()
    assert run(tmp_path, mapping_of(tmp_path, "")).manifest.firms == 3


@pytest.mark.parametrize(
    ("sales", "research", "codes"),
    [
        (500_000.0, 20_000.0, ()),
        (50.0, 2.0, ("sales_a_head",)),
        (50.0, 20_000.0, ("sales_a_head", "rd_share")),
        (500_000.0, 2.0, ("rd_share",)),
    ],
)
def test_units_that_no_economy_has_are_told(
    sales: float, research: float, codes: tuple[str, ...]
) -> None:
    table = pl.DataFrame({"staff": [10.0] * 12, "sales": 10 * sales, "rd_spending": 10 * research})
    assert tuple(doubt.code for doubt in unit_doubts(table.lazy())) == codes
    assert unit_doubts(table.head(9).lazy()) == ()
    assert unit_doubts(table.select("staff").lazy()) == ()


def test_a_run_says_that_units_look_wrong(tmp_path: Path) -> None:
    table = tmp_path / "firms.csv"
    rows = "\n".join(f"f{number},10,460,20" for number in range(12))
    table.write_text(f"firm,staff,sales,rd_spending\n{rows}\n", "utf-8")
    request = Request(table, table.name, None, QUESTION)
    results = run_cohort(request, tmp_path / "out", HereEngine(), lambda _: None, lambda *_: None)
    told = [b.text for b in run_blocks(results, messages_for("en")) if isinstance(b, Paragraph)]
    assert any("sales are 46 a head" in text for text in told)


def test_a_heading_above_the_titles_is_told(tmp_path: Path) -> None:
    table = tmp_path / "firms.csv"
    table.write_text("2025年企业统计表,,\n企业名称,职工总数,备注\na,5,\n", "utf-8")
    request = Request(table, table.name, None, QUESTION)
    with pytest.raises(TableError) as refused:
        run_cohort(request, tmp_path / "out", HereEngine(), lambda _: None, lambda *_: None)
    assert [problem.code for problem in refused.value.problems] == ["cohort-heading-first"]


def test_folders_empty_mappings_and_broken_results_are_told(tmp_path: Path) -> None:
    empty = tmp_path / "map.yaml"
    empty.write_text("", "utf-8")
    table = tmp_path / "firms.csv"
    table.write_text("firm,staff\na,5\n", "utf-8")
    broken = tmp_path / "results"
    broken.mkdir()
    (broken / "manifest.json").write_text("{", "utf-8")
    out = ["--out", str(tmp_path / "out")]
    told = {
        "cohort convert": ["run", str(tmp_path), *out],
        "is empty": ["run", str(table), "--map", str(empty), *out],
        "holds no results": ["allocate", str(broken), "--programme", "rd-grant", "--budget", "5"],
    }
    for text, arguments in told.items():
        found = CliRunner().invoke(cohort_command, arguments)
        assert found.exit_code == 2
        assert text in " ".join(found.output.split())


def test_trouble_with_the_disk_while_tables_are_written_is_told() -> None:
    full = "parquet: underlying IO error: No space left on device (os error 28)"
    with pytest.raises(SystemExit), writing_tables(messages_for("en"), Path("results")):
        raise pl.exceptions.ComputeError(full)
    with (
        pytest.raises(pl.exceptions.ComputeError),
        writing_tables(messages_for("en"), Path("results")),
    ):
        raise pl.exceptions.ComputeError("conversion failed")


def test_a_column_that_many_formulas_miss_is_told_once(tmp_path: Path) -> None:
    ages = "  age_days: {days_since: 设立日期}\n  age_months: {months_since: 设立日期}\n"
    problems = table_problems(["企业名称", "职工总数"], mapping_of(tmp_path, ages))
    missing = [problem.parameters["value"] for problem in problems]
    assert sorted(missing) == sorted(["研发占比", "营业收入（万元）", "设立日期"])
