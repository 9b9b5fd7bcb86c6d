"""Surveys: one answer each, nothing before the end, nothing that ties an answer to a person."""

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from steersman.store import surveys
from steersman.store.database import Database, open_database
from steersman.store.errors import NotFoundError, RefusedError
from steersman.store.migrate import upgrade
from steersman.store.tables import survey_answer, survey_token
from tests.store.test_store import owner_of

TODAY = date(2026, 7, 1)


def opened(database: Database, people: int = 6) -> tuple[str, str, tuple[str, ...]]:
    """Return firm, round and tokens of a survey."""
    firm_id = owner_of(database).firm_id
    with database.writing() as connection:
        groups = {"leaders": 2, "others": people - 2}
        round_id, tokens = surveys.open_round(connection, firm_id, "factors", groups, 5, TODAY)
    return firm_id, round_id, tokens


def answered(database: Database, tokens: tuple[str, ...]) -> None:
    for number, token in enumerate(tokens):
        with database.writing() as connection:
            surveys.answer(connection, token, {"MAN1": number % 5 + 1})


def test_a_token_answers_once_and_only_while_the_round_is_open(database: Database) -> None:
    firm_id, round_id, tokens = opened(database)
    answered(database, tokens[:5])
    for token in (tokens[0], "never given"):
        with pytest.raises(NotFoundError), database.writing() as connection:
            surveys.answer(connection, token, {})
    with database.writing() as connection:
        assert surveys.may_answer(connection, tokens[5]) == "factors"
        surveys.close_round(connection, firm_id, round_id, TODAY)
        assert surveys.may_answer(connection, tokens[5]) is None
    with pytest.raises(NotFoundError), database.writing() as connection:
        surveys.answer(connection, tokens[5], {})
    with database.reading() as connection:
        found = surveys.answers_of(connection, firm_id, round_id)
    assert sorted(answers["MAN1"] for _, answers in found) == [1, 2, 3, 4, 5]


def test_nothing_is_shown_before_the_end_or_of_too_few(database: Database) -> None:
    firm_id, round_id, tokens = opened(database)
    answered(database, tokens[:4])
    with pytest.raises(NotFoundError), database.reading() as connection:
        surveys.answers_of(connection, firm_id, round_id)
    with database.writing() as connection:
        surveys.close_round(connection, firm_id, round_id, TODAY)
    with pytest.raises(RefusedError), database.reading() as connection:
        surveys.answers_of(connection, firm_id, round_id)
    stranger = owner_of(database, "eve").firm_id
    with pytest.raises(NotFoundError), database.reading() as connection:
        surveys.answers_of(connection, stranger, round_id)
    with database.reading() as connection:
        (told,) = surveys.rounds(connection, firm_id)
    assert (told.threshold, told.closed_on) == (5, TODAY)
    assert sum(told.answered.values()) == 4


def test_a_threshold_below_five_is_refused(database: Database) -> None:
    firm_id = owner_of(database).firm_id
    with pytest.raises(RefusedError), database.writing() as connection:
        surveys.open_round(connection, firm_id, "factors", {"others": 9}, 4, TODAY)


def test_nothing_at_rest_ties_answers_to_tokens(database: Database) -> None:
    firm_id, round_id, tokens = opened(database, 30)
    answered(database, tokens)
    with database.reading() as connection:
        answers = connection.execute(select(survey_answer)).all()
        kept = connection.execute(select(survey_token)).all()
    assert set(survey_answer.c.keys()) == {"id", "round_id", "respondents", "answers"}
    assert set(survey_token.c.keys()) == {"token_hash", "round_id", "respondents", "used"}
    assert not {row.id for row in answers} & {row.token_hash for row in kept}
    with database.writing() as connection:
        surveys.close_round(connection, firm_id, round_id, TODAY)
        assert connection.execute(select(survey_token)).all() == []


def test_rows_of_answers_keep_no_order_in_the_file(tmp_path: Path) -> None:
    """SQLite numbers rows in the order they came, unless a table has no row numbers."""
    file = tmp_path / "a.db"
    database = open_database(str(file))
    upgrade(database)
    _, _, tokens = opened(database, 30)
    for number, token in enumerate(tokens):
        with database.writing() as connection:
            surveys.answer(connection, token, {"order": number})
    database.close()
    with closing(sqlite3.connect(file)) as raw:
        with pytest.raises(sqlite3.OperationalError):
            raw.execute("SELECT rowid FROM survey_answer")
        orders = [text for (text,) in raw.execute("SELECT answers FROM survey_answer")]
    numbers = [int(text.split(":")[1].strip(" }")) for text in orders]
    assert sorted(numbers) == list(range(30))
    assert numbers != sorted(numbers)
