"""The parts of an analysis in the order in which people wait for them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from steersman.pipeline import Pipeline
from steersman.report.chapters import (
    Words,
    appendix_chapter,
    choose_chapter,
    course_chapter,
    diagnose_chapter,
    equity_chapter,
    finance_chapter,
    identify_chapter,
    people_chapter,
    plan_chapter,
    since_chapter,
    steer_chapter,
    summary_chapter,
)
from steersman.report.chapters.person import person_blocks
from steersman.report.document import Block
from steersman.serialise import to_json
from steersman.steer import impersonal
from steersman.work.privacy import shown

PartName = Literal["identify", "diagnose", "choose", "plan", "people", "trials", "steer", "summary"]
Chapters = Iterator[tuple[str, tuple[Block, ...]]]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an analysis.

    Attributes:
        name: Its name.
        work: Works it out, and returns results by name.
        chapters: Yields chapters by name, in the language of the words.
    """

    name: PartName
    work: Callable[[Pipeline], Mapping[str, Any]]
    chapters: Callable[[Pipeline, Words], Chapters]


def _identify_chapters(pipeline: Pipeline, words: Words) -> Chapters:
    yield "identify", identify_chapter(pipeline.identify(), words)


def _diagnose_chapters(pipeline: Pipeline, words: Words) -> Chapters:
    yield "diagnose", diagnose_chapter(pipeline.diagnose(), words)


def _choose_chapters(pipeline: Pipeline, words: Words) -> Chapters:
    yield "choose", choose_chapter(pipeline.choose(), words)


def _plan_chapters(pipeline: Pipeline, words: Words) -> Chapters:
    yield "plan", plan_chapter(pipeline.plan(), words)


def _people_chapters(pipeline: Pipeline, words: Words) -> Chapters:
    people = pipeline.people()
    yield "people", people_chapter(people, words, personal=False)
    yield "people_personal", people_chapter(people, words, personal=True)
    yield "finance", finance_chapter(pipeline.financing(), words)
    yield "equity", equity_chapter(pipeline.equity(), words)
    for person in words.dossier.people:
        yield f"person/{person.id}", person_blocks(person.id, people, words)


def _trial_chapters(pipeline: Pipeline, words: Words) -> Chapters:
    plan = pipeline.plan()
    yield "choose", choose_chapter(pipeline.choose(), words, pipeline.trials(), plan.value)


def _steer_chapters(pipeline: Pipeline, words: Words) -> Chapters:
    steering, course = pipeline.steer(), pipeline.course()
    yield "steer", steer_chapter(impersonal(steering), words)
    yield "steer_personal", steer_chapter(steering, words)
    yield "course", course_chapter(course, words)


def _steer_results(pipeline: Pipeline) -> Mapping[str, Any]:
    steering = pipeline.steer()
    return {
        "steer": impersonal(steering),
        "steer_personal": steering,
        "progress": pipeline.course(),
    }


def _summary_chapters(pipeline: Pipeline, words: Words) -> Chapters:
    analysis = pipeline.analyse()
    shared = replace(analysis, steering=impersonal(analysis.steering))
    yield "summary", summary_chapter(shared, words)
    yield "summary_personal", summary_chapter(analysis, words)
    if analysis.course.since:
        yield "since", since_chapter(shared, words)
    inputs = to_json(words.dossier)
    for name, personal in (("appendix", False), ("appendix_personal", True)):
        listed = shown(inputs, personal=personal)
        yield name, appendix_chapter(analysis.provenance, words, listed)


PARTS: tuple[Part, ...] = (
    Part("identify", lambda p: {"identify": p.identify()}, _identify_chapters),
    Part("diagnose", lambda p: {"diagnose": p.diagnose()}, _diagnose_chapters),
    Part("choose", lambda p: {"choose": p.choose()}, _choose_chapters),
    Part("plan", lambda p: {"plan": p.plan()}, _plan_chapters),
    Part(
        "people",
        lambda p: {"people_personal": p.people(), "finance": p.financing(), "equity": p.equity()},
        _people_chapters,
    ),
    Part("trials", lambda p: {"trials": p.trials()}, _trial_chapters),
    Part("steer", _steer_results, _steer_chapters),
    Part("summary", lambda p: {"provenance": p.provenance}, _summary_chapters),
)
REPORT_ORDER = (
    "summary", "since", "identify", "diagnose", "choose", "plan", "people", "finance", "equity",
    "steer", "course", "appendix",
)  # fmt: skip
"""Chapters of the whole report, those there are."""
PERSONAL = {
    "summary": "summary_personal",
    "people": "people_personal",
    "steer": "steer_personal",
    "appendix": "appendix_personal",
}
"""Chapters of which there is one more for those who may see people's pay."""
FOR_PEOPLE_PERMISSION = frozenset({*PERSONAL.values(), "equity"})
"""Chapters, and results, that only those may see who may see people's pay and shares."""
