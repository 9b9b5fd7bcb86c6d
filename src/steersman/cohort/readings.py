"""Formulas of a mapping as columns of values, with what cannot be read."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from operator import mul

import polars as pl

from steersman.cohort.fields import Kind
from steersman.cohort.formulas import (
    SINCE,
    TRUTHS,
    Column,
    Comparison,
    Constant,
    Formula,
    Operation,
    Operator,
    Scalar,
    Scale,
    Translation,
    Translations,
    kind_of_value,
)
from steersman.cohort.raw_values import (
    NOT_KNOWN,
    TYPES,
    Fault,
    Raw,
    Reading,
    Workplace,
    raw_of,
    text_of,
    typed,
)
from steersman.cohort.written_values import days_between, months_between, written_days


def read(formula: Formula, wanted: Kind, work: Workplace, name: str) -> Reading:
    """Return the values of a formula.

    Args:
        formula: The formula; its columns must be in the table.
        wanted: What the values are to be.
        work: The table's rows.
        name: The column that the formula is for.
    """
    found = _stepped(formula, _source_of(formula, work, name), wanted, work)
    value = found.value
    if formula.lenient:
        found = replace(found, faults=())
    if formula.missing is not None:
        value = value.fill_null(pl.lit(formula.missing))
    counted = found.kind == "truth" and wanted == "number"
    kind: Kind = "number" if counted else found.kind
    return Reading(work.keep(value.cast(TYPES[kind])), kind, found.faults)


def _source_of(formula: Formula, work: Workplace, name: str) -> Raw:
    """Return what the source of a formula says, where it says anything."""
    raw = _source(formula.source, work, name)
    if formula.where is not None:
        met = read(formula.where, "truth", work, name)
        raw = raw.only_where(met.value.fill_null(value=False))
        raw = replace(raw, faults=(*raw.faults, *met.faults))
    if formula.unknown:
        raw = raw.only_where(work.keep(_among(raw, formula.unknown).not_()))
    return raw


def _stepped(formula: Formula, raw: Raw, wanted: Kind, work: Workplace) -> Reading:
    compared = formula.comparison
    exact = compared is not None and compared.relation in {"equals", "one_of"}
    if formula.values is not None:
        found = _translated(raw, formula.values, work)
    elif compared is not None and exact and not formula.calculates:
        met = pl.when(raw.text.is_not_null()).then(_among(raw, compared.limits))
        return Reading(met, "truth", raw.faults)
    elif compared is not None or formula.calculates:
        found = typed(raw, "number")
    else:
        found = typed(raw, formula.kind or wanted)
    if formula.calculates:
        found = _calculated(found, formula, raw.name)
    if compared is not None:
        found = replace(found, value=_compared(found.value, compared), kind="truth")
    return found


def _calculated(found: Reading, formula: Formula, name: str) -> Reading:
    value, faults = found.value.cast(pl.Float64), found.faults
    if formula.points is not None:
        off = (value < formula.points.low) | (value > formula.points.high)
        faults = (*faults, Fault(name, "cohort-off-scale", off, text_of(value, pl.Float64())))
        value = pl.when(off.not_()).then(_points(value, formula.points))
    return Reading(value * formula.times + formula.plus, "number", faults)


def _points(value: pl.Expr, scale: Scale) -> pl.Expr:
    share = (value - scale.low) / (scale.high - scale.low)
    return 100 * (1 - share if scale.reverse else share)


def _source(source: Column | Constant | Operation, work: Workplace, name: str) -> Raw:
    match source:
        case Column(column):
            return raw_of(*work.column(column), column)
        case Constant(value):
            return raw_of(pl.lit(value), TYPES[kind_of_value(value)], name)
        case Operation(operator, parts, half_life):
            if operator == "first":
                return _first([_open(part, work, name) for part in parts], name)
            if operator in SINCE:
                return _since(operator, parts[0], work, name)
            kind: Kind = "truth" if operator in TRUTHS else "number"
            readings = [read(part, kind, work, name) for part in parts]
            values = [reading.value for reading in readings]
            worked_out = work.keep(_worked_out(operator, values, half_life))
            faults = tuple(fault for reading in readings for fault in reading.faults)
            return replace(raw_of(worked_out, TYPES[kind], name), faults=faults)


def _open(formula: Formula, work: Workplace, name: str) -> Raw:
    """Return the value of a formula that may be of any kind."""
    if formula == Formula(formula.source, where=formula.where, unknown=formula.unknown):
        return _source_of(formula, work, name)
    found = read(formula, formula.kind or "number", work, name)
    return replace(raw_of(found.value, TYPES[found.kind], name), faults=found.faults)


def _since(operator: Operator, part: Formula, work: Workplace, name: str) -> Raw:
    """Return the time from a day in the table to the day whose law counts."""
    said = read(part, "text", work, name)
    day = work.keep(written_days(said.value))
    unread = said.value.is_not_null() & day.is_null() & said.value.is_in(NOT_KNOWN).not_()
    column = part.source.name if isinstance(part.source, Column) else name
    fault = Fault(column, "cohort-not-a-day", unread, said.value)
    between = months_between if operator == "months_since" else days_between
    time = work.keep(between(day, work.as_of))
    return replace(raw_of(time, pl.Float64(), name), faults=(*said.faults, fault))


def _first(raws: Sequence[Raw], name: str) -> Raw:
    """Return the first of several values that is known."""
    text, number, truth = (
        pl.coalesce([getattr(raw, part) for raw in raws]) for part in ("text", "number", "truth")
    )
    return Raw(name, text, number, truth, tuple(fault for raw in raws for fault in raw.faults))


def _worked_out(operator: Operator, parts: Sequence[pl.Expr], half_life: float) -> pl.Expr:
    match operator:
        case "minus":
            return parts[0] - parts[1]
        case "ratio":
            return pl.when(parts[1] != 0).then(parts[0] / parts[1])
        case "larger":
            return pl.when(_all_known(parts)).then(pl.max_horizontal(parts))
        case "smaller":
            return pl.when(_all_known(parts)).then(pl.min_horizontal(parts))
        case "mean":
            return pl.mean_horizontal(parts)
        case "not":
            return parts[0].not_()
        case "freshness":
            return 0.5 ** (parts[0].clip(0) / half_life)
        case _:
            return _chained(operator, parts)


def _chained(operator: Operator, parts: Sequence[pl.Expr]) -> pl.Expr:
    match operator:
        case "add":
            return pl.sum_horizontal(parts, ignore_nulls=False)
        case "product":
            return pl.reduce(mul, parts)
        case "any":
            return pl.any_horizontal(parts)
        case _:
            return pl.all_horizontal(parts)


def _all_known(parts: Sequence[pl.Expr]) -> pl.Expr:
    return pl.all_horizontal([part.is_not_null() for part in parts])


def _among(raw: Raw, codes: Sequence[Scalar]) -> pl.Expr:
    """Return where a value is one of several; nothing said is none of them."""
    tests = [_is(raw, code).fill_null(value=False) for code in codes]
    return pl.any_horizontal(tests)


def _is(raw: Raw, code: Scalar) -> pl.Expr:
    match code:
        case bool():
            return raw.truth == code
        case str():
            return raw.text == code
        case _:
            return raw.number == code


def _translated(raw: Raw, table: Translations, work: Workplace) -> Reading:
    results = [*(entry.result for entry in table.entries), table.rest]
    kind = next(kind_of_value(result) for result in results if result is not None)
    fitting = [pl.when(_fits(raw, entry)).then(place) for place, entry in enumerate(table.entries)]
    said, place = raw.text.is_not_null(), work.keep(pl.coalesce(fitting))
    stands_for = pl.Series(results, dtype=TYPES[kind])
    last = len(table.entries)
    value = pl.lit(stands_for).gather(place.fill_null(last))
    if table.covers_rest:
        return Reading(pl.when(said).then(value), kind, raw.faults)
    untold = said & place.is_null() & raw.text.is_in(NOT_KNOWN).not_()
    fault = Fault(raw.name, "cohort-untranslated", untold, raw.text)
    return Reading(pl.when(said).then(value), kind, (*raw.faults, fault))


def _fits(raw: Raw, entry: Translation) -> pl.Expr:
    fits = raw.text == entry.text
    if entry.low is None:
        return fits
    within = raw.number >= entry.low
    return fits | (within if entry.high is None else within & (raw.number <= entry.high))


def _compared(value: pl.Expr, comparison: Comparison) -> pl.Expr:
    limit = pl.lit(comparison.limits[0])
    relations: dict[str, Callable[[], pl.Expr]] = {
        "at_least": lambda: value >= limit,
        "at_most": lambda: value <= limit,
        "above": lambda: value > limit,
        "below": lambda: value < limit,
        "equals": lambda: value == limit,
        "one_of": lambda: pl.any_horizontal([value == pl.lit(e) for e in comparison.limits]),
    }
    return relations[comparison.relation]()
