"""Every lint rule has a case that fires and one that is silent."""

import shutil
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from ruamel.yaml import YAML

from steersman.cli import main
from steersman.cli.console import read_dossier
from steersman.files import ReadResult
from steersman.files.history import read_history
from steersman.messages import LANGUAGES, messages_for
from steersman.pipeline import Pipeline, Settings
from steersman.report.chapters import Words
from steersman.report.chapters.steer import finding_text
from steersman.steer import RULES, Context, Finding, Rule, Steering, impersonal, steer
from tests.steer.adopted import adopted_snapshot

CASES = Path(__file__).parent / "cases"
EXAMPLES = Path(__file__).parents[2] / "examples"
LOSSMAKER = """
id: lossmaker
payoff: {peak_margin: {low: 1, likely: 2, high: 3}}
stages: [{id: only, duration: {low: 1, likely: 2, high: 3}, cost: 500000}]
"""
BAD_ITEMS = [f"{factor}{n}" for factor in ("MAN", "TAL", "INC", "KEY", "SYS") for n in (1, 2, 4)]


@cache
def survey() -> str:
    return f"respondent,{','.join(BAD_ITEMS)}\n" + "".join(
        f"L{person},{','.join('1' for _ in BAD_ITEMS)}\n" for person in range(1, 9)
    )


Case = dict[str, Any]


def write_firm(folder: Path, files: dict[str, str]) -> None:
    """Write a small firm with the files of a case, or an example."""
    shutil.copytree(EXAMPLES / files.get("example", "minimal"), folder)
    if "example" not in files:
        (folder / "projects" / "02-lossmaker.yaml").write_text(LOSSMAKER)
        (folder / "survey").mkdir()
        (folder / "survey" / "leaders.csv").write_text(survey())
        for name, text in files.items():
            if name != "adopted":
                (folder / name).write_text(text)


def firm_with(folder: Path, files: dict[str, str]) -> ReadResult:
    """Read a small firm with the files of a case, or an example."""
    write_firm(folder, files)
    result = read_dossier(folder)
    assert result.errors == ()
    return result


def found_by(
    rule: Rule, folder: Path, files: dict[str, str], case: Case
) -> tuple[list[Finding], Words]:
    """Return what a rule finds, after a plan was adopted if the case says so."""
    result = firm_with(folder, files)
    assert result.dossier is not None
    history = ()
    if "adopted" in case and files.get("adopted") != "never":
        before = firm_with(folder.with_name(f"{folder.name}-before"), _then(files, case))
        assert before.dossier is not None
        history = (adopted_snapshot(before.dossier, case["adopted"]["date"]),)
    words = Words(messages_for("en"), result.dossier, result.places)
    settings = Settings(as_of=case.get("as_of"), candidates=40, history=history)
    return list(rule.check(Pipeline(result.dossier, settings).context())), words


def _then(files: dict[str, str], case: Case) -> dict[str, str]:
    """Return the firm's files when the plan was adopted: its own unless the case has others."""
    then = case["adopted"].get("files", files)
    return {name: text for name, text in then.items() if name != "progress.csv"}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_rule_fires_and_stays_silent(rule: Rule, tmp_path: Path) -> None:
    cases = YAML(typ="safe", pure=True).load((CASES / f"{rule.code}.yaml").read_text())
    found, words = found_by(rule, tmp_path / "fires", cases["fires"], cases)
    assert found
    for finding in found:
        assert finding.code == rule.code
        for language in LANGUAGES:
            other = Words(messages_for(language), words.dossier, words.places)
            what, mend = finding_text(finding, other)
            assert "{" not in what + mend
    silent, _ = found_by(rule, tmp_path / "silent", cases["silent"], cases)
    assert silent == []


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.fix], ids=lambda rule: rule.code)
def test_a_mend_changes_what_it_must_and_nothing_else(rule: Rule, tmp_path: Path) -> None:
    cases = YAML(typ="safe", pure=True).load((CASES / f"{rule.code}.yaml").read_text("utf-8"))
    folder, fixed = tmp_path / "mends", tmp_path / "fixed"
    write_firm(folder, cases["mends"])
    write_firm(fixed, cases["fixed"])
    before = written_findings(folder)
    files = {path: path.read_bytes() for path in folder.rglob("*.*")}
    done = CliRunner().invoke(
        main, ["check", str(folder), "--depth", "written", "--select", rule.code, "--fix"]
    )
    assert (done.exit_code, "Mended: 1." in done.stderr) == (0, True)
    assert read_dossier(folder).dossier == read_dossier(fixed).dossier
    for name, text in cases["fixed"].items():
        assert (folder / name).read_text("utf-8") == text
    others = {path: text for path, text in files.items() if path.name not in cases["fixed"]}
    assert {path: path.read_bytes() for path in others} == others
    after = written_findings(folder)
    assert after < before
    assert before[rule.code] == after[rule.code] + 1


def test_only_rules_that_mend_have_a_mended_case() -> None:
    for rule in RULES:
        cases = YAML(typ="safe", pure=True).load((CASES / f"{rule.code}.yaml").read_text("utf-8"))
        assert {"mends", "fixed"} <= set(cases) or rule.fix is None, rule.code
        assert rule.fix is not None or not {"mends", "fixed"} & set(cases), rule.code


def written_findings(folder: Path) -> Counter[str]:
    read = read_dossier(folder)
    assert read.dossier is not None
    assert read.errors == ()
    context = Context(read.dossier, read.dossier.firm.date, OnlyTheDossier())
    written = [rule for rule in RULES if not rule.analysed]
    return Counter(finding.code for finding in steer(context, written).findings)


class OnlyTheDossier:
    """Stages that must not be asked."""

    def __getattr__(self, name: str) -> object:
        raise AssertionError(f"a rule said to read the dossier only asked for {name}")


def test_rules_that_read_the_dossier_only_ask_for_no_stage() -> None:
    result = read_dossier(EXAMPLES / "huoyan-textiles")
    assert result.dossier is not None
    context = Context(result.dossier, result.dossier.firm.date, OnlyTheDossier())
    for rule in RULES:
        if not rule.analysed:
            list(rule.check(context))


def test_rules_that_ask_no_stage_leave_needs_out() -> None:
    result = read_dossier(EXAMPLES / "huoyan-textiles")
    assert result.dossier is not None
    context = Context(result.dossier, result.dossier.firm.date, OnlyTheDossier())
    found = steer(context, [rule for rule in RULES if not rule.analysed])
    assert (found.needs, found.without_need) == ((), ())


def test_findings_on_pay_and_assessment_stay_out_of_reports() -> None:
    findings = (Finding("PEO008", ()), Finding("MEA001", ()), Finding("INC003", ()))
    left = impersonal(Steering(findings, (), (), (), 0)).findings
    assert [finding.code for finding in left] == ["MEA001"]


def test_codes_are_unique_and_match_their_files() -> None:
    codes = [rule.code for rule in RULES]
    assert len(set(codes)) == len(codes) >= 60
    assert {path.stem for path in CASES.glob("*.yaml")} == set(codes)


EXPECTED = {
    "minimal": "DIA001 EVI006 EVI007 INC001 MKT001 MKT003 MKT006 PEO002 PEO006 PRJ002 RSK006 "
    "RSK007 STD002",
    "huoyan-textiles": "CUL001 DIA001 EVI002 EVI008 INC003 MEA001 MEA002 MEA003 MEA004 MEA005 "
    "MEA006 MEA011 MEA012 MKT002 MKT003 MON002 MON005 OBJ001 OBJ002 OBJ003 OBJ004 OBJ008 PEO002 "
    "PEO006 PEO007 PEO008 PRJ002 PRJ007 PRJ008 RSK002 RSK005 RSK007 STD002 STD004",
}


def found_in(name: str) -> Steering:
    """Return what all rules find in an example, its history heard."""
    result = read_dossier(EXAMPLES / name)
    assert result.dossier is not None
    history = read_history(EXAMPLES / name).snapshots
    return Pipeline(result.dossier, Settings(candidates=120, history=history)).steer()


def test_the_smallest_example_has_the_expected_findings() -> None:
    codes = {finding.code for finding in found_in("minimal").findings}
    assert codes == set(EXPECTED["minimal"].split())


def test_the_example_has_its_findings_on_purpose() -> None:
    found = found_in("huoyan-textiles")
    codes = {finding.code for finding in found.findings}
    assert codes == set(EXPECTED["huoyan-textiles"].split())
    coverage = {entry.objective: entry for entry in found.coverage}
    assert coverage["O1"].complete == ("M1", "M2")
    assert coverage["O3"].measures == ()
    needs = {need.factor: need for need in found.needs}
    assert needs["key_technology"].measures == ("M1", "M3", "M5")
    assert needs["key_technology"].budget == 1_070_000 + 900_000 + 550_000
    assert needs["incentives"].measures == ()
    assert found.without_need == ()
