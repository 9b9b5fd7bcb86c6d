"""One field of a YAML file changed, everything around it kept to the byte."""

from datetime import date
from decimal import Decimal

import pytest

from steersman.dossier import DataPath
from steersman.files.quick_records import UnsureError
from steersman.files.suppressions import without_codes
from steersman.files.yaml_edit import edited_text, scalar_text


@pytest.mark.parametrize(
    ("before", "path", "value", "after"),
    [
        ("a: 1  # one\nb: 2\n", ("a",), 3, "a: 3  # one\nb: 2\n"),
        ("a: 1\nb: 2", ("c",), "x", "a: 1\nb: 2\nc: x\n"),
        ("a: 1\r\nb: 2\r\n", ("c",), "x", "a: 1\r\nb: 2\r\nc: x\r\n"),
        ("a:\n  - {b: 1 }  # x\n", ("a", 0, "c"), "y", "a:\n  - {b: 1, c: y }  # x\n"),
        ("a: [{b: 1,}]\n", ("a", 0, "c"), "y", "a: [{b: 1, c: y,}]\n"),
        ("a: [{b: 1,\n  c: 2}]\n", ("a", 0, "d"), "y", "a: [{b: 1,\n  c: 2, d: y}]\n"),
        (
            "a:\n  - b: 1\n    c:\n      - 1\n", ("a", 0, "d"), 2,
            "a:\n  - b: 1\n    d: 2\n    c:\n      - 1\n",
        ),
        ("a: \"x\"\n", ("a",), "null", 'a: "null"\n'),
        ("a:\n", ("a",), "舵手: ok", 'a: "舵手: ok"\n'),
        (
            "a:\n- b: 1\n- b: [2]\n  c:\n    - 1\n  d: {}\n- b: 3\n", ("a", 1), None,
            "a:\n- b: 1\n- b: 3\n",
        ),
        (
            "a:\n  - {b: 1}\n  - {b: 2}  # gone\n\n# end\n", ("a", 1), None,
            "a:\n  - {b: 1}\n\n# end\n",
        ),
        ("a:\n  - b\n  - - 1\n    - 2\n", ("a", 1), None, "a:\n  - b\n"),
    ],
)  # fmt: skip
def test_only_the_field_changes(before: str, path: DataPath, value: object, after: str) -> None:
    assert edited_text(before, path, value) == after


@pytest.mark.parametrize(
    ("text", "path", "value"),
    [
        ("a: {}\n", ("a", "b"), 1),
        ("a: 1\n", ("b", "c"), 1),
        ("a: [1]\n", ("a", 3, "b"), 1),
        ("a: [1]\n", ("a", "b"), 1),
        ("a:\n  b: |\n    text\n", ("a", "c"), 1),
        ("a: |\n  text\n", ("a",), 1),
        ("a: [1, 2]\n", ("a", 1), None),
        ("a:\n  - 1\n  - 2\n", ("a", 0), None),
        ("a:\n  - 1\n  # about two\n  - 2\n", ("a", 1), None),
        ("a:\n  - 1\n  - |\n    two\n", ("a", 1), None),
        ("a: 1\n", ("a", 1), None),
        ("a: 'x\n  y'\n", ("a",), "z"),
        ("a: &x 1\n", ("b",), 1),
    ],
)
def test_what_cannot_be_changed_for_sure_is_left_alone(
    text: str, path: DataPath, value: object
) -> None:
    with pytest.raises(UnsureError):
        edited_text(text, path, value)


def test_a_change_that_would_say_something_else_is_left_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("steersman.files.yaml_edit.scalar_text", lambda _value: "2}, {b: 3")
    with pytest.raises(UnsureError):
        edited_text("a: [{b: 1}]\n", ("a", 0, "c"), 2)


def test_values_are_written_as_yaml() -> None:
    values = [True, False, date(2026, 1, 2), 3, 0.5, Decimal("1.50"), "M1", "true", "a b", "no", ""]
    assert [scalar_text(value) for value in values] == [
        "true", "false", "2026-01-02", "3", "0.5", "1.50", "M1", '"true"', '"a b"', "no", '""',
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "number", "unused", "after"),
    [
        ("a: 1  # steersman: ignore OBJ001: x\r\nb: 2", 1, {"OBJ001"}, "a: 1\r\nb: 2"),
        ("a: 1\n  # steersman: ignore OBJ001\nb: 2\n", 2, {"OBJ001"}, "a: 1\nb: 2\n"),
        (
            "# steersman: ignore OBJ001, MEA001 ,OBJ002: why\na: 1\n",
            1,
            {"MEA001"},
            "# steersman: ignore OBJ001, OBJ002: why\na: 1\n",
        ),
        ("a: 1\n", 1, {"OBJ001"}, "a: 1\n"),
    ],
)
def test_unused_codes_go_and_the_rest_of_a_comment_stays(
    before: str, number: int, unused: set[str], after: str
) -> None:
    assert without_codes(before, number, unused) == after
