"""Mending findings: what is certain, and nothing beside it."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from steersman.cli import main
from steersman.cli.answers import NoStages
from steersman.cli.console import read_dossier
from steersman.steer import RULES, Context, Edit, mend
from steersman.steer.mending import apply_edits
from steersman.steer.rules import rule_of

EXAMPLES = Path(__file__).parents[2] / "examples"
STRATEGY = """# Our strategy.
objectives:
  - {id: O1, title: Sell, indicator: I1}   # first
  - id: O2
    title: "Grow: more"
indicators:
  - {id: I1, name: Buyers, baseline: 1, target: 5, source: books}
measures:
  - {id: M1, title: Show it, due: 2028-12-31, indicator: I1}
  - {id: M2, title: Ask, objective: O2, due: 2028-11-30}  # steersman: ignore MEA011, MEA007: asked
"""
MENDED = """# Our strategy.
objectives:
  - {id: O1, title: Sell, indicator: I1, due: 2028-12-31}   # first
  - id: O2
    title: "Grow: more"
    due: 2028-11-30
indicators:
  - {id: I1, name: Buyers, baseline: 1, target: 5, source: books}
measures:
  - {id: M1, title: Show it, due: 2028-12-31, indicator: I1, objective: O1}
  - {id: M2, title: Ask, objective: O2, due: 2028-11-30}  # steersman: ignore MEA011: asked
"""
SELECT = ("--depth", "written", "--select", "MEA004,MEA007,MEA011,OBJ003")


@pytest.fixture
def firm(tmp_path: Path) -> Path:
    folder = Path(shutil.copytree(EXAMPLES / "minimal", tmp_path / "firm"))
    (folder / "strategy.yaml").write_text(STRATEGY, "utf-8")
    return folder


def check(firm: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["check", str(firm), *options], catch_exceptions=False)


def test_what_is_certain_is_mended_and_the_rest_stays(firm: Path) -> None:
    others = {p: p.read_bytes() for p in firm.rglob("*.*") if p.name != "strategy.yaml"}
    done = check(firm, *SELECT, "--fix")
    assert (done.exit_code, "Mended: 4." in done.stderr) == (0, True)
    assert (firm / "strategy.yaml").read_text("utf-8") == MENDED
    assert {path: path.read_bytes() for path in others} == others
    again = check(firm, *SELECT, "--fix")
    assert (again.exit_code, "Mended: 0." in again.stderr) == (0, True)


def test_findings_that_are_left_are_shown(firm: Path) -> None:
    done = check(firm, "--depth", "written", "--select", "MEA", "--fix")
    assert done.exit_code == 1
    assert "MEA001" in done.stdout
    assert "MEA004" not in done.stdout


def test_diff_shows_the_change_and_makes_none(firm: Path) -> None:
    done = check(firm, *SELECT, "--diff")
    assert (done.exit_code, "with --fix: 4." in done.stderr) == (1, True)
    assert (firm / "strategy.yaml").read_text("utf-8") == STRATEGY
    name = (firm / "strategy.yaml").as_posix()
    assert done.stdout.startswith(f"--- {name}\n+++ {name}\n@@ ")
    changed = [line[1:] for line in done.stdout.splitlines() if line[0] == "+"][1:]
    assert changed == [line for line in MENDED.splitlines() if line not in STRATEGY.splitlines()]
    (firm / "strategy.yaml").write_text(MENDED, "utf-8")
    nothing = check(firm, *SELECT, "--diff")
    assert (nothing.exit_code, nothing.stdout) == (0, "")


def test_a_diff_tells_of_a_last_line_without_end(firm: Path) -> None:
    (firm / "strategy.yaml").write_text(
        "measures: [{id: M1, title: A}]  # steersman: ignore MEA003"
    )
    done = check(firm, "--depth", "written", "--select", "OBJ,MEA003", "--diff")
    assert done.exit_code == 0
    done = check(firm, "--depth", "written", "--select", "MEA003,MEA011", "--diff")
    assert done.exit_code == 0
    (firm / "strategy.yaml").write_text("mission: x  # steersman: ignore MEA003")
    done = check(firm, "--depth", "written", "--select", "MEA003", "--diff")
    assert "\\ No newline at end of file" in done.stdout


def test_accepted_findings_stay(firm: Path, tmp_path: Path) -> None:
    known = tmp_path / "known.json"
    check(firm, "--depth", "written", "--select", "OBJ003", "--write-baseline", str(known))
    done = check(
        firm, "--depth", "written", "--select", "OBJ003", "--baseline", str(known), "--fix"
    )
    assert (done.exit_code, "Mended: 0." in done.stderr) == (0, True)
    text = STRATEGY.replace("# first", "# steersman: ignore OBJ003: when ready")
    (firm / "strategy.yaml").write_text(text, "utf-8")
    done = check(firm, "--depth", "written", "--select", "OBJ003", "--fix")
    assert "Mended: 1." in done.stderr
    assert "indicator: I1}   # steersman" in (firm / "strategy.yaml").read_text("utf-8")


def test_a_mend_that_brings_another_finding_is_left_alone(firm: Path) -> None:
    text = STRATEGY.replace("indicator: I1}   #", "indicator: I1, due: 2028-01-31}   #")
    (firm / "strategy.yaml").write_text(text, "utf-8")
    done = check(firm, "--depth", "written", "--select", "MEA004", "--fix")
    assert (done.exit_code, "Mended: 0." in done.stderr) == (1, True)
    assert (firm / "strategy.yaml").read_text("utf-8") == text


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_the_encoding_of_a_file_is_kept_or_the_file_left_alone(firm: Path, encoding: str) -> None:
    text = STRATEGY.replace("Sell", "销售")
    (firm / "strategy.yaml").write_bytes(text.encode(encoding))
    check(firm, *SELECT, "--fix")
    after = MENDED.replace("Sell", "销售") if encoding == "utf-8-sig" else text
    assert (firm / "strategy.yaml").read_bytes() == after.encode(encoding)


def test_line_ends_of_windows_are_kept(firm: Path) -> None:
    (firm / "strategy.yaml").write_bytes(STRATEGY.replace("\n", "\r\n").encode())
    check(firm, *SELECT, "--fix")
    assert (firm / "strategy.yaml").read_bytes() == MENDED.replace("\n", "\r\n").encode()


def test_comments_on_what_the_stages_say_are_heard(firm: Path) -> None:
    text = MENDED + "# steersman: ignore-file PEO007, PRJ001: no\n"
    (firm / "strategy.yaml").write_text(text, "utf-8")
    done = check(firm, "--select", "PEO007,PRJ001,MEA011", "--candidates", "20", "--fix")
    assert "Mended: 2." in done.stderr
    assert (firm / "strategy.yaml").read_text("utf-8") == MENDED


def test_a_workbook_is_refused_and_bad_data_are_shown(firm: Path, tmp_path: Path) -> None:
    book = tmp_path / "firm.xlsx"
    CliRunner().invoke(main, ["export", str(firm), str(book)])
    for option in ("--fix", "--diff"):
        done = check(book, option)
        assert (done.exit_code, "folder" in done.stderr) == (2, True)
    (firm / "firm.yaml").write_text("name: [", "utf-8")
    for option in ("--fix", "--diff"):
        assert check(firm, option).exit_code == 2


def test_the_data_alone_are_not_mended(firm: Path) -> None:
    assert check(firm, "--depth", "data", "--fix").exit_code == 0
    assert (firm / "strategy.yaml").read_text("utf-8") == STRATEGY


def test_mending_is_pure_and_may_be_refused(firm: Path) -> None:
    dossier = read_dossier(firm).dossier
    assert dossier is not None
    context = Context(dossier, dossier.firm.date, NoStages())  # type: ignore[arg-type]
    guards = [rule for rule in RULES if not rule.analysed]
    rules = [rule_of("MEA004")]
    assert mend(context, rules, guards).findings[0].code == "MEA004"
    refused = mend(context, rules, guards, take=lambda _edits: False)
    assert (refused.dossier, refused.findings) == (dossier, ())
    with pytest.raises(ValueError, match="asks the stages for plan"):
        context.plan  # noqa: B018  asking is what is tested


def test_edits_reach_fields_and_entries_of_lists(firm: Path) -> None:
    dossier = read_dossier(firm).dossier
    assert dossier is not None
    second = dossier.strategy.measures[1]
    edits = (
        Edit(("strategy", "measures", 1, "owner"), "an"),
        Edit(("strategy", "measures", 0), None),
    )
    changed = apply_edits(dossier, edits).strategy.measures
    assert changed == (replace(second, owner="an"),)
