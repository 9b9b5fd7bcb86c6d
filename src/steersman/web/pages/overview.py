"""A firm at a glance: the answer, how far it is, what to do next."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from steersman.report.document import Block
from steersman.store.errors import NotFoundError
from steersman.web.pages.steps import first_steps
from steersman.web.rendering import go, page
from steersman.web.service.analyses import chapter_for
from steersman.web.visit import EDIT, MEMBER, FirmVisit
from steersman.work.asking import ask_analysis

router = APIRouter(prefix="/{language}/firms/{firm_id}")
Visitor = Annotated[FirmVisit, Depends(MEMBER)]


@router.get("")
def overview(visit: Visitor) -> Response:
    """Show the summary to those who may read; others their own page."""
    if not visit.member.may("read"):
        return own_page(visit)
    known = visit.desk.analyses.known(visit.firm_id)
    facts = visit.desk.facts.now(visit.firm_id)
    name = chapter_for(visit.member, "summary")
    return page(
        visit,
        "overview.html",
        known=known,
        facts=facts,
        steps=first_steps(visit, facts),
        blocks=known.blocks(name, visit.messages.language),
        chapter=name,
    )


@router.get("/me")
def own_page(visit: Visitor) -> Response:
    """Show a member's own goals, ratings and reward, and nobody else's."""
    known = visit.desk.analyses.known(visit.firm_id)
    blocks: tuple[Block, ...] = ()
    if visit.member.person:
        try:
            name = chapter_for(visit.member, f"person/{visit.member.person}")
            blocks = known.blocks(name, visit.messages.language)
        except NotFoundError:
            blocks = ()
    return page(visit, "me.html", known=known, blocks=blocks, chapter="me")


@router.post("/analyse")
def analyse(visit: Annotated[FirmVisit, Depends(EDIT)]) -> Response:
    """Ask for the analysis of the facts as they are now."""
    with visit.database.writing() as connection:
        ask_analysis(connection, visit.firm_id, visit.member.account_id, visit.now)
    return go(visit.firm_url())
