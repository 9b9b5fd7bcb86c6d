"""Responses that nobody thought about: one answer throughout, no time to read, or a copy."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from steersman.diagnose.factors import load_factors
from steersman.diagnose.result import CarelessReason, CarelessResponse
from steersman.dossier import Response, Survey
from steersman.dossier.survey import SURVEY_GROUPS

LEAST_ANSWERS = 8
"""Answers below which one value throughout may well be meant."""
LONGEST_RUN = 14
"""Equal answers in a row that nobody who reads turned-round items gives (Johnson 2005)."""
LEAST_FOR_A_COPY = 20
"""Answers that two people do not give alike by chance."""
SECONDS_PER_ITEM = 2.0
"""Time below which an item cannot have been read (Huang et al. 2012)."""


def reason_against(response: Response) -> CarelessReason | None:
    """Return why a response cannot be used, None if it can."""
    order = [item.id for factor in load_factors() for item in factor.items]
    answers = [response.answers[item] for item in order if item in response.answers]
    if len(answers) >= LEAST_ANSWERS and (
        len(set(answers)) == 1 or _longest_run(answers) >= LONGEST_RUN
    ):
        return "straight_line"
    if response.seconds is not None and response.seconds < SECONDS_PER_ITEM * len(answers):
        return "too_fast"
    return None


def _longest_run(answers: list[int]) -> int:
    longest = run = 1
    for before, after in pairwise(answers):
        run = run + 1 if after == before else 1
        longest = max(longest, run)
    return longest


def careless_responses(survey: Survey) -> tuple[CarelessResponse, ...]:
    """Return the responses that are left out, and why."""
    return tuple(_found(survey))


def without(survey: Survey, careless: tuple[CarelessResponse, ...]) -> Survey:
    """Return a survey without the responses that are left out."""
    gone = {(entry.group, entry.respondent) for entry in careless}
    kept = {
        group: tuple(
            entry for entry in getattr(survey, group) if (group, entry.respondent) not in gone
        )
        for group in SURVEY_GROUPS
    }
    return replace(survey, **kept)


def _found(survey: Survey) -> Iterator[CarelessResponse]:
    seen: set[frozenset[tuple[str, int]]] = set()
    for group in SURVEY_GROUPS:
        for response in getattr(survey, group):
            answers = frozenset(response.answers.items())
            reason = reason_against(response)
            if reason is None and len(answers) >= LEAST_FOR_A_COPY and answers in seen:
                reason = "copy"
            if reason:
                yield CarelessResponse(group, response.respondent, reason)
            seen.add(answers)
