"""Rounds of anonymous surveys: who may answer is kept apart from what was answered.

A token lets somebody answer once. When it is used, that is noted; the answer is kept under a random
id, without a moment. Small groups are counted with others from the start, so that no answer holds a
label that few have. Each time somebody answers, all answers of the round are written anew in the
order of their ids, so that neither the order of rows nor that of bytes tells when one came; whoever
writes then has the database forget what it was like before (``Database.forget(*TABLES)``). Nothing
is shown before a round is closed, and nothing of fewer people than were promised;
docs/methods/release.md says what may be released after that.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, delete, func, insert, select, update

from steersman.methods.suppression import counted_with
from steersman.store.access import Member
from steersman.store.accounts import new_token, token_hash
from steersman.store.audit import AuditEntry, record
from steersman.store.errors import NotFoundError, RefusedError
from steersman.store.tables import survey_answer, survey_round, survey_token

FEWEST = 5
"""People without whose number nothing is released, whatever is asked for."""
MOST = 1000
"""People who may be asked at once."""
REST = "others"
"""Group that people of small groups are counted among."""
TABLES = ("survey_token", "survey_answer")
"""Tables whose earlier states are to be forgotten after each answer and at the end."""
APART = timedelta(days=90)
"""Time between the end of a round with results and the next of its kind. Who asked again at once,
but for one person, could take the difference; after months all answers are given anew."""


@dataclass(frozen=True, slots=True)
class Round:
    """A round of a survey.

    Attributes:
        id: Its id.
        kind: Which questions.
        number: Counted from 1 within the firm's rounds of this kind.
        threshold: People that a released figure is of at least.
        opened_on: Day of opening.
        closed_on: Day of closing, None while it is open.
        invited: How many may answer by group, as they were pooled at opening.
        answered: How many have, all groups together; by group it would tell who has.
    """

    id: str
    kind: str
    number: int
    threshold: int
    opened_on: date
    closed_on: date | None
    invited: Mapping[str, int]
    answered: int


def open_round(
    connection: Connection,
    by: Member,
    kind: str,
    groups: Mapping[str, int],
    threshold: int,
    now: datetime,
) -> tuple[str, Mapping[str, tuple[str, ...]]]:
    """Open a round; groups smaller than the threshold are counted among the others from the start.

    Args:
        connection: A writing transaction.
        by: Who opens it.
        kind: Which questions.
        groups: How many may answer by group, such as leaders and research staff.
        threshold: People that a released figure is of at least; it cannot be changed later.
        now: The moment of opening.

    Returns:
        The round's id, and the tokens of each group, kept nowhere here.

    Raises:
        RefusedError: If the threshold is too low, too few or too many may answer, another round of
            the kind is open, or the last one with results is too short ago.
    """
    people = sum(groups.values())
    if threshold < FEWEST or min(groups.values(), default=0) < 0 or people < threshold:
        raise RefusedError(reason="survey-too-small", fewest=max(threshold, FEWEST))
    if people > MOST:
        raise RefusedError(reason="survey-too-large", most=MOST)
    number = _next_number(connection, by.firm_id, kind, now.date())
    names = counted_with(groups, threshold, REST)
    invited: dict[str, int] = {}
    for group, name in names.items():
        invited[name] = invited.get(name, 0) + groups[group]
    round_id = str(uuid4())
    connection.execute(
        insert(survey_round).values(
            id=round_id, firm_id=by.firm_id, kind=kind, number=number, threshold=threshold,
            opened_on=now.date(), invited=invited,
        )
    )  # fmt: skip
    tokens = {group: tuple(new_token() for _ in range(count)) for group, count in invited.items()}
    rows = [
        {"token_hash": token_hash(token), "round_id": round_id, "respondents": group, "used": False}
        for group, found in tokens.items()
        for token in found
    ]
    connection.execute(insert(survey_token), rows)
    detail = {"kind": kind, "invited": people, "threshold": threshold}
    record(
        connection,
        AuditEntry(by.firm_id, now, by.account_id, "survey.open", round_id, detail=detail),
    )
    return round_id, tokens


def next_opening(connection: Connection, firm_id: str, kind: str) -> date | None:
    """Return the first day on which a round may be opened, None if any will do."""
    for entry in rounds(connection, firm_id):
        if entry.kind == kind and entry.closed_on and entry.answered >= entry.threshold:
            return entry.closed_on + APART
    return None


def _next_number(connection: Connection, firm_id: str, kind: str, today: date) -> int:
    found = [entry for entry in rounds(connection, firm_id) if entry.kind == kind]
    if any(entry.closed_on is None for entry in found):
        raise RefusedError(reason="survey-open")
    first = next_opening(connection, firm_id, kind)
    if first and today < first:
        raise RefusedError(reason="survey-too-soon", day=first)
    return 1 + max((entry.number for entry in found), default=0)


def may_answer(connection: Connection, token: str) -> str | None:
    """Return the kind of the survey that a token can answer, None if it cannot any more."""
    found = _open_token(connection, token)
    return None if found is None else str(found.kind)


def _open_token(connection: Connection, token: str) -> Any:  # noqa: ANN401  a row of three columns
    return connection.execute(
        select(survey_token.c.round_id, survey_token.c.respondents, survey_round.c.kind)
        .join(survey_round, survey_token.c.round_id == survey_round.c.id)
        .where(
            survey_token.c.token_hash == token_hash(token),
            survey_token.c.used.is_(False),
            survey_round.c.closed_on.is_(None),
        )
        # One answers at a time, and nobody while the round is being closed.
        .with_for_update(of=survey_round)
    ).one_or_none()


def answer(connection: Connection, token: str, answers: Mapping[str, int]) -> None:
    """Take an answer; its token is used up in the same transaction, and nothing says when.

    Raises:
        NotFoundError: If the token was never given, is used, or its round is closed.
    """
    found = _open_token(connection, token)
    if found is None:
        raise NotFoundError(survey="")
    where = (survey_token.c.token_hash == token_hash(token)) & survey_token.c.used.is_(False)
    used = connection.execute(update(survey_token).where(where).values(used=True))
    if used.rowcount != 1:
        raise NotFoundError(survey="")
    new = {
        "id": str(uuid4()), "round_id": found.round_id, "respondents": found.respondents,
        "answers": dict(answers),
    }  # fmt: skip
    of_round = survey_answer.c.round_id == found.round_id
    kept = connection.execute(select(survey_answer).where(of_round)).mappings().all()
    connection.execute(delete(survey_answer).where(of_round))
    rows = sorted([new, *(dict(row) for row in kept)], key=lambda row: str(row["id"]))
    connection.execute(insert(survey_answer), rows)


def close_round(connection: Connection, by: Member, round_id: str, now: datetime) -> None:
    """Close a round for good; its tokens are deleted.

    Raises:
        NotFoundError: If this firm has no such open round.
    """
    where = (
        (survey_round.c.id == round_id)
        & (survey_round.c.firm_id == by.firm_id)
        & survey_round.c.closed_on.is_(None)
    )
    closed = connection.execute(update(survey_round).where(where).values(closed_on=now.date()))
    if closed.rowcount != 1:
        raise NotFoundError(round=round_id)
    connection.execute(delete(survey_token).where(survey_token.c.round_id == round_id))
    record(connection, AuditEntry(by.firm_id, now, by.account_id, "survey.close", round_id))


def rounds(connection: Connection, firm_id: str) -> tuple[Round, ...]:
    """Return all rounds of a firm, the newest of each kind first."""
    answered = (
        select(survey_answer.c.round_id, func.count().label("count"))
        .group_by(survey_answer.c.round_id)
        .subquery()
    )
    found = connection.execute(
        select(survey_round, func.coalesce(answered.c.count, 0).label("answered"))
        .outerjoin(answered, answered.c.round_id == survey_round.c.id)
        .where(survey_round.c.firm_id == firm_id)
        .order_by(survey_round.c.kind, survey_round.c.number.desc())
    )
    return tuple(
        Round(
            row.id, row.kind, row.number, row.threshold, row.opened_on, row.closed_on,
            row.invited, row.answered,
        )
        for row in found
    )  # fmt: skip


def newest_closed(connection: Connection, firm_id: str, kind: str) -> str | None:
    """Return the id of the round of a kind that was closed last, None if there is none."""
    return connection.execute(
        select(survey_round.c.id)
        .where(
            survey_round.c.firm_id == firm_id,
            survey_round.c.kind == kind,
            survey_round.c.closed_on.is_not(None),
        )
        .order_by(survey_round.c.number.desc())
        .limit(1)
    ).scalar()


def answers_until(
    connection: Connection, firm_id: str, round_id: str
) -> tuple[tuple[int, Sequence[tuple[str, Mapping[str, int]]]], ...]:
    """Return threshold and answers of a closed round and of all of its kind before, oldest first.

    They are for :mod:`steersman.diagnose.release` and for nobody's eyes. Each answer comes with its
    group; the order is that of random ids.

    Raises:
        NotFoundError: If this firm has no such closed round.
    """
    last = connection.execute(
        select(survey_round.c.kind, survey_round.c.number).where(
            survey_round.c.id == round_id,
            survey_round.c.firm_id == firm_id,
            survey_round.c.closed_on.is_not(None),
        )
    ).one_or_none()
    if last is None:
        raise NotFoundError(round=round_id)
    found = connection.execute(
        select(survey_round.c.id, survey_round.c.threshold)
        .where(
            survey_round.c.firm_id == firm_id,
            survey_round.c.kind == last.kind,
            survey_round.c.number <= last.number,
        )
        .order_by(survey_round.c.number)
    ).all()
    return tuple((row.threshold, _answers(connection, row.id)) for row in found)


def _answers(connection: Connection, round_id: str) -> list[tuple[str, Mapping[str, int]]]:
    found = connection.execute(
        select(survey_answer.c.respondents, survey_answer.c.answers)
        .where(survey_answer.c.round_id == round_id)
        .order_by(survey_answer.c.id)
    )
    return [(row.respondents, row.answers) for row in found]
