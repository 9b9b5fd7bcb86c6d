"""What is wrong with answers and influence ratings: names that no item or factor has."""

from collections.abc import Iterator

from steersman.diagnose.factors import GOAL, factor_ids, load_factors
from steersman.dossier import DataPath, Dossier, Problem, nearest
from steersman.dossier.survey import SURVEY_GROUPS


def check_names(dossier: Dossier) -> tuple[Problem, ...]:
    """Return survey items, factors in influence ratings and in measures that do not exist."""
    return (*_items(dossier), *_factors(dossier))


def _items(dossier: Dossier) -> Iterator[Problem]:
    known = [item.id for factor in load_factors() for item in factor.items]
    for group in SURVEY_GROUPS:
        for position, response in enumerate(getattr(dossier.survey, group)):
            path: DataPath = ("survey", group, position, "answers")
            for item in response.answers:
                if item not in known:
                    values = {"value": item, "hint": nearest(item, known), "known": known}
                    yield Problem("unknown-survey-item", (*path, item), values)


def _factors(dossier: Dossier) -> Iterator[Problem]:
    known = [*factor_ids(), GOAL]
    named: list[tuple[DataPath, str]] = []
    for position, rating in enumerate(dossier.influence):
        if rating.source == rating.target:
            yield Problem("self-influence", ("influence", position), {"value": rating.source})
        named.append((("influence", position, "source"), rating.source))
        named.append((("influence", position, "target"), rating.target))
    for position, effort in enumerate(dossier.strategy.efforts):
        named.append((("strategy", "efforts", position, "factor"), effort.factor))
        if effort.factor in [entry.factor for entry in dossier.strategy.efforts[:position]]:
            path: DataPath = ("strategy", "efforts", position, "factor")
            yield Problem("duplicate-id", path, {"value": effort.factor})
        if effort.low > effort.high:
            place: DataPath = ("strategy", "efforts", position)
            yield Problem("statement-bounds", place, {"value": "effort"})
    if dossier.strategy.preferences.goal:
        named.append((("strategy", "preferences", "goal"), dossier.strategy.preferences.goal))
    for position, measure in enumerate(dossier.strategy.measures):
        path = ("strategy", "measures", position, "factors")
        named.extend((path, factor) for factor in measure.factors)
    for path, name in named:
        if name not in known:
            values = {"value": name, "hint": nearest(name, known), "known": known}
            yield Problem("unknown-factor", path, values)
