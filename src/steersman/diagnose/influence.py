"""What drives what: the default influence matrix, and the ratings of the firm's experts."""

from functools import cache

import numpy as np

from steersman.data import load_toml
from steersman.diagnose.factors import GOAL, factor_ids
from steersman.dossier import Influence
from steersman.methods.arrays import FloatArray


@cache
def default_influence() -> FloatArray:
    """Return our ratings of direct influence among the factors and the goal, goal last, (n, n)."""
    data = load_toml("diagnose", "influence.toml")
    return np.array([data["rows"][name] for name in data["columns"]], dtype=float)


def own_ratings(own_view: tuple[Influence, ...]) -> FloatArray:
    """Return the firm's ratings of direct influence, one layer per expert.

    Args:
        own_view: Ratings by the firm.

    Returns:
        Shape (experts, n, n), not a number where an expert did not rate; one empty layer where
        nobody rated.
    """
    names = [*factor_ids(), GOAL]
    experts = sorted({rating.expert for rating in own_view}) or [""]
    ratings = np.full((len(experts), len(names), len(names)), np.nan)
    for rating in own_view:
        if rating.source in names and rating.target in names:
            place = (names.index(rating.source), names.index(rating.target))
            ratings[(experts.index(rating.expert), *place)] = rating.strength
    return ratings
