"""How the firm is led, how information goes, and what growth asks for."""

from collections import Counter
from collections.abc import Iterator, Sequence

from steersman.dossier import Dossier
from steersman.methods.hierarchy import depth, hops, layers_needed, leads_needed, next_lead_at
from steersman.plan.people.culture_result import (
    GrowthStep,
    InformationPath,
    Lead,
    Organisation,
    ProjectTeam,
)
from steersman.plan.result import Plan, PlannedStage

SPAN = 8
"""Reports that one lead can lead: beyond it everyday matters wait for the lead (Urwick 1956 gives
five or six whose work interlocks, later surveys of managers seven to ten)."""
TEAM = 8
"""People in a team that still all talk to each other."""
DAYS_PER_HOP = 2.0
"""Working days until a message has gone one step along the line, by judgement."""
HEADCOUNTS = (10, 20, 50, 100, 200, 300)
SHOWN_PATHS = 6
FAR = 2.0
"""Steps along the line from one person over a common lead to another; more is far."""
CLOSE = 1e-6


def organisation_of(dossier: Dossier, plan: Plan) -> Organisation:
    """Return leads and layers now, ways of information in planned projects, steps of growth.

    Args:
        dossier: The firm; without ``reports_to`` the line of command is not known.
        plan: Its plan.
    """
    people = [person.id for person in dossier.people]
    lead = {person.id: person.reports_to for person in dossier.people if person.reports_to}
    reports = Counter(lead.values())
    ways = sorted(
        _paths(dossier, plan, lead),
        key=lambda way: (-(way.hops or 0), way.project, way.source, way.target),
    )
    known = [way.hops for way in ways if way.hops is not None]
    now = len(people)
    return Organisation(
        leads=tuple(Lead(name, count, count > SPAN) for name, count in reports.most_common()),
        layers=depth(lead, people) if lead else None,
        paths=tuple(ways[:SHOWN_PATHS]) if lead else (),
        teams=tuple(_teams(plan, people, ways)),
        mean_hops=sum(known) / len(known) if known else None,
        team_hops=1.0,
        parallel_teams=_most_at_once(plan.stages),
        people_in_several=_in_several(plan.stages),
        headcount_now=now,
        headcount_planned=now + len(plan.hires),
        next_lead_at=next_lead_at(max(now, 1), SPAN),
        growth=tuple(
            GrowthStep(
                headcount,
                layers_needed(headcount, SPAN),
                leads_needed(headcount, SPAN),
                -(-headcount // TEAM),
                headcount * (headcount - 1) // 2,
            )
            for headcount in HEADCOUNTS
        ),
    )


def _paths(dossier: Dossier, plan: Plan, lead: dict[str, str]) -> Iterator[InformationPath]:
    """Yield who must hear from whom: people of a stage and of those that come after it."""
    before = {
        (project.id, stage.id): stage.after
        for project in dossier.projects
        for stage in project.stages
    }
    teams = {(stage.project, stage.stage): stage.team for stage in plan.stages}
    seen = set()
    for (project, stage), team in teams.items():
        for earlier in before.get((project, stage), ()):
            for source in teams.get((project, earlier), ()):
                for target in team:
                    key = (source, target, project)
                    if source != target and key not in seen:
                        seen.add(key)
                        steps = hops(source, target, lead)
                        days = None if steps is None else steps * DAYS_PER_HOP
                        yield InformationPath(source, target, project, steps, days)


def _teams(plan: Plan, people: list[str], ways: Sequence[InformationPath]) -> Iterator[ProjectTeam]:
    """Yield planned projects as teams, led by who has most of the work."""
    for project in dict.fromkeys(stage.project for stage in plan.stages):
        months: dict[str, float] = {}
        for stage in plan.stages:
            if stage.project == project:
                for person, fte in stage.team.items():
                    span = stage.finish - stage.start
                    months[person] = months.get(person, 0.0) + fte * span
        own = [person for person in months if person in people]
        known = [way.hops for way in ways if way.project == project and way.hops is not None]
        mean = sum(known) / len(known) if known else None
        yield ProjectTeam(
            project,
            tuple(sorted(months)),
            max(own, key=lambda person: (months[person], person)) if own else "",
            mean,
            mean is not None and mean > FAR,
        )


def _most_at_once(stages: tuple[PlannedStage, ...]) -> int:
    """Return the most projects under way at the same time."""
    spans: dict[str, tuple[float, float]] = {}
    for stage in stages:
        start, finish = spans.get(stage.project, (stage.start, stage.finish))
        spans[stage.project] = (min(start, stage.start), max(finish, stage.finish))
    starts = [start for start, _ in spans.values()]
    return max(
        (sum(s <= moment + CLOSE and f > moment + CLOSE for s, f in spans.values())
         for moment in starts),
        default=0,
    )  # fmt: skip


def _in_several(stages: tuple[PlannedStage, ...]) -> tuple[str, ...]:
    """Return people who are planned on stages of different projects at the same time."""
    found = set()
    for place, one in enumerate(stages):
        for other in stages[place + 1 :]:
            together = one.start < other.finish - CLOSE and other.start < one.finish - CLOSE
            if one.project != other.project and together:
                found |= set(one.team) & set(other.team)
    return tuple(sorted(found))
