"""Another plan beside today's: what if a project is dropped, a role hired, a round delayed?"""

from dataclasses import replace
from functools import reduce
from typing import Any

from steersman.dossier import Dossier
from steersman.messages import LANGUAGES
from steersman.messages.on_screen import screen_messages_for
from steersman.pipeline import Pipeline, with_payments
from steersman.plan import Plan
from steersman.plan.conflicts import find_conflict
from steersman.plan.stability import as_previous
from steersman.plan.what_if import Change, apply_change, parse_change
from steersman.plan.wishes import Wish, parse_wish
from steersman.report.chapters import Words, plan_chapter
from steersman.report.chapters.conflict import conflict_blocks
from steersman.report.chapters.what_if import what_if_blocks
from steersman.report.stored import blocks_to_json
from steersman.serialise import to_json
from steersman.work.content import Content
from steersman.work.running import Running

LEAST_CANDIDATES, SHARE = 100, 4
"""A what-if begins from the plan before it, so that fewer candidates do."""


def changes_of(content: Content) -> tuple[Change, ...]:
    """Return the changes a job asks for."""
    parsed = (parse_change(text) for text in content["changes"])
    return tuple(change for change in parsed if change)


def wishes_of(content: Content) -> tuple[Wish, ...]:
    """Return the wishes a job asks for."""
    parsed = (parse_wish(text) for text in content["wishes"])
    return tuple(wish for wish in parsed if wish)


def changed(dossier: Dossier, content: Content) -> Dossier:
    """Return the dossier under other assumptions and preferences."""
    preferences = dossier.strategy.preferences
    if content["ruin_limit"] is not None:
        preferences = replace(preferences, ruin_limit=content["ruin_limit"])
    if content["focus"] is not None:
        preferences = replace(preferences, focus=content["focus"])
    wanted = replace(dossier, strategy=replace(dossier.strategy, preferences=preferences))
    return reduce(apply_change, changes_of(content), wanted)


def other_pipeline(running: Running, content: Content) -> Pipeline:
    """Return the stages under other assumptions, which start from today's plan."""
    pipeline = running.pipeline
    settings = replace(
        pipeline.settings,
        previous=as_previous(pipeline.plan()),
        candidates=max(LEAST_CANDIDATES, content["candidates"] // SHARE),
        wishes=wishes_of(content),
    )
    return Pipeline(changed(pipeline.dossier, content), settings)


def compare(running: Running, content: Content) -> dict[str, Any]:
    """Return another plan and how it differs from today's, or why there is none."""
    pipeline, read = running.pipeline, running.read
    other = changed(pipeline.dossier, content)
    wishes = wishes_of(content)
    conflict = find_conflict(with_payments(other, pipeline.identify()), wishes) if wishes else None
    if conflict:
        blocks = {
            language: blocks_to_json(
                conflict_blocks(conflict, Words(screen_messages_for(language), other, read.places))
            )
            for language in LANGUAGES
        }
        return {"conflict": True, "difference": blocks}
    before = pipeline.plan()
    after = other_pipeline(running, content).plan()
    documents = [_document(running, other, before, after, content, name) for name in LANGUAGES]
    return {
        "conflict": False,
        "before": to_json(before),
        "after": to_json(after),
        "difference": {name: d[0] for name, d in zip(LANGUAGES, documents, strict=True)},
        "plan": {name: d[1] for name, d in zip(LANGUAGES, documents, strict=True)},
    }


def _document(
    running: Running,
    other: Dossier,
    before: Plan,
    after: Plan,
    content: Content,
    language: Any,  # noqa: ANN401  one of ours
) -> tuple[list[Any], list[Any]]:
    messages = screen_messages_for(language)
    words = Words(messages, running.pipeline.dossier, running.read.places)
    names = tuple(change_text(change, words) for change in changes_of(content))
    wanted = tuple(wish_text(wish, words) for wish in wishes_of(content))
    preferred = []
    if content["ruin_limit"] is not None:
        limit = words.percent(content["ruin_limit"], 1)
        preferred.append(words.text("change.ruin_limit", limit=limit))
    if content["focus"] is not None:
        preferred.append(words.text("change.focus", count=content["focus"]))
    difference = what_if_blocks(before, after, (*names, *wanted, *preferred), words)
    chapter = plan_chapter(after, Words(messages, other, {}))
    return blocks_to_json(difference), blocks_to_json(chapter)


def change_text(change: Change, words: Words) -> str:
    """Return a what-if in words."""
    subject = {
        "drop": words.project,
        "hire": words.hire,
        "cut": words.funding,
        "delay": words.funding,
    }[change.kind](change.subject)
    return words.text(f"change.{change.kind}", subject=subject, months=change.months)


def wish_text(wish: Wish, words: Words) -> str:
    """Return a wish in words."""
    subject = words.project(wish.project) if wish.project else ""
    return words.text(f"change.{wish.kind}", subject=subject, months=round(wish.number))
