"""What a run came to: rows, firms, what was set aside and why."""

from collections.abc import Iterator

import polars as pl

from steersman.cohort.plausibility import unit_doubts
from steersman.cohort.results import Results
from steersman.messages import Messages
from steersman.report.document import Block, Bullets, KeyFigure, KeyFigures, Paragraph, Table

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
        reasons = _reasons(results)
        blocks += [_table(reasons, messages), _mends(reasons, messages)]
    blocks += _doubts(results, messages)
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


def _doubts(results: Results, messages: Messages) -> Iterator[Paragraph]:
    """Yield what makes the units of amounts doubtful."""
    for doubt in unit_doubts(results.firms()):
        digits = 0 if doubt.value >= 1 else 6
        value = messages.number(doubt.value, digits)
        yield Paragraph(messages.text(f"cohort.doubt.{doubt.code}", value=value))


def _reasons(results: Results) -> pl.DataFrame:
    """Return the reasons for which rows were set aside, the most frequent first."""
    return (
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


def _mends(reasons: pl.DataFrame, messages: Messages) -> Bullets:
    """Return how to mend what was wrong, each way once."""
    texts = (
        messages.text(f"mend.{code}", **_parameters(column, value or ""))
        for code, column, _, _, value in reasons.iter_rows()
    )
    return Bullets(tuple(dict.fromkeys(texts)))


def _table(reasons: pl.DataFrame, messages: Messages) -> Table:
    rows = tuple(
        (
            messages.text(f"problem.{code}", **_parameters(column, value)),
            column,
            messages.number(count),
            ", ".join(str(row) for row in examples),
        )
        for code, column, count, examples, value in reasons.iter_rows()
    )
    head = tuple(messages.text(f"cohort.head.{name}") for name in HEAD)
    return Table(messages.text("cohort.reasons"), head, rows, numeric=(2,))


HEAD = ("reason", "column", "rows", "examples")


def _parameters(column: str, value: str | None) -> dict[str, str]:
    return {"column": column, "value": value or ""}
