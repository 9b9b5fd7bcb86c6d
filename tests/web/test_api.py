"""What the API does, beyond who may: saving, merging, refusing, describing itself."""

import json
import re
import shlex
from itertools import pairwise
from pathlib import Path
from string import Template
from typing import Any

import httpx2 as httpx
import pytest

from steersman.store import access
from steersman.web.api.reading import DEEPEST, strict_json
from steersman.web.service.visibility import is_hidden, visible_at
from steersman.web.service.what_ifs import MOST_OPEN
from tests.web.world import HEADS, PAY, World, words

HEAD = HEADS["A"]
GUIDE = Path(__file__).parents[2] / "docs" / "how-to" / "api.md"


class Program:
    """Somebody's program, about their own firm."""

    def __init__(self, world: World, who: str = "owner") -> None:
        self.world, self.who = world, who

    def __call__(
        self, method: str, path: str, sent: object = None, base: object = None, **more: Any
    ) -> httpx.Response:
        headers = {"authorization": f"Bearer {self.world.a.sessions[self.who]}"}
        if base is not None:
            headers["if-match"] = f'"{base}"'
        place = f"/api/v1/firms/{self.world.a.id}{path}"
        return self.world.client.request(method, place, headers=headers, json=sent, **more)


@pytest.fixture
def owner(world: World) -> Program:
    return Program(world)


@pytest.fixture
def adviser(world: World) -> Program:
    return Program(world, "adviser")


def test_a_dossier_is_read_and_saved_from_the_state_that_was_read(owner: Program) -> None:
    read = owner("GET", "/dossier")
    assert read.headers["etag"] == f'"{HEAD}"'
    body = read.json()
    body["firm"]["name"] = "Renamed"
    saved = owner("PUT", "/dossier", body, HEAD, params={"what": "Name", "why": "Register"})
    assert (saved.status_code, saved.json()) == (200, {"number": HEAD + 1, "merged": False})
    assert saved.headers["etag"] == f'"{HEAD + 1}"'
    assert owner("GET", "/dossier").json()["firm"]["name"] == "Renamed"
    newest = owner("GET", "/revisions").json()[0]
    assert (newest["what"], newest["why"], newest["number"]) == ("Name", "Register", HEAD + 1)
    changed = owner("GET", f"/revisions/{HEAD + 1}/differences").json()
    assert changed == [{"path": ["firm", "name"], "before": words("A", "name"), "after": "Renamed"}]


def test_without_the_state_that_was_read_nothing_is_saved(owner: Program) -> None:
    body = owner("GET", "/dossier").json()
    assert owner("PUT", "/dossier", body).json()["code"] == "no-if-match"
    assert owner("PUT", "/dossier", body).status_code == 428
    assert owner("PUT", "/dossier", body, HEAD + 1).status_code == 412


def test_two_changes_are_merged_or_their_clash_is_told(owner: Program) -> None:
    body = owner("GET", "/dossier").json()
    first = {**body, "firm": {**body["firm"], "name": "First"}}
    second = {**body, "firm": {**body["firm"], "euro_rate": 8.1}}
    assert owner("PUT", "/dossier", first, HEAD).status_code == 200
    assert owner("PUT", "/dossier", second, HEAD).json() == {"number": HEAD + 2, "merged": True}
    both = owner("GET", "/dossier").json()["firm"]
    assert (both["name"], both["euro_rate"]) == ("First", 8.1)
    third = {**body, "firm": {**body["firm"], "name": "Third"}}
    refused = owner("PUT", "/dossier", third, HEAD)
    assert (refused.status_code, refused.json()["code"]) == (409, "clash")
    assert refused.json()["clashes"] == [
        {
            "path": ["firm", "name"], "base": words("A", "name"), "mine": "Third",
            "theirs": "First",
        }
    ]  # fmt: skip


def test_what_an_adviser_cannot_see_outlives_what_they_save(
    owner: Program, adviser: Program
) -> None:
    seen = adviser("GET", "/dossier").json()
    assert "equity" not in seen
    assert "monthly_cost" not in seen["people"][0]
    seen["firm"]["name"] = "Renamed"
    seen["people"][0] |= {"monthly_cost": 1, "role": "Chair"}
    seen["equity"] = {"holders": []}
    before = owner("GET", "/dossier").json()
    assert adviser("PUT", "/dossier", seen, HEAD).status_code == 200
    after = owner("GET", "/dossier").json()
    assert after["equity"] == before["equity"]
    assert after["people"][0]["monthly_cost"] == PAY["A"] * 10_000
    assert (after["firm"]["name"], after["people"][0]["role"]) == ("Renamed", "Chair")


def test_an_adviser_is_not_told_pay_by_a_clash(owner: Program, adviser: Program) -> None:
    body = owner("GET", "/dossier").json()
    person = body["people"][1]["id"]
    fewer = {**body, "people": [p for p in body["people"] if p["id"] != person]}
    changed = adviser("GET", "/dossier").json()
    changed["people"][1]["role"] = "Chair"
    assert adviser("PUT", "/dossier", changed, HEAD).status_code == 200
    mine = adviser("GET", f"/revisions/{HEAD}").json()
    mine["people"][1]["role"] = "Cook"
    refused = adviser("PUT", "/dossier", mine, HEAD)
    assert refused.status_code == 409
    assert str(PAY["A"]) not in refused.text
    gone = owner("PUT", "/dossier", fewer, HEAD)
    assert gone.status_code in {409, 422}


def test_nothing_hidden_shows_in_places_within_people_or_around_them(world: World) -> None:
    """Ranges below a hidden field, and whole people, may be what clashes or is wrong."""
    with world.database.reading() as connection:
        firm = world.a.id
        may = access.member_of(connection, firm, world.a.accounts["manager"])
        may_not = access.member_of(connection, firm, world.a.accounts["adviser"])
    assert may
    assert may_not
    person = {"id": "an", "monthly_cost": 1, "role": "Cook"}
    for value in (person, [person]):
        assert visible_at(("people", "an"), value, may) == value
        assert "monthly_cost" not in str(visible_at(("people", "an"), value, may_not))
    assert visible_at(("people", "an"), None, may_not) is None
    for hidden in (("people", "monthly_cost", "low"), ("people", "an", "leaving_chance")):
        assert is_hidden(hidden, may_not)
        assert not is_hidden(hidden, may)


def test_all_that_is_wrong_is_told_with_its_place(owner: Program) -> None:
    body = owner("GET", "/dossier").json()
    body["firm"]["euro_rate"] = -1
    body["people"][0]["rd_share"] = 2
    refused = owner("PUT", "/dossier", body, HEAD)
    assert (refused.status_code, refused.json()["code"]) == (422, "facts")
    told = {(tuple(p["path"]), p["place"]) for p in refused.json()["problems"]}
    assert (("firm", "euro_rate"), "firm:euro_rate") in told
    assert (("people", 0, "rd_share"), "people:1:rd_share") in told


def test_texts_are_in_the_language_asked_for(owner: Program) -> None:
    refused = owner("PUT", "/dossier", {}, params={"language": "zh"})
    assert "If-Match" in refused.json()["mend"]
    assert "请" in refused.json()["mend"]
    assert owner("GET", "/tables", params={"language": "xx"}).status_code == 422


def test_a_table_is_replaced_and_its_other_columns_stay(owner: Program) -> None:
    read = owner("GET", "/tables/people").json()["rows"]
    rows = [{"id": row["id"], "role": "Weaver"} for row in read]
    saved = owner("PUT", "/tables/people", {"rows": rows, "why": "Tidy"}, HEAD)
    assert saved.status_code == 200, saved.text
    after = owner("GET", "/tables/people").json()["rows"]
    assert {row["role"] for row in after} == {"Weaver"}
    assert [row["monthly_cost"] for row in after] == [row["monthly_cost"] for row in read]


def test_a_hidden_column_cannot_be_written(adviser: Program) -> None:
    rows = [{"id": "chen_yu", "monthly_cost": "1"}]
    refused = adviser("PUT", "/tables/people", {"rows": rows}, HEAD)
    assert refused.json()["problems"][0]["code"] == "unknown-field"
    assert adviser("GET", "/tables/equity.events").status_code == 404


def test_an_earlier_state_is_restored(owner: Program) -> None:
    body = owner("GET", "/dossier").json()
    changed = {**body, "firm": {**body["firm"], "name": "Renamed"}}
    owner("PUT", "/dossier", changed, HEAD)
    assert owner("POST", f"/revisions/{HEAD}/restore", {"why": "Undo"}, HEAD + 1).status_code == 200
    assert owner("GET", "/dossier").json() == body


def test_progress_sent_twice_is_recorded_once(owner: Program) -> None:
    sent = {"date": "2026-06-20", "kind": "stage_started", "reference": "contact_wear/seam"}
    before = len(owner("GET", "/tables/progress").json()["rows"])
    assert owner("POST", "/progress", sent, HEAD).status_code == 200
    assert owner("POST", "/progress", sent, HEAD).status_code == 200
    assert len(owner("GET", "/tables/progress").json()["rows"]) == before + 1


def test_only_so_many_what_ifs_are_open(owner: Program) -> None:
    statuses = []
    for place in range(MOST_OPEN + 1):
        sent = {"ruin_limit": 0.1 + place / 100}
        statuses.append(owner("POST", "/what-ifs", sent).status_code)
    assert statuses == [202] * (MOST_OPEN - 1) + [422, 422]
    again = owner("POST", "/what-ifs", {"ruin_limit": 0.1})
    assert again.status_code == 202, "asking for the same again is no more work"
    waiting = [job for job in owner("GET", "/jobs").json() if job["state"] == "waiting"]
    assert len(waiting) == MOST_OPEN


def test_a_plan_that_assumes_what_is_not_so_cannot_be_adopted(owner: Program) -> None:
    funding = owner("GET", "/tables/finance.funding").json()["rows"][0]["id"]
    asked = owner("POST", "/what-ifs", {"changes": [f"cut={funding}"]})
    assert asked.status_code == 202, asked.text
    refused = owner("POST", "/adoption", {"what_if": asked.json()["id"]})
    assert refused.json()["code"] == "store-refused"


def test_results_are_json_even_where_a_number_is_infinite(owner: Program) -> None:
    assert owner("GET", "/results/progress").json()["infinite"] is None
    assert owner("GET", "/results/plan").json()["text"] == words("A", "plan")
    assert words("A", "pay") in owner("GET", "/people").text
    state = owner("GET", "/analysis").json()
    assert (state["current"], state["whole"]) == (True, True)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b'{"a": NaN}', b'{"a": Infinity}', b'{"a": -1e999}', b'"\\ud800"', b'"\\u0000"',
        b'{"\\ud800": 1}', b"\xff", b"9" * 5000, b"9" * 30, b"[" * 100_000,
        b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1),
    ],
)  # fmt: skip
def test_json_that_could_do_harm_is_refused(world: World, content: bytes) -> None:
    with pytest.raises(json.JSONDecodeError):
        strict_json(content)
    headers = {
        "authorization": f"Bearer {world.a.sessions['owner']}", "content-type": "application/json"
    }  # fmt: skip
    sent = b'{"source": "dossier", "dossier": ' + content + b"}"
    answer = world.client.request("POST", "/api/v1/firms", headers=headers, content=sent)
    assert answer.status_code == 422
    assert set(answer.json()) == {"code", "message", "mend"}


def test_json_that_does_no_harm_is_read() -> None:
    text = '{"名": [1, -2.5, 1e300, true, null, "𝕏\\ud83d\\ude00"]}'
    assert strict_json(text.encode()) == json.loads(text)


def test_the_description_is_whole(world: World) -> None:
    described = world.client.request("GET", "/api/openapi.json").json()
    ids = set()
    for path, methods in described["paths"].items():
        assert path.startswith("/api/v1/")
        for operation in methods.values():
            ids.add(operation["operationId"])
            assert operation["tags"]
            assert operation["description"]
            for status, answer in operation["responses"].items():
                if status >= "400":
                    schema = answer["content"]["application/json"]["schema"]
                    assert schema == {"$ref": "#/components/schemas/Trouble"}, (path, status)
    assert len(ids) == sum(len(methods) for methods in described["paths"].values())
    for name, schema in described["components"]["schemas"].items():
        for field, shape in schema.get("properties", {}).items():
            assert shape.get("description"), (name, field)


def test_the_commands_of_the_guide_work(world: World) -> None:
    text = GUIDE.read_text("utf-8")
    commands = re.findall(r"^curl .*$", text, re.MULTILINE)
    assert len(commands) >= 10
    for command in commands:
        names = {"HOST": "", "TOKEN": world.a.sessions["owner"], "FIRM": world.a.id}
        arguments = [Template(part).substitute(names) for part in shlex.split(command)[2:]]
        method, headers, content = "", {}, None
        path = next(part for part in arguments if part.startswith("/"))
        for option, value in pairwise(arguments):
            if option == "-X":
                method = value
            elif option == "-H":
                name, _, told = value.partition(": ")
                headers[name] = told
            elif option == "-d":
                content = value
        method = method or ("POST" if content else "GET")
        answer = world.client.request(method, path, headers=headers, content=content)
        assert answer.status_code < 300, (command, answer.text)
