"""The stages as pages: what was found out, with what it rests on."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from starlette.responses import Response

from steersman.report.drawing import draw_svg
from steersman.store.errors import NotFoundError
from steersman.web.rendering import page
from steersman.web.service.analyses import chapter_for
from steersman.web.visit import MEMBER, PEOPLE, READ, FirmVisit

router = APIRouter(prefix="/{language}/firms/{firm_id}")
Reader = Annotated[FirmVisit, Depends(READ)]
StageName = Literal["identify", "diagnose", "finance"]
FOREVER = "private, max-age=31536000, immutable"


@router.get("/stages/{stage}")
def stage_page(stage: StageName, visit: Reader) -> Response:
    """Show one stage."""
    known = visit.desk.analyses.known(visit.firm_id)
    blocks = known.blocks(stage, visit.messages.language)
    return page(visit, "stage.html", known=known, blocks=blocks, chapter=stage, stage=stage)


@router.get("/people")
def people_page(visit: Annotated[FirmVisit, Depends(PEOPLE)]) -> Response:
    """Show people, rewards and shares to those who may see them."""
    known = visit.desk.analyses.known(visit.firm_id)
    name = chapter_for(visit.member, "people")
    blocks = known.blocks(name, visit.messages.language)
    return page(visit, "stage.html", known=known, blocks=blocks, chapter=name, stage="people")


@router.get("/equity")
def equity_page(visit: Annotated[FirmVisit, Depends(PEOPLE)]) -> Response:
    """Show shares to those who may see them."""
    known = visit.desk.analyses.known(visit.firm_id)
    blocks = known.blocks("equity", visit.messages.language)
    return page(visit, "stage.html", known=known, blocks=blocks, chapter="equity", stage="equity")


@router.get("/pictures/{job_id}/{chapter:path}/{number}.svg")
def picture(
    job_id: str,
    chapter: str,
    number: int,
    visit: Annotated[FirmVisit, Depends(MEMBER)],
) -> Response:
    """Draw a chart of a chapter that the member may see; its bytes never change.

    Raises:
        NotFoundError: If there is none.
    """
    name = chapter_for(visit.member, chapter)
    if name != chapter or not (visit.member.may("read") or chapter.startswith("person/")):
        raise NotFoundError(chapter=chapter)
    found = visit.desk.analyses.picture(
        visit.firm_id, job_id, name, number, visit.messages.language
    )
    headers = {"cache-control": FOREVER}
    return Response(draw_svg(found.spec), media_type="image/svg+xml", headers=headers)
