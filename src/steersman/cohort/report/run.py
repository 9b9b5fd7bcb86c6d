"""What a run came to: rows, firms, what was set aside and why."""

import polars as pl

from steersman.cohort.results import Results
from steersman.messages import Messages
from steersman.report.document import Block, KeyFigure, KeyFigures, Paragraph, Table

MOST_REASONS, MOST_EXAMPLES, MOST_COLUMNS = 20, 3, 8


def run_blocks(results: Results, messages: Messages) -> tuple[Block, ...]:
    """Return how many rows there were, what was set aside and why, and where the results are."""
    manifest = results.manifest
    blocks: list[Block] = []
    if manifest.synthetic:
        blocks.append(Paragraph(messages.text("cohort.synthetic")))
    shown = (("rows", manifest.rows), ("firms", manifest.firms), ("set_aside", manifest.set_aside))
    blocks.append(
        KeyFigures(
            tuple(
                KeyFigure(messages.text(f"cohort.{name}"), messages.number(count))
                for name, count in shown
            )
        )
    )
    if manifest.set_aside:
        blocks.append(_reasons(results, messages))
    if manifest.ignored:
        blocks.append(_ignored(manifest.ignored, messages))
    blocks.append(Paragraph(messages.text("cohort.where", folder=str(results.folder))))
    return tuple(blocks)


def _ignored(columns: tuple[str, ...], messages: Messages) -> Paragraph:
    names = ", ".join(columns[:MOST_COLUMNS])
    more = len(columns) - MOST_COLUMNS
    code = "cohort.ignored_more" if more > 0 else "cohort.ignored"
    text = messages.text(code, names=names, more=messages.number(more))
    return Paragraph(text, remark=True)


def _reasons(results: Results, messages: Messages) -> Table:
    """Return the reasons for which rows were set aside, the most frequent first."""
    counted = (
        results.set_aside()
        .group_by("code", "column")
        .agg(
            pl.col("row").n_unique().alias("rows"),
            pl.col("row").sort().head(MOST_EXAMPLES).alias("examples"),
            pl.col("value").sort_by("row").first(),
        )
        .sort("rows", "code", "column", descending=[True, False, False])
        .head(MOST_REASONS)
        .collect()
    )
    rows = tuple(
        (
            messages.text(f"problem.{code}", **_parameters(column, value)),
            column,
            messages.number(count),
            ", ".join(str(row) for row in examples),
        )
        for code, column, count, examples, value in counted.iter_rows()
    )
    head = tuple(messages.text(f"cohort.head.{name}") for name in HEAD)
    return Table(messages.text("cohort.reasons"), head, rows, numeric=(2,))


HEAD = ("reason", "column", "rows", "examples")


def _parameters(column: str, value: str | None) -> dict[str, str]:
    return {"column": column, "value": value or ""}
