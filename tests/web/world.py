"""Two firms side by side, whose facts, analyses and people can be told apart in every answer.

Analyses are written straight into the store; nothing is worked out.
"""

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import httpx2 as httpx
from fastapi import FastAPI
from sqlalchemy import event

from steersman.files.body import body_of
from steersman.store import access, accounts, jobs, revisions, surveys
from steersman.store.access import Role
from steersman.store.audit import AuditEntry, record
from steersman.store.database import Database
from steersman.web.app import create_app
from steersman.web.service import founding
from steersman.web.service.facts import read_whole
from steersman.web.settings import Settings
from steersman.work.content import Pick, analysis_content, what_if_content
from steersman.work.parts import PARTS
from tests.cohort.results_folder import write_results

PASSWORD = "correct horse battery"  # noqa: S105  of a test
ROLES: tuple[Role, ...] = ("owner", "manager", "employee", "adviser", "auditor")
STATES = ("suspended", "revoked", "lowered", "invited")
PERSON = "wang_lei"
"""Whose page the employee may see."""
PAY = {"A": 31337, "B": 42441}
"""Beginning of every pay of a firm, each of which has nine digits."""


def words(firm: str, what: str) -> str:
    """Return a text that stands nowhere but in one place of one firm."""
    return f"canary{firm}{what}".replace("_", "").replace("/", "")


def texts_of_pay(firm: str) -> tuple[str, ...]:
    """Return how a firm's pay, shares and assessments show themselves, in numbers and texts."""
    number = str(PAY[firm])
    return (f"{number}00", f"{number[:3]},{number[3:]}0,0", words(firm, "pay"))


@dataclass
class Firm:
    """One of the two.

    Attributes:
        letter: Which.
        id: Its id.
        accounts: Account ids by role or state.
        sessions: Session tokens by role or state.
        jobs: Ids of jobs by kind; ``open`` is one that waits.
        invitation: Token of an open invitation.
        round: Id of an open round of the survey.
        answer: Token with which it can be answered.
    """

    letter: str
    id: str = ""
    accounts: dict[str, str] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    jobs: dict[str, str] = field(default_factory=dict)
    invitation: str = ""
    round: str = ""
    answer: str = ""


class Client:
    """Sends requests to an app in this thread, which is much faster than a server's threads."""

    def __init__(self, app: FastAPI) -> None:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        self.runner = asyncio.Runner()
        self.client = httpx.AsyncClient(transport=transport, base_url="http://testserver")

    def request(self, method: str, path: str, **sent: Any) -> httpx.Response:
        """Return the answer to a request; no cookie is kept for the next one."""
        answer = self.runner.run(self.client.request(method, path, **sent))
        self.client.cookies.clear()
        return answer

    def close(self) -> None:
        self.runner.run(self.client.aclose())
        self.runner.close()


@dataclass
class World:
    """An app with two firms, put back to the beginning at will."""

    app: FastAPI
    client: Client
    template: Path
    a: Firm
    b: Firm

    @property
    def database(self) -> Database:
        return self.app.state.desk.database

    def reset(self) -> None:
        """Put the database back to how it was, and forget what was read since."""
        file = self.database.file
        assert file
        _copy(self.template, file)
        self.forget()

    def forget(self) -> None:
        """Forget dossiers of revisions that are not there any more."""
        kept = self.app.state.desk.facts._kept._kept
        for key in [key for key in kept if key[1] > HEADS[self.letter_of(key[0])]]:
            del kept[key]

    def letter_of(self, firm_id: str) -> str:
        return "A" if firm_id == self.a.id else "B"


HEADS = {"A": 2, "B": 4}
"""Numbers of the newest revisions; the second firm has some that the first has not."""


@cache
def body_for(firm: str) -> dict[str, Any]:
    """Return the example's dossier with a firm's own texts and pay."""
    body = founding.example_body()
    body["firm"]["name"] = words(firm, "name")
    for place, person in enumerate(body["people"]):
        person["name"] = words(firm, person["id"])
        person["monthly_cost"] = PAY[firm] * 10_000 + place
        person.pop("market_cost", None)
    for entry in body["equity"]["events"]:
        entry["note"] = words(firm, "pay")
    for entry in body["absences"]:
        entry["note"] = words(firm, "pay")
    body["rewards"]["retention"][0]["title"] = words(firm, "pay")
    body["climate_comments"] = [
        {**entry, "text": words(firm, "answer")} for entry in body["climate_comments"]
    ]
    read = read_whole(body)
    assert read.dossier
    assert not read.errors, read.errors
    return body_of(read.dossier)


def paragraph(text: str) -> list[dict[str, Any]]:
    spec = {"mark": "point", "data": {"values": [{"x": 1, "y": 1}]}, "encoding": {}}
    return [
        {"kind": "Heading", "text": text, "level": 1, "anchor": ""},
        {"kind": "Paragraph", "text": text, "remark": False},
        {"kind": "Figure", "caption": text, "alternative": text, "spec": spec},
    ]


def analysis_for(firm: str, body: dict[str, Any]) -> dict[str, Any]:
    """Return what an analysis might have found out, each chapter with its own text."""
    names = ("summary", "identify", "diagnose", "choose", "plan", "finance", "steer", "course")
    plain = {name: paragraph(words(firm, name)) for name in (*names, "people", "appendix")}
    hidden = (
        "people_personal", "steer_personal", "summary_personal", "appendix_personal", "equity",
    )  # fmt: skip
    secret = {name: paragraph(words(firm, "pay") + " " + words(firm, name)) for name in hidden}
    own = {f"person/{p['id']}": paragraph(words(firm, f"own{p['id']}")) for p in body["people"]}
    chapters = {**plain, **secret, **own}
    point = {
        "projects": ["wide_fr"], "hires": [], "experts": [], "funding": [], "value": 1.0,
        "ruin_probability": 0.01, "chosen": True,
    }  # fmt: skip
    results: dict[str, Any] = {name: {"text": words(firm, name)} for name in names}
    results |= {name: {"text": words(firm, "pay")} for name in hidden}
    results["choose"] = {
        "strategies": [{"strategy": "niche", "ranks": [0.5, 0.3, 0.2], "text": words(firm, "c")}]
    }
    results["plan"] = {"frontier": [point], "ruin_limit": 0.05, "text": words(firm, "plan")}
    results["steer"]["findings"] = []
    results["steer_personal"]["findings"] = []
    results["progress"] = {"text": words(firm, "course"), "infinite": float("inf")}
    results["provenance"] = {"as_of": "2026-06-30", "version": "0"}
    return {
        "parts": [part.name for part in PARTS],
        "results": results,
        "chapters": {"en": chapters, "zh_CN": chapters},
    }


def make_world(folder: Path) -> World:
    """Make an app with two firms in a folder."""
    settings = Settings(
        str(folder / "firms.db"), local=False, hosts=("testserver",), most_writes=10**9,
        cohorts=(write_results(folder / "pilot").folder,),
    )  # fmt: skip
    app = create_app(settings)
    database: Database = app.state.desk.database
    event.listen(database.engine, "connect", _quick)
    database.engine.dispose()
    a, b = Firm("A"), Firm("B")
    for firm in (a, b):
        _found(database, firm)
        for kind in ("analysis", "what_if", "report"):
            _finish(database, firm, kind)
    for firm in (a, b):
        _more(database, firm)
    app.state.desk.cohort_readers = frozenset({a.accounts["owner"]})
    template = folder / "template.db"
    _copy(folder / "firms.db", template)
    return World(app, Client(app), template, a, b)


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as one, closing(sqlite3.connect(target)) as other:
        one.backup(other)


def _quick(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA synchronous = OFF")


def _found(database: Database, firm: Firm) -> None:
    now = datetime.now(UTC)
    with database.writing() as connection:
        for name in (*ROLES, *STATES):
            password = PASSWORD if (firm.letter, name) == ("A", "owner") else None
            made = accounts.create_account(
                connection, f"{name}@{firm.letter}.example".lower(), words(firm.letter, name),
                password, now,
            )  # fmt: skip
            firm.accounts[name] = made.id
            firm.sessions[name] = accounts.start_session(connection, made.id, now)
        owner = accounts.find_account(connection, f"owner@{firm.letter}.example")
        assert owner
        firm.id = founding.found(
            connection, owner, body_for(firm.letter), words(firm.letter, "what"), now
        )


def _finish(database: Database, firm: Firm, kind: str) -> None:
    """Do a job of a kind as a worker would."""
    now, owner = datetime.now(UTC), firm.accounts["owner"]
    content: dict[str, Any] = {}
    body: dict[str, Any] = {}
    with database.writing() as connection:
        if kind == "analysis":
            for number in range(1, HEADS[firm.letter]):
                change = revisions.Change(owner, words(firm.letter, "what"), "", now.date())
                more = revisions.body_of(connection, firm.id, number)
                more["firm"] = {**more["firm"], "industry": f"state {number + 1}"}
                revisions.save(connection, firm.id, number, more, change, now)
            content = dict(analysis_content(connection, firm.id))
            body = analysis_for(firm.letter, body_for(firm.letter))
        elif kind == "what_if":
            content = dict(what_if_content(connection, firm.id, Pick(("drop=wide_fr",))))
            plan = paragraph(words(firm.letter, "whatif"))
            plans = {name: {"text": words(firm.letter, "whatif")} for name in ("before", "after")}
            both = {"en": plan, "zh_CN": plan}
            body = {"conflict": False, **plans, "difference": both, "plan": both}
        else:
            content = {"kind": "html", "personal": True}
            body = {"file": "PGh0bWw+"}
        job = jobs.ask(connection, firm.id, kind, content, owner, now)
        for other in jobs.open_ones(connection, firm.id, kind):
            if other.id != job.id:
                jobs.cancel(connection, firm.id, other.id, owner, now)
        taken = jobs.take(connection, "test", now)
        assert taken
        assert taken.id == job.id
        assert jobs.finish(connection, job.id, "test", body, now)
        firm.jobs[kind] = job.id


def _more(database: Database, firm: Firm) -> None:
    now = datetime.now(UTC)
    with database.writing() as connection:
        owner = access.member_of(connection, firm.id, firm.accounts["owner"])
        assert owner
        for name in (*ROLES[1:], "suspended", "revoked", "lowered"):
            role: Role = name if name in ROLES else "owner"  # type: ignore[assignment]
            person = PERSON if name == "employee" else ""
            email = f"{name}@{firm.letter}.example"
            token = access.invite(connection, owner, email, role, person, now)
            invited = accounts.find_account(connection, email)
            assert invited
            access.accept(connection, token, invited, now)
        for name, role, state in (
            ("suspended", "owner", "suspended"),
            ("revoked", "owner", "revoked"),
            ("lowered", "employee", "active"),
        ):
            access.set_member(connection, owner, firm.accounts[name], role, state, now)  # type: ignore[arg-type]
        groups = {"leaders": 6, "research": 6}
        firm.round, tokens = surveys.open_round(connection, owner, "survey", groups, 5, now)
        firm.answer = tokens["leaders"][0]
        email = f"invited@{firm.letter}.example"
        firm.invitation = access.invite(connection, owner, email, "owner", "", now)
        content = dict(what_if_content(connection, firm.id, Pick(("drop=fire_suit",))))
        job = jobs.ask(connection, firm.id, "what_if", content, owner.account_id, now)
        firm.jobs["open"] = job.id
        entry = AuditEntry(firm.id, now, owner.account_id, words(firm.letter, "audit"), firm.id)
        record(connection, entry)
