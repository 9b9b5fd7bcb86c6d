"""The factor tree, its survey items and indicators."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from steersman.data import load_toml

GOAL = "goal"
"""Name of what everything is for: the firm's innovation performance."""


@dataclass(frozen=True, slots=True)
class Item:
    """A survey item; ``reverse`` where agreement is bad."""

    id: str
    text: Mapping[str, str]
    reverse: bool


Family = Literal["innovation_system", "talent", "key_technology", "culture"]


@dataclass(frozen=True, slots=True)
class Factor:
    """Something that helps or holds back innovation, with texts by language.

    Attributes:
        id: Name.
        side: Outside the firm or inside.
        family: Kind of measure that mends it.
        effort: Months of one person's work that closing half of a gap takes, least and most.
        name: Text by language.
        good: What good looks like.
        first_measure: What to begin with.
        source: Why the factor is in the tree.
        items: Survey items.
    """

    id: str
    side: Literal["external", "internal"]
    family: Family
    effort: tuple[float, float]
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
        half_life: Months after which a figure tells half as much; None if it does not age.
        source: Where the anchors come from.
    """

    id: str
    factor: str
    name: Mapping[str, str]
    unit: str
    anchors: tuple[tuple[float, float], ...]
    spread: float
    half_life: float | None
    source: str

    def freshness(self, age: float) -> float:
        """Return the chance that a figure still holds after an age in months."""
        return 1.0 if self.half_life is None else float(0.5 ** (age / self.half_life))

    def points(self, value: float) -> float:
        """Return the points of a figure, from 0 to 100."""
        figures = [figure for figure, _ in self.anchors]
        points = [points for _, points in self.anchors]
        place = bisect_right(figures, value)
        if place in {0, len(figures)}:
            return points[0] if place == 0 else points[-1]
        slope = (points[place] - points[place - 1]) / (figures[place] - figures[place - 1])
        return slope * (value - figures[place - 1]) + points[place - 1]


@cache
def load_factors() -> tuple[Factor, ...]:
    """Return all factors in the order of the tree."""
    return tuple(
        Factor(
            id=entry["id"],
            side=entry["side"],
            family=entry["family"],
            effort=(float(entry["effort"][0]), float(entry["effort"][1])),
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
            half_life=float(entry["half_life"]) if "half_life" in entry else None,
            source=entry["source"],
        )
        for entry in load_toml("diagnose", "factors.toml")["indicators"]
    )


def goal_place(goal: str) -> int:
    """Return the place of the goal among the columns of influence: a factor, or the last."""
    ids = factor_ids()
    return ids.index(goal) if goal in ids else len(ids)
