"""Forms as they were typed."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import FormData, UploadFile

from steersman.store.errors import RefusedError

KEPT = "kept."
"""Beginning of the names of fields carried through signing in."""
MOST_FIELDS = 20_000
LONGEST_FIELD = 4 * 1024 * 1024


class TypedForm:
    """A form as it was typed."""

    def __init__(self, data: FormData) -> None:
        self.data = data

    def text(self, name: str) -> str:
        """Return what was typed into a field, empty if it is not there."""
        value = self.data.get(name, "")
        return value if isinstance(value, str) else ""

    def texts(self, name: str) -> list[str]:
        """Return what was typed into all fields of a name."""
        return [value for value in self.data.getlist(name) if isinstance(value, str)]

    def pairs(self) -> list[tuple[str, str]]:
        """Return all fields but files, in order."""
        return [(name, value) for name, value in self.data.multi_items() if isinstance(value, str)]

    def number(self, name: str) -> int | None:
        """Return a whole number, None if none was typed."""
        text = self.text(name).strip()
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None

    def day(self, name: str) -> date | None:
        """Return a day, None if none was typed.

        Raises:
            RefusedError: If it is no day.
        """
        text = self.text(name).strip()
        try:
            return date.fromisoformat(text) if text else None
        except ValueError as error:
            raise RefusedError(reason="no-day") from error

    def file(self, name: str) -> tuple[str, bytes] | None:
        """Return the name and content of an uploaded file, None if none was chosen."""
        value = self.data.get(name)
        if not isinstance(value, UploadFile) or not value.filename:
            return None
        return value.filename, value.file.read()


async def _typed(request: Request) -> AsyncIterator[TypedForm]:
    async with request.form(max_fields=MOST_FIELDS, max_part_size=LONGEST_FIELD) as form:
        yield TypedForm(form)


Typed = Annotated[TypedForm, Depends(_typed)]


def kept_fields(form: TypedForm) -> dict[str, list[str]]:
    """Return the fields that are carried through signing in, by their own names."""
    kept: dict[str, list[str]] = {}
    for name, value in form.pairs():
        if name.startswith(KEPT):
            kept.setdefault(name.removeprefix(KEPT), []).append(value)
    return kept
