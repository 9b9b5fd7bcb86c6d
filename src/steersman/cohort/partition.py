"""What is done with one part of a cohort's table, wherever it is done."""

from dataclasses import dataclass

import polars as pl

from steersman.cohort.columns import FIRM, SYNTHETIC
from steersman.cohort.examination import examine
from steersman.cohort.intake import intake
from steersman.cohort.mapping import Mapping, formulas_for
from steersman.cohort.question import Question
from steersman.cohort.readings import read
from steersman.cohort.staging import FAULTS, ROW, StagedTable


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
        faults: Why rows were set aside, with the columns of ``FAULTS``.
        ignored: Columns of the table that were not used.
    """

    firms: pl.DataFrame
    faults: pl.DataFrame
    ignored: tuple[str, ...]

    @property
    def synthetic(self) -> bool:
        """Whether any of the firms was made up."""
        return SYNTHETIC in self.firms.columns and bool(self.firms[SYNTHETIC].any())


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
        found = intake(rows.drop(ROW), self.mapping, 0)
        # The intake counts from the first row of the part; rows may be missing in between.
        faults = found.faults.with_columns(numbers.gather(found.faults["row"]).alias("row"))
        firm = read_firm(twice, self.mapping)
        again = twice.select(
            pl.col(ROW).alias("row"),
            firm.alias("firm"),
            pl.lit(FIRM).alias("column"),
            firm.alias("value"),
            pl.lit("cohort-firm-twice").alias("code"),
        )
        both = [frame.cast(dict(FAULTS)) for frame in (faults, again)]  # type: ignore[arg-type]  # names to types
        return PartAnswer(
            firms=examine(found.firms, self.question, self.threads),
            faults=pl.concat(both).sort("row", maintain_order=True),
            ignored=found.ignored,
        )


def read_firm(rows: pl.DataFrame | pl.LazyFrame, mapping: Mapping | None) -> pl.Expr:
    """Return the expression of what names the firms of a table."""
    schema = rows.collect_schema()
    evidence, _ = formulas_for(schema.names(), mapping)
    return read(evidence[FIRM], "text", schema, FIRM).value


def repeated_rows(table: StagedTable, mapping: Mapping | None) -> pl.Series:
    """Return the numbers of rows that name a firm which an earlier row names already.

    Names are compared by hashes, and only those whose hashes are alike as texts, so that ten
    million firms need no room for their names.
    """
    rows = table.scan()
    firm = read_firm(rows, mapping)
    hashed = rows.filter(firm.is_not_null()).select(ROW, firm.hash().alias("hash")).collect()
    alike = hashed.filter(~pl.col("hash").is_first_distinct())["hash"].unique()
    if alike.is_empty():
        return pl.Series(ROW, [], dtype=pl.Int64)
    names = rows.filter(firm.hash().is_in(alike.implode())).select(ROW, firm.alias(FIRM)).collect()
    return names.sort(ROW).filter(~pl.col(FIRM).is_first_distinct())[ROW].cast(pl.Int64)
