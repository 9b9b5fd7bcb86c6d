"""Levels of groupings, put together where few firms would show through."""

from collections.abc import Mapping

from steersman.cohort.columns import SIZE_CLASSES
from steersman.diagnose.comparison import LEAST_FIRMS

SIZES = {name: place for place, name in enumerate(SIZE_CLASSES, start=1)}
"""Order in which sizes are shown; other levels come by name."""


def pooled_levels(counts: Mapping[str, int]) -> tuple[tuple[str, ...], ...]:
    """Return the levels to show, those with fewer than ten firms together as one.

    If these are still fewer than ten, the smallest other level joins them, so that none follows
    from the total; if all firms are fewer than ten, nothing is shown.
    """
    few: list[str] = []
    held = 0
    for level, firms in sorted(counts.items(), key=lambda item: (item[1], item[0])):
        if firms >= LEAST_FIRMS and not 0 < held < LEAST_FIRMS:
            break
        few.append(level)
        held += firms
    kept = sorted(set(counts) - set(few), key=lambda name: (SIZES.get(name, 0), name))
    groups = [(level,) for level in kept]
    return (*groups, tuple(sorted(few))) if held >= LEAST_FIRMS else tuple(groups)
