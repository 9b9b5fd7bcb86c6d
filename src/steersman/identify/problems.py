"""What is wrong with declared facts, claimed reliefs and changes: names the rulebook lacks."""

from collections.abc import Iterator

from steersman.dossier import DeclaredFact, Dossier, Problem, nearest
from steersman.identify.levers import lever_texts
from steersman.rulebook import FactInfo, fact_catalogue, rule_ids


def check_declared(dossier: Dossier) -> tuple[Problem, ...]:
    """Return facts, reliefs and levers that do not exist, and facts said in the wrong form."""
    return (*_facts(dossier), *_reliefs(dossier), *_levers(dossier))


def _facts(dossier: Dossier) -> Iterator[Problem]:
    catalogue = fact_catalogue()
    for position, entry in enumerate(dossier.firm.declared_facts):
        path = ("firm", "declared_facts", position, "fact")
        info = catalogue.get(entry.fact)
        if info is None:
            hint = nearest(entry.fact, catalogue)
            yield Problem("unknown-fact", path, {"value": entry.fact, "hint": hint})
        elif (wrong := _wrong_form(entry, info)) is not None:
            yield Problem(wrong, path, {"value": entry.fact, "known": info.choices or info.kind})


def _wrong_form(entry: DeclaredFact, info: FactInfo) -> str | None:
    if info.kind == "truth":
        return "fact-needs-answer" if entry.answer is None else None
    if info.kind == "choice":
        return None if entry.choice in info.choices else "fact-needs-choice"
    if entry.amount is None:
        return "fact-needs-amount"
    low = info.minimum is not None and entry.amount < info.minimum
    high = info.maximum is not None and entry.amount > info.maximum
    return "fact-out-of-range" if low or high else None


def _reliefs(dossier: Dossier) -> Iterator[Problem]:
    known = rule_ids() if dossier.firm.reliefs_claimed else ()
    for position, name in enumerate(dossier.firm.reliefs_claimed):
        if name not in known:
            values = {"value": name, "hint": nearest(name, known), "known": known}
            yield Problem("unknown-reference", ("firm", "reliefs_claimed", position), values)


def _levers(dossier: Dossier) -> Iterator[Problem]:
    known = tuple(lever_texts())
    for position, change in enumerate(dossier.firm.changes):
        if change.lever not in known:
            values = {"value": change.lever, "hint": nearest(change.lever, known), "known": known}
            yield Problem("unknown-reference", ("firm", "changes", position, "lever"), values)
