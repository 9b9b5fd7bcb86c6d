"""``steersman captable``, ``finance`` and ``people`` as their user meets them."""

import json
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

from steersman.cli import main
from steersman.cli.schema import TYPES
from steersman.serialise import json_schema

EXAMPLES = Path(__file__).parents[2] / "examples"
EXAMPLE = EXAMPLES / "huoyan-textiles"


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
