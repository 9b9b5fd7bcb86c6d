"""Differences and merges of documents: nothing is lost, nothing invented."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from steersman.store.documents import MISSING, Clash, Difference, differences, merge

SCALARS = st.none() | st.booleans() | st.integers(-3, 3) | st.text("ab", max_size=2)
RECORDS = st.lists(
    st.fixed_dictionaries({"id": st.sampled_from("pqrs"), "v": SCALARS}),
    max_size=3, unique_by=lambda record: record["id"],
)  # fmt: skip
DOCUMENTS = st.dictionaries(
    st.sampled_from("xyz"), SCALARS | RECORDS | st.dictionaries(st.sampled_from("mn"), SCALARS)
)


@given(DOCUMENTS, DOCUMENTS)
def test_what_only_one_side_changed_is_taken_without_a_clash(base: Any, mine: Any) -> None:
    assert merge(base, mine, base) == (mine, ())
    assert merge(base, base, mine) == (mine, ())
    assert merge(base, mine, mine) == (mine, ())


@given(DOCUMENTS, DOCUMENTS, DOCUMENTS)
def test_every_change_is_in_the_merge_or_told(base: Any, mine: Any, theirs: Any) -> None:
    merged, clashes = merge(base, mine, theirs)
    before, wanted, found = leaves(base), leaves(mine), leaves(merged)
    for path in before.keys() | wanted.keys():
        if before.get(path, MISSING) == wanted.get(path, MISSING):
            continue
        taken = found.get(path, MISSING) == wanted.get(path, MISSING)
        told = any(path[: len(clash.path)] == clash.path for clash in clashes)
        assert taken or told or replaced(path, theirs, wanted), path


def replaced(path: tuple[str, ...], theirs: Any, wanted: dict[tuple[str, ...], Any]) -> bool:
    """Whether a leaf went since mine has something else in its place, as theirs has."""
    return path not in wanted and path in leaves(theirs)


def leaves(value: Any, path: tuple[str, ...] = ()) -> dict[tuple[str, ...], Any]:
    """Return what is written at the ends of a document, with its type."""
    if isinstance(value, dict):
        parts = value.items()
    elif isinstance(value, list):
        parts = [(record["id"], record) for record in value]
    else:
        return {path: (type(value), value)}
    found: dict[tuple[str, ...], Any] = {}
    for key, inner in parts:
        found |= leaves(inner, (*path, key))
    return found


@given(DOCUMENTS, DOCUMENTS)
def test_no_difference_means_the_same(before: Any, after: Any) -> None:
    assert (differences(before, after) == ()) == (sorted_lists(before) == sorted_lists(after))


def sorted_lists(value: Any) -> Any:
    """Return a document whose records stand in the order of their ids."""
    if isinstance(value, dict):
        return {key: sorted_lists(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return sorted(value, key=lambda record: record["id"])
    return (type(value), value)


def test_two_people_on_two_records_do_not_clash() -> None:
    base = {"people": [{"id": "a", "cost": 1}, {"id": "b", "cost": 1}]}
    mine = {"people": [{"id": "a", "cost": 2}, {"id": "b", "cost": 1}]}
    theirs = {"people": [{"id": "n", "cost": 9}, {"id": "a", "cost": 1}, {"id": "b", "cost": 3}]}
    merged, clashes = merge(base, mine, theirs)
    assert clashes == ()
    people = {"n": 9, "a": 2, "b": 3}
    assert merged == {"people": [{"id": k, "cost": v} for k, v in people.items()]}


def test_two_people_on_one_field_do() -> None:
    merged, clashes = merge({"cash": 1}, {"cash": 2}, {"cash": 3})
    assert merged == {"cash": 3}
    assert clashes == (Clash(("cash",), 1, 2, 3),)


def test_who_changes_what_another_takes_out_is_asked() -> None:
    base = {"p": [{"id": "a", "v": 1}]}
    merged, clashes = merge(base, {"p": [{"id": "a", "v": 2}]}, {"p": []})
    assert merged == {"p": []}
    assert clashes == (Clash(("p", "a"), {"id": "a", "v": 1}, {"id": "a", "v": 2}, MISSING),)


def test_differences_name_records_by_their_ids() -> None:
    before = {"p": [{"id": "a", "v": 1}, {"id": "b", "v": 1}]}
    after = {"p": [{"id": "b", "v": 1}, {"id": "a", "v": 5}]}
    assert differences(before, after) == (Difference(("p", "a", "v"), 1, 5),)
