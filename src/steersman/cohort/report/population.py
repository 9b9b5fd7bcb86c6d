"""What there is to say about a population or a part of it: aggregates only, no firm's own row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from steersman.cohort import columns
from steersman.cohort.analysis.distribution import (
    Distribution,
    GroupFigures,
    Question,
    distribution,
)
from steersman.cohort.analysis.fields import (
    Fields,
    RefusedAnalysisError,
    fields_of,
    weight_of,
)
from steersman.cohort.report.distance import Distance, distances
from steersman.cohort.report.money import ReliefTotal, relief_totals
from steersman.cohort.report.selection import Selection, can_be_shown, hidden_parts
from steersman.cohort.report.spread import Spreads, score_spreads
from steersman.cohort.results import Manifest, Results
from steersman.diagnose.comparison import LEAST_FIRMS
from steersman.dossier import Problem


@dataclass(frozen=True, slots=True)
class Division:
    """A population divided into groups.

    Attributes:
        by: What divides it.
        groups: Groups that are shown.
        spreads: How scores are spread in them.
        hidden_groups: Groups that are not shown.
    """

    by: str
    groups: tuple[GroupFigures, ...]
    spreads: Spreads
    hidden_groups: int


@dataclass(frozen=True, slots=True)
class Population:
    """Figures of a population or of a part of it.

    Attributes:
        manifest: What was run.
        selection: The part; all firms without a condition.
        weighted: Whether firms stand for unequal numbers of firms.
        fields: What the results hold.
        kept: Columns of numbers and truth values that were kept beside.
        within_one: Those of them with no value below 0 or above 1, such as yes and no.
        overall: Figures of all firms together.
        spreads: How their scores are spread.
        known: Mean share of the evidence that is known, by factor.
        divisions: The population by each grouping that was asked for.
        reliefs: What reliefs come to.
        distances: How far firms are from a status.
        reasons: Rows set aside, by code of the problem and column.
    """

    manifest: Manifest
    selection: Selection
    weighted: bool
    fields: Fields
    kept: tuple[str, ...]
    within_one: frozenset[str]
    overall: GroupFigures
    spreads: Spreads
    known: Mapping[str, float]
    divisions: tuple[Division, ...]
    reliefs: tuple[ReliefTotal, ...]
    distances: tuple[Distance, ...]
    reasons: tuple[tuple[str, str, int], ...]


def population_of(
    results: Results, by: tuple[str, ...], selection: Selection | None = None
) -> Population:
    """Return what there is to say about a population.

    Args:
        results: Results of a run.
        by: Groupings; those that the table lacks are left out.
        selection: The part that is wanted, all firms if None.

    Raises:
        RefusedAnalysisError: If there are fewer than ten firms, or showing this part would tell
            about fewer.
    """
    everyone, chosen = results.firms(), selection or Selection()
    if not can_be_shown(everyone, chosen):
        raise RefusedAnalysisError(Problem("part-tells-on-firms", (), {"least": LEAST_FIRMS}))
    manifest, schema = results.manifest, everyone.collect_schema()
    fields, firms = fields_of(schema, manifest.rules), chosen.of(everyone)
    kept = _kept(schema, manifest)
    divisions = tuple(name for name in by if name in schema)
    found = {
        name: distribution(firms, _question(fields, kept, name)) for name in (divisions or (None,))
    }
    return Population(
        manifest,
        chosen,
        columns.WEIGHT in schema,
        fields,
        kept,
        _within_one(everyone, kept),
        next(iter(found.values())).overall,
        score_spreads(firms, fields.factors, None),
        _known(firms, fields.factors),
        tuple(
            _division(
                found[name], name, everyone, chosen, score_spreads(firms, fields.factors, name)
            )
            for name in divisions
        ),
        relief_totals(firms, fields.rules, manifest.as_of),
        distances(firms, fields.rules, manifest.as_of),
        _reasons(results) if manifest.set_aside and not chosen.conditions else (),
    )


def _question(fields: Fields, kept: tuple[str, ...], by: str | None) -> Question:
    means = (
        *(columns.score_of(name) for name in fields.factors),
        *(columns.first_of(name) for name in fields.levers),
        *(columns.best_of(name) for name in fields.strategies),
        *kept,
    )
    return Question(fields.rules, means, by=(by,) if by else ())


def _kept(schema: pl.Schema, manifest: Manifest) -> tuple[str, ...]:
    """Return the kept columns whose means can be shown; texts may name firms and are left out."""
    return tuple(
        name
        for name in manifest.kept
        if name in schema and (schema[name].is_numeric() or schema[name] == pl.Boolean)
    )


def _within_one(firms: pl.LazyFrame, kept: Sequence[str]) -> frozenset[str]:
    """Return the kept columns whose mean is a share, or as good as one."""
    values = [pl.col(name).cast(pl.Float64).fill_nan(None).alias(name) for name in kept]
    inside = [(value.min() >= 0) & (value.max() <= 1) for value in values]
    if not inside:
        return frozenset()
    found = firms.select(inside).collect(engine="streaming").row(0, named=True)
    return frozenset(name for name, is_inside in found.items() if is_inside)


def _known(firms: pl.LazyFrame, factors: Sequence[str]) -> dict[str, float]:
    schema = firms.collect_schema()
    weight = pl.col("|w")
    means = [
        ((pl.col(columns.known_of(name)) * weight).sum() / weight.sum()).alias(name)
        for name in factors
        if columns.known_of(name) in schema
    ]
    weighed = firms.with_columns(weight_of(schema).alias("|w"))
    return weighed.select(means).collect(engine="streaming").row(0, named=True) if means else {}


def _division(
    found: Distribution, by: str, everyone: pl.LazyFrame, chosen: Selection, spreads: Spreads
) -> Division:
    hidden = hidden_parts(everyone, chosen, by) if chosen.conditions else frozenset()
    shown = tuple(figures for figures in found.groups if figures.group[0] not in hidden)
    names = {figures.group[0] for figures in shown}
    left = found.hidden_groups + len(found.groups) - len(shown)
    return Division(by, shown, {name: spreads[name] for name in spreads if name in names}, left)


def _reasons(results: Results) -> tuple[tuple[str, str, int], ...]:
    """Return why rows were set aside, the most frequent first, without what stood in them."""
    counted = results.set_aside().group_by("code", "column").agg(pl.col("row").n_unique())
    order = counted.sort("row", "code", "column", descending=[True, False, False])
    return tuple(order.collect().iter_rows())
