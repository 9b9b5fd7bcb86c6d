"""Types of what is found out about skills, key people and leaving."""

from dataclasses import dataclass
from typing import Literal

MixKind = Literal["hire", "expert", "partner", "training"]


@dataclass(frozen=True, slots=True)
class SkillNeed:
    """A skill at a level over the quarters.

    Attributes:
        skill: Skill.
        level: Least level.
        demand: FTE that the plan, and projects the strategy wants but nobody can do, need on
            average in each quarter.
        holders: People who have it.
        uncovered: FTE that neither people nor any option can cover, by quarter.
    """

    skill: str
    level: int
    demand: tuple[float, ...]
    holders: tuple[str, ...]
    uncovered: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class MixPart:
    """A way to cover a need that belongs to the cheapest mix."""

    kind: MixKind
    id: str
    cost: float


@dataclass(frozen=True, slots=True)
class SkillMix:
    """The cheapest mix, proven so.

    Attributes:
        parts: What to take.
        cost: What it costs in all.
        options: Number of options looked at.
        complete: Whether it covers the whole need.
    """

    parts: tuple[MixPart, ...]
    cost: float
    options: int
    complete: bool


@dataclass(frozen=True, slots=True)
class KeyPerson:
    """What the plan loses if a person leaves tomorrow and nobody comes instead.

    Attributes:
        person: Who.
        value_lost: Expected value the plan's projects lose.
        ruin_change: Change of the chance of ruin.
        only_holder: Skills with the highest level that the plan needs and nobody else has.
        projects: Projects of the plan with their work.
        leaving_chance: Chance of leaving within a year, as the plan reckons.
    """

    person: str
    value_lost: float
    ruin_change: float
    only_holder: dict[str, int]
    projects: tuple[str, ...]
    leaving_chance: float


@dataclass(frozen=True, slots=True)
class LeavingDriver:
    """A reason to leave, as far as the dossier shows it.

    Attributes:
        name: ``pay``, ``workload``, ``prospects`` or ``recognition``.
        people: People concerned; empty where only groups may be told about.
        strength: Pay gap or overload as a share; distance of a survey score from the middle.
    """

    name: Literal["pay", "workload", "prospects", "recognition"]
    people: tuple[str, ...]
    strength: float


@dataclass(frozen=True, slots=True)
class LeavingRate:
    """How often people leave: the firm's record drawn towards a base, beside what is entered.

    Attributes:
        rate: Expected departures per person and year.
        low: Lower end of the 90 % interval.
        high: Upper end.
        left: Departures on record.
        years: Person-years on record.
        entered: Mean yearly chance entered for the people; None where none is.
    """

    rate: float
    low: float
    high: float
    left: float
    years: float
    entered: float | None


@dataclass(frozen=True, slots=True)
class RetentionWorth:
    """What a measure against leaving is worth.

    Attributes:
        measure: Its id.
        adopted: Whether the plan reckons with it.
        cost: Present cost until the horizon.
        departures_avoided: Expected departures it prevents until the horizon.
        value: What the plan's projects gain by it, with the mean of the range of its effect.
        value_low: The same at the weakest effect of the range.
        value_high: At the strongest.
    """

    measure: str
    adopted: bool
    cost: float
    departures_avoided: float
    value: float
    value_low: float
    value_high: float


@dataclass(frozen=True, slots=True)
class LeverWorth:
    """A lever other than pay, priced from published ranges.

    Attributes:
        lever: Its id.
        low: Least worth of it in pay a year, for the research staff together.
        high: Greatest worth.
        share_low: Share of pay that the source gives.
        share_high: Share of pay that the source gives.
        source: Where the range is from.
    """

    lever: str
    low: float | None
    high: float | None
    share_low: float | None
    share_high: float | None
    source: str


@dataclass(frozen=True, slots=True)
class Talent:
    """Everything about skills and staying."""

    needs: tuple[SkillNeed, ...]
    mix: SkillMix | None
    key_people: tuple[KeyPerson, ...]
    drivers: tuple[LeavingDriver, ...]
    rate: LeavingRate | None
    retention: tuple[RetentionWorth, ...]
    levers: tuple[LeverWorth, ...]
