"""Pages of populations: picking firms, what is kept back, taking reports away, who may see them."""

import html
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import polars as pl
import pytest
from click.testing import CliRunner
from playwright.sync_api import Route, ViewportSize
from starlette.testclient import TestClient

from steersman.cohort.results import MANIFEST
from steersman.web.app import create_app
from steersman.web.command import serve_command
from steersman.web.service import cohorts as service
from steersman.web.settings import Settings
from tests.cohort.results_folder import results_table, write_results
from tests.web.browser import CHROMIUM, DESK, PHONE, chromium, keep, serious_findings, watched

NAME = "pilot 试点"
PAGE = f"/en/cohorts/{quote(NAME)}"
FEW = "size=medium&sector=software&region=north&lever=culture"
LARGE = f"/{quote(NAME)}?region=north"
"""A page with so much on it that axe takes many seconds."""
SECRETS = ("Secret firm", "Set aside", "secret ")


def app_with(folder: Path, *cohorts: Path) -> TestClient:
    """Return a client of the one person on this machine."""
    settings = Settings(str(folder / "firms.db"), hosts=("testserver",), cohorts=cohorts)
    app = create_app(settings)
    client = TestClient(app)
    client.headers["sec-fetch-site"] = "same-origin"
    client.get(f"/launch?token={app.state.desk.launch_token}")
    return client


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    folder = tmp_path_factory.mktemp("cohorts")
    return app_with(folder, write_results(folder / NAME).folder)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_population_is_shown_in_both_languages(client: TestClient, language: str) -> None:
    listed = client.get(f"/{language}/cohorts").text
    link = re.search(r'href="(/[a-z]+/cohorts/[^"]+)"', listed)
    assert link
    assert NAME in listed
    shown = client.get(html.unescape(link[1])).text
    assert shown.count("<h1") == 1
    assert shown.count('role="region"') > 10
    assert ("合成" if language == "zh" else "made up") in shown
    assert "style=" not in shown
    assert "<script>" not in shown
    assert not any(secret in shown for secret in SECRETS)


def test_there_is_a_way_to_populations_from_everywhere(client: TestClient) -> None:
    assert 'href="/en/cohorts"' in client.get("/en/account").text


def test_firms_are_picked_with_plain_addresses(client: TestClient) -> None:
    whole, part = client.get(PAGE).text, client.get(f"{PAGE}?region=north&by=size").text
    assert ">1,200<" in whole
    assert ">1,200<" not in part
    assert '<option value="north" selected>' in part
    assert "Region: north" in part
    assert "Who qualifies, by size" in part
    assert 'href="/en/cohorts' in part
    figures = re.findall(r'<dd class="value">([\d,]+)</dd>', part)
    assert figures
    assert int(figures[0].replace(",", "")) % 5 == 0


def test_pictures_and_files_are_of_the_firms_that_were_picked(client: TestClient) -> None:
    part = client.get(f"{PAGE}?region=north").text
    pictures = [html.unescape(address) for address in re.findall(r'<img src="(/en/c[^"]+)"', part)]
    assert len(pictures) >= 7
    assert len(set(pictures)) == len(pictures)
    assert all("region=north" in address for address in pictures)
    drawn = client.get(pictures[0])
    assert drawn.text.startswith("<svg")
    assert "immutable" in drawn.headers["cache-control"]
    assert client.get(re.sub(r"\d+\.svg", "99.svg", pictures[0])).status_code == 404
    taken = client.get(f"{PAGE}/report.html?region=north")
    assert "only north" in taken.text
    assert not any(secret in taken.text for secret in SECRETS)
    assert "attachment" in taken.headers["content-disposition"]
    assert client.get(f"{PAGE}/report.xlsx?region=north").content.startswith(b"PK")
    assert client.get(f"{PAGE}/report.doc").status_code == 404


def test_percentiles_are_as_coarse_as_the_page(client: TestClient) -> None:
    taken = client.get(f"{PAGE}/percentiles.csv?region=north")
    table = pl.read_csv(taken.content)
    assert table["percentile"].is_sorted()
    assert (table["talent.firms"] % 5 == 0).all()
    assert (table["talent"].drop_nulls() % 1 == 0).all(), "of few firms: whole points"
    assert table["synthetic"].all()


def test_of_too_few_firms_nothing_but_a_sentence_is_shown(client: TestClient) -> None:
    few, none = client.get(f"{PAGE}?{FEW}").text, client.get(f"{PAGE}?region=nowhere").text
    for shown in (few, none):
        assert "fewer than 10 firms" in shown
        assert '<img src="/en' not in shown
        assert "<table" not in shown
        assert 'class="figures"' not in shown
    assert client.get(f"{PAGE}/report.html?{FEW}").status_code == 422
    assert client.get(f"{PAGE}/percentiles.csv?{FEW}").status_code == 422
    assert client.get(f"{PAGE}/pictures/1.svg?{FEW}").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "region=%00", "rule=firm&answer=F1", "rule=owner&answer=Secret+firm+1",
        "region=" + "x" * 9999,
        "by=owner", "by=firm", "answer=maybe&rule=cn/rd-super-deduction", "lever=%27--", "v=1",
    ],
)  # fmt: skip
def test_columns_that_are_no_filters_cannot_be_asked_for(client: TestClient, query: str) -> None:
    answer = client.get(f"{PAGE}?{query}")
    assert answer.status_code == 200
    assert not any(secret in answer.text for secret in SECRETS[:1] if "Secret" not in query)
    assert "F1<" not in answer.text


def test_what_was_added_up_is_kept_until_results_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    results = write_results(tmp_path / "pilot")
    client = app_with(tmp_path, results.folder)
    asked: list[Any] = []
    population_of = service.population_of

    def counted(*arguments: Any) -> Any:
        asked.append(arguments)
        return population_of(*arguments)

    monkeypatch.setattr(service, "population_of", counted)
    for language in ("en", "zh"):
        assert client.get(f"/{language}/cohorts/pilot?size=small").status_code == 200
    assert len(asked) == 1
    manifest = results.folder / MANIFEST
    manifest.write_text(manifest.read_text("utf-8").replace("firms.csv", "other.csv"), "utf-8")
    assert "other.csv" in client.get("/en/cohorts/pilot?size=small").text
    assert len(asked) == 2


def test_results_that_cannot_be_read_are_said(tmp_path: Path) -> None:
    spoilt = write_results(tmp_path / "spoilt")
    (spoilt.folder / "results" / "part-00000.parquet").write_text("nothing", "utf-8")
    client = app_with(tmp_path, tmp_path / "gone", spoilt.folder)
    assert "cannot be read" in client.get("/en/cohorts").text
    assert client.get("/en/cohorts/gone").status_code == 404
    assert client.get("/en/cohorts/spoilt").status_code == 404


@pytest.mark.parametrize("language", ["en", "zh"])
def test_without_results_the_page_teaches_how_to_make_them(tmp_path: Path, language: str) -> None:
    shown = app_with(tmp_path).get(f"/{language}/cohorts").text
    for command in ("cohort synthesise", "cohort run", "serve --cohort"):
        assert f"steersman {command}" in shown


def test_a_team_shows_populations_to_nobody_unless_named(tmp_path: Path) -> None:
    results = write_results(tmp_path / "pilot")
    database = ["--database", str(tmp_path / "firms.db"), "--port", "0"]
    for options, told in (
        (["--cohort-reader", "a@example.org"], "--cohort-reader goes with --team"),
        (["--team", "--cohort-reader", "a@example.org"], "no account a@example.org"),
        (["--cohort", str(tmp_path / "none")], "no results of a cohort"),
        (["--cohort", str(results.folder), "--cohort", str(results.folder)], "the same name"),
    ):
        answer = CliRunner().invoke(serve_command, [*database, *options])
        assert answer.exit_code == 2, options
        assert told in answer.output


@pytest.mark.skipif(CHROMIUM is None, reason="notice: no Chromium on this machine")
@pytest.mark.parametrize(
    ("scheme", "language", "size", "places"),
    [
        ("light", "en", DESK, ("", LARGE)),
        ("dark", "zh", PHONE, (LARGE, f"/{quote(NAME)}?{FEW}")),
    ],
)
def test_pages_of_populations_fit_their_screen_and_are_accessible(
    client: TestClient, scheme: Any, language: str, size: ViewportSize, places: tuple[str, ...]
) -> None:
    def answered(route: Route) -> None:
        found = client.get(route.request.url.removeprefix("http://testserver"))
        left_out = {"content-encoding", "content-length"}
        headers = {k: v for k, v in found.headers.items() if k.lower() not in left_out}
        route.fulfill(status=found.status_code, headers=headers, body=found.content)

    with chromium() as browser:
        context = browser.new_context(viewport=size, color_scheme=scheme)
        context.route("**/*", answered)
        page, wrong = watched(context, "http://testserver")
        for place in places:
            page.goto(f"http://testserver/{language}/cohorts{place}")
            if (place, scheme) != (LARGE, "dark"):  # the same templates are looked at in the light
                assert serious_findings(page) == [], (place, scheme)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= size["width"], (place, wide)
            keep(page, f"cohorts{len(place)}-{language}-{scheme}")
        page.select_option("#pick-region", "")
        page.select_option("#pick-lever", "")
        page.select_option("#pick-size", "small")
        page.locator("form.filters button").focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**size=small**")
        assert page.locator("h2").count() > 5
        assert [entry for entry in wrong if "Cross-Origin-Opener-Policy" not in entry] == []


def test_a_whole_population_is_added_up_before_somebody_asks(tmp_path: Path) -> None:
    results = write_results(tmp_path / "pilot", results_table(300))
    shelf = service.CohortShelf((results.folder, tmp_path / "gone"))
    shelf.warm()
    key = (shelf.stamp("pilot"), shelf.asked("pilot", {}))
    assert shelf._populations.get(key) is not None
