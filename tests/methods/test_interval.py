"""Kleene's logic (1952) and exact intervals."""

from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steersman.methods.interval import Answer, Interval, all_of, any_of, negate, ratio

YES, NO, UNKNOWN, JUDGEMENT = Answer.YES, Answer.NO, Answer.UNKNOWN, Answer.JUDGEMENT
ANSWERS = st.sampled_from(list(Answer))
NUMBERS = st.fractions(0, 1000)
INTERVALS = st.tuples(NUMBERS, NUMBERS).map(lambda pair: Interval(min(pair), max(pair)))


def courses(answer: Answer) -> tuple[bool, ...]:
    return {YES: (True,), NO: (False,)}.get(answer, (True, False))


@given(st.lists(ANSWERS, min_size=1, max_size=4))
def test_conjunction_and_disjunction_are_what_every_course_agrees_on(answers: list[Answer]) -> None:
    for combine, truth in ((all_of, all), (any_of, any)):
        possible = {truth(course) for course in product(*map(courses, answers))}
        combined = combine(answers)
        if possible == {True}:
            assert combined is YES
        elif possible == {False}:
            assert combined is NO
        else:
            assert combined in {UNKNOWN, JUDGEMENT}


@given(st.lists(ANSWERS, max_size=4))
def test_de_morgan(answers: list[Answer]) -> None:
    assert negate(all_of(answers)) is any_of([negate(answer) for answer in answers])


@given(INTERVALS, NUMBERS, st.data())
def test_comparisons_hold_for_every_number_inside(
    interval: Interval, bound: Fraction, data: st.DataObject
) -> None:
    assert interval.high is not None
    share = data.draw(st.fractions(0, 1))
    inside = interval.low + share * (interval.high - interval.low)
    for name, truth in (
        ("at_least", inside >= bound), ("at_most", inside <= bound),
        ("above", inside > bound), ("below", inside < bound),
    ):  # fmt: skip
        answer = getattr(interval, name)(bound)
        assert answer is UNKNOWN or answer is (YES if truth else NO)


@given(INTERVALS, INTERVALS, st.data())
def test_ratio_and_sum_hold_for_every_number_inside(
    part: Interval, whole: Interval, data: st.DataObject
) -> None:
    assert part.high is not None
    assert whole.high is not None
    one = part.low + data.draw(st.fractions(0, 1)) * (part.high - part.low)
    other = whole.low + data.draw(st.fractions(0, 1)) * (whole.high - whole.low)
    total = part + whole
    assert total.high is not None
    assert total.low <= one + other <= total.high
    if other > 0:
        quotient = ratio(part, whole)
        assert quotient.low <= one / other
        assert quotient.high is None or one / other <= quotient.high


def test_decimals_mean_what_they_say() -> None:
    assert ratio(Interval.exactly(3), Interval.exactly(10)).at_least(0.3) is YES
    assert Interval.exactly(Decimal("200000000.01")).at_most(200_000_000) is NO
    assert Interval.exactly(0.1).low == Fraction(1, 10)
    assert ratio(Interval.exactly(5), Interval.exactly(0)).at_most(0) is YES


@pytest.mark.parametrize("bound", [0, 1, 10**12])
def test_nothing_known_decides_nothing(bound: int) -> None:
    unknown = Interval(Fraction(0), None)
    assert unknown.at_most(bound) is UNKNOWN
    assert unknown.at_least(bound) is (YES if bound == 0 else UNKNOWN)
