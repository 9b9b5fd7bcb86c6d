"""What is answered when something goes wrong: a page for people, JSON for programs."""

import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import urlsplit

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from steersman.dossier import Problem
from steersman.messages.problems import problem_text
from steersman.messages.store_errors import store_problem
from steersman.store import accounts
from steersman.store.errors import RefusedError, StoreError
from steersman.web.api.errors import ApiError
from steersman.web.api.models import ProblemView, Trouble
from steersman.web.forms import LONGEST_FIELD, MOST_FIELDS
from steersman.web.rendering import go, page
from steersman.web.visit import TooManyError, Visit, visit_of

INCOMPLETE, UNAUTHORISED, FORBIDDEN, NOT_FOUND = 400, 401, 403, 404
INVALID, TOO_MANY, BROKEN = 422, 429, 500
LONGEST_KEPT = 2_000_000
"""Characters of a form that are carried through signing in."""

log = logging.getLogger("steersman.web")


def _for_programs(request: Request) -> bool:
    return request.url.path.startswith("/api/")


def answer(request: Request, status: int, code: str, text: str, mend: str = "") -> Response:
    """Return what went wrong.

    Args:
        request: The request.
        status: HTTP status.
        code: What went wrong, for programs.
        text: The same for people.
        mend: What can be done about it.
    """
    if _for_programs(request):
        return JSONResponse({"code": code, "message": text, "mend": mend}, status)
    visit = _visit(request)
    return page(visit, "trouble.html", status=status, text=text, mend=mend, back=_back(request))


def _back(request: Request) -> str:
    """Return the page of ours from which a request came, empty if it came from none."""
    came = urlsplit(request.headers.get("referer", ""))
    own = came.netloc == request.url.netloc and came.path != request.url.path
    return came.path if own and came.path.startswith("/") else ""


def _visit(request: Request) -> Visit:
    """Return the visit, without an account where the database does not answer."""
    try:
        return visit_of(request)
    except StoreError:
        return Visit(request, request.app.state.desk, "en", "", None, datetime.now(UTC))


async def sign_in(request: Request, _error: Exception) -> Response:
    """Ask to sign in; what was typed is carried on and can be sent again after that."""
    visit = _visit(request)
    text = visit.messages.text("web.signin.needed")
    if _for_programs(request):
        return JSONResponse({"code": "sign-in", "message": text, "mend": ""}, UNAUTHORISED)
    if no_accounts(visit):
        return go(visit.url("setup"))
    kept = await _typed(request) if request.method == "POST" else {}
    return page(
        visit,
        "signin.html",
        status=UNAUTHORISED,
        target=_target(request),
        kept=kept,
        failed="",
        email="",
    )


def no_accounts(visit: Visit) -> bool:
    """Whether nobody can sign in yet, since the first account is still to be made."""
    with visit.database.reading() as connection:
        return not visit.desk.settings.local and accounts.count(connection) == 0


def _target(request: Request) -> str:
    query = f"?{request.url.query}" if request.url.query else ""
    return request.url.path + query


async def _typed(request: Request) -> Mapping[str, list[str]]:
    """Return the texts of a form that could not be saved."""
    kept: dict[str, list[str]] = {}
    length = 0
    async with request.form(max_fields=MOST_FIELDS, max_part_size=LONGEST_FIELD) as form:
        for name, value in form.multi_items():
            if not isinstance(value, UploadFile):
                length += len(value)
                kept.setdefault(name, []).append(value)
    return kept if length <= LONGEST_KEPT else {}


def forbidden(request: Request, _error: Exception) -> Response:
    """Say that the role does not allow it."""
    messages = _visit(request).messages
    text, mend = messages.text("web.trouble.forbidden"), messages.text("web.trouble.forbidden_mend")
    return answer(request, FORBIDDEN, "forbidden", text, mend)


def too_many(request: Request, error: Exception) -> Response:
    """Say that the account has changed too much in the last minute."""
    assert isinstance(error, TooManyError)  # noqa: S101  registered for it
    messages = _visit(request).messages
    mend = messages.text("web.trouble.too_many_mend", wait=error.wait)
    response = answer(request, TOO_MANY, "too-many", messages.text("web.trouble.too_many"), mend)
    response.headers["retry-after"] = str(error.wait)
    return response


def api(request: Request, error: Exception) -> Response:
    """Tell a program why its request was not done."""
    assert isinstance(error, ApiError)  # noqa: S101  registered for it
    visit = _visit(request)
    code = f"web.trouble.{error.code}"
    mend = visit.messages.text(f"{code}_mend") if visit.messages.has(f"{code}_mend") else ""
    told = Trouble(
        code=error.code.replace("_", "-"),
        message=visit.messages.text(code),
        mend=mend,
        problems=[_problem_view(visit, problem) for problem in error.problems],
        clashes=list(error.clashes),
    )
    return JSONResponse(told.model_dump(), error.status)


def _problem_view(visit: Visit, problem: Problem) -> ProblemView:
    message, mend = problem_text(visit.messages, problem)
    return ProblemView(
        code=problem.code,
        severity=problem.severity,
        path=list(problem.path),
        place=problem.place,
        message=message,
        mend=mend,
    )


def refusal_text(visit: Visit, error: RefusedError) -> str:
    """Return what was refused and what can be done about it, for a page that shows it itself."""
    return " ".join(problem_text(visit.messages, store_problem(error.code, error.parameters)))


def store(request: Request, error: Exception) -> Response:
    """Say what the store refused; of trouble with the database itself only the log tells more."""
    assert isinstance(error, StoreError)  # noqa: S101  registered for it
    messages, parameters = _visit(request).messages, error.parameters
    if error.http_status >= BROKEN:
        log.error("store: %s %s", error.code, parameters)
        parameters = {**parameters, "detail": messages.text("web.trouble.see_log")}
    text, mend = problem_text(messages, store_problem(error.code, parameters))
    return answer(request, error.http_status, error.code, text, mend)


def invalid(request: Request, error: Exception) -> Response:
    """Say what is wrong with a request; an address that fits no page is not found."""
    assert isinstance(error, RequestValidationError)  # noqa: S101  registered for it
    messages = _visit(request).messages
    places = {str(detail["loc"][0]) for detail in error.errors()}
    if "path" in places and not _for_programs(request):
        return answer(request, NOT_FOUND, "not-found", messages.text("web.trouble.not_found"))
    if not _for_programs(request):
        return answer(request, INVALID, "invalid", messages.text("web.trouble.unreadable"))
    detail = "; ".join(
        f"{'.'.join(str(part) for part in entry['loc'])}: {entry['msg']}"
        for entry in error.errors()
    )
    text = messages.text("web.trouble.invalid", detail=detail)
    return answer(request, INVALID, "invalid", text)


def http(request: Request, error: Exception) -> Response:
    """Say that there is no such page, or no such way to ask for it."""
    assert isinstance(error, HTTPException)  # noqa: S101  registered for it
    messages = _visit(request).messages
    code = f"web.trouble.http_{error.status_code}"
    known = code if messages.has(code) else "web.trouble.not_found"
    response = answer(request, error.status_code, "http", messages.text(known))
    response.headers.update(error.headers or {})
    return response


def gone(_request: Request, _error: Exception) -> Response:
    """Say nothing to a browser that has left in the middle of a request."""
    return Response(status_code=INCOMPLETE)


def unexpected(request: Request, error: Exception) -> Response:
    """Say that it is our fault, and nothing more; the log has the rest."""
    log.error("unexpected", exc_info=error)
    messages = _visit(request).messages
    text, mend = messages.text("web.trouble.broken"), messages.text("web.trouble.broken_mend")
    return answer(request, BROKEN, "broken", text, mend)
