"""Climate survey in waves, comments, and what is done about its findings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from steersman.dossier.record import ZERO, Record, money, quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class ClimateWave(Record):
    """One round of the climate survey.

    Results of fewer than ``threshold`` people are never shown, comments of fewer than
    ``comment_threshold`` neither. Both were promised to respondents; a later wave may raise them,
    never lower them.
    """

    id: str
    date: date
    threshold: int = quantity("persons", minimum=5, maximum=50, default=5)
    comment_threshold: int = quantity("persons", minimum=10, maximum=100, default=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClimateResponse(Record):
    """One respondent's answers, from 1 (not at all true) to 5 (entirely true), by item.

    ``respondent`` tells responses apart and is no name; up to four attributes serve as filters.
    """

    respondent: str
    wave: str
    unit: str = ""
    level: str = ""
    tenure: str = ""
    site: str = ""
    answers: Mapping[str, int] = field(
        default_factory=dict, metadata={"unit": "points", "minimum": 1, "maximum": 5}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ClimateComment(Record):
    """A comment, kept apart from answers; nothing tells who wrote it."""

    wave: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CultureAction(Record):
    """What is done about a finding: who, until when, and the wave that measures again."""

    id: str
    title: str
    dimension: str = ""
    owner: str = ""
    start: date | None = None
    due: date | None = None
    budget: Decimal = money(default=ZERO)
    remeasure: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Culture(Record):
    """Waves and actions of the culture programme."""

    waves: tuple[ClimateWave, ...] = ()
    actions: tuple[CultureAction, ...] = ()
