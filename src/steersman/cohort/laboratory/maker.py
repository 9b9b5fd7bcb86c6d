"""Blocks of synthetic firms: raked groupings, a Gaussian copula, outcomes with known slopes.

A rank correlation ``s`` of two figures is given by a correlation ``2 sin(pi s / 6)`` of their
normal scores, which is exact where both are continuous (Pearson 1907; Kruskal 1958, Ordinal
measures of association, Journal of the American Statistical Association 53, 814-861).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np
import polars as pl
from scipy.optimize import brentq
from scipy.special import expit

from steersman.cohort.columns import FIRM, FREEDOM, SYNTHETIC, error_of
from steersman.cohort.laboratory.marginals import values_of
from steersman.cohort.laboratory.population import Figure, Outcome, Population
from steersman.cohort.laboratory.raking import rake
from steersman.methods.arrays import BoolArray, FloatArray, IntArray

BLOCK = 65_536
"""Firms of a block."""
PILOT = 100_000
"""Firms on which the level of an outcome is set, so that its share comes out."""
DECIMALS = 4
"""Decimals of what is no whole number, so that files stay small."""
ANSWERS = ".answers"
Groups = Mapping[str, IntArray]


def cell_shares(population: Population) -> FloatArray:
    """Return the share of every cell, one axis a grouping, raked to all margins."""
    groupings = population.groupings
    levels = {name: population.levels(name) for name in groupings}
    start = np.ones([len(levels[name]) for name in groupings])
    margins = []
    for margin in population.margins:
        axes = tuple(sorted(groupings.index(column) for column in margin.columns))
        places = [margin.columns.index(groupings[axis]) for axis in axes]
        totals = np.zeros([start.shape[axis] for axis in axes])
        for cell, share in margin.cells:
            at = zip(axes, places, strict=True)
            spot = [levels[groupings[axis]].index(cell[place]) for axis, place in at]
            totals[tuple(spot)] = share
        margins.append((axes, totals / totals.sum()))
    return rake(start / start.size, margins)


def drawn_figures(population: Population) -> tuple[str, ...]:
    """Return the figures that have normal scores of their own."""
    return tuple(figure.name for figure in population.figures if figure.drawn)


def score_correlations(population: Population) -> FloatArray:
    """Return the correlations of the normal scores of drawn figures.

    Raises:
        ValueError: If no figures can have all these correlations at once.
    """
    names = drawn_figures(population)
    matrix = np.eye(len(names))
    for pair in population.correlations:
        i, j = names.index(pair.first), names.index(pair.second)
        matrix[i, j] = matrix[j, i] = 2 * np.sin(np.pi * pair.spearman / 6)
    if np.linalg.eigvalsh(matrix)[0] <= 0:
        raise ValueError(f"the correlations of {population.id!r} contradict each other")
    return matrix


@dataclass(frozen=True, slots=True)
class FirmMaker:
    """Makes blocks of synthetic firms; the same seed and place give the same block.

    Attributes:
        population: What firms are drawn from.
        cells: Places of the levels of each cell, one row a cell.
        ends: Cumulative shares of the cells.
        root: Triangle that gives independent normal scores their correlations.
        levels: Log odds of each outcome before slopes and shifts.
    """

    population: Population
    cells: IntArray
    ends: FloatArray
    root: FloatArray
    levels: Mapping[str, float]

    def block(self, seed: int, place: int) -> pl.DataFrame:
        """Return a block of firms, with random numbers of its own."""
        random = np.random.Generator(np.random.Philox(np.random.SeedSequence((seed, place))))
        groups, scores = self.draw(random, BLOCK)
        columns = self._figures(groups, scores)
        columns |= self._outcomes(random, groups, scores)
        self._leave_gaps(random, columns)
        number = pl.int_range(place * BLOCK + 1, (place + 1) * BLOCK + 1, eager=True)
        firm = "S" + number.cast(pl.String).str.zfill(9)
        frame = pl.DataFrame({FIRM: firm, **self._grouped(groups), **columns})
        return frame.with_columns(pl.lit(value=True).alias(SYNTHETIC))

    def draw(
        self, random: np.random.Generator, firms: int
    ) -> tuple[Groups, Mapping[str, FloatArray]]:
        """Return the places of the levels of firms, and their normal scores by figure."""
        found = np.searchsorted(self.ends, random.random(firms) * self.ends[-1], side="right")
        groups = dict(zip(self.population.groupings, self.cells[found].T, strict=True))
        scores = self.root @ random.standard_normal((len(self.root), firms))
        return groups, dict(zip(drawn_figures(self.population), scores, strict=True))

    def _grouped(self, groups: Groups) -> dict[str, pl.Series]:
        population = self.population
        found = {name: _gather(population.levels(name), groups[name]) for name in groups}
        for label in population.labels:
            values = tuple(label.values[level] for level in population.levels(label.by))
            found[label.name] = _gather(values, groups[label.by])
        return found

    def _figures(self, groups: Groups, scores: Mapping[str, FloatArray]) -> dict[str, pl.Series]:
        values: dict[str, FloatArray] = {}
        for figure in self.population.figures:
            levels = self.population.levels(figure.by) if figure.by else ()
            if figure.drawn:
                found = values_of(figure, scores[figure.name], groups, levels)
                found = found * values[figure.times] if figure.times else found
            else:
                found = _worked_out(figure, values)
            values[figure.name] = np.floor(found) if figure.whole else found
        return {
            figure.name: _series(figure, values[figure.name]) for figure in self.population.figures
        }

    def _outcomes(
        self, random: np.random.Generator, groups: Groups, scores: Mapping[str, FloatArray]
    ) -> dict[str, pl.Series]:
        found = {}
        for outcome in self.population.outcomes:
            odds = self.levels[outcome.name] + _slopes(self.population, outcome, groups, scores)
            found[outcome.name] = pl.Series(random.random(len(odds)) < expit(odds))
        return found

    def _leave_gaps(self, random: np.random.Generator, columns: dict[str, pl.Series]) -> None:
        """Take away what is not known, and add the errors of what a survey says."""
        for figure in self.population.figures:
            kept = [random.random(BLOCK) >= figure.missing] if figure.missing else []
            kept += [columns[part].is_not_null().to_numpy() for part in figure.of]
            if kept:
                columns[figure.name] = _kept(columns[figure.name], np.logical_and.reduce(kept))
        survey = self.population.survey
        if survey is None:
            return
        asked = random.random(BLOCK) >= survey.missing
        error = survey.spread / (columns[FREEDOM].cast(pl.Float64) + 1).sqrt()
        for name in [name for name in columns if name.endswith(ANSWERS)]:
            columns[name] = _kept(columns[name], asked)
            columns[error_of(name.removesuffix(ANSWERS))] = _kept(error, asked)
        columns[FREEDOM] = _kept(columns[FREEDOM], asked)


def firm_maker(population: Population) -> FirmMaker:
    """Return what makes the firms of a population, with the levels of its outcomes set."""
    shares = cell_shares(population)
    cells = np.array(list(product(*(range(size) for size in shares.shape))), dtype=np.int64)
    root: FloatArray = np.linalg.cholesky(score_correlations(population)).astype(np.float64)
    maker = FirmMaker(population, cells, np.cumsum(shares.ravel(), dtype=np.float64), root, {})
    groups, scores = maker.draw(np.random.default_rng(0), PILOT)
    levels = {
        outcome.name: _level(outcome, _slopes(population, outcome, groups, scores))
        for outcome in population.outcomes
    }
    return FirmMaker(population, cells, maker.ends, root, levels)


def _level(outcome: Outcome, slopes: FloatArray) -> float:
    """Return the log odds at which an outcome has its share among pilot firms."""
    return float(brentq(lambda level: expit(level + slopes).mean() - outcome.share, -30, 30))


def _slopes(
    population: Population, outcome: Outcome, groups: Groups, scores: Mapping[str, FloatArray]
) -> FloatArray:
    odds: FloatArray = np.zeros(len(next(iter(groups.values()))))
    for name, slope in outcome.slopes.items():
        odds += slope * scores[name]
    for column, shifts in outcome.shifts.items():
        levels = np.array([shifts.get(level, 0.0) for level in population.levels(column)])
        odds += levels[groups[column]]
    return odds


def _worked_out(figure: Figure, values: Mapping[str, FloatArray]) -> FloatArray:
    left, right = (values[name] for name in figure.of)
    if figure.kind == "ratio":
        return np.divide(left, right, out=np.zeros_like(left), where=right > 0)
    difference: FloatArray = left - right
    return difference if figure.least is None else np.maximum(difference, figure.least)


def _series(figure: Figure, values: FloatArray) -> pl.Series:
    if figure.kind == "truth":
        return pl.Series(values > 0)
    return pl.Series(values.astype(np.int64) if figure.whole else values.round(DECIMALS))


def _gather(values: tuple[str | bool, ...], places: IntArray) -> pl.Series:
    return pl.Series(values).gather(places)


def _kept(column: pl.Series, kept: BoolArray) -> pl.Series:
    return column.to_frame("value").select(pl.when(pl.lit(pl.Series(kept))).then("value"))["value"]
