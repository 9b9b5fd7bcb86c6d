"""Which strategy: what matters put in order by dragging, and seen at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.responses import Response

from steersman.choose.strategies import menu_of
from steersman.report.chapters import Words
from steersman.web.forms import Typed
from steersman.web.pages.saving import saved
from steersman.web.rendering import page
from steersman.web.service.choice import chosen_body, live_shares, reordered
from steersman.web.service.facts import Edit, usable
from steersman.web.visit import EDIT, PREVIEW, READ, FirmVisit

router = APIRouter(prefix="/{language}/firms/{firm_id}")
Reader = Annotated[FirmVisit, Depends(READ)]
Editor = Annotated[FirmVisit, Depends(EDIT)]
SHOWN_RANKS = 3


@dataclass(frozen=True, slots=True)
class Bar:
    """How often a strategy takes each of the first ranks, as shares and in words."""

    strategy: str
    name: str
    shares: tuple[float, ...]
    best: str


@router.get("/choose")
def choose_page(visit: Reader) -> Response:
    """Show the criteria in the firm's order, how strategies stand, and the chapter."""
    facts = visit.desk.facts.now(visit.firm_id)
    known = visit.desk.analyses.known(visit.firm_id)
    dossier = usable(facts)
    words = Words(visit.messages, dossier, facts.read.places)
    menu = menu_of(dossier.strategy)
    order = dossier.strategy.preferences.criteria_order
    return page(
        visit,
        "choose.html",
        known=known,
        blocks=known.blocks("choose", visit.messages.language),
        chapter="choose",
        bars=_known_bars(known.results.get("choose"), words),
        ranked=[(name, words.criterion(name)) for name in order],
        unranked=[
            (name, words.criterion(name)) for name in menu.criterion_ids if name not in order
        ],
        strategies=[(entry.id, words.strategy(entry.id)) for entry in menu.strategies],
        chosen=dossier.strategy.chosen_strategy,
        base=facts.number,
    )


def _known_bars(choice: Mapping[str, Any] | None, words: Words) -> list[Bar]:
    """Return the bars of what the analysis found out, none while it is not known."""
    if not choice:
        return []
    return [_bar(entry["strategy"], tuple(entry["ranks"]), words) for entry in choice["strategies"]]


def _bar(strategy: str, ranks: tuple[float, ...], words: Words) -> Bar:
    shares = tuple(100 * share for share in ranks[:SHOWN_RANKS])
    return Bar(strategy, words.strategy(strategy), shares, words.percent(ranks[0]))


@router.post("/choose/preview")
def preview(visit: Annotated[FirmVisit, Depends(PREVIEW)], form: Typed) -> Response:
    """Show how strategies would stand under another order; nothing is saved."""
    facts = visit.desk.facts.now(visit.firm_id)
    dossier = reordered(usable(facts), form.texts("criterion"))
    words = Words(visit.messages, dossier, facts.read.places)
    shares = live_shares(visit.desk.facts, visit.firm_id, facts, dossier)
    bars = [_bar(name, ranks, words) for name, ranks in shares.items()]
    return page(visit, "bars.html", bars=bars)


@router.post("/choose")
def save_choice(visit: Editor, form: Typed) -> Response:
    """Save the order of criteria and the strategy chosen."""
    facts = visit.desk.facts.at(visit.firm_id, form.number("base") or 0)
    body = chosen_body(usable(facts), form.texts("criterion"), form.text("chosen"))
    what = visit.messages.text("web.what.preferences")
    return saved(visit, Edit(facts.number, body, what, form.text("why")), visit.firm_url("choose"))
