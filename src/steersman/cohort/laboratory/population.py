"""Populations to draw synthetic firms from: margins, figures, correlations, outcomes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Literal

from steersman.data import file_names, load_toml

Basis = Literal["published", "assumed", "mixed"]
Kind = Literal["lognormal", "logit_normal", "normal", "levels", "truth", "ratio", "minus"]
PACKAGE = "cohort.laboratory.populations"
ANYWHERE = ""
"""Stands for every level where a figure's shape is the same for all."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where numbers come from.

    Attributes:
        basis: Published, assumed, or mixed: a published number with an assumed spread.
        text: The publication, or why this was assumed.
    """

    basis: Basis
    text: str


@dataclass(frozen=True, slots=True)
class Margin:
    """Shares of the levels of one or more columns.

    Attributes:
        columns: The columns.
        cells: For each cell its levels, in the order of the columns, and its share.
        source: Where the shares come from.
    """

    columns: tuple[str, ...]
    cells: tuple[tuple[tuple[str, ...], float], ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Shape:
    """The distribution of a figure among firms of one level.

    Attributes:
        centre: Median of a lognormal or logit-normal, mean of a normal, before bounds.
        spread: Standard deviation, of the logarithm or logit for these.
        low: Least value, by truncation.
        high: Greatest value, by truncation; none if infinite.
        zero: Share of firms that have zero; the rest follow the distribution.
        share: Share of firms for which a truth holds.
        levels: Values of a figure that takes few, with their shares, lowest first.
    """

    centre: float
    spread: float
    low: float
    high: float
    zero: float
    share: float
    levels: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A column of numbers or truths.

    Attributes:
        name: The column.
        kind: Distribution, or ``ratio`` and ``minus`` of two earlier figures.
        by: Column whose levels have shapes of their own, empty if none.
        shapes: Shape by level.
        of: The two figures that a ratio or difference is made of.
        times: Earlier figure that the drawn value is multiplied by, empty if none.
        least: Least value of a difference, None if it may be negative.
        whole: Whether it is rounded down to a whole number.
        missing: Share of firms for which it is not known.
        source: Where its numbers come from.
    """

    name: str
    kind: Kind
    by: str
    shapes: Mapping[str, Shape]
    of: tuple[str, ...]
    times: str
    least: float | None
    whole: bool
    missing: float
    source: Source

    @property
    def drawn(self) -> bool:
        """Whether it is drawn, not worked out from others."""
        return self.kind not in {"ratio", "minus"}


@dataclass(frozen=True, slots=True)
class Label:
    """A column that follows from another: the same text or truth for each of its levels."""

    name: str
    by: str
    values: Mapping[str, str | bool]


@dataclass(frozen=True, slots=True)
class Correlation:
    """Rank correlation (Spearman) of two figures among firms of the same cell."""

    first: str
    second: str
    spearman: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """A truth that follows a logistic model, so that what a method should find is known.

    Attributes:
        name: The column.
        share: Share of firms for which it holds.
        slopes: Change of the log odds per standard deviation of a figure's normal score.
        shifts: Change of the log odds by column and level.
        source: Where share and slopes come from.
    """

    name: str
    share: float
    slopes: Mapping[str, float]
    shifts: Mapping[str, Mapping[str, float]]
    source: Source


@dataclass(frozen=True, slots=True)
class Survey:
    """What is common to a firm's answers about factors.

    Attributes:
        spread: Standard deviation among people of one firm, points.
        missing: Share of firms without a survey.
        source: Where these come from.
    """

    spread: float
    missing: float
    source: Source


@dataclass(frozen=True, slots=True)
class Population:
    """What synthetic firms are drawn from.

    Attributes:
        id: Its name.
        title: Text by language.
        note: What it stands for and what not, by language.
        as_of: Day that the margins describe.
        margins: Margins of the groupings.
        labels: Columns that follow from groupings.
        figures: Columns of numbers, in the order in which they are made.
        correlations: Rank correlations; those not named are zero.
        survey: Of answers about factors, None if there are none.
        outcomes: Truths with a known model.
    """

    id: str
    title: Mapping[str, str]
    note: Mapping[str, str]
    as_of: date
    margins: tuple[Margin, ...]
    labels: tuple[Label, ...]
    figures: tuple[Figure, ...]
    correlations: tuple[Correlation, ...]
    survey: Survey | None
    outcomes: tuple[Outcome, ...]

    @property
    def sources(self) -> tuple[Source, ...]:
        """All sources, each once, published ones first."""
        found = [margin.source for margin in self.margins]
        found += [figure.source for figure in self.figures]
        found += [outcome.source for outcome in self.outcomes]
        found += [self.survey.source] if self.survey else []
        return tuple(sorted(dict.fromkeys(found), key=lambda source: source.basis == "assumed"))

    def levels(self, column: str) -> tuple[str, ...]:
        """Return the levels of a grouping, in the order of its first margin."""
        margin = next(margin for margin in self.margins if column in margin.columns)
        place = margin.columns.index(column)
        return tuple(dict.fromkeys(levels[place] for levels, _ in margin.cells))

    @property
    def groupings(self) -> tuple[str, ...]:
        """The columns that margins are given for."""
        return tuple(dict.fromkeys(column for margin in self.margins for column in margin.columns))


def population_ids() -> tuple[str, ...]:
    """Return the names of all packaged populations."""
    return tuple(name.removesuffix(".toml") for name in file_names(PACKAGE, ".toml"))


@cache
def load_population(identifier: str) -> Population:
    """Return a packaged population."""
    raw = load_toml(PACKAGE, f"{identifier}.toml")
    survey = raw.get("survey")
    return Population(
        id=identifier,
        title=raw["title"],
        note=raw["note"],
        as_of=raw["as_of"],
        margins=tuple(_margin(entry) for entry in raw["margins"]),
        labels=tuple(Label(**entry) for entry in raw.get("labels", ())),
        figures=tuple(_figure(entry) for entry in raw["figures"]),
        correlations=_correlations(raw),
        survey=survey and Survey(survey["spread"], survey["missing"], _source(survey)),
        outcomes=tuple(_outcome(entry) for entry in raw.get("outcomes", ())),
    )


def _source(entry: Mapping[str, Any]) -> Source:
    return Source(entry["basis"], entry["source"])


def _margin(entry: Mapping[str, Any]) -> Margin:
    cells = tuple((tuple(cell[:-1]), float(cell[-1])) for cell in entry["cells"])
    return Margin(tuple(entry["columns"]), cells, _source(entry))


def _figure(entry: Mapping[str, Any]) -> Figure:
    kind: Kind = "ratio" if "ratio" in entry else "minus" if "minus" in entry else entry["kind"]
    by = entry.get("by", "")
    raw = entry.get("shape", {})
    shapes = {level: _shape(shape) for level, shape in (raw if by else {ANYWHERE: raw}).items()}
    return Figure(
        name=entry["name"],
        kind=kind,
        by=by,
        shapes=shapes,
        of=tuple(entry.get(kind, ())),
        times=entry.get("times", ""),
        least=entry.get("least"),
        whole=entry.get("whole", False),
        missing=entry.get("missing", 0.0),
        source=_source(entry),
    )


def _shape(raw: Mapping[str, Any]) -> Shape:
    return Shape(
        centre=float(raw.get("centre", 0)),
        spread=float(raw.get("spread", 1)),
        low=float(raw.get("low", "-inf")),
        high=float(raw.get("high", "inf")),
        zero=float(raw.get("zero", 0)),
        share=float(raw.get("share", 0)),
        levels=tuple((float(value), float(share)) for value, share in raw.get("levels", ())),
    )


def _correlations(raw: Mapping[str, Any]) -> tuple[Correlation, ...]:
    pairs: dict[frozenset[str], Correlation] = {}
    for block in raw.get("correlation_blocks", ()):
        for place, first in enumerate(block["columns"]):
            for second in block.get("with", block["columns"][place + 1 :]):
                pair = Correlation(first, second, block["spearman"])
                pairs[frozenset((first, second))] = pair
    for first, second, spearman in raw.get("correlations", ()):
        pairs[frozenset((first, second))] = Correlation(first, second, spearman)
    return tuple(pairs.values())


def _outcome(entry: Mapping[str, Any]) -> Outcome:
    return Outcome(
        entry["name"],
        entry["share"],
        entry.get("slopes", {}),
        entry.get("shifts", {}),
        _source(entry),
    )
