"""What the columns of a table of results are: answers of rules, scores, chances, the firms' own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from steersman.choose.strategies import load_strategies
from steersman.cohort import columns
from steersman.diagnose.factors import factor_ids
from steersman.dossier import Problem, nearest


class RefusedAnalysisError(ValueError):
    """An analysis that cannot be made as asked.

    Attributes:
        problems: Why.
    """

    def __init__(self, *problems: Problem) -> None:
        super().__init__(", ".join(problem.code for problem in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Fields:
    """Columns of results by what they hold, each in the order of the table.

    Attributes:
        rules: Answers of rules.
        factors: Factors with a score.
        levers: Factors with a chance of being the best to mend first.
        strategies: Strategies with a chance of being best.
        categories: The firms' own that hold texts or truth values, such as outcomes.
        numbers: The firms' own that hold numbers.
    """

    rules: tuple[str, ...]
    factors: tuple[str, ...]
    levers: tuple[str, ...]
    strategies: tuple[str, ...]
    categories: tuple[str, ...]
    numbers: tuple[str, ...]


def fields_of(schema: pl.Schema, rules: Sequence[str]) -> Fields:
    """Sort the columns of results.

    Args:
        schema: Columns and their types.
        rules: Rules that were asked, of the manifest.
    """
    asked = tuple(rule for rule in rules if rule in schema)
    factors = tuple(name for name in factor_ids() if columns.score_of(name) in schema)
    levers = tuple(name for name in factor_ids() if columns.first_of(name) in schema)
    strategies = tuple(
        entry.id for entry in load_strategies() if columns.best_of(entry.id) in schema
    )
    own = [name for name in schema if not _of_a_stage(name, asked)]
    texts = (pl.String, pl.Enum, pl.Categorical, pl.Boolean)
    return Fields(
        asked,
        factors,
        levers,
        strategies,
        tuple(name for name in own if isinstance(schema[name], texts)),
        tuple(name for name in own if schema[name].is_numeric()),
    )


def _of_a_stage(name: str, rules: Sequence[str]) -> bool:
    named = {columns.LEVER, columns.LEVER_CHANCE, columns.STRATEGY, columns.STRATEGY_CHANCE}
    keys = {columns.FIRM, columns.WEIGHT, columns.SYNTHETIC, columns.FREEDOM, *columns.GROUPINGS}
    return (
        name in named | keys
        or is_of_a_factor(name)
        or any(name == rule or name.startswith(f"{rule}.") for rule in rules)
    )


def is_of_a_factor(name: str) -> bool:
    """Whether a column holds what a stage says of a factor or strategy, on a known scale."""
    head, dot, tail = name.rpartition(".")
    known = {"answers", "error", "freshness", "score", "low", "high", "known", "first", "best"}
    return bool(dot and head and tail in known)


def check_columns(schema: pl.Schema, wanted: Sequence[str]) -> None:
    """Refuse columns that the table does not have.

    Raises:
        RefusedAnalysisError: If there is any.
    """
    known = list(schema)
    problems = [
        Problem(
            "column-not-there", (), {"value": name, "hint": nearest(name, known), "known": known}
        )
        for name in wanted
        if name not in schema
    ]
    if problems:
        raise RefusedAnalysisError(*problems)


def check_numbers(schema: pl.Schema, wanted: Sequence[str]) -> None:
    """Refuse columns that hold no numbers.

    Raises:
        RefusedAnalysisError: If there is any.
    """
    check_columns(schema, wanted)
    problems = [
        Problem("column-without-numbers", (), {"value": name})
        for name in wanted
        if not (schema[name].is_numeric() or schema[name] == pl.Boolean)
    ]
    if problems:
        raise RefusedAnalysisError(*problems)


def weight_of(schema: pl.Schema) -> pl.Expr:
    """Return the weight of a firm, 1 where there is none."""
    if columns.WEIGHT not in schema:
        return pl.lit(1.0)
    return pl.col(columns.WEIGHT).cast(pl.Float64).fill_null(1.0)


def is_synthetic(firms: pl.LazyFrame) -> bool:
    """Whether any firm was made up."""
    if columns.SYNTHETIC not in firms.collect_schema():
        return False
    made_up = pl.col(columns.SYNTHETIC).cast(pl.Boolean).fill_null(value=False)
    return bool(firms.select(made_up.any()).collect().item())
