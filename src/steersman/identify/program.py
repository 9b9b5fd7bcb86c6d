"""A rule as a mixed-integer program over levers: least cost that leaves the verdict open or yes.

Every test becomes a binary variable whose being one forces the test to hold (Williams 2013,
chapter 9). What no lever moves is settled beforehand; what is not known or for others to judge
counts in the firm's favour, and is named afterwards.
"""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Literal

from steersman.identify.integer_program import IntegerProgram, Linear, one
from steersman.identify.levers import Lever
from steersman.methods.interval import Answer, Interval
from steersman.rulebook import Facts, Rule, fact_catalogue, load_rule
from steersman.rulebook.evaluate import Evaluator
from steersman.rulebook.expressions import (
    Add,
    Banded,
    Compare,
    Comparison,
    Constant,
    Every,
    Expression,
    Fact,
    Larger,
    Met,
    Minus,
    Not,
    Points,
    Ratio,
    RuleAnswer,
    Smaller,
    Some,
    Test,
    Times,
    Truth,
    Value,
    children,
)

OPPOSITE: dict[Comparison, Comparison] = {
    "at_least": "below", "at_most": "above", "above": "at_most", "below": "at_least",
}  # fmt: skip
STRICT = Fraction(1, 100)
"""How far beyond a bound a value must lie that may not equal it: a cent, a hundredth of a point."""
Sense = Literal["high", "low"]
"""Which end of what is not known favours the firm."""


class NoPathError(Exception):
    """Nothing that the firm can change meets the test, or the form of the rule has no program."""


class Program(IntegerProgram):
    """Builds and solves the program of one rule.

    Args:
        rule: The rule whose verdict is wanted.
        facts: What is known of the firm.
        levers: What it can change.
        on: Day of the law.
        margin: Share by which bounds are tightened, against rounding in the solver.
        certain: Whether another status, as one of several routes, must be certain to be gained.
    """

    def __init__(
        self,
        rule: Rule,
        facts: Facts,
        levers: Sequence[Lever],
        on: date,
        margin: float = 0.0,
        *,
        certain: bool = True,
    ) -> None:
        self.facts = facts
        self.levers = levers
        self.on = on
        self.margin = Fraction(margin)
        super().__init__()
        for lever in levers:
            self.variable(Fraction(lever.most), integral=True, cost=lever.unit_cost)
        self.applications: dict[str, int] = {}
        self._certain = False
        self._routes_certain = certain
        self._catalogue = fact_catalogue()
        self._moved = {name for lever in levers for name in (*lever.adds, *lever.sets)}
        wanted = self.holds(rule.verdict, rule, (rule.id,))
        if wanted is not True:
            self.require(one(wanted), Fraction(1))

    # Tests

    def holds(self, test: Test, rule: Rule, path: tuple[str, ...]) -> int | Literal[True]:
        """Return a variable that forces a test where it is one, or True where nothing is needed.

        Raises:
            NoPathError: Nothing can make the test hold.
        """
        match test:
            case Every(parts):
                return self._every([self.holds(part, rule, path) for part in parts])
            case Some(parts):
                return self._some(parts, rule, path)
            case Not(part):
                if not self._moves(part, rule):
                    return self._settled(test, rule)
                return self.holds(_negated(part, rule), rule, path)
            case Met(criterion):
                return self.holds(rule.test_of(criterion), rule, path)
            case Compare():
                return self._compare(test, rule)
            case RuleAnswer(identifier, criterion):
                other = load_rule(identifier, self.on)
                return self.holds(Met(criterion) if criterion else other.verdict, other, path)
            case Truth(name):
                return self._truth(name, rule, path)
            case _:
                return self._settled(test, rule)

    def _settled(self, test: Test, rule: Rule) -> Literal[True]:
        if not self._passes(Evaluator(rule, self.facts, self.on).answer(test)):
            raise NoPathError
        return True

    def _passes(self, answer: Answer) -> bool:
        return answer is Answer.YES or (answer is not Answer.NO and not self._certain)

    def _every(self, parts: Sequence[int | Literal[True]]) -> int | Literal[True]:
        needed = [part for part in parts if part is not True]
        if not needed:
            return True
        if len(needed) == 1:
            return needed[0]
        both = self.binary()
        for part in needed:
            self.require(one(part).plus(one(both), -1), Fraction(0))
        return both

    def _some(
        self, parts: Sequence[Test], rule: Rule, path: tuple[str, ...]
    ) -> int | Literal[True]:
        found: list[int] = []
        for part in parts:
            try:
                switch = self._alternative(part, rule, path)
            except NoPathError:
                continue
            if switch is True:
                return True
            found.append(switch)
        if not found:
            raise NoPathError
        if len(found) == 1:
            return found[0]
        either = self.binary()
        total = Linear(Fraction(0), {either: Fraction(-1)})
        for switch in found:
            total = total.plus(one(switch))
        self.require(total, Fraction(0))
        return either

    def _alternative(self, part: Test, rule: Rule, path: tuple[str, ...]) -> int | Literal[True]:
        """Return one of several ways; one by another status counts only if it is certain."""
        inner = rule.find(part.criterion).test if isinstance(part, Met) else part
        title = isinstance(inner, Truth) and bool(self._catalogue[inner.name].granted_by)
        another = title and self._routes_certain
        before, self._certain = self._certain, self._certain or another
        try:
            return self.holds(part, rule, path)
        finally:
            self._certain = before

    def _truth(self, name: str, rule: Rule, path: tuple[str, ...]) -> int | Literal[True]:
        evaluator = Evaluator(rule, self.facts, self.on)
        answer = evaluator.answer(Truth(name))
        info = self._catalogue[name]
        if answer is Answer.YES or (answer is not Answer.NO and not self._certain):
            return True
        setting = [n for n, lever in enumerate(self.levers) if name in lever.sets]
        if setting:
            return setting[0]
        if info.granted_by and info.granted_by not in path:
            return self._application(info.granted_by, path)
        if info.derived_test is not None and self._moves(info.derived_test, rule):
            return self.holds(info.derived_test, rule, path)
        if not self._passes(answer):
            raise NoPathError
        return True

    def _application(self, identifier: str, path: tuple[str, ...]) -> int:
        """Return a variable that stands for gaining another status first."""
        if identifier not in self.applications:
            other = load_rule(identifier, self.on)
            if not other.in_force(self.on):
                raise NoPathError
            before = self.holds(other.verdict, other, (*path, identifier))
            fee = Fraction(str(other.application.cost)) if other.application else Fraction(0)
            gained = self.binary(fee)
            if before is not True:
                self.require(one(before).plus(one(gained), -1), Fraction(0))
            self.applications[identifier] = gained
        return self.applications[identifier]

    def _compare(self, test: Compare, rule: Rule) -> int | Literal[True]:
        if not self._moves(test, rule):
            return self._settled(test, rule)
        value, comparison, bound = test.value, test.comparison, test.bound
        if isinstance(value, Larger | Smaller):
            rising = comparison in {"at_least", "above"}
            parts = tuple(Compare(part, comparison, bound) for part in value.parts)
            joined: Test = Some(parts) if rising == isinstance(value, Larger) else Every(parts)
            return self.holds(joined, rule, (rule.id,))
        sense: Sense = "high" if comparison in {"at_least", "above"} else "low"
        sign = 1 if sense == "high" else -1
        opposite: Sense = "low" if sense == "high" else "high"
        difference = self._difference(value, bound, rule, sense, opposite)
        if difference is None:
            return True
        strict = STRICT if comparison in {"above", "below"} else Fraction(0)
        size = max([abs(difference.constant), *map(abs, difference.terms.values()), Fraction(1)])
        switch = self.binary()
        self.require_if(switch, difference.times(Fraction(sign)), strict + self.margin * size)
        if sense == "high":
            self._require_whole(switch, value, rule)
        return switch

    def _require_whole(self, switch: int, value: Value, rule: Rule) -> None:
        """Demand that a share be one of something: a share of nothing is zero."""
        value, rule = self._plain(value, rule)
        whole = self.linear(value.whole, rule, "low") if isinstance(value, Ratio) else None
        if whole is None:
            return
        if not whole.terms and whole.constant <= 0:
            raise NoPathError
        self.require_if(switch, whole, STRICT)

    def _difference(
        self, value: Value, bound: Value, rule: Rule, sense: Sense, opposite: Sense
    ) -> Linear | None:
        """Return value less bound; a ratio is multiplied by its whole. None for unbounded."""
        value, rule = self._plain(value, rule)
        limit = self.linear(bound, rule, opposite)
        if limit is None:
            return None
        if isinstance(value, Ratio):
            if limit.terms:
                raise NoPathError
            part = self.linear(value.part, rule, sense)
            whole = self.linear(value.whole, rule, opposite)
            if part is None or whole is None:
                return None
            return part.plus(whole, -limit.constant)
        number = self.linear(value, rule, sense)
        return None if number is None else number.plus(limit, -1)

    def _plain(self, value: Value, rule: Rule) -> tuple[Value, Rule]:
        """Return what a derived fact that is not given stands for."""
        while isinstance(value, Fact) and value.name not in self.facts:
            derived = self._catalogue[value.name].derived_value
            if derived is None:
                break
            value = derived
        return value, rule

    # Values

    def linear(self, value: Value, rule: Rule, sense: Sense) -> Linear | None:
        """Return a value as a linear expression; None where it is without bound in the sense.

        Raises:
            NoPathError: The value is not linear in what the firm can change.
        """
        value, rule = self._plain(value, rule)
        if not self._moves(value, rule):
            return self._constant(Evaluator(rule, self.facts, self.on).value(value), sense)
        match value:
            case Fact(name):
                return self._fact(name, sense)
            case Add(parts):
                return self._sum(parts, rule, sense)
            case Minus(left, right):
                opposite: Sense = "low" if sense == "high" else "high"
                first, second = self.linear(left, rule, sense), self.linear(right, rule, opposite)
                return None if first is None or second is None else first.plus(second, -1)
            case Times(left, Constant(number)) if number is not None and number >= 0:
                inner = self.linear(left, rule, sense)
                return None if inner is None else inner.times(number)
            case Ratio(part, Constant(number)) if number is not None and number > 0:
                inner = self.linear(part, rule, sense)
                return None if inner is None else inner.times(1 / number)
            case _ if sense == "high":
                return self._points(value, rule)
            case _:
                raise NoPathError

    def _points(self, value: Value, rule: Rule) -> Linear | None:
        """Return a linear expression no larger than points, for bounds from below."""
        match value:
            case Points(criterion):
                return self.linear(rule.points_of(criterion), rule, "high")
            case Banded():
                return one(self._banded([value], rule))
            case Larger(parts) if all(isinstance(part, Banded) for part in parts):
                return one(self._banded([p for p in parts if isinstance(p, Banded)], rule))
            case Smaller(parts):
                return self._smallest(parts, rule)
            case _:
                raise NoPathError

    def _constant(self, interval: Interval, sense: Sense) -> Linear | None:
        end = interval.high if sense == "high" else interval.low
        return None if end is None else Linear(end, {})

    def _fact(self, name: str, sense: Sense) -> Linear | None:
        known = self.facts.get(name, self._catalogue[name].unknown)
        start = self._constant(known, sense) if isinstance(known, Interval) else None
        if start is None:
            return None
        terms = {n: lever.adds[name] for n, lever in enumerate(self.levers) if name in lever.adds}
        return Linear(start.constant, terms)

    def _sum(self, parts: Sequence[Value], rule: Rule, sense: Sense) -> Linear | None:
        total = Linear(Fraction(0), {})
        for part in parts:
            inner = self.linear(part, rule, sense)
            if inner is None:
                return None
            total = total.plus(inner)
        return total

    def _smallest(self, parts: Sequence[Value], rule: Rule) -> Linear:
        found = [inner for part in parts if (inner := self.linear(part, rule, "high")) is not None]
        if not found:
            raise NoPathError
        most = max(self.most(part) for part in found)
        least = self.variable(max(most, Fraction(0)), integral=False)
        for part in found:
            self.require(part.plus(one(least), -1), Fraction(0))
        return one(least)

    def _banded(self, tables: Sequence[Banded], rule: Rule) -> int:
        """Return a variable no larger than the points of the best of some band tables."""
        gained, one_band = Linear(Fraction(0), {}), Linear(Fraction(1), {})
        for table in tables:
            for band in table.bands:
                if band.high <= 0:
                    continue
                comparison: Comparison = "above" if band.excluded else "at_least"
                try:
                    reached = self._compare_value(table.value, comparison, band.bound, rule)
                except NoPathError:
                    continue
                switch = self.binary() if reached is True else reached
                gained = gained.plus(one(switch), band.high)
                one_band = one_band.plus(one(switch), -1)
        self.require(one_band, Fraction(0))
        most = max((band.high for table in tables for band in table.bands), default=Fraction(0))
        points = self.variable(max(most, Fraction(0)), integral=False)
        self.require(gained.plus(one(points), -1), Fraction(0))
        return points

    def _compare_value(
        self, value: Value, comparison: Comparison, bound: Fraction, rule: Rule
    ) -> int | Literal[True]:
        return self._compare(Compare(value, comparison, Constant(bound)), rule)

    def _moves(self, node: Expression, rule: Rule) -> bool:
        """Whether any lever moves an expression."""
        match node:
            case Fact(name) | Truth(name):
                info = self._catalogue[name]
                if name in self._moved or info.granted_by:
                    return True
                derived = info.derived
                return name not in self.facts and derived is not None and self._moves(derived, rule)
            case Points(criterion):
                return self._moves(rule.points_of(criterion), rule)
            case Met(criterion):
                return self._moves(rule.test_of(criterion), rule)
            case RuleAnswer(identifier, _):
                other = load_rule(identifier, self.on)
                return self._moves(other.verdict, other)
            case _:
                return any(self._moves(part, rule) for part in children(node))

    # Solving

    def solve(self, excluded: Sequence[frozenset[str]] = ()) -> dict[str, int] | None:
        """Return the units of every lever of a cheapest solution, None if there is none.

        Args:
            excluded: Sets of levers and applications of which not all may be used again.
        """
        places = {lever.id: n for n, lever in enumerate(self.levers)} | self.applications
        for names in excluded:
            if all(name in places for name in names):
                self.exclude([places[name] for name in names])
        solution = self.minimise()
        if solution is None:
            return None
        units = {name: round(solution[variable]) for name, variable in places.items()}
        return {name: number for name, number in units.items() if number}


def _negated(test: Test, rule: Rule) -> Test:
    """Return the opposite of a test with the negation moved to its comparisons."""
    match test:
        case Compare(value, comparison, bound):
            return Compare(value, OPPOSITE[comparison], bound)
        case Every(parts):
            return Some(tuple(Not(part) for part in parts))
        case Some(parts):
            return Every(tuple(Not(part) for part in parts))
        case Not(part):
            return part
        case Met(criterion):
            return Not(rule.test_of(criterion))
        case _:
            raise NoPathError
