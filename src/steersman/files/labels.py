"""Short names of columns, choices, tables and parts of a dossier, for headings and menus."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from steersman.dossier import ClimateComment, MoneyRange, Range
from steersman.files.schema import FieldShape
from steersman.files.tables import Column, Table, all_tables, is_wide
from steersman.messages import LANGUAGES, Messages, messages_for

PARTS = {
    "firm": ("firm",),
    "people": ("people", "absences"),
    "projects": ("projects",),
    "market": ("market",),
    "finance": ("finance",),
    "equity": ("equity",),
    "hiring": ("hiring",),
    "rewards": ("rewards", "assessments"),
    "culture": ("culture",),
    "diagnosis": ("influence",),
    "strategy": ("strategy",),
    "risks": ("risks",),
    "progress": ("progress",),
}
"""Parts of a dossier as its users think of them, each with the dossier's fields it is made of."""

ESTIMATES = {Range, MoneyRange}


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the dossier, for a menu: its name in codes, and its tables in their order."""

    id: str
    tables: tuple[Table, ...]


def parts() -> tuple[Part, ...]:
    """Return the parts of a dossier with the tables that are filled in by hand.

    What people answered in surveys is not among them: it was given under a promise.
    """
    tables = [table for table in all_tables() if not _was_answered(table)]
    return tuple(
        Part(name, tuple(table for table in tables if table.path[0] in fields))
        for name, fields in PARTS.items()
    )


def _was_answered(table: Table) -> bool:
    return is_wide(table) or table.record is ClimateComment


def part_title(messages: Messages, part: Part) -> str:
    """Return the name of a part."""
    return messages.text(f"part.{part.id}")


def table_title(messages: Messages, table: Table) -> str:
    """Return the name of a table."""
    return messages.text(f"table.{table.name}")


def label(messages: Messages, column: Column) -> str:
    """Return a column's heading of a few words; the point of an estimate follows its name."""
    name = _name(messages, column.shape)
    if column.shape.record in ESTIMATES:
        return messages.text("label.range", what=_name(messages, column.outer[-1]), point=name)
    return name


def _name(messages: Messages, shape: FieldShape) -> str:
    own, shared = f"{shape.record.__name__}.{shape.name}", shape.name
    codes = (f"label.{own}", f"field.{own}", f"label.{shared}", f"field.{shared}")
    text = messages.text(_first_known(messages, codes))
    return text if shape.record in ESTIMATES else text[:1].upper() + text[1:]


def choice_label(messages: Messages, column: Column, value: str) -> str:
    """Return a choice of a column in words."""
    shape, word = column.shape, value or "empty"
    codes = (f"choice.{shape.record.__name__}.{shape.name}.{word}", f"choice.{word}")
    return messages.text(_first_known(messages, codes))


def _first_known(messages: Messages, codes: Iterable[str]) -> str:
    *others, last = codes
    return next((code for code in others if messages.has(code)), last)


def choice_of(column: Column, text: str) -> str:
    """Return the choice that a text names in any language; the text itself if it names none."""
    return _choices(column).get(_plain(text), text)


def column_of(table: Table, heading: str) -> Column | None:
    """Return the column of a heading: its title in the files, or its label in any language."""
    return _headings(table).get(_plain(heading))


@cache
def _choices(column: Column) -> dict[str, str]:
    words = {
        _plain(choice_label(messages_for(language), column, value)): value
        for value in column.shape.choices
        for language in LANGUAGES
    }
    return words | {_plain(value): value for value in column.shape.choices}


@cache
def _headings(table: Table) -> dict[str, Column]:
    columns = (*table.key_columns, *table.columns)
    words = {
        _plain(label(messages_for(language), column)): column
        for column in columns
        for language in LANGUAGES
    }
    return words | {_plain(column.title): column for column in columns}


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
