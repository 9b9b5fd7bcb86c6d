"""Snapshots come back as they were kept; broken ones are told and never guessed at."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from steersman.files.history import read_history, snapshot_file, write_snapshot
from steersman.files.history_folder import history_folder
from tests.steer.adopted import adopted_snapshot
from tests.steer.firms import firm, project, stage

DAY = date(2026, 3, 31)


@pytest.fixture(scope="module")
def snapshot():
    made = adopted_snapshot(firm(project("p", stage("s", 1, 2, 3))), DAY, 50)
    return replace(made, by="领导层", measures={"M1": 0.5}, findings=("MEA001/x",))


def test_a_snapshot_comes_back_equal(tmp_path: Path, snapshot) -> None:
    later = replace(snapshot, made_on=date(2026, 6, 30), adopted=False)
    write_snapshot(tmp_path, later)
    write_snapshot(tmp_path, snapshot)
    history = read_history(tmp_path)
    assert history.problems == ()
    assert history.snapshots == (snapshot, later)
    assert not list(history_folder(tmp_path).glob("*.part"))


@pytest.mark.parametrize("break_it", [
    lambda text: text[:100],
    lambda text: "[]",
    lambda text: text.replace('"format": 1', '"format": 99'),
    lambda text: text.replace('"made_on": "2026-03-31"', '"made_on": "soon"', 1),
    lambda text: json.dumps({"format": 1, "snapshot": {}}),
])  # fmt: skip
def test_a_broken_snapshot_is_a_problem_with_its_file(tmp_path: Path, snapshot, break_it) -> None:
    file = write_snapshot(tmp_path, snapshot)
    file.write_text(break_it(file.read_text("utf-8")), "utf-8")
    history = read_history(tmp_path)
    assert history.snapshots == ()
    assert [problem.code for problem in history.problems] == ["not-a-snapshot"]
    assert history.problems[0].place == str(file)


def test_a_dossier_without_history_has_none(tmp_path: Path) -> None:
    assert read_history(tmp_path).snapshots == ()


def test_a_workbook_has_its_history_beside_it(tmp_path: Path) -> None:
    book = tmp_path / "firm.xlsx"
    book.touch()
    assert snapshot_file(book, DAY) == tmp_path / "firm-history" / "2026-03-31.json"
