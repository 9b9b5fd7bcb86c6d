"""Wishes that contradict each other, in words, and the cheapest ways out."""

from steersman.plan.conflicts import Conflict
from steersman.plan.wishes import Wish
from steersman.report.chapters.words import Words
from steersman.report.document import Block, Bullets, Heading, Paragraph


def conflict_blocks(conflict: Conflict, words: Words) -> list[Block]:
    """Return the conflict and what would resolve it."""
    ways = []
    if conflict.money is not None:
        ways.append(words.text("conflict.money", amount=words.estimate(conflict.money)))
    if conflict.person_months is not None:
        months = words.number(conflict.person_months, 1)
        ways.append(words.text("conflict.people", months=months))
    if conflict.weeks is not None:
        ways.append(words.text("conflict.time", weeks=words.number(conflict.weeks, 0)))
    wishes = Bullets(tuple(_wish_text(wish, words) for wish in conflict.wishes))
    blocks: list[Block] = [
        Heading(words.text("conflict.title"), level=2),
        Paragraph(words.text("conflict.explained")),
        wishes,
    ]
    if ways:
        blocks += [Paragraph(words.text("conflict.ways")), Bullets(tuple(ways))]
    else:
        blocks.append(Paragraph(words.text("conflict.no_way")))
    return blocks


def _wish_text(wish: Wish, words: Words) -> str:
    parameters: dict[str, object] = {}
    if wish.project:
        parameters["project"] = words.project(wish.project)
    if wish.kind == "launch":
        parameters["month"] = words.month(wish.number)
    if wish.kind == "cash":
        parameters["amount"] = words.money(wish.number)
    return words.text(f"wish.{wish.kind}", **parameters)
