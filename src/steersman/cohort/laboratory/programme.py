"""Programmes of support, with what is known about their effects and how well."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from steersman.cohort.laboratory.population import Source
from steersman.data import file_names, load_toml

PACKAGE = "cohort.laboratory.programmes"
ProgrammeKind = Literal["grant", "guarantee"]
Outcome = Literal["research", "venture_capital", "credit"]


@dataclass(frozen=True, slots=True)
class Award:
    """How much a firm can get.

    Attributes:
        share: Share of a figure.
        of: That figure, empty for an amount that is the same for all.
        fixed: The amount that is the same for all.
        least: Awards below are not made.
        most: Awards are cut down to this.
        source: Where these come from.
    """

    share: float
    of: str
    fixed: float
    least: float
    most: float
    source: Source


@dataclass(frozen=True, slots=True)
class Estimate:
    """A published or assumed average with its 95 % interval.

    Attributes:
        centre: The estimate.
        low: Lower end.
        high: Upper end.
        source: Where it comes from.
    """

    centre: float
    low: float
    high: float
    source: Source

    @property
    def error(self) -> float:
        """Standard error that the interval stands for."""
        return (self.high - self.low) / (2 * 1.959964)


@dataclass(frozen=True, slots=True)
class Effect:
    """The average effect of an award among firms of some sizes, per unit of money or per award."""

    sizes: tuple[str, ...]
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class Guarantee:
    """What a guarantee costs.

    Attributes:
        cover: Share of the loan that is guaranteed.
        fee: Fee, share of what is guaranteed.
        loss_given_default: Share of a loan that is lost if it defaults.
        default: Chance of default over the life of the loan, by size.
        default_low: Lower end of the common factor by which these may be wrong, 95 %.
        default_high: Upper end.
        source: Where these come from.
    """

    cover: float
    fee: float
    loss_given_default: float
    default: Mapping[str, float]
    default_low: float
    default_high: float
    source: Source


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme of support.

    Attributes:
        id: Its name.
        title: Text by language.
        note: What its numbers can carry, by language.
        kind: Grant or guarantee.
        outcome: What an effect is counted in: money of R&D, firms with venture capital, or credit.
        award: How much a firm can get.
        effects: Average effects by size; firms of other sizes are not supported.
        factor: Factor whose low score makes an award do more.
        slope: By what share an effect is larger for each 20 points below 50 of that score.
        spread: Standard deviation of the effect among firms that look alike.
        take_up: Share of firms that take an award, by size.
        guarantee: What it costs, None for a grant.
        sources: All sources.
    """

    id: str
    title: Mapping[str, str]
    note: Mapping[str, str]
    kind: ProgrammeKind
    outcome: Outcome
    award: Award
    effects: tuple[Effect, ...]
    factor: str
    slope: Estimate
    spread: float
    take_up: Mapping[str, float]
    guarantee: Guarantee | None
    sources: tuple[Source, ...]

    @property
    def sizes(self) -> tuple[str, ...]:
        """Sizes of firms that it supports."""
        return tuple(size for effect in self.effects for size in effect.sizes)

    @property
    def per_award(self) -> bool:
        """Whether an effect is that of an award, whatever its amount."""
        return not self.award.of


def programme_ids() -> tuple[str, ...]:
    """Return the names of all packaged programmes."""
    return tuple(name.removesuffix(".toml") for name in file_names(PACKAGE, ".toml"))


@cache
def load_programme(identifier: str) -> Programme:
    """Return a packaged programme."""
    return programme_of(identifier, load_toml(PACKAGE, f"{identifier}.toml"))


def programme_of(identifier: str, raw: Mapping[str, Any]) -> Programme:
    """Return a programme from the data of its file, which must have its form."""
    parts = [raw["award"], *raw["effects"], raw["constraint"], raw["heterogeneity"], raw["take_up"]]
    parts += [raw["guarantee"]] if "guarantee" in raw else []
    award, constraint = raw["award"], raw["constraint"]
    return Programme(
        id=identifier,
        title=raw["title"],
        note=raw["note"],
        kind=raw["kind"],
        outcome=raw["outcome"],
        award=Award(
            award.get("share", 0.0),
            award.get("of", ""),
            float(award.get("fixed", 0.0)),
            float(award.get("least", 0.0)),
            float(award.get("most", "inf")),
            _source(award),
        ),
        effects=tuple(Effect(tuple(e["sizes"]), _estimate(e, "centre")) for e in raw["effects"]),
        factor=constraint["factor"],
        slope=_estimate(constraint, "slope"),
        spread=raw["heterogeneity"]["spread"],
        take_up={k: v for k, v in raw["take_up"].items() if not isinstance(v, str)},
        guarantee=_guarantee(raw["guarantee"]) if "guarantee" in raw else None,
        sources=tuple(dict.fromkeys(_source(part) for part in parts)),
    )


def _source(raw: Mapping[str, Any]) -> Source:
    return Source(raw["basis"], raw["source"])


def _estimate(raw: Mapping[str, Any], centre: str) -> Estimate:
    return Estimate(raw[centre], raw["low"], raw["high"], _source(raw))


def _guarantee(raw: Mapping[str, Any]) -> Guarantee:
    return Guarantee(
        raw["cover"],
        raw["fee"],
        raw["loss_given_default"],
        raw["default"],
        raw["default_low"],
        raw["default_high"],
        _source(raw),
    )
