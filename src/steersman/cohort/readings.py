"""Formulas of a mapping as columns of values, with what cannot be read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import add, and_, mul, or_

import polars as pl

from steersman.cohort.fields import Kind
from steersman.cohort.formulas import (
    Column,
    Comparison,
    Constant,
    Formula,
    Operation,
    Operator,
    Scalar,
    Scale,
    Translations,
    kind_of_value,
)

YES_WORDS = ("true", "yes", "t", "y", "1", "1.0", "是")
NO_WORDS = ("false", "no", "f", "n", "0", "0.0", "否")
OWN = "="
"""Stands before the names of a batch's own columns in its workplace."""
NOT_KNOWN = ("NA", "na", "NaN", "nan", "NULL", "Null", "null")
"""What R, pandas and databases write for a number or a truth that is not known."""
TRUE, FALSE = pl.lit(value=True), pl.lit(value=False)
NO_CHARACTER = "\x00"
"""The code that no database keeps as text."""
LARGEST_WHOLE = 1e15
TYPES: dict[Kind, pl.DataType] = {
    "number": pl.Float64(),
    "truth": pl.Boolean(),
    "text": pl.String(),
}
CHAINS: Mapping[Operator, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    "add": add,
    "product": mul,
    "any": or_,
    "all": and_,
}


class Workplace:
    """A batch of rows, and what is worked out from it on the way.

    Values on the way become columns of their own: an expression that held those of others whole
    would double with every step.
    """

    def __init__(self, batch: pl.DataFrame) -> None:
        self.frame = batch.rename({name: f"{OWN}{name}" for name in batch.columns})
        self.schema = batch.schema
        self.stripped = set[str]()

    def column(self, name: str) -> tuple[pl.Expr, pl.DataType]:
        """Return a column of the batch and its type; texts without space around."""
        own, kind = f"{OWN}{name}", self.schema[name]
        if _is_text(kind) and own not in self.stripped:
            self.frame = self.frame.with_columns(text_of(pl.col(own), kind).alias(own))
            self.stripped.add(own)
        return pl.col(own), pl.String() if own in self.stripped else kind

    def keep(self, value: pl.Expr) -> pl.Expr:
        """Work out a column now and return it."""
        name = f"{self.frame.width}"
        self.frame = self.frame.with_columns(value.alias(name))
        return pl.col(name)


@dataclass(frozen=True, slots=True)
class Fault:
    """Rows whose value cannot be used.

    Attributes:
        column: The column at fault.
        code: What is wrong.
        bad: Where it is.
        value: The value as text.
    """

    column: str
    code: str
    bad: pl.Expr
    value: pl.Expr


@dataclass(frozen=True, slots=True)
class Reading:
    """Values of one kind, null where nothing is known, and what could not be read."""

    value: pl.Expr
    kind: Kind
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Raw:
    """A value as text, as a number and as a truth, null where it is none of them.

    Attributes:
        name: The column it comes from.
        text: As text, null where nothing is said.
        number: As a number.
        truth: As a truth.
        faults: What is wrong with it, whatever it is taken for.
    """

    name: str
    text: pl.Expr
    number: pl.Expr
    truth: pl.Expr
    faults: tuple[Fault, ...] = ()

    def only_where(self, kept: pl.Expr) -> "Raw":
        """Return what is said where a condition holds, nothing elsewhere."""
        text, number, truth = (
            pl.when(kept).then(column) for column in (self.text, self.number, self.truth)
        )
        faults = tuple(replace(fault, bad=fault.bad & kept) for fault in self.faults)
        return Raw(self.name, text, number, truth, faults)


def read(formula: Formula, wanted: Kind, work: Workplace, name: str) -> Reading:
    """Return the values of a formula.

    Args:
        formula: The formula; its columns must be in the table.
        wanted: What the values are to be.
        work: The table's rows.
        name: The column that the formula is for.
    """
    found = _stepped(formula, _source_of(formula, work, name), wanted)
    value = found.value
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


def _stepped(formula: Formula, raw: Raw, wanted: Kind) -> Reading:
    compared = formula.comparison
    exact = compared is not None and compared.relation in {"equals", "one_of"}
    if formula.values is not None:
        found = _translated(raw, formula.values)
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
            return _raw(*work.column(column), column)
        case Constant(value):
            return _raw(pl.lit(value), TYPES[kind_of_value(value)], name)
        case Operation(operator, parts, half_life):
            if operator == "first":
                return _first([_open(part, work, name) for part in parts], name)
            kind: Kind = "truth" if operator in {"any", "all", "not"} else "number"
            readings = [read(part, kind, work, name) for part in parts]
            values = [reading.value for reading in readings]
            worked_out = work.keep(_worked_out(operator, values, half_life))
            faults = tuple(fault for reading in readings for fault in reading.faults)
            return replace(_raw(worked_out, TYPES[kind], name), faults=faults)


def _open(formula: Formula, work: Workplace, name: str) -> Raw:
    """Return the value of a formula that may be of any kind."""
    if formula == Formula(formula.source, where=formula.where, unknown=formula.unknown):
        return _source_of(formula, work, name)
    found = read(formula, formula.kind or "number", work, name)
    return replace(_raw(found.value, TYPES[found.kind], name), faults=found.faults)


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
            return reduce(CHAINS[operator], parts)


def _all_known(parts: Sequence[pl.Expr]) -> pl.Expr:
    return reduce(and_, [part.is_not_null() for part in parts])


def _raw(value: pl.Expr, kind: pl.DataType, name: str) -> Raw:
    """Return a column of any type as a raw value."""
    text = value if kind == pl.String else text_of(value, kind)
    if isinstance(kind, pl.Boolean):
        return Raw(name, text, value.cast(pl.Float64), value)
    if kind.is_numeric():
        number = value.cast(pl.Float64).fill_nan(None)
        return Raw(name, text, number, _truth(number == 1, number == 0))
    if _is_text(kind):
        number = text.cast(pl.Float64, strict=False).fill_nan(None)
        return Raw(name, text, number, _truth_words(text))
    none = pl.lit(None)
    says = value.is_not_null()
    if kind.is_temporal() and not isinstance(kind, pl.Duration):
        return Raw(name, text, none.cast(pl.Float64), none.cast(pl.Boolean))
    fault = Fault(name, "cohort-unreadable-type", says, pl.lit(str(kind)))
    return Raw(name, text, none.cast(pl.Float64), none.cast(pl.Boolean), (fault,))


def _is_text(kind: pl.DataType) -> bool:
    return isinstance(kind, pl.String | pl.Categorical | pl.Enum)


def text_of(value: pl.Expr, kind: pl.DataType) -> pl.Expr:
    """Return values as text, whole numbers without decimals, null where nothing is said."""
    if _is_text(kind):
        stripped = value.cast(pl.String).str.strip_chars()
        return pl.when(stripped != "").then(stripped)
    if isinstance(kind, pl.Boolean):
        return pl.when(value).then(pl.lit("true")).when(value.not_()).then(pl.lit("false"))
    if kind.is_float() or isinstance(kind, pl.Decimal):
        number = value.cast(pl.Float64).fill_nan(None)
        whole = (number.floor() == number) & (number.abs() <= LARGEST_WHOLE)
        shown = number.cast(pl.Int64, strict=False).cast(pl.String)
        return pl.when(whole).then(shown).otherwise(number.cast(pl.String))
    if kind.is_integer() or (kind.is_temporal() and not isinstance(kind, pl.Duration)):
        return value.cast(pl.String)
    return pl.lit(None).cast(pl.String)


def _truth_words(text: pl.Expr) -> pl.Expr:
    word = text.str.to_lowercase()
    return _truth(word.is_in(YES_WORDS), word.is_in(NO_WORDS))


def _truth(yes: pl.Expr, no: pl.Expr) -> pl.Expr:
    return pl.when(yes).then(TRUE).when(no).then(FALSE)


def typed(raw: Raw, kind: Kind) -> Reading:
    """Return a raw value as one of a kind, with what is none."""
    said = raw.text
    if kind == "text":
        bad = said.str.contains(NO_CHARACTER, literal=True)
        clean = said.str.replace_all(NO_CHARACTER, " ", literal=True)
        return Reading(
            said, kind, (*raw.faults, Fault(raw.name, "cohort-no-character", bad, clean))
        )
    value = raw.number if kind == "number" else raw.truth
    code = "cohort-not-a-number" if kind == "number" else "cohort-not-a-truth"
    bad = said.is_not_null() & value.is_null() & said.is_in(NOT_KNOWN).not_()
    return Reading(value, kind, (*raw.faults, Fault(raw.name, code, bad, said)))


def _among(raw: Raw, codes: Sequence[Scalar]) -> pl.Expr:
    """Return where a value is one of several; nothing said is none of them."""
    tests: list[pl.Expr] = []
    for code in codes:
        match code:
            case bool():
                tests.append(raw.truth == code)
            case str():
                tests.append(raw.text == code)
            case _:
                tests.append(raw.number == code)
    return reduce(or_, [test.fill_null(value=False) for test in tests])


def _translated(raw: Raw, table: Translations) -> Reading:
    results = [entry.result for entry in table.entries] + [table.rest]
    kind = next(kind_of_value(result) for result in results if result is not None)
    value: pl.Expr = pl.lit(table.rest, TYPES[kind])
    untold = raw.text.is_not_null() & raw.text.is_in(NOT_KNOWN).not_()
    for entry in reversed(table.entries):
        fits = raw.text == entry.text
        if entry.low is not None:
            within = raw.number >= entry.low
            within = within if entry.high is None else within & (raw.number <= entry.high)
            fits = fits | within
        fits = fits.fill_null(value=False)
        value = pl.when(fits).then(pl.lit(entry.result, TYPES[kind])).otherwise(value)
        untold = untold & fits.not_()
    value = pl.when(raw.text.is_not_null()).then(value)
    if table.covers_rest:
        return Reading(value, kind, raw.faults)
    return Reading(
        value, kind, (*raw.faults, Fault(raw.name, "cohort-untranslated", untold, raw.text))
    )


def _compared(value: pl.Expr, comparison: Comparison) -> pl.Expr:
    limit = pl.lit(comparison.limits[0])
    relations: dict[str, Callable[[], pl.Expr]] = {
        "at_least": lambda: value >= limit,
        "at_most": lambda: value <= limit,
        "above": lambda: value > limit,
        "below": lambda: value < limit,
        "equals": lambda: value == limit,
        "one_of": lambda: reduce(or_, [value == pl.lit(entry) for entry in comparison.limits]),
    }
    return relations[comparison.relation]()
