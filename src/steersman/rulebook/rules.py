"""Rules as read from the packaged rule files."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from steersman.data import load_toml


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion of a rule.

    Attributes:
        id: Name inside the rule.
        title: Text by language.
        article: Where in the document it stands.
        confidence: A official text read, B secondary source that cites it, M from memory, C to be
            checked.
        test: Expression that answers yes or no, or None.
        points: Expression that gives points, or None.
        maximum: Most points it can give.
    """

    id: str
    title: Mapping[str, str]
    article: str
    confidence: str
    test: Any
    points: Any
    maximum: float


@dataclass(frozen=True, slots=True)
class Rule:
    """One official definition or relief, as in force between two dates.

    Attributes:
        id: Country and name.
        title: Text by language.
        authority: Who issued it, by language.
        document: Official number.
        in_force_from: First day.
        in_force_to: Last day, None if open.
        source: Address or reference of the official text.
        verified_on: Day on which the numbers were last compared with the source.
        pass_score: Points needed, None where the rule gives none.
        criteria: All criteria, in the order of the document.
        verdict: Expression over criteria that decides.
        notes: Remarks for the reader, by language.
    """

    id: str
    title: Mapping[str, str]
    authority: Mapping[str, str]
    document: str
    in_force_from: date
    in_force_to: date | None
    source: str
    verified_on: date
    pass_score: float | None
    criteria: tuple[Criterion, ...]
    verdict: Any
    notes: Mapping[str, str]

    def in_force(self, day: date) -> bool:
        """Whether the rule applies on a day."""
        return self.in_force_from <= day and (self.in_force_to is None or day <= self.in_force_to)


@cache
def load_rule(identifier: str) -> Rule:
    """Return a packaged rule by its id, e.g. ``cn/technology-sme-evaluation``."""
    country, name = identifier.split("/")
    data = load_toml(f"rulebook.{country}", f"{name}.toml")
    return Rule(
        id=data["id"],
        title=data["title"],
        authority=data["authority"],
        document=data["document"],
        in_force_from=data["in_force_from"],
        in_force_to=data.get("in_force_to"),
        source=data["source"],
        verified_on=data["verified_on"],
        pass_score=data.get("pass_score"),
        criteria=tuple(_criterion(item) for item in data["criteria"]),
        verdict=data["verdict"],
        notes=data.get("notes", {}),
    )


def _criterion(item: Mapping[str, Any]) -> Criterion:
    points = item.get("points")
    return Criterion(
        id=item["id"],
        title=item["title"],
        article=item["article"],
        confidence=item["confidence"],
        test=item.get("test"),
        points=points,
        maximum=_maximum(points) if points else 0,
    )


def _maximum(points: Mapping[str, Any]) -> float:
    if "best_of" in points:
        return max(_maximum(option) for option in points["best_of"])
    return float(max(band[1] for band in points["bands"]))
