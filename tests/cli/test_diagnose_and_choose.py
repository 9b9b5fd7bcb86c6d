"""``steersman diagnose``, ``choose`` and ``questionnaire`` as their user meets them."""

import json
import shutil
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

from steersman.cli import main
from steersman.cli.schema import TYPES
from steersman.serialise import json_schema
from tests.shared_pipelines import sharing

STATED = ("criteria_order", "statements:", "kind: r")
EXAMPLE = Path(__file__).parents[2] / "examples" / "huoyan-textiles"


def run(*arguments: str, answers: str = "") -> Result:
    return CliRunner().invoke(main, list(arguments), input=answers, catch_exceptions=False)


@pytest.fixture
def firm(tmp_path: Path) -> Path:
    """A copy of the example whose leadership has stated nothing yet."""
    folder = tmp_path / "firm"
    shutil.copytree(EXAMPLE, folder)
    strategy = folder / "strategy.yaml"
    lines = strategy.read_text("utf-8").splitlines()
    kept = [line for line in lines if not any(part in line for part in STATED)]
    strategy.write_text("\n".join(kept) + "\n", "utf-8")
    return folder


def test_why_goes_down_to_items_and_figures() -> None:
    done = run("diagnose", str(EXAMPLE), "--why", "incentives")
    assert done.exit_code == 0
    assert "INC1" in done.stdout
    assert "Incentives → Talent → Innovation performance" in done.stdout.replace("\n", " ")
    wrong = run("diagnose", str(EXAMPLE), "--why", "incentive")
    assert wrong.exit_code == 2
    assert "incentives" in wrong.stderr


def test_since_an_earlier_dossier() -> None:
    done = run("diagnose", str(EXAMPLE), "--since", str(EXAMPLE), "--json")
    document = json.loads(done.stdout)
    jsonschema.validate(document["result"], json_schema(TYPES["trend"]))
    assert all(0.4 < change["better"] < 0.6 for change in document["result"])
    assert all(change["high"] - change["low"] > 10 for change in document["result"])


def test_a_cohort_gives_percentiles_and_bad_tables_are_refused(tmp_path: Path) -> None:
    rows = "\n".join(f"F{n},{5 * n}" for n in range(20))
    table = tmp_path / "cohort.csv"
    table.write_text(f"firm,talent\n{rows}\n")
    done = run("diagnose", str(EXAMPLE), "--cohort", str(table), "--json")
    document = json.loads(done.stdout)
    jsonschema.validate(document["result"], json_schema(TYPES["percentile"]))
    assert [entry["factor"] for entry in document["result"]] == ["talent"]
    table.write_text("firm,talent\nA,120\nB,x\n")
    wrong = run("diagnose", str(EXAMPLE), "--cohort", str(table))
    assert wrong.exit_code == 2
    assert "cohort.csv:2" in wrong.stderr
    assert "cohort.csv:3" in wrong.stderr
    for content in ("firm,other\nA,1\n", ""):
        table.write_text(content)
        assert run("diagnose", str(EXAMPLE), "--cohort", str(table)).exit_code == 2
    assert run("diagnose", str(EXAMPLE), "--cohort", str(tmp_path / "none.csv")).exit_code == 2


def test_compare_plans_the_leading_strategies() -> None:
    with sharing():
        done = run("choose", str(EXAMPLE), "--compare", "--json", "--candidates", "30")
        table = run("choose", str(EXAMPLE), "--compare", "--candidates", "30").stdout
    document = json.loads(done.stdout)
    jsonschema.validate(document["result"], json_schema(TYPES["trial"]))
    trials = document["result"]
    assert trials[0]["strategy"] == "niche"
    assert len(trials) >= 3
    assert all(trial["projects"] for trial in trials)
    assert "Niche specialist" in table


def test_an_interview_is_written_with_comments_kept(firm: Path) -> None:
    done = run("choose", str(firm), "--ask", answers="y\nn\nu\np\ny\nq\ny\n")
    assert done.exit_code == 0
    text = (firm / "strategy.yaml").read_text("utf-8")
    assert text.count("kind: ratio") == 2
    assert "# a week lost when a whole team comes from another project" in text
    assert run("check", str(firm), "--depth", "data").exit_code == 0
    again = json.loads(run("choose", str(firm), "--json").stdout)["result"]
    assert again["dropped"] == []


def test_an_interview_stopped_at_once_changes_nothing(firm: Path) -> None:
    before = (firm / "strategy.yaml").read_bytes()
    assert run("choose", str(firm), "--ask", answers="q\n").exit_code == 0
    assert run("choose", str(firm), "--ask", answers="y\nq\nn\n").exit_code == 0
    assert (firm / "strategy.yaml").read_bytes() == before
    assert run("choose", str(firm), "--ask", "--json").exit_code == 2


def test_contradictions_are_shown_with_their_place(firm: Path) -> None:
    strategy = firm / "strategy.yaml"
    statements = (
        "statements:\n"
        "  - {kind: ratio, criterion: cash, than: [safety], low: 2}\n"
        "  - {kind: ratio, criterion: safety, than: [cash], low: 2}\n"
    )
    strategy.write_text(strategy.read_text("utf-8") + statements, "utf-8")
    done = run("choose", str(firm))
    assert "strategy.yaml:" in done.stdout
    assert "contradicts" in done.stdout


@pytest.mark.parametrize("what", ["survey", "influence"])
def test_pages_to_print(tmp_path: Path, what: str) -> None:
    for language in ("en", "zh_CN"):
        target = tmp_path / f"{what}.{language}.html"
        done = run("questionnaire", what, "--out", str(target), "--language", language)
        assert done.exit_code == 0
        text = target.read_text("utf-8")
        assert text.count("<tr>") > 12
        assert "http" not in text
    blocked = run("questionnaire", what, "--out", str(tmp_path / f"{what}.en.html" / "x.html"))
    assert blocked.exit_code == 2
