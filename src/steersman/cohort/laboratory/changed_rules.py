"""Rules before and after a reform: built from changed data, checked as any rule file is."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from typing import Any, TypeVar

from steersman.cohort.laboratory.directions import Direction, amount_direction_of, direction_of
from steersman.cohort.laboratory.reform_file import Change, Reform
from steersman.cohort.laboratory.thresholds import Threshold, confined, thresholds, with_values
from steersman.data import load_toml
from steersman.dossier import Problem, nearest
from steersman.files.rule_files import check_rule
from steersman.rulebook import fact_catalogue
from steersman.rulebook.expressions import (
    COMPARISONS,
    Expression,
    Met,
    Points,
    RuleAnswer,
    children,
)
from steersman.rulebook.rule import Rule, load_rule, read_rule, rule_ids
from steersman.rulebook.table import needed_facts

Node = TypeVar("Node")


@dataclass(frozen=True, slots=True)
class RulePair:
    """A rule before and after a reform, with criteria added that work out threshold values.

    Attributes:
        before: The rule before.
        after: And after it.
        direction: Which way its verdict moves.
        amount_direction: Which way the amount of its relief moves.
        thresholds: The bounds that changed, and the pass score.
        confined: Whether the verdict moves by nothing but these.
    """

    before: Rule
    after: Rule
    direction: Direction
    amount_direction: Direction
    thresholds: tuple[Threshold, ...]
    confined: bool


def rule_pairs(
    reform: Reform, looked_at: Sequence[str], before: date
) -> tuple[tuple[RulePair, ...], tuple[Problem, ...]]:
    """Return the rules that a reform concerns, before and after it, and what is wrong with it.

    Args:
        reform: The reform.
        looked_at: Further rules; those that ask a changed one are found among them.
        before: Day whose law counts before the reform.
    """
    problems = list(_unknown_rules(reform))
    if problems:
        return (), tuple(problems)
    after = reform.on or before
    changed: dict[str, Rule] = {}
    for name in dict.fromkeys(change.rule for change in reform.changes):
        rule, wrong = _changed_rule(name, reform, after)
        problems += wrong
        if rule is not None:
            changed[name] = rule
    if problems:
        return (), tuple(problems)
    names = _concerned(reform, looked_at, changed, after)
    problems = list(_behind_facts(names, changed, reform, after))
    pairs = (_pair(load_rule(name, before), _after(name, changed, after)) for name in names)
    return (() if problems else tuple(pairs)), tuple(problems)


def _unknown_rules(reform: Reform) -> Iterator[Problem]:
    known = rule_ids()
    asked = [(change.rule, change.place) for change in reform.changes]
    places = reform.places
    asked += [(name, places.get(("rules", n), "")) for n, name in enumerate(reform.rules)]
    for name, place in asked:
        if name not in known:
            values = {"value": name, "hint": nearest(name, known)}
            yield Problem("rule-unknown-rule", (), values, place=place)


def _concerned(
    reform: Reform, looked_at: Sequence[str], changed: Mapping[str, Rule], day: date
) -> tuple[str, ...]:
    """Return the rules to compare: the changed ones, those named, those that ask a changed one."""
    everything = not changed
    asking = [
        name
        for name in looked_at
        if everything or any(other in changed for other in _asked(load_rule(name, day)))
    ]
    return tuple(dict.fromkeys((*changed, *reform.rules, *asking)))


def _asked(rule: Rule) -> Iterator[str]:
    for root in _roots(rule):
        yield from _answers_in(root)


def _answers_in(node: Expression) -> Iterator[str]:
    if isinstance(node, RuleAnswer):
        yield node.rule
    for part in children(node):
        yield from _answers_in(part)


def _roots(rule: Rule) -> list[Expression]:
    found: list[Expression | None] = [rule.verdict, rule.relief.amount if rule.relief else None]
    found += [part for criterion in rule.criteria for part in (criterion.test, criterion.points)]
    return [part for part in found if part is not None]


def _behind_facts(
    names: Sequence[str], changed: Mapping[str, Rule], reform: Reform, day: date
) -> Iterator[Problem]:
    """Yield changed rules that a fact follows from, which only the rulebook itself can follow."""
    for name in names:
        for fact in needed_facts([load_rule(name, day)], day):
            derived = fact_catalogue()[fact].derived
            for other in _answers_in(derived) if derived is not None else ():
                if other in changed:
                    place = next(c.place for c in reform.changes if c.rule == other)
                    values = {"value": other, "fact": fact, "rule": name}
                    yield Problem("reform-behind-fact", (), values, place=place)


# The changed data of one rule


def _changed_rule(name: str, reform: Reform, day: date) -> tuple[Rule | None, list[Problem]]:
    held = load_rule(name, day)
    raw = deepcopy(load_toml(f"rulebook.{held.jurisdiction}", held.file))
    changes = [change for change in reform.changes if change.rule == name]
    problems = [problem for change in changes for problem in _apply(raw, change)]
    if not problems:
        problems = [_placed(problem, changes) for problem in check_rule(held.file, raw)]
    return (None if problems else read_rule(raw, held.file, day)), problems


def _placed(problem: Problem, changes: Sequence[Change]) -> Problem:
    """Give a problem of the changed rule the line of the change it comes from."""
    where, wrong = (str(part) for part in problem.path[1:3])
    about = [c for c in changes if where and where in {c.criterion, c.parameter}]
    bounds = [c for c in changes if c.part == "bound"] if wrong == "pass_score" else []
    return replace(problem, path=(), place=(about or bounds or list(changes))[0].place)


def _apply(raw: dict[str, Any], change: Change) -> Iterator[Problem]:
    if change.parameter:
        yield from _set_parameter(raw, change)
    elif change.criterion:
        yield from _set_criterion(raw, change)
    elif change.part == "verdict":
        raw["verdict"] = change.content
    elif "amount" in raw.get("relief", {}):
        raw["relief"]["amount"] = change.content
    else:
        yield Problem("reform-no-amount", (), {"value": change.rule}, place=change.place)


def _set_parameter(raw: dict[str, Any], change: Change) -> Iterator[Problem]:
    known = raw.get("parameters", {})
    if change.parameter not in known:
        yield _unknown(change, "reform-unknown-parameter", change.parameter, tuple(known))
        return
    known[change.parameter]["values"] = [
        {"from": raw["in_force_from"], "value": change.content, "document": "-", "confidence": "C"}
    ]


def _set_criterion(raw: dict[str, Any], change: Change) -> Iterator[Problem]:
    items = {item["id"]: item for item in raw["criteria"]}
    item = items.get(change.criterion)
    if item is None:
        yield _unknown(change, "reform-unknown-criterion", change.criterion, tuple(items))
    elif change.part == "bound":
        yield from _set_bound(raw, item, change)
    elif change.part == "points":
        item["points" if "points" in item else "value"] = change.content
    else:
        item["test"] = change.content


def _set_bound(raw: dict[str, Any], item: dict[str, Any], change: Change) -> Iterator[Problem]:
    """Change the number that a criterion's test compares with, and a pass score that it is."""
    test = item.get("test")
    found = [key for key in COMPARISONS if isinstance(test, Mapping) and key in test]
    if not found or not isinstance(item["test"][found[0]], int | float):
        values = {"value": change.criterion}
        yield Problem("reform-no-bound", (), values, place=change.place)
        return
    if "sum" in item["test"] and raw.get("pass_score") == item["test"][found[0]]:
        raw["pass_score"] = change.content
    item["test"][found[0]] = change.content


def _unknown(change: Change, code: str, value: str, known: tuple[str, ...]) -> Problem:
    values = {"value": value, "hint": nearest(value, known), "known": known}
    return Problem(code, (), values, place=change.place)


# Rules that ask a changed one


def _after(name: str, changed: Mapping[str, Rule], day: date) -> Rule:
    """Return a rule after the reform, with what it asks of changed rules put in their words."""
    rule = changed.get(name) or load_rule(name, day)

    def put_in(node: object) -> object:
        if not isinstance(node, RuleAnswer) or node.rule not in changed:
            return None
        other = changed[node.rule]
        test = other.test_of(node.criterion) if node.criterion else other.verdict
        return mapped(_without_names(test, other), put_in)

    return mapped(rule, put_in) if any(asked in changed for asked in _asked(rule)) else rule


def _without_names(node: Node, rule: Rule) -> Node:
    """Return an expression with the criteria that it names written out."""

    def write_out(part: object) -> object:
        if isinstance(part, Met):
            return _without_names(rule.test_of(part.criterion), rule)
        if isinstance(part, Points):
            return _without_names(rule.points_of(part.criterion), rule)
        return None

    return mapped(node, write_out)


def mapped(node: Node, exchange: Callable[[object], object]) -> Node:
    """Return a tree of records with nodes exchanged, where ``exchange`` gives another one."""
    other = exchange(node)
    if other is not None:
        return other  # type: ignore[return-value]  # a test for a test, a value for a value
    if isinstance(node, tuple):
        return tuple(mapped(part, exchange) for part in node)  # type: ignore[return-value]
    if not is_dataclass(node) or isinstance(node, type):
        return node
    parts = {spec.name: getattr(node, spec.name) for spec in fields(node)}
    changed = {name: mapped(part, exchange) for name, part in parts.items()}
    return replace(node, **changed)


def _pair(before: Rule, after: Rule) -> RulePair:
    bounds = thresholds(before, after)
    names = [bound.criterion for bound in bounds]
    return RulePair(
        with_values(before, names),
        with_values(after, names),
        direction_of(before, after),
        amount_direction_of(before, after),
        bounds,
        confined(before, after, bounds),
    )
