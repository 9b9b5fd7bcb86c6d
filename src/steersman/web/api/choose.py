"""The order of criteria and the strategy chosen."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import Field
from starlette.responses import JSONResponse

from steersman.report.chapters import Words
from steersman.web.api.models import OF_FIRM, OF_SAVING, Line, Model, Name, SavedView
from steersman.web.api.reading import StrictRoute
from steersman.web.api.saving import ETAG, IfMatch, base_of, saved
from steersman.web.service.choice import chosen_body, live_shares, reordered
from steersman.web.service.facts import Edit, usable
from steersman.web.visit import EDIT, PREVIEW, FirmVisit

router = APIRouter(prefix="/firms/{firm_id}/choose", tags=["choose"], route_class=StrictRoute)
MOST_CRITERIA = 100
Criteria = Annotated[list[Name], Field(max_length=MOST_CRITERIA)]


class Order(Model):
    """An order of criteria."""

    criteria: Criteria
    """Ids of criteria, what matters most first; the others matter less than these."""


class Standing(Model):
    """How a strategy stands under an order of criteria."""

    strategy: str
    """Its id."""
    name: str
    """Its name in the reader's language."""
    shares: list[float]
    """In which share of all weights in that order it takes the first rank, the second, …"""


class Choice(Model):
    """What was decided."""

    criteria: Criteria
    """Ids of criteria, what matters most first."""
    chosen: Name = ""
    """Id of the strategy chosen, empty for none."""
    why: Line = ""
    """Why."""


@router.post("/preview", responses=OF_FIRM)
def preview_choice(visit: Annotated[FirmVisit, Depends(PREVIEW)], order: Order) -> list[Standing]:
    """Return how strategies would stand under another order; nothing is saved."""
    facts = visit.desk.facts.now(visit.firm_id)
    dossier = reordered(usable(facts), order.criteria)
    words = Words(visit.messages, dossier, facts.read.places)
    shares = live_shares(visit.desk.facts, visit.firm_id, facts, dossier)
    return [
        Standing(strategy=name, name=words.strategy(name), shares=list(ranks))
        for name, ranks in shares.items()
    ]


@router.put("", response_model=SavedView, responses={**OF_SAVING, 200: {"headers": ETAG}})
def save_choice(
    visit: Annotated[FirmVisit, Depends(EDIT)], choice: Choice, if_match: IfMatch = None
) -> JSONResponse:
    """Save the order of criteria and the strategy chosen."""
    base = base_of(visit, if_match)
    body = chosen_body(usable(base), choice.criteria, choice.chosen)
    what = visit.messages.text("web.what.preferences")
    return saved(visit, Edit(base.number, body, what, choice.why.strip()))
