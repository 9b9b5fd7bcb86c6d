"""Answers of respondents, and the firm's own view of what drives what."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from steersman.dossier.record import Record, quantity

RespondentGroup = Literal["leaders", "research_staff", "others"]
SURVEY_GROUPS: tuple[RespondentGroup, ...] = get_args(RespondentGroup)


@dataclass(frozen=True, slots=True, kw_only=True)
class Response(Record):
    """One respondent's answers, from 1 (not at all true) to 5 (entirely true), by item.

    ``seconds`` is how long answering took, where it is known.
    """

    respondent: str
    seconds: float | None = quantity("seconds", minimum=0, default=None)
    answers: Mapping[str, int] = field(
        default_factory=dict, metadata={"unit": "points", "minimum": 1, "maximum": 5}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey(Record):
    """Responses by group; no names, only what tells respondents apart."""

    leaders: tuple[Response, ...] = ()
    research_staff: tuple[Response, ...] = ()
    others: tuple[Response, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Influence(Record):
    """How strongly one factor drives another directly, from 0 (not) to 4 (very).

    Several people may rate the same pair; ``expert`` tells them apart.
    """

    source: str
    target: str
    expert: str = ""
    strength: float = quantity("points", minimum=0, maximum=4)
