"""The anonymous survey: rounds for who runs it, and the page of questions for who is asked."""

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends
from starlette.responses import Response

from steersman.dossier.survey import SURVEY_GROUPS
from steersman.files.csv_text import rows_text
from steersman.store.errors import NotFoundError
from steersman.store.surveys import FEWEST, MOST, Round
from steersman.web.forms import Typed
from steersman.web.rendering import go, page
from steersman.web.service import surveys
from steersman.web.visit import SURVEY, UNASKED, FirmVisit, Visit

router = APIRouter(prefix="/{language}/firms/{firm_id}/survey")
public = APIRouter(prefix="/{language}/answer/{token}")
Asker = Annotated[FirmVisit, Depends(SURVEY)]
Respondent = Annotated[Visit, Depends(UNASKED)]


@router.get("")
def survey_page(visit: Asker) -> Response:
    """Show how far the open round is, what came of closed ones, and the form to open another."""
    with visit.database.reading() as connection:
        found = surveys.standing(connection, visit.firm_id)
    too_soon = found.next_day is not None and visit.now.date() < found.next_day
    return page(
        visit,
        "survey.html",
        standing=found,
        too_soon=too_soon,
        groups=SURVEY_GROUPS,
        items=sum(len(items) for _, items in surveys.sections(visit.messages)),
        fewest=FEWEST,
        most=MOST,
    )


@router.post("/open")
def open_survey(visit: Asker, form: Typed) -> Response:
    """Open a round, and show its links, which nobody will be shown again."""
    groups: dict[str, int | None] = {name: form.number(name) for name in SURVEY_GROUPS}
    threshold = form.number("threshold") or 0
    _, tokens = surveys.open_round(visit.database, visit.member, groups, threshold, visit.now)
    base = str(visit.request.base_url).rstrip("/")
    links = {
        group: [base + visit.url("answer", token) for token in found]
        for group, found in tokens.items()
    }
    joined = [name for name in SURVEY_GROUPS if groups[name] and name not in links]
    return page(
        visit, "survey_links.html", links=links, joined=joined, table=_data_address(visit, links)
    )


def _data_address(visit: Visit, links: Mapping[str, list[str]]) -> str:
    """Return the links as a table within an address, so that no copy stays on the server."""
    t = visit.messages.text
    rows = [(t(f"group.{group}"), link) for group, found in links.items() for link in found]
    head = (t("web.survey.group"), t("web.survey.link"))
    return f"data:text/csv;charset=utf-8,{quote(rows_text(head, rows))}"


@router.get("/{round_id}/close")
def confirm_close(round_id: str, visit: Asker) -> Response:
    """Ask whether a round is really to be closed.

    Raises:
        NotFoundError: If the firm has no such open round.
    """
    return page(visit, "survey_close.html", round=_open_round(visit, round_id))


@router.post("/{round_id}/close")
def close_survey(round_id: str, visit: Asker) -> Response:
    """Close a round for good."""
    surveys.close_round(visit.database, visit.member, round_id, visit.now)
    return go(visit.firm_url("survey"))


def _open_round(visit: FirmVisit, round_id: str) -> Round:
    with visit.database.reading() as connection:
        found = surveys.standing(connection, visit.firm_id).open
    if found is None or found.id != round_id:
        raise NotFoundError(round=round_id)
    return found


@public.get("")
def answer_page(token: str, visit: Respondent) -> Response:
    """Show the questions, or that the link cannot be used any more."""
    if not surveys.can_answer(visit.database, token):
        thanks = bool(visit.request.query_params.get("done"))
        return page(visit, "answered.html", token=token, thanks=thanks)
    return _questions(visit, token, empty=False)


@public.post("")
def take_answer(token: str, visit: Respondent, form: Typed) -> Response:
    """Take the answers; with none at all the questions are shown again."""
    if not surveys.can_answer(visit.database, token):
        return page(visit, "answered.html", token=token, thanks=False)
    answers = surveys.answers_from(form.pairs())
    if not answers:
        return _questions(visit, token, empty=True)
    surveys.take(visit.database, token, answers)
    return go(visit.url("answer", token) + "?done=1")


def _questions(visit: Visit, token: str, *, empty: bool) -> Response:
    return page(
        visit,
        "answer.html",
        status=422 if empty else 200,
        token=token,
        sections=surveys.sections(visit.messages),
        values=surveys.VALUES,
        empty=empty,
    )
