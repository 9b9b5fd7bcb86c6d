"""The factor tree, its survey items and indicators, and the default influence matrix."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np

from steersman.data import load_toml
from steersman.dossier import Influence
from steersman.methods.arrays import FloatArray

GOAL = "goal"
"""Name of what everything is for: the firm's innovation performance."""


@dataclass(frozen=True, slots=True)
class Item:
    """A survey item; ``reverse`` where agreement is bad."""

    id: str
    text: Mapping[str, str]
    reverse: bool


@dataclass(frozen=True, slots=True)
class Factor:
    """Something that helps or holds back innovation, with texts by language."""

    id: str
    side: Literal["external", "internal"]
    name: Mapping[str, str]
    good: Mapping[str, str]
    first_measure: Mapping[str, str]
    source: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class IndicatorRule:
    """How a hard figure becomes points.

    Attributes:
        id: Name.
        factor: The factor it speaks for.
        name: Text by language.
        unit: Unit of the figure.
        anchors: Figures and their points, figures ascending; straight lines between.
        spread: Standard deviation of the points.
        source: Where the anchors come from.
    """

    id: str
    factor: str
    name: Mapping[str, str]
    unit: str
    anchors: tuple[tuple[float, float], ...]
    spread: float
    source: str

    def points(self, value: float) -> float:
        """Return the points of a figure, from 0 to 100."""
        figures, points = zip(*self.anchors, strict=True)
        return float(np.interp(value, figures, points))


@cache
def load_factors() -> tuple[Factor, ...]:
    """Return all factors in the order of the tree."""
    return tuple(
        Factor(
            id=entry["id"],
            side=entry["side"],
            name=entry["name"],
            good=entry["good"],
            first_measure=entry["first_measure"],
            source=entry["source"],
            items=tuple(
                Item(
                    item["id"],
                    {"en": item["en"], "zh_CN": item["zh_CN"]},
                    item.get("reverse", False),
                )
                for item in entry["items"]
            ),
        )
        for entry in load_toml("diagnose", "factors.toml")["factors"]
    )


@cache
def factor_ids() -> tuple[str, ...]:
    """Return the ids of all factors in order."""
    return tuple(factor.id for factor in load_factors())


@cache
def load_indicators() -> tuple[IndicatorRule, ...]:
    """Return all indicators."""
    return tuple(
        IndicatorRule(
            id=entry["id"],
            factor=entry["factor"],
            name=entry["name"],
            unit=entry["unit"],
            anchors=tuple((float(figure), float(points)) for figure, points in entry["anchors"]),
            spread=float(entry["spread"]),
            source=entry["source"],
        )
        for entry in load_toml("diagnose", "factors.toml")["indicators"]
    )


def influence_matrix(own_view: tuple[Influence, ...]) -> FloatArray:
    """Return direct influence ratings among the factors and the goal, goal last.

    Args:
        own_view: Ratings by the firm that replace the default ones.
    """
    data = load_toml("diagnose", "influence.toml")
    names = list(data["columns"])
    matrix = np.array([data["rows"][name] for name in names], dtype=float)
    for rating in own_view:
        if rating.source in names and rating.target in names:
            matrix[names.index(rating.source), names.index(rating.target)] = rating.strength
    return matrix
