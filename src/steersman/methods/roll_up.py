"""Progress of many things as one figure, each counted by what it is worth."""

from collections.abc import Mapping


def value_weights(values: Mapping[str, float]) -> dict[str, float]:
    """Return each thing's share of the value of all; nothing where none has any."""
    total = sum(values.values())
    return {name: value / total for name, value in values.items()} if total > 0 else {}


def roll_up(progress: Mapping[str, float], values: Mapping[str, float]) -> float | None:
    """Return progress weighted by value, never a plain mean.

    Args:
        progress: Progress by name, from 0 to 1; things without it are not counted.
        values: What each is worth, at least 0.

    Returns:
        The weighted progress; None where nothing counted has a value, since any other figure would
        weigh things alike that are not.
    """
    weights = value_weights({name: values.get(name, 0.0) for name in progress})
    return sum(weights[name] * progress[name] for name in weights) if weights else None
