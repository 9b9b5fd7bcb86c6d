"""T10.1: what is released of a round tells on nobody, however figures are combined."""

import os
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from steersman.diagnose import release as module
from steersman.diagnose.careless import careless_responses
from steersman.diagnose.factors import load_factors
from steersman.diagnose.release import (
    ClosedRound,
    released_cells,
    releases,
    survey_is_safe,
    with_newest,
)
from steersman.diagnose.survey import (
    answered_groups,
    group_differences,
    same_pattern,
    shown_groups,
    survey_evidence,
)
from steersman.dossier import Response, Survey
from steersman.dossier.survey import SURVEY_GROUPS
from steersman.methods.release_audit import audit_release
from tests.data import example_firm

FULL = os.environ.get("STEERSMAN_FULL_TESTS") == "1"
FIRMS = 1000 if FULL else 60
ITEMS = [item.id for factor in load_factors() for item in factor.items]


def answers(rng: np.random.Generator, level: float = 3.0, silent: float = 0.05) -> dict[str, int]:
    """Return what one person says: a view of the whole, a view of each item, and don't know."""
    view = level + rng.normal(0, 0.6)
    given = np.clip(np.round(view + rng.normal(0, 0.8, len(ITEMS))), 1, 5).astype(int)
    known = rng.random(len(ITEMS)) >= silent
    return {name: int(v) for name, v, k in zip(ITEMS, given, known, strict=True) if k}


def closed(
    rng: np.random.Generator, groups: Mapping[str, int], level: float = 3.0, silent: float = 0.05
) -> ClosedRound:
    labels = [group for group, count in groups.items() for _ in range(count)]
    rng.shuffle(labels)
    return ClosedRound(5, tuple((group, answers(rng, level, silent)) for group in labels))


def random_firm(rng: np.random.Generator) -> ClosedRound:
    """A firm of 5 to 250 people of whom some answer, some of these without reading."""
    people = int(np.exp(rng.uniform(np.log(5), np.log(251))))
    shares = rng.dirichlet((1, 2, 2))
    counts = rng.multinomial(people, shares)
    answered = rng.binomial(counts, rng.uniform(0.5, 1))
    groups = dict(zip(SURVEY_GROUPS, (int(count) for count in answered), strict=True))
    found = closed(rng, groups, rng.uniform(1.5, 4.8), rng.uniform(0, 0.3))
    lazy = tuple(
        (group, dict.fromkeys(given, 3)) if rng.random() < 0.05 else (group, given)
        for group, given in found.answers
    )
    return replace(found, answers=lazy)


def told_on(survey: Survey, threshold: int) -> int:
    """Return the number of factors whose released figures tell on fewer people than promised."""
    return sum(not audit_release(*figures, threshold).safe for figures in released_cells(survey))


def test_nobody_is_reconstructed_in_random_firms() -> None:
    rng = np.random.default_rng(20260701)
    released = 0
    for _ in range(FIRMS):
        entry = random_firm(rng)
        (found,) = releases((entry,))
        if found.reason:
            assert (found.reason, found.survey) == ("few", Survey())
            continue
        released += 1
        assert told_on(found.survey, 5) == 0
        assert min(found.groups.values()) >= 5
        assert set(shown_groups(found.groups)) == set(found.groups)
        assert careless_responses(found.survey) == ()
    assert released > FIRMS / 2


def test_free_filters_with_five_people_each_are_caught() -> None:
    """The naive rule: any filter may be asked for as long as five people are in it."""
    rng = np.random.default_rng(7)
    reconstructed = people = caught = 0
    for _ in range(60):
        count = int(rng.integers(10, 60))
        marks = [rng.integers(0, 3, count), rng.integers(0, 4, count), rng.integers(0, 3, count)]
        cells = [np.ones(count, np.int64)]
        for one in range(3):
            for value in np.unique(marks[one]):
                cells.append((marks[one] == value).astype(np.int64))
                for other in range(one):
                    both = (marks[one] == value)[None, :] & (
                        marks[other][None, :] == np.unique(marks[other])[:, None]
                    )
                    cells += [row.astype(np.int64) for row in both]
        shown = np.array([cell for cell in cells if cell.sum() >= 5])
        audit = audit_release(shown, np.empty((count, 0)), 2)
        reconstructed += len(audit.determined)
        people += count
        caught += not audit.safe
    assert caught > 20
    assert reconstructed / people > 0.01


def test_the_groups_as_they_come_would_be_caught() -> None:
    """Without this module, leaders of three would be shown and one who answered alone told on."""
    rng = np.random.default_rng(1)
    entry = closed(rng, {"leaders": 3, "research_staff": 8, "others": 9})
    parts: dict[str, list[Response]] = {}
    for place, (group, given) in enumerate(entry.answers):
        parts.setdefault(group, []).append(Response(respondent=f"r{place}", answers=given))
    naive = Survey(**{name: tuple(found) for name, found in parts.items()})
    assert not survey_is_safe(naive, 5)
    (found,) = releases((entry,))
    assert found.groups == {"research_staff": 8, "others": 12}


def test_every_figure_is_the_same_whoever_of_a_group_gave_which_response() -> None:
    """The premise of the promise, for all that the diagnosis says of the survey."""
    rng = np.random.default_rng(3)
    (found,) = releases((closed(rng, {"leaders": 6, "research_staff": 9, "others": 12}),))
    groups = answered_groups(found.survey)
    mixed = Survey(
        **{
            name: tuple(
                replace(part[place], respondent=f"x{number}")
                for number, place in enumerate(rng.permutation(len(part)))
            )
            for name, part in groups.items()
        }
    )
    for factor in load_factors():
        one, two = (survey_evidence(survey, factor) for survey in (found.survey, mixed))
        assert (one.points, one.respondents, one.weak_items) == (
            pytest.approx(two.points), two.respondents, two.weak_items,
        )  # fmt: skip
        assert one.by_group == pytest.approx(two.by_group)
        assert one.agreement == pytest.approx(two.agreement)
        assert one.omega == pytest.approx(two.omega, abs=1e-4)
        assert one.group_share == pytest.approx(two.group_share)
    assert same_pattern(found.survey) == pytest.approx(same_pattern(mixed))
    one, two = (group_differences(survey) for survey in (found.survey, mixed))
    assert [gap.factor for gap in one] == [gap.factor for gap in two]


def test_what_a_whole_group_answers_alike_is_left_out() -> None:
    rng = np.random.default_rng(5)
    entry = closed(rng, {"research_staff": 6, "others": 8}, silent=0)
    alike = tuple(
        (group, {**given, ITEMS[0]: 4} if group == "research_staff" else given)
        for group, given in entry.answers
    )
    (found,) = releases((replace(entry, answers=alike),))
    assert all(ITEMS[0] not in entry.answers for entry in found.survey.research_staff)
    assert all(ITEMS[0] in entry.answers for entry in found.survey.others)


def test_a_factor_that_few_of_a_group_know_is_left_out_for_that_group() -> None:
    rng = np.random.default_rng(6)
    factor = load_factors()[2]
    entry = closed(rng, {"research_staff": 6, "others": 8}, silent=0)
    own = {item.id for item in factor.items}
    spared = 0
    quiet = []
    for group, given in entry.answers:
        spared += group == "research_staff"
        drop = group == "research_staff" and spared > 4
        quiet.append((group, {i: v for i, v in given.items() if not (drop and i in own)}))
    (found,) = releases((replace(entry, answers=tuple(quiet)),))
    evidence = survey_evidence(found.survey, factor)
    assert set(evidence.by_group) == {"others"}
    assert evidence.respondents == 8


def test_who_did_not_read_or_says_nothing_counts_nowhere() -> None:
    """Five answered, one of them without reading: four are too few."""
    rng = np.random.default_rng(8)
    entry = closed(rng, {"others": 4}, silent=0)
    lazy = replace(entry, answers=(*entry.answers, ("others", dict.fromkeys(ITEMS, 3))))
    assert releases((lazy,))[0].reason == "few"
    silent = replace(entry, answers=(*entry.answers, ("others", {})))
    assert releases((silent,))[0].reason == "few"


def test_groups_are_not_told_apart_where_few_came_to_a_small_one() -> None:
    rng = np.random.default_rng(9)
    first = closed(rng, {"leaders": 6, "others": 20}, silent=0)
    joined = closed(rng, {"leaders": 7, "others": 20}, silent=0)
    same = closed(rng, {"leaders": 6, "others": 21}, silent=0)
    assert releases((first, joined))[1].groups == {"others": 27}
    assert releases((first, same))[1].groups == {"leaders": 6, "others": 21}


def test_the_newest_round_of_which_anything_is_released_is_worked_with() -> None:
    rng = np.random.default_rng(10)
    whole, few = closed(rng, {"others": 9}, silent=0), closed(rng, {"others": 3}, silent=0)
    dossier = example_firm()
    assert with_newest(dossier, (few,)) is dossier
    found = with_newest(dossier, (whole, few)).survey
    assert found == releases((whole,))[0].survey
    assert {entry.respondent for entry in found.others} == {f"r{n}" for n in range(1, 10)}


def test_nothing_is_released_that_the_audit_finds_unsafe(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = closed(np.random.default_rng(11), {"others": 9})
    monkeypatch.setattr(module, "survey_is_safe", lambda *_: False)
    (found,) = releases((entry,))
    assert (found.reason, found.survey, found.groups) == ("unsafe", Survey(), {})
