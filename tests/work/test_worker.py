"""Long work: what workers find out, and what is left when they are killed, stopped or cancelled."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from sqlalchemy import update

from steersman.store import accounts, jobs, revisions, snapshots
from steersman.store.database import Database, open_database
from steersman.store.jobs import Job
from steersman.store.migrate import upgrade
from steersman.store.tables import job as job_table
from steersman.web.service import founding
from steersman.work.analysis import unpacked
from steersman.work.content import (
    MOST_PLANS,
    Pick,
    adoption_content,
    analysis_content,
    what_if_content,
)
from steersman.work.crew import Crew
from steersman.work.parts import PARTS
from steersman.work.worker import DATABASE, Worker
from tests.store.test_faults import FULL
from tests.web.serving import small_body

KILLS = 20 if FULL else 1
PATIENCE = 120.0


@dataclass
class Firm:
    file: Path
    database: Database
    firm_id: str
    owner: accounts.Account

    def ask(self, kind: str, content: dict[str, Any]) -> Job:
        with self.database.writing() as connection:
            return jobs.ask(
                connection, self.firm_id, kind, content, self.owner.id, datetime.now(UTC)
            )

    def job(self, job_id: str) -> Job:
        with self.database.reading() as connection:
            return jobs.find(connection, self.firm_id, job_id)

    def result(self, job: Job) -> dict[str, Any]:
        with self.database.reading() as connection:
            return dict(jobs.result_of(connection, self.firm_id, job.kind, job.input) or {})

    def newest(self) -> Job:
        with self.database.reading() as connection:
            found = jobs.newest(connection, self.firm_id, "analysis")
        assert found
        return found

    def lease_runs_out(self) -> None:
        """Let the lease of whoever works run out at once."""
        past = datetime.now(UTC) - timedelta(seconds=1)
        with self.database.writing() as connection:
            connection.execute(
                update(job_table).where(job_table.c.state == "running").values(leased_until=past)
            )

    def until(self, reached: Callable[[], bool]) -> None:
        begun = monotonic()
        while not reached():
            assert monotonic() - begun < PATIENCE
            sleep(0.05)


@pytest.fixture
def firm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Firm]:
    monkeypatch.setenv(MOST_PLANS, "12")
    file = tmp_path / "firms.db"
    database = open_database(str(file))
    upgrade(database)
    now = datetime.now(UTC)
    with database.writing() as connection:
        owner = accounts.create_account(connection, "o@example.org", "O", None, now)
        firm_id = founding.found(connection, owner, small_body(), "begun", now)
    yield Firm(file, database, firm_id, owner)
    database.close()


@contextmanager
def working(firm: Firm) -> Iterator[subprocess.Popen[bytes]]:
    """Start a worker as a server does, as a process of its own."""
    environment = {**os.environ, DATABASE: str(firm.file)}
    command = [sys.executable, "-m", "steersman.work.worker"]
    with subprocess.Popen(command, env=environment) as process:
        yield process
        process.kill()


def test_killed_workers_lose_nothing_but_the_part_they_were_at(firm: Firm) -> None:
    asked = firm.newest()
    for wanted in range(1, KILLS + 1):
        with working(firm) as process:
            count = min(2 * wanted, len(PARTS) - 2)
            firm.until(lambda n=count: len(unpacked(firm.job(asked.id).checkpoint)["parts"]) >= n)
            process.send_signal(signal.SIGKILL)
        kept = unpacked(firm.job(asked.id).checkpoint)["parts"]
        assert firm.job(asked.id).state == "running"
        firm.lease_runs_out()
        with firm.database.writing() as connection:
            connection.execute(update(job_table).values(attempts=1))
    begun: list[str] = []
    worker = Worker(firm.database, "last")
    analysed = worker.kinds["analysis"]

    def analyse(task: Any) -> dict[str, Any]:
        begun.extend(unpacked(task.job.checkpoint)["parts"])
        return analysed(task)

    worker.kinds["analysis"] = analyse
    assert worker.once()
    assert begun == kept
    assert firm.job(asked.id).state == "done"
    resumed = firm.result(asked)
    assert resumed["parts"] == [part.name for part in PARTS]
    again = firm.ask("analysis", {**asked.input, "version": "another"})
    assert Worker(firm.database, "fresh").once()
    assert firm.result(again) == resumed


def test_a_cancelled_job_stops_and_what_it_found_out_stays(firm: Firm) -> None:
    asked = firm.newest()
    with working(firm):
        firm.until(lambda: "choose" in unpacked(firm.job(asked.id).checkpoint)["parts"])
        with firm.database.writing() as connection:
            now = datetime.now(UTC)
            jobs.cancel(connection, firm.firm_id, asked.id, firm.owner.id, now)
        firm.until(lambda: firm.job(asked.id).state == "cancelled")
    assert "choose" in unpacked(firm.job(asked.id).checkpoint)["parts"]
    assert firm.result(asked) == {}


def test_a_crew_starts_workers_again_and_gives_their_jobs_back_at_the_end(firm: Firm) -> None:
    asked = firm.newest()
    with Crew(str(firm.file), 1) as crew:
        firm.until(lambda: firm.job(asked.id).state == "running")
        crew._processes[0].kill()
        firm.lease_runs_out()
        firm.until(lambda: firm.job(asked.id).attempts == 2)
        firm.until(lambda: bool(unpacked(firm.job(asked.id).checkpoint)["parts"]))
    left = firm.job(asked.id)
    assert (left.state, left.attempts) == ("waiting", 1)
    assert unpacked(left.checkpoint)["parts"]


def test_work_that_cannot_be_done_ends_with_a_reason(firm: Firm) -> None:
    now = datetime.now(UTC)
    body = {**small_body(), "people": [{"id": "x", "skills": "none"}]}
    with firm.database.writing() as connection:
        change = revisions.Change(firm.owner.id, "broken", "", now.date())
        revisions.save(connection, firm.firm_id, 1, body, change, now)
        content = dict(analysis_content(connection, firm.firm_id))
        jobs.cancel(connection, firm.firm_id, firm_first(connection, firm), firm.owner.id, now)
    broken = firm.ask("analysis", content)
    unknown = firm.ask("dance", {})
    worker = Worker(firm.database, "w")
    while worker.once():
        pass
    assert (firm.job(broken.id).state, firm.job(broken.id).reason) == ("failed", "facts-unusable")
    assert (firm.job(unknown.id).state, firm.job(unknown.id).reason) == ("failed", "worker-failed")


def firm_first(connection: Any, firm: Firm) -> str:
    found = jobs.newest(connection, firm.firm_id, "analysis")
    assert found
    return found.id


def test_what_ifs_and_adoption(firm: Firm) -> None:
    worker = Worker(firm.database, "w")
    with firm.database.writing() as connection:
        now = datetime.now(UTC)
        jobs.cancel(connection, firm.firm_id, firm_first(connection, firm), firm.owner.id, now)
        first = small_body()["projects"][0]["id"]
        pick = Pick((f"drop={first}",), (), 0.2, None)
        without = dict(what_if_content(connection, firm.firm_id, pick))
        impossible = dict(
            what_if_content(
                connection, firm.firm_id, Pick((), (f"launch={first}:1", "no-hires"), None, None)
            )
        )
        adopted = dict(
            adoption_content(connection, firm.firm_id, pick, "board", "report of June", "zh_CN")
        )
    asked = firm.ask("what_if", without)
    assert worker.once()
    found = firm.result(asked)
    projects = {entry["project"] for entry in found["after"]["projects"]}
    assert first not in projects
    assert projects
    assert found["after"]["ruin_limit"] == 0.2
    contradicted = firm.ask("what_if", impossible)
    assert worker.once()
    assert firm.result(contradicted)["conflict"]
    before = datetime.now(UTC).date()
    job = firm.ask("adoption", adopted)
    assert worker.once()
    assert firm.job(job.id).state == "done"
    with firm.database.reading() as connection:
        kept = snapshots.read(connection, firm.firm_id)
        body = revisions.body_of(connection, firm.firm_id, 2)
        history = revisions.history(connection, firm.firm_id)
        follows = jobs.newest(connection, firm.firm_id, "analysis")
    assert [entry["snapshot"]["by"] for entry in kept] == ["board"]
    assert {p for p, _ in kept[0]["snapshot"]["plan"]["projects"]} == projects
    assert body["strategy"]["decisions"][-1]["evidence"] == "report of June"
    assert history[0].author == "O"
    assert history[0].recorded_at.date() >= before
    assert follows
    assert (follows.state, follows.input["revision"]) == ("waiting", 2)
