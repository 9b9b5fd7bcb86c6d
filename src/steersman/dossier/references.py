"""References from one record of a dossier to another that lead nowhere."""

from collections.abc import Iterable, Iterator

from steersman.dossier.dossier import Dossier, skill_holders
from steersman.dossier.names import nearest
from steersman.dossier.problem import DataPath, Problem, Severity
from steersman.dossier.projects import Project
from steersman.dossier.strategy import Strategy


def dangling_references(dossier: Dossier) -> Iterator[Problem]:
    """Yield references to projects, stages, people, objectives, ... that do not exist."""
    enterprises = [enterprise.name for enterprise in dossier.firm.related_enterprises]
    for position, enterprise in enumerate(dossier.firm.related_enterprises):
        path: DataPath = ("firm", "related_enterprises", position, "related_through")
        others = [name for name in enterprises if name != enterprise.name]
        yield from _unknown(path, [enterprise.related_through], others)
    project_ids = [project.id for project in dossier.projects]
    for position, project in enumerate(dossier.projects):
        yield from _project_references(project, ("projects", position), project_ids)
    people = [person.id for person in dossier.people]
    for position, absence in enumerate(dossier.absences):
        yield from _unknown(("absences", position, "person"), [absence.person], people)
    for position, option in enumerate(dossier.finance.funding if dossier.finance else ()):
        path = ("finance", "funding", position, "for_project")
        yield from _unknown(path, [option.for_project], project_ids)
    yield from _strategy_references(dossier.strategy, people, project_ids)
    for position, risk in enumerate(dossier.risks.risks):
        path = ("risks", "risks", position, "project")
        yield from _unknown(path, [risk.project], project_ids)
        objectives = [objective.id for objective in dossier.strategy.objectives]
        yield from _unknown((*path[:-1], "objective"), [risk.objective], objectives)
        if dossier.people:
            owners = [person.id for person in dossier.people]
            yield from _unknown((*path[:-1], "owner"), [risk.owner], owners)
    yield from _people_references(dossier)
    yield from _progress_references(dossier)


def _people_references(dossier: Dossier) -> Iterator[Problem]:
    """Yield people and risks that measures, assessments, training and controls do not find."""
    people = [person.id for person in dossier.people]
    for position, person in enumerate(dossier.people):
        yield from _unknown(("people", position, "reports_to"), [person.reports_to], people)
    for position, course in enumerate(dossier.hiring.training):
        yield from _unknown(("hiring", "training", position, "person"), [course.person], people)
    for position, measure in enumerate(dossier.rewards.retention):
        yield from _unknown(("rewards", "retention", position, "people"), measure.people, people)
    for position, entry in enumerate(dossier.assessments):
        yield from _unknown(("assessments", position, "person"), [entry.person], people)
    waves = [wave.id for wave in dossier.culture.waves]
    for position, response in enumerate(dossier.climate):
        yield from _unknown(("climate", position, "wave"), [response.wave], waves)
    for position, comment in enumerate(dossier.climate_comments):
        yield from _unknown(("climate_comments", position, "wave"), [comment.wave], waves)
    for position, action in enumerate(dossier.culture.actions):
        path: DataPath = ("culture", "actions", position)
        yield from _unknown((*path, "remeasure"), [action.remeasure], waves)
        yield from _unknown((*path, "owner"), [action.owner] if people else [], people)
    risks = [risk.id for risk in dossier.risks.risks]
    for position, control in enumerate(dossier.risks.controls):
        yield from _unknown(("risks", "controls", position, "risk"), [control.risk], risks)


def _unknown(path: DataPath, names: Iterable[str], known: list[str]) -> Iterator[Problem]:
    for name in names:
        if name and name not in known:
            values = {"value": name, "hint": nearest(name, known), "known": known}
            yield Problem("unknown-reference", path, values)


def _project_references(
    project: Project, path: DataPath, project_ids: list[str]
) -> Iterator[Problem]:
    others = [identifier for identifier in project_ids if identifier != project.id]
    yield from _unknown((*path, "needs"), project.needs, others)
    yield from _unknown((*path, "excludes"), project.excludes, others)
    for position, tie in enumerate(project.strengthens):
        yield from _unknown((*path, "strengthens", position, "target"), [tie.target], others)
    stage_ids = [stage.id for stage in project.stages]
    mode_ids = [mode.id for mode in project.modes]
    for position, stage in enumerate(project.stages):
        stage_path = (*path, "stages", position)
        yield from _unknown((*stage_path, "after"), stage.after, stage_ids)
        yield from _unknown((*stage_path, "modes"), stage.modes, mode_ids)


def _strategy_references(
    strategy: Strategy, people: list[str], project_ids: list[str]
) -> Iterator[Problem]:
    objectives = [objective.id for objective in strategy.objectives]
    indicators = [indicator.id for indicator in strategy.indicators]
    for position, objective in enumerate(strategy.objectives):
        path: DataPath = ("strategy", "objectives", position, "indicator")
        yield from _unknown(path, [objective.indicator], indicators)
    for position, measure in enumerate(strategy.measures):
        path = ("strategy", "measures", position)
        yield from _unknown((*path, "objective"), [measure.objective], objectives)
        yield from _unknown((*path, "indicator"), [measure.indicator], indicators)
        yield from _unknown((*path, "project"), [measure.project], project_ids)
        if people:
            yield from _unknown((*path, "owner"), [measure.owner], people)


def _progress_references(dossier: Dossier) -> Iterator[Problem]:
    stages = [
        f"{project.id}/{stage.id}" for project in dossier.projects for stage in project.stages
    ]
    measures = [measure.id for measure in dossier.strategy.measures]
    indicators = [indicator.id for indicator in dossier.strategy.indicators]
    for position, actual in enumerate(dossier.progress):
        known = stages
        if actual.kind in {"money", "measure"}:
            known = measures
        elif actual.kind == "indicator":
            known = indicators
        elif actual.kind == "signpost":
            continue
        yield from _unknown(("progress", position, "reference"), [actual.reference], known)


def skill_references(dossier: Dossier) -> Iterator[Problem]:
    """Yield skills that a stage needs but nobody has, can be hired with, or contracted for.

    A near miss of a known skill is taken for a typing mistake, hence an error; an altogether
    unknown skill is a real gap of the firm, hence a warning.
    """
    known = sorted({skill for holder in skill_holders(dossier) for skill in holder.skills})
    if not known:
        return
    for position, project in enumerate(dossier.projects):
        for stage_position, stage in enumerate(project.stages):
            for row, demand in enumerate(stage.skills):
                if demand.skill in known:
                    continue
                path = ("projects", position, "stages", stage_position, "skills", row, "skill")
                hint = nearest(demand.skill, known)
                values = {"value": demand.skill, "hint": hint, "known": known}
                severity: Severity = "error" if hint else "warning"
                yield Problem("unknown-skill", path, values, severity)
