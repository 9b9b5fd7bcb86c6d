"""Stage 1: what are we? Official definitions, points reached and missing, as of a day."""

from datetime import date
from typing import Any

from steersman.dossier import Dossier
from steersman.identify.eu_status import size_class, statuses_by_year
from steersman.identify.facts import closed_years, facts_of, latest_figures
from steersman.identify.result import Identification, NextBand, SizeClass, Status, YearStatus
from steersman.rulebook import Evaluation, Rule, evaluate, load_rule

__all__ = ["Identification", "NextBand", "SizeClass", "Status", "YearStatus", "identify"]

RULES = ("cn/technology-sme-evaluation", "eu/sme-definition")


def identify(dossier: Dossier, as_of: date) -> Identification:
    """Evaluate every official status on what the dossier says.

    Args:
        dossier: The firm.
        as_of: Day for which the law and the figures are taken.
    """
    facts = facts_of(dossier, as_of)
    years = closed_years(dossier.firm, as_of)
    statuses = []
    for identifier in RULES:
        rule = load_rule(identifier)
        evaluation = evaluate(rule, facts)
        history: tuple[YearStatus, ...] = ()
        answer = evaluation.answer
        size: SizeClass = "unknown"
        if identifier == "eu/sme-definition":
            history = statuses_by_year(rule, dossier.firm, years)
            answer = history[-1].is_sme if history else answer
            size = size_class(rule, dossier.firm, years, answer)
        bands = _next_bands(rule, evaluation)
        in_force = rule.in_force(as_of)
        statuses.append(Status(identifier, in_force, evaluation, answer, bands, history, size))
    latest = latest_figures(dossier.firm, as_of)
    return Identification(as_of, latest.year if latest else None, tuple(statuses))


def _next_bands(rule: Rule, evaluation: Evaluation) -> tuple[NextBand, ...]:
    bands = []
    for criterion in rule.criteria:
        points = evaluation.criterion(criterion.id).points
        if points is not None:
            bands.extend(_better_bands(criterion.id, criterion.points, float(points.low)))
    return tuple(bands)


def _better_bands(criterion: str, expression: Any, reached: float) -> list[NextBand]:  # noqa: ANN401
    if "best_of" in expression:
        return [
            band
            for option in expression["best_of"]
            for band in _better_bands(criterion, option, reached)
        ]
    better = [(bound, points) for bound, points in expression["bands"] if points > reached]
    if not better:
        return []
    bound, points = better[-1]
    value = expression["value"]
    facts = tuple(value["ratio"]) if "ratio" in value else (value["fact"],)
    return [NextBand(criterion, facts, float(bound), float(points), float(points) - reached)]
