"""Anonymous surveys: opening and closing rounds, taking answers, saying what came of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from steersman.diagnose.factors import load_factors
from steersman.diagnose.release import ClosedRound, Release, releases
from steersman.messages import Messages
from steersman.store import surveys
from steersman.store.access import Member
from steersman.store.database import Database
from steersman.store.surveys import Round
from steersman.work.asking import ask_analysis

KIND = "survey"
VALUES = range(1, 6)
Section = tuple[str, list[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Standing:
    """How the surveys of a firm stand.

    Attributes:
        open: The round that is open, None without one.
        closed: Closed rounds with what may be worked with of each, the newest first.
        next_day: First day on which another one may be opened, None if any will do.
    """

    open: Round | None
    closed: tuple[tuple[Round, Release], ...]
    next_day: date | None


def sections(messages: Messages) -> list[Section]:
    """Return the items to answer, by factor, with titles and texts in the reader's language."""
    return [
        (messages.pick(factor.name), [(i.id, messages.pick(i.text)) for i in factor.items])
        for factor in load_factors()
    ]


def answers_from(typed: Iterable[tuple[str, str]]) -> dict[str, int]:
    """Return the answers among the fields of a form; all else counts as not known.

    Args:
        typed: Names of items and what was chosen.
    """
    known = {item.id for factor in load_factors() for item in factor.items}
    values = {str(value): value for value in VALUES}
    return {name: values[text] for name, text in typed if name in known and text in values}


def standing(connection: Connection, firm_id: str) -> Standing:
    """Return how the surveys of a firm stand; nothing of a round that is open but its counts."""
    found = [entry for entry in surveys.rounds(connection, firm_id) if entry.kind == KIND]
    closed = [entry for entry in found if entry.closed_on]
    kept = surveys.answers_until(connection, firm_id, closed[0].id) if closed else ()
    rounds = [ClosedRound(threshold, tuple(answers)) for threshold, answers in kept]
    released = tuple(zip(closed, reversed(releases(rounds)), strict=True))
    now_open = next((entry for entry in found if not entry.closed_on), None)
    return Standing(now_open, released, surveys.next_opening(connection, firm_id, KIND))


def open_round(
    database: Database, by: Member, groups: Mapping[str, int | None], threshold: int, now: datetime
) -> tuple[str, Mapping[str, tuple[str, ...]]]:
    """Open a round.

    Args:
        database: Where.
        by: Who opens it.
        groups: People to be asked by group, None where no number was typed.
        threshold: People that a released figure is of at least.
        now: The moment.

    Returns:
        The round's id, and the tokens of each group as it is counted.

    Raises:
        RefusedError: If it is too small, too large, too soon, or another round is open.
    """
    numbers = {name: count or 0 for name, count in groups.items()}
    with database.writing() as connection:
        return surveys.open_round(connection, by, KIND, numbers, threshold, now)


def close_round(database: Database, by: Member, round_id: str, now: datetime) -> None:
    """Close a round for good, so that nothing at rest tells who has answered.

    Raises:
        NotFoundError: If the firm has no such open round.
    """
    with database.writing() as connection:
        surveys.close_round(connection, by, round_id, now)
        ask_analysis(connection, by.firm_id, by.account_id, now)
    database.forget(*surveys.TABLES)


def can_answer(database: Database, token: str) -> bool:
    """Whether a link can still be used."""
    with database.reading() as connection:
        return surveys.may_answer(connection, token) == KIND


def take(database: Database, token: str, answers: Mapping[str, int]) -> None:
    """Take somebody's answers; their link is used up.

    Raises:
        NotFoundError: If the link cannot be used any more.
    """
    with database.writing() as connection:
        surveys.answer(connection, token, answers)
    database.forget(*surveys.TABLES)
