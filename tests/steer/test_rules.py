"""Every lint rule has a case that fires and one that is silent."""

import shutil
from functools import cache
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from steersman.cli.console import read_dossier
from steersman.messages import LANGUAGES, messages_for
from steersman.pipeline import Pipeline, Settings
from steersman.report.chapters import Words
from steersman.report.chapters.steer import finding_text
from steersman.steer import RULES, Steering

CASES = Path(__file__).parent / "cases"
MINIMAL = Path(__file__).parents[2] / "examples" / "minimal"
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


def steering(folder: Path, files: dict[str, str]) -> tuple[Steering, Words]:
    shutil.copytree(MINIMAL, folder)
    (folder / "projects" / "02-lossmaker.yaml").write_text(LOSSMAKER)
    (folder / "survey").mkdir()
    (folder / "survey" / "leaders.csv").write_text(survey())
    for name, text in files.items():
        (folder / name).write_text(text)
    result = read_dossier(folder)
    assert result.dossier is not None
    assert result.errors == ()
    words = Words(messages_for("en"), result.dossier, result.places)
    return Pipeline(result.dossier, Settings(candidates=40)).steer(), words


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_rule_fires_and_stays_silent(rule, tmp_path: Path) -> None:
    cases = YAML(typ="safe", pure=True).load((CASES / f"{rule.code}.yaml").read_text())
    fired, words = steering(tmp_path / "fires", cases["fires"])
    found = [finding for finding in fired.findings if finding.code == rule.code]
    assert found
    for finding in found:
        for language in LANGUAGES:
            other = Words(messages_for(language), words.dossier, words.places)
            what, mend = finding_text(finding, other)
            assert "{" not in what + mend
    silent, _ = steering(tmp_path / "silent", cases["silent"])
    assert rule.code not in {finding.code for finding in silent.findings}


def test_codes_are_unique_and_match_their_files() -> None:
    codes = [rule.code for rule in RULES]
    assert len(set(codes)) == len(codes) >= 15
    assert {path.stem for path in CASES.glob("*.yaml")} == set(codes)


def test_the_example_has_its_findings_on_purpose() -> None:
    result = read_dossier(MINIMAL.parent / "huoyan-textiles")
    assert result.dossier is not None
    found = Pipeline(result.dossier, Settings(candidates=120)).steer()
    codes = {finding.code for finding in found.findings}
    assert {"OBJ001", "OBJ002", "OBJ003", "OBJ004", "MEA001", "MEA002", "MEA003", "MEA004",
            "MEA005", "DIA001", "PEO002"} <= codes  # fmt: skip
    coverage = {entry.objective: entry for entry in found.coverage}
    assert coverage["O1"].complete == ("M1", "M2")
    assert coverage["O3"].measures == ()
