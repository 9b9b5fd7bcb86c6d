"""Grids and drafts in a real browser: keys, a spreadsheet's clipboard, undo, drafts, no script."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Route, sync_playwright

CHROMIUM = shutil.which("chromium")
STATIC = Path(__file__).parents[2] / "src" / "steersman" / "web" / "static"
ORIGIN = "https://app.test"
SWITCHES = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; form-action 'self'"

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="notice: no Chromium on this machine")

PEOPLE = [("p1", "Lin", "research", "one"), ("p2", "Wang", "sales", "two"), ("", "", "", "")]


def row(number: object, values: tuple[str, ...] = ("", "", "", "")) -> str:
    identifier, name, function, note = values
    options = "".join(
        f'<option value="{value}"{" selected" if value == function else ""}>{word}</option>'
        for value, word in [("", ""), ("research", "研发"), ("sales", "Selling"), ("x y", "Both")]
    )
    start = f"cell-{number}-"
    return (
        f'<tr><td><input id="{start}id" name="{start}id" value="{identifier}"></td>'
        f'<td><input name="{start}name" value="{name}"></td>'
        f'<td><select name="{start}function">{options}</select></td>'
        f'<td><textarea name="{start}note">{note}</textarea></td></tr>'
    )


def page_text(base: int = 1, people: list[tuple[str, ...]] = PEOPLE, extra: str = "") -> str:
    rows = "".join(row(number, values) for number, values in enumerate(people))
    texts = " ".join(
        f'data-text-{name}="{name} {{row}} {{count}}"'
        for name in ("added", "duplicated", "deleted", "undone", "pasted", "refused")
    )
    tools = "".join(
        f'<button type="button" data-grid-action="{name}">{name}</button>'
        for name in ("add", "duplicate", "delete", "undo")
    )
    return f"""<!doctype html><html lang="en"><head><title>People</title>
<link rel="stylesheet" href="/grid.css"><script type="module" src="/grid.js"></script></head>
<body>{extra}<form method="post" action="/save" data-draft-key="f/people" data-base="{base}">
<div data-draft-offer hidden>A draft <span data-draft-stale hidden>of an older state</span>
<button type="button" data-draft-restore>restore</button>
<button type="button" data-draft-discard>discard</button></div>
<input type="hidden" name="base" value="{base}">
<input type="password" name="secret" autocomplete="new-password">
<div class="grid-scroll"><table data-grid {texts}>
<thead><tr><th>Id</th><th>Name</th><th>Function</th><th>Note</th></tr></thead>
<tbody>{rows}</tbody></table></div>
<template data-grid-row>{row("ROW")}</template>
<div data-grid-tools hidden>{tools}</div>
<input name="why"><button>Save</button></form></body></html>"""


FORM = """<!doctype html><html lang="en"><head><title>Form</title>
<script type="module" src="/grid.js"></script></head><body>
<form method="post" action="/save" data-draft-key="f/firm" data-base="1">
<div data-draft-offer hidden><button type="button" data-draft-restore>restore</button>
<button type="button" data-draft-discard>discard</button></div>
<input name="cell-0-name" value="Huoyan"><input type="checkbox" name="agree" value="1">
<select name="kind"><option>a</option><option>b</option></select></form></body></html>"""


class Site:
    """Pages as a server would send them, without a server."""

    def __init__(self, context: BrowserContext) -> None:
        self.pages = {"/grid": page_text(), "/form": FORM}
        self.posted: list[str] = []
        context.route(f"{ORIGIN}/**", self.answer)

    def answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(ORIGIN)
        if path in {"/grid.js", "/grid.css"}:
            kind = "text/javascript" if path.endswith("js") else "text/css"
            route.fulfill(body=(STATIC / path[1:]).read_text(encoding="utf-8"), content_type=kind)
            return
        if route.request.method == "POST":
            self.posted.append(route.request.post_data or "")
        body = self.pages.get(path, "<!doctype html><title>Done</title>")
        headers = {"content-security-policy": POLICY}
        route.fulfill(body=body, content_type="text/html; charset=utf-8", headers=headers)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context()
    yield context
    context.close()


@pytest.fixture
def site(context: BrowserContext) -> Site:
    return Site(context)


@pytest.fixture
def page(context: BrowserContext, site: Site) -> Iterator[Page]:
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(f"{message.type} {message.text}"))
    page.on("pageerror", lambda error: said.append(f"error {error}"))
    page.goto(f"{ORIGIN}/grid")
    yield page
    assert [text for text in said if text.startswith(("error", "warning"))] == []


def values(page: Page) -> list[list[str]]:
    return page.evaluate(
        "[...document.querySelectorAll('tbody tr')]"
        ".map(row => [...row.querySelectorAll('input,select,textarea')].map(c => c.value))"
    )


def names(page: Page) -> list[str]:
    return page.evaluate("[...document.querySelectorAll('tbody input')].map(c => c.name)")


def at(page: Page) -> str:
    return page.evaluate("document.activeElement.name")


def cell(page: Page, name: str) -> None:
    page.locator(f"[name='cell-{name}']").focus()


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def paste(page: Page, text: str) -> None:
    page.evaluate(
        """text => {
          const data = new DataTransfer();
          data.setData("text/plain", text);
          const event = new ClipboardEvent("paste",
            { clipboardData: data, bubbles: true, cancelable: true });
          document.activeElement.dispatchEvent(event);
        }""",
        text,
    )


def said(page: Page) -> str:
    return page.locator("[aria-live=polite]").inner_text()


def action(page: Page, name: str) -> None:
    page.locator(f"[data-grid-action={name}]").click()


def test_keys_move_between_cells(page: Page) -> None:
    cell(page, "0-id")
    press(page, "ArrowDown")
    assert at(page) == "cell-1-id"
    press(page, "Enter")
    assert at(page) == "cell-2-id"
    press(page, "Shift+Enter", "ArrowUp")
    assert at(page) == "cell-0-id"
    press(page, "Tab", "Tab")
    assert at(page) == "cell-0-function"
    press(page, "ArrowRight")
    assert at(page) == "cell-0-note"
    press(page, "ArrowLeft", "ArrowLeft")
    assert at(page) == "cell-0-name"


def test_keys_move_within_a_text_first(page: Page) -> None:
    cell(page, "1-name")
    press(page, "ArrowUp")
    page.keyboard.type("Li")
    press(page, "ArrowLeft")
    assert at(page) == "cell-0-name"
    press(page, "ArrowRight", "ArrowRight")
    assert at(page) == "cell-0-function"
    press(page, "ArrowLeft", "Home", "ArrowLeft")
    assert at(page) == "cell-0-id"
    assert values(page)[0][:2] == ["p1", "Li"]


def test_lines_of_a_long_text(page: Page) -> None:
    cell(page, "0-note")
    press(page, "End", "Alt+Enter")
    page.keyboard.type("more")
    press(page, "ArrowUp")
    assert at(page) == "cell-0-note"
    press(page, "Home", "ArrowDown", "End")
    assert at(page) == "cell-0-note"
    press(page, "ArrowDown")
    assert at(page) == "cell-1-note"
    assert values(page)[0][3] == "one\nmore"


def test_escape_gives_the_text_back_and_no_key_sends_the_form(page: Page, site: Site) -> None:
    cell(page, "1-name")
    page.keyboard.type("Zhao")
    press(page, "Escape")
    assert values(page)[1][1] == "Wang"
    press(page, "Enter")
    assert site.posted == []


def test_keys_of_an_input_method_are_left_alone(page: Page) -> None:
    cell(page, "0-name")
    page.evaluate(
        "document.activeElement.dispatchEvent(new KeyboardEvent('keydown',"
        "{key: 'Enter', isComposing: true, bubbles: true}))"
    )
    assert at(page) == "cell-0-name"


def test_a_row_is_added_below_the_last_if_that_is_filled(page: Page) -> None:
    cell(page, "2-id")
    press(page, "Enter")
    assert len(values(page)) == 3
    page.keyboard.type("p3")
    press(page, "Enter")
    assert at(page) == "cell-3-id"
    assert said(page).startswith("added 4")


def test_rows_are_added_doubled_taken_out_and_brought_back(page: Page) -> None:
    cell(page, "0-name")
    action(page, "duplicate")
    assert values(page)[:2] == [["p1", "Lin", "research", "one"]] * 2
    assert names(page) == [f"cell-{n}-{title}" for n in range(4) for title in ("id", "name")]
    assert page.locator("#cell-0-id").count() == 1
    assert page.locator("#cell-ROW-id").count() == 0
    assert said(page).startswith("duplicated 1")
    action(page, "add")
    assert values(page)[2] == ["", "", "", ""]
    cell(page, "0-id")
    action(page, "delete")
    assert [texts[0] for texts in values(page)] == ["p1", "", "p2", ""]
    press(page, "Control+z", "Control+z", "Control+z", "Control+z")
    assert values(page) == [list(texts) for texts in PEOPLE]
    assert said(page).startswith("undone")


def test_undo_of_typing_is_the_browsers(page: Page) -> None:
    cell(page, "0-name")
    action(page, "delete")
    cell(page, "0-name")
    page.keyboard.type("x")
    press(page, "Control+z")
    assert len(values(page)) == 2
    action(page, "undo")
    assert values(page) == [list(texts) for texts in PEOPLE]


def test_the_last_row_is_emptied_rather_than_lost(page: Page) -> None:
    for _ in range(4):
        action(page, "delete")
    assert values(page) == [["", "", "", ""]]


def test_a_block_from_a_spreadsheet_fills_cells_and_adds_rows(page: Page) -> None:
    cell(page, "1-name")
    paste(page, '"Wu ""A"""\t研发\t"two\nlines"\r\n5" pipe\tselling\t\r\n"W\nX"\tx y\tz\r\n')
    assert values(page)[1:] == [
        ["p2", 'Wu "A"', "research", "two\nlines"], ["", '5" pipe', "sales", ""],
        ["", "W X", "x y", "z"],
    ]  # fmt: skip
    assert said(page) == "pasted 2 3"
    assert at(page) == "cell-1-name"
    press(page, "Control+z")
    assert values(page) == [list(texts) for texts in PEOPLE]


def test_what_cannot_be_pasted_is_told(page: Page) -> None:
    cell(page, "0-function")
    paste(page, "nonsense\tnote\tbeyond\nsales\tn\t")
    assert values(page)[0] == ["p1", "Lin", "research", "note"]
    assert values(page)[1][2] == "sales"
    assert said(page) == "refused 1 2"


def test_one_pasted_text_is_the_browsers(page: Page) -> None:
    cell(page, "0-name")
    paste(page, "one")
    assert values(page)[0][1] == "Lin"


def restart(page: Page) -> None:
    """Leave without saving and come back."""
    page.once("dialog", Dialog.accept)
    page.goto(f"{ORIGIN}/grid", wait_until="load")


def test_a_draft_is_offered_and_restored(page: Page) -> None:
    page.locator("[name=cell-0-name]").fill("Lin Wei")
    action(page, "duplicate")
    page.locator("[name=why]").fill("because")
    page.locator("[name=secret]").fill("hidden")
    before = values(page)
    assert "hidden" not in page.evaluate("JSON.stringify(localStorage)")
    restart(page)
    assert values(page) == [list(texts) for texts in PEOPLE]
    assert page.locator("[data-draft-offer]").is_visible()
    assert page.locator("[data-draft-stale]").is_hidden()
    page.locator("[data-draft-restore]").click()
    assert values(page) == before[:3]
    assert page.locator("[name=why]").input_value() == "because"
    assert page.locator("[data-draft-offer]").is_hidden()


def test_a_draft_of_fewer_rows_takes_rows_out(page: Page) -> None:
    cell(page, "1-id")
    action(page, "delete")
    restart(page)
    page.locator("[data-draft-restore]").click()
    assert values(page) == [list(PEOPLE[0])]


def test_a_draft_is_discarded_for_good(page: Page) -> None:
    cell(page, "0-name")
    page.keyboard.type("other")
    restart(page)
    page.locator("[data-draft-discard]").click()
    page.goto(f"{ORIGIN}/grid")
    assert page.locator("[data-draft-offer]").is_hidden()


def test_a_draft_of_another_revision_says_so(page: Page, site: Site) -> None:
    cell(page, "0-name")
    page.keyboard.type("other")
    site.pages["/grid"] = page_text(base=2)
    restart(page)
    assert page.locator("[data-draft-stale]").is_visible()


def test_nothing_is_left_after_saving(page: Page, site: Site) -> None:
    page.locator("[name=cell-0-name]").fill("Lin Wei")
    site.pages["/save"] = page_text(2, extra="<p data-draft-saved>Saved.</p>")
    page.locator("form button:not([type])").click()
    page.wait_for_url(f"{ORIGIN}/save")
    assert len(site.posted) == 1
    assert "cell-0-name=Lin+Wei" in site.posted[0]
    assert page.evaluate("localStorage.length") == 0
    assert page.locator("[data-draft-offer]").is_hidden()


def test_a_refused_page_is_still_unsaved(page: Page, site: Site) -> None:
    page.locator("[name=cell-0-name]").fill("Lin Wei")
    typed = [("p1", "Lin Wei", "research", "one"), *PEOPLE[1:], PEOPLE[2]]
    site.pages["/save"] = page_text(1, typed)
    page.locator("form button:not([type])").click()
    page.wait_for_url(f"{ORIGIN}/save")
    assert page.locator("[data-draft-offer]").is_hidden()
    assert page.evaluate("localStorage.length") == 1
    page.locator("[name=cell-1-name]").click()  # pages that nobody touched may not ask
    assert leaving_is_asked(page)


def leaving_is_asked(page: Page) -> bool:
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    page.goto(f"{ORIGIN}/elsewhere")
    page.remove_listener("dialog", answer)
    return asked == ["beforeunload"]


def test_leaving_is_asked_only_with_something_unsaved(page: Page) -> None:
    cell(page, "0-name")
    page.keyboard.type("x")
    press(page, "Escape")
    assert page.evaluate("localStorage.length") == 0
    assert not leaving_is_asked(page)
    page.goto(f"{ORIGIN}/grid")
    cell(page, "0-name")
    page.keyboard.type("x")
    assert leaving_is_asked(page)


def test_drafts_are_forgotten_where_somebody_signs_in(page: Page, site: Site) -> None:
    cell(page, "0-name")
    page.keyboard.type("x")
    page.evaluate("localStorage.setItem('other', '1')")
    site.pages["/signin"] = (
        '<!doctype html><script type="module" src="/grid.js"></script><p data-forget-drafts></p>'
    )
    page.once("dialog", Dialog.accept)
    page.goto(f"{ORIGIN}/signin")
    assert page.evaluate("Object.keys(localStorage)") == ["other"]


def test_any_form_keeps_a_draft(page: Page) -> None:
    page.goto(f"{ORIGIN}/form")
    page.locator("[name=cell-0-name]").fill("")
    page.locator("[name=agree]").check()
    page.locator("[name=kind]").select_option("b")
    page.once("dialog", Dialog.accept)
    page.goto(f"{ORIGIN}/form")
    page.locator("[data-draft-restore]").click()
    assert page.locator("[name=cell-0-name]").input_value() == ""
    assert page.locator("[name=agree]").is_checked()
    assert page.locator("[name=kind]").input_value() == "b"


def test_the_form_works_without_the_script(browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    site = Site(context)
    page = context.new_page()
    page.goto(f"{ORIGIN}/grid")
    assert page.locator("[data-grid-tools]").is_hidden()
    page.locator("[name=cell-2-id]").fill("p3")
    page.locator("form button:not([type])").click()
    assert "cell-2-id=p3" in site.posted[0]
    context.close()


def test_heads_and_first_column_stay_in_sight(page: Page, site: Site) -> None:
    many = [(f"p{n}", "a name", "research", "n") for n in range(80)]
    site.pages["/grid"] = page_text(people=many)
    page.set_viewport_size({"width": 300, "height": 500})
    page.goto(f"{ORIGIN}/grid")
    tops = page.evaluate(
        """() => {
          const box = document.querySelector(".grid-scroll");
          box.scrollTo(150, 900);
          const head = document.querySelector("thead th").getBoundingClientRect();
          const first = document.querySelector("tbody tr:nth-child(40) td");
          const edge = box.getBoundingClientRect();
          const left = first.getBoundingClientRect().left - edge.left;
          return [box.scrollTop, head.top - edge.top, left];
        }"""
    )
    assert tops[0] > 500
    assert tops[1:] == [pytest.approx(0, abs=1), pytest.approx(0, abs=1)]
