"""What is wrong with climate responses and actions: items and dimensions that do not exist."""

from steersman.dossier import Dossier, Problem, nearest
from steersman.plan.people.climate_items import climate_dimensions


def check_climate(dossier: Dossier) -> tuple[Problem, ...]:
    """Return answers to items and actions on dimensions that the climate survey does not have."""
    items = [item.id for dimension in climate_dimensions() for item in dimension.items]
    names = [dimension.id for dimension in climate_dimensions()]
    problems = [
        Problem("unknown-reference", ("climate", place, "answers", item),
                {"value": item, "hint": nearest(item, items), "known": items})
        for place, response in enumerate(dossier.climate)
        for item in response.answers
        if item not in items
    ]  # fmt: skip
    problems += [
        Problem("unknown-reference", ("culture", "actions", place, "dimension"),
                {"value": action.dimension, "hint": nearest(action.dimension, names),
                 "known": names})
        for place, action in enumerate(dossier.culture.actions)
        if action.dimension and action.dimension not in names
    ]  # fmt: skip
    return tuple(problems)
