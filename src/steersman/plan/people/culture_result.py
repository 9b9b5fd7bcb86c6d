"""Types of what is found out about culture and organisation."""

from dataclasses import dataclass
from typing import Literal

Hidden = Literal["", "few", "withheld", "changed"]


@dataclass(frozen=True, slots=True)
class ClimateScore:
    """A group's mean on a dimension, from 0 to 100, or why it is hidden.

    Attributes:
        dimension: Which.
        hidden: Empty where it is shown; ``few``: fewer than the threshold; ``withheld``: what is
            shown would tell more than a mean; ``changed``: fewer than the threshold came or left
            since an earlier wave.
        mean: None where hidden.
        low: Lower end of the 90 % interval.
        high: Upper end.
    """

    dimension: str
    hidden: Hidden
    mean: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class ClimateGroup:
    """A group of a wave.

    Attributes:
        attribute: By what respondents are divided; empty for everybody.
        value: Its value; empty for small groups put together.
        respondents: People in it who answered every dimension; None below the threshold.
        scores: By dimension.
    """

    attribute: str
    value: str
    respondents: int | None
    scores: tuple[ClimateScore, ...]


@dataclass(frozen=True, slots=True)
class ClimateTrend:
    """Change of everybody's mean on a dimension from one wave to the next, with 90 % interval."""

    dimension: str
    before: str
    after: str
    change: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ClimateQuality:
    """How well a dimension's items hang together and people agree; None with too few answers."""

    dimension: str
    alpha: float | None
    agreement: float | None


@dataclass(frozen=True, slots=True)
class WaveResult:
    """What may be shown of a wave.

    Attributes:
        wave: Its id.
        respondents: Responses that answer every dimension; None where below the threshold.
        incomplete: Responses left out since they skip a dimension; None with the former.
        threshold: Fewest people told about.
        groups: Everybody first, then by at most two attributes.
        hidden_attributes: Attributes by which nothing may be shown.
        comments: Comments in no order, where there are enough; empty otherwise.
        comments_hidden: Whether there are comments, but too few.
        quality: By dimension.
    """

    wave: str
    respondents: int | None
    incomplete: int | None
    threshold: int
    groups: tuple[ClimateGroup, ...]
    hidden_attributes: tuple[str, ...]
    comments: tuple[str, ...]
    comments_hidden: bool
    quality: tuple[ClimateQuality, ...]


@dataclass(frozen=True, slots=True)
class ActionLoop:
    """An action and whether its loop closes.

    Attributes:
        action: Its id.
        missing: What it lacks: ``owner``, ``due``, ``remeasure``, ``dimension``.
        effect: Change of its dimension measured after it; None before that.
    """

    action: str
    missing: tuple[str, ...]
    effect: ClimateTrend | None


@dataclass(frozen=True, slots=True)
class CultureOutlook:
    """Climate by wave, trends, and the programme.

    Attributes:
        waves: The latest first.
        trends: Between waves that follow each other.
        weakest: Dimensions of the latest wave surely below the middle, the lowest first.
        actions: The programme's actions.
        without_action: Weak dimensions that no action is about.
    """

    waves: tuple[WaveResult, ...]
    trends: tuple[ClimateTrend, ...]
    weakest: tuple[str, ...]
    actions: tuple[ActionLoop, ...]
    without_action: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lead:
    """Somebody who leads others directly.

    Attributes:
        person: Who; empty for the top where people report to nobody.
        reports: People who report to them.
        too_many: Whether that is more than the span that can be led.
    """

    person: str
    reports: int
    too_many: bool


@dataclass(frozen=True, slots=True)
class InformationPath:
    """Two people who must hear from each other, since one's stage follows the other's.

    Attributes:
        source: Who has finished a stage.
        target: Who goes on.
        project: Of which project.
        hops: Steps along the line of command; None where the line does not connect them.
        days: Days that takes.
    """

    source: str
    target: str
    project: str
    hops: int | None
    days: float | None


@dataclass(frozen=True, slots=True)
class ProjectTeam:
    """The people of a planned project as a team.

    Attributes:
        project: Which.
        people: Everybody with planned work on it.
        lead: Who has most of the work, the natural lead; empty if only hires and experts have.
        hops: Mean steps along the line between those who must hear from each other; None where
            nobody must or the line is not known.
        decides: Whether everyday matters should be left to the team: news takes longer along the
            line than from one lead to another.
    """

    project: str
    people: tuple[str, ...]
    lead: str
    hops: float | None
    decides: bool


@dataclass(frozen=True, slots=True)
class GrowthStep:
    """What leading a headcount takes.

    Attributes:
        headcount: People.
        layers: Layers of command, the top one counted.
        leads: People who lead others.
        teams: Project teams of the greatest size at which all know all.
        pairs: Pairs of people who could have to talk, without any structure.
    """

    headcount: int
    layers: int
    leads: int
    teams: int
    pairs: int


@dataclass(frozen=True, slots=True)
class Organisation:
    """How the firm is led now and as it grows.

    Attributes:
        leads: Everybody who leads, the most reports first.
        layers: Layers of command now; None where nobody's lead is entered.
        paths: Longest ways information goes along the line, within planned projects.
        teams: Planned projects as teams.
        mean_hops: Mean steps along the line between people who must hear from each other.
        team_hops: The same if each project is a team of its own: always one.
        parallel_teams: Most planned projects under way at once.
        people_in_several: People planned on more than one project at a time.
        headcount_now: People.
        headcount_planned: With the hires of the plan.
        next_lead_at: Headcount from which one more lead is needed.
        growth: Steps from 10 to 300 people.
    """

    leads: tuple[Lead, ...]
    layers: int | None
    paths: tuple[InformationPath, ...]
    teams: tuple[ProjectTeam, ...]
    mean_hops: float | None
    team_hops: float
    parallel_teams: int
    people_in_several: tuple[str, ...]
    headcount_now: int
    headcount_planned: int
    next_lead_at: int
    growth: tuple[GrowthStep, ...]
