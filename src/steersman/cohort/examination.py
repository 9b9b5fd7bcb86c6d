"""The first three stages over a table of firms in memory."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

import numpy as np
import polars as pl

from steersman.choose.table import TableChoice
from steersman.cohort import columns
from steersman.cohort.question import Question
from steersman.diagnose.factors import factor_ids, load_indicators
from steersman.diagnose.table import FirmEvidence, TableDiagnosis, TableScores
from steersman.methods.arrays import FloatArray
from steersman.pipeline import STAGES
from steersman.rulebook import Rule, load_rule
from steersman.rulebook.table import evaluate_table

BLOCK = 256
"""Firms whose draws are held at a time, so that they stay near the processor."""


def examine(firms: pl.DataFrame, question: Question, threads: int = 1) -> pl.DataFrame:
    """Run the stages asked for over a table of firms.

    A firm's results depend on its own row and on the question alone.

    Args:
        firms: A row for each firm; see :mod:`steersman.cohort.columns`.
        question: What is asked.
        threads: Threads to work with.

    Returns:
        The table with the columns of the stages.
    """
    found = firms
    if "identify" in question.stages and question.rules:
        found = _identified(firms, question)
    if "diagnose" in question.stages or "choose" in question.stages:
        found = found.hstack(_diagnosed(firms, question, threads))
    return found


def _identified(firms: pl.DataFrame, question: Question) -> pl.DataFrame:
    rules = [load_rule(name, question.as_of) for name in question.rules]
    table = evaluate_table(firms.lazy(), rules, question.as_of, details=True)
    wanted = [name for rule in rules for name in _columns_of(rule)]
    known = set(table.collect_schema().names())
    return table.select(*firms.columns, *(name for name in wanted if name in known)).collect()


def _columns_of(rule: Rule) -> Iterator[str]:
    yield rule.id
    for name in (rule.id, f"{rule.id}.amount"):
        yield from (f"{name}.low", f"{name}.high")


@lru_cache(maxsize=2)
def _models(question: Question) -> tuple[TableDiagnosis, TableChoice]:
    """Return both models, their random numbers being those of one firm's analysis."""
    seeds = np.random.SeedSequence(question.seed).spawn(len(STAGES))
    of_diagnosis, of_choice = (
        np.random.default_rng(seeds[STAGES.index(stage)]) for stage in ("diagnose", "choose")
    )
    diagnosis = TableDiagnosis(of_diagnosis, question.draws)
    choice = TableChoice(of_choice, question.draws, question.sharing, question.criteria_order)
    return diagnosis, choice


def _diagnosed(firms: pl.DataFrame, question: Question, threads: int) -> pl.DataFrame:
    diagnosis, choice = _models(question)
    evidence = evidence_of(firms)

    def block(start: int) -> tuple[TableScores, FloatArray | None]:
        part = _rows(evidence, slice(start, start + BLOCK))
        draws = diagnosis.draws(part)
        best = choice.best(draws) if "choose" in question.stages else None
        return diagnosis.scores(part, draws), best

    starts = range(0, max(firms.height, 1), BLOCK)
    if threads == 1:
        blocks = [block(start) for start in starts]
    else:
        with ThreadPoolExecutor(threads) as pool:
            blocks = list(pool.map(block, starts))
    found: dict[str, pl.Series] = {}
    if "diagnose" in question.stages:
        found |= _score_columns([scores for scores, _ in blocks])
    if "choose" in question.stages:
        best = np.concatenate([shares for _, shares in blocks if shares is not None])
        found |= _chances(best, choice.strategies, columns.best_of)
        found |= _leader(best, choice.strategies, columns.STRATEGY, columns.STRATEGY_CHANCE)
    return pl.DataFrame(found)


def evidence_of(firms: pl.DataFrame) -> FirmEvidence:
    """Return what a table says of factors and indicators; what it lacks is not known."""

    def stacked(names: list[str]) -> FloatArray:
        gaps = np.full(firms.height, np.nan)
        given = [
            firms[name].cast(pl.Float64).to_numpy() if name in firms.columns else gaps
            for name in names
        ]
        return np.stack(given, axis=1)

    factors = factor_ids()
    indicators = [rule.id for rule in load_indicators()]
    return FirmEvidence(
        answers=stacked([columns.answers_of(factor) for factor in factors]),
        errors=stacked([columns.error_of(factor) for factor in factors]),
        freedom=stacked([columns.FREEDOM])[:, 0],
        figures=stacked(indicators),
        freshness=stacked([columns.freshness_of(name) for name in indicators]),
    )


def _rows(evidence: FirmEvidence, rows: slice) -> FirmEvidence:
    return FirmEvidence(
        evidence.answers[rows],
        evidence.errors[rows],
        evidence.freedom[rows],
        evidence.figures[rows],
        evidence.freshness[rows],
    )


def _score_columns(blocks: list[TableScores]) -> dict[str, pl.Series]:
    factors = factor_ids()
    parts = {
        columns.score_of: [block.mean for block in blocks],
        columns.low_of: [block.low for block in blocks],
        columns.high_of: [block.high for block in blocks],
        columns.known_of: [block.known for block in blocks],
    }
    found: dict[str, pl.Series] = {}
    for name_of, arrays in parts.items():
        found |= _chances(np.concatenate(arrays), factors, name_of)
    first = np.concatenate([block.first for block in blocks])
    found |= _chances(first, factors, columns.first_of)
    return found | _leader(first, factors, columns.LEVER, columns.LEVER_CHANCE)


def _chances(
    values: FloatArray, names: tuple[str, ...], name_of: Callable[[str], str]
) -> dict[str, pl.Series]:
    return {
        name_of(name): pl.Series(name_of(name), values[:, place].astype(np.float32))
        for place, name in enumerate(names)
    }


def _leader(
    chances: FloatArray, names: tuple[str, ...], column: str, chance: str
) -> dict[str, pl.Series]:
    """Return the likeliest of several names and how likely it is."""
    places = pl.Series(column, chances.argmax(axis=1).astype(np.uint32))
    highest = pl.Series(chance, chances.max(axis=1).astype(np.float32))
    return {column: places.cast(pl.UInt8).cat.to(pl.Enum(names)), chance: highest}
