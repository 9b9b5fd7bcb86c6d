"""What of an anonymous round's answers may be worked with, so that nothing shown tells on a person.

All figures of the diagnosis are the same whoever of a group gave which response. If everybody is in
one group, each large enough, and nothing was answered alike throughout a group, then no such figure
nor any number of them together says what one person answered: exchanging that person with another
of the group, who answered otherwise, changes none of them. The functions here take away what would
break this, and audit what is left.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import lcm
from typing import Literal

import numpy as np

from steersman.diagnose.careless import careless_responses
from steersman.diagnose.factors import load_factors
from steersman.diagnose.survey import answered_groups, points_by_factor
from steersman.dossier import Dossier, Response, Survey
from steersman.methods.arrays import BoolArray, FloatArray, IntArray
from steersman.methods.release_audit import audit_release
from steersman.methods.suppression import all_equal, change_is_safe, counted_with

REST = "others"
"""Group that people of small groups are counted among."""
LARGE = 2
"""Thresholds from which a group is so large that few people who came or left are lost in what the
others changed their minds about since the last round."""

Reason = Literal["", "few", "unsafe"]
Grouped = tuple[tuple[str, Response], ...]


@dataclass(frozen=True, slots=True)
class ClosedRound:
    """A closed round as it is kept.

    Attributes:
        threshold: People that a released figure is of at least.
        answers: Group and answers by item of each person, in random order.
    """

    threshold: int
    answers: tuple[tuple[str, Mapping[str, int]], ...]


@dataclass(frozen=True, slots=True)
class Release:
    """What may be worked with of a round.

    Attributes:
        survey: Responses by group, respondents numbered at random; empty where nothing is released.
        groups: People whose answers count, by group.
        reason: Why nothing is released: ``few`` usable answers, or an audit that found something;
            empty where it is.
    """

    survey: Survey
    groups: Mapping[str, int]
    reason: Reason


def releases(rounds: Sequence[ClosedRound]) -> tuple[Release, ...]:
    """Return what may be worked with of each round, given what was released of those before.

    Args:
        rounds: All closed rounds of a firm, the oldest first.
    """
    found: list[Release] = []
    before: Mapping[str, int] = {}
    for entry in rounds:
        release = _released(entry, before)
        found.append(release)
        before = release.groups or before
    return tuple(found)


def with_newest(dossier: Dossier, rounds: Sequence[ClosedRound]) -> Dossier:
    """Return a dossier with the answers of the newest round of which anything is released.

    What is returned is for working out an analysis; it must be neither kept nor shown.
    """
    usable = [release.survey for release in releases(rounds) if not release.reason]
    return replace(dossier, survey=usable[-1]) if usable else dossier


def _released(entry: ClosedRound, before: Mapping[str, int]) -> Release:
    survey = _usable(entry, before)
    groups = {name: len(responses) for name, responses in answered_groups(survey).items()}
    if sum(groups.values()) < entry.threshold:
        return Release(Survey(), {}, "few")
    if not survey_is_safe(survey, entry.threshold):
        return Release(Survey(), {}, "unsafe")
    return Release(survey, groups, "")


def _usable(entry: ClosedRound, before: Mapping[str, int]) -> Survey:
    """Take away responses and items until none is left that must go.

    Taking an item away may leave a response that looks careless or says nothing, and a response
    less may leave a group too small, so that all of it is looked at again after each change.
    """
    grouped: Grouped = tuple(
        (group, Response(respondent=f"r{place}", answers=answers))
        for place, (group, answers) in enumerate(entry.answers, start=1)
    )
    while True:
        read = _read(grouped)
        names = _names(read, entry.threshold, before)
        survey = _as_survey((names[group], response) for group, response in read)
        hidden = {
            name: _hidden_items(responses, entry.threshold)
            for name, responses in answered_groups(survey).items()
        }
        left = tuple((group, _less(response, hidden[names[group]])) for group, response in read)
        if left == grouped:
            return survey
        grouped = left


def _read(grouped: Grouped) -> Grouped:
    """Return the responses that say something and were thought about."""
    said = tuple((group, response) for group, response in grouped if response.answers)
    careless = {entry.respondent for entry in careless_responses(_as_survey(said))}
    return tuple((group, entry) for group, entry in said if entry.respondent not in careless)


def _names(grouped: Grouped, threshold: int, before: Mapping[str, int]) -> dict[str, str]:
    """Return under which name each group is counted, small groups among the rest.

    Groups are not told apart at all where few people came to or left one that is not large.
    """
    counts = Counter(group for group, _ in grouped)
    names = counted_with(counts, threshold, REST)
    sizes = Counter(names[group] for group, _ in grouped)
    small = (name for name, size in sizes.items() if size < LARGE * threshold)
    if all(change_is_safe(before.get(name, sizes[name]), sizes[name], threshold) for name in small):
        return names
    return dict.fromkeys(names, REST)


def _as_survey(grouped: Iterable[tuple[str, Response]]) -> Survey:
    parts: dict[str, list[Response]] = {}
    for group, response in grouped:
        parts.setdefault(group, []).append(response)
    return Survey(**{group: tuple(responses) for group, responses in parts.items()})


def _hidden_items(responses: tuple[Response, ...], threshold: int) -> frozenset[str]:
    """Return the items that a group's figures must be worked out without.

    Those that fewer than the threshold answered, those that all answered alike, and all of a factor
    on which everybody has the same points.
    """
    points = points_by_factor(responses)
    hidden: set[str] = set()
    for place, factor in enumerate(load_factors()):
        alike = _alike(points[:, place])
        for item in factor.items:
            given = [entry.answers[item.id] for entry in responses if item.id in entry.answers]
            if alike or len(given) < threshold or len(set(given)) == 1:
                hidden.add(item.id)
    return frozenset(hidden)


def _alike(points: FloatArray) -> bool:
    return all_equal(points[~np.isnan(points)])


def _less(response: Response, hidden: frozenset[str]) -> Response:
    kept = {item: value for item, value in response.answers.items() if item not in hidden}
    return replace(response, answers=kept)


def survey_is_safe(survey: Survey, threshold: int) -> bool:
    """Whether no figure of the diagnosis tells on fewer people than the threshold.

    For each factor the means and counts of groups, of everybody, and the mean of group means are
    audited together, with all items and the points as what must not be known.
    """
    return all(audit_release(*figures, threshold).safe for figures in released_cells(survey))


def released_cells(survey: Survey) -> Iterator[tuple[IntArray, FloatArray]]:
    """Yield for each factor what is released of it, as rows over respondents, and what they said.

    Rows are for the groups, for everybody, and for the mean of group means (whole numbers, the
    smallest multiple of its weights), over the respondents of all groups in order; what they said
    are answers by item and, in the last column, points.
    """
    groups = answered_groups(survey).values()
    responses = tuple(response for group in groups for response in group)
    member = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    points = points_by_factor(responses)
    for place, factor in enumerate(load_factors()):
        given = [[entry.answers.get(i.id, np.nan) for i in factor.items] for entry in responses]
        answered = ~np.isnan(points[:, place])
        yield _rows(answered, member), np.column_stack([given, points[:, place]])


def _rows(answered: BoolArray, member: IntArray) -> IntArray:
    cells = [(answered & (member == number)).astype(np.int64) for number in np.unique(member)]
    cells = [cell for cell in cells if cell.any()]
    scale = lcm(*(int(cell.sum()) for cell in cells))
    means = sum((cell * (scale // int(cell.sum())) for cell in cells), 0 * member)
    return np.stack([*cells, answered.astype(np.int64), means])
