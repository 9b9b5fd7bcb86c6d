"""A real browser for tests of the served app: pictures kept, axe, nothing fetched elsewhere."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

CHROMIUM = shutil.which("chromium")
SWITCHES = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip
PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1280, "height": 900}
PICTURES = Path(__file__).parents[2] / "screenshots"
SERIOUS = {"serious", "critical"}
AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield browser
        browser.close()


def keep(page: Page, name: str) -> None:
    """Keep a picture of a page among the artefacts of the tests."""
    if os.environ.get("STEERSMAN_PICTURES", "yes") == "yes":
        PICTURES.mkdir(exist_ok=True)
        page.screenshot(path=str(PICTURES / f"{name}.png"))


def serious_findings(page: Page) -> list[str]:
    """Return what axe finds that keeps people from using a page.

    Axe is put in by the debugger, so that the page's own policy stays as it is.
    """
    session = page.context.new_cdp_session(page)
    session.send("Runtime.evaluate", {"expression": AXE})
    result: dict[str, Any] = page.evaluate("() => axe.run(document)")
    session.detach()
    return [
        f"{entry['id']}: {entry['help']} {node['html'][:120]}"
        for entry in result["violations"]
        if entry["impact"] in SERIOUS
        for node in entry["nodes"][:3]
    ]


def watched(context: BrowserContext, origin: str) -> tuple[Page, list[str]]:
    """Return a new page, and the list of what goes wrong on it or is asked for elsewhere."""
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(f"{page.url}: {error}"))
    page.on(
        "console",
        lambda message: (
            wrong.append(f"{page.url}: {message.text}")
            if message.type in {"error", "warning"}
            else None
        ),
    )
    page.on(
        "request",
        lambda request: (
            wrong.append(request.url)
            if not request.url.startswith((origin, "data:", "blob:"))
            else None
        ),
    )
    return page, wrong
