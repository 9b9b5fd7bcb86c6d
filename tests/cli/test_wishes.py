"""``steersman plan --wish`` and ``--previous``: conflicts in words, and bad input refused."""

import json
from pathlib import Path

import pytest

from tests.cli.plan_command import run


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ("contradict", "by 2027-12", "later by")), ("zh_CN", ("矛盾", "2027-12", "推迟"))],
)
def test_a_conflict_is_told_in_words_with_a_way_out(language: str, words: tuple[str, ...]) -> None:
    done = run("--wish", "launch=health_band:18", "--wish", "no-hires", "--language", language)
    assert done.exit_code == 1
    for word in words:
        assert word in done.stdout


def test_wishes_that_can_be_met_are_met() -> None:
    done = run("--wish", "include=recycled", "--wish", "no-equity", "--json")
    assert done.exit_code == 0
    result = json.loads(done.stdout)["result"]
    assert "recycled" in {chosen["project"] for chosen in result["projects"]}
    assert "round_a" not in {added["id"] for added in result["funding"]}


@pytest.mark.parametrize(
    ("text", "word"), [("include=recycld", "recycled"), ("please", "include=PROJECT")]
)
def test_bad_wishes_are_refused_with_a_hint(text: str, word: str) -> None:
    done = run("--wish", text)
    assert done.exit_code == 2
    assert word in done.stderr


def test_a_previous_plan_is_kept(tmp_path: Path) -> None:
    before = tmp_path / "plan.json"
    before.write_text(run("--json").stdout, "utf-8")
    done = run("--previous", str(before), "--json", "--seed", "5")
    assert done.exit_code == 0
    assert json.loads(done.stdout)["result"]["moved"] <= 0.1


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"result": 3}', "\xff"])
def test_what_is_no_plan_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "plan.json"
    path.write_bytes(text.encode("latin-1"))
    done = run("--previous", str(path))
    assert done.exit_code == 2
    assert "plan.json" in done.stderr
