"""Rounds of anonymous surveys: who may answer is kept apart from what was answered.

A token lets somebody answer once. When it is used, that is noted; the answer is kept under a random
id, without a moment, in a table that has no order of its own, so that nothing at rest ties one to
the other. Nothing is shown before a round is closed, and nothing of fewer people than were promised
(see docs/methods/people.md for what may be released after that).
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, delete, func, insert, select, update

from steersman.store.accounts import new_token, token_hash
from steersman.store.errors import NotFoundError, RefusedError
from steersman.store.tables import survey_answer, survey_round, survey_token

FEWEST = 5
"""People without whose number nothing is released, whatever is asked for."""


@dataclass(frozen=True, slots=True)
class Round:
    """A round of a survey: how many may answer and how many have, by group."""

    id: str
    kind: str
    threshold: int
    opened_on: date
    closed_on: date | None
    invited: Mapping[str, int]
    answered: Mapping[str, int]


def open_round(
    connection: Connection,
    firm_id: str,
    kind: str,
    groups: Mapping[str, int],
    threshold: int,
    today: date,
) -> tuple[str, tuple[str, ...]]:
    """Open a round.

    Args:
        connection: A writing transaction.
        firm_id: Whose survey.
        kind: Which questions.
        groups: How many may answer by group, such as leaders and research staff.
        threshold: People that a released figure is of at least; it cannot be changed later.
        today: Day of opening.

    Returns:
        The round's id, and one token for each person in random order, kept nowhere here.

    Raises:
        RefusedError: If the threshold is too low, or nobody may answer.
    """
    if threshold < FEWEST or sum(groups.values()) < 1:
        raise RefusedError(reason="survey-too-small", fewest=FEWEST)
    round_id = str(uuid4())
    connection.execute(
        insert(survey_round).values(
            id=round_id, firm_id=firm_id, kind=kind, threshold=threshold, opened_on=today
        )
    )
    tokens = []
    for group, count in groups.items():
        for _ in range(count):
            token = new_token()
            tokens.append(token)
            connection.execute(
                insert(survey_token).values(
                    token_hash=token_hash(token), round_id=round_id, respondents=group, used=False
                )
            )
    secrets.SystemRandom().shuffle(tokens)
    return round_id, tuple(tokens)


def may_answer(connection: Connection, token: str) -> str | None:
    """Return the kind of the survey that a token can answer, None if it cannot any more."""
    return connection.execute(
        select(survey_round.c.kind)
        .join(survey_token, survey_token.c.round_id == survey_round.c.id)
        .where(
            survey_token.c.token_hash == token_hash(token),
            survey_token.c.used.is_(False),
            survey_round.c.closed_on.is_(None),
        )
    ).scalar()


def answer(connection: Connection, token: str, answers: Mapping[str, Any]) -> None:
    """Take an answer; its token is used up in the same transaction.

    Raises:
        NotFoundError: If the token was never given, is used, or its round is closed.
    """
    if may_answer(connection, token) is None:
        raise NotFoundError(survey="")
    where = (survey_token.c.token_hash == token_hash(token)) & survey_token.c.used.is_(False)
    used = connection.execute(update(survey_token).where(where).values(used=True))
    if used.rowcount != 1:
        raise NotFoundError(survey="")
    row = connection.execute(
        select(survey_token).where(survey_token.c.token_hash == token_hash(token))
    ).one()
    connection.execute(
        insert(survey_answer).values(
            id=str(uuid4()),
            round_id=row.round_id,
            respondents=row.respondents,
            answers=dict(answers),
        )
    )


def close_round(connection: Connection, firm_id: str, round_id: str, today: date) -> None:
    """Close a round for good; its tokens are deleted.

    Raises:
        NotFoundError: If this firm has no such open round.
    """
    where = (
        (survey_round.c.id == round_id)
        & (survey_round.c.firm_id == firm_id)
        & survey_round.c.closed_on.is_(None)
    )
    closed = connection.execute(update(survey_round).where(where).values(closed_on=today))
    if closed.rowcount != 1:
        raise NotFoundError(round=round_id)
    connection.execute(delete(survey_token).where(survey_token.c.round_id == round_id))


def rounds(connection: Connection, firm_id: str) -> tuple[Round, ...]:
    """Return all rounds of a firm, the newest first."""
    found = connection.execute(
        select(survey_round)
        .where(survey_round.c.firm_id == firm_id)
        .order_by(survey_round.c.opened_on.desc(), survey_round.c.id)
    )
    return tuple(
        Round(
            row.id,
            row.kind,
            row.threshold,
            row.opened_on,
            row.closed_on,
            _counts(connection, survey_token, row.id),
            _counts(connection, survey_answer, row.id),
        )
        for row in found
    )


def newest_closed(connection: Connection, firm_id: str, kind: str) -> str | None:
    """Return the id of the round of a kind that was closed last, None if there is none."""
    return connection.execute(
        select(survey_round.c.id)
        .where(
            survey_round.c.firm_id == firm_id,
            survey_round.c.kind == kind,
            survey_round.c.closed_on.is_not(None),
        )
        .order_by(survey_round.c.closed_on.desc(), survey_round.c.opened_on.desc())
        .limit(1)
    ).scalar()


def answers_of(
    connection: Connection, firm_id: str, round_id: str
) -> tuple[tuple[str, Mapping[str, Any]], ...]:
    """Return the answers of a closed round with their groups, ordered by nothing but chance.

    Raises:
        NotFoundError: If this firm has no such closed round.
        RefusedError: If fewer people answered than the round's threshold.
    """
    row = connection.execute(
        select(survey_round).where(
            survey_round.c.id == round_id,
            survey_round.c.firm_id == firm_id,
            survey_round.c.closed_on.is_not(None),
        )
    ).one_or_none()
    if row is None:
        raise NotFoundError(round=round_id)
    found = connection.execute(
        select(survey_answer.c.respondents, survey_answer.c.answers)
        .where(survey_answer.c.round_id == round_id)
        .order_by(survey_answer.c.id)
    ).all()
    if len(found) < row.threshold:
        raise RefusedError(reason="survey-too-few", fewest=row.threshold)
    return tuple((entry.respondents, entry.answers) for entry in found)


def _counts(connection: Connection, table: Any, round_id: str) -> dict[str, int]:  # noqa: ANN401  one of two tables
    found = connection.execute(
        select(table.c.respondents, func.count())
        .where(table.c.round_id == round_id)
        .group_by(table.c.respondents)
    )
    return {row[0]: row[1] for row in found}
