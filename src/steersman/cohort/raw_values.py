"""Columns of any table as texts, numbers and truths, with what is none of them."""

from dataclasses import dataclass, replace
from datetime import date, datetime

import polars as pl

from steersman.cohort.fields import Kind
from steersman.cohort.written_values import written_numbers

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


class Workplace:
    """A batch of rows, and what is worked out from it on the way.

    Values on the way become columns of their own: an expression that held those of others whole
    would double with every step.
    """

    def __init__(self, batch: pl.DataFrame, as_of: date | None = None) -> None:
        self.as_of = as_of or datetime.now().astimezone().date()
        self.frame = batch.rename({name: f"{OWN}{name}" for name in batch.columns})
        self.schema = batch.schema
        self.stripped = set[str]()

    def column(self, name: str) -> tuple[pl.Expr, pl.DataType]:
        """Return a column of the batch and its type; texts without space around."""
        own, kind = f"{OWN}{name}", self.schema[name]
        if is_text(kind) and own not in self.stripped:
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


def raw_of(value: pl.Expr, kind: pl.DataType, name: str) -> Raw:
    """Return a column of any type as a raw value."""
    text = value if kind == pl.String else text_of(value, kind)
    if isinstance(kind, pl.Boolean):
        return Raw(name, text, value.cast(pl.Float64), value)
    if kind.is_numeric():
        number = value.cast(pl.Float64).fill_nan(None)
        return Raw(name, text, number, _truth(number == 1, number == 0))
    if is_text(kind):
        number = text.map_batches(written_numbers, pl.Float64(), is_elementwise=True)
        return Raw(name, text, number.fill_nan(None), _truth_words(text))
    none = pl.lit(None)
    says = value.is_not_null()
    if kind.is_temporal() and not isinstance(kind, pl.Duration):
        return Raw(name, text, none.cast(pl.Float64), none.cast(pl.Boolean))
    fault = Fault(name, "cohort-unreadable-type", says, pl.lit(str(kind)))
    return Raw(name, text, none.cast(pl.Float64), none.cast(pl.Boolean), (fault,))


def is_text(kind: pl.DataType) -> bool:
    """Whether a column holds texts."""
    return isinstance(kind, pl.String | pl.Categorical | pl.Enum)


def text_of(value: pl.Expr, kind: pl.DataType) -> pl.Expr:
    """Return values as text, whole numbers without decimals, null where nothing is said."""
    if is_text(kind):
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
