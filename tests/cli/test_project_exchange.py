"""``steersman export`` and ``import`` of a plan and its progress, as their user meets them."""

import csv
import shutil
from pathlib import Path

import icalendar
import pytest
from click.testing import CliRunner, Result

from steersman.cli import main
from steersman.cli.console import read_dossier

MINIMAL = Path(__file__).parents[2] / "examples" / "minimal"
FEW = ("--candidates", "10")
BOMB = '<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><b>&b;</b>'


def run(*arguments: str | Path) -> Result:
    command = [str(argument) for argument in arguments]
    return CliRunner().invoke(main, command, catch_exceptions=False)


@pytest.fixture
def firm(tmp_path: Path) -> Path:
    """A firm with a measure, in a folder of its own."""
    folder = tmp_path / "firm"
    shutil.copytree(MINIMAL, folder)
    measure = "{id: M, title: Sell, owner: bo, start: 2026-08-03, due: 2026-12-31}"
    objective = "{id: O, title: Lead}"
    text = f"objectives:\n  - {objective}\nmeasures:\n  # by phone\n  - {measure}\n"
    (folder / "strategy.yaml").write_text(text)
    return folder


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_project_file_goes_out_and_progress_comes_back(firm: Path, tmp_path: Path) -> None:
    file = tmp_path / "plan.xml"
    done = run("export", firm, file, *FEW)
    assert done.exit_code == 0
    assert "Wrote" in done.stdout
    assert "Lead" in done.stderr
    before = files(firm)
    done = run("import", file, firm)
    assert done.exit_code == 0
    assert "nothing was written" in done.stdout.replace("\n", " ")
    assert files(firm) == before
    text = file.read_text("utf-8")
    head, mark, stage = text.partition("<Name>prototype</Name>")
    begun = "<PercentComplete>20</PercentComplete><ActualStart>2026-07-06T08:00:00</ActualStart>"
    stage = stage.replace("<PercentComplete>0</PercentComplete>", begun, 1)
    text = (head + mark + stage).replace("2026-12-31T17:00:00", "2027-01-29T17:00:00")
    file.write_text(text, "utf-8")
    done = run("import", file, firm)
    assert done.exit_code == 0
    assert "New entries of progress: 1; changed dates: 1." in done.stdout
    assert "2026-07-06,stage_started,sensor/prototype" in (firm / "progress.csv").read_text("utf-8")
    strategy = (firm / "strategy.yaml").read_text("utf-8")
    assert "due: 2027-01-29" in strategy
    assert "# by phone" in strategy
    changed = {name for name, content in files(firm).items() if before.get(name) != content}
    assert changed == {"progress.csv", "strategy.yaml"}
    assert run("check", firm, "--depth", "data").exit_code == 0


def test_a_calendar_for_one_person(firm: Path, tmp_path: Path) -> None:
    file = tmp_path / "bo.ics"
    assert run("export", firm, file, "--person", "bo", *FEW).exit_code == 0
    events = icalendar.Calendar.from_ical(file.read_text("utf-8")).events
    assert "Due: Sell" in {str(event["summary"]) for event in events}
    done = run("export", firm, file, "--force", "--person", "bob")
    assert done.exit_code == 2
    assert "bo" in done.stderr
    assert run("export", firm, tmp_path / "x.xml", "--person", "bo").exit_code == 2


def test_tables(firm: Path, tmp_path: Path) -> None:
    table, jira = tmp_path / "plan.tasks.csv", tmp_path / "plan.jira.csv"
    assert run("export", firm, table, "--language", "zh_CN", *FEW).exit_code == 0
    assert table.read_bytes().startswith(b"\xef\xbb\xbfid,kind,title")
    assert run("export", firm, table, *FEW).exit_code == 2
    assert run("export", firm, jira, *FEW).exit_code == 0
    with jira.open(encoding="utf-8") as stream:
        assert next(csv.DictReader(stream))["Issue Type"] == "Epic"
    assert run("import", jira, firm).exit_code == 2
    text = table.read_text("utf-8-sig").replace("measure,Sell,,bo,,,2026-08-03",
                                                "measure,Sell,,bo,,,2026-09-01")  # fmt: skip
    table.write_text(text, "utf-8")
    assert run("import", table, firm).exit_code == 0
    dossier = read_dossier(firm).dossier
    assert dossier is not None
    assert dossier.strategy.measures[0].start is not None
    assert dossier.strategy.measures[0].start.isoformat() == "2026-09-01"


def test_rows_of_progress_are_added_once(firm: Path, tmp_path: Path) -> None:
    file = tmp_path / "facts.csv"
    file.write_text(
        "date,kind,reference,value,note\n"
        "2026-06-01,stage_started,sensor/prototype,,first\n"
        "2026-06-01,stage_started,sensor/prototype,,again\n"
        "2026-06-20,money,M,1500,\n"
    )
    for _ in range(2):
        assert run("import", file, firm).exit_code == 0
    assert len((firm / "progress.csv").read_text("utf-8").splitlines()) == 3


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize(
    ("name", "content", "place"),
    [
        ("p.xml", "<Project><Tasks>", "p.xml:1"),
        ("p.xml", BOMB, "p.xml"),
        ("p.xml", "<Project/>", "p.xml"),
        ("p.csv", "date,kind,reference\n2026-02-30,stage_started,sensor/series\n", "p.csv:2"),
        ("p.csv", "date,kind,reference\n2026-02-20,stage_started,sensor/serie\n", "p.csv:2"),
        ("p.csv", "day,what\n1,2\n", "p.csv"),
        ("p.tasks.csv", "id,kind,start\nM,measure,soon\n", "p.tasks.csv:2"),
        ("p.tasks.csv", "id,kind,start\nN,measure,\n", "p.tasks.csv:2"),
        ("p.tasks.csv", "", "p.tasks.csv"),
    ],
)
def test_faulty_files_change_nothing(
    firm: Path, tmp_path: Path, language: str, name: str, content: str, place: str
) -> None:
    file = tmp_path / name
    file.write_text(content)
    before = files(firm)
    done = run("import", file, firm, "--language", language)
    assert done.exit_code == 2
    assert place in done.stderr
    assert "Traceback" not in done.output
    assert files(firm) == before


def test_what_cannot_be_written_or_read_is_refused(firm: Path, tmp_path: Path) -> None:
    assert run("export", firm, tmp_path / "plan.mpp").exit_code == 2
    assert run("import", tmp_path / "none.xml", firm).exit_code == 2
    (tmp_path / "facts.csv").write_text("date,kind,reference\n")
    assert run("import", tmp_path / "facts.csv", tmp_path / "no firm").exit_code == 2
    assert not (tmp_path / "no firm").exists()
