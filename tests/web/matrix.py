"""The access matrix: every route, by everybody, on one's own firm, on another's, with ids mixed.

What goes wrong is returned and not asserted, so that a test can plant holes and see them found.
"""

import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from sqlalchemy import func, select

from steersman.store.tables import audit
from tests.web.world import (
    HEADS,
    ROLES,
    STATES,
    Firm,
    World,
    body_for,
    texts_of_pay,
    words,
)

FILE = Path(__file__).with_name("routes.yaml")
PRINCIPALS = ("anonymous", *ROLES, *STATES)
SEE_PAY = frozenset({"owner", "manager", "auditor"})
MEMBERS = frozenset({*ROLES, "lowered"})
NOWHERE = "00000000-0000-4000-8000-000000000000"
SIGN_IN, FORBIDDEN, NOT_FOUND = 401, 403, 404


@dataclass(frozen=True)
class Row:
    """A route, who may use it, and how it is asked."""

    route: str
    told: Mapping[str, Any]

    @property
    def method(self) -> str:
        return self.route.split(" ")[0]

    @property
    def template(self) -> str:
        return self.route.split(" ")[1].replace(":path}", "}")

    @property
    def of_firm(self) -> bool:
        return "{firm_id}" in self.route

    def expected(self, who: str) -> int:
        """Return the status that somebody gets on their own firm."""
        if who in self.told["may"]:
            return int(self.told.get("answer", 200))
        denied = self.told.get("denied", {})
        if not isinstance(denied, dict):
            outside = self.of_firm and who not in MEMBERS
            return _outside(who) if outside else int(denied)
        return denied.get(who) or (FORBIDDEN if who in MEMBERS else _outside(who))


def _outside(who: str) -> int:
    return SIGN_IN if who == "anonymous" else NOT_FOUND


def rows() -> tuple[Row, ...]:
    """Return the table of all routes."""
    content = yaml.safe_load(FILE.read_text("utf-8"))
    return tuple(Row(route, told) for route, told in content["routes"].items())


def routes_of(app: FastAPI) -> Iterator[tuple[str, Any]]:
    """Yield all routes of an app by method and path, with what they depend on."""
    for context in iter_route_contexts(app.routes):
        for method in sorted((context.methods or set()) - {"HEAD"}):
            yield f"{method} {context.path}", context


@dataclass(frozen=True)
class Sent:
    """A request that was made.

    Attributes:
        row: The route.
        who: Who made it.
        target: On what: ``own``, ``other`` or ``mixed``.
        status: What came back.
        text: Its text, unpacked, ids of firms taken out.
        asked: What was sent, which may be sent back.
        written: Rows of the audit log that it wrote.
    """

    row: Row
    who: str
    target: str
    status: int
    text: str
    asked: str
    written: int

    def __str__(self) -> str:
        return f"{self.row.route} by {self.who} on {self.target}: {self.status}"


def check(world: World, wanted: Iterable[Row], principals: Iterable[str] = PRINCIPALS) -> list[str]:
    """Return all that is wrong with routes, empty if nothing is."""
    wrong: list[str] = []
    for row in wanted:
        for who in row.told.get("asked", principals):
            wrong += _own(world, row, who)
            if row.of_firm and who in ROLES:
                wrong += _other(world, row, who)
            if row.of_firm and who in row.told["may"] and has_ids(row):
                wrong += _mixed(world, row, who)
    return wrong


def _own(world: World, row: Row, who: str) -> list[str]:
    sent = send(world, row, who, "own", world.a.id, world.a)
    expected = row.expected(who)
    wrong = [f"{sent}, expected {expected}"] if sent.status != expected else []
    if expected == FORBIDDEN and sent.written != 1:
        wrong.append(f"{sent} is not noted")
    if who in row.told["may"] and bool(sent.written) != row.told.get("writes", False):
        wrong.append(f"{sent} wrote {sent.written} rows of the audit log")
    return wrong + leaks(sent)


def _other(world: World, row: Row, who: str) -> list[str]:
    """Another firm's answers must be those of a firm that there is not."""
    sent = send(world, row, who, "other", world.b.id, world.b)
    nowhere = send(world, row, who, "other", NOWHERE, world.b)
    wrong = leaks(sent)
    if sent.status != NOT_FOUND or (sent.status, sent.text) != (nowhere.status, nowhere.text):
        wrong.append(f"{sent}, where there is no firm {nowhere.status}")
    return wrong


def _mixed(world: World, row: Row, who: str) -> list[str]:
    sent = send(world, row, who, "mixed", world.a.id, world.b)
    expected = int(row.told.get("mixed", NOT_FOUND))
    wrong = [f"{sent}, expected {expected}"] if sent.status != expected else []
    return wrong + leaks(sent)


def has_ids(row: Row) -> bool:
    """Whether a row names ids that can be another firm's."""
    return bool(row.told.get("base")) or "$" in str({**row.told, "may": ""})


def send(world: World, row: Row, who: str, target: str, firm_id: str, ids: Firm) -> Sent:
    """Make a request, and put back what it has changed.

    Args:
        world: The app.
        row: The route.
        who: Who asks, of the first firm.
        target: What to call it.
        firm_id: The firm in the address.
        ids: The firm whose ids are sent.
    """
    names = {"language": "en", "firm_id": firm_id, **_filled(row.told.get("path", {}), ids)}
    headers = {}
    if who != "anonymous":
        headers["authorization"] = f"Bearer {world.a.sessions[who]}"
    if row.told.get("base"):
        headers["if-match"] = f'"{HEADS[ids.letter]}"'
    document = _filled(row.told["json"], ids) if "json" in row.told else None
    form = _filled(row.told["form"], ids) if "form" in row.told else None
    before = _audit_rows(world)
    answer = world.client.request(
        row.method,
        row.template.format(**names),
        headers=headers,
        json=document,
        data=form,
    )
    written = _audit_rows(world) - before
    if written:
        world.reset()
    shown = [value for name, value in answer.headers.items() if name != "content-length"]
    text = "\n".join([unpacked(answer.content), *shown])
    for known in (world.a.id, world.b.id, NOWHERE):
        text = text.replace(known, "FIRM")
    return Sent(row, who, target, answer.status_code, text, str([document, form]), written)


def _filled(value: Any, firm: Firm) -> Any:
    if isinstance(value, dict):
        return {name: _filled(inner, firm) for name, inner in value.items()}
    if not isinstance(value, str) or not value.startswith("$"):
        return value
    name, _, kind = value[1:].partition(".")
    if name == "job":
        return firm.jobs[kind]
    known = {
        "number": str(HEADS[firm.letter]),
        "account": firm.accounts["auditor"],
        "invitation": firm.invitation,
        "round": firm.round,
        "answer": firm.answer,
        "dossier": json.dumps(body_for(firm.letter)),
    }
    return known[name]


def _audit_rows(world: World) -> int:
    with world.database.reading() as connection:
        return int(connection.execute(select(func.count()).select_from(audit)).scalar_one())


def unpacked(content: bytes) -> str:
    """Return the text of an answer, or of all files in a packed one."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "\n".join(archive.read(name).decode() for name in archive.namelist())
    return content.decode("utf-8", "replace")


def leaks(sent: Sent) -> list[str]:
    """Return what of an answer must not be in it."""
    forbidden = [*texts_of_pay("B"), "canaryB", words("A", "answer"), words("B", "answer")]
    if sent.who not in SEE_PAY:
        forbidden += texts_of_pay("A")
    found = [text for text in forbidden if text in sent.text and text not in sent.asked]
    if re.search(r"Traceback|SELECT |sqlalchemy|site-packages|/src/", sent.text):
        found.append("trace")
    return [f"{sent} tells {text}" for text in found]
