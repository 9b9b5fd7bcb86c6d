"""Populations for agencies: pick firms, see how they stand, take the report away."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends
from starlette.responses import Response

from steersman.cohort.columns import GROUPINGS
from steersman.cohort.report.words import CohortWords
from steersman.diagnose.comparison import LEAST_FIRMS
from steersman.web.pages.stages import FOREVER
from steersman.web.rendering import page
from steersman.web.service.cohorts import ANSWER, ANSWERS, BY, PICKED, RULE, Asked
from steersman.web.service.report import MEDIA
from steersman.web.visit import COHORT_FILES, COHORTS, Visit
from steersman.work.content import ReportKind

router = APIRouter(prefix="/{language}/cohorts")
Reader = Annotated[Visit, Depends(COHORTS)]
Taker = Annotated[Visit, Depends(COHORT_FILES)]
LONGEST = 200
FIELDS = (*PICKED, RULE, ANSWER, BY)
UNPROCESSABLE = 422


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the form: its name, what it asks, and the values with their names."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    chosen: str


@router.get("")
def cohorts_page(visit: Reader) -> Response:
    """Show the populations; teach how to make one where there is none."""
    return page(visit, "cohorts.html", cohorts=visit.desk.cohorts.cohorts(), quote=quote)


@router.get("/{name}")
def cohort_page(name: str, visit: Reader) -> Response:
    """Show the firms of a population that were picked."""
    return _cohort_page(visit, name, 200)


def _cohort_page(visit: Visit, name: str, status: int) -> Response:
    shelf, query = visit.desk.cohorts, _query(visit)
    asked = shelf.asked(name, query)
    document = shelf.document(name, asked, visit.messages)
    manifest = shelf.results(name).manifest
    words = CohortWords(visit.messages, manifest.as_of)
    return page(
        visit,
        "cohort.html",
        status=status,
        name=name,
        manifest=manifest,
        fields=_fields(shelf.choices(name), query, asked, words),
        address=visit.url("cohorts", quote(name, safe="")),
        picked=urlencode(query),
        stamp=shelf.stamp(name)[1],
        document=document,
        filtered=bool(asked.selection.conditions),
        refused=status != 200,
        least=LEAST_FIRMS,
    )


@router.get("/{name}/pictures/{number}.svg")
def cohort_picture(name: str, number: int, visit: Reader) -> Response:
    """Draw a chart; its address changes with the results."""
    shelf = visit.desk.cohorts
    drawn = shelf.chart(name, shelf.asked(name, _query(visit)), number, visit.messages)
    return Response(drawn, media_type="image/svg+xml", headers={"cache-control": FOREVER})


@router.get("/{name}/report.{kind}")
def cohort_report(name: str, kind: ReportKind, visit: Taker) -> Response:
    """Return the report on the firms that were picked, as a file."""
    shelf = visit.desk.cohorts
    content = shelf.file(name, shelf.asked(name, _query(visit)), kind, visit.messages)
    if content is None:
        return _cohort_page(visit, name, UNPROCESSABLE)
    headers = {"content-disposition": f'attachment; filename="population.{kind}"'}
    return Response(content, media_type=MEDIA[kind], headers=headers)


@router.get("/{name}/percentiles.csv")
def cohort_percentiles(name: str, visit: Taker) -> Response:
    """Return percentiles of scores, against which a single firm can be held."""
    shelf = visit.desk.cohorts
    content = shelf.percentiles(name, shelf.asked(name, _query(visit)))
    if content is None:
        return _cohort_page(visit, name, UNPROCESSABLE)
    headers = {"content-disposition": 'attachment; filename="percentiles.csv"'}
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


def _query(visit: Visit) -> dict[str, str]:
    """Return what was picked, without fields that were left open."""
    given = visit.request.query_params
    found = {name: given.get(name, "")[:LONGEST] for name in FIELDS}
    if not found[RULE]:
        found.pop(ANSWER)
    return {name: value for name, value in found.items() if value}


def _fields(
    known: Mapping[str, tuple[str, ...]], query: Mapping[str, str], asked: Asked, words: CohortWords
) -> list[Field]:
    """Return the fields of the form, each only where there is something to pick."""
    fields = [
        Field(
            name,
            words.column(name),
            tuple((value, words.value(name, value)) for value in known[name]),
            query.get(name, ""),
        )
        for name in PICKED
        if len(known.get(name, ())) > 1
    ]
    if known[RULE]:
        rules = tuple((rule, words.rule(rule)) for rule in known[RULE])
        answers = tuple((answer, words.text(f"cohort.answer.{answer}")) for answer in ANSWERS)
        fields.append(Field(RULE, words.text("web.cohorts.rule"), rules, query.get(RULE, "")))
        chosen = query.get(ANSWER, ANSWERS[0])
        fields.append(Field(ANSWER, words.text("web.cohorts.answer"), answers, chosen))
    groupings = [name for name in GROUPINGS if name in known]
    if groupings:
        named = tuple((name, words.column(name)) for name in groupings)
        fields.append(Field(BY, words.text("web.cohorts.by"), named, asked.by or ""))
    return fields
