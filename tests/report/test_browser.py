"""The report in a real browser: nothing overflows, nothing is fetched, everything is reachable."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, sync_playwright

from steersman.cli import main
from tests.shared_pipelines import sharing

CHROMIUM = shutil.which("chromium")
EXAMPLE = Path(__file__).parents[2] / "examples" / "huoyan-textiles"
SWITCHES = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="notice: no Chromium on this machine")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("reports")
    with sharing():
        for language in ("en", "zh_CN"):
            arguments = ["report", str(EXAMPLE), "--out", str(folder), "--language", language]
            done = CliRunner().invoke(main, [*arguments, "--candidates", "25"])
            assert done.exit_code == 0
    return {
        "en": folder / "huoyan-textiles.html",
        "zh-CN": folder / "huoyan-textiles.zh_CN.html",
    }


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_report_fits_the_screen_and_fetches_nothing(
    browser: Browser, reports: dict[str, Path], language: str, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 844})
    requests: list[str] = []
    messages: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: messages.append(message.text))
    page.goto(reports[language].as_uri())
    assert requests == [reports[language].as_uri()]
    assert messages == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.documentElement.lang") == language
    assert page.locator("figure svg").count() == 14
    assert page.locator("h1").count() == 1
    page.close()


def test_every_link_leads_to_a_chapter_and_every_figure_has_words(
    browser: Browser, reports: dict[str, Path]
) -> None:
    page = browser.new_page()
    page.goto(reports["en"].as_uri())
    for link in page.locator("nav a").all():
        assert page.locator(link.get_attribute("href") or "missing").count() == 1
    for chart in page.locator(".chart").all():
        assert len(chart.get_attribute("aria-label") or "") > 20
    identifiers = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(set(identifiers)) == len(identifiers)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#summary"
    page.close()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("what", ["survey", "influence"])
def test_a_questionnaire_is_one_sheet(
    browser: Browser, tmp_path: Path, what: str, language: str
) -> None:
    target = tmp_path / "page.html"
    arguments = ["questionnaire", what, "--out", str(target), "--language", language]
    assert CliRunner().invoke(main, arguments).exit_code == 0
    page = browser.new_page()
    page.goto(target.as_uri())
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
