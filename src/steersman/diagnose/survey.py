"""Survey answers as points, and what their quality allows one to say."""

import numpy as np

from steersman.diagnose.factors import Factor, load_factors
from steersman.diagnose.result import SurveyEvidence
from steersman.dossier import Response, Survey
from steersman.methods.agreement import within_group_agreement
from steersman.methods.arrays import FloatArray
from steersman.methods.reliability import cronbach_alpha

GROUPS = ("leaders", "research_staff", "others")
LOWEST, HIGHEST = 1, 5


def group_scores(survey: Survey) -> list[FloatArray]:
    """Return for each group that answered the points by respondent and factor.

    A respondent's points for a factor are the mean over the items answered, from 0 to 100, reversed
    items turned round.
    """
    groups = [responses for name in GROUPS if (responses := getattr(survey, name))]
    scores = [
        np.array([[_points(response, factor) for factor in load_factors()] for response in group])
        for group in groups
    ]
    return scores or [np.full((1, len(load_factors())), np.nan)]


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
    by_group = {name: _matrix(getattr(survey, name), factor) for name in GROUPS}
    means = {
        name: float(np.nanmean(matrix))
        for name, matrix in by_group.items()
        if not np.isnan(matrix).all()
    }
    matrix = np.concatenate(list(by_group.values()))
    answered = int((~np.isnan(matrix)).any(axis=1).sum())
    if not answered:
        return SurveyEvidence(None, 0, {}, None, None)
    alpha = cronbach_alpha(matrix)
    options = HIGHEST - LOWEST + 1
    agreement = within_group_agreement(matrix / 100 * (options - 1), options)
    return SurveyEvidence(
        points=float(np.mean(list(means.values()))),
        respondents=answered,
        by_group=means,
        alpha=(alpha.value, alpha.low, alpha.high) if alpha else None,
        agreement=agreement,
    )


def _matrix(responses: tuple[Response, ...], factor: Factor) -> FloatArray:
    rows = [_item_points(response, factor) for response in responses]
    return np.array(rows).reshape(len(rows), len(factor.items))
