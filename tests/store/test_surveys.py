"""Surveys: one answer each, nothing before the end, nothing that ties an answer to a person."""

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import perf_counter

import numpy as np
import pytest
from sqlalchemy import insert, select, text

from steersman.store import surveys
from steersman.store.access import Member
from steersman.store.database import Database, open_database
from steersman.store.errors import NotFoundError, RefusedError
from steersman.store.migrate import downgrade, upgrade
from steersman.store.tables import audit, survey_answer, survey_token
from tests.store.test_faults import FULL
from tests.store.test_store import owner_of

NOW = datetime(2026, 7, 1, 9, tzinfo=UTC)
RUNS = 200 if FULL else 10
PEOPLE = 30


def opened(database: Database, people: int = 6) -> tuple[Member, str, tuple[str, ...]]:
    """Return who opened a survey, its round and its tokens."""
    member = owner_of(database)
    with database.writing() as connection:
        groups = {"leaders": 2, "others": people - 2}
        round_id, tokens = surveys.open_round(connection, member, "survey", groups, 5, NOW)
    return member, round_id, tokens["others"]


def answered(database: Database, tokens: tuple[str, ...]) -> None:
    for number, token in enumerate(tokens):
        with database.writing() as connection:
            surveys.answer(connection, token, {"MAN1": number % 5 + 1})
        database.forget(*surveys.TABLES)


def closed(database: Database, member: Member, round_id: str, now: datetime = NOW) -> None:
    with database.writing() as connection:
        surveys.close_round(connection, member, round_id, now)
    database.forget(*surveys.TABLES)


def test_a_token_answers_once_and_only_while_the_round_is_open(database: Database) -> None:
    """T10.4: a second vote, a token never given, one whose round is closed."""
    member, round_id, tokens = opened(database)
    answered(database, tokens[:5])
    for token in (tokens[0], "never given"):
        with pytest.raises(NotFoundError), database.writing() as connection:
            surveys.answer(connection, token, {})
    with database.writing() as connection:
        assert surveys.may_answer(connection, tokens[5]) == "survey"
        surveys.close_round(connection, member, round_id, NOW)
        assert surveys.may_answer(connection, tokens[5]) is None
    with pytest.raises(NotFoundError), database.writing() as connection:
        surveys.answer(connection, tokens[5], {})
    with database.reading() as connection:
        ((threshold, found),) = surveys.answers_until(connection, member.firm_id, round_id)
    assert threshold == 5
    assert sorted(answers["MAN1"] for _, answers in found) == [1, 2, 3, 4, 5]
    assert {group for group, _ in found} == {"others"}


def test_small_groups_are_counted_with_the_others_from_the_start(database: Database) -> None:
    member = owner_of(database)
    groups = {"leaders": 3, "research_staff": 7, "others": 4}
    with database.writing() as connection:
        _, tokens = surveys.open_round(connection, member, "survey", groups, 5, NOW)
    assert {name: len(part) for name, part in tokens.items()} == {"others": 7, "research_staff": 7}
    with database.reading() as connection:
        kept = connection.execute(select(survey_token.c.respondents)).scalars().all()
        (found,) = surveys.rounds(connection, member.firm_id)
    assert set(kept) == {"others", "research_staff"}
    assert (found.invited, found.answered) == ({"others": 7, "research_staff": 7}, 0)


def test_nothing_is_shown_before_the_end_nor_to_strangers(database: Database) -> None:
    member, round_id, tokens = opened(database)
    answered(database, tokens[:4])
    with pytest.raises(NotFoundError), database.reading() as connection:
        surveys.answers_until(connection, member.firm_id, round_id)
    closed(database, member, round_id)
    stranger = owner_of(database, "eve")
    with pytest.raises(NotFoundError), database.reading() as connection:
        surveys.answers_until(connection, stranger.firm_id, round_id)
    with pytest.raises(NotFoundError):
        closed(database, stranger, round_id)
    with database.reading() as connection:
        (told,) = surveys.rounds(connection, member.firm_id)
    assert (told.threshold, told.closed_on, told.answered) == (5, date(2026, 7, 1), 4)


@pytest.mark.parametrize(
    ("groups", "threshold"),
    [({"others": 9}, 4), ({"others": 4}, 5), ({"others": 12, "leaders": -3}, 5), ({}, 5),
     ({"others": 1001}, 5)],
)  # fmt: skip
def test_rounds_too_small_or_too_large_are_refused(
    database: Database, groups: dict[str, int], threshold: int
) -> None:
    member = owner_of(database)
    with pytest.raises(RefusedError), database.writing() as connection:
        surveys.open_round(connection, member, "survey", groups, threshold, NOW)


def test_one_round_at_a_time_and_not_again_at_once(database: Database) -> None:
    """Who asks again without one person could take the difference."""
    member, round_id, tokens = opened(database)
    answered(database, tokens)

    def again(days: int) -> None:
        with database.writing() as connection:
            later = NOW + timedelta(days=days)
            surveys.open_round(connection, member, "survey", {"others": 9}, 5, later)

    with pytest.raises(RefusedError) as refusal:
        again(0)
    assert refusal.value.parameters["reason"] == "survey-open"
    closed(database, member, round_id)
    with pytest.raises(RefusedError) as refusal:
        again(89)
    assert refusal.value.parameters["reason"] == "survey-too-soon"
    again(90)
    with database.reading() as connection:
        found = surveys.rounds(connection, member.firm_id)
        assert surveys.newest_closed(connection, member.firm_id, "survey") == round_id
    assert [entry.number for entry in found] == [2, 1]


def test_a_round_without_results_may_be_asked_again_at_once(database: Database) -> None:
    member, round_id, tokens = opened(database)
    answered(database, tokens[:4])
    closed(database, member, round_id)
    with database.writing() as connection:
        surveys.open_round(connection, member, "survey", {"others": 9}, 5, NOW)


def test_opening_and_closing_are_in_the_audit_log_and_answering_is_not(database: Database) -> None:
    member, round_id, tokens = opened(database)

    def actions() -> list[str]:
        with database.reading() as connection:
            found = select(audit.c.action).where(audit.c.chain == member.firm_id)
            return list(connection.execute(found.order_by(audit.c.number)).scalars())

    before = actions()
    answered(database, tokens)
    assert actions() == before
    closed(database, member, round_id)
    assert actions() == [*before, "survey.close"]
    assert before[-1] == "survey.open"


def test_nothing_at_rest_ties_answers_to_tokens(database: Database) -> None:
    member, round_id, tokens = opened(database, PEOPLE)
    answered(database, tokens)
    with database.reading() as connection:
        answers = connection.execute(select(survey_answer)).all()
        kept = connection.execute(select(survey_token)).all()
    assert set(survey_answer.c.keys()) == {"id", "round_id", "respondents", "answers"}
    assert set(survey_token.c.keys()) == {"token_hash", "round_id", "respondents", "used"}
    assert not {row.id for row in answers} & {row.token_hash for row in kept}
    closed(database, member, round_id)
    with database.reading() as connection:
        assert connection.execute(select(survey_token)).all() == []


def test_a_server_does_not_number_answers_by_transaction(database: Database) -> None:
    """PostgreSQL keeps with each row which transaction wrote it."""
    if database.is_sqlite:
        pytest.skip("SQLite keeps no such number")
    _, _, tokens = opened(database, PEOPLE)
    answered(database, tokens)
    with database.reading() as connection:
        rows = connection.execute(text("SELECT xmin, ctid FROM survey_answer ORDER BY id")).all()
    assert len({row[0] for row in rows}) == 1
    assert [row[1] for row in rows] == sorted((row[1] for row in rows), key=_place)


def _place(ctid: object) -> tuple[int, ...]:
    return tuple(int(part) for part in str(ctid).strip("()").split(","))


def answers_by_place(content: bytes, ids: dict[str, int]) -> list[int]:
    """Return who gave which answer by the first place where its id stands in a file."""
    found = sorted((content.find(key.encode()), number) for key, number in ids.items())
    return [number for place, number in found if place >= 0]


def run_of_thirty(file: Path) -> dict[str, int]:
    """Have thirty people answer one after the other, and return who gave which answer by id."""
    database = open_database(str(file))
    upgrade(database)
    _, _, tokens = opened(database, PEOPLE + 2)
    for number, token in enumerate(tokens[:PEOPLE]):
        with database.writing() as connection:
            surveys.answer(connection, token, {"order": number})
        database.forget(*surveys.TABLES)
    with database.reading() as connection:
        rows = connection.execute(select(survey_answer.c.id, survey_answer.c.answers)).all()
    database.close()
    return {row.id: row.answers["order"] for row in rows}


def test_a_linker_of_what_is_at_rest_does_no_better_than_chance(tmp_path: Path) -> None:
    """T10.3: order of rows, of bytes in the file, of what is left in the log, of old pages.

    Whoever knows in which order people answered guesses that the answers lie in that order. By
    chance one of thirty is right in each run.
    """
    right = {"rows": 0, "bytes": 0, "backwards": 0}
    for run in range(RUNS):
        file = tmp_path / f"{run}.db"
        ids = run_of_thirty(file)
        log = file.with_name(f"{file.name}-wal")
        assert not log.exists() or log.stat().st_size == 0
        content = file.read_bytes()
        # Nothing but the rows themselves and one index holds the id of an answer.
        assert max(content.count(key.encode()) for key in ids) <= 2
        with closing(sqlite3.connect(file)) as raw:
            rows = [ids[key] for (key,) in raw.execute("SELECT id FROM survey_answer")]
        places = answers_by_place(content, ids)
        guesses = {"rows": rows, "bytes": places, "backwards": places[::-1]}
        for name, guess in guesses.items():
            right[name] += int((np.array(guess) == np.arange(PEOPLE)).sum())
    most = RUNS + 3 * np.sqrt(RUNS)
    assert max(right.values()) <= most, right


def test_without_forgetting_the_log_would_tell(tmp_path: Path) -> None:
    """The log holds a state of the file after each answer, so that it must go."""
    file = tmp_path / "a.db"
    database = open_database(str(file))
    upgrade(database)
    _, _, tokens = opened(database)
    for number, token in enumerate(tokens):
        with database.writing() as connection:
            surveys.answer(connection, token, {"order": number})
    log = file.with_name(f"{file.name}-wal").read_bytes()
    assert log.count(b'{"order": 0}') > 1
    database.forget(*surveys.TABLES)
    assert file.with_name(f"{file.name}-wal").stat().st_size == 0
    database.close()


def test_who_reads_does_not_keep_somebody_who_answers_waiting(tmp_path: Path) -> None:
    file = tmp_path / "a.db"
    database = open_database(str(file))
    upgrade(database)
    _, _, tokens = opened(database)
    with database.reading() as reader:
        reader.execute(select(survey_token)).all()
        begun = perf_counter()
        answered(database, tokens[:1])
        assert perf_counter() - begun < 4
    answered(database, tokens[1:2])
    assert file.with_name(f"{file.name}-wal").stat().st_size == 0
    database.close()


def test_rounds_of_an_older_database_are_numbered_and_keep_whom_they_invited(
    database: Database,
) -> None:
    member, round_id, _ = opened(database)
    downgrade(database, "0001")
    with database.writing() as connection:
        earlier = {
            "id": "earlier", "firm": member.firm_id,
            "day": date(2025, 1, 1), "end": date(2025, 2, 1),
        }  # fmt: skip
        connection.execute(
            text(
                "INSERT INTO survey_round (id, firm_id, kind, threshold, opened_on, closed_on) "
                "VALUES (:id, :firm, 'survey', 5, :day, :end)"
            ),
            earlier,
        )
        connection.execute(
            insert(survey_answer).values(
                id="a", round_id="earlier", respondents="others", answers={"MAN1": 2}
            )
        )
    upgrade(database)
    with database.reading() as connection:
        found = surveys.rounds(connection, member.firm_id)
        kept = surveys.answers_until(connection, member.firm_id, "earlier")
    assert [(entry.id, entry.number, entry.invited) for entry in found] == [
        (round_id, 2, {"others": 6}),
        ("earlier", 1, {}),
    ]
    assert kept == ((5, [("others", {"MAN1": 2})]),)
