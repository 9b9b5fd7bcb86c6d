"""What is done with one part of a cohort's table, wherever it is done."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import polars as pl

from steersman.cohort.analysis.fields import is_synthetic
from steersman.cohort.columns import FIRM
from steersman.cohort.examination import examine
from steersman.cohort.formulas import columns_of
from steersman.cohort.intake import FAULT_SCHEMA, intake
from steersman.cohort.mapping import Mapping, formulas_for
from steersman.cohort.question import Question
from steersman.cohort.raw_values import Workplace
from steersman.cohort.readings import read
from steersman.cohort.staging import ROW, StagedTable


@dataclass(frozen=True, slots=True)
class PartInput:
    """Rows of a table, and which of them name a firm that came before."""

    rows: pl.DataFrame
    repeats: pl.Series


@dataclass(frozen=True, slots=True)
class PartAnswer:
    """What came of some rows.

    Attributes:
        firms: The firms with the columns of the stages.
        faults: Why rows were set aside, with the columns of ``FAULT_SCHEMA``.
        ignored: Columns of the table that were not used.
    """

    firms: pl.DataFrame
    faults: pl.DataFrame
    ignored: tuple[str, ...]

    @property
    def synthetic(self) -> bool:
        """Whether any of the firms was made up."""
        return is_synthetic(self.firms.lazy())


@dataclass(frozen=True, slots=True)
class PartWork:
    """The work on any part; it can be sent to other processes.

    Attributes:
        mapping: Where the cohort's columns come from.
        question: What is asked of every firm.
        threads: Threads to work with.
    """

    mapping: Mapping | None
    question: Question
    threads: int = 1

    def __call__(self, part: PartInput) -> PartAnswer:
        """Take in rows and examine the firms among them."""
        repeated = part.rows[ROW].is_in(part.repeats.implode())
        twice = part.rows.filter(repeated)
        rows = part.rows.filter(~repeated)
        numbers = rows[ROW]
        mapping = self.mapping and replace(self.mapping, as_of=self.question.as_of)
        found = intake(rows.drop(ROW), mapping, 0)
        # The intake counts from the first row of the part; rows may be missing in between.
        faults = found.faults.with_columns(numbers.gather(found.faults["row"]).alias("row"))
        firm = firm_names(twice.drop(ROW), self.mapping)
        again = pl.DataFrame({"row": twice[ROW], "firm": firm, "value": firm}).with_columns(
            pl.lit(FIRM).alias("column"), pl.lit("cohort-firm-twice").alias("code")
        )
        both = [frame.select(*FAULT_SCHEMA).cast(FAULT_SCHEMA) for frame in (faults, again)]
        return PartAnswer(
            firms=examine(found.firms, self.question, self.threads),
            faults=pl.concat(both).sort("row", maintain_order=True),
            ignored=found.ignored,
        )


def firm_names(rows: pl.DataFrame, mapping: Mapping | None) -> pl.Series:
    """Return what names the firm of each row, null where nothing does."""
    evidence, _ = formulas_for(rows.columns, mapping)
    work = Workplace(rows)
    value = read(evidence[FIRM], "text", work, FIRM).value
    return work.frame.select(value.alias(FIRM)).to_series()


def repeated_rows(table: StagedTable, mapping: Mapping | None) -> pl.Series:
    """Return the numbers of rows that name a firm which an earlier row names already.

    Names are compared by hashes, and only those whose hashes are alike as texts, so that ten
    million firms need no room for their names.
    """
    evidence, _ = formulas_for(table.columns, mapping)
    columns = tuple(dict.fromkeys(columns_of(evidence[FIRM])))

    def names() -> Iterator[pl.DataFrame]:
        for part in table.parts:
            rows = part.read(columns)
            found = firm_names(rows.drop(ROW), mapping)
            named = pl.DataFrame({"row": rows[ROW].cast(pl.Int64), "firm": found})
            yield named.drop_nulls().with_columns(pl.col("firm").hash().alias("hash"))

    hashed = pl.concat([part.drop("firm") for part in names()])
    alike = hashed.filter(~pl.col("hash").is_first_distinct())["hash"].unique()
    if alike.is_empty():
        return pl.Series("row", [], dtype=pl.Int64)
    same = pl.concat([part.filter(pl.col("hash").is_in(alike.implode())) for part in names()])
    return same.filter(~pl.col("firm").is_first_distinct())["row"]
