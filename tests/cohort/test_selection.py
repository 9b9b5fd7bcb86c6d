"""Parts of a population: which can be shown beside each other (docs/security.md)."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steersman.cohort.report.selection import Selection, can_be_shown, choices, hidden_parts
from steersman.diagnose.comparison import LEAST_FIRMS
from tests.effort import examples


def firms(counts: dict[tuple[str, str, str], int]) -> pl.LazyFrame:
    """A table with so many firms of each region, sector and answer to a rule."""
    rows = [key for key, count in counts.items() for _ in range(count)]
    return pl.DataFrame(rows, schema=["region", "sector", "a/rule"], orient="row").lazy()


PLENTY = {
    (region, sector, answer): 20
    for region in ("north", "south")
    for sector in ("machines", "software")
    for answer in ("yes", "no")
}
NORTH, MACHINES, YES = ("region", "north"), ("sector", "machines"), ("a/rule", "yes")


def test_all_firms_and_parts_of_many_can_be_shown() -> None:
    table = firms(PLENTY)
    assert can_be_shown(table, Selection())
    assert can_be_shown(table, Selection((NORTH, MACHINES, YES)))
    assert hidden_parts(table, Selection((NORTH,)), "sector") == frozenset()


def test_fewer_than_ten_firms_are_not_shown() -> None:
    table = firms({**PLENTY, ("north", "machines", "yes"): LEAST_FIRMS - 1})
    assert not can_be_shown(table, Selection((NORTH, MACHINES, YES)))
    assert can_be_shown(table, Selection((NORTH, MACHINES)))


@pytest.mark.parametrize("few", [1, LEAST_FIRMS - 1])
def test_a_part_that_differs_by_few_from_another_is_not_shown(few: int) -> None:
    """All of the north beside those of the north that say yes would tell about the few others."""
    counts = {("north", "machines", "yes"): 50, ("north", "machines", "no"): few}
    table = firms({**counts, ("south", "machines", "yes"): 50, ("south", "machines", "no"): 50})
    assert can_be_shown(table, Selection((NORTH,)))
    assert not can_be_shown(table, Selection((NORTH, YES)))
    assert hidden_parts(table, Selection((YES,)), "region") == {"north", "south"}


def test_a_part_in_which_one_firm_carries_most_of_the_weight_is_not_shown() -> None:
    heavy = pl.when(pl.int_range(pl.len()) == 0).then(50.0).otherwise(1.0)
    table = firms(PLENTY).with_columns(weight=heavy)
    assert can_be_shown(table, Selection((NORTH,)))
    assert not can_be_shown(table, Selection((NORTH, MACHINES)))
    assert "machines" in hidden_parts(table, Selection((NORTH,)), "sector")


def test_a_value_beside_one_of_few_firms_is_not_shown() -> None:
    """Of three answers one has few firms: who sees the other two and the whole knows of it."""
    sizes = {"a": 40, "b": 30, "c": 4}
    table = firms({("north", "machines", answer): size for answer, size in sizes.items()})
    assert can_be_shown(table, Selection((("a/rule", "a"),)))
    assert not can_be_shown(table, Selection((("a/rule", "b"),)))
    assert not can_be_shown(table, Selection((("a/rule", "c"),)))


def test_values_of_few_firms_cannot_be_picked() -> None:
    table = firms({**PLENTY, ("west", "machines", "yes"): 3})
    assert choices(table, "region") == ("south",)
    assert choices(firms(PLENTY), "region") == ("north", "south")


@settings(max_examples=examples(12, 100), deadline=None)
@given(st.lists(st.integers(0, 25), min_size=8, max_size=8))
def test_no_two_nested_parts_that_are_shown_differ_by_fewer_than_ten(sizes: list[int]) -> None:
    counts = dict(zip(PLENTY, sizes, strict=True))
    table = firms(counts)
    conditions = (NORTH, MACHINES, YES)
    parts = [
        Selection(tuple(c for place, c in enumerate(conditions) if mask >> place & 1))
        for mask in range(1, 8)
    ]
    shown = [part for part in parts if can_be_shown(table, part)]
    sizes_of = {part: part.of(table).collect().height for part in shown}
    whole = int(np.sum(sizes))
    for part, size in sizes_of.items():
        assert size >= LEAST_FIRMS
        assert whole - size == 0 or whole - size >= LEAST_FIRMS
        for other, larger in sizes_of.items():
            if set(other.conditions) < set(part.conditions):
                assert larger - size == 0 or larger - size >= LEAST_FIRMS
