"""Tables of a dossier as a member may see and change them."""

from collections.abc import Mapping, Sequence

from steersman.checks import check_stage_names
from steersman.files.editing import Edited, with_form, with_grid
from steersman.files.grids import form_of, grid_of
from steersman.files.labels import Part, parts
from steersman.files.tables import Column, Table
from steersman.store.access import Member
from steersman.store.errors import NotFoundError
from steersman.web.service.facts import Facts
from steersman.web.service.visibility import is_hidden


def shown_columns(table: Table, member: Member) -> tuple[Column, ...]:
    """Return the columns of a table that a member may see."""
    return tuple(
        column
        for column in (*table.key_columns, *table.columns)
        if not is_hidden((*table.path, *column.keys), member)
    )


def shown_parts(member: Member) -> tuple[Part, ...]:
    """Return the parts of a dossier that a member may see."""
    found = (
        Part(part.id, tuple(t for t in part.tables if not is_hidden(t.path, member)))
        for part in parts()
    )
    return tuple(part for part in found if part.tables)


def table_named(name: str, member: Member) -> Table:
    """Return a table by its name.

    Raises:
        NotFoundError: If there is none that the member may see.
    """
    for part in shown_parts(member):
        for table in part.tables:
            if table.name == name:
                return table
    raise NotFoundError(table=name)


def kept_rows(facts: Facts, table: Table, columns: Sequence[Column]) -> list[list[str]]:
    """Return the texts of a table, row by row; one row where it holds a single record."""
    dossier = facts.read.dossier
    if dossier is None:
        return []
    if table.single:
        texts = form_of(dossier, table)
        return [[texts[column.title] for column in columns]]
    grid = grid_of(dossier, table)
    places = [grid.titles.index(column.title) for column in columns]
    return [[row[place] for place in places] for row in grid.rows]


def with_texts(
    facts: Facts, table: Table, titles: Sequence[str], rows: Sequence[Sequence[str]]
) -> Edited:
    """Return a dossier with the texts of a table replaced; columns left out stay as they were.

    Args:
        facts: The dossier.
        table: Which table.
        titles: Titles of the columns given.
        rows: Texts, row by row; only the first counts where there is a single record.
    """
    if table.single:
        texts: Mapping[str, str] = dict(zip(titles, rows[0], strict=True)) if rows else {}
        return with_form(facts.body, table, texts, check_stage_names)
    return with_grid(facts.body, table, titles, rows, check_stage_names)
