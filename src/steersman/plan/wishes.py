"""What a leadership team may insist on, in a form that can be checked."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal, get_args

from steersman.dossier import Dossier

WishKind = Literal["include", "launch", "no-hires", "no-experts", "no-loans", "no-equity", "cash"]
KINDS: tuple[WishKind, ...] = get_args(WishKind)
ABOUT_PROJECTS: tuple[WishKind, ...] = ("include", "launch")


@dataclass(frozen=True, slots=True)
class Wish:
    """One thing insisted on.

    Attributes:
        kind: ``include`` a project, ``launch`` a project within some months, do without hires,
            experts, loans or equity, or never let ``cash`` fall below an amount.
        project: Id of the project it is about, empty for others.
        number: Months for ``launch``, amount for ``cash``.
    """

    kind: WishKind
    project: str = ""
    number: float = 0.0


def parse_wish(text: str) -> Wish | None:
    """Read a wish such as ``include=P1``, ``launch=P1:18``, ``cash=500000``; None if it is none."""
    name, equals, rest = text.partition("=")
    kind = next((known for known in KINDS if known == name), None)
    if kind is None:
        return None
    if kind == "include":
        return Wish(kind, rest) if rest and ":" not in rest else None
    if kind == "launch":
        project, _, months = rest.partition(":")
        return Wish(kind, project, float(months)) if project and months.isdigit() else None
    if kind == "cash":
        amount = rest.replace("_", "")
        return Wish(kind, number=float(amount)) if amount.isdigit() else None
    return None if equals else Wish(kind)


def apply_wishes(dossier: Dossier, wishes: tuple[Wish, ...]) -> Dossier:
    """Return the dossier without what the wishes rule out, and with the reserve they ask for."""
    kinds = {wish.kind for wish in wishes}
    hiring, finance = dossier.hiring, dossier.finance
    if "no-hires" in kinds:
        hiring = replace(hiring, roles=())
    if "no-experts" in kinds:
        hiring = replace(hiring, experts=())
    if finance:
        out = {"loan"} if "no-loans" in kinds else set()
        out |= {"equity"} if "no-equity" in kinds else set()
        funding = tuple(option for option in finance.funding if option.kind not in out)
        amounts = [wish.number for wish in wishes if wish.kind == "cash"]
        reserve = max([finance.reserve, *map(type(finance.reserve), amounts)])
        finance = replace(finance, funding=funding, reserve=reserve)
    return replace(dossier, hiring=hiring, finance=finance)


def required_projects(dossier: Dossier, wishes: tuple[Wish, ...]) -> frozenset[str]:
    """Return the projects wished for, and all that these need."""
    wished = [wish.project for wish in wishes if wish.kind in ABOUT_PROJECTS]
    return with_needs(dossier, wished)


def with_needs(dossier: Dossier, projects: Iterable[str]) -> frozenset[str]:
    """Return projects and all that these need, those that the dossier does not hold left out."""
    needs = {project.id: project.needs for project in dossier.projects}
    open_ = list(projects)
    found: set[str] = set()
    while open_:
        name = open_.pop()
        if name in needs and name not in found:
            found.add(name)
            open_ += needs[name]
    return frozenset(found)
