"""Apps for tests: in this process with a client that has signed in, or served as users start it."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from steersman.files.body import read_body
from steersman.files.history import snapshot_from
from steersman.pipeline import Settings as RunSettings
from steersman.store import access, accounts, jobs
from steersman.store.access import Role
from steersman.store.database import Database
from steersman.web.app import create_app
from steersman.web.service import founding
from steersman.web.settings import Settings
from steersman.web.visit import SESSION_COOKIE
from steersman.work.analysis import analyse, empty
from steersman.work.content import analysis_content
from tests.shared_pipelines import shared

PASSWORD = "correct horse battery"  # noqa: S105  of an account that tests make
FEW = 25
"""Plans examined where only the pages matter."""


@dataclass
class Site:
    """An app with one firm, and a client of its owner."""

    client: TestClient
    database: Database
    firm_id: str
    owner: accounts.Account

    def url(self, *parts: object, language: str = "en") -> str:
        return "/".join(["", language, "firms", self.firm_id, *map(str, parts)])

    def as_role(self, role: Role, email: str = "", person: str = "") -> TestClient:
        """Return a client of a new member with a role."""
        now = datetime.now(UTC)
        with self.database.writing() as connection:
            owner = access.member_of(connection, self.firm_id, self.owner.id)
            assert owner
            account = accounts.create_account(
                connection, email or f"{role}@example.org", role, None, now
            )
            token = access.invite(connection, owner, account.email, role, person, now)
            access.accept(connection, token, account, now)
            session = accounts.start_session(connection, account.id, now)
        return signed_in(TestClient(self.client.app), session)


def signed_in(client: TestClient, session: str) -> TestClient:
    client.cookies.set(SESSION_COOKIE, session)
    client.headers["sec-fetch-site"] = "same-origin"
    return client


def site(folder: Path, *, analysed: bool = False) -> Site:
    """Return an app with the example firm."""
    settings = Settings(str(folder / "firms.db"), local=False, hosts=("testserver",))
    app = create_app(settings)
    client = TestClient(app)
    database: Database = app.state.desk.database
    now = datetime.now(UTC)
    with database.writing() as connection:
        owner = accounts.create_account(connection, "owner@example.org", "Owner", PASSWORD, now)
        session = accounts.start_session(connection, owner.id, now)
        firm_id = founding.found(
            connection, owner, founding.example_body(), "the example", now,
            founding.example_history(),
        )  # fmt: skip
    made = Site(signed_in(client, session), database, firm_id, owner)
    if analysed:
        finish_analysis(made, example_analysis())
    return made


def finish_analysis(made: Site, body: dict[str, Any]) -> None:
    """Give the firm's open analysis a result, as a worker would."""
    now = datetime.now(UTC)
    with made.database.writing() as connection:
        content = analysis_content(connection, made.firm_id)
        jobs.ask(connection, made.firm_id, "analysis", content, made.owner.id, now)
        job = jobs.take(connection, "test", now)
        assert job
        assert jobs.finish(connection, job.id, "test", body, now)


@cache
def example_analysis() -> dict[str, Any]:
    """Return an analysis of the example, of few plans."""
    read = read_body(founding.example_body())
    assert read.dossier
    history = tuple(snapshot_from(document) for document in founding.example_history())
    pipeline = shared(read.dossier, RunSettings(candidates=FEW, history=history))
    return analyse(pipeline, read, empty(), lambda _: None)


@contextmanager
def served(folder: Path, *arguments: str) -> Iterator[str]:
    """Serve the app as a user does, and give the address that the program prints."""
    command = [sys.executable, "-c", "from steersman.cli import main; main()", "serve"]
    command += ["--port", "0", "--database", str(folder / "firms.db"), *arguments]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=environment, cwd=folder
    ) as process:
        try:
            assert process.stdout
            line = process.stdout.readline()
            found = re.search(r"http://\S+", line)
            assert found, line
            yield found[0]
        finally:
            process.terminate()
            process.wait(20)
