"""What people type into grids and forms: it comes back; what is wrong is told at its cell."""

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from steersman.checks import check_stage_names
from steersman.dossier import Dossier, Problem
from steersman.files import read_folder
from steersman.files.body import body_of, read_body
from steersman.files.editing import with_form, with_grid
from steersman.files.grids import form_of, grid_of, paste_table
from steersman.files.labels import (
    choice_label,
    choice_of,
    column_of,
    label,
    part_title,
    parts,
    table_title,
)
from steersman.files.tables import Table, all_tables, table_at
from steersman.messages import LANGUAGES, messages_for, problem_text
from tests.dossiers import DOSSIERS

EXAMPLE = Path(__file__).parents[2] / "examples" / "huoyan-textiles"
TABLES = [table for part in parts() for table in part.tables]
LISTS = [table for table in TABLES if not table.single]
SINGLES = [table for table in TABLES if table.single]
SLOW = settings(
    max_examples=15,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking whole dossiers takes minutes
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
PEOPLE = table_at(("people",))


def name_of(table: Table) -> str:
    return table.name


@cache
def example() -> Dossier:
    dossier = read_folder(EXAMPLE).dossier
    assert dossier is not None
    return dossier


def at_once(dossier: Dossier, table: Table) -> Any:
    """Return what comes of saving a table as it is shown."""
    body = body_of(dossier)
    if table.single:
        return with_form(body, table, form_of(dossier, table))
    grid = grid_of(dossier, table)
    return with_grid(body, table, grid.titles, grid.rows)


def with_cell(table: Table, row: int, title: str, text: str) -> Any:
    """Return what comes of typing a text into a cell of the example."""
    grid = grid_of(example(), table)
    rows = [list(texts) for texts in grid.rows]
    rows[row][grid.titles.index(title)] = text
    return with_grid(body_of(example()), table, grid.titles, rows)


def codes(edited: Any, row: int, title: str) -> list[str]:
    return [problem.code for problem in edited.cells.get((row, title), ())]


@SLOW
@given(DOSSIERS)
def test_a_body_gives_the_dossier_back(dossier: Dossier) -> None:
    body = json.loads(json.dumps(body_of(dossier)))
    assert read_body(body).dossier == dossier


@SLOW
@given(DOSSIERS, st.data())
def test_a_table_saved_as_shown_changes_nothing(dossier: Dossier, data: st.DataObject) -> None:
    edited = at_once(dossier, data.draw(st.sampled_from(TABLES)))
    kinds = {"unknown-column", "wrong-type", "missing", "not-a-choice", "parts-lost"}
    assert [p for p in (*edited.errors, *edited.others) if p.code in kinds] == []
    assert edited.dossier == dossier


@pytest.mark.parametrize("table", TABLES, ids=name_of)
def test_every_table_of_the_example_comes_back(table: Table) -> None:
    edited = at_once(example(), table)
    assert edited.dossier == example()
    assert edited.body == json.loads(json.dumps(body_of(example())))
    assert edited.errors == ()
    assert edited.cells == {}


def test_problems_have_the_place_of_their_cell() -> None:
    body = body_of(example())
    body["people"][3]["monthly_cost"] = "a lot"
    body["projects"][1]["stages"][0]["duration"]["low"] = "soon"
    body["finance"]["cash"] = "12 k"
    stages = len(body["projects"][0]["stages"])
    assert {problem.place for problem in read_body(body).problems} == {
        "people:4:monthly_cost", f"projects.stages:{stages + 1}:duration.low", "finance:cash",
    }  # fmt: skip


@pytest.mark.parametrize("body", [{}, {"firm": 3}, {"people": "x"}, {"projects": [1, {"id": []}]}])
def test_any_body_gives_problems_rather_than_an_error(body: dict[str, Any]) -> None:
    read = read_body(body)
    assert read.dossier is None
    assert read.errors
    for language in LANGUAGES:
        assert all(problem_text(messages_for(language), problem) for problem in read.problems)


def test_further_checks_are_placed_too() -> None:
    body = body_of(example())
    body["strategy"]["chosen_strategy"] = "nonesuch"
    found = [p for p in read_body(body, check_stage_names).problems if p.severity == "error"]
    assert [problem.place for problem in found] == ["strategy:chosen_strategy"]


@pytest.mark.parametrize(
    ("text", "title", "code"),
    [
        ("a lot", "monthly_cost", "wrong-type"),
        ("9000 yuan", "monthly_cost", "number-with-unit"),
        ("50%", "rd_share", "percent"),
        ("-3", "monthly_cost", "negative"),
        ("1.2", "rd_share", "too-large"),
        ("soon", "joined", "wrong-type"),
        ("2099-01-01", "joined", "date-order"),
        ("reserch", "function", "not-a-choice"),
        ("perhaps", "leader", "wrong-type"),
        ("weaving", "skills", "wrong-type"),
        ("weaving: good", "skills", "wrong-type"),
        ("weaving: 7", "skills", "too-large"),
        ("", "id", "missing"),
        ("nobody", "reports_to", "unknown-reference"),
        ("1e999", "fte", "not-finite"),
    ],
)
def test_a_wrong_cell_is_told_there_as_in_the_file(
    tmp_path: Path, text: str, title: str, code: str
) -> None:
    edited = with_cell(PEOPLE, 2, title, text)
    assert codes(edited, 2, title) == [code]
    assert edited.cells[2, title][0].place == f"people:3:{title}"
    assert edited.errors
    assert file_codes(tmp_path, title, text) == [code]


def file_codes(folder: Path, title: str, text: str) -> list[str]:
    """Return what the CSV file says about the same cell, written into a copy of the example."""
    import csv
    import shutil

    target = folder / "firm"
    shutil.copytree(EXAMPLE, target)
    with (target / "people.csv").open(encoding="utf-8-sig", newline="") as stream:
        header, *rows = csv.reader(stream)
    if title not in header:
        header.append(title)
    rows = [[*row, *[""] * (len(header) - len(row))] for row in rows]
    rows[2][header.index(title)] = text
    with (target / "people.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([header, *rows])
    path = ("people", 2, title)
    return [problem.code for problem in read_folder(target).problems if problem.path[:3] == path]


def test_a_value_in_the_wrong_order_is_told_at_the_first_of_its_columns() -> None:
    edited = with_cell(table_at(("projects", "stages")), 0, "duration.low", "200")
    assert codes(edited, 0, "duration.low") == ["range-order"]


def test_a_column_left_out_of_a_new_row_is_missed() -> None:
    firm = {"firm": body_of(example())["firm"]}
    absences = table_at(("absences",))
    edited = with_grid(firm, absences, ["person", "note"], [["", ""], ["p1", "ill"]])
    assert codes(edited, 1, "start") == codes(edited, 1, "end") == ["missing"]
    assert edited.dossier is None
    assert edited.body == firm | {"absences": [{"person": "p1", "note": "ill"}]}


def test_rows_too_long_and_headings_unknown_or_twice() -> None:
    grid = grid_of(example(), PEOPLE)
    titles = [*grid.titles, "nmae", "", "Name"]
    rows = [[*row, "x", "", "y"] for row in grid.rows]
    rows[1] = [*rows[1], "beyond"]
    edited = with_grid(body_of(example()), PEOPLE, titles, rows)
    assert [(p.code, p.parameters["value"]) for p in edited.others if p.severity == "error"] == [
        ("unknown-column", "nmae"), ("duplicate-column", "Name"),
    ]  # fmt: skip
    assert edited.others[0].parameters["hint"] == "name"
    assert codes(edited, 1, "") == ["too-many-cells"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("table", LISTS, ids=name_of)
def test_headings_may_be_labels_in_any_order(table: Table, language: Any) -> None:
    grid = grid_of(example(), table)
    messages = messages_for(language)
    titles = [label(messages, column) for column in reversed(grid.columns)]
    rows = [
        [
            choice_label(messages, column, text) if column.shape.choices and text else text
            for column, text in zip(reversed(grid.columns), reversed(row), strict=True)
        ]
        for row in grid.rows
    ]
    edited = with_grid(body_of(example()), table, titles, rows)
    assert edited.dossier == example()


def test_rows_are_added_moved_and_taken_out() -> None:
    grid = grid_of(example(), PEOPLE)
    new = dict(zip(grid.titles, grid.rows[-1], strict=True)) | {"id": "new", "leader": "是"}
    rows = [tuple(new.values()), (), ("", " "), *reversed(grid.rows)]
    edited = with_grid(body_of(example()), PEOPLE, grid.titles, rows)
    assert edited.errors == ()
    assert [person.id for person in edited.dossier.people] == [
        "new", *(person.id for person in reversed(example().people)),
    ]  # fmt: skip
    assert edited.dossier.people[0].leader is True


def test_children_stay_with_rows_that_keep_their_id() -> None:
    projects = table_at(("projects",))
    grid = grid_of(example(), projects)
    edited = with_grid(body_of(example()), projects, grid.titles, list(reversed(grid.rows)))
    assert edited.dossier == replace(example(), projects=tuple(reversed(example().projects)))


def test_columns_that_are_not_given_stay_as_they_were() -> None:
    names = [(person.id, person.name + "!") for person in example().people]
    edited = with_grid(body_of(example()), PEOPLE, ["id", "name"], names)
    expected = tuple(replace(person, name=person.name + "!") for person in example().people)
    assert edited.dossier == replace(example(), people=expected)


def test_a_new_id_is_told_where_the_old_one_is_named_and_what_is_lost_is_told() -> None:
    projects = table_at(("projects",))
    old = example().projects[0].id
    edited = with_cell(projects, 0, "id", "renamed")
    lost = [p for p in edited.others if p.code == "parts-lost"]
    assert [(p.parameters["value"], p.severity) for p in lost] == [(old, "warning")]
    assert "stages" in lost[0].parameters["parts"]
    assert any(p.code == "unknown-reference" and old in str(p.parameters) for p in edited.others)


@pytest.mark.parametrize(
    ("title", "text", "code"),
    [("project", "", "missing"), ("project", "nonesuch", "unknown-reference"),
     ("stage", "nonesuch", "unknown-reference")],
)  # fmt: skip
def test_a_row_whose_outer_record_is_not_there_is_told(title: str, text: str, code: str) -> None:
    edited = with_cell(table_at(("projects", "stages", "skills")), 1, title, text)
    assert codes(edited, 1, title) == [code]


def test_lists_within_a_part_that_was_not_there() -> None:
    body = {"firm": body_of(example())["firm"]}
    segments = table_at(("market", "segments"))
    grid = grid_of(example(), segments)
    edited = with_grid(body, segments, grid.titles, grid.rows)
    assert edited.dossier.market.segments == example().market.segments
    emptied = with_grid(edited.body, segments, grid.titles, [["", ""]])
    assert emptied.body == body
    shares = table_at(("finance", "shares"))
    edited = with_grid(body, shares, ["holder", "shares"], [["Lin", "3"]])
    assert ("missing", "finance:cash") in [(p.code, p.place) for p in edited.others]
    assert with_grid(body, shares, ["holder", "shares"], []).body == body


@pytest.mark.parametrize("table", SINGLES, ids=name_of)
def test_a_form_changes_only_its_own_fields(table: Table) -> None:
    texts = form_of(example(), table)
    column = next(column for column in table.columns if column.shape.type is not bool)
    edited = with_form(body_of(example()), table, {column.title: texts[column.title]})
    assert edited.dossier == example()


def test_a_wrong_text_of_a_form_is_told_at_its_field() -> None:
    finance = next(table for table in SINGLES if table.name == "finance")
    body = body_of(example())
    edited = with_form(body, finance, {"cash": "12 k", "reserve": "", "x": "1", "y": ""})
    assert codes(edited, 0, "cash") == ["number-with-unit"]
    assert edited.cells[0, "cash"][0].place == "finance:cash"
    assert [(p.code, p.parameters["value"]) for p in edited.others] == [("unknown-field", "x")]
    assert "reserve" not in edited.body["finance"]
    assert edited.body["finance"]["funding"] == body["finance"]["funding"]
    emptied = {column.title: "" for column in finance.columns}
    assert with_form({"firm": body["firm"]}, finance, emptied).body == {"firm": body["firm"]}


def test_texts_of_several_lines_come_back_as_browsers_send_them() -> None:
    edited = with_cell(PEOPLE, 0, "role", "one\r\ntwo\x00")
    assert edited.dossier.people[0].role == "one\ntwo"


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a\tb\r\nc\td\r\n", [["a", "b"], ["c", "d"]]),
        ('"two\nlines"\tb\nc\t', [["two\nlines", "b"], ["c", ""]]),
        ('"say ""so"""\t5" pipe\t"odd\n', [['say "so"', '5" pipe', '"odd']]),
        ('"tab\there"\t\tb', [["tab\there", "", "b"]]),
        ("one", [["one"]]),
        ("a\n\nb", [["a"], [""], ["b"]]),
        ("", []),
    ],
)
def test_tables_from_a_spreadsheet(text: str, rows: list[list[str]]) -> None:
    assert paste_table(text) == rows


CELLS = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.just("\n") | st.just("\t"))


@given(st.lists(st.lists(CELLS, min_size=1, max_size=3), min_size=1, max_size=4))
def test_whatever_a_spreadsheet_copies_comes_back(rows: list[list[str]]) -> None:
    def copied(text: str) -> str:
        quoted = any(mark in text for mark in '"\t\n')
        return '"' + text.replace('"', '""') + '"' if quoted else text

    text = "".join("\t".join(map(copied, row)) + "\r\n" for row in rows)
    assert paste_table(text) == rows


@pytest.mark.parametrize("language", LANGUAGES)
def test_columns_tables_and_parts_have_short_names_told_apart(language: Any) -> None:
    messages = messages_for(language)
    for table in all_tables():
        assert table_title(messages, table)
        columns = (*table.key_columns, *table.columns)
        names = [label(messages, column) for column in columns]
        assert len(set(names)) == len(names), table.name
        assert max(map(len, names)) <= 28
        for column, name in zip(columns, names, strict=True):
            assert column_of(table, name) == column
            assert column_of(table, column.title) == column
    assert all(part_title(messages, part) for part in parts())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_choice_has_words_of_its_own(language: Any) -> None:
    messages = messages_for(language)
    for table in all_tables():
        for column in table.columns:
            words = [choice_label(messages, column, value) for value in column.shape.choices]
            assert len(set(words)) == len(words), column.title
            assert [choice_of(column, word) for word in words] == list(column.shape.choices)


def test_parts_hold_every_table_but_what_was_answered_under_a_promise() -> None:
    assert {table.name for table in all_tables()} - {table.name for table in TABLES} == {
        "climate", "climate_comments", "survey.leaders", "survey.research_staff", "survey.others",
    }  # fmt: skip
    assert len(TABLES) == len({table.name for table in TABLES})


def test_problems_of_an_edit_have_words() -> None:
    problem = Problem("parts-lost", ("projects",), {"value": "p1", "parts": ["stages"]})
    for language in LANGUAGES:
        assert "stages" in problem_text(messages_for(language), problem)[0]
