"""Answers that need a second look: old numbers, numbers from memory, rules about to end."""

from datetime import date, timedelta

from steersman.methods.interval import Answer
from steersman.rulebook import Rule
from steersman.rulebook.rule import WEAK

ONE_YEAR = timedelta(days=365)


def warnings_of(rule: Rule, answer: Answer, law_on: date) -> tuple[str, ...]:
    """Return why an answer needs a second look.

    ``past_review``: the numbers should have been checked again by now; ``weak_numbers``: a yes
    rests on numbers that no source seen backs; ``ends``: the rule ends within a year.
    """
    found = []
    if law_on > rule.review_by:
        found.append("past_review")
    if weak_numbers(rule, law_on) and answer is Answer.YES:
        found.append("weak_numbers")
    if rule.in_force_to is not None and law_on <= rule.in_force_to < law_on + ONE_YEAR:
        found.append("ends")
    return tuple(found)


def weak_numbers(rule: Rule, law_on: date) -> int:
    """Return how many of a rule's numbers on a day are from memory or to be checked."""
    held = [value for entry in rule.parameters if (value := entry.on(law_on)) is not None]
    codes = [criterion.confidence for criterion in rule.criteria]
    codes += [value.confidence for value in held]
    codes += [rule.relief.confidence] if rule.relief else []
    return sum(code in WEAK for code in codes)
