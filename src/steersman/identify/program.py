"""A rule as a mixed-integer program over levers: least cost that leaves the verdict open or yes.

Every test becomes a binary variable whose being one forces the test to hold (Williams 2013,
chapter 9). What no lever moves is settled beforehand; what is not known or for others to judge
counts in the firm's favour, and is named afterwards.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

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

Floats = np.ndarray[tuple[int], np.dtype[np.float64]]
OPPOSITE: dict[Comparison, Comparison] = {
    "at_least": "below", "at_most": "above", "above": "at_most", "below": "at_least",
}  # fmt: skip
STRICT = Fraction(1, 100)
"""How far beyond a bound a value must lie that may not equal it: a cent, a hundredth of a point."""
SECONDS = 5.0
Sense = Literal["high", "low"]
"""Which end of what is not known favours the firm."""


class NoPathError(Exception):
    """Nothing that the firm can change meets the test, or the form of the rule has no program."""


@dataclass(slots=True)
class Linear:
    """A constant and coefficients of variables."""

    constant: Fraction
    terms: dict[int, Fraction]

    def plus(self, other: "Linear", factor: Fraction | int = 1) -> "Linear":
        """Return a sum."""
        terms = dict(self.terms)
        for variable, coefficient in other.terms.items():
            terms[variable] = terms.get(variable, Fraction(0)) + factor * coefficient
        return Linear(self.constant + factor * other.constant, terms)

    def times(self, factor: Fraction) -> "Linear":
        """Return a multiple."""
        terms = {variable: factor * number for variable, number in self.terms.items()}
        return Linear(factor * self.constant, terms)


class Program:
    """Builds and solves the program of one rule.

    Args:
        rule: The rule whose verdict is wanted.
        facts: What is known of the firm.
        levers: What it can change.
        on: Day of the law.
        margin: Share by which bounds are tightened, against rounding in the solver.
    """

    def __init__(
        self, rule: Rule, facts: Facts, levers: Sequence[Lever], on: date, margin: float = 0.0
    ) -> None:
        self.facts = facts
        self.levers = levers
        self.on = on
        self.margin = Fraction(margin)
        self.upper: list[Fraction] = [Fraction(lever.most) for lever in levers]
        self.integral = [1] * len(levers)
        self.cost: list[Fraction] = [lever.unit_cost for lever in levers]
        self.rows: list[tuple[Linear, Fraction]] = []
        self.applications: dict[str, int] = {}
        self._certain = False
        self._catalogue = fact_catalogue()
        self._moved = {name for lever in levers for name in (*lever.adds, *lever.sets)}
        wanted = self.holds(rule.verdict, rule, (rule.id,))
        if wanted is not True:
            self.require(self._one(wanted), Fraction(1))

    def _variable(self, upper: Fraction, *, integral: bool, cost: Fraction = Fraction(0)) -> int:
        self.upper.append(upper)
        self.integral.append(int(integral))
        self.cost.append(cost)
        return len(self.upper) - 1

    def _binary(self, cost: Fraction = Fraction(0)) -> int:
        return self._variable(Fraction(1), integral=True, cost=cost)

    def _one(self, variable: int) -> Linear:
        return Linear(Fraction(0), {variable: Fraction(1)})

    def require(self, expression: Linear, at_least: Fraction) -> None:
        """Demand that an expression be no less than a number."""
        self.rows.append((expression, at_least))

    def _require_if(self, switch: int, expression: Linear, at_least: Fraction) -> None:
        """Demand it where a binary variable is one."""
        least = expression.constant + sum(
            (min(c * self.upper[v], Fraction(0)) for v, c in expression.terms.items()), Fraction(0)
        )
        slack = at_least - least
        if slack > 0:
            self.require(expression.plus(self._one(switch), -slack), at_least - slack)

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
                inner = rule.find(criterion).test
                if inner is None:
                    raise NoPathError
                return self.holds(inner, rule, path)
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
        both = self._binary()
        for part in needed:
            self.require(self._one(part).plus(self._one(both), -1), Fraction(0))
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
        either = self._binary()
        total = Linear(Fraction(0), {either: Fraction(-1)})
        for switch in found:
            total = total.plus(self._one(switch))
        self.require(total, Fraction(0))
        return either

    def _alternative(self, part: Test, rule: Rule, path: tuple[str, ...]) -> int | Literal[True]:
        """Return one of several ways; one by another status counts only if it is certain."""
        inner = rule.find(part.criterion).test if isinstance(part, Met) else part
        another = isinstance(inner, Truth) and bool(self._catalogue[inner.name].granted_by)
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
            gained = self._binary(fee)
            if before is not True:
                self.require(self._one(before).plus(self._one(gained), -1), Fraction(0))
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
        size = max(abs(difference.constant), Fraction(1))
        switch = self._binary()
        self._require_if(switch, difference.times(Fraction(sign)), strict + self.margin * size)
        return switch

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
                one, other = self.linear(left, rule, sense), self.linear(right, rule, opposite)
                return None if one is None or other is None else one.plus(other, -1)
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
                points = rule.find(criterion).points
                return None if points is None else self.linear(points, rule, "high")
            case Banded():
                return self._one(self._banded([value], rule))
            case Larger(parts) if all(isinstance(part, Banded) for part in parts):
                return self._one(self._banded([p for p in parts if isinstance(p, Banded)], rule))
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
        most = max(self._most(part) for part in found)
        least = self._variable(max(most, Fraction(0)), integral=False)
        for part in found:
            self.require(part.plus(self._one(least), -1), Fraction(0))
        return self._one(least)

    def _most(self, expression: Linear) -> Fraction:
        parts = (max(c * self.upper[v], Fraction(0)) for v, c in expression.terms.items())
        return expression.constant + sum(parts, Fraction(0))

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
                switch = self._binary() if reached is True else reached
                gained = gained.plus(self._one(switch), band.high)
                one_band = one_band.plus(self._one(switch), -1)
        self.require(one_band, Fraction(0))
        most = max((band.high for table in tables for band in table.bands), default=Fraction(0))
        points = self._variable(max(most, Fraction(0)), integral=False)
        self.require(gained.plus(self._one(points), -1), Fraction(0))
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
                points = rule.find(criterion).points
                return points is not None and self._moves(points, rule)
            case Met(criterion):
                test = rule.find(criterion).test
                return test is not None and self._moves(test, rule)
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
        self._exclude(excluded)
        count = len(self.upper)
        entries = [
            (row, variable, float(coefficient))
            for row, (expression, _) in enumerate(self.rows)
            for variable, coefficient in expression.terms.items()
        ]
        options = {"time_limit": SECONDS, "mip_rel_gap": 0.0}
        constraints = None
        if entries:
            rows, columns, values = zip(*entries, strict=True)
            matrix = csr_array((values, (rows, columns)), shape=(len(self.rows), count))
            lower = [float(bound - expression.constant) for expression, bound in self.rows]
            constraints, matrix = self._scaled(matrix, np.array(lower))
        solved = milp(
            np.array([float(cost) for cost in self.cost]),
            integrality=np.array(self.integral),
            bounds=Bounds(0, [float(bound) for bound in self.upper]),
            constraints=constraints,
            options=options,
        )
        if solved.x is None:
            return None
        units = {lever.id: round(solved.x[n]) for n, lever in enumerate(self.levers)}
        units |= {name: round(solved.x[variable]) for name, variable in self.applications.items()}
        return {name: number for name, number in units.items() if number}

    def _scaled(self, matrix: csr_array, lower: Floats) -> tuple[LinearConstraint, csr_array]:
        """Return the rows divided by their largest coefficient, so that tolerances mean alike."""
        largest = np.asarray(abs(matrix).max(axis=1).todense()).ravel()
        largest[largest == 0] = 1.0
        scaled = csr_array(matrix.multiply(1 / largest[:, None]))
        return LinearConstraint(scaled, lower / largest, np.inf), scaled

    def _exclude(self, excluded: Sequence[frozenset[str]]) -> None:
        places = {lever.id: n for n, lever in enumerate(self.levers)} | self.applications
        for names in excluded:
            total = Linear(Fraction(0), {})
            for name in names:
                used = self._binary()
                most = self.upper[places[name]]
                reach = Linear(Fraction(0), {used: most, places[name]: Fraction(-1)})
                self.require(reach, Fraction(0))
                total = total.plus(self._one(used), -1)
            self.require(total, Fraction(1 - len(names)))


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
            inner = rule.find(criterion).test
            return Not(inner) if inner is not None else test
        case _:
            raise NoPathError
