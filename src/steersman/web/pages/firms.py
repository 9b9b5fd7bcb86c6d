"""The firms of an account, and beginning with a new one."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.responses import Response

from steersman.messages.problems import problem_text
from steersman.store import access
from steersman.web.forms import Typed
from steersman.web.rendering import go, page
from steersman.web.service import founding
from steersman.web.service.founding import BadFileError
from steersman.web.visit import LANGUAGES, SIGNED_IN, Visit

router = APIRouter(prefix="/{language}")
Visitor = Annotated[Visit, Depends(SIGNED_IN)]
LONGEST_NAME = 200


@router.get("/firms")
def firms_page(visit: Visitor) -> Response:
    """Show the firms of an account; teach how to begin where there is none."""
    with visit.database.reading() as connection:
        parts = access.members(connection, account_id=visit.signed_in.id)
    active = [part for part in parts if part.state == "active"]
    if not active:
        return page(visit, "new_firm.html", problems=(), name="", first=True)
    return page(visit, "firms.html", parts=active)


@router.get("/firms/new")
def new_firm_page(visit: Visitor) -> Response:
    """Show the ways to begin with a firm."""
    return page(visit, "new_firm.html", problems=(), name="", first=False)


@router.post("/firms/new")
def new_firm(visit: Visitor, form: Typed) -> Response:
    """Begin with a firm from the example, from questions, or from an uploaded file."""
    history: Sequence[dict[str, Any]] = ()
    source, name = form.text("source"), form.text("name").strip()[:LONGEST_NAME]
    try:
        if source == "example":
            body, history = founding.example_body(), founding.example_history()
        elif source == "file":
            file = form.file("file")
            body = founding.uploaded_body(*(file or ("", b"")))
        else:
            source = "template"
            title = name or visit.messages.text("web.new.unnamed")
            today = visit.now.date()
            body = founding.template_body(title, LANGUAGES[visit.path_language], today)
    except BadFileError as error:
        problems = [(p.place, *problem_text(visit.messages, p)) for p in error.problems]
        return page(visit, "new_firm.html", status=422, problems=problems, name=name, first=False)
    what = visit.messages.text(f"web.what.{source}")
    with visit.database.writing() as connection:
        firm_id = founding.found(connection, visit.signed_in, body, what, visit.now, history)
    target = ("facts",) if source == "template" else ()
    return go(visit.url("firms", firm_id, *target))
