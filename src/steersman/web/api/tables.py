"""Tables of the dossier as records of texts, as in CSV files."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from pydantic import Field
from starlette.responses import JSONResponse

from steersman.dossier import Problem, nearest
from steersman.files.labels import label, table_title
from steersman.files.tables import Table
from steersman.web.api.errors import ApiError
from steersman.web.api.models import OF_FIRM, OF_SAVING, Cell, Line, Model, Name, SavedView
from steersman.web.api.reading import StrictRoute
from steersman.web.api.saving import ETAG, IfMatch, base_of, etag, saved
from steersman.web.service.facts import Edit
from steersman.web.service.tables import (
    kept_rows,
    shown_columns,
    shown_parts,
    table_named,
    with_texts,
)
from steersman.web.service.visibility import is_hidden, names_of
from steersman.web.visit import EDIT, READ, FirmVisit

router = APIRouter(prefix="/firms/{firm_id}/tables", tags=["tables"], route_class=StrictRoute)
TableName = Annotated[
    str, Path(max_length=100, description="Name of a table, such as `projects.stages`.")
]
MOST_ROWS = 5000
INVALID = 422


class ColumnView(Model):
    """A column."""

    title: str
    """Its title in files and in records."""
    label: str
    """Its heading in the reader's language."""
    required: bool
    """Whether every record must have it."""
    choices: list[str]
    """What may stand in it; empty if that is not a list."""


class TableView(Model):
    """A table without its records."""

    name: str
    """Its name."""
    title: str
    """Its title in the reader's language."""
    single: bool
    """Whether it holds exactly one record."""
    columns: list[ColumnView]
    """Its columns, as far as the role may see them."""


class RecordsView(Model):
    """Records of a table."""

    rows: list[dict[str, str]]
    """Texts by the titles of columns; an empty text stands for no value."""


class Records(Model):
    """Records that a table is to have."""

    rows: list[dict[Name, Cell]] = Field(max_length=MOST_ROWS)
    """Texts by the titles of columns. Columns that no record names stay as they were."""
    why: Line = ""
    """Why."""


@router.get("", responses=OF_FIRM)
def list_tables(visit: Annotated[FirmVisit, Depends(READ)]) -> list[TableView]:
    """Return the tables that the role may see."""
    tables = (table for part in shown_parts(visit.member) for table in part.tables)
    return [_view(visit, table) for table in tables]


def _view(visit: FirmVisit, table: Table) -> TableView:
    columns = [
        ColumnView(
            title=column.title,
            label=label(visit.messages, column),
            required=column.required,
            choices=[str(choice) for choice in column.shape.choices],
        )
        for column in shown_columns(table, visit.member)
    ]
    title = table_title(visit.messages, table)
    return TableView(name=table.name, title=title, single=table.single, columns=columns)


@router.get(
    "/{table_name}", response_model=RecordsView, responses={**OF_FIRM, 200: {"headers": ETAG}}
)
def read_table(visit: Annotated[FirmVisit, Depends(READ)], table_name: TableName) -> JSONResponse:
    """Return the records of a table."""
    table = table_named(table_name, visit.member)
    facts = visit.desk.facts.now(visit.firm_id)
    columns = shown_columns(table, visit.member)
    titles = [column.title for column in columns]
    rows = [dict(zip(titles, row, strict=True)) for row in kept_rows(facts, table, columns)]
    return JSONResponse({"rows": rows}, headers=etag(facts.number))


@router.put(
    "/{table_name}", response_model=SavedView, responses={**OF_SAVING, 200: {"headers": ETAG}}
)
def save_table(
    visit: Annotated[FirmVisit, Depends(EDIT)],
    table_name: TableName,
    records: Records,
    if_match: IfMatch = None,
) -> JSONResponse:
    """Replace the records of a table.

    Raises:
        ApiError: If the dossier would have errors, all of which are listed.
    """
    table = table_named(table_name, visit.member)
    base = base_of(visit, if_match)
    known = [column.title for column in shown_columns(table, visit.member)]
    named = {title for row in records.rows for title in row}
    unknown = sorted(named - set(known))
    if unknown:
        raise ApiError(INVALID, "facts", [_no_column(table, title, known) for title in unknown])
    titles = [title for title in known if title in named]
    rows = [[row.get(title, "") for title in titles] for row in records.rows]
    edited = with_texts(base, table, titles, rows)
    if edited.errors:
        shown = [p for p in edited.errors if not is_hidden(names_of(p), visit.member)]
        raise ApiError(INVALID, "facts", shown)
    what = table_title(visit.messages, table)
    return saved(visit, Edit(base.number, edited.body, what, records.why.strip()))


def _no_column(table: Table, title: str, known: list[str]) -> Problem:
    values = {"value": title, "hint": nearest(title, known), "known": known}
    return Problem("unknown-field", (*table.path, title), values, place=table.name)
