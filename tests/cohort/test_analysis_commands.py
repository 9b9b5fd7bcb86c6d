"""The commands that analyse results, as their user meets them."""

import json
import sys
from pathlib import Path

import jsonschema
import polars as pl
import pytest
from click.testing import CliRunner, Result

from steersman.cli import main
from tests.cohort.population import made_up, write_results


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_results(tmp_path_factory.mktemp("cohort") / "results", made_up(240))


def run(*arguments: object, code: int = 0) -> Result:
    found = CliRunner().invoke(main, ["cohort", *map(str, arguments)], env={"COLUMNS": "160"})
    assert found.exit_code == code, found.output + found.stderr
    return found


COMMANDS = {
    "describe": (),
    "percentiles": ("--firm", "F7"),
    "segments": (),
    "associate": ("--outcome", "product", "--factor", "talent.score"),
    "paths": ("--outcome", "growth", "--bootstrap", "50"),
}


@pytest.mark.parametrize("command", COMMANDS)
def test_json_is_as_its_schema_says(results: Path, command: str) -> None:
    found = json.loads(run(command, results, *COMMANDS[command], "--json").stdout)
    assert found["analysis"] == command
    for kind, part in ((f"cohort-{command}", "result"), ("cohort-provenance", "provenance")):
        schema = CliRunner().invoke(main, ["schema", kind])
        jsonschema.validate(found[part], json.loads(schema.stdout))


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("command", COMMANDS)
def test_everything_shown_says_that_firms_were_made_up(
    results: Path, command: str, language: str
) -> None:
    shown = run(command, results, *COMMANDS[command], "--language", language).stdout
    assert shown.startswith({"en": "Synthetic population", "zh_CN": "合成"}[language])
    if command in {"associate", "paths"}:
        assert {"en": "do not show that changing", "zh_CN": "不能说明改变"}[language] in " ".join(
            shown.split()
        ).replace(" ", "" if language == "zh_CN" else " ")


def test_groups_and_columns(results: Path) -> None:
    shown = run(
        "describe", results, "--by", "region", "--by", "size",
        "--column", "talent.score", "--column", "product", "--strata", "size",
    ).stdout  # fmt: skip
    assert "north, micro" in shown
    assert "Talent" in shown
    assert "Technology-based" not in shown
    assert "hidden" in shown, "few firms are medium-sized"


def test_percentiles_are_handed_out(results: Path, tmp_path: Path) -> None:
    table = tmp_path / "percentiles.csv"
    shown = run("percentiles", results, "--out", table, "--among", "sector", "software")
    assert "firms written" in shown.stdout
    assert {"percentile", "talent", "talent.firms", "synthetic"} <= set(pl.read_csv(table).columns)
    run("percentiles", results, "--out", tmp_path / "no" / "such.csv", code=2)
    run("percentiles", results, "--out", table, "--among", "size", "huge", code=2)


def test_outcomes_of_all_kinds_with_samples_drawn_anew(results: Path) -> None:
    shown = run(
        "associate", results, "--outcome", "product", "--outcome", "growth", "--outcome", "patents",
        "--factor", "talent.score", "--together", "--bootstrap", "20", "--control", "log:sales",
    ).stdout  # fmt: skip
    assert shown.count("Talent") == 3
    assert "samples drawn anew" in shown
    told = run("associate", results, "--outcome", "staff", code=2).stderr
    assert "no column “staff”" in told


@pytest.mark.parametrize(
    "arguments",
    [
        ("percentiles",),
        ("percentiles", "--firm", "F1", "--among", "size", "small"),
        ("associate", "--outcome", "product", "--control", "size", "--no-controls"),
    ],
)
def test_options_that_do_not_go_together(results: Path, arguments: tuple[str, ...]) -> None:
    command, *rest = arguments
    run(command, results, *rest, code=2)


@pytest.mark.parametrize("command", COMMANDS)
def test_folders_without_results_are_told(tmp_path: Path, command: str) -> None:
    (tmp_path / "manifest.json").write_text("{}", "utf-8")
    for folder in (tmp_path, tmp_path / "nothing"):
        told = run(command, folder, *COMMANDS[command], code=2).stderr
        assert "no results" in told


def test_a_library_that_is_missing_is_named(results: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sklearn.mixture", None)
    told = run("segments", results, code=2).stderr
    assert "extra “cohort”" in told


def test_results_whose_parts_were_lost_are_told(tmp_path: Path) -> None:
    folder = write_results(tmp_path / "results", made_up(40))
    for part in (folder / "results").glob("*"):
        part.write_bytes(b"PAR1 not really")
    assert "no results" in run("describe", folder, code=2).stderr
