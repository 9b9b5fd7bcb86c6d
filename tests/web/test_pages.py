"""Pages: every one in both languages, saving, merging, undoing, what roles see."""

import html
import json
import re
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Route, ViewportSize
from starlette.testclient import TestClient

from steersman.web.service.founding import example_body, folder_of, workbook_of
from steersman.work.parts import FOR_PEOPLE_PERMISSION
from steersman.work.worker import Worker
from tests.store.test_faults import FULL
from tests.web.browser import CHROMIUM, DESK, PHONE, chromium, keep, serious_findings, watched
from tests.web.serving import Site, example_analysis, site

PAGES = (
    "", "facts", "facts/firm", "facts/people", "facts/projects.stages", "stages/identify",
    "stages/diagnose", "stages/finance", "choose", "plan", "people", "equity", "steer", "report",
    "history", "history/1", "audit", "members", "me", "survey",
)  # fmt: skip

LARGE = {"facts/people", "facts/projects.stages", "people"}
"""Pages with so much on them that axe takes many seconds; others show the same templates."""
SMALLER = [*(page for page in PAGES if page not in LARGE), "facts/hiring.roles"]
BROWSED = {"light": SMALLER[::2], "dark": SMALLER[1::2]}
ColorScheme = Literal["light", "dark"]
VIEWS: list[tuple[ColorScheme, str, ViewportSize]] = [
    (scheme, language, size)
    for scheme in ("light", "dark")
    for language in ("en", "zh")
    for size in (DESK, PHONE)
    if FULL or (scheme, language, size) in (("light", "en", DESK), ("dark", "zh", PHONE))
]


@pytest.fixture(scope="module")
def analysed(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return site(tmp_path_factory.mktemp("site"), analysed=True)


@pytest.fixture
def fresh(tmp_path: Path) -> Site:
    return site(tmp_path)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_there_in_both_languages(analysed: Site, page: str, language: str) -> None:
    answer = analysed.client.get(analysed.url(page, language=language).rstrip("/"))
    assert answer.status_code == 200
    assert f'lang="{"zh-CN" if language == "zh" else "en"}"' in answer.text
    assert answer.text.count("<h1") == 1
    assert "style=" not in answer.text
    assert "<script>" not in answer.text


@pytest.mark.skipif(CHROMIUM is None, reason="notice: no Chromium on this machine")
@pytest.mark.parametrize(("scheme", "language", "size"), VIEWS)
def test_every_page_fits_its_screen_and_is_accessible(
    analysed: Site, scheme: ColorScheme, language: str, size: ViewportSize
) -> None:
    with chromium() as browser:
        context = browser.new_context(viewport=size, color_scheme=scheme)
        context.route("**/*", lambda route: answer_from(analysed, route))
        page, wrong = watched(context, "http://testserver")
        for name in PAGES if FULL else BROWSED[scheme]:
            page.goto("http://testserver" + analysed.url(name, language=language).rstrip("/"))
            assert serious_findings(page) == [], (name, scheme)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= size["width"], (name, wide)
            keep(page, f"{name.replace('/', '-') or 'overview'}-{language}-{scheme}")
        # This origin is no loopback address, so that the browser leaves a header aside and says so.
        assert [entry for entry in wrong if "Cross-Origin-Opener-Policy" not in entry] == []


def answer_from(made: Site, route: Route) -> None:
    """Let the app in this process answer a request of the browser."""
    found = made.client.get(route.request.url.removeprefix("http://testserver"))
    left_out = {"content-encoding", "content-length"}
    headers = {k: v for k, v in found.headers.items() if k.lower() not in left_out}
    route.fulfill(status=found.status_code, headers=headers, body=found.content)


def test_a_language_that_there_is_not_is_no_page(analysed: Site) -> None:
    assert analysed.client.get(analysed.url("facts", language="xx")).status_code == 404


def test_pictures_are_drawn_once_and_kept(analysed: Site) -> None:
    page = analysed.client.get(analysed.url("stages", "diagnose")).text
    address = re.search(r'src="([^"]+/pictures/[^"]+\.svg)" alt', page)
    assert address
    picture = analysed.client.get(address[1])
    assert picture.headers["content-type"].startswith("image/svg+xml")
    assert picture.text.startswith("<svg")
    assert "immutable" in picture.headers["cache-control"]
    beyond = re.sub(r"\d+\.svg$", "99.svg", address[1])
    assert analysed.client.get(beyond).status_code == 404


def cells(page: str) -> dict[str, str]:
    """Return what a browser would send of a page's cells."""
    found = dict(re.findall(r'<input id="cell-[^"]+" name="(cell-[^"]+)" value="([^"]*)"', page))
    areas = re.findall(r'<textarea id="cell-[^"]+" name="(cell-[^"]+)"[^>]*>([^<]*)<', page)
    selects = re.findall(r'<select id="(cell-[^"]+)".*?</select>', page, re.DOTALL)
    chosen = {}
    for name in selects:
        block = page[page.index(f'<select id="{name}"') :]
        block = block[: block.index("</select>")]
        option = re.search(r'<option value="([^"]*)" selected>', block)
        chosen[name] = option[1] if option else ""
    texts = {**found, **dict(areas), **chosen}
    return {name: html.unescape(value) for name, value in texts.items() if "ROW" not in name}


def test_saving_a_grid_as_it_is_changes_nothing(fresh: Site) -> None:
    page = fresh.client.get(fresh.url("facts", "people")).text
    answer = fresh.client.post(fresh.url("facts", "people"), data={"base": "1", **cells(page)})
    assert "?same=1" in str(answer.url)
    assert "Nothing was different" in answer.text
    assert fresh.client.get(fresh.url("history", 2)).status_code == 404


def test_a_change_is_kept_with_its_reason_and_the_day_from_which_it_is_true(fresh: Site) -> None:
    page = fresh.client.get(fresh.url("facts", "people")).text
    said = {"base": "1", "why": "to see", "effective": "2026-01-15"}
    typed = {**said, **cells(page), "cell-0-role": "Chair"}
    answer = fresh.client.post(fresh.url("facts", "people"), data=typed)
    assert "?saved=2" in str(answer.url)
    history = fresh.client.get(fresh.url("history")).text
    assert "to see" in history
    assert "true from Jan 15, 2026" in history
    wrong = {**typed, "base": "2", "effective": "in May"}
    assert fresh.client.post(fresh.url("facts", "people"), data=wrong).status_code == 422


def test_a_wrong_cell_is_named_and_nothing_typed_is_lost(fresh: Site) -> None:
    page = fresh.client.get(fresh.url("facts", "people")).text
    typed = {"base": "1", **cells(page), "cell-0-monthly_cost": "12 thousand"}
    typed["cell-1-name"] = "Typed anew"
    answer = fresh.client.post(fresh.url("facts", "people"), data=typed)
    assert answer.status_code == 422
    assert 'href="#cell-0-monthly_cost"' in answer.text
    assert 'value="12 thousand"' in answer.text
    assert 'value="Typed anew"' in answer.text
    assert fresh.client.get(fresh.url("facts", "people")).text.count("Typed anew") == 0


def test_two_people_who_change_different_things_are_both_saved(fresh: Site) -> None:
    page = fresh.client.get(fresh.url("facts", "people")).text
    first, second = cells(page), cells(page)
    first["cell-0-role"], second["cell-1-role"] = "Chair", "Chief engineer"
    fresh.client.post(fresh.url("facts", "people"), data={"base": "1", **first})
    answer = fresh.client.post(fresh.url("facts", "people"), data={"base": "1", **second})
    assert "?merged=3" in str(answer.url)
    assert 'value="Chair"' in answer.text
    assert 'value="Chief engineer"' in answer.text


def test_two_people_who_change_the_same_thing_decide(fresh: Site) -> None:
    page = fresh.client.get(fresh.url("facts", "people")).text
    first, second = cells(page), cells(page)
    first["cell-0-role"], second["cell-0-role"] = "Chair", "President"
    fresh.client.post(fresh.url("facts", "people"), data={"base": "1", **first})
    answer = fresh.client.post(fresh.url("facts", "people"), data={"base": "1", **second})
    assert answer.status_code == 409
    assert "Chair" in answer.text
    assert "President" in answer.text
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', answer.text))
    body = re.search(r'<textarea name="body"[^>]*>(.*?)</textarea>', answer.text, re.DOTALL)
    assert body
    merged = fresh.client.post(
        fresh.url("merge"), data={**hidden, "body": html.unescape(body[1]), "choice-0": "mine"}
    )
    assert merged.status_code == 200
    people = fresh.client.get(fresh.url("facts", "people")).text
    assert 'value="President"' in people
    assert 'value="Chair"' not in people


def test_what_was_changed_can_be_taken_back(fresh: Site) -> None:
    page = fresh.client.get(fresh.url("facts", "people")).text
    typed = {**cells(page), "cell-0-role": "Chair"}
    fresh.client.post(fresh.url("facts", "people"), data={"base": "1", **typed})
    assert "Chair" in fresh.client.get(fresh.url("history", 2)).text
    fresh.client.post(fresh.url("history", 1, "restore"), data={"base": "2"})
    assert 'value="Chair"' not in fresh.client.get(fresh.url("facts", "people")).text
    assert "restored" in fresh.client.get(fresh.url("history")).text


@pytest.mark.parametrize("kind", ["xlsx", "zip"])
def test_a_file_taken_out_can_be_brought_back(fresh: Site, kind: str) -> None:
    content = fresh.client.get(fresh.url("export", f"dossier.{kind}")).content
    files = {"file": (f"dossier.{kind}", content)}
    answer = fresh.client.post(fresh.url("import"), data={"base": "1"}, files=files)
    assert "?same=1" in str(answer.url)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("dossier.xlsx", b"PK\x03\x04 no workbook"),
        ("dossier.zip", b"no archive"),
        ("dossier.txt", b"text"),
        ("dossier.zip", b"PK\x05\x06" + b"\x00" * 18),
        ("", b""),
    ],
)
def test_a_file_that_is_none_is_refused_and_nothing_is_saved(
    fresh: Site, name: str, content: bytes
) -> None:
    files = {"file": (name, content)}
    answer = fresh.client.post(fresh.url("import"), data={"base": "1"}, files=files)
    assert answer.status_code == 422
    assert "Traceback" not in answer.text
    assert "?before" not in fresh.client.get(fresh.url("history")).text
    new = fresh.client.post("/en/firms/new", data={"source": "file"}, files=files)
    assert new.status_code == 422


def test_a_firm_is_begun_from_the_example_questions_and_files(fresh: Site) -> None:
    for data, files in (
        ({"source": "example"}, None),
        ({"source": "template", "name": "北方传感"}, None),
        ({"source": "file"}, {"file": ("a.xlsx", workbook_of(example_body(), "en"))}),
        ({"source": "file"}, {"file": ("a.zip", folder_of(example_body()))}),
    ):
        answer = fresh.client.post("/zh/firms/new", data=data, files=files)
        assert answer.status_code == 200, data
    assert "北方传感" in fresh.client.get("/zh/firms").text


def test_an_adviser_sees_no_pay_and_saving_keeps_it(fresh: Site) -> None:
    adviser = fresh.as_role("adviser")
    page = adviser.get(fresh.url("facts", "people")).text
    assert "monthly_cost" not in page
    assert adviser.get(fresh.url("people")).status_code == 403
    assert adviser.get(fresh.url("facts", "equity.holders")).status_code == 404
    typed = {**cells(page), "cell-0-role": "Chair"}
    answer = adviser.post(fresh.url("facts", "people"), data={"base": "1", **typed})
    assert "?saved=2" in str(answer.url)
    owner = fresh.client.get(fresh.url("facts", "people")).text
    assert 'name="cell-0-monthly_cost" value="32000"' in owner
    assert 'value="Chair"' in owner


def test_an_employee_sees_only_the_own_page(analysed: Site) -> None:
    employee = analysed.as_role("employee", person="wang_lei")
    page = employee.get(analysed.url())
    assert page.status_code == 200
    assert "王磊" in page.text
    for other in ("facts", "plan", "people", "members", "history", "report"):
        assert employee.get(analysed.url(other)).status_code == 403


def test_the_report_is_taken_away_in_all_forms(analysed: Site) -> None:
    heads = {"html": b"<!DOCTYPE html>", "pdf": b"%PDF", "xlsx": b"PK"}
    worker = Worker(analysed.database, "test")
    for kind, head in heads.items():
        asked = analysed.client.post(analysed.url("report", kind, language="zh"))
        assert 'data-job="' in asked.text
        assert worker.once()
        ready = analysed.client.get(asked.url)
        address = re.search(r'href="([^"]+/report/files/[^"]+)" download', ready.text)
        assert address
        answer = analysed.client.get(address[1])
        assert answer.content.startswith(head)
        assert "attachment" in answer.headers["content-disposition"]


def test_progress_is_recorded_and_bad_progress_refused(fresh: Site) -> None:
    page = fresh.client.get(fresh.url("steer")).text
    stage = re.search(r'<option value="stage_started=([^"]+)">', page)
    assert stage
    data = {"base": "1", "what": f"stage_started={stage[1]}", "date": "2026-06-01", "value": ""}
    answer = fresh.client.post(fresh.url("steer", "record"), data=data)
    assert "?saved=2" in str(answer.url)
    bad = fresh.client.post(
        fresh.url("steer", "record"), data={**data, "base": "2", "date": "yesterday"}
    )
    assert bad.status_code == 422
    assert "yesterday" in bad.text


def test_the_order_of_criteria_is_tried_before_it_is_saved(fresh: Site) -> None:
    page = fresh.client.get(fresh.url("choose")).text
    known = re.findall(r'name="criterion" value="([^"]+)"', page)
    order = known[-2:]
    chosen = re.findall(r'<option value="([^"]+)"', page)[0]
    tried = fresh.client.post(fresh.url("choose", "preview"), data={"criterion": order})
    assert tried.status_code == 200
    assert tried.text.count("<tr>") == 10
    assert fresh.client.get(fresh.url("choose")).text == page
    data = {"base": "1", "criterion": order, "chosen": chosen}
    saved = fresh.client.post(fresh.url("choose"), data=data)
    assert "?saved=2" in str(saved.url)
    assert re.findall(r'name="criterion" value="([^"]+)"', saved.text)[:2] == order
    twice = fresh.client.post(fresh.url("choose"), data={**data, "criterion": [order[0]] * 2})
    assert twice.status_code == 422


def test_what_was_typed_outlives_a_session_that_ended(fresh: Site) -> None:
    page = fresh.client.get(fresh.url("facts", "people")).text
    typed = {"base": "1", **cells(page), "cell-0-role": "Typed before the session ended"}
    other = TestClient(fresh.client.app, headers={"sec-fetch-site": "same-origin"})
    asked = other.post(fresh.url("facts", "people"), data=typed)
    assert asked.status_code == 401
    kept = re.findall(
        r'<input type="hidden" name="(kept\.[^"]+|target)" value="([^"]*)"', asked.text
    )
    form = {name: html.unescape(value) for name, value in kept}
    resumed = other.post(
        "/en/signin",
        data={**form, "email": "owner@example.org", "password": "correct horse battery"},
    )
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', resumed.text)
    data = {name: html.unescape(value) for name, value in hidden}
    saved = other.post(form["target"], data=data)
    assert "?saved=2" in str(saved.url)
    assert "Typed before the session ended" in saved.text


def test_members_are_invited_join_and_lose_access_at_once(fresh: Site) -> None:
    answer = fresh.client.post(
        fresh.url("members", "invite"), data={"email": "wu@example.org", "role": "manager"}
    )
    link = re.search(r'value="http://testserver(/en/join/[^"]+)"', answer.text)
    assert link
    guest = TestClient(fresh.client.app, headers={"sec-fetch-site": "same-origin"})
    joined = guest.post(link[1], data={"name": "Wu", "password": "a long enough password"})
    assert joined.status_code == 200
    assert guest.get(fresh.url("facts")).status_code == 200
    assert TestClient(fresh.client.app).get(link[1]).status_code == 404
    page = fresh.client.get(fresh.url("members")).text
    account = re.findall(r'action="[^"]*/members/([0-9a-f-]{36})"', page)
    other = next(one for one in account if one != fresh.owner.id)
    fresh.client.post(fresh.url("members", other), data={"role": "manager", "state": "suspended"})
    assert guest.get(fresh.url("facts")).status_code == 401


def test_chapters_for_everybody_list_nobodys_pay_and_no_chapter_an_answer() -> None:
    """Found by looking through a real analysis: the appendix lists all inputs."""
    for chapters in example_analysis()["chapters"].values():
        for name, blocks in chapters.items():
            text = json.dumps(blocks)
            secret = name in FOR_PEOPLE_PERMISSION or name.startswith("person/")
            pay = r"people\.\d+\.(monthly_cost|leaving_chance)|equity\.events"
            assert secret or not re.search(pay, text), name
            assert not re.search(r"survey\.leaders|climate_comments\.", text), name
        assert "people.0.monthly_cost" in json.dumps(chapters["appendix_personal"])
        tables = [
            next(block for block in chapters[name] if block["kind"] == "Table")
            for name in ("people", "people_personal")
        ]
        assert len(tables[1]["head"]) == len(tables[0]["head"]) + 1, "chances of leaving"
