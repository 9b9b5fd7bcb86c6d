"""What is wrong with rule files: names, circles, bands, dates, points that nobody can reach."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from steersman.dossier import Problem, nearest
from steersman.rulebook.catalogue import FactInfo, fact_catalogue
from steersman.rulebook.expressions import (
    Banded,
    DatedValue,
    Expression,
    ExpressionError,
    Fact,
    Met,
    OneOf,
    Points,
    RuleAnswer,
    Truth,
    children,
)
from steersman.rulebook.rule import Rule, read_rule, rule_ids, rule_versions

ONE_DAY = timedelta(days=1)
POINTS = " (points)"
"""Tells the points of a criterion from its test in the circles shown."""


@dataclass(frozen=True, slots=True)
class RuleFile:
    """A rule file as read.

    Attributes:
        name: Its path, as shown.
        raw: Its content.
    """

    name: str
    raw: Mapping[str, Any]


def check_rules(files: Sequence[RuleFile]) -> tuple[Problem, ...]:
    """Return everything that is wrong with rule files whose shape is right.

    The path of each problem is the file's name, the criterion or parameter (empty if none), and the
    text at fault, by which its line is found.
    """
    problems: list[Problem] = []
    rules: list[tuple[RuleFile, Rule]] = []
    for file in files:
        try:
            rules.append((file, read_rule(file.raw, file.name, file.raw["in_force_from"])))
        except ExpressionError as error:
            problems.append(_expression_problem(file, error))
    known = {rule.id: rule for name in rule_ids() for rule in rule_versions(name)}
    known |= {rule.id: rule for _, rule in rules}
    for file, rule in rules:
        problems += _dates(file, rule)
        problems += _parameters(file, rule)
        problems += _bands(file, rule)
        problems += _score(file, rule)
        problems += _circles(file, rule, known)
        problems += _references(file, rule, known)
    problems += _versions(rules)
    if circle := derived_circle():
        problems.append(Problem("rule-circle", ("facts.toml", "", circle), {"circle": circle}))
    return tuple(problems)


def _problem(file: RuleFile, code: str, where: str, token: str, **values: object) -> Problem:
    return Problem(code, (file.name, where, token), {"value": token, **values})


def _expression_problem(file: RuleFile, error: ExpressionError) -> Problem:
    values = dict(error.parameters)
    where = str(values.pop("criterion_of", ""))
    known = values.get("known", ())
    hint = nearest(error.token, known) if isinstance(known, Sequence) else ""
    return _problem(file, error.code, where, error.token, **{"hint": hint, "known": (), **values})


def _dates(file: RuleFile, rule: Rule) -> Iterator[Problem]:
    if rule.in_force_to is not None and rule.in_force_to < rule.in_force_from:
        yield _problem(file, "rule-dates-order", "", "in_force_to")


def _parameters(file: RuleFile, rule: Rule) -> Iterator[Problem]:
    for entry in rule.parameters:
        for earlier, later in pairwise(entry.values):
            if earlier.last is None or earlier.last >= later.first:
                yield _problem(file, "rule-dates-overlap", entry.name, str(later.first))
            elif earlier.last + ONE_DAY < later.first:
                yield _problem(file, "rule-dates-gap", entry.name, str(later.first))
        declared = file.raw["parameters"][entry.name].get("unknown_otherwise", False)
        if not declared and not _covers(entry.values, rule):
            yield _problem(file, "rule-dates-gap", entry.name, entry.name)


def _covers(values: Sequence[DatedValue], rule: Rule) -> bool:
    ends = values[-1].last
    starts_in_time = values[0].first <= rule.in_force_from
    return starts_in_time and (
        ends is None or (rule.in_force_to is not None and rule.in_force_to <= ends)
    )


def _bands(file: RuleFile, rule: Rule) -> Iterator[Problem]:
    for criterion in rule.criteria:
        for root in (criterion.points, criterion.test):
            for table in _tables(root) if root is not None else ():
                yield from _table(file, criterion.id, table)
    others = [rule.verdict, *([rule.relief.amount] if rule.relief and rule.relief.amount else [])]
    for root in others:
        for table in _tables(root):
            yield from _table(file, "", table)


def _tables(node: Expression) -> Iterator[Banded]:
    if isinstance(node, Banded):
        yield node
    for part in children(node):
        yield from _tables(part)


def _table(file: RuleFile, criterion: str, table: Banded) -> Iterator[Problem]:
    for better, worse in pairwise(table.bands):
        if better.bound <= worse.bound:
            yield _problem(file, "rule-bands-overlap", criterion, "bands", bound=float(worse.bound))
        if better.low < worse.high:
            yield _problem(file, "rule-bands-points", criterion, "bands", bound=float(worse.bound))
    least = table.bands[-1].bound
    if least > 0:
        yield _problem(file, "rule-bands-gap", criterion, "bands", bound=float(least))
    info = _fact_of(table.value)
    if info is not None and info.maximum is not None and table.bands[0].bound > info.maximum:
        bound = float(table.bands[0].bound)
        yield _problem(file, "rule-band-unreachable", criterion, "bands", bound=bound)


def _fact_of(node: Expression) -> FactInfo | None:
    return fact_catalogue()[node.name] if isinstance(node, Fact) else None


def _score(file: RuleFile, rule: Rule) -> Iterator[Problem]:
    most = sum(criterion.maximum for criterion in rule.criteria if criterion.scored)
    if rule.pass_score is None:
        return
    if most < rule.pass_score or (rule.pass_above and most == rule.pass_score):
        values = {"most": most, "needed": rule.pass_score}
        yield _problem(file, "rule-score-unreachable", "", "pass_score", **values)


def _circles(file: RuleFile, rule: Rule, known: Mapping[str, Rule]) -> Iterator[Problem]:
    """Yield criteria, facts or rules that rest on themselves."""
    roots: list[Expression] = [rule.verdict, *(Met(c.id) for c in rule.criteria if c.test)]
    roots += [Points(criterion.id) for criterion in rule.criteria if criterion.points]
    for root in roots:
        circle = _circle(root, rule, known, ())
        if circle:
            token = circle[-1].rpartition("#")[2].removesuffix(POINTS)
            yield _problem(file, "rule-circle", token, token, circle=" → ".join(circle))
            return


def _circle(
    node: Expression, rule: Rule, known: Mapping[str, Rule], path: tuple[str, ...]
) -> tuple[str, ...]:
    name, within, parts = _step(node, rule, known)
    if name:
        if name in path:
            return (*path[path.index(name) :], name)
        path = (*path, name)
    for part in parts:
        found = _circle(part, within, known, path)
        if found:
            return found
    return ()


def _step(
    node: Expression, rule: Rule, known: Mapping[str, Rule]
) -> tuple[str, Rule, tuple[Expression, ...]]:
    """Return the name of what a node refers to, the rule it lies in, and its parts."""
    match node:
        case Met(criterion):
            test = rule.find(criterion).test
            return f"{rule.id}#{criterion}", rule, () if test is None else (test,)
        case Points(criterion):
            points = rule.find(criterion).points
            return f"{rule.id}#{criterion}{POINTS}", rule, () if points is None else (points,)
        case Fact(name) | Truth(name) | OneOf(name, _):
            derived = fact_catalogue()[name].derived
            return name, rule, () if derived is None else (derived,)
        case RuleAnswer(identifier, criterion) if identifier in known:
            other = known[identifier]
            if criterion and all(c.id != criterion for c in other.criteria):
                return identifier, other, ()
            return identifier, other, (Met(criterion) if criterion else other.verdict,)
        case _:
            return "", rule, children(node)


def _versions(rules: Sequence[tuple[RuleFile, Rule]]) -> Iterator[Problem]:
    by_id: dict[str, list[tuple[RuleFile, Rule]]] = {}
    for file, rule in rules:
        by_id.setdefault(rule.id, []).append((file, rule))
    for versions in by_id.values():
        versions.sort(key=lambda pair: pair[1].in_force_from)
        for (_, earlier), (file, later) in pairwise(versions):
            if (earlier.in_force_to or date.max) >= later.in_force_from:
                yield _problem(
                    file, "rule-versions-overlap", "", "in_force_from", other=earlier.file
                )


def _references(file: RuleFile, rule: Rule, known: Mapping[str, Rule]) -> Iterator[Problem]:
    """Yield rules and criteria that are named but not there, and criteria that are there twice."""
    ids = [criterion.id for criterion in rule.criteria]
    for place, name in enumerate(ids):
        if name in ids[:place]:
            yield _problem(file, "duplicate-id", name, name)
    for name, criterion in rule.classes:
        if criterion and criterion not in ids:
            yield _problem(file, "rule-unknown-criterion", "", criterion, hint="", criterion=name)
    for name in rule.relief.excludes if rule.relief else ():
        if name not in known:
            yield _problem(file, "rule-unknown-rule", "", name, hint=nearest(name, known))
    roots = [rule.verdict, *(c.test for c in rule.criteria), *(c.points for c in rule.criteria)]
    for node in (node for root in roots if root is not None for node in _rule_answers(root)):
        yield from _other_rule(file, node, known)


def _other_rule(file: RuleFile, node: RuleAnswer, known: Mapping[str, Rule]) -> Iterator[Problem]:
    other = known.get(node.rule)
    if other is None:
        yield _problem(file, "rule-unknown-rule", "", node.rule, hint=nearest(node.rule, known))
    elif node.criterion and not any(c.id == node.criterion and c.test for c in other.criteria):
        yield _problem(file, "rule-unknown-criterion", "", node.criterion, hint="")


def _rule_answers(node: Expression) -> Iterator[RuleAnswer]:
    if isinstance(node, RuleAnswer):
        yield node
    for part in children(node):
        yield from _rule_answers(part)


def derived_circle() -> str:
    """Return a derived fact of the catalogue that rests on itself, empty if there is none."""
    for name, info in fact_catalogue().items():
        if info.derived is not None and _rests_on(info.derived, name, frozenset()):
            return name
    return ""


def _rests_on(node: Expression, name: str, seen: frozenset[str]) -> bool:
    if isinstance(node, Fact | Truth | OneOf):
        if node.name == name:
            return True
        derived = fact_catalogue()[node.name].derived
        if derived is None or node.name in seen:
            return False
        return _rests_on(derived, name, seen | {node.name})
    return any(_rests_on(part, name, seen) for part in children(node))
