"""The anonymous survey on the web: opening, answering without an account, closing, what is kept."""

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright
from starlette.testclient import TestClient

from steersman.diagnose.factors import load_factors
from steersman.store import access, accounts
from steersman.store.access import Role
from steersman.store.database import Database, open_database
from steersman.store.migrate import upgrade
from steersman.store.surveys import newest_closed, rounds
from steersman.web.app import create_app
from steersman.web.security import HEADERS
from steersman.web.settings import Settings
from steersman.web.visit import SESSION_COOKIE
from steersman.work.content import analysis_content
from steersman.work.inputs import facts_of

NOW = datetime(2026, 7, 1, 9, tzinfo=UTC)
OURS = {"sec-fetch-site": "same-origin"}
ITEMS = [item.id for factor in load_factors() for item in factor.items]
CHROMIUM = shutil.which("chromium")
PHONE = {"width": 390, "height": 844}
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


class Site:
    """The app with a firm, and people who use it."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.app = create_app(Settings(database="", local=False, hosts=("*",)), database)
        self.owner = self.visitor()
        with database.writing() as connection:
            account = accounts.create_account(connection, "an@firm.example", "An", None, NOW)
            session = accounts.start_session(connection, account.id, datetime.now(UTC))
        self.owner.cookies.set(SESSION_COOKIE, session)
        answer = self.owner.post("/en/firms/new", data={"source": "example"})
        self.firm_id = urlsplit(str(answer.url)).path.split("/")[3]
        with database.reading() as connection:
            member = access.member_of(connection, self.firm_id, account.id)
        assert member is not None
        self.member = member
        self.at = f"/en/firms/{self.firm_id}/survey"

    def visitor(self) -> TestClient:
        """Return somebody's browser."""
        return TestClient(self.app, base_url="http://localhost", headers=OURS)

    def person(self, role: Role) -> TestClient:
        """Return the browser of a member with a role."""
        browser = self.visitor()
        with self.database.writing() as connection:
            email = f"{role}@firm.example"
            account = accounts.create_account(connection, email, role, None, NOW)
            token = access.invite(connection, self.member, email, role, "", NOW)
            access.accept(connection, token, account, NOW)
            session = accounts.start_session(connection, account.id, datetime.now(UTC))
        browser.cookies.set(SESSION_COOKIE, session)
        return browser

    def opened(self, threshold: int = 5, **groups: int) -> list[str]:
        """Open a round and return the paths of its links."""
        answer = self.owner.post(f"{self.at}/open", data={"threshold": threshold, **groups})
        assert answer.status_code == 200, answer.text
        return [urlsplit(link).path for link in re.findall(r'value="(http[^"]+)"', answer.text)]

    def round_id(self) -> str:
        """Return the id of the newest round."""
        with self.database.reading() as connection:
            return rounds(connection, self.firm_id)[0].id

    def close(self) -> str:
        """Close the open round and return the page that follows."""
        return self.owner.post(f"{self.at}/{self.round_id()}/close").text


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    database = open_database(str(tmp_path / "steersman.db"))
    upgrade(database)
    yield Site(database)
    database.close()


def given(number: int) -> dict[str, str]:
    """Return the form of somebody who answers, unlike the others."""
    chance = np.random.default_rng(number)
    return {item: str(chance.integers(1, 6)) for item in ITEMS}


def test_six_people_answer_and_the_diagnosis_uses_what_is_released(site: Site) -> None:
    links = site.opened(others=6)
    assert len(links) == 6
    for number, link in enumerate(links):
        browser = site.visitor()
        assert "Thank you" in browser.post(link, data=given(number)).text
        assert f"{number + 1} of 6 have answered" in site.owner.get(site.at).text
    shown = site.close()
    assert "The diagnosis uses the answers of:" in shown
    assert "everybody together: 6" in shown
    with site.database.reading() as connection:
        content = analysis_content(connection, site.firm_id)
        read = facts_of(connection, site.firm_id, content)
        body = facts_of(connection, site.firm_id, {**content, "survey": ""}).dossier
    assert read.dossier is not None
    assert body is not None
    assert content["survey"] == site.round_id()
    assert {entry.respondent for entry in read.dossier.survey.others} == {
        f"r{number}" for number in range(1, 7)
    }
    assert len(body.survey.others) != 6


def test_small_groups_get_links_of_the_others(site: Site) -> None:
    answer = site.owner.post(
        f"{site.at}/open", data={"leaders": 3, "research_staff": 8, "others": 4, "threshold": 5}
    )
    assert "others: 7 links" in answer.text
    assert "research staff: 8 links" in answer.text
    assert "leaders" not in answer.text
    assert "counted among the others" in answer.text


def test_links_are_shown_once_and_come_as_a_table(site: Site) -> None:
    answer = site.owner.post(f"{site.at}/open", data={"others": 5, "threshold": 5})
    links = re.findall(r'value="(http[^"]+)"', answer.text)
    (address,) = re.findall(r'href="data:text/csv;charset=utf-8,([^"]+)"', answer.text)
    table = unquote(unescape(address))
    assert [line.split(",")[1] for line in table.splitlines()[1:]] == links
    assert answer.headers["cache-control"] == "no-store"
    for page in (site.at, f"{site.at}/{site.round_id()}/close"):
        assert not any(urlsplit(link).path in site.owner.get(page).text for link in links)


def test_a_link_is_used_once_and_ends_with_the_round(site: Site) -> None:
    """T10.4."""
    links = site.opened(others=6)
    browser = site.visitor()
    browser.post(links[0], data=given(0))
    assert "cannot be used any more" in browser.post(links[0], data=given(1)).text
    assert "cannot be used any more" in browser.get(links[0]).text
    assert "cannot be used any more" in browser.get("/en/answer/never-given").text
    site.close()
    assert "cannot be used any more" in browser.get(links[1]).text
    assert "cannot be used any more" in browser.post(links[1], data=given(1)).text
    with site.database.reading() as connection:
        assert rounds(connection, site.firm_id)[0].answered == 1


def test_an_empty_form_and_strange_values_use_no_link_up(site: Site) -> None:
    (link, *_) = site.opened(others=5)
    browser = site.visitor()
    for typed in ({}, {ITEMS[0]: "9"}, {ITEMS[0]: ""}, {"NOITEM": "3"}):
        answer = browser.post(link, data=typed)
        assert answer.status_code == 422
        assert "Nothing was answered yet" in answer.text
    assert "Thank you" in browser.post(link, data={ITEMS[0]: "3", ITEMS[1]: "9"}).text


def test_too_few_answers_show_nothing_and_may_be_asked_for_again(site: Site) -> None:
    links = site.opened(others=6)
    for number, link in enumerate(links[:4]):
        site.visitor().post(link, data=given(number))
    assert "Fewer than 5 have answered" in site.owner.get(f"{site.at}/{site.round_id()}/close").text
    assert "fewer than 5 people gave answers" in site.close()
    assert len(site.opened(others=6)) == 6


def test_after_results_the_next_round_waits(site: Site) -> None:
    for number, link in enumerate(site.opened(others=6)):
        site.visitor().post(link, data=given(number))
    assert "The next survey can be opened from" in site.close()
    refused = site.owner.post(f"{site.at}/open", data={"others": 6, "threshold": 5})
    assert refused.status_code == 422
    assert "The next survey can be opened from" in refused.text


@pytest.mark.parametrize(
    "typed",
    [
        {"others": "9", "threshold": "4"},
        {"others": "4", "threshold": "5"},
        {"others": "9"},
        {"others": "x", "threshold": "5"},
        {"others": "5000", "threshold": "5"},
    ],
)
def test_what_cannot_be_opened_is_refused_in_words(site: Site, typed: dict[str, str]) -> None:
    answer = site.owner.post(f"{site.at}/open", data=typed)
    assert answer.status_code == 422
    assert "Too" in answer.text


@pytest.mark.parametrize(
    ("role", "status"), [("adviser", 200), ("auditor", 403), ("employee", 403)]
)
def test_who_may_run_a_survey(site: Site, role: Role, status: int) -> None:
    site.opened(others=6)
    browser, close = site.person(role), f"{site.at}/{site.round_id()}/close"
    assert browser.get(site.at).status_code == status
    assert browser.get(close).status_code == status
    assert browser.post(close).status_code == status
    stranger = site.visitor()
    assert stranger.get(site.at).status_code == 401
    assert stranger.post(f"{site.at}/open", data={"others": 9}).status_code == 401


def test_a_round_of_another_firm_is_not_found(site: Site) -> None:
    site.opened(others=6)
    other = site.owner.post("/en/firms/new", data={"source": "example"})
    firm = urlsplit(str(other.url)).path.split("/")[3]
    close = f"/en/firms/{firm}/survey/{site.round_id()}/close"
    assert site.owner.get(close).status_code == 404
    assert site.owner.post(close).status_code == 404


def test_who_answers_is_not_looked_at_even_if_signed_in(site: Site) -> None:
    (link, *_) = site.opened(others=5)
    browser = site.person("employee")
    page = browser.get(link)
    assert "Sign out" not in page.text
    assert "employee" not in page.text
    assert "set-cookie" not in page.headers
    assert page.headers["content-security-policy"] == HEADERS["content-security-policy"]
    assert " style=" not in page.text
    assert "<style" not in page.text


def test_the_questions_come_in_both_languages_with_one_field_each(site: Site) -> None:
    (link, *_) = site.opened(others=5)
    other = link.replace("en", "zh", 1)
    english, chinese = (site.visitor().get(path).text for path in (link, other))
    for text in (english, chinese):
        assert text.count("<fieldset>") == len(ITEMS)
        assert all(text.count(f'name="{item}"') == 6 for item in ITEMS)
    assert "不清楚" in chinese
    assert "I don&#39;t know" in english
    assert f'href="{other}"' in english


def test_no_round_without_an_answer_is_ever_used(site: Site) -> None:
    site.opened(others=6)
    with site.database.reading() as connection:
        assert newest_closed(connection, site.firm_id, "survey") is None
        assert analysis_content(connection, site.firm_id)["survey"] == ""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("notice: no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield browser
        browser.close()


def phone(site: Site, chromium: Browser, *, script: bool = True) -> tuple[Page, list[str]]:
    """Return a page on a telephone, and what its console says."""
    context = chromium.new_context(viewport=PHONE, has_touch=True, java_script_enabled=script)
    client = site.visitor()

    def answer(route: Route) -> None:
        asked = route.request
        typed = {"content-type": "application/x-www-form-urlencoded"}
        found = client.request(
            asked.method, asked.url, content=asked.post_data_buffer, follow_redirects=False,
            headers=typed if asked.method == "POST" else {},
        )  # fmt: skip
        if found.is_redirect:
            found = client.get(found.headers["location"])
        headers = {k: v for k, v in found.headers.items() if k != "content-encoding"}
        route.fulfill(status=found.status_code, headers=headers, body=found.content)

    context.route("**/*", answer)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    return page, said


def test_six_people_answer_on_telephones(site: Site, chromium: Browser) -> None:
    links = site.opened(others=6)
    for number, link in enumerate(links):
        page, said = phone(site, chromium, script=number != 5)
        page.goto(f"http://localhost{link}")
        wide = page.evaluate("document.documentElement.scrollWidth") if number != 5 else 0
        assert wide <= PHONE["width"]
        for item, value in given(number).items():
            page.locator(f'input[name="{item}"][value="{value}"]').check(force=True)
        page.get_by_role("button", name="Send").click()
        assert page.get_by_role("heading", name="Thank you").is_visible()
        assert said == []
        page.context.close()
    assert "everybody together: 6" in site.close()


def test_a_draft_stays_on_the_telephone_until_it_is_sent(site: Site, chromium: Browser) -> None:
    (link, *_) = site.opened(others=5)
    page, said = phone(site, chromium)
    page.goto(f"http://localhost{link}")
    expect(page.locator("[data-count]")).to_have_text("0")
    for item in ITEMS[:3]:
        page.locator(f'input[name="{item}"][value="4"]').check(force=True)
    expect(page.locator("[data-count]")).to_have_text("3")
    page.get_by_role("link", name="中文").click()
    expect(page.locator("[data-count]")).to_have_text("3")
    expect(page.locator(f'input[name="{ITEMS[2]}"][value="4"]')).to_be_checked()
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", name="谢谢")).to_be_visible()
    page.locator("main").click()
    page.wait_for_function("localStorage.length === 0")
    assert said == []
    page.context.close()


def test_touch_targets_are_large(site: Site, chromium: Browser) -> None:
    (link, *_) = site.opened(others=5)
    page, _ = phone(site, chromium)
    page.goto(f"http://localhost{link}")
    sizes = page.evaluate(
        "[...document.querySelectorAll('.scale input')].map(i => i.getBoundingClientRect())"
        ".map(r => Math.min(r.width, r.height))"
    )
    assert min(sizes) >= 44
    page.context.close()
