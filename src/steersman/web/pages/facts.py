"""The facts of a firm: forms and grids over its dossier, import and export."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from steersman.files.editing import Edited
from steersman.files.explanations import explain
from steersman.files.grids import grid_of
from steersman.files.labels import choice_label, label, part_title, table_title
from steersman.files.tables import Column, Table, all_tables
from steersman.messages import Messages
from steersman.messages.problems import problem_text
from steersman.store.errors import NotFoundError
from steersman.web.forms import Typed, TypedForm
from steersman.web.pages.saving import saved
from steersman.web.pages.steps import first_steps
from steersman.web.rendering import page
from steersman.web.service import founding
from steersman.web.service.facts import Edit, Facts
from steersman.web.service.founding import BadFileError
from steersman.web.service.report import MEDIA
from steersman.web.service.tables import (
    kept_rows,
    shown_columns,
    shown_parts,
    table_named,
    with_texts,
)
from steersman.web.service.visibility import is_hidden, names_of, visible, whole
from steersman.web.visit import EDIT, LANGUAGES, READ, FirmVisit

router = APIRouter(prefix="/{language}/firms/{firm_id}")
Reader = Annotated[FirmVisit, Depends(READ)]
Editor = Annotated[FirmVisit, Depends(EDIT)]
CELL = "cell-"
SPARE_ROWS = 3


@dataclass(frozen=True, slots=True)
class Field:
    """A column as a page shows it: its title in files, heading, explanation, choices."""

    title: str
    label: str
    note: str
    choices: tuple[tuple[str, str], ...]
    required: bool
    kind: str


def field_of(messages: Messages, column: Column) -> Field:
    """Return a column as a page shows it."""
    shape = column.shape
    words = [(value, choice_label(messages, column, value)) for value in shape.choices]
    if shape.type is bool and shape.shape == "scalar":
        words = [("yes", messages.text("yes")), ("no", messages.text("no"))]
    kind = shape.type.__name__ if shape.shape == "scalar" and not shape.choices else "text"
    name, note = label(messages, column), explain(messages, column).partition(": ")
    told = note[0] if words else "".join(note)
    return Field(
        column.title,
        name,
        "" if told.casefold() == name.casefold() else told,
        tuple(words),
        column.required,
        kind,
    )


@router.get("/facts")
def facts_page(visit: Reader) -> Response:
    """Show all parts of the dossier, what is filled in, and what is wrong."""
    facts = visit.desk.facts.now(visit.firm_id)
    problems = [
        (*place_link(visit, problem.place), *problem_text(visit.messages, problem))
        for problem in facts.read.problems
        if not is_hidden(names_of(problem), visit.member)
    ]
    return _facts_page(visit, facts, problems)


def _facts_page(
    visit: FirmVisit, facts: Facts, problems: Sequence[tuple[str, ...]], status: int = 200
) -> Response:
    messages = visit.messages
    listed = [
        (
            part_title(messages, part),
            [
                (table.name, table_title(messages, table), _count(facts, table))
                for table in part.tables
            ],
        )
        for part in shown_parts(visit.member)
    ]
    return page(
        visit,
        "facts.html",
        status=status,
        parts=listed,
        problems=problems,
        refused=status != 200,
        facts=facts,
        steps=first_steps(visit, facts),
    )


def _count(facts: Facts, table: Table) -> int | None:
    """Return how many records a table has, None for one with a single record."""
    if table.single or facts.read.dossier is None:
        return None
    return len(grid_of(facts.read.dossier, table).rows)


def place_link(visit: FirmVisit, place: str) -> tuple[str, str]:
    """Return the name and the address of a place such as ``people:4:monthly_cost``."""
    name, _, rest = place.partition(":")
    table = next((table for table in all_tables() if table.name == name), None)
    if table is None:
        return place, visit.firm_url("facts")
    row, _, column = rest.partition(":") if rest[:1].isdigit() else ("", "", rest)
    shown = table_title(visit.messages, table)
    if row:
        shown = visit.messages.text("web.facts.place", table=shown, row=row)
    anchor = f"#cell-{int(row) - 1}-{column}" if row and column else f"#cell-0-{column}"
    return shown, visit.firm_url("facts", name) + (anchor if column else "")


@router.get("/facts/{table_name}")
def table_page(table_name: str, visit: Reader) -> Response:
    """Show a part of the dossier as a form or a grid."""
    table = table_named(table_name, visit.member)
    return show_table(visit, table, visit.desk.facts.now(visit.firm_id))


def show_table(
    visit: FirmVisit,
    table: Table,
    facts: Facts,
    rows: list[list[str]] | None = None,
    edited: Edited | None = None,
) -> Response:
    """Return the page of a table.

    Args:
        visit: Who looks.
        table: Which table.
        facts: The dossier it is edited from.
        rows: What was typed, None for what is kept.
        edited: What is wrong with what was typed.
    """
    columns = shown_columns(table, visit.member)
    cells = edited.cells if edited else {}
    wrong = {
        f"{CELL}{row}-{title}": [problem_text(visit.messages, problem) for problem in problems]
        for (row, title), problems in cells.items()
    }
    others = [
        (*place_link(visit, p.place), *problem_text(visit.messages, p))
        for p in (edited.others if edited else ())
        if not is_hidden(names_of(p), visit.member)
    ]
    kept = kept_rows(facts, table, columns) if rows is None else rows
    return page(
        visit,
        "form.html" if table.single else "grid.html",
        status=422 if edited else 200,
        table=table,
        title=table_title(visit.messages, table),
        parts=[
            (
                part_title(visit.messages, part),
                [(t.name, table_title(visit.messages, t)) for t in part.tables],
            )
            for part in shown_parts(visit.member)
        ],
        fields=[field_of(visit.messages, column) for column in columns],
        rows=kept,
        spare=SPARE_ROWS,
        wrong=wrong,
        named=_cell_names(visit, table, columns, wrong),
        others=others,
        confirm=bool(edited and not edited.errors and loses_parts(edited)),
        base=facts.number,
        editable=visit.member.may("edit"),
    )


def _cell_names(
    visit: FirmVisit, table: Table, columns: Sequence[Column], wrong: Iterable[str]
) -> dict[str, str]:
    """Return where cells are, in words: row and heading; the heading alone in a form."""
    labels = {column.title: label(visit.messages, column) for column in columns}
    names = {}
    for name in wrong:
        number, _, title = name.removeprefix(CELL).partition("-")
        shown = labels.get(title, title)
        if not table.single:
            shown = visit.messages.text("web.facts.cell", row=int(number) + 1, column=shown)
        names[name] = shown
    return names


@router.post("/facts/{table_name}")
def save_table(table_name: str, visit: Editor, form: Typed) -> Response:
    """Save what was typed into a form or grid, or show what is wrong with it."""
    table = table_named(table_name, visit.member)
    base = visit.desk.facts.at(visit.firm_id, form.number("base") or 0)
    columns = shown_columns(table, visit.member)
    rows = typed_rows(form, [column.title for column in columns])
    titles = [column.title for column in columns]
    edit = with_texts(base, table, titles, rows)
    if edit.errors or (loses_parts(edit) and not form.text("confirmed")):
        return show_table(visit, table, base, rows, edit)
    title = table_title(visit.messages, table)
    day = form.day("effective")
    change = Edit(base.number, edit.body, title, form.text("why").strip(), day)
    return saved(visit, change, visit.firm_url("facts", table_name))


def loses_parts(edited: Edited) -> bool:
    """Whether records of other tables would go with rows that were taken out or renamed."""
    return any(problem.code == "parts-lost" for problem in edited.others)


def typed_rows(form: TypedForm, titles: list[str]) -> list[list[str]]:
    """Return what was typed into cells named ``cell-ROW-TITLE``, row by row."""
    rows: dict[int, dict[str, str]] = {}
    for name, value in form.pairs():
        if name.startswith(CELL):
            number, _, title = name.removeprefix(CELL).partition("-")
            if number.isascii() and number.isdigit() and len(number) < 6:
                rows.setdefault(int(number), {})[title] = value
    return [[rows[number].get(title, "") for title in titles] for number in sorted(rows)]


@router.post("/import")
def import_file(visit: Editor, form: Typed) -> Response:
    """Replace the dossier by that of an uploaded file; the earlier one stays in the history."""
    base = visit.desk.facts.at(visit.firm_id, form.number("base") or 0)
    try:
        body = founding.uploaded_body(*(form.file("file") or ("", b"")))
    except BadFileError as error:
        problems = [
            (problem.place, "", *problem_text(visit.messages, problem))
            for problem in error.problems
        ]
        facts = visit.desk.facts.now(visit.firm_id)
        return _facts_page(visit, facts, problems, 422)
    what = visit.messages.text("web.what.file")
    body = whole(base.body, body, visit.member)
    return saved(visit, Edit(base.number, body, what), visit.firm_url("facts"))


@router.get("/export/{kind}")
def export(kind: str, visit: Reader) -> Response:
    """Return the dossier as a workbook or a packed folder, without what the member may not see.

    Raises:
        NotFoundError: If there is no such kind.
    """
    facts = visit.desk.facts.now(visit.firm_id)
    body = visible(facts.body, visit.member)
    if kind == "dossier.xlsx":
        content, media = founding.workbook_of(body, LANGUAGES[visit.path_language]), MEDIA["xlsx"]
    elif kind == "dossier.zip":
        content, media = founding.folder_of(body), "application/zip"
    else:
        raise NotFoundError(file=kind)
    headers = {"content-disposition": f'attachment; filename="{kind}"'}
    return Response(content, media_type=media, headers=headers)
