"""Can the strategy be carried out, and are we on course: findings, progress, decisions."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.responses import Response

from steersman.dossier import Dossier
from steersman.messages.problems import problem_text
from steersman.report.chapters import Words
from steersman.report.chapters.steer import finding_text
from steersman.steer import Finding
from steersman.store.errors import RefusedError
from steersman.web.forms import Typed
from steersman.web.pages.facts import place_link
from steersman.web.pages.saving import saved
from steersman.web.rendering import page
from steersman.web.service.analyses import chapter_for
from steersman.web.service.facts import Edit, usable
from steersman.web.service.progress import LONGEST_NOTE, recorded
from steersman.web.visit import EDIT, READ, FirmVisit

router = APIRouter(prefix="/{language}/firms/{firm_id}")
Reader = Annotated[FirmVisit, Depends(READ)]
Editor = Annotated[FirmVisit, Depends(EDIT)]


@router.get("/steer")
def steer_page(visit: Reader) -> Response:
    """Show findings with their places, progress, and the form to record what happened."""
    return _page(visit)


def _page(
    visit: FirmVisit,
    problems: Iterable[tuple[str, str]] = (),
    typed: Mapping[str, str] | None = None,
) -> Response:
    known = visit.desk.analyses.known(visit.firm_id)
    facts = visit.desk.facts.now(visit.firm_id)
    dossier = usable(facts)
    words = Words(visit.messages, dossier, facts.read.places)
    steering = known.results.get(chapter_for(visit.member, "steer"), {})
    return page(
        visit,
        "steer.html",
        status=422 if typed else 200,
        typed=typed or {"date": dossier.firm.date.isoformat()},
        known=known,
        blocks=known.blocks("course", visit.messages.language),
        since=known.blocks("since", visit.messages.language),
        chapter="course",
        findings=_findings(visit, words, steering.get("findings", ()))
        if "steer" in known.parts
        else (),
        references=references(dossier, words),
        base=facts.number,
        problems=tuple(problems),
    )


def _findings(
    visit: FirmVisit, words: Words, found: Iterable[Mapping[str, Any]]
) -> list[tuple[str, ...]]:
    """Return findings as rows: severity, code, place, its address, what is wrong, how to mend."""
    rows: list[tuple[str, ...]] = []
    for stored in found:
        finding = Finding(**{**stored, "path": tuple(stored["path"])})
        what, mend = finding_text(finding, words)
        place, address = place_link(visit, _place(finding, words))
        rows.append((finding.severity, finding.code, place, address, what, mend))
    return rows


def _place(finding: Finding, words: Words) -> str:
    path = finding.path
    for length in range(len(path), 0, -1):
        if path[:length] in words.places:
            return words.places[path[:length]]
    return str(path[0]) if path else ""


def references(dossier: Dossier, words: Words) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return what can be recorded: for each kind of thing its ids and names."""
    stages = [
        (
            f"{project.id}/{stage.id}",
            f"{words.project(project.id)}: {words.stage(project.id, stage.id)}",
        )
        for project in dossier.projects
        for stage in project.stages
    ]
    measures = [(measure.id, measure.title) for measure in dossier.strategy.measures]
    indicators = [(entry.id, entry.name) for entry in dossier.strategy.indicators]
    return [
        ("stage_started", stages),
        ("stage_finished", stages),
        ("stage_failed", stages),
        ("measure", measures),
        ("money", measures),
        ("indicator", indicators),
    ]


@router.post("/steer/record")
def record_progress(visit: Editor, form: Typed) -> Response:
    """Record something that happened.

    Raises:
        RefusedError: If nothing is said to have happened.
    """
    kind, _, reference = form.text("what").partition("=")
    if not kind or not reference:
        raise RefusedError(reason="nothing-asked")
    facts = visit.desk.facts.at(visit.firm_id, form.number("base") or 0)
    row = {
        "date": form.text("date"),
        "kind": kind,
        "reference": reference,
        "value": form.text("value"),
        "note": form.text("note")[:LONGEST_NOTE],
    }
    edited = recorded(facts, row)
    if edited.errors:
        problems = [problem_text(visit.messages, p) for p in edited.errors]
        return _page(visit, problems, {**row, "what": form.text("what")})
    what = visit.messages.text("web.what.progress", reference=reference)
    edit = Edit(facts.number, edited.body, what, row["note"])
    return saved(visit, edit, visit.firm_url("steer"))
