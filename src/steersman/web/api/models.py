"""What requests and answers hold, and how they are told apart from what is wrong."""

from typing import Annotated, Any

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from steersman.store.documents import MISSING
from steersman.web.visit import ID_PATTERN

Name = Annotated[str, StringConstraints(max_length=200)]
"""A name or id."""
Line = Annotated[str, StringConstraints(max_length=500)]
"""A sentence or two."""
Cell = Annotated[str, StringConstraints(max_length=20_000)]
"""Text of a cell of a table."""
JobId = Annotated[str, Path(pattern=ID_PATTERN, description="Id of a job.")]


class Model(BaseModel):
    """Base of all: never changed, nothing in it that is not known."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class ProblemView(Model):
    """Something wrong with a dossier."""

    code: str
    """Stable name of what is wrong."""
    severity: str
    """An ``error`` keeps the dossier from being used, a ``warning`` does not."""
    path: list[str | int]
    """Where in the dossier: names of fields and positions in lists, counted from 0."""
    place: str
    """Where in its tables: table, row counted from 1, column."""
    message: str
    """What is wrong, in the reader's language."""
    mend: str
    """What can be done about it."""


class ClashView(Model):
    """A place that two people changed in different ways; null where there is no value."""

    path: list[str]
    """Where in the dossier: names of fields and ids of records."""
    base: Any
    """What it was in the state that was edited."""
    mine: Any
    """What it was to be."""
    theirs: Any
    """What it has been made meanwhile."""


class Trouble(Model):
    """Why a request was not done."""

    code: str
    """Stable name of what went wrong."""
    message: str
    """The same for people, in the reader's language."""
    mend: str
    """What can be done about it; may be empty."""
    problems: list[ProblemView] = Field(default_factory=list)
    """What is wrong with a dossier that was sent."""
    clashes: list[ClashView] = Field(default_factory=list)
    """Where it clashes with what somebody else has saved meanwhile."""


class SavedView(Model):
    """A dossier was saved."""

    number: int
    """Number of the new revision; the same as the answer's ``ETag``."""
    merged: bool
    """Whether changes that others made meanwhile are in it too."""


WHY = {
    401: "Nobody has signed in, or the session has ended.",
    403: "The role does not allow it.",
    404: "There is no such thing, or the account may not know of it.",
    409: "Somebody else changed the same things meanwhile; nothing was saved.",
    412: "There is no revision of the number in `If-Match`.",
    422: "The request cannot be used.",
    428: "`If-Match` is missing.",
    429: "Too many requests; `Retry-After` says how many seconds to wait.",
}


def troubles(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return what the description says of answers that are none.

    Args:
        statuses: Besides 401 and 422, which all may have.
    """
    return {
        status: {"model": Trouble, "description": WHY[status]}
        for status in sorted({401, 422, *statuses})
    }


OF_FIRM = troubles(403, 404)
"""Of reading something of a firm."""
OF_CHANGE = troubles(403, 404, 429)
"""Of changing something of a firm."""
OF_SAVING = troubles(403, 404, 409, 412, 428, 429)
"""Of saving a dossier."""


def told(value: Any) -> Any:  # noqa: ANN401  any JSON value
    """Return a value of a document, None where there is none."""
    return None if value is MISSING else value
