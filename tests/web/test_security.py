"""What holds for every request and answer: origin, size, headers, sessions, templates (T8.3)."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2 as httpx
import pytest

from steersman.store.errors import StoreError
from steersman.web import security, visit
from steersman.web.security import HEADERS, LARGEST_BODY
from steersman.web.visit import SESSION_COOKIE
from tests.web.matrix import FILE, routes_of
from tests.web.world import PASSWORD, World

TEMPLATES = sorted(Path(security.__file__).with_name("templates").glob("*.html"))
JSON = "/api/v1/firms"
PAGE = "/en/account/sessions/end"


def cookie(world: World) -> dict[str, str]:
    return {"cookie": f"{SESSION_COOKIE}={world.a.sessions['owner']}"}


def bearer(world: World, who: str = "owner") -> dict[str, str]:
    return {"authorization": f"Bearer {world.a.sessions[who]}"}


def ask(world: World, method: str, path: str, **sent: object) -> httpx.Response:
    return world.client.request(method, path, **sent)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "same-origin"}, 303),
        ({"sec-fetch-site": "none"}, 303),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "cross-site", "origin": "http://testserver"}, 403),
        ({"origin": "http://testserver"}, 303),
        ({"origin": "http://testserver.evil.example"}, 403),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({}, 403),
    ],
)
def test_only_our_own_pages_change_anything_with_a_cookie(
    world: World, headers: dict[str, str], status: int
) -> None:
    assert ask(world, "POST", PAGE, headers={**cookie(world), **headers}).status_code == status


def test_a_program_needs_no_origin_and_a_page_elsewhere_gets_nowhere(world: World) -> None:
    new = {"source": "template"}
    assert ask(world, "POST", JSON, headers=bearer(world), json=new).status_code == 201
    foreign = {**bearer(world), "origin": "https://evil.example"}
    refused = ask(world, "POST", JSON, headers=foreign, json=new)
    assert (refused.status_code, refused.json()["code"]) == (403, "other-site")


def test_every_kind_of_answer_has_the_headers_of_safety(world: World) -> None:
    big = {"content-length": str(LARGEST_BODY + 1)}
    answers = [
        ask(world, "GET", "/en/signin"),
        ask(world, "GET", "/en/nothing/at/all"),
        ask(world, "GET", "/en/firms"),
        ask(world, "GET", "/"),
        ask(world, "POST", "/en/signin", headers=cookie(world)),
        ask(world, "POST", "/en/signin", headers=big),
        ask(world, "GET", JSON),
        ask(world, "GET", "/api/openapi.json"),
        ask(world, "GET", "/static/app.css"),
        ask(world, "PATCH", JSON),
        ask(world, "GET", f"{JSON}/%00"),
    ]
    statuses = [answer.status_code for answer in answers]
    assert statuses == [200, 404, 401, 302, 403, 413, 401, 200, 200, 405, 404]
    for answer in answers:
        for name, value in HEADERS.items():
            assert answer.headers[name] == value, answer.url
        static = answer.url.path.startswith("/static/")
        assert (answer.headers.get("cache-control") == "no-store") != static


def test_a_server_behind_https_says_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "strict-transport-security" not in ask(world, "GET", "/en/signin").headers
    guard = world.app.middleware_stack
    while not isinstance(guard, security.Guard):
        guard = guard.app  # type: ignore[union-attr]
    monkeypatch.setattr(guard, "secure", True)
    assert ask(world, "GET", "/en/signin").headers["strict-transport-security"]


def test_other_hosts_are_refused(world: World) -> None:
    answer = ask(world, "GET", "/en/signin", headers={"host": "evil.example"})
    assert answer.status_code == 400


def test_a_body_that_grows_too_large_is_cut_off(world: World) -> None:
    sent = 0

    async def endless() -> Iterator[bytes]:  # type: ignore[misc]
        nonlocal sent
        while sent < 10 * LARGEST_BODY:
            sent += 2**20
            yield b"x" * 2**20

    headers = {**bearer(world), "content-type": "application/json"}
    answer = ask(world, "POST", JSON, headers=headers, content=endless())
    assert answer.status_code in {400, 413, 422}
    assert sent <= LARGEST_BODY + 2**21


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example",
        "/en/..\\\\evil", "javascript:alert(1)", "/en\r\nset-cookie: a=b", "/%0d%0aa: b\x00",
    ],
)  # fmt: skip
def test_signing_in_leads_nowhere_else(world: World, target: str) -> None:
    form = {"email": "owner@a.example", "password": PASSWORD, "target": target}
    answer = ask(world, "POST", "/en/signin", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/en/firms")


def test_the_cookie_cannot_be_read_or_sent_along(world: World) -> None:
    form = {"email": "owner@a.example", "password": PASSWORD}
    flags = ask(world, "POST", "/en/signin", data=form).headers["set-cookie"].lower()
    assert "httponly" in flags
    assert "samesite=lax" in flags
    assert "secure" not in flags


def signed_in(world: World, who: str = "owner") -> bool:
    return ask(world, "GET", "/api/v1/session", headers=bearer(world, who)).status_code == 200


def test_a_new_password_ends_all_sessions(world: World) -> None:
    form = {"password": PASSWORD, "new": "another long password"}
    answer = ask(world, "POST", "/en/account/password", headers=bearer(world), data=form)
    assert answer.status_code == 303
    assert not signed_in(world)


def test_a_revoked_member_is_signed_out(world: World) -> None:
    assert signed_in(world, "manager")
    path = f"{JSON}/{world.a.id}/members/{world.a.accounts['manager']}"
    sent = {"role": "manager", "state": "revoked"}
    assert ask(world, "PUT", path, headers=bearer(world), json=sent).status_code == 204
    assert not signed_in(world, "manager")


class _Clock:
    moved = timedelta()

    @classmethod
    def now(cls, zone: object) -> datetime:
        return datetime.now(UTC) + cls.moved


def test_sessions_end_when_idle_and_after_a_week(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visit, "datetime", _Clock)
    world.app.state.desk.seen._seen.clear()
    for hours in (11, 22, 33):
        monkeypatch.setattr(_Clock, "moved", timedelta(hours=hours))
        assert signed_in(world), "used every eleven hours it stays open"
    monkeypatch.setattr(_Clock, "moved", timedelta(hours=33 + 12, minutes=1))
    assert not signed_in(world)
    for hours in range(0, 7 * 24, 11):
        monkeypatch.setattr(_Clock, "moved", timedelta(hours=hours))
        signed_in(world, "auditor")
    monkeypatch.setattr(_Clock, "moved", timedelta(days=7, minutes=1))
    assert not signed_in(world, "auditor")
    world.app.state.desk.seen._seen.clear()


@pytest.mark.parametrize("path", ["/api/v1/session", "/en/signin"])
def test_passwords_cannot_be_tried_without_end(world: World, path: str) -> None:
    kind = "json" if "api" in path else "data"
    address = f"{'x' if kind == 'json' else 'y'}@a.example"
    wrong = {kind: {"email": address, "password": "wrong password"}}
    statuses = [ask(world, "POST", path, **wrong).status_code for _ in range(11)]
    assert statuses[:10] == [401] * 10
    last = ask(world, "POST", path, **wrong)
    assert last.status_code == (429 if kind == "json" else 401)
    assert "quarter of an hour" in last.text or "Too many" in last.text


def test_writes_are_limited_and_reads_are_not(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(world.app.state.desk.writes, "most", 3)
    world.app.state.desk.writes._seen.clear()
    path = f"{JSON}/{world.a.id}/analysis"
    statuses = [ask(world, "POST", path, headers=bearer(world)).status_code for _ in range(4)]
    assert statuses == [202, 202, 202, 429]
    refused = ask(world, "POST", path, headers=bearer(world))
    assert 0 < int(refused.headers["retry-after"]) <= 61
    assert ask(world, "GET", path, headers=bearer(world)).status_code == 200
    assert ask(world, "POST", path, headers=bearer(world, "manager")).status_code == 202


@pytest.mark.parametrize("path", ["/en/firms", JSON])
def test_what_breaks_tells_nothing_of_the_inside(
    world: World, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    inside = "SELECT * FROM account -- /srv/firms.db"

    def failing(error: Exception) -> Callable[..., None]:
        def fail(*_: object, **__: object) -> None:
            raise error

        return fail

    for error in (ValueError(inside), KeyError(inside), StoreError(detail=inside)):
        monkeypatch.setattr("steersman.store.access.members", failing(error))
        answer = ask(world, "GET", path, headers=bearer(world))
        assert answer.status_code == 500
        assert not re.search(r"SELECT|/srv/|Error|Traceback|File \"", answer.text), answer.text


@pytest.mark.parametrize("number", ["0", "-1", str(2**31), str(2**63), "9" * 30, "1.5", "%00"])
@pytest.mark.parametrize(
    ("path", "statuses"),
    [
        ("/en/firms/{id}/history/{number}", {404}),
        ("/en/firms/{id}/history?before={number}", {422}),
        ("/en/firms/{id}/history/1?since={number}", {200, 404, 422}),
        ("/en/firms/{id}/audit?before={number}", {422}),
        ("/api/v1/firms/{id}/revisions/{number}", {404, 422}),
        ("/api/v1/firms/{id}/revisions/1/differences?since={number}", {200, 404, 422}),
    ],
)
def test_numbers_that_no_database_holds_break_nothing(
    world: World, path: str, statuses: set[int], number: str
) -> None:
    place = path.format(id=world.a.id, number=number)
    assert ask(world, "GET", place, headers=bearer(world)).status_code in statuses


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_templates_hold_nothing_that_a_browser_would_run(template: Path) -> None:
    text = template.read_text("utf-8")
    assert not re.search(r"\|\s*safe\b|Markup|autoescape\s+false", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:", text)
    assert not re.search(r'(src|href)="(https?:)?//', text)


def test_nothing_is_put_into_pages_unescaped() -> None:
    web = Path(security.__file__).parent
    for source in sorted(web.rglob("*.py")):
        assert "Markup" not in source.read_text("utf-8"), source


def test_the_rows_of_the_matrix_are_not_short_of_routes(world: World) -> None:
    """A guard of the guard: were routes no longer found, nothing would be tested."""
    assert len(list(routes_of(world.app))) > 80
    assert FILE.is_file()
