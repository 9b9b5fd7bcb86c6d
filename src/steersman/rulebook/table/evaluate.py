"""Evaluation of rules on a table of firms.

A table has a column for every fact that is known of some firm: numbers, truth values, choices;
null where a firm's fact is not known. Where a number is known within bounds only, the columns
``NAME_low`` and ``NAME_high`` hold them, for facts that do not follow from others. Facts are taken
to the decimals of their kind and held as whole multiples, so that bounds are as exact as for one
firm: the quotient of two whole numbers rounds to a bound only if it equals it, for wholes below
2^53 over the bound's denominator (900 thousand million of a currency against a percentage). Longer
formulas can miss: rows where one lies within 1e-9 of a bound are evaluated again one by one, in
exact fractions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from math import inf

import polars as pl

from steersman.methods.interval import Answer, Interval, exact_fraction
from steersman.rulebook.catalogue import DECIMALS, FactInfo, fact_catalogue
from steersman.rulebook.evaluate import Evaluator, Facts, FactValue
from steersman.rulebook.expressions import (
    Add,
    Expression,
    Fact,
    OneOf,
    Points,
    RuleAnswer,
    Truth,
    Value,
    children,
)
from steersman.rulebook.rule import Rule, load_rule
from steersman.rulebook.table.builder import Builder
from steersman.rulebook.table.numbers import Number
from steersman.rulebook.table.numbers import Truth as TruthColumns

ANSWERS = pl.Enum([Answer.NO.value, Answer.JUDGEMENT.value, Answer.UNKNOWN.value, Answer.YES.value])
NO, JUDGEMENT, UNKNOWN, YES = range(4)
SLICE = 65_536
"""Rows worked on at a time, so that the columns made on the way stay small."""


def needed_facts(rules: Sequence[Rule], on: date | None = None) -> tuple[str, ...]:
    """Return the names of all facts that rules ask for, derived ones and their parts included."""
    found: dict[str, None] = {}
    for rule in rules:
        for expression in _expressions(rule):
            _collect(expression, on, found)
    return tuple(found)


def _expressions(rule: Rule) -> list[Expression]:
    parts: list[Expression | None] = [rule.verdict]
    parts += [part for criterion in rule.criteria for part in (criterion.test, criterion.points)]
    parts.append(rule.relief.amount if rule.relief else None)
    return [part for part in parts if part is not None]


def _collect(node: Expression, on: date | None, found: dict[str, None]) -> None:
    match node:
        case Fact(name) | Truth(name) | OneOf(name, _):
            if name not in found:
                found[name] = None
                derived = fact_catalogue()[name].derived
                if derived is not None:
                    _collect(derived, on, found)
        case RuleAnswer(identifier, _):
            for expression in _expressions(load_rule(identifier, on)):
                _collect(expression, on, found)
        case _:
            for part in children(node):
                _collect(part, on, found)


def evaluate_table(
    table: pl.LazyFrame, rules: Sequence[Rule], on: date | None = None, *, details: bool = False
) -> pl.LazyFrame:
    """Evaluate rules on a table of firms, batch by batch where the engine streams.

    Args:
        table: One row a firm; see the module's text for its columns. Others are left alone.
        rules: The rules.
        on: Day for which other rules they refer to are taken; their newest version if left out.
        details: Whether to add the points of every criterion and the amount of every relief.

    Returns:
        The table with a column ``RULE`` of answers for each rule and, where it gives points,
        ``RULE.low`` and ``RULE.high``; with details also ``RULE.CRITERION`` and ``RULE.amount``,
        each with ``.low`` and ``.high``.
    """
    schema = dict(table.collect_schema())
    schema |= {name: kind for rule in rules for name, kind in _outputs(rule, details=details)}

    def evaluate(batch: pl.DataFrame) -> pl.DataFrame:
        slices = [
            _evaluate_slice(part, rules, on, details=details) for part in batch.iter_slices(SLICE)
        ]
        return pl.concat(slices) if slices else pl.DataFrame(schema=schema)

    return table.map_batches(evaluate, schema=schema, streamable=True)


def _outputs(rule: Rule, *, details: bool) -> list[tuple[str, pl.DataType]]:
    found: list[tuple[str, pl.DataType]] = [(rule.id, ANSWERS)]
    for name, _ in _numbers(rule, details=details):
        found += [(f"{name}.{end}", pl.Float64()) for end in ("low", "high")]
    return found


def _numbers(rule: Rule, *, details: bool) -> list[tuple[str, Value]]:
    """Return the numbers that a rule gives: its score, points and amount."""
    found: list[tuple[str, Value]] = []
    scored = tuple(Points(criterion.id) for criterion in rule.criteria if criterion.scored)
    if scored:
        found.append((rule.id, Add(scored)))
    if details:
        valued = [criterion.id for criterion in rule.criteria if criterion.points]
        found += [(f"{rule.id}.{name}", Points(name)) for name in valued]
        if rule.relief and rule.relief.amount:
            found.append((f"{rule.id}.amount", rule.relief.amount))
    return found


def _evaluate_slice(
    rows: pl.DataFrame, rules: Sequence[Rule], on: date | None, *, details: bool
) -> pl.DataFrame:
    undefined = [name for name in rows.columns if rows[name].dtype.is_float()]
    rows = rows.with_columns(pl.col(undefined).fill_nan(None))
    full = {name for name in rows.columns if rows[name].null_count() == 0}
    builder = Builder(set(rows.columns), full, on)
    outputs: list[pl.Expr] = []
    near: list[pl.Expr] = []
    for rule in rules:
        outputs.append(_code(builder.answer(rule.verdict, rule)).alias(rule.id))
        for name, value in _numbers(rule, details=details):
            outputs += _ends_of(builder.value(value, rule), name)
        near.append(builder.take_near().alias(_near_name(rule)))
    plan = rows.lazy()
    for level in builder.levels:
        plan = plan.with_columns(level)
    result = plan.select(*rows.columns, *outputs, *near).collect()
    result = _again_where_near(result, rules, on, details=details)
    return result.drop(_near_name(rule) for rule in rules)


def _near_name(rule: Rule) -> str:
    return f"{rule.id}.near"


def _code(answer: TruthColumns) -> pl.Expr:
    settled = pl.when(answer.sure).then(YES).otherwise(NO)
    if answer.known:
        return settled.cast(pl.UInt8).cat.to(ANSWERS)
    is_open = answer.possible & answer.sure.not_()
    if answer.unknown is None:
        code = pl.when(is_open).then(UNKNOWN).otherwise(settled)
    else:
        code = (
            pl.when(is_open & answer.unknown)
            .then(UNKNOWN)
            .otherwise(pl.when(is_open).then(JUDGEMENT).otherwise(settled))
        )
    return code.cast(pl.UInt8).cat.to(ANSWERS)


def _ends_of(number: Number, name: str) -> list[pl.Expr]:
    factor = 10.0**-number.scale
    ends = (("low", number.low), ("high", number.high))
    return [(column * factor).cast(pl.Float64).alias(f"{name}.{end}") for end, column in ends]


def _again_where_near(
    result: pl.DataFrame, rules: Sequence[Rule], on: date | None, *, details: bool
) -> pl.DataFrame:
    """Evaluate again, in exact fractions, the rows where a value lies next to a bound."""
    for rule in rules:
        rows = result[_near_name(rule)].arg_true()
        if not len(rows):
            continue
        exact = [
            _exactly(rule, facts_of_row(row), on, details=details)
            for row in result[rows].iter_rows(named=True)
        ]
        names = [name for name, _ in _outputs(rule, details=details)]
        replaced = [
            result[name].scatter(rows, pl.Series(column, dtype=result[name].dtype))
            for name, column in zip(names, zip(*exact, strict=True), strict=True)
        ]
        result = result.with_columns(replaced)
    return result


def _exactly(rule: Rule, facts: Facts, on: date | None, *, details: bool) -> list[str | float]:
    evaluator = Evaluator(rule, facts, on)
    values: list[str | float] = [evaluator.answer(rule.verdict).value]
    for _, value in _numbers(rule, details=details):
        interval = evaluator.value(value)
        values.append(-inf if interval.low is None else float(interval.low))
        values.append(inf if interval.high is None else float(interval.high))
    return values


def facts_of_row(row: Mapping[str, object]) -> dict[str, FactValue]:
    """Return the facts of one row of a table, to evaluate it alone with all its reasons."""
    facts: dict[str, FactValue] = {}
    for name, info in fact_catalogue().items():
        value = row.get(name)
        if isinstance(value, bool):
            facts[name] = Answer.YES if value else Answer.NO
        elif isinstance(value, int | float | Decimal):
            facts[name] = Interval.exactly(round(exact_fraction(value), DECIMALS[info.kind]))
        elif isinstance(value, str):
            facts[name] = value
        elif (
            info.numeric
            and info.derived is None
            and (f"{name}_low" in row or f"{name}_high" in row)
        ):
            facts[name] = _interval(info, row.get(f"{name}_low"), row.get(f"{name}_high"))
    return facts


def _interval(info: FactInfo, low: object, high: object) -> Interval:
    decimals = DECIMALS[info.kind]
    ends = [
        round(exact_fraction(end), decimals) if isinstance(end, int | float | Decimal) else default
        for end, default in ((low, info.minimum), (high, info.maximum))
    ]
    return Interval(ends[0], ends[1])
