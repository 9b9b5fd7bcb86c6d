"""Which factors go with which outcomes.

For each outcome and factor a regression with controls: logit for yes and no, Poisson for counts,
least squares for amounts. What is shown is the average marginal effect, in the units of the
outcome, for ten points of a score, yes against no, or one standard deviation of another number.
Errors are robust; what is not known of a firm's score widens the interval (Rubin's rules over
scores drawn in the light of the outcome); p-values are adjusted for how many were looked at
(Benjamini & Hochberg 1995); the E-value says how strong something unmeasured would have to be.

None of this shows causes; see ``docs/methods/population.md``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from steersman.cohort.analysis.fields import fields_of, is_synthetic
from steersman.cohort.analysis.outcome_model import (
    Effect,
    Resampling,
    effects_of,
    model_of,
    trouble_of,
)
from steersman.cohort.analysis.regressors import (
    Cases,
    Kind,
    Regressor,
    cases_of,
    is_built_in,
    outcome_of,
    regressor_of,
)
from steersman.cohort.columns import GROUPINGS, score_of
from steersman.dossier import Problem
from steersman.methods.robust_regression import RegressionError

DRAWS = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """What to find out.

    Attributes:
        outcomes: Columns of outcomes.
        factors: Columns that may go with them.
        controls: Columns to hold constant: texts, numbers, or ``log:NAME`` of a number.
        together: Whether all factors are in one regression; else each has its own.
        cluster: Column that tells which firms hang together; None for firms on their own.
        strata: Column of the strata that firms were drawn from, for samples drawn anew.
        kind: What the outcomes are; None to tell from their values.
        confidence: Coverage of the intervals.
        replicates: Samples drawn anew for intervals beside the robust ones; 0 for none.
        draws: Draws of uncertain scores.
        seed: Seed of all randomness.
    """

    outcomes: tuple[str, ...]
    factors: tuple[str, ...]
    controls: tuple[str, ...]
    together: bool = False
    cluster: str | None = None
    strata: str | None = None
    kind: Kind | None = None
    confidence: float = 0.95
    replicates: int = 0
    draws: int = DRAWS
    seed: int = 1


@dataclass(frozen=True, slots=True)
class OutcomeEffects:
    """What goes with an outcome.

    Attributes:
        outcome: Column of the outcome.
        kind: What it is.
        cases: Firms whose outcome and controls are known.
        mean: Weighted mean of the outcome; a share for yes/no.
        effects: Effects by factor.
        problems: What kept factors, or the outcome, from being looked at.
    """

    outcome: str
    kind: Kind
    cases: int
    mean: float
    effects: tuple[Effect, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Associations:
    """What goes with what.

    Attributes:
        asked: What was asked.
        synthetic: Whether any firm was made up.
        firms: Firms in the table that models were fitted to.
        outcomes: By outcome.
    """

    asked: Asked
    synthetic: bool
    firms: int
    outcomes: tuple[OutcomeEffects, ...]

    @property
    def tests(self) -> int:
        """Number of effects that were looked at, which adjusted p-values allow for."""
        return sum(len(outcome.effects) for outcome in self.outcomes)


def usual_factors(schema: pl.Schema) -> tuple[str, ...]:
    """Return the scores of a table of results."""
    return tuple(score_of(factor) for factor in fields_of(schema, ()).factors)


def usual_controls(schema: pl.Schema) -> tuple[str, ...]:
    """Return the groupings that a table of results has."""
    return tuple(name for name in GROUPINGS if name in schema)


def associations(firms: pl.LazyFrame, asked: Asked) -> Associations:
    """Return which factors go with which outcomes.

    Args:
        firms: Results; see :mod:`steersman.cohort.columns`.
        asked: What to find out.

    Raises:
        RefusedAnalysisError: If a column is not there or of another kind.
    """
    wanted = (*asked.outcomes, *asked.factors)
    cases = cases_of(firms, wanted, asked.controls, asked.cluster, asked.strata)
    generator = np.random.default_rng(asked.seed)
    factors = [regressor_of(cases, column) for column in asked.factors]
    found = [_outcome(cases, column, factors, asked, generator) for column in asked.outcomes]
    return Associations(asked, is_synthetic(firms), cases.table.height, _adjusted(found))


def _adjusted(found: list[OutcomeEffects]) -> tuple[OutcomeEffects, ...]:
    """Return effects with p-values adjusted for their number."""
    from statsmodels.stats.multitest import multipletests

    chances = [effect.chance for outcome in found for effect in outcome.effects]
    if not chances:
        return tuple(found)
    new = iter(multipletests(chances, method="fdr_bh")[1])
    return tuple(
        replace(
            outcome,
            effects=tuple(replace(effect, adjusted=float(next(new))) for effect in outcome.effects),
        )
        for outcome in found
    )


def _outcome(
    cases: Cases,
    column: str,
    factors: list[Regressor],
    asked: Asked,
    generator: np.random.Generator,
) -> OutcomeEffects:
    values, kind = outcome_of(cases, column, asked.kind)
    known = cases.known & ~np.isnan(values)
    mean = float(np.average(values[known], weights=cases.weights[known])) if known.any() else 0.0
    built_in = [factor.column for factor in factors if is_built_in(column, factor.column)]
    others = [factor for factor in factors if factor.column not in {column, *built_in}]
    sets = [others] if asked.together else [[factor] for factor in others]
    effects: list[Effect] = []
    problems = [
        Problem("association-built-in", (), {"outcome": column, "factor": name}, "warning")
        for name in built_in
    ]
    again = Resampling(asked.draws, asked.replicates, asked.confidence)
    for together in sets:
        model = model_of(cases, column, values, kind, together)
        trouble = trouble_of(model)
        if trouble:
            problems += [problem for problem in trouble if problem not in problems]
            continue
        try:
            effects += effects_of(model, again, generator)
        except RegressionError:
            named = {"outcome": column, "factor": ", ".join(f.column for f in together)}
            problems.append(Problem("association-no-end", (), named, "warning"))
    return OutcomeEffects(column, kind, int(known.sum()), mean, tuple(effects), tuple(problems))
