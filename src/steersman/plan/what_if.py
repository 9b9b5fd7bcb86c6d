"""Changes of a dossier to ask "what if" with: the same plan question under another assumption."""

from dataclasses import dataclass, replace
from typing import Literal, get_args

from steersman.dossier import Dossier, HireOption, Person

ChangeKind = Literal["drop", "hire", "cut", "delay"]
KINDS: tuple[ChangeKind, ...] = get_args(ChangeKind)


@dataclass(frozen=True, slots=True)
class Change:
    """One assumption changed.

    Attributes:
        kind: ``drop`` a project, ``hire`` a role as if the person were here today, ``cut`` a
            funding option, ``delay`` a funding option.
        subject: Id of the project, role or funding option.
        months: Months of delay.
    """

    kind: ChangeKind
    subject: str
    months: int = 0


def parse_change(text: str) -> Change | None:
    """Read a change such as ``drop=P1`` or ``delay=loan:3``; None if it is none."""
    kind, equals, rest = text.partition("=")
    subject, colon, months = rest.partition(":")
    found = next((known for known in KINDS if known == kind), None)
    if not equals or not subject or found is None:
        return None
    if found == "delay":
        return Change(found, subject, int(months)) if colon and months.isdigit() else None
    return None if colon else Change(found, subject)


def subjects(dossier: Dossier, kind: ChangeKind) -> list[str]:
    """Return what a kind of change can be about."""
    if kind == "drop":
        return [project.id for project in dossier.projects]
    if kind == "hire":
        return [role.id for role in dossier.hiring.roles]
    return [option.id for option in dossier.finance.funding] if dossier.finance else []


def apply_change(dossier: Dossier, change: Change) -> Dossier:
    """Return the dossier with an assumption changed.

    Raises:
        ValueError: If there is no such project, role or funding option.
    """
    if change.subject not in subjects(dossier, change.kind):
        raise ValueError(f"no {change.subject} to {change.kind}")
    if change.kind == "drop":
        return _without_project(dossier, change.subject)
    if change.kind == "hire":
        return _with_person(dossier, change.subject)
    return _with_other_funding(dossier, change)


def _without_project(dossier: Dossier, name: str) -> Dossier:
    """Return the dossier without a project, and without those that need it."""
    gone = {name}
    while more := {p.id for p in dossier.projects if gone & set(p.needs)} - gone:
        gone |= more
    projects = tuple(
        replace(
            project,
            excludes=tuple(other for other in project.excludes if other not in gone),
            strengthens=tuple(tie for tie in project.strengthens if tie.target not in gone),
        )
        for project in dossier.projects
        if project.id not in gone
    )
    return replace(dossier, projects=projects)


def _with_person(dossier: Dossier, name: str) -> Dossier:
    role: HireOption = next(role for role in dossier.hiring.roles if role.id == name)
    others = tuple(other for other in dossier.hiring.roles if other.id != name)
    person = Person(
        id=role.id,
        name=role.role,
        skills=role.skills,
        fte=role.fte,
        rd_share=1.0,
        monthly_cost=role.monthly_cost,
    )
    people = (*dossier.people, person)
    return replace(dossier, people=people, hiring=replace(dossier.hiring, roles=others))


def _with_other_funding(dossier: Dossier, change: Change) -> Dossier:
    if dossier.finance is None:
        return dossier
    funding = tuple(
        replace(option, month=option.month + change.months)
        if option.id == change.subject
        else option
        for option in dossier.finance.funding
        if change.kind == "delay" or option.id != change.subject
    )
    return replace(dossier, finance=replace(dossier.finance, funding=funding))
