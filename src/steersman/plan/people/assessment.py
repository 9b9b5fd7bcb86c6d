"""Assessments put on one scale, and goals that the plan asks of people."""

from itertools import combinations

import numpy as np
from scipy.stats import norm

from steersman.dossier import Assessment, Dossier
from steersman.methods.arrays import FloatArray
from steersman.methods.rater_model import (
    RaterModel,
    chance_of_better,
    close_bands,
    fit_rater_model,
    raters_needed,
)
from steersman.plan.people.reward_result import (
    AssessmentRound,
    PersonGoal,
    PersonScore,
    RaterSeverity,
)
from steersman.plan.result import Plan

SURE = 0.9
"""Chance from which one person counts as better than another."""
NINETY = float(norm.ppf(0.95))
RATERS_FOR_PAY = 2
WANTED_RELIABILITY = 0.8
EXPLORATION_BELOW = 0.75
"""Chance of success below which finishing a stage is a goal of finding out."""


def latest_assessment(dossier: Dossier) -> tuple[AssessmentRound | None, str]:
    """Return the latest round of assessments, or why it cannot be worked out.

    Only ratings meant for pay count, and nobody rates themselves.

    Reasons are ``none``, ``one-person``, ``one-rater`` and ``too-few`` ratings.
    """
    ratings = [
        entry for entry in dossier.assessments if entry.for_pay and entry.rater != entry.person
    ]
    if not ratings:
        return None, "none"
    period = max(entry.period for entry in ratings)
    ratings = [entry for entry in ratings if entry.period == period]
    people = sorted({entry.person for entry in ratings})
    raters = sorted({entry.rater for entry in ratings})
    if len(people) < 2:
        return None, "one-person"
    if len(raters) < RATERS_FOR_PAY:
        return None, "one-rater"
    pairs, means = _over_criteria(ratings)
    try:
        model = fit_rater_model(
            np.array([people.index(person) for person, _ in pairs]),
            np.array([raters.index(rater) for _, rater in pairs]),
            means,
        )
    except ValueError:
        return None, "too-few"
    return _round(period, people, raters, ratings, model), ""


def _over_criteria(ratings: list[Assessment]) -> tuple[list[tuple[str, str]], FloatArray]:
    """Return every rater's mean view of every person, criteria brought to one level first.

    A rater's scores of one person on several criteria are one impression, not several.
    """
    level = float(np.mean([entry.score for entry in ratings]))
    by_criterion: dict[str, list[float]] = {}
    for entry in ratings:
        by_criterion.setdefault(entry.criterion, []).append(entry.score)
    shift = {name: level - float(np.mean(scores)) for name, scores in by_criterion.items()}
    views: dict[tuple[str, str], list[float]] = {}
    for entry in ratings:
        views.setdefault((entry.person, entry.rater), []).append(
            entry.score + shift[entry.criterion]
        )
    pairs = sorted(views)
    return pairs, np.array([float(np.mean(views[pair])) for pair in pairs])


def _round(
    period: str, people: list[str], raters: list[str], ratings: list[Assessment], model: RaterModel
) -> AssessmentRound:
    bands = close_bands(model, SURE)
    error = np.sqrt(np.diag(model.score_covariance))
    scores = [
        _score(person, [entry for entry in ratings if entry.person == person],
               model.mean + model.person[place], float(error[place]), int(bands[place]))
        for place, person in enumerate(people)
    ]  # fmt: skip
    severities = [
        RaterSeverity(
            rater,
            float(model.severity[place]),
            float(model.severity[place] - NINETY * model.severity_error[place]),
            float(model.severity[place] + NINETY * model.severity_error[place]),
            sum(entry.rater == rater for entry in ratings),
        )
        for place, rater in enumerate(raters)
    ]
    chances = chance_of_better(model)
    pairs = list(combinations(range(len(people)), 2))
    decided = sum(max(chances[a, b], chances[b, a]) >= SURE for a, b in pairs)
    needed = None
    if 0 < model.reliability < 1:
        needed = raters_needed(model.reliability, WANTED_RELIABILITY)
    return AssessmentRound(
        period,
        tuple(sorted(scores, key=lambda score: (-score.score, score.person))),
        tuple(sorted(severities, key=lambda entry: -entry.severity)),
        model.reliability,
        needed,
        float(decided / len(pairs)),
    )


def _score(
    person: str, ratings: list[Assessment], score: float, error: float, band: int
) -> PersonScore:
    raters = {entry.rater for entry in ratings}
    return PersonScore(
        person=person,
        score=float(score),
        low=float(score - NINETY * error),
        high=float(score + NINETY * error),
        plain=float(np.mean([entry.score for entry in ratings])),
        raters=len(raters),
        band=band,
        for_pay=len(raters) >= RATERS_FOR_PAY,
        contested=tuple(entry.contested for entry in ratings if entry.contested),
    )


def goals_of(dossier: Dossier, plan: Plan) -> tuple[PersonGoal, ...]:
    """Return what the plan asks of people: stages to finish, with dates that hold or may slip."""
    chances = {
        (project.id, stage.id): stage.success
        for project in dossier.projects
        for stage in project.stages
    }
    goals = []
    for stage in plan.stages:
        span = stage.finish_span
        for person, fte in stage.team.items():
            goals.append(
                PersonGoal(
                    person,
                    stage.project,
                    stage.stage,
                    fte,
                    stage.start,
                    span.median if span else stage.finish,
                    span.late if span else stage.finish,
                    chances.get((stage.project, stage.stage), 1.0) < EXPLORATION_BELOW,
                )
            )
    return tuple(sorted(goals, key=lambda goal: (goal.start, goal.project, goal.person)))
