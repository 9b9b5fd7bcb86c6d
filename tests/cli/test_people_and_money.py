"""``steersman captable``, ``finance`` and ``people`` as their user meets them."""

import json
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

from steersman.cli import main
from steersman.cli.schema import TYPES
from steersman.serialise import json_schema
from tests.shared_pipelines import sharing

EXAMPLES = Path(__file__).parents[2] / "examples"
EXAMPLE = EXAMPLES / "huoyan-textiles"


@pytest.fixture(autouse=True, scope="module")
def share_pipelines() -> Iterator[None]:
    with sharing():
        yield


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments), catch_exceptions=False)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_cap_table_of_the_example(language: str) -> None:
    done = run("captable", str(EXAMPLE), "--candidates", "5", "--language", language)
    assert done.exit_code == 0
    assert "2.8020" in done.stdout
    assert "equity." not in done.stdout


def test_cap_table_as_json_keeps_its_schema() -> None:
    done = run("captable", str(EXAMPLE), "--candidates", "5", "--json")
    document = json.loads(done.stdout)
    jsonschema.validate(document["result"], json_schema(TYPES["captable"]))
    assert document["result"]["round"]["price"] == pytest.approx(2.80195, abs=1e-5)


def test_a_firm_without_shares_is_told_how_to_begin() -> None:
    done = run("captable", str(EXAMPLES / "minimal"))
    assert done.exit_code == 0
    assert "equity.yaml" in done.stdout


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_money_of_the_example(language: str) -> None:
    done = run("finance", str(EXAMPLE), "--candidates", "30", "--language", language)
    assert done.exit_code == 0
    assert "R4" in done.stdout
    assert "finance." not in done.stdout.replace("finance.yaml", "")


def test_money_as_json_keeps_its_schema() -> None:
    done = run("finance", str(EXAMPLE), "--candidates", "30", "--json")
    document = json.loads(done.stdout)
    result = document["result"]
    jsonschema.validate(result, json_schema(TYPES["finance"]))
    for case in result["cases"]:
        assert case["ruin_by_day"] >= case["ruin_at_month_ends"]
    states = {entry["risk"]: entry["state"] for entry in result["risks"]}
    assert states["R6"] == "acceptance_expired"
    assert sum(mix["best"] for mix in result["mixes"]) == 1


def test_money_of_a_firm_without_figures_is_told_how_to_begin(tmp_path: Path) -> None:
    (tmp_path / "firm.yaml").write_text("name: Bare\ndate: 2026-01-01\n")
    done = run("finance", str(tmp_path))
    assert done.exit_code == 0
    assert "finance.yaml" in done.stdout


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_people_of_the_example(language: str) -> None:
    done = run("people", str(EXAMPLE), "--candidates", "30", "--language", language)
    assert done.exit_code == 0
    assert "coating 3" in done.stdout
    text = done.stdout.replace("people.csv", "").replace("culture.yaml", "")
    for part in ("people.", "culture.", "organisation.", "head."):
        assert part not in text


def test_people_as_json_keeps_its_schema() -> None:
    done = run("people", str(EXAMPLE), "--candidates", "30", "--json")
    result = json.loads(done.stdout)["result"]
    jsonschema.validate(result, json_schema(TYPES["people"]))
    scores = {entry["person"]: entry for entry in result["incentives"]["assessment"]["people"]}
    assert not scores["xie_jun"]["for_pay"]
    assert result["incentives"]["deductions"]["lawful"] is True


def test_people_of_a_firm_without_any_are_told_how_to_begin(tmp_path: Path) -> None:
    (tmp_path / "firm.yaml").write_text("name: Bare\ndate: 2026-01-01\n")
    done = run("people", str(tmp_path))
    assert done.exit_code == 0
    assert "people.csv" in done.stdout


BAD = {
    "vesting before joining": (
        "equity.yaml",
        """events:
  - {id: p, date: 2020-01-01, kind: pool, shares: 9}
  - {id: g, date: 2020-01-01, kind: grant, holder: an, shares: 5}""",
        "Jan 1, 2020",
    ),
    "pool over 100 %": (
        "equity.yaml",
        """round:
  {date: 2027-01-01, valuation: 5, new_money: 1, convention: pre_money, pool_target: 1.2}""",
        "1.2",
    ),
    "negative price": (
        "equity.yaml",
        "events: [{id: e, date: 2020-01-01, kind: issue, holder: an, shares: 5, price: -1}]",
        "-1",
    ),
    "circular ownership": (
        "firm.yaml",
        """name: Own
date: 2026-01-01
related_enterprises:
  - {name: A, share: 0.6, related_through: B}
  - {name: B, share: 0.6, related_through: A}""",
        "own each other in a circle",
    ),
    "three people's threshold": (
        "culture.yaml",
        "waves: [{id: w, date: 2026-01-01, threshold: 3}]",
        "5",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_is_refused_with_reason_and_mend(tmp_path: Path, name: str) -> None:
    file, text, said = BAD[name]
    (tmp_path / "firm.yaml").write_text("name: Own\ndate: 2026-01-01\n")
    (tmp_path / "people.csv").write_text("id,joined\nan,2021-03-01\n")
    (tmp_path / file).write_text(text + "\n")
    done = run("captable", str(tmp_path))
    assert done.exit_code == 2
    assert said in " ".join(done.stderr.split())
    assert file in done.stderr
    assert "To mend:" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_climate_questionnaire_is_one_page(tmp_path: Path) -> None:
    target = tmp_path / "climate.html"
    done = run("questionnaire", "climate", "--out", str(target), "--language", "zh_CN")
    assert done.exit_code == 0
    assert "敢于直言" in target.read_text("utf-8")


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_person_sees_the_log_of_their_own(language: str) -> None:
    arguments = ("people", str(EXAMPLE), "--candidates", "30", "--language", language)
    done = run(*arguments, "--person", "he_qiang")
    assert done.exit_code == 0
    assert "Was on loan" in done.stdout
    assert "何强" in done.stdout
    assert "王磊" not in done.stdout
    wrong = run("people", str(EXAMPLE), "--person", "he_qian")
    assert wrong.exit_code == 2
    assert "he_qiang" in wrong.stderr


def test_a_report_leaves_single_people_out_unless_asked(tmp_path: Path) -> None:
    arguments = ("report", str(EXAMPLE), "--candidates", "30", "--out", str(tmp_path))
    assert run(*arguments).exit_code == 0
    text = (tmp_path / "huoyan-textiles.html").read_text("utf-8")
    assert "Stricter by" not in text
    assert "The bonus pool" in text
    assert run(*arguments, "--personal").exit_code == 0
    assert "Stricter by" in (tmp_path / "huoyan-textiles.html").read_text("utf-8")
