"""Findings accepted by comments and by baselines."""

from datetime import date
from pathlib import Path

from steersman.dossier import Dossier, Firm, Measure, Strategy
from steersman.files.suppressions import read_suppressions
from steersman.report.findings import FindingRow, beyond_baseline
from steersman.steer import Finding
from steersman.steer.accepted import apply_suppressions, fingerprint

TEXT = """# steersman: ignore-file OBJ001: agreed in May
measures:
  # steersman: ignore MEA001, MEA002: the founder does it herself
  # and pays for it
  - {id: M1, title: A}
  - {id: M2, title: B}  # steersman: ignore MEA001
"""


def at(code: str, line: int, position: int = 0) -> Finding:
    path = ("strategy", "measures", position)
    return Finding(code, path, place=f"strategy.yaml:{line}")


def test_comments_accept_findings_and_must_have_use_and_reason(tmp_path: Path) -> None:
    (tmp_path / "strategy.yaml").write_text(TEXT, encoding="utf-8")
    comments = read_suppressions(tmp_path)
    assert [comment.covers for comment in comments] == [
        "strategy.yaml",
        "strategy.yaml:5",
        "strategy.yaml:6",
    ]
    found = [at("MEA001", 5), at("MEA001", 6), at("MEA003", 5), at("OBJ001", 2)]
    left = apply_suppressions(found, comments, ("MEA001", "MEA002", "MEA003", "OBJ001"))
    assert [(finding.code, finding.place) for finding in left] == [
        ("MEA003", "strategy.yaml:5"),
        ("SUP001", "strategy.yaml:3"),
        ("SUP002", "strategy.yaml:6"),
    ]
    assert left[1].parameters == {"rule": "MEA002"}


def test_a_comment_on_a_rule_that_was_not_applied_is_not_called_unused(tmp_path: Path) -> None:
    (tmp_path / "strategy.yaml").write_text("# steersman: ignore PEO006: known\n", "utf-8")
    assert apply_suppressions((), read_suppressions(tmp_path), ("MEA001",)) == ()


def firm(*names: str) -> Dossier:
    measures = tuple(Measure(id=name, title=name) for name in names)
    return Dossier(
        firm=Firm(name="X", date=date(2026, 6, 30)), strategy=Strategy(measures=measures)
    )


def test_a_baseline_holds_after_records_have_moved() -> None:
    before = firm("A", "B")
    names = [fingerprint(at("MEA001", 5, place), before) for place in (0, 1)]
    assert names == ["MEA001/strategy/measures/A", "MEA001/strategy/measures/B"]
    after = firm("C", "B")
    rows = [
        FindingRow("MEA001", "error", "", "", "", "", fingerprint(at("MEA001", line, place), after))
        for line, place in ((9, 0), (10, 1))
    ]
    new, gone = beyond_baseline(rows, dict.fromkeys(names, 1))
    assert new == rows[:1]
    assert gone == 1
