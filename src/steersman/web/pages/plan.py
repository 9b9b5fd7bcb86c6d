"""What to do: the plan, others on the frontier, what-ifs, and following one."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.responses import Response

from steersman.dossier import Dossier
from steersman.messages import Language
from steersman.plan.what_if import KINDS, subjects
from steersman.report.chapters import Words
from steersman.report.stored import blocks_from_json
from steersman.store.errors import RefusedError
from steersman.web.forms import Typed, TypedForm
from steersman.web.rendering import go, page
from steersman.web.service.analyses import Known
from steersman.web.service.facts import usable
from steersman.web.service.what_ifs import (
    Adopting,
    adoptable,
    ask_adoption,
    ask_what_if,
    checked_pick,
    pick_of_point,
    what_if_of,
)
from steersman.web.visit import EDIT, LANGUAGES, READ, FirmVisit
from steersman.work.content import Pick

router = APIRouter(prefix="/{language}/firms/{firm_id}")
Reader = Annotated[FirmVisit, Depends(READ)]
Editor = Annotated[FirmVisit, Depends(EDIT)]
PLOT = (600, 300, 40)
"""Width, height and margin of the frontier in its own units."""
LEAST_RISK, ROOM = 0.001, 1.1
"""Chance of running short that the frontier shows at least, and room beyond the riskiest plan."""


@dataclass(frozen=True, slots=True)
class Point:
    """A plan on the frontier as the page draws and lists it."""

    number: int
    x: float
    y: float
    value: str
    ruin: str
    projects: str
    additions: str
    chosen: bool


@router.get("/plan")
def plan_page(visit: Reader) -> Response:
    """Show the plan, the frontier to pick from, and what-ifs."""
    known = visit.desk.analyses.known(visit.firm_id)
    facts = visit.desk.facts.now(visit.firm_id)
    dossier = usable(facts)
    words = Words(visit.messages, dossier, facts.read.places)
    return page(
        visit,
        "plan.html",
        known=known,
        blocks=known.blocks("plan", visit.messages.language),
        chapter="plan",
        points=frontier_points(known, words),
        plot=PLOT,
        scale=frontier_scale(known, words),
        reckless=reckless_risk(known, words),
        options=change_options(dossier, words),
        ruin_limit=dossier.strategy.preferences.ruin_limit,
    )


def frontier_points(known: Known, words: Words) -> list[Point]:
    """Return the plans on the frontier, the chosen one too; none while there is no plan."""
    plan = known.results.get("plan")
    if not plan or "plan" not in known.parts:
        return []
    found = plan["frontier"]
    riskiest, low, high = _bounds(found)
    width, height, margin = PLOT
    return [
        Point(
            number,
            margin + (width - 2 * margin) * point["ruin_probability"] / riskiest,
            height - margin - (height - 2 * margin) * (point["value"] - low) / (high - low),
            words.estimate(point["value"]),
            words.chance(point["ruin_probability"]),
            words.join(words.project(name) for name in point["projects"]) or words.text("none"),
            _additions(point, words),
            point["chosen"],
        )
        for number, point in enumerate(found)
    ]


def _bounds(found: list[dict[str, Any]]) -> tuple[float, float, float]:
    """Return the highest risk that the frontier shows, and the lowest and highest value."""
    riskiest = max([LEAST_RISK, *(point["ruin_probability"] for point in found)]) * ROOM
    values = [point["value"] for point in found]
    return min(riskiest, 1.0), min([0.0, *values]), max([1.0, *values])


def frontier_scale(known: Known, words: Words) -> tuple[str, str]:
    """Return the highest risk and value that the frontier shows, in words."""
    riskiest, _, high = _bounds(known.results.get("plan", {}).get("frontier", []))
    return words.percent(riskiest, 1), words.estimate(high)


def reckless_risk(known: Known, words: Words) -> tuple[str, str] | None:
    """Return risk and limit of a plan above its limit in words, None for any other."""
    plan = known.results.get("plan", {})
    risk, limit = plan.get("ruin_probability", 0.0), plan.get("ruin_limit", 1.0)
    return (words.percent(risk), words.percent(limit)) if risk > limit else None


def _additions(point: dict[str, Any], words: Words) -> str:
    names = [words.hire(name) for name in (*point["hires"], *point["experts"])]
    names += [words.funding(name) for name in point["funding"]]
    return words.join(names) or words.text("none")


def change_options(dossier: Dossier, words: Words) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return what can be asked: for each kind of change its subjects with names."""
    name = {"drop": words.project, "hire": words.hire, "cut": words.funding, "delay": words.funding}
    return [
        (kind, [(subject, name[kind](subject)) for subject in subjects(dossier, kind)])
        for kind in KINDS
    ]


@router.post("/plan/what-if")
def new_what_if(visit: Reader, form: Typed) -> Response:
    """Ask for another plan, and lead to where it will be shown."""
    facts = visit.desk.facts.now(visit.firm_id)
    pick = pick_of(form, usable(facts))
    return _asked(visit, pick)


def _asked(visit: FirmVisit, pick: Pick) -> Response:
    with visit.database.writing() as connection:
        job = ask_what_if(connection, visit.member, pick, visit.now)
    return go(visit.firm_url("plan", "what-if", job.id))


@router.post("/plan/pick")
def pick_point(visit: Reader, form: Typed) -> Response:
    """Ask for the plan of a point of the frontier: with its projects and no others."""
    known = visit.desk.analyses.known(visit.firm_id)
    dossier = usable(visit.desk.facts.now(visit.firm_id))
    return _asked(visit, pick_of_point(known, form.number("point"), dossier))


def pick_of(form: TypedForm, dossier: Dossier) -> Pick:
    """Return the plan that a form asks for.

    Raises:
        RefusedError: If it asks for nothing, or for what there is not.
    """
    changes = [text for text in form.texts("change") if text]
    delayed, months = form.text("delayed"), form.number("months")
    if delayed and months:
        changes.append(f"delay={delayed}:{months}")
    wishes = [text for text in form.texts("wish") if text]
    return checked_pick(
        dossier, changes, wishes, _share(form.text("ruin_limit")), form.number("focus")
    )


def _share(text: str) -> float | None:
    """Return a percentage as a share, None if none was typed.

    Raises:
        RefusedError: If it is no percentage.
    """
    cleaned = text.strip().rstrip("%％").strip()
    if not cleaned:
        return None
    try:
        share = float(cleaned) / 100
    except ValueError as error:
        raise RefusedError(reason="no-such-change") from error
    if not 0 <= share <= 1:
        raise RefusedError(reason="no-such-change")
    return share


@router.get("/plan/what-if/{job_id}")
def what_if_page(job_id: str, visit: Reader) -> Response:
    """Show another plan beside today's, or how far it is."""
    with visit.database.reading() as connection:
        job, body = what_if_of(connection, visit.firm_id, job_id)
    shown: Language = visit.messages.language
    return page(
        visit,
        "what_if.html",
        job=job,
        body=body,
        difference=blocks_from_json(body["difference"][shown]) if body else (),
        blocks=blocks_from_json(body["plan"][shown]) if body and not body["conflict"] else (),
        adoptable=bool(body) and not body["conflict"] and adoptable(job),
        chapter="",
        known=None,
    )


@router.post("/plan/adopt")
def adopt_plan(visit: Editor, form: Typed) -> Response:
    """Make today's plan, or another one that was looked at, the one that the firm follows."""
    language = LANGUAGES[visit.path_language]
    adopting = Adopting(form.text("job"), form.text("by"), form.text("why"), language)
    with visit.database.writing() as connection:
        job = ask_adoption(connection, visit.member, adopting, visit.now)
    return go(visit.firm_url("jobs", job.id))
