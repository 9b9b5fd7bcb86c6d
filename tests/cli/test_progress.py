"""Adopting a plan, following it, digests and the board page, as their user meets them."""

import email
import json
import shutil
from collections.abc import Iterator
from email import policy
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

from steersman.cli import main
from steersman.cli.schema import TYPES
from steersman.serialise import json_schema
from tests.shared_pipelines import sharing

EXAMPLES = Path(__file__).parents[2] / "examples"
STRATEGY = """\
# Ours, with a comment to keep.
objectives: [{id: O1, title: Sell, due: 2028-01-01}]
measures:
  - {id: M1, title: Sensor, objective: O1, owner: bo, project: sensor, start: 2026-07-01,
     due: 2027-12-31, budget: 230000}
"""


@pytest.fixture(autouse=True, scope="module")
def share_pipelines() -> Iterator[None]:
    with sharing():
        yield


def run(*arguments: str, code: int = 0) -> Result:
    done = CliRunner().invoke(main, [*arguments, "--candidates", "20"], catch_exceptions=False)
    assert done.exit_code == code, done.output
    return done


def firm_in(folder: Path) -> Path:
    shutil.copytree(EXAMPLES / "minimal", folder)
    (folder / "strategy.yaml").write_text(STRATEGY, "utf-8")
    return folder


def half_a_year_later(firm: Path) -> None:
    text = (firm / "firm.yaml").read_text("utf-8")
    (firm / "firm.yaml").write_text(text.replace("2026-06-30", "2026-12-31"), "utf-8")
    (firm / "progress.csv").write_text(
        "date,kind,reference,value,note\n2026-07-01,stage_started,sensor/prototype,,\n"
        "2026-12-20,stage_finished,sensor/prototype,,\n2026-10-01,money,M1,60000,\n", "utf-8"
    )  # fmt: skip


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A firm that adopted a plan in June and looks at it in December."""
    firm = firm_in(tmp_path_factory.mktemp("firms") / "followed")
    run("adopt", str(firm), "--by", "An and Bo", "--why", "Board of 30 June")
    half_a_year_later(firm)
    return firm


def test_adopting_keeps_the_plan_and_notes_the_decision(tmp_path: Path) -> None:
    firm = firm_in(tmp_path / "firm")
    done = run("adopt", str(firm), "--by", "An and Bo", "--why", "Board")
    snapshot = json.loads((firm / "history" / "2026-06-30.json").read_text("utf-8"))["snapshot"]
    jsonschema.validate(snapshot, json_schema(TYPES["snapshot"]))
    assert (snapshot["adopted"], snapshot["by"], snapshot["why"]) == (True, "An and Bo", "Board")
    assert snapshot["findings"], "what was found is kept to see later what is new"
    written = (firm / "strategy.yaml").read_text("utf-8")
    assert "# Ours, with a comment to keep." in written
    assert "An and Bo" in written
    assert "strategy.yaml" in done.stdout
    before = (firm / "history" / "2026-06-30.json").read_bytes()
    again = run("snapshot", str(firm), code=2)
    assert "--force" in again.output
    assert (firm / "history" / "2026-06-30.json").read_bytes() == before


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_progress_against_the_plan_adopted(followed: Path, language: str) -> None:
    done = CliRunner().invoke(
        main, ["progress", str(followed), "--candidates", "20", "--language", language]
    )
    assert done.exit_code in {0, 1}
    for part in ("M1", "60,000", "230,000"):
        assert part in done.stdout.replace("\n", "")
    assert "course." not in done.stdout
    assert "head." not in done.stdout


def test_progress_as_json_keeps_its_schema(followed: Path) -> None:
    done = CliRunner().invoke(main, ["progress", str(followed), "--candidates", "20", "--json"])
    document = json.loads(done.stdout)
    jsonschema.validate(document["result"], json_schema(TYPES["progress"]))
    assert document["provenance"]["history_sha256"]
    assert document["result"]["adopted_on"] == "2026-06-30"


def test_progress_before_anything_was_adopted_says_how(tmp_path: Path) -> None:
    firm = firm_in(tmp_path / "firm")
    done = CliRunner().invoke(main, ["progress", str(firm), "--candidates", "20"])
    assert "steersman adopt" in done.stdout.replace("\n", " ")


def test_a_broken_snapshot_stops_before_anything_is_worked_out(tmp_path: Path) -> None:
    firm = firm_in(tmp_path / "firm")
    (firm / "history").mkdir()
    (firm / "history" / "2026-01-01.json").write_text("{", "utf-8")
    done = run("progress", str(firm), code=2)
    assert "2026-01-01.json" in done.output
    assert "Traceback" not in done.output


def test_digests_are_written_as_mails_with_a_calendar(followed: Path, tmp_path: Path) -> None:
    run("digest", str(followed), "--out", str(tmp_path), "--sender", "s@firm.example")
    mail = email.message_from_bytes((tmp_path / "bo.eml").read_bytes(), policy=policy.default)
    assert "Young Sensors" in mail["Subject"]
    assert mail["From"] == "s@firm.example"
    plain = mail.get_body(("plain",))
    assert plain is not None
    assert "13000" not in plain.get_content()
    calendar = next(mail.iter_attachments())
    assert calendar.get_content_type() == "text/calendar"
    assert b"BEGIN:VCALENDAR" in calendar.get_payload(decode=True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--person", "bob"], "Did you mean"),
        (["--smtp", "mail.firm.example"], "host and port"),
        (["--webhook", "http://firm.example/hook"], "https"),
        (["--webhook", "https://firm.example/hook"], "STEERSMAN_WEBHOOK_SECRET"),
    ],
)
def test_what_cannot_be_sent_is_told_before_work_begins(
    followed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    monkeypatch.delenv("STEERSMAN_WEBHOOK_SECRET", raising=False)
    done = run("digest", str(followed), "--out", str(tmp_path / "out"), *arguments, code=2)
    assert said in done.output
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_board_page_is_one_page_of_what_changed(
    followed: Path, tmp_path: Path, language: str
) -> None:
    run("report", str(followed), "--board", "--out", str(tmp_path), "--language", language)
    suffix = "" if language == "en" else ".zh_CN"
    page = (tmp_path / f"followed.board{suffix}.html").read_text("utf-8")
    assert "60,000" in page
    assert "since." not in page.replace("since.html", "")
    assert page.count("<h2") <= 4
