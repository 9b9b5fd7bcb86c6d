"""The cheapest path to a status not reached: what to change, what it costs, when it is reached."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import ceil

from steersman.dossier import Firm
from steersman.identify.levers import Lever, changed, levers_of
from steersman.identify.program import NoPathError, Program
from steersman.identify.worth import tax_with
from steersman.methods.interval import Answer, all_of
from steersman.rulebook import Facts, FactValue, Rule, fact_granted_by, load_rule
from steersman.rulebook.evaluate import Evaluator

ALTERNATIVES = 3
MARGINS = (0.0, 1e-9, 1e-7, 1e-6, 1e-5)
"""Shares by which bounds are tightened until the exact evaluation agrees with the solver."""
MONTHS_PER_YEAR = 12


@dataclass(frozen=True, slots=True)
class Step:
    """One change of a path.

    Attributes:
        lever: The lever, or the id of a rule whose status is applied for first.
        units: How many units.
        cost: What they cost, in the firm's currency.
        months: Months until they show.
    """

    lever: str
    units: int
    cost: float
    months: float


@dataclass(frozen=True, slots=True)
class Path:
    """A set of changes that reaches a status.

    Attributes:
        steps: The changes; empty if applying is all that is left.
        cost: What they and the applications cost.
        reached: Day on which the status can be held.
        answer: The verdict afterwards: yes, or open where facts are assumed.
        assumed: Facts that are not known, or for others to judge, and count as favourable.
        yearly_benefit: What the status saves in a year like the last but for the changes; None
            where it is not known.
        payback_years: Years until the benefit repays the cost, None if it never does within the
            time the status counts.
    """

    steps: tuple[Step, ...]
    cost: float
    reached: date
    answer: Answer
    assumed: tuple[str, ...]
    yearly_benefit: float | None
    payback_years: float | None


def find_paths(
    rule: Rule, firm: Firm, facts: Facts, on: date, rules: Sequence[Rule] = ()
) -> tuple[Path, ...]:
    """Return the cheapest paths to a status, cheapest first.

    None if nothing reaches it, or if nothing but facts that are not known stands in the way.

    Args:
        rule: The status.
        firm: The firm, for its own costs and its currency.
        facts: What is known of it.
        on: Day from which to count.
        rules: Reliefs of its jurisdiction, for the benefit.
    """
    levers = levers_of(firm, facts)
    found: list[Path] = []
    excluded: list[frozenset[str]] = []
    for _ in range(ALTERNATIVES):
        units = cheapest(rule, facts, levers, on, excluded)
        if units is None:
            break
        if not units and verdict_after(rule, facts, levers, units, on) is Answer.UNKNOWN:
            break  # what is missing is facts, not changes
        path = _path(rule, facts, levers, units, on)
        after = changed(facts, levers, units)
        found.append(_with_benefit(path, rule, after, rules, on))
        if not units:
            break
        excluded.append(frozenset(units))
    return tuple(found)


def cheapest(
    rule: Rule,
    facts: Facts,
    levers: Sequence[Lever],
    on: date,
    excluded: Sequence[frozenset[str]] = (),
) -> dict[str, int] | None:
    """Return the units of each lever, and the statuses gained first, that cost least.

    Another status as one of several routes is taken only if it is certain, unless there is no other
    way. The solver's answer is evaluated exactly; where rounding left it short of a bound, the
    bounds are tightened and it is solved again.
    """
    for certain in (True, False):
        units = _tightened(rule, facts, levers, on, excluded, certain=certain)
        if units is not None:
            return units
    return None


def _tightened(
    rule: Rule,
    facts: Facts,
    levers: Sequence[Lever],
    on: date,
    excluded: Sequence[frozenset[str]],
    *,
    certain: bool,
) -> dict[str, int] | None:
    """Return the first solution that holds exactly, None if the rule has none at some margin."""
    for margin in MARGINS:
        try:
            units = Program(rule, facts, levers, on, margin, certain=certain).solve(excluded)
        except NoPathError:
            return None
        if units is None or verdict_after(rule, facts, levers, units, on) is not Answer.NO:
            return units
    return None


def facts_after(
    facts: Facts, levers: Sequence[Lever], units: dict[str, int]
) -> dict[str, FactValue]:
    """Return the facts once levers are pulled and the statuses named with them are gained."""
    after = changed(facts, tuple(levers), units)
    gained = [fact_granted_by(name) for name in units if "/" in name]
    return after | dict.fromkeys((name for name in gained if name), Answer.YES)


def verdict_after(
    rule: Rule, facts: Facts, levers: Sequence[Lever], units: dict[str, int], on: date
) -> Answer:
    """Return the verdict once levers are pulled, with those on the statuses gained first."""
    after = facts_after(facts, levers, units)
    return all_of([Evaluator(r, after, on).answer(r.verdict) for r in _rules(rule, units, on)])


def _rules(rule: Rule, units: dict[str, int], on: date) -> list[Rule]:
    """Return the statuses gained on the way, and the one wanted."""
    return [*(load_rule(name, on) for name in units if "/" in name), rule]


def _path(
    rule: Rule, facts: Facts, levers: Sequence[Lever], units: dict[str, int], on: date
) -> Path:
    by_id = {lever.id: lever for lever in levers}
    steps, ready = [], on
    for name, count in units.items():
        if name in by_id:
            lever = by_id[name]
            months = lever.time(count)
            steps.append(Step(name, count, float(lever.unit_cost * count), months))
            ready = max(ready, _shows(on, lever, months))
    before = [name for name in units if name not in by_id]
    for name in before:
        earlier = load_rule(name, on)
        gained = _decision(earlier, ready)
        fee = earlier.application.cost if earlier.application else 0.0
        steps.append(Step(name, 1, fee, _months_between(on, gained)))
        ready = gained
    cost = sum(step.cost for step in steps) + (rule.application.cost if rule.application else 0.0)
    after = facts_after(facts, levers, units)
    assumed: dict[str, None] = {}
    for wanted in _rules(rule, units, on):
        evaluator = Evaluator(wanted, after, on)
        assumed |= dict.fromkeys(evaluator.open_facts(wanted.verdict))
    answer = verdict_after(rule, facts, levers, units, on)
    return Path(
        steps=tuple(steps),
        cost=cost,
        reached=_decision(rule, ready),
        answer=answer,
        assumed=tuple(assumed),
        yearly_benefit=None,
        payback_years=None,
    )


def _shows(on: date, lever: Lever, months: float) -> date:
    """Return the day from which a change counts; yearly figures once a full year shows them."""
    done = later(on, ceil(months))
    return date(done.year + 2, 1, 1) if lever.yearly else done


def _decision(rule: Rule, ready: date) -> date:
    """Return the day on which an application made as soon as possible is decided."""
    if rule.application is None:
        return ready
    for year in (ready.year, ready.year + 1):
        closes = date(year, *rule.application.closes)
        if closes >= ready:
            return later(closes, rule.application.months_to_decision)
    raise AssertionError("a window opens every year")


def later(day: date, months: int) -> date:
    """Return the day so many months later, the last of the month where it is shorter."""
    year, month = divmod(day.year * MONTHS_PER_YEAR + day.month - 1 + months, MONTHS_PER_YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _months_between(start: date, end: date) -> float:
    return MONTHS_PER_YEAR * (end.year - start.year) + end.month - start.month


def _with_benefit(path: Path, rule: Rule, facts: Facts, rules: Sequence[Rule], on: date) -> Path:
    saved = benefit(rule, facts, rules, on)
    if saved is None:
        return path
    years = path.cost / saved if saved > 0 else None
    counts = rule.application.valid_years if rule.application else 0
    repaid = years if years is not None and (not counts or years <= counts) else None
    return replace(path, yearly_benefit=saved, payback_years=repaid)


def benefit(rule: Rule, facts: Facts, rules: Sequence[Rule], on: date) -> float | None:
    """Return what a status saves in a year, all else as it is now; None where it is not known."""
    granted = fact_granted_by(rule.id)
    if granted is None:
        return None
    now, then = (
        tax_with(rules, {**facts, granted: answer}, on) for answer in (Answer.NO, Answer.YES)
    )
    return None if now is None or then is None else float(now - then)
