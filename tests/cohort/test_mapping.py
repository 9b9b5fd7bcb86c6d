"""Mapping files: what they say, what is wrong with them, and that nothing they hold crashes."""

from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from steersman.cohort.mapping import Mapping, read_mapping, table_problems
from steersman.dossier import Problem
from steersman.messages import messages_for
from steersman.messages.problems import problem_text
from steersman.rulebook import rule_ids
from tests.effort import examples


def read(folder: Path, text: str) -> tuple[Mapping | None, tuple[Problem, ...]]:
    path = folder / "map.yaml"
    path.write_text(text, "utf-8")
    return read_mapping(path)


def test_says_what_a_run_is_asked(tmp_path: Path) -> None:
    mapping, problems = read(
        tmp_path,
        "as_of: 2022-06-30\nrules: [eu, cn/little-giant]\n"
        "criteria_order: [safety]\nkeep: [exports]\n",
    )
    assert problems == ()
    assert mapping is not None
    assert mapping.as_of == date(2022, 6, 30)
    assert mapping.rules == (*rule_ids(("eu",)), "cn/little-giant")
    assert mapping.criteria_order == ("safety",)
    assert list(mapping.keep) == ["exports"]


@pytest.mark.parametrize(
    ("text", "code", "line", "hint"),
    [
        ("columns:\n  staf: A\n", "mapping-unknown-column", 2, "staff"),
        ("colums:\n  staff: A\n", "unknown-field", 1, "columns"),
        ("columns:\n  staff: {colum: A}\n", "unknown-field", 2, "column"),
        ("columns:\n  staff: {add: [A, B], column: A}\n", "mapping-one-source", 2, None),
        ("columns:\n  staff: {times: 2}\n", "mapping-one-source", 2, None),
        ("columns:\n  staff: {ratio: [A]}\n", "mapping-two-parts", 2, None),
        ("columns:\n  staff: {add: []}\n", "wrong-type", 2, None),
        ("columns:\n  staff: {column: A, equals: 1, below: 2}\n", "mapping-one-comparison", 2,
         None),
        ("columns:\n  staff: {column: A, values: {1: x}}\n", "mapping-wants-number", 2, None),
        ("columns:\n  manufacturing: {column: A, times: 2}\n", "mapping-wants-truth", 2, None),
        ("columns:\n  region: {add: [A, B]}\n", "mapping-wants-text", 2, None),
        ("columns:\n  region: {column: A, values: {1: x, 2: 3}}\n", "mapping-mixed-values", 2,
         None),
        ("columns:\n  region: {column: A, values: {9-3: x}}\n", "mapping-range-order", 2, None),
        ("columns:\n  staff: {column: A, else: 3}\n", "mapping-else-without-values", 2, None),
        ("columns:\n  staff: {column: A, age: 3}\n", "mapping-does-not-age", 2, None),
        ("columns:\n  staff: {column: A, plus: .inf}\n", "not-finite", 2, None),
        ("columns:\n  staff: 2000-01-01\n", "wrong-type", 2, None),
        ("columns:\n  staff: {column: A, as: int}\n", "not-a-choice", 2, None),
        ("columns:\n  staff: {any: [{column: A, times: 2}]}\n", "mapping-wants-truth", 2, None),
        ("answers:\n  finance:\n    items: [A]\n", "unknown-factor", 2, "financing"),
        ("answers:\n  financing:\n    items: A\n", "wrong-type", 3, None),
        ("answers:\n  financing:\n    item: [A]\n", "unknown-field", 3, "items"),
        ("answers:\n  talent:\n    items: [A]\n    points: {from: [4, 1]}\n", "mapping-range-order",
         3, None),
        ("rules: [eu/sme-definitio]\n", "rule-unknown-rule", 1, "eu/sme-definition"),
        ("criteria_order: [safety, safety]\n", "duplicate-id", 1, None),
        ("as_of: soon\n", "wrong-type", 1, None),
        ("keep: {staff: A}\n", "mapping-kept-name", 1, None),
        ("keep:\n  a.b: A\n", "mapping-kept-name", 2, None),
        ("columns:\n  staff: &x A\n  sales: *x\n", "yaml-alias", 3, None),
    ],
)  # fmt: skip
def test_tells_what_is_wrong_and_where(
    tmp_path: Path, text: str, code: str, line: int, hint: str | None
) -> None:
    mapping, problems = read(tmp_path, text)
    assert mapping is None
    first = next(problem for problem in problems if problem.code == code)
    assert first.place == f"map.yaml:{line}"
    if hint is not None:
        assert first.parameters["hint"] == hint
    for language in ("en", "zh_CN"):
        assert all(problem_text(messages_for(language), first))


def test_tells_which_columns_a_table_lacks(tmp_path: Path) -> None:
    mapping, _ = read(tmp_path, "columns:\n  firm: ID\n  staff: {add: [men, women]}\n")
    (problem,) = table_problems(["ID", "men", "woman"], mapping)
    assert (problem.code, problem.place) == ("mapping-unknown-source", "map.yaml:3")
    assert problem.parameters["hint"] == "woman"


def test_a_table_needs_firms_and_something_to_tell_of_them() -> None:
    assert [p.code for p in table_problems(["staff", "sales"], None)] == ["cohort-no-firm"]
    assert [p.code for p in table_problems(["firm", "weight"], None)] == ["cohort-no-evidence"]
    assert table_problems(["firm", "staff", "anything"], None) == ()


def test_a_missing_file_is_a_problem(tmp_path: Path) -> None:
    assert [p.code for p in read_mapping(tmp_path / "none.yaml")[1]] == ["no-such-file"]


SLOW = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
WORDS = st.sampled_from(
    ["columns", "answers", "keep", "staff", "firm", "financing", "column", "add", "ratio", "values",
     "else", "where", "points", "from", "items", "equals", "one_of", "age", "first", "not", "A"]
)  # fmt: skip
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4) | WORDS
TREES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=15,
)


@given(tree=st.dictionaries(WORDS, TREES, max_size=3))
@settings(max_examples=examples(40, 300), suppress_health_check=SLOW)
def test_no_tree_crashes_it(tmp_path: Path, tree: dict[str, object]) -> None:
    mapping, problems = read(tmp_path, yaml.safe_dump(tree, allow_unicode=True))
    assert (mapping is None) == bool(problems)


@given(data=st.binary(max_size=80))
@settings(max_examples=examples(30, 200), suppress_health_check=SLOW)
def test_no_bytes_crash_it(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "map.yaml"
    path.write_bytes(data)
    mapping, problems = read_mapping(path)
    assert (mapping is None) == bool(problems)
