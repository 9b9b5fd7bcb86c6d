"""Filling in the templates of pages."""

from functools import cache
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse, RedirectResponse

from steersman.web.visit import LANGUAGES, FirmVisit, Visit

SEE_OTHER = 303


@cache
def environment() -> Environment:
    """Return the environment of all pages; everything put into them is escaped."""
    made = Environment(
        loader=ChoiceLoader([PackageLoader("steersman.web"), PackageLoader("steersman.report")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.tests["block"] = lambda block, kind: type(block).__name__ == kind
    return made


def page(visit: Visit, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:  # noqa: ANN401  what a template shows
    """Return a page in the reader's language.

    Args:
        visit: Who asks.
        template: File of the template.
        status: HTTP status.
        context: What the template shows.
    """
    messages = visit.messages
    text = (
        environment()
        .get_template(template)
        .render(
            visit=visit,
            firm=visit.member if isinstance(visit, FirmVisit) else None,
            t=messages.text,
            messages=messages,
            here=_elsewhere(visit),
            **context,
        )
    )
    return HTMLResponse(text, status)


def _elsewhere(visit: Visit) -> dict[str, str]:
    """Return the address of this page in every language."""
    path = visit.request.url.path
    rest = path.split("/", 2)[2] if path.count("/") > 1 else ""
    query = f"?{visit.request.url.query}" if visit.request.url.query else ""
    return {language: f"/{language}/{rest}{query}" for language in LANGUAGES}


def go(target: str) -> RedirectResponse:
    """Return an answer that leads to another page, after something was done."""
    return RedirectResponse(target, SEE_OTHER)
