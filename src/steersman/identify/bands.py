"""The next better band of every criterion that gives points."""

from steersman.identify.result import NextBand
from steersman.rulebook import Evaluation, Rule, fact_catalogue
from steersman.rulebook.expressions import Add, Banded, Fact, Larger, Ratio, Smaller, Value


def next_bands(rule: Rule, evaluation: Evaluation) -> tuple[NextBand, ...]:
    """Return the next better bands, by criterion."""
    found: list[NextBand] = []
    for criterion in rule.criteria:
        points = evaluation.criterion(criterion.id).points
        if criterion.scored and criterion.points is not None and points and points.low is not None:
            for table in _tables(criterion.points):
                found.extend(_better(criterion.id, table, float(points.low)))
    return tuple(found)


def _tables(value: Value) -> list[Banded]:
    match value:
        case Banded():
            return [value]
        case Larger(parts) | Smaller(parts) | Add(parts):
            return [table for part in parts for table in _tables(part)]
        case _:
            return []


def _better(criterion: str, table: Banded, reached: float) -> list[NextBand]:
    better = [band for band in table.bands if band.low > reached]
    facts = _facts(table.value)
    if not better or not facts:
        return []
    band = better[-1]
    gain = float(band.low) - reached
    return [NextBand(criterion, facts, float(band.bound), float(band.low), gain)]


def _facts(value: Value) -> tuple[str, ...]:
    """Return the fact of a value, or the part and the whole of a share."""
    match value:
        case Fact(name):
            derived = fact_catalogue()[name].derived_value
            return (_facts(derived) if isinstance(derived, Ratio) else ()) or (name,)
        case Ratio(Fact(part), Fact(whole)):
            return part, whole
        case _:
            return ()
