"""What must hold among shares, grants, rounds and exits."""

from collections.abc import Iterator

from steersman.dossier.dossier import Dossier
from steersman.dossier.equity import EquityEvent
from steersman.dossier.names import nearest
from steersman.dossier.problem import DataPath, Problem

ROUNDING = 1e-9
NEEDED = {
    "holder": {"issue", "transfer", "repurchase", "promise", "grant", "leave"},
    "to": {"transfer"},
    "grant": {"pause", "exercise", "cancel"},
}
"""Fields that kinds of events cannot do without."""


def equity_problems(dossier: Dossier) -> Iterator[Problem]:
    """Yield unknown classes, plans and grants, vesting before joining, and chances above one."""
    equity = dossier.equity
    for place, event in enumerate(equity.events):
        yield from _event_problems(dossier, event, ("equity", "events", place))
    if equity.round:
        options = [o.id for o in dossier.finance.funding] if dossier.finance else []
        yield from _unknown(("equity", "round", "funding"), equity.round.funding, options)
        classes = ["common", *(entry.id for entry in equity.classes)]
        name = equity.round.share_class
        yield from _unknown(("equity", "round", "share_class"), name, classes)
    path: DataPath
    chances = sum(case.chance for case in equity.exits)
    if chances > 1 + ROUNDING:
        yield Problem("chances-exceed-one", ("equity", "exits"), {"value": round(chances, 6)})
    for place, plan in enumerate(equity.vesting):
        if plan.cliff_months > plan.months:
            path = ("equity", "vesting", place, "cliff_months")
            limits = {"value": plan.cliff_months, "limit": plan.months}
            yield Problem("cliff-after-end", path, limits)
    for place, entry in enumerate(equity.classes):
        paid = any(e.share_class == entry.id and e.price for e in equity.events)
        if entry.kind == "preferred" and not entry.price and paid:
            path = ("equity", "classes", place, "price")
            yield Problem("class-without-price", path, {"value": entry.id}, "warning")
        if entry.participation == "capped" and entry.cap < entry.preference:
            values = {"value": entry.cap, "limit": entry.preference}
            yield Problem("cap-below-preference", ("equity", "classes", place, "cap"), values)
    yield from _owned_by_itself(dossier)


def _event_problems(dossier: Dossier, event: EquityEvent, path: DataPath) -> Iterator[Problem]:
    equity = dossier.equity
    grants = [other.id for other in equity.events if other.kind == "grant"]
    yield from _unknown((*path, "vesting"), event.vesting, [plan.id for plan in equity.vesting])
    yield from _unknown((*path, "grant"), event.grant, grants)
    if event.share_class != "common":
        classes = [entry.id for entry in equity.classes]
        yield from _unknown((*path, "share_class"), event.share_class, classes)
    for field, kinds in NEEDED.items():
        if event.kind in kinds and not getattr(event, field):
            yield Problem("equity-incomplete", (*path, field), {"kind": event.kind, "field": field})
    if event.kind == "grant":
        person = next((person for person in dossier.people if person.id == event.holder), None)
        start = event.start or event.date
        if person and person.joined and start < person.joined:
            values = {"value": start, "joined": person.joined, "person": event.holder}
            yield Problem("vesting-before-joining", (*path, "start"), values)


def _unknown(path: DataPath, name: str, known: list[str]) -> Iterator[Problem]:
    if name and name not in known:
        values = {"value": name, "hint": nearest(name, known), "known": known}
        yield Problem("unknown-reference", path, values)


def _owned_by_itself(dossier: Dossier) -> Iterator[Problem]:
    """Yield holdings of the firm in itself, directly or through enterprises in a circle."""
    path: DataPath
    through = {e.name: e.related_through for e in dossier.firm.related_enterprises}
    for place, enterprise in enumerate(dossier.firm.related_enterprises):
        trail, name = [enterprise.name], enterprise.related_through
        while name in through and name not in trail:
            trail.append(name)
            name = through[name]
        if name == enterprise.name and enterprise.name == min(trail):
            path = ("firm", "related_enterprises", place, "related_through")
            yield Problem("circular-ownership", path, {"circle": " → ".join([*trail, name])})
    own = dossier.firm.name
    for place, event in enumerate(dossier.equity.events):
        if own and own in {event.holder, event.to}:
            yield Problem("holds-itself", ("equity", "events", place, "holder"), {"value": own})
    for place, holding in enumerate(dossier.finance.shares if dossier.finance else ()):
        if own and holding.holder == own:
            path = ("finance", "shares", place, "holder")
            yield Problem("holds-itself", path, {"value": own})
