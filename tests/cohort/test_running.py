"""Runs over tables: both kinds of files, rows that cannot be used, runs that were cut off."""

import gzip
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from steersman.cli.main import main
from steersman.cohort.columns import FIRM, STRATEGY
from steersman.cohort.engines import Answer, HereEngine, Task, TaskInput
from steersman.cohort.examination import examine
from steersman.cohort.laboratory.population import load_population
from steersman.cohort.laboratory.synthetic import synthetic_firms
from steersman.cohort.question import Question
from steersman.cohort.results import Results
from steersman.cohort.running import Request, day_of_run, run_cohort
from steersman.cohort.staging import TableError
from tests.effort import examples

FIRMS, DRAWS = 600, 60
RULES = ("cn/enterprise-size", "cn/technology-sme-evaluation")
QUESTION = Question(date(2026, 6, 30), RULES, draws=DRAWS)


@pytest.fixture(scope="module")
def firms() -> pl.DataFrame:
    return synthetic_firms(load_population("cn-technology"), FIRMS, 1).collect()


@pytest.fixture
def table(firms: pl.DataFrame, tmp_path: Path) -> Path:
    path = tmp_path / "firms.parquet"
    firms.write_parquet(path)
    return path


def run(table: Path, folder: Path, **changes: object) -> Results:
    """Run quietly in this process."""
    request = Request(table, table.name, None, QUESTION, part_rows=120)
    return run_cohort(
        replace(request, **changes), folder, HereEngine(), lambda _: None, lambda *_: None
    )


def firms_of(results: Results) -> pl.DataFrame:
    return results.firms().collect()


def command(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["cohort", "run", *map(str, arguments)])


def test_files_of_either_kind_and_parts_of_any_size_give_the_same(
    firms: pl.DataFrame, table: Path, tmp_path: Path
) -> None:
    text = tmp_path / "firms.csv"
    firms.write_csv(text)
    packed = tmp_path / "packed.csv.gz"
    packed.write_bytes(gzip.compress(text.read_bytes()))
    whole = firms_of(run(table, tmp_path / "whole", part_rows=FIRMS))
    assert whole.height == FIRMS
    for place, (source, rows) in enumerate(((table, 250), (text, 500), (packed, 377))):
        parts = firms_of(run(source, tmp_path / str(place), part_rows=rows))
        assert parts.equals(whole)


def test_a_folder_is_free_again_after_a_run_that_could_not_begin(
    table: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    refused = command(table, "--out", folder, "--keep", "colour")
    assert refused.exit_code == 2
    assert "colour" in refused.output
    begun = command(table, "--out", folder, "--draws", DRAWS, "--rules", RULES[0])
    assert begun.exit_code == 0, begun.output


def test_threads_make_no_difference(firms: pl.DataFrame) -> None:
    rows = firms.head(500)
    assert examine(rows, QUESTION, threads=2).equals(examine(rows, QUESTION))


class CutOffEngine(HereEngine):
    """Stops after some answers, as an interrupted run does."""

    def __init__(self, after: int) -> None:
        self.after = after
        self.answered = 0

    def answers(
        self, tasks: Iterable[Task[TaskInput]], work: Callable[[TaskInput], Answer]
    ) -> Iterator[tuple[int, Answer]]:
        for found in super().answers(tasks, work):
            if self.answered == self.after:
                raise KeyboardInterrupt
            self.answered += 1
            yield found


def test_a_run_that_was_cut_off_goes_on_with_what_is_missing(table: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    request = Request(table, table.name, None, QUESTION, part_rows=120)
    with pytest.raises(KeyboardInterrupt):
        run_cohort(request, folder, CutOffEngine(2), lambda _: None, lambda *_: None)
    assert day_of_run(folder) == QUESTION.as_of
    assert len(list((folder / "results").glob("*.parquet"))) == 2
    rest = CutOffEngine(99)
    told: list[tuple[int, int]] = []
    found = run_cohort(request, folder, rest, lambda _: None, lambda *done: told.append(done))
    assert rest.answered == 3, "five parts, two of them done before"
    assert told == [(240, 600), (360, 600), (480, 600), (600, 600)]
    assert firms_of(found).equals(firms_of(run(table, tmp_path / "whole")))
    again = CutOffEngine(0)
    run_cohort(request, folder, again, lambda _: None, lambda *_: None)
    assert not again.answered, "a run that has ended is not run again"


def test_a_folder_of_something_else_is_left_alone(table: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    run(table, folder)
    with pytest.raises(TableError) as other:
        run(table, folder, question=replace(QUESTION, draws=70))
    assert other.value.problems[0].code == "cohort-folder-of-another"
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "letter.txt").write_text("dear")
    with pytest.raises(TableError) as strange:
        run(table, mine)
    assert strange.value.problems[0].code == "cohort-folder-not-empty"
    assert [path.name for path in mine.iterdir()] == ["letter.txt"]


def test_rows_that_cannot_be_used_are_set_aside_and_counted(tmp_path: Path) -> None:
    table = tmp_path / "firms.csv"
    lines = ["firm,staff,sales", "a,10,1000", "b,many,2000", "c,30", "", "a,11,1000", ",5,5"]
    lines += [f"n{number},20,{number}" for number in range(40)] + ["n3,1,1", "d,-4,3,"]
    table.write_text("\n".join(lines), "utf-8")
    results = run(table, tmp_path / "out", part_rows=7)
    manifest = results.manifest
    assert (manifest.rows, manifest.firms, manifest.set_aside) == (47, 41, 6)
    faults = results.set_aside().select("row", "code").sort("row").collect().rows()
    assert faults == [
        (2, "cohort-not-a-number"),
        (3, "cohort-cells"),
        (4, "cohort-firm-twice"),
        (5, "cohort-firm-missing"),
        (46, "cohort-firm-twice"),
        (47, "cohort-cells"),
    ]
    assert sorted(firms_of(results)[FIRM].to_list())[:1] == ["a"]


def test_the_same_rows_are_set_aside_whatever_the_parts(tmp_path: Path) -> None:
    table = tmp_path / "firms.csv"
    names = [f"n{number % 70}" for number in range(100)]
    table.write_text("firm,staff\n" + "".join(f"{name},5\n" for name in names), "utf-8")
    found = [
        run(table, tmp_path / str(rows), part_rows=rows).set_aside().collect().sort("row")
        for rows in (1000, 30, 7)
    ]
    assert found[0].height == 30
    assert found[0].equals(found[1])
    assert found[0].equals(found[2])


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty-file"),
        (b"firm,staff\n", "cohort-no-rows"),
        (b"firm,firm\na,b\n", "duplicate-column"),
        (b"name,staff\na,5\n", "cohort-no-firm"),
        (b"firm,colour\na,red\n", "cohort-no-evidence"),
        (b"firm,staff\n\xff\xff\xff\n", "not-text"),
    ],
)
def test_a_table_that_cannot_be_used_is_told_in_one_sentence(
    tmp_path: Path, content: bytes, code: str
) -> None:
    table = tmp_path / "firms.csv"
    table.write_bytes(content)
    with pytest.raises(TableError) as error:
        run(table, tmp_path / "out")
    assert [problem.code for problem in error.value.problems] == [code]
    found = command(table, "--out", tmp_path / "told")
    assert found.exit_code == 2
    assert "Traceback" not in found.output


def test_files_of_other_encodings_and_delimiters_are_read(tmp_path: Path) -> None:
    text = "firm;staff;region\n火眼;12;深圳\n"
    for encoding in ("utf-8-sig", "gb18030", "utf-16"):
        table = tmp_path / f"{encoding}.csv"
        table.write_bytes(text.encode(encoding))
        found = firms_of(run(table, tmp_path / encoding))
        assert found.select(FIRM, "region").rows() == [("火眼", "深圳")]


@settings(
    max_examples=examples(12, 80),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(content=st.binary(max_size=300), header=st.sampled_from([b"", b"firm,staff\n"]))
def test_no_bytes_whatsoever_break_a_run(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, header: bytes
) -> None:
    folder = tmp_path_factory.mktemp("bytes")
    table = folder / "firms.csv"
    table.write_bytes(header + content)
    try:
        found = run(table, folder / "out").manifest
    except TableError:
        return
    assert found.rows == found.firms + found.set_aside


def test_the_command_tells_what_came_of_it(table: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    found = command(table, "--out", folder, "--draws", DRAWS, "--keep", "product_innovation")
    assert found.exit_code == 0, found.output
    assert "made up" in found.output
    assert str(folder) in found.output.replace("\n", "")
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert manifest["kept"] == ["product_innovation"]
    assert manifest["firms"] == FIRMS
    columns = pl.read_parquet_schema(folder / "results" / "part-00000.parquet")
    assert {"product_innovation", STRATEGY, "cn/technology-sme-evaluation"} <= columns.keys()
    chinese = command(
        table, "--out", tmp_path / "zh", "--draws", DRAWS, "--language", "zh_CN", "--rules", "uk"
    )
    assert "虚构" in chinese.output


def test_rows_set_aside_are_findings(tmp_path: Path) -> None:
    table = tmp_path / "firms.csv"
    table.write_text("firm,staff\na,5\nb,many\n", "utf-8")
    found = command(table, "--out", tmp_path / "out")
    assert found.exit_code == 1
    assert "many" in found.output


@pytest.mark.parametrize(
    "arguments", [["--rules", "atlantis"], ["--order", "cash,cash"], ["--keep", "staff"],
                  ["--workers", "1", "--scheduler", "tcp://nowhere:1"]]
)  # fmt: skip
def test_options_that_make_no_sense_are_refused(
    table: Path, tmp_path: Path, arguments: list[str]
) -> None:
    found = command(table, "--out", tmp_path / "out", *arguments)
    assert found.exit_code == 2
    assert not (tmp_path / "out").exists()
