"""Which way a changed rule moves: whether it can only be easier, or only harder, to meet.

Where a firm's facts are not all known, its answers before and after a reform are both open. That
it cannot lose by a reform that only loosens a rule follows from the two trees, whatever its facts:
the comparison goes down both and joins the directions of the parts.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import pairwise

from steersman.rulebook.catalogue import fact_catalogue
from steersman.rulebook.expressions import (
    Add,
    Banded,
    Compare,
    Constant,
    Every,
    Fact,
    Larger,
    Met,
    Minus,
    Not,
    Points,
    Ratio,
    Smaller,
    Some,
    Test,
    Times,
    Value,
    When,
)
from steersman.rulebook.rule import Rule

EASIER, SAME, HARDER = 1, 0, -1
Direction = int | None
"""``None`` stands for both ways, or not told."""


def direction_of(before: Rule, after: Rule) -> Direction:
    """Return whether the verdict of a rule became easier, harder, the same, or neither for sure."""
    return _test(before.verdict, after.verdict, before, after)


def amount_direction_of(before: Rule, after: Rule) -> Direction:
    """Return whether the amount of a rule's relief became larger, smaller, the same, or neither."""
    one, two = (rule.relief.amount if rule.relief else None for rule in (before, after))
    if one is None or two is None:
        return SAME if one == two else None
    return _value(one, two, before, after)


def _joined(directions: Iterable[Direction]) -> Direction:
    found = set(directions) - {SAME}
    return SAME if not found else found.pop() if len(found) == 1 else None


def _turned(direction: Direction) -> Direction:
    return None if direction is None else -direction


def _test(one: Test, two: Test, before: Rule, after: Rule) -> Direction:
    match one, two:
        case Met(name), Met(other) if name == other:
            return _test(before.test_of(name), after.test_of(name), before, after)
        case Not(left), Not(right):
            return _turned(_test(left, right, before, after))
        case (Every(left), Every(right)) | (Some(left), Some(right)):
            return _parts(left, right, before, after, every=isinstance(one, Every))
        case Compare(), Compare() if one.comparison == two.comparison:
            return _comparison(one, two, before, after)
        case _:
            return SAME if one == two else None  # facts and answers of other rules


def _parts(
    left: Sequence[Test], right: Sequence[Test], before: Rule, after: Rule, *, every: bool
) -> Direction:
    """Compare lists of tests; what only one list has makes it harder or easier by itself."""
    if len(left) == len(right):
        pairs = zip(left, right, strict=True)
        return _joined(_test(one, two, before, after) for one, two in pairs)
    shorter, longer = sorted((left, right), key=len)
    if any(part not in longer for part in shorter):
        return None
    longer_now = HARDER if every else EASIER
    extra = longer_now if len(right) > len(left) else -longer_now
    kept = (_test(part, part, before, after) for part in shorter)
    return _joined((extra, *kept))


def _comparison(one: Compare, two: Compare, before: Rule, after: Rule) -> Direction:
    value = _value(one.value, two.value, before, after)
    bound = _value(one.bound, two.bound, before, after)
    easier = _joined((value, _turned(bound)))
    return easier if one.comparison in {"at_least", "above"} else _turned(easier)


def _value(one: Value, two: Value, before: Rule, after: Rule) -> Direction:
    """Return whether a value became larger, smaller, the same, or neither for sure."""
    match one, two:
        case Points(name), Points(other) if name == other:
            return _value(before.points_of(name), after.points_of(name), before, after)
        case Constant(number), Constant(other) if number is not None and other is not None:
            return (other > number) - (other < number)
        case (
            (Add(left), Add(right))
            | (Larger(left), Larger(right))
            | (
                Smaller(left),
                Smaller(right),
            )
        ) if len(left) == len(right):
            pairs = zip(left, right, strict=True)
            return _joined(_value(part, new, before, after) for part, new in pairs)
        case Minus(), Minus():
            taken_off = _turned(_value(one.right, two.right, before, after))
            return _joined((_value(one.left, two.left, before, after), taken_off))
        case When(), When() if _test(one.test, two.test, before, after) == SAME:
            then = _value(one.then, two.then, before, after)
            return _joined((then, _value(one.otherwise, two.otherwise, before, after)))
        case Banded(), Banded() if _value(one.value, two.value, before, after) == SAME:
            return _bands(one, two)
        case Ratio(), Ratio():
            return _pair((one.part, two.part), (one.whole, two.whole), before, after)
        case Times(), Times():
            left, right = (one.left, two.left), (one.right, two.right)
            way = _pair(left, right, before, after)
            return way if way is not None else _pair(right, left, before, after)
        case _:
            return SAME if one == two else None  # facts


def _pair(
    first: tuple[Value, Value], second: tuple[Value, Value], before: Rule, after: Rule
) -> Direction:
    """Compare products, or ratios, whose first parts and whose second parts are given in pairs.

    Either goes the way of its first part where the second is the same and never negative.
    """
    one, two = _value(*first, before, after), _value(*second, before, after)
    if two == SAME and _never_negative(second[0], before):
        return one
    return SAME if one == two == SAME else None


def _never_negative(value: Value, rule: Rule) -> bool:
    match value:
        case Fact(name):
            least = fact_catalogue()[name].minimum
            return least is not None and least >= 0
        case Constant(number):
            return number is not None and number >= 0
        case Points(name):
            return _never_negative(rule.points_of(name), rule)
        case Banded():
            return all(band.low >= 0 for band in value.bands)
        case When(_, then, otherwise):
            return _never_negative(then, rule) and _never_negative(otherwise, rule)
        case Ratio(left, right) | Times(left, right):
            return _never_negative(left, rule) and _never_negative(right, rule)
        case Add(parts) | Larger(parts) | Smaller(parts):
            return all(_never_negative(part, rule) for part in parts)
        case Minus():
            return False


def _bands(one: Banded, two: Banded) -> Direction:
    """Compare two tables of points at every bound and between any two."""
    bounds = sorted({band.bound for table in (one, two) for band in table.bands})
    places = [bounds[0] - 1, *bounds]
    places += [(low + high) / 2 for low, high in pairwise(bounds)]
    places.append(bounds[-1] + 1)
    found: list[Direction] = []
    for place in places:
        (low, high), (new_low, new_high) = _given(one, place), _given(two, place)
        found += [(new_low > low) - (new_low < low), (new_high > high) - (new_high < high)]
    return _joined(found)


def _given(table: Banded, place: Fraction) -> tuple[Fraction, Fraction]:
    band = next((band for band in table.bands if band.holds(place)), None)
    return (band.low, band.high) if band else (Fraction(0), Fraction(0))
