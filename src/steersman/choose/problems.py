"""What is wrong with stated preferences: names that no criterion or strategy has."""

from steersman.choose.strategies import load_criteria, load_strategies
from steersman.dossier import Dossier, Problem, nearest


def check_preferences(dossier: Dossier) -> tuple[Problem, ...]:
    """Return criteria that do not exist or are named twice, and a chosen strategy unknown to us."""
    problems = []
    known = [criterion.id for criterion in load_criteria()]
    order = dossier.strategy.preferences.criteria_order
    path = ("strategy", "preferences", "criteria_order")
    for position, name in enumerate(order):
        if name not in known:
            values = {"value": name, "hint": nearest(name, known), "known": known}
            problems.append(Problem("unknown-criterion", (*path, position), values))
        elif name in order[:position]:
            problems.append(Problem("duplicate-id", (*path, position), {"value": name}))
    chosen = dossier.strategy.chosen_strategy
    strategies = [strategy.id for strategy in load_strategies()]
    if chosen and chosen not in strategies:
        values = {"value": chosen, "hint": nearest(chosen, strategies), "known": strategies}
        problems.append(Problem("unknown-reference", ("strategy", "chosen_strategy"), values))
    return tuple(problems)
