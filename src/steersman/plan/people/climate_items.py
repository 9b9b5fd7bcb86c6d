"""The climate survey's dimensions and items, as data."""

from dataclasses import dataclass
from functools import cache

from steersman.data import load_toml


@dataclass(frozen=True, slots=True)
class ClimateItem:
    """One item; ``reverse`` marks those where agreement is bad."""

    id: str
    text: dict[str, str]
    reverse: bool


@dataclass(frozen=True, slots=True)
class ClimateDimension:
    """A dimension of the climate, its items, and a first action where it is low."""

    id: str
    name: dict[str, str]
    items: tuple[ClimateItem, ...]
    first_action: dict[str, str]
    source: str


@cache
def climate_dimensions() -> tuple[ClimateDimension, ...]:
    """Return all dimensions."""
    return tuple(
        ClimateDimension(
            entry["id"],
            entry["name"],
            tuple(
                ClimateItem(
                    item["id"],
                    {"en": item["en"], "zh_CN": item["zh_CN"]},
                    item.get("reverse", False),
                )
                for item in entry["items"]
            ),
            entry["first_action"],
            entry["source"],
        )
        for entry in load_toml("plan.people", "climate.toml")["dimensions"]
    )
