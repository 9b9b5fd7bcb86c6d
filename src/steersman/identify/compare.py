"""What a change of the law does to a firm whose facts stay the same."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from steersman.identify.result import Identification
from steersman.methods.interval import Answer
from steersman.rulebook import Rule, load_rule, rule_ids

ChangeKind = Literal["begins", "ends", "new_version", "number"]


@dataclass(frozen=True, slots=True)
class RuleChange:
    """One change of a rule between two days.

    Attributes:
        rule: The rule.
        kind: It ``begins``, it ``ends``, a ``new_version`` replaces it, or a ``number`` changes.
        parameter: The number's name, empty for other changes.
        before: Its value on the first day.
        after: Its value on the second.
        document: What changed it.
    """

    rule: str
    kind: ChangeKind
    parameter: str
    before: float | None
    after: float | None
    document: str


@dataclass(frozen=True, slots=True)
class Effect:
    """What a rule says of the firm on both days.

    Attributes:
        rule: The rule.
        before: The verdict on the first day, None where the rule was not in force.
        after: The verdict on the second.
        worth_before: What the relief adds in a year, None where it is none or not known.
        worth_after: The same on the second day.
    """

    rule: str
    before: Answer | None
    after: Answer | None
    worth_before: float | None
    worth_after: float | None


@dataclass(frozen=True, slots=True)
class LawComparison:
    """What changed in the law between two days, and what that does to a firm."""

    first: date
    second: date
    changes: tuple[RuleChange, ...]
    effects: tuple[Effect, ...]
    saving_before: float | None
    saving_after: float | None


def compare_law(
    jurisdictions: tuple[str, ...], before: Identification, after: Identification
) -> LawComparison:
    """Compare the law of two days.

    Args:
        jurisdictions: Whose rules to compare.
        before: The firm by the law of the first day.
        after: The same facts by the law of the second.
    """
    first, second = before.law_on, after.law_on
    changes = [
        change
        for name in rule_ids(jurisdictions)
        for change in _changes(load_rule(name, first), load_rule(name, second), first, second)
    ]
    effects = [_effect(name, before, after) for name in rule_ids(jurisdictions)]
    return LawComparison(
        first=first,
        second=second,
        changes=tuple(changes),
        effects=tuple(effect for effect in effects if _differs(effect)),
        saving_before=_saving(before),
        saving_after=_saving(after),
    )


def _saving(identification: Identification) -> float | None:
    saving = identification.worth.saving
    return None if saving is None or saving.low is None else float(saving.low)


def _changes(old: Rule, new: Rule, first: date, second: date) -> list[RuleChange]:
    was, is_now = old.in_force(first), new.in_force(second)
    if was != is_now:
        kind: ChangeKind = "begins" if is_now else "ends"
        return [RuleChange(new.id, kind, "", None, None, (new if is_now else old).document)]
    if old.in_force_from != new.in_force_from:
        return [RuleChange(new.id, "new_version", "", None, None, new.document)]
    return _numbers(old, new, first, second)


def _numbers(old: Rule, new: Rule, first: date, second: date) -> list[RuleChange]:
    found = []
    for one, other in zip(old.parameters, new.parameters, strict=True):
        before, after = one.on(first), other.on(second)
        numbers = [None if value is None else float(value.number) for value in (before, after)]
        if numbers[0] != numbers[1]:
            document = after.document if after else ""
            found.append(RuleChange(new.id, "number", one.name, numbers[0], numbers[1], document))
    return found


def _effect(name: str, before: Identification, after: Identification) -> Effect:
    answers = [_answer(name, result) for result in (before, after)]
    worths = [_worth(name, result) for result in (before, after)]
    return Effect(name, answers[0], answers[1], worths[0], worths[1])


def _answer(name: str, result: Identification) -> Answer | None:
    for status in result.statuses:
        if status.rule == name:
            return status.answer if status.in_force else None
    return next((r.answer for r in result.worth.reliefs if r.rule == name), None)


def _worth(name: str, result: Identification) -> float | None:
    for relief in result.worth.reliefs:
        if relief.rule == name and relief.yearly is not None and relief.yearly.low is not None:
            return float(relief.yearly.low)
    return None


def _differs(effect: Effect) -> bool:
    return effect.before != effect.after or effect.worth_before != effect.worth_after
