"""A batch of rows of any table as firms of a cohort; rows that cannot be used are set aside."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from steersman.cohort.columns import FIRM, SIZE, SIZE_CLASSES, WEIGHT
from steersman.cohort.fields import Field, known_fields
from steersman.cohort.formulas import Formula, columns_of, kind_of
from steersman.cohort.mapping import Mapping as TableMapping
from steersman.cohort.mapping import formulas_for
from steersman.cohort.raw_values import Fault, Reading, Workplace, text_of
from steersman.cohort.readings import read
from steersman.rulebook import contradictions, fact_catalogue
from steersman.rulebook.catalogue import DECIMALS

SIZES = tuple(zip(SIZE_CLASSES, (10, 50, 250), strict=False))
"""Size classes by headcount, each below its limit (EU recommendation 2003/361/EC); ``large`` from
the last limit on."""
LARGEST_SIZE = SIZE_CLASSES[-1]
TOTAL = r"^(合\s*计|总\s*计|小\s*计|共\s*计|总\s*和|汇\s*总|(grand |sub-?)?totals?|sum)\s*[:：]?$"
"""What stands for a firm's name in rows that add up others."""
FAULT_SCHEMA: Mapping[Any, Any] = {
    "row": pl.Int64, "firm": pl.String, "column": pl.String, "value": pl.String, "code": pl.String,
}  # fmt: skip
FOUND_SCHEMA = {
    "place": pl.UInt32, "column": pl.String, "value": pl.String, "code": pl.String,
}  # fmt: skip
SHARE_DECIMALS = DECIMALS["share"]
ROUNDING = 1e-3
RATIOS = {
    "rd_intensity": ("rd_spending", ("sales",)),
    "margin_over_costs": ("profit", ("sales",)),
    "science_staff_share": ("science_staff", ("staff",)),
    "equity_raised_ratio": (
        "equity_raised_three_years", ("rd_spending", "rd_spending_1_before", "rd_spending_2_before")
    ),
}  # fmt: skip
"""Indicators that are the same share of the same facts as in a dossier, the whole as a sum."""


@dataclass(frozen=True, slots=True)
class Intake:
    """What a batch of rows holds.

    Attributes:
        firms: Rows that can be used: the cohort's columns (numbers as floats, truths, texts), then
            those that are kept. The columns depend on the table's columns, not on its rows.
        faults: Everything that is wrong with the other rows: ``row``, ``firm``, ``column``,
            ``value``, ``code`` (of a ``Problem``).
        ignored: Columns of the table that nothing asks for.
    """

    firms: pl.DataFrame
    faults: pl.DataFrame
    ignored: tuple[str, ...]


def intake(batch: pl.DataFrame, mapping: TableMapping | None, first_row: int) -> Intake:
    """Turn a batch of rows into firms.

    Args:
        batch: Rows of a table that :func:`steersman.cohort.mapping.table_problems` finds usable;
            texts of a CSV file, or typed.
        mapping: Where columns come from; without one they bear the cohort's names.
        first_row: Number of the batch's first row, 1 for the first firm of the table.
    """
    evidence, kept = formulas_for(batch.columns, mapping)
    work = Workplace(batch, mapping.as_of if mapping else None)
    readings = _readings(evidence, kept, work)
    values = work.frame.select(reading.value.alias(name) for name, reading in readings.items())
    faults = [
        *_found(work.frame, [fault for reading in readings.values() for fault in reading.faults]),
        *_found(values, [*_field_faults(values), *_row_faults(values)]),
    ]
    rows = pl.concat(faults) if faults else pl.DataFrame(schema=FOUND_SCHEMA)
    numbers = pl.Series("place", range(values.height), pl.UInt32)
    good = values.filter(numbers.is_in(rows["place"].implode()).not_())
    asked = [*evidence.values(), *kept.values()]
    used = {name for formula in asked for name in columns_of(formula)}
    return Intake(
        firms=_completed(good, list(kept)),
        faults=_listed(rows, values, first_row),
        ignored=tuple(name for name in batch.columns if name not in used),
    )


def _readings(
    evidence: Mapping[str, Formula], kept: Mapping[str, Formula], work: Workplace
) -> dict[str, Reading]:
    found = {
        name: read(formula, known_fields()[name].kind, work, name)
        for name, formula in evidence.items()
    }
    for name, formula in kept.items():
        found[name] = read(formula, kind_of(formula) or "number", work, name)
    return found


def _found(frame: pl.DataFrame, faults: Sequence[Fault]) -> Iterator[pl.DataFrame]:
    """Yield the places in a frame where something is wrong, with column, value and code."""
    marks = frame.select(
        fault.bad.fill_null(value=False).alias(str(place)) for place, fault in enumerate(faults)
    )
    for place, fault in enumerate(faults):
        rows = marks[str(place)].arg_true()
        if len(rows):
            yield frame[rows].select(
                rows.cast(pl.UInt32).alias("place"),
                pl.lit(fault.column).alias("column"),
                fault.value.cast(pl.String).alias("value"),
                pl.lit(fault.code).alias("code"),
            )


def _listed(rows: pl.DataFrame, values: pl.DataFrame, first_row: int) -> pl.DataFrame:
    if rows.is_empty():
        return pl.DataFrame(schema=FAULT_SCHEMA)
    once = rows.unique(maintain_order=True).sort("place", maintain_order=True)
    firms = values[FIRM][once["place"]]
    return once.select(
        (pl.col("place").cast(pl.Int64) + first_row).alias("row"), firms, "column", "value", "code"
    )


def _field_faults(values: pl.DataFrame) -> Iterator[Fault]:
    for name in values.columns:
        field = known_fields().get(name)
        if values[name].dtype == pl.Float64:
            yield from _number_faults(name, field or Field(name, "number"))
        elif field is not None and field.choices:
            bad = pl.col(name).is_in(field.choices).not_()
            yield Fault(name, "cohort-not-a-choice", bad, pl.col(name))


def _number_faults(name: str, field: Field) -> Iterator[Fault]:
    column = pl.col(name)
    shown = text_of(column, pl.Float64())
    endless = column.is_infinite() | column.is_nan()
    beyond = (column <= field.low) if field.above else (column < field.low)
    outside = (beyond | (column > field.high)) & endless.not_()
    yield Fault(name, "cohort-not-finite", endless, column.cast(pl.String))
    yield Fault(name, "cohort-out-of-bounds", outside, shown)


def _row_faults(values: pl.DataFrame) -> Iterator[Fault]:
    """Yield what must hold of the columns of a row, or of the rows of a batch."""
    firm = pl.col(FIRM)
    nothing = pl.lit("")
    total = firm.str.to_lowercase().str.contains(TOTAL)
    yield Fault(FIRM, "cohort-row-of-totals", total, firm)
    yield Fault(FIRM, "cohort-firm-missing", firm.is_null(), nothing)
    yield Fault(
        FIRM, "cohort-firm-twice", firm.is_not_null() & firm.is_first_distinct().not_(), firm
    )
    names = set(values.columns)
    if WEIGHT in names:
        yield Fault(WEIGHT, "cohort-weight-missing", pl.col(WEIGHT).is_null(), nothing)
    for name in values.columns:
        high = name.removesuffix("_low") + "_high"
        if name.endswith("_low") and high in names:
            yield _larger(name, pl.col(name), pl.col(high), "cohort-low-above-high")
    for pair in contradictions():
        part, whole = _end(pair.part, "low", names), _end(pair.whole, "high", names)
        if part is not None and whole is not None:
            yield _larger(pair.part, part, whole, "cohort-part-exceeds-whole")


def _larger(name: str, one: pl.Expr, other: pl.Expr, code: str) -> Fault:
    return Fault(name, code, one > other, text_of(one, pl.Float64()))


def _end(fact: str, end: str, names: set[str]) -> pl.Expr | None:
    """Return the end of what is known of a number, from its own column or that of the bound."""
    given = [pl.col(name) for name in (fact, f"{fact}_{end}") if name in names]
    return pl.coalesce(given) if given else None


def _completed(values: pl.DataFrame, kept: Sequence[str]) -> pl.DataFrame:
    """Add the size and indicators that follow from facts, in the order of the known columns."""
    names = set(values.columns)
    added = [*_size(names), *_figures(names)]
    firms = values.with_columns(added)
    order = [name for name in known_fields() if name in firms.columns]
    return firms.select(*order, *kept)


def _size(names: set[str]) -> Iterator[pl.Expr]:
    low, high = _end("staff", "low", names), _end("staff", "high", names)
    if low is None or high is None:
        return
    least, most = _class_of(low), _class_of(high)
    worked_out = pl.when(least == most).then(least)
    given = [pl.col(SIZE)] if SIZE in names else []
    yield pl.coalesce([*given, worked_out]).alias(SIZE)


def _class_of(staff: pl.Expr) -> pl.Expr:
    name: pl.Expr = pl.when(staff.is_not_null()).then(pl.lit(LARGEST_SIZE))
    for size, limit in reversed(SIZES):
        name = pl.when(staff < limit).then(pl.lit(size)).otherwise(name)
    return name


def _figures(names: set[str]) -> Iterator[pl.Expr]:
    for name, (part, wholes) in RATIOS.items():
        if part in names and names.issuperset(wholes):
            whole = pl.sum_horizontal(wholes, ignore_nulls=False)
            share = pl.when(whole != 0).then(pl.col(part) / whole)
            worked_out = _not_above(share) if name in fact_catalogue() else share
            given = [pl.col(name)] if name in names else []
            yield pl.coalesce([*given, worked_out]).alias(name)


def _not_above(share: pl.Expr) -> pl.Expr:
    """Return a share to its decimals, never above what it is.

    Rules read it as a fact and take it to as many; rounded up it could reach a bound that the
    quotient of its parts does not.
    """
    steps = 10.0**SHARE_DECIMALS
    return ((share * steps + ROUNDING).floor() / steps).round(SHARE_DECIMALS)
