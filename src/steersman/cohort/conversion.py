"""Dossiers as rows of a table of firms: facts, figures and means of answers, no single answer."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from math import isnan
from pathlib import Path

import numpy as np
import polars as pl

from steersman.cohort.columns import (
    FIRM,
    FREEDOM,
    REGION,
    SECTOR,
    answers_of,
    error_of,
    freshness_of,
)
from steersman.cohort.fields import known_fields
from steersman.cohort.raw_values import TYPES
from steersman.diagnose.careless import careless_responses, without
from steersman.diagnose.factors import factor_ids
from steersman.diagnose.indicators import indicator_figures
from steersman.diagnose.survey import LEAST_SHOWN, group_scores
from steersman.dossier import Dossier
from steersman.dossier.record import LARGEST
from steersman.identify.facts import facts_of
from steersman.methods.interval import Answer, Interval
from steersman.methods.respondents import pooled_means
from steersman.rulebook import FactValue, fact_catalogue

WORKBOOK = "*.xlsx"
FIRM_FILE = "firm.yaml"
BEYOND = Fraction(10 * LARGEST)
Cell = str | float | bool


def dossiers_in(place: Path) -> tuple[Path, ...]:
    """Return the dossiers at a place: itself, or the folders and workbooks in it, by name."""
    if not place.is_dir() or (place / FIRM_FILE).is_file():
        return (place,)
    folders = [path for path in place.iterdir() if path.is_dir() and path.name[0] != "."]
    books = [path for path in place.glob(WORKBOOK) if not path.name.startswith((".", "~$"))]
    return tuple(sorted((*folders, *books)))


def row_of(name: str, dossier: Dossier, as_of: date | None = None) -> dict[str, Cell]:
    """Return what a dossier says of a firm as a row of the cohort's table; unknown is left out.

    Answers of careless respondents are left out as in the diagnosis. Means of a factor that fewer
    than three people answered are left out too: a table of firms goes further than a dossier does.

    Args:
        name: What the firm is to be called; its own name is not written.
        dossier: The dossier.
        as_of: Day on which it is looked at; its own date where left out.
    """
    day = as_of or dossier.firm.date
    row: dict[str, Cell] = {FIRM: name, REGION: dossier.firm.country.upper()}
    if dossier.firm.size_industry:
        row[SECTOR] = dossier.firm.size_industry
    for fact, value in facts_of(dossier, day).items():
        row.update(_fact_cells(fact, value))
    row.update(_figure_cells(dossier, day))
    row.update(_answer_cells(dossier))
    return row


def _fact_cells(name: str, value: FactValue) -> Iterator[tuple[str, Cell]]:
    if isinstance(value, Interval):
        yield from _number_cells(name, value)
    elif isinstance(value, Answer):
        if value in {Answer.YES, Answer.NO}:
            yield name, value is Answer.YES
    else:
        yield name, value


def _number_cells(name: str, value: Interval) -> Iterator[tuple[str, Cell]]:
    unknown = fact_catalogue()[name].unknown
    if value.low is not None and value.known:
        yield name, _number(value.low)
        return
    if value.low is not None and value.low != unknown.low:
        yield f"{name}_low", _number(value.low)
    if value.high is not None and value.high != unknown.high:
        yield f"{name}_high", _number(value.high)


def _number(value: Fraction) -> float:
    """Return a fraction as a float; one that is larger than any float as one out of bounds."""
    return float(min(max(value, -BEYOND), BEYOND))


def _figure_cells(dossier: Dossier, as_of: date) -> Iterator[tuple[str, Cell]]:
    """Yield figures of indicators, and how fresh those are that age.

    One that is a fact as well is not written: it follows from other facts, and where these are too
    old to count as facts it must not count as one either.
    """
    for name, figure in indicator_figures(dossier, as_of).items():
        if figure.value is None:
            continue
        if name not in fact_catalogue():
            # What lies below the scale has the points of its lower end.
            yield name, max(figure.value, known_fields()[name].low)
        if figure.freshness < 1:
            yield freshness_of(name), figure.freshness


def _answer_cells(dossier: Dossier) -> Iterator[tuple[str, Cell]]:
    survey = without(dossier.survey, careless_responses(dossier.survey))
    scores = group_scores(survey)
    means = pooled_means(scores)
    people = sum((~np.isnan(group)).sum(axis=0) for group in scores)
    shown = [count >= LEAST_SHOWN for count in np.atleast_1d(people)]
    for place, factor in enumerate(factor_ids()):
        if shown[place] and not isnan(means.mean[place]):
            yield answers_of(factor), float(means.mean[place])
            yield error_of(factor), float(means.error[place])
    if any(shown):
        yield FREEDOM, float(means.freedom)


def table_of(rows: Sequence[Mapping[str, Cell]]) -> pl.DataFrame:
    """Return rows as a table with the columns that any of them fills, in the cohort's order."""
    filled = {name for row in rows for name in row}
    schema = {name: TYPES[field.kind] for name, field in known_fields().items() if name in filled}
    return pl.DataFrame([dict(row) for row in rows], schema=schema)
