"""Why a verdict is what it is, down to the facts."""

from datetime import date

from steersman.identify import Status
from steersman.methods.interval import Answer, Interval
from steersman.report.chapters.words import Words
from steersman.report.document import Block, Bullets, Heading, Paragraph
from steersman.rulebook import Reason, Rule, load_rule

INDENT = "\u2003"
"""An em space: renderers keep it, where they join ordinary spaces."""


def reason_blocks(status: Status, law_on: date, words: Words) -> tuple[Block, ...]:
    """Return every criterion of a status with the reasons of its answer, as an indented list."""
    rule = load_rule(status.rule, law_on)
    blocks: list[Block] = [
        Heading(words.messages.pick(rule.title)),
        Paragraph(f"{rule.document} · {words.answer(status.answer)}"),
    ]
    for criterion in rule.criteria:
        result = status.evaluation.criterion(criterion.id)
        title = f"{words.messages.pick(criterion.title)} ({criterion.article})"
        blocks.append(Paragraph(title))
        blocks.append(Bullets(tuple(_lines(result.reason, rule, words, 0))))
    return tuple(blocks)


def _lines(reason: Reason, rule: Rule, words: Words, depth: int) -> list[str]:
    line = f"{INDENT * depth}{_name(reason, rule, words)}: {_result(reason, words)}"
    inner = [part for part in reason.because if part.kind != "constant" or part.name]
    return [line, *(text for part in inner for text in _lines(part, rule, words, depth + 1))]


def _name(reason: Reason, rule: Rule, words: Words) -> str:
    match reason.kind:
        case "fact":
            return words.fact_title(reason.name)
        case "met" | "points":
            return words.messages.pick(rule.find(reason.name).title)
        case "ruleanswer":
            return words.messages.pick(load_rule(reason.name).title)
        case "constant":
            titles = (p.title for p in rule.parameters if p.name == reason.name)
            return next((words.messages.pick(title) for title in titles), reason.name)
        case "at_least" | "at_most" | "above" | "below":
            bound = reason.because[1].result
            shown = _number(bound, words) if isinstance(bound, Interval) else ""
            return words.text(f"reason.{reason.kind}", bound=shown)
        case _:
            return words.text(f"reason.{reason.kind}")


def _result(reason: Reason, words: Words) -> str:
    if reason.kind == "fact":
        return words.fact(reason.name, reason.result)
    if isinstance(reason.result, Answer):
        return words.answer(reason.result)
    if isinstance(reason.result, Interval):
        return _number(reason.result, words)
    return str(reason.result)


def _number(interval: Interval, words: Words) -> str:
    return words.interval(interval, lambda value: words.number(value, 4))
