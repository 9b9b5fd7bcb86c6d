"""Column expressions of rules: the same trees as for one firm, over a table of firms."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from datetime import date
from functools import reduce
from math import inf
from operator import or_

import polars as pl

from steersman.rulebook.catalogue import DECIMALS, FactInfo, fact_catalogue
from steersman.rulebook.expressions import (
    Add,
    Arithmetic,
    Banded,
    Compare,
    Constant,
    Every,
    Expression,
    Fact,
    Larger,
    Met,
    Minus,
    Not,
    OneOf,
    Points,
    Ratio,
    RuleAnswer,
    Smaller,
    Some,
    Test,
    Times,
    Truth,
    Value,
    When,
    children,
)
from steersman.rulebook.rule import Rule, load_rule
from steersman.rulebook.table import numbers
from steersman.rulebook.table.numbers import FALSE, Number
from steersman.rulebook.table.numbers import Truth as TruthColumns

NEAR = 1e-9
"""Relative distance from a bound below which a row is evaluated again exactly."""
MARK = "|"
"""First letter of the names of columns made on the way."""


class Builder:
    """Makes column expressions of rules; what is used twice becomes a column of its own.

    Args:
        columns: Columns of the table.
        full: Those of them without a null.
        on: Day for which other rules are taken.
    """

    def __init__(self, columns: AbstractSet[str], full: AbstractSet[str], on: date | None) -> None:
        self.columns = columns
        self.full = full
        self.on = on
        self.catalogue = fact_catalogue()
        self.levels: list[list[pl.Expr]] = []
        self._level_of: dict[str, int] = {}
        self._near: list[pl.Expr] = []
        self._facts: dict[str, Number] = {}
        self._truths: dict[str, TruthColumns] = {}
        self._points: dict[tuple[str, str], Number] = {}
        self._met: dict[tuple[str, str], TruthColumns] = {}

    def take_near(self) -> pl.Expr:
        """Return where anything made since the last call lies next to a bound."""
        near, self._near = self._near, []
        return reduce(or_, near, FALSE)

    def _kept(self, expression: pl.Expr, name: str) -> pl.Expr:
        """Make a column of an expression, one level above the columns it needs."""
        roots = expression.meta.root_names()
        level = 1 + max((self._level_of.get(root, -1) for root in roots), default=-1)
        while len(self.levels) <= level:
            self.levels.append([])
        self.levels[level].append(expression.alias(MARK + name))
        self._level_of[MARK + name] = level
        return pl.col(MARK + name)

    def _kept_number(self, number: Number, name: str) -> Number:
        low = self._kept(number.low, f"{name}.low")
        high = low if number.known else self._kept(number.high, f"{name}.high")
        return Number(low, high, number.scale, number.precision, number.negative)

    # Tests

    def answer(self, test: Test, rule: Rule) -> TruthColumns:
        """Return a test as columns."""
        match test:
            case Every(parts):
                return numbers.joined([self.answer(part, rule) for part in parts], every=True)
            case Some(parts):
                return numbers.joined([self.answer(part, rule) for part in parts], every=False)
            case Not(part):
                return numbers.negated(self.answer(part, rule))
            case Met(criterion):
                return self._criterion(rule, criterion)
            case Compare():
                return self._compare(test, rule)
            case RuleAnswer(identifier, criterion):
                other = load_rule(identifier, self.on)
                return self.answer(Met(criterion) if criterion else other.verdict, other)
            case Truth(name):
                return self._truth(name, rule)
            case OneOf(name, choices):
                found = self._column(name, pl.String()).is_in(list(choices))
                return self._three_valued(found, name, test, rule)

    def _criterion(self, rule: Rule, criterion: str) -> TruthColumns:
        key = (rule.id, criterion)
        if key not in self._met:
            self._met[key] = self.answer(rule.test_of(criterion), rule)
        return self._met[key]

    def _three_valued(self, column: pl.Expr, name: str, test: Test, rule: Rule) -> TruthColumns:
        if name in self.full:
            return TruthColumns(column, column, None)
        unknown = self._unknown(test, rule)
        sure, possible = column.fill_null(value=False), column.fill_null(value=True)
        return TruthColumns(sure, possible, unknown)

    def _truth(self, name: str, rule: Rule) -> TruthColumns:
        if name not in self._truths:
            self._truths[name] = self._truth_columns(name, rule)
        return self._truths[name]

    def _truth_columns(self, name: str, rule: Rule) -> TruthColumns:
        test = self.catalogue[name].derived_test
        given = self._column(name, pl.Boolean())
        if test is None or name in self.full:
            return self._three_valued(given, name, Truth(name), rule)
        derived = self.answer(test, rule)
        if name not in self.columns:
            return derived
        sure, possible = given.fill_null(derived.sure), given.fill_null(derived.possible)
        return TruthColumns(sure, possible, self._unknown(Truth(name), rule))

    def _compare(self, test: Compare, rule: Rule) -> TruthColumns:
        number, limit = self.value(test.value, rule), 0.0
        if isinstance(test.bound, Constant) and test.bound.number is not None:
            limit = float(test.bound.number * 10**number.scale)
        else:
            number = numbers.minus(number, self.value(test.bound, rule))
        self._watch(number, limit)
        unknown = None if number.known else self._unknown(test, rule)
        return numbers.compared(number, test.comparison, limit, unknown)

    def _watch(self, number: Number, limit: float) -> None:
        exact_zero = limit == 0 and not number.negative  # nothing cancels in a sum of such parts
        if number.precision == "loose" and not exact_zero:
            width = NEAR * max(1.0, abs(limit))
            ends = {id(end): end for end in (number.low, number.high)}.values()
            self._near += [(end - limit).abs() <= width for end in ends]

    # What is missing

    def _unknown(self, node: Expression, rule: Rule) -> pl.Expr | None:
        """Return where the firm could say something missing below an expression.

        None stands for everywhere: then nothing below is for others to judge.
        """
        if not any(self._judged(leaf) for leaf in self._leaves(node, rule)):
            return None
        return reduce(or_, self._missing(node, rule), FALSE)

    def _judged(self, leaf: Expression) -> bool:
        if isinstance(leaf, Banded | Constant):
            return True
        return isinstance(leaf, Fact | Truth | OneOf) and self.catalogue[leaf.name].judged

    def _leaves(self, node: Expression, rule: Rule) -> list[Expression]:
        """Return what can leave an expression open: facts, and what only others can judge."""
        match node:
            case Fact(name) | Truth(name) | OneOf(name, _):
                derived = self.catalogue[name].derived
                return [node] if derived is None else self._leaves(derived, rule)
            case Banded(value, bands) if any(band.low != band.high for band in bands):
                return [node, *self._leaves(value, rule)]
            case Constant(None, _):
                return [node]
            case _:
                within, parts = self._within(node, rule)
                return [leaf for part in parts for leaf in self._leaves(part, within)]

    def _missing(self, node: Expression, rule: Rule) -> list[pl.Expr]:
        """Return columns that tell where the firm could say something below an expression."""
        if isinstance(node, Fact | Truth | OneOf):
            return self._missing_fact(self.catalogue[node.name], rule)
        within, parts = self._within(node, rule)
        return [flag for part in parts for flag in self._missing(part, within)]

    def _missing_fact(self, info: FactInfo, rule: Rule) -> list[pl.Expr]:
        if info.derived is None:
            return [] if info.judged else [self._is_missing(info)]
        below = self._missing(info.derived, rule)
        if not below or info.name not in self.columns:
            return below
        return [reduce(or_, below) & pl.col(info.name).is_null()]

    def _within(self, node: Expression, rule: Rule) -> tuple[Rule, tuple[Expression, ...]]:
        """Return the parts of an expression that is no fact, and the rule they belong to."""
        match node:
            case Points(criterion):
                return rule, (rule.points_of(criterion),)
            case Met(criterion):
                return rule, (rule.test_of(criterion),)
            case RuleAnswer(identifier, criterion):
                other = load_rule(identifier, self.on)
                return other, (Met(criterion) if criterion else other.verdict,)
            case _:
                return rule, children(node)

    def _is_missing(self, info: FactInfo) -> pl.Expr:
        if info.name in self.full:
            return FALSE
        types = {"truth": pl.Boolean(), "choice": pl.String()}
        missing = self._column(info.name, types.get(info.kind, pl.Float64())).is_null()
        low, high = f"{info.name}_low", f"{info.name}_high"
        if low in self.columns and high in self.columns:
            return missing & (pl.col(low) == pl.col(high)).fill_null(value=False).not_()
        return missing

    def _column(self, name: str, kind: pl.DataType) -> pl.Expr:
        return pl.col(name) if name in self.columns else pl.lit(None, dtype=kind)

    # Values

    def value(self, value: Value, rule: Rule) -> Number:
        """Return a value as columns."""
        match value:
            case Constant(number):
                return numbers.constant(number)
            case Fact(name):
                return self._fact(name, rule)
            case Points(criterion):
                return self._criterion_points(rule, criterion)
            case Banded(inner, bands):
                banded = self.value(inner, rule)
                for band in bands:
                    self._watch(banded, float(band.bound * 10**banded.scale))
                return numbers.points(value, banded)
            case When(test, then, otherwise):
                first, second = self.value(then, rule), self.value(otherwise, rule)
                return numbers.chosen(self.answer(test, rule), first, second)
            case _:
                return self._combined(value, rule)

    def _combined(self, value: Arithmetic, rule: Rule) -> Number:
        match value:
            case Ratio(part, whole):
                return numbers.quotient(self.value(part, rule), self.value(whole, rule))
            case Minus(left, right):
                return numbers.minus(self.value(left, rule), self.value(right, rule))
            case Times(left, right):
                return numbers.times(self.value(left, rule), self.value(right, rule))
            case Add(parts):
                return reduce(numbers.plus, [self.value(part, rule) for part in parts])
            case Larger(parts):
                return numbers.extreme([self.value(part, rule) for part in parts], largest=True)
            case Smaller(parts):
                return numbers.extreme([self.value(part, rule) for part in parts], largest=False)

    def _criterion_points(self, rule: Rule, criterion: str) -> Number:
        key = (rule.id, criterion)
        if key not in self._points:
            number = self.value(rule.points_of(criterion), rule)
            self._points[key] = self._kept_number(number, f"{rule.id}.{criterion}")
        return self._points[key]

    def _fact(self, name: str, rule: Rule) -> Number:
        if name not in self._facts:
            info = self.catalogue[name]
            if info.derived_value is None or name in self.full:
                number = self._given(info)
            else:
                derived = self.value(info.derived_value, rule)
                number = self._given_or(info, derived) if name in self.columns else derived
            self._facts[name] = self._kept_number(number, name)
        return self._facts[name]

    def _given(self, info: FactInfo) -> Number:
        """Return a fact of the table, as a whole multiple of its least decimals."""
        scale = DECIMALS[info.kind]
        factor = 10**scale
        negative = info.minimum is None or info.minimum < 0
        exact = self._scaled(info.name, scale)
        if info.name in self.full:
            return Number(exact, exact, scale, "whole", negative)
        least = -inf if info.minimum is None else float(info.minimum * factor)
        most = inf if info.maximum is None else float(info.maximum * factor)
        ends = []
        for end, default in (("low", least), ("high", most)):
            name = f"{info.name}_{end}"
            known = [exact, self._scaled(name, scale)] if name in self.columns else [exact]
            ends.append(pl.coalesce(*known).fill_null(default))
        return Number(ends[0], ends[1], scale, "whole", negative)

    def _scaled(self, name: str, scale: int) -> pl.Expr:
        if name not in self.columns:
            return pl.lit(None, dtype=pl.Float64())
        return (pl.col(name).cast(pl.Float64) * 10.0**scale).round()

    def _given_or(self, info: FactInfo, derived: Number) -> Number:
        """Return a fact as the table gives it, else as it follows from others."""
        decimals = DECIMALS[info.kind]
        given = pl.col(info.name).cast(pl.Float64).round(decimals) * 10.0**derived.scale
        low, high = given.fill_null(derived.low), given.fill_null(derived.high)
        negative = derived.negative or info.minimum is None
        return Number(low, high, derived.scale, derived.precision, negative)
