"""A leadership team's first day, in a real browser against the served app, in both languages."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from steersman.web.service.founding import workbook_of
from tests.web.browser import (
    CHROMIUM,
    DESK,
    chromium,
    keep,
    watched,
)
from tests.web.serving import served, small_body

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="notice: no Chromium on this machine")
LONG = 120_000
"""Milliseconds that an analysis may take on a busy machine."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("served"), "--candidates", "20") as found:
        yield found


def origin_of(address: str) -> str:
    return "{0.scheme}://{0.netloc}".format(urlsplit(address))


def until_known(page: Page, address: str, text: str) -> None:
    """Wait until a page shows a text, which may take an analysis."""
    page.goto(address)
    expect(page.get_by_text(text).first).to_be_visible(timeout=LONG)


def test_from_the_first_visit_to_the_report(browser: Browser, address: str, tmp_path: Path) -> None:
    origin = origin_of(address)
    context = browser.new_context(viewport=DESK, locale="en-GB", accept_downloads=True)
    page, wrong = watched(context, origin)

    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_have_text("Welcome to Steersman")
    keep(page, "01-welcome")
    workbook = tmp_path / "dossier.xlsx"
    workbook.write_bytes(workbook_of(small_body(), "en"))
    page.get_by_label("Workbook (.xlsx) or folder (.zip)").set_input_files(workbook)
    page.get_by_role("button", name="Import").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Huoyan")
    firm = page.url
    expect(page.locator("[data-job]")).to_be_visible()
    keep(page, "02-working")

    page.goto(f"{firm}/facts/people")
    role = page.locator('[name="cell-0-role"]')
    role.fill("Chair of the board")
    role.press("Enter")
    expect(page.locator('[name="cell-1-role"]')).to_be_focused()
    page.get_by_label("Why (for the history)").fill("elected in May")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("Saved as revision 2")
    expect(page.locator('[name="cell-0-role"]')).to_have_value("Chair of the board")
    keep(page, "03-people")

    page.locator('[name="cell-0-monthly_cost"]').fill("a lot")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Not saved yet")
    expect(page.locator('[name="cell-0-monthly_cost"]')).to_have_value("a lot")
    keep(page, "04-wrong-cell")

    until_known(page, f"{firm}/choose", "Best in")
    expect(page.locator(".bars tbody tr").first).to_be_visible(timeout=LONG)
    before = page.locator("#bars").inner_text()
    first = page.locator("[data-sortable] > li").first
    name = first.locator(".name").inner_text()
    first.get_by_role("button", name=f"Take out of the ranking: {name}").click()
    page.locator("[data-sortable-pool] > li").first.get_by_role("button").last.click()
    expect(page.locator("#bars")).not_to_have_text(before, timeout=30_000)
    second = page.locator("[data-sortable] > li").nth(1)
    second.drag_to(page.locator("[data-sortable] > li").first, target_position={"x": 9, "y": 2})
    keep(page, "05-choose")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("Saved as revision 3")

    until_known(page, f"{firm}/plan", "Plans to pick from")
    expect(page.locator("circle.chosen")).to_have_count(1)
    keep(page, "06-plan")
    page.locator('input[name="change"]').first.check()
    page.get_by_role("button", name="Plan it").click()
    expect(page.get_by_text("What if").first).to_be_visible()
    expect(page.get_by_role("table").first).to_be_visible(timeout=LONG)
    keep(page, "07-what-if")
    page.goto(f"{firm}/plan")
    page.locator("circle.point").first.click(force=True)
    page.get_by_role("button", name="Compare with the proposed plan").click()
    expect(page.get_by_role("button", name="Follow it")).to_be_visible(timeout=LONG)

    page.goto(f"{firm}/plan")
    page.get_by_label("On which evidence").fill("Board of June")
    page.get_by_role("button", name="Follow it").click()
    expect(page.get_by_text("From now on you follow this plan")).to_be_visible(timeout=LONG)
    page.goto(f"{firm}/history")
    expect(page.get_by_role("row").nth(1)).to_contain_text("4")
    keep(page, "08-history")

    until_known(page, f"{firm}/report", "Web page (HTML)")
    page.get_by_role("button", name="Web page (HTML)").click()
    link = page.get_by_role("link", name="Download")
    expect(link).to_be_visible(timeout=LONG)
    with page.expect_download() as download:
        link.click()
    report = tmp_path / "report.html"
    download.value.save_as(report)
    text = report.read_text("utf-8")
    assert "Chair of the board" in text or "Huoyan" in text
    keep(page, "09-report")

    page.get_by_role("link", name="中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    assert urlsplit(page.url).path == urlsplit(f"{firm}/report").path.replace("/en/", "/zh/")
    allowed = re.compile(r"422|net::ERR_ABORTED")
    assert [entry for entry in wrong if not allowed.search(entry)] == []
    context.close()


def test_nothing_typed_is_lost_when_the_connection_is(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport=DESK)
    page, _ = watched(context, origin_of(address))
    page.goto(address)
    page.goto(f"{origin_of(address)}/en/firms/new")
    page.get_by_label("Name of the firm").fill("Northern Sensors")
    page.get_by_role("button", name="Begin", exact=True).click()
    page.goto(page.url + "/firm")
    page.locator('[name="cell-0-industry"]').fill("Pressure sensors for wells")
    context.set_offline(True)
    page.get_by_role("button", name="Save", exact=True).click(no_wait_after=True)
    page.wait_for_timeout(500)
    context.set_offline(False)
    page.goto(address)
    page.get_by_role("link", name="Northern Sensors").click()
    page.goto(page.url + "/facts/firm")
    page.get_by_role("button", name="Bring it back").click()
    expect(page.locator('[name="cell-0-industry"]')).to_have_value("Pressure sensors for wells")
    context.close()
