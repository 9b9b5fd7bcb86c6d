"""Progress weighted by value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steersman.methods.roll_up import roll_up, value_weights


def test_weights_of_the_published_complaint() -> None:
    """MicrosoftDocs/Viva issue 518: 100 k, 20 k and 1 k weighed a third each by a plain mean."""
    weights = value_weights({"a": 100_000, "b": 20_000, "c": 1_000})
    assert [round(100 * weight, 1) for weight in weights.values()] == [82.6, 16.5, 0.8]
    assert roll_up({"a": 0, "b": 0, "c": 1}, {"a": 1e5, "b": 2e4, "c": 1e3}) == pytest.approx(
        1 / 121
    )


def test_without_values_there_is_no_figure() -> None:
    assert roll_up({"a": 1, "b": 0}, {}) is None
    assert roll_up({}, {"a": 1}) is None


def test_what_has_no_known_progress_is_not_counted() -> None:
    assert roll_up({"a": 0.5}, {"a": 1, "b": 99}) == 0.5


@given(
    st.dictionaries(
        st.text(max_size=3), st.tuples(st.floats(0, 1), st.floats(0.1, 1e6)), min_size=1
    )
)
def test_a_roll_up_lies_between_its_parts(parts: dict[str, tuple[float, float]]) -> None:
    progress = {name: share for name, (share, _) in parts.items()}
    found = roll_up(progress, {name: value for name, (_, value) in parts.items()})
    assert found is not None
    assert min(progress.values()) - 1e-9 <= found <= max(progress.values()) + 1e-9
