"""What is wrong with stated preferences: names that do not exist, statements that say nothing."""

from collections.abc import Iterable, Iterator

from steersman.choose.strategies import load_criteria, load_scenarios, load_strategies
from steersman.diagnose.factors import factor_ids
from steersman.dossier import DataPath, Dossier, PreferenceStatement, Problem, nearest

STATEMENTS: DataPath = ("strategy", "statements")
MOST_FOR_A_SHARE = 1.0
ROUNDING = 1e-9
STRONGEST_JUDGEMENT = 9.0
"""End of Saaty's scale."""


def check_preferences(dossier: Dossier) -> tuple[Problem, ...]:
    """Return everything about preferences, own strategies and criteria that cannot be used."""
    checks = (
        _order(dossier), _statements(dossier), _own(dossier), _chosen(dossier), _signposts(dossier),
    )  # fmt: skip
    return tuple(problem for check in checks for problem in check)


def _criteria(dossier: Dossier) -> list[str]:
    own = [criterion.id for criterion in dossier.strategy.own_criteria]
    return [*(criterion.id for criterion in load_criteria()), *own]


def _strategies(dossier: Dossier) -> list[str]:
    own = [strategy.id for strategy in dossier.strategy.own_strategies]
    return list(dict.fromkeys([*(strategy.id for strategy in load_strategies()), *own]))


def _unknown(
    code: str, path: DataPath, names: Iterable[str], known: list[str]
) -> Iterator[Problem]:
    for name in names:
        if name not in known:
            values = {"value": name, "hint": nearest(name, known), "known": known}
            yield Problem(code, path, values)


def _order(dossier: Dossier) -> Iterator[Problem]:
    known = _criteria(dossier)
    order = dossier.strategy.preferences.criteria_order
    path = ("strategy", "preferences", "criteria_order")
    for position, name in enumerate(order):
        yield from _unknown("unknown-criterion", (*path, position), [name], known)
        if name in known and name in order[:position]:
            yield Problem("duplicate-id", (*path, position), {"value": name})
    scenarios = [scenario.id for scenario in load_scenarios() if scenario.chance]
    chances = dossier.strategy.preferences.scenario_chances
    path = ("strategy", "preferences", "scenario_chances")
    yield from _unknown("unknown-reference", path, chances, scenarios)
    if sum(chances.values()) > 1 + ROUNDING:
        yield Problem("chances-above-one", path, {"value": round(sum(chances.values()), 3)})


def _statements(dossier: Dossier) -> Iterator[Problem]:
    known = _criteria(dossier)
    judged: set[frozenset[str]] = set()
    for position, statement in enumerate(dossier.strategy.statements):
        path = (*STATEMENTS, position)
        named = [statement.criterion, *statement.than]
        yield from _unknown("unknown-criterion", path, named, known)
        pair = frozenset([statement.criterion, *statement.than])
        if statement.kind == "pairwise" and pair in judged:
            yield Problem("duplicate-id", path, {"value": " / ".join(sorted(pair))})
        judged |= {pair} if statement.kind == "pairwise" else set()
        fault = _fault(statement)
        if fault:
            yield Problem(fault, path, {"value": statement.kind})


def _fault(statement: PreferenceStatement) -> str | None:
    """Return the code of what makes a statement unusable, None if nothing does."""
    low, high = statement.low, statement.high
    alone = statement.kind == "range"
    if low is None and (high is None or statement.kind == "pairwise"):
        return "statement-without-number"
    if not alone and (not statement.than or statement.criterion in statement.than):
        return "statement-without-comparison"
    if statement.kind == "pairwise":
        if len(statement.than) != 1:
            return "statement-without-comparison"
        if not low or not 1 / STRONGEST_JUDGEMENT <= low <= STRONGEST_JUDGEMENT:
            return "statement-judgement"
    if low is not None and high is not None and low > high:
        return "statement-bounds"
    if high == 0 or (alone and low is not None and low >= MOST_FOR_A_SHARE):
        return "statement-all-or-nothing"
    if alone and max(low or 0, high or 0) > MOST_FOR_A_SHARE:
        return "statement-share"
    return None


def _own(dossier: Dossier) -> Iterator[Problem]:
    ours = [strategy.id for strategy in load_strategies()]
    criteria, factors = _criteria(dossier), list(factor_ids())
    for position, own in enumerate(dossier.strategy.own_strategies):
        path: DataPath = ("strategy", "own_strategies", position)
        if own.id in [entry.id for entry in dossier.strategy.own_strategies[:position]]:
            yield Problem("duplicate-id", (*path, "id"), {"value": own.id})
        if own.id not in ours and not own.excluded and not own.like and not own.performance:
            yield Problem("strategy-says-nothing", path, {"value": own.id}, "warning")
        if own.like:
            yield from _unknown("unknown-reference", (*path, "like"), [own.like], ours)
        yield from _unknown("unknown-criterion", (*path, "performance"), own.performance, criteria)
        yield from _unknown("unknown-factor", (*path, "needs"), own.needs, factors)
        yield from _unknown("unknown-factor", (*path, "musts"), own.musts, factors)
    for position, criterion in enumerate(dossier.strategy.own_criteria):
        path = ("strategy", "own_criteria", position)
        if criterion.id in [entry.id for entry in load_criteria()]:
            yield Problem("duplicate-id", (*path, "id"), {"value": criterion.id})
        known = _strategies(dossier)
        yield from _unknown("unknown-reference", path, criterion.performance, known)
    if all(
        any(own.id == name and own.excluded for own in dossier.strategy.own_strategies)
        for name in _strategies(dossier)
    ):
        yield Problem("no-strategy-left", ("strategy", "own_strategies"), {})


def _chosen(dossier: Dossier) -> Iterator[Problem]:
    chosen = dossier.strategy.chosen_strategy
    if chosen:
        path = ("strategy", "chosen_strategy")
        yield from _unknown("unknown-reference", path, [chosen], _strategies(dossier))


def _signposts(dossier: Dossier) -> Iterator[Problem]:
    known = [scenario.id for scenario in load_scenarios() if scenario.chance]
    for position, actual in enumerate(dossier.progress):
        if actual.kind == "signpost":
            path = ("progress", position, "reference")
            yield from _unknown("unknown-reference", path, [actual.reference], known)
