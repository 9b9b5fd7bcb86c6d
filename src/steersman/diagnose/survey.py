"""Survey answers as points, by respondent group, small groups hidden."""

from collections.abc import Mapping

import numpy as np
from scipy.stats import t as student_t

from steersman.diagnose.factors import Factor, load_factors
from steersman.diagnose.result import GroupDifference, SurveyEvidence
from steersman.dossier import Response, Survey
from steersman.dossier.survey import SURVEY_GROUPS
from steersman.methods.agreement import (
    group_correlation,
    krippendorff_alpha,
    within_group_agreement,
)
from steersman.methods.arrays import FloatArray
from steersman.methods.reliability import cronbach_alpha, item_total_correlations, mcdonald_omega
from steersman.methods.respondents import pooled_means

LOWEST, HIGHEST = 1, 5
OPTIONS = HIGHEST - LOWEST + 1
LEAST_SHOWN = 3
"""Respondents that a group must have for its mean to be shown."""
WEAK_ITEM = 0.2
"""Item-total correlation below which an item does not measure what the others do (Nunnally)."""
LEAST_FOR_ITEMS = 8
"""Respondents below which correlations of items say nothing."""
ONE_SIDED_95 = 1.645
SURE = 0.95
COMPARED = ("leaders", "research_staff")


def answered_groups(survey: Survey) -> dict[str, tuple[Response, ...]]:
    """Return the responses by group, groups without any left out."""
    return {name: responses for name in SURVEY_GROUPS if (responses := getattr(survey, name))}


def group_scores(survey: Survey) -> list[FloatArray]:
    """Return for each group that answered the points by respondent and factor.

    A respondent's points for a factor are the mean over the items answered, from 0 to 100, reversed
    items turned round.
    """
    scores = [points_by_factor(responses) for responses in answered_groups(survey).values()]
    return scores or [np.full((1, len(load_factors())), np.nan)]


def points_by_factor(responses: tuple[Response, ...]) -> FloatArray:
    """Return the points of each response by factor, not a number where nothing was answered."""
    return np.array(
        [[_points(response, factor) for factor in load_factors()] for response in responses]
    )


def _points(response: Response, factor: Factor) -> float:
    points = [value for value in _item_points(response, factor) if not np.isnan(value)]
    return float(np.mean(points)) if points else np.nan


def _item_points(response: Response, factor: Factor) -> list[float]:
    values = []
    for item in factor.items:
        answer = response.answers.get(item.id)
        if answer is None:
            values.append(np.nan)
        else:
            share = (answer - LOWEST) / (HIGHEST - LOWEST)
            values.append(100 * (1 - share if item.reverse else share))
    return values


def survey_evidence(survey: Survey, factor: Factor) -> SurveyEvidence:
    """Return what the answers say about one factor, and how well they hang together."""
    by_group = {
        name: _matrix(responses, factor) for name, responses in answered_groups(survey).items()
    }
    by_group = {name: matrix for name, matrix in by_group.items() if not np.isnan(matrix).all()}
    if not by_group:
        return SurveyEvidence(None, 0, {}, None, None, None, None, ())
    means = {name: float(np.nanmean(matrix)) for name, matrix in by_group.items()}
    counts = {name: int((~np.isnan(matrix)).any(axis=1).sum()) for name, matrix in by_group.items()}
    answered = sum(counts.values())
    matrix = np.concatenate(list(by_group.values()))
    alpha = cronbach_alpha(matrix)
    return SurveyEvidence(
        points=float(np.mean(list(means.values()))) if answered >= LEAST_SHOWN else None,
        respondents=answered,
        by_group={name: means[name] for name in shown_groups(counts)},
        alpha=(alpha.value, alpha.low, alpha.high) if alpha else None,
        omega=mcdonald_omega(matrix),
        agreement=within_group_agreement(matrix / 100 * (OPTIONS - 1), OPTIONS),
        group_share=_group_share(by_group),
        weak_items=_weak_items(matrix, factor),
    )


def _group_share(by_group: Mapping[str, FloatArray]) -> float | None:
    """Return ICC(1): how much of the differences is between groups."""
    means = [np.nanmean(matrix, axis=1) for matrix in _without_silent(by_group)]
    groups = np.repeat(np.arange(len(means)), [len(part) for part in means])
    found = group_correlation(np.concatenate(means), groups)
    return found.one_member if found else None


def _without_silent(by_group: Mapping[str, FloatArray]) -> list[FloatArray]:
    return [matrix[(~np.isnan(matrix)).any(axis=1)] for matrix in by_group.values()]


def _weak_items(matrix: FloatArray, factor: Factor) -> tuple[str, ...]:
    """Return items whose correlation with the others is surely low (Fisher's z, 95 % one-sided)."""
    complete = int((~np.isnan(matrix).any(axis=1)).sum())
    if complete < LEAST_FOR_ITEMS:
        return ()
    reach = ONE_SIDED_95 / np.sqrt(complete - 3)
    correlations = np.clip(item_total_correlations(matrix), -0.999, 0.999)
    upper = np.tanh(np.arctanh(correlations) + reach)
    pairs = zip(factor.items, upper, strict=True)
    return tuple(item.id for item, highest in pairs if highest < WEAK_ITEM)


def _matrix(responses: tuple[Response, ...], factor: Factor) -> FloatArray:
    rows = [_item_points(response, factor) for response in responses]
    return np.array(rows).reshape(len(rows), len(factor.items))


def shown_groups(counts: Mapping[str, int]) -> tuple[str, ...]:
    """Return the groups whose means may be shown: none so small that a person shows through.

    With a single group hidden its mean would follow from the whole, so that the smallest of the
    others is hidden as well.

    Args:
        counts: Respondents by group, groups without any left out.
    """
    shown = [name for name, count in counts.items() if count >= LEAST_SHOWN]
    hidden = len(counts) - len(shown)
    if hidden == 1 and shown:
        shown.remove(min(shown, key=lambda name: counts[name]))
    return tuple(shown)


def same_pattern(survey: Survey) -> tuple[float, float, float] | None:
    """Return Krippendorff's alpha over all items, items as units and respondents as coders.

    High where respondents see the same points as strong and the same as weak; near zero where their
    pictures of the firm have nothing to do with one another.
    """
    responses = [response for group in answered_groups(survey).values() for response in group]
    rows = [
        [points for factor in load_factors() for points in _item_points(response, factor)]
        for response in responses
    ]
    if len(rows) < LEAST_SHOWN:
        return None
    found = krippendorff_alpha(np.array(rows).T, "interval")
    if found is None or found.high <= found.low:
        return None
    return found.value, found.low, found.high


def group_differences(survey: Survey) -> tuple[GroupDifference, ...]:
    """Return where leaders and the people who do research see a factor differently, surely.

    By t intervals whose variance is pooled over factors, wide enough that with 90 % chance none of
    all factors is named wrongly (Bonferroni). Nothing is said of a factor on which either group
    may not be shown.
    """
    groups = answered_groups(survey)
    if not set(COMPARED) <= set(groups):
        return ()
    scores = {name: points_by_factor(responses) for name, responses in groups.items()}
    leaders, staff = (pooled_means([scores[name]]) for name in COMPARED)
    difference = leaders.mean - staff.mean
    error = np.sqrt(leaders.error**2 + staff.error**2)
    tail = (1 - SURE) / len(load_factors())
    reach = student_t.ppf(1 - tail, min(leaders.freedom, staff.freedom)) * error
    return tuple(
        GroupDifference(
            factor.id, float(gap), max(float(gap - span), -100.0), min(float(gap + span), 100.0)
        )
        for place, (factor, gap, span) in enumerate(
            zip(load_factors(), difference, reach, strict=True)
        )
        if abs(gap) > span and set(COMPARED) <= set(_shown_on(scores, place))
    )


def _shown_on(scores: Mapping[str, FloatArray], place: int) -> tuple[str, ...]:
    """Return the groups that may be shown on one factor."""
    counts = {name: int((~np.isnan(part[:, place])).sum()) for name, part in scores.items()}
    return shown_groups({name: count for name, count in counts.items() if count})
