"""T10.2: whoever runs a survey looks after every step, and still cannot tell two worlds apart.

In the other world two people of one group gave each other's answers. Whatever can be asked for must
be the same in both, before the end and after it.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from steersman.diagnose.factors import load_factors
from steersman.diagnose.release import ClosedRound, releases
from steersman.diagnose.survey import group_differences, same_pattern, survey_evidence
from steersman.serialise import to_json
from steersman.store import surveys as store
from steersman.store.access import Member
from steersman.store.database import Database, open_database
from steersman.store.errors import NotFoundError, RefusedError
from steersman.store.migrate import upgrade
from steersman.web.service import surveys
from tests.store.test_faults import FULL
from tests.store.test_store import owner_of

RUNS, STEPS = (1000, 40) if FULL else (10, 40)
NOW = datetime(2026, 7, 1, 9, tzinfo=UTC)
ITEMS = [item.id for factor in load_factors() for item in factor.items]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = open_database(str(tmp_path / "firms.db"))
    upgrade(database)
    yield database
    database.close()


class World:
    """A firm, its open round, and everything that its owner can see."""

    def __init__(self, database: Database, member: Member) -> None:
        self.database = database
        self.member = member
        self.tokens: list[str] = []
        self.round_id = ""

    def open(self, groups: dict[str, int], now: datetime) -> bool:
        try:
            self.round_id, tokens = surveys.open_round(self.database, self.member, groups, 5, now)
        except RefusedError:
            return False
        self.tokens = [token for group in sorted(tokens) for token in tokens[group]]
        return True

    def answer(self, person: int, answers: dict[str, int]) -> bool:
        try:
            surveys.take(self.database, self.tokens[person], answers)
        except NotFoundError:
            return False
        return True

    def close(self, now: datetime) -> bool:
        try:
            surveys.close_round(self.database, self.member, self.round_id, now)
        except NotFoundError:
            return False
        return True

    def seen(self) -> Any:
        """Return what can be seen of the surveys on their page, without ids."""
        with self.database.reading() as connection:
            found = surveys.standing(connection, self.member.firm_id)
        told = [(replace(entry, id=""), release.groups) for entry, release in found.closed]
        return replace(found.open, id="") if found.open else None, told, found.next_day

    def figures(self) -> Any:
        """Return every figure of the diagnosis that rests on answers."""
        with self.database.reading() as connection:
            newest = store.newest_closed(connection, self.member.firm_id, surveys.KIND)
            kept = store.answers_until(connection, self.member.firm_id, newest) if newest else ()
        return [
            [
                *(to_json(survey_evidence(entry.survey, factor)) for factor in load_factors()),
                to_json(same_pattern(entry.survey)),
                to_json(group_differences(entry.survey)),
            ]
            for entry in releases([ClosedRound(level, tuple(given)) for level, given in kept])
            if not entry.reason
        ]


def close_to(one: Any, other: Any, near: float = 1e-9) -> bool:
    """Whether two views are the same but for rounding.

    Omega is searched for, and where the search ends hangs on the order in which the numbers are
    added up, which is that of random ids.
    """
    if isinstance(one, float) and isinstance(other, float):
        return one == pytest.approx(other, abs=near)
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(
            close_to(*pair) for pair in zip(one, other, strict=True)
        )
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(
            close_to(one[name], other[name], 0.02 if name == "omega" else near) for name in one
        )
    return one == other


def swapped(rng: np.random.Generator, sizes: list[int]) -> dict[int, int]:
    """Return who of one group gives whose answers in the other world."""
    begin = int(rng.choice([0, *np.cumsum(sizes)[:-1]]))
    end = begin + sizes[[0, *np.cumsum(sizes)[:-1]].index(begin)]
    one, two = (int(person) for person in rng.choice(np.arange(begin, end), 2, replace=False))
    return {one: two, two: one}


def test_nobody_can_tell_who_of_a_group_answered_what(database: Database) -> None:
    rng = np.random.default_rng(20260701)
    released = 0
    for run in range(RUNS):
        worlds = [World(database, owner_of(database, f"{side}{run}")) for side in "ab"]
        groups = {name: int(rng.integers(5, 9)) for name in ("others", "research_staff")}
        exchange = swapped(rng, [groups[name] for name in sorted(groups)])
        people, now = sum(groups.values()), NOW
        order = list(rng.permutation(people))
        # The two who differ answer before the owner closes, or the worlds differ in who answered.
        order.sort(key=lambda person: person not in exchange)
        answers = [
            {item: int(value) for item, value in zip(ITEMS, rng.integers(1, 6, 52), strict=True)}
            for _ in range(people)
        ]
        assert [world.open(groups, now) for world in worlds] == [True, True]
        for step in range(STEPS):
            deed = rng.random()
            if order and (deed < 0.6 or step < 2):
                person = int(order.pop(0))
                given = (answers[person], answers[exchange.get(person, person)])
                done = [world.answer(person, a) for world, a in zip(worlds, given, strict=True)]
            elif deed < 0.75:
                done = [world.close(now) for world in worlds]
            elif deed < 0.9:
                done = [world.open(groups, now) for world in worlds]
            else:
                now += timedelta(days=int(rng.integers(1, 40)))
                done = [True, True]
            assert done[0] == done[1]
            assert close_to(*(world.seen() for world in worlds))
        figures = [world.figures() for world in worlds]
        released += bool(figures[0])
        assert close_to(*figures)
    assert released > RUNS / 3
