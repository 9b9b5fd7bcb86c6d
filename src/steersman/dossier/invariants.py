"""What must hold inside a dossier beyond the types of its values.

Each check walks the records and yields problems; nothing stops at the first.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from steersman.dossier.dossier import Dossier
from steersman.dossier.equity_checks import equity_problems
from steersman.dossier.problem import DataPath, Problem
from steersman.dossier.progress_checks import progress_problems
from steersman.dossier.ranges import MoneyRange, Range
from steersman.dossier.references import dangling_references, skill_references

MOST_PROJECTS, MOST_STAGES = 500, 3_000
EARLIEST_YEAR, LATEST_YEAR = 1950, 2200
"""Years in which a dossier can sensibly be dated; plans count on from there."""


def check_dossier(dossier: Dossier) -> tuple[Problem, ...]:
    """Return everything that is inconsistent in a dossier, in the order of its parts."""
    checks = (
        numbers_out_of_range(dossier, ()),
        unordered_ranges(dossier, ()),
        duplicate_ids(dossier),
        dangling_references(dossier),
        skill_references(dossier),
        cycles(dossier),
        dates_out_of_order(dossier),
        contradictions(dossier),
        equity_problems(dossier),
        progress_problems(dossier),
        unusable_ids(dossier),
        far_dates(dossier, ()),
        more_than_can_be_planned(dossier),
    )
    return tuple(problem for check in checks for problem in check)


def numbers_out_of_range(value: object, path: DataPath) -> Iterator[Problem]:
    """Yield numbers below the minimum or above the maximum that their field declares."""
    if isinstance(value, tuple):
        for position, item in enumerate(value):
            yield from numbers_out_of_range(item, (*path, position))
    elif is_dataclass(value):
        for spec in fields(value):
            inner = getattr(value, spec.name)
            yield from numbers_out_of_range(inner, (*path, spec.name))
            if "minimum" in spec.metadata:
                yield from _outside(inner, (*path, spec.name), spec.metadata)


def _outside(value: object, path: DataPath, limits: Mapping[str, Any]) -> Iterator[Problem]:
    if isinstance(value, Range | MoneyRange):
        for name in ("low", "likely", "high"):
            yield from _outside(getattr(value, name), (*path, name), limits)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _outside(item, (*path, key), limits)
    elif isinstance(value, int | float | Decimal):
        minimum, maximum = limits["minimum"], limits.get("maximum")
        if minimum is not None and value < minimum:
            code = "negative" if minimum == 0 else "too-small"
            yield Problem(code, path, {"value": value, "minimum": minimum, **_unit(limits)})
        elif maximum is not None and value > maximum:
            yield Problem("too-large", path, {"value": value, "maximum": maximum, **_unit(limits)})


def _unit(limits: Mapping[str, Any]) -> dict[str, str]:
    return {"unit": limits.get("unit", "")}


def unordered_ranges(value: object, path: DataPath) -> Iterator[Problem]:
    """Yield three-point estimates whose low, likely and high values are not in that order."""
    if isinstance(value, Range | MoneyRange):
        if not value.low <= value.likely <= value.high:
            points = {"low": value.low, "likely": value.likely, "high": value.high}
            yield Problem("range-order", path, points)
    elif isinstance(value, tuple):
        for position, item in enumerate(value):
            yield from unordered_ranges(item, (*path, position))
    elif is_dataclass(value):
        for spec in fields(value):
            yield from unordered_ranges(getattr(value, spec.name), (*path, spec.name))


def duplicate_ids(dossier: Dossier) -> Iterator[Problem]:
    """Yield identifiers that stand for two records of the same list."""
    lists: list[tuple[DataPath, str, Sequence[Any]]] = [
        (("firm", "years"), "year", dossier.firm.years),
        (("firm", "intellectual_property"), "id", dossier.firm.intellectual_property),
        (("firm", "related_enterprises"), "name", dossier.firm.related_enterprises),
        (("firm", "declared_facts"), "fact", dossier.firm.declared_facts),
        (("firm", "changes"), "lever", dossier.firm.changes),
        (("projects",), "id", dossier.projects),
        (("risks", "risks"), "id", dossier.risks.risks),
        (("culture", "waves"), "id", dossier.culture.waves),
        (("culture", "actions"), "id", dossier.culture.actions),
        (("risks", "controls"), "id", dossier.risks.controls),
        (("hiring", "training"), "id", dossier.hiring.training),
        (("rewards", "retention"), "id", dossier.rewards.retention),
    ]
    for position, project in enumerate(dossier.projects):
        lists.append((("projects", position, "stages"), "id", project.stages))
        lists.append((("projects", position, "modes"), "id", project.modes))
    if dossier.finance:
        lists.append((("finance", "funding"), "id", dossier.finance.funding))
        lists.append((("finance", "inflows"), "id", dossier.finance.inflows))
    lists += [
        (("equity", name), "id", getattr(dossier.equity, name))
        for name in ("classes", "vesting", "events", "convertibles", "exits")
    ]
    lists += [
        (("strategy", name), "id", getattr(dossier.strategy, name))
        for name in ("objectives", "measures", "indicators")
    ]
    lists += [
        (("survey", group), "respondent", getattr(dossier.survey, group))
        for group in ("leaders", "research_staff", "others")
    ]
    for path, key, records in lists:
        yield from _duplicates(path, key, records)
    yield from _duplicate_people(dossier)
    yield from _repeated(("climate",), ("wave", "respondent"), dossier.climate)
    keys = ("period", "person", "rater", "criterion")
    yield from _repeated(("assessments",), keys, dossier.assessments)


def _repeated(path: DataPath, keys: Sequence[str], records: Sequence[Any]) -> Iterator[Problem]:
    """Yield records that have the same values in several fields as an earlier one."""
    seen: set[tuple[object, ...]] = set()
    for position, record in enumerate(records):
        values = tuple(getattr(record, key) for key in keys)
        if values in seen:
            shown = ", ".join(map(str, values))
            yield Problem("duplicate-id", (*path, position, keys[-1]), {"value": shown})
        seen.add(values)


def _duplicate_people(dossier: Dossier) -> Iterator[Problem]:
    """Yield ids that stand for two among people, roles and experts, who share one space of ids."""
    seen: set[str] = set()
    parts: tuple[tuple[DataPath, Sequence[Any]], ...] = (
        (("people",), dossier.people),
        (("hiring", "roles"), dossier.hiring.roles),
        (("hiring", "experts"), dossier.hiring.experts),
    )
    for path, records in parts:
        for position, record in enumerate(records):
            if record.id in seen:
                yield Problem("duplicate-id", (*path, position, "id"), {"value": record.id})
            seen.add(record.id)


def _duplicates(path: DataPath, key: str, records: Sequence[Any]) -> Iterator[Problem]:
    seen: set[object] = set()
    for position, record in enumerate(records):
        value = getattr(record, key)
        if value in seen:
            yield Problem("duplicate-id", (*path, position, key), {"value": value})
        seen.add(value)


def cycles(dossier: Dossier) -> Iterator[Problem]:
    """Yield circles among the stages of a project and among projects that need each other."""
    for position, project in enumerate(dossier.projects):
        after = {stage.id: stage.after for stage in project.stages}
        circle = _find_cycle(after) if len(after) == len(project.stages) else []
        if circle:
            path: DataPath = ("projects", position, "stages")
            yield Problem("cycle", path, {"circle": " → ".join(circle)})
    circle = _find_cycle({project.id: project.needs for project in dossier.projects})
    if circle:
        yield Problem("cycle", ("projects",), {"circle": " → ".join(circle)})
    circle = _find_cycle({p.id: [p.reports_to] for p in dossier.people if p.reports_to})
    if circle:
        yield Problem("cycle", ("people",), {"circle": " → ".join(circle)})


def _find_cycle(edges: Mapping[str, Iterable[str]]) -> list[str]:
    """Return the nodes of one circle, its first repeated at the end, or an empty list."""
    finished: set[str] = set()
    for start in edges:
        trail: list[str] = []
        stack: list[tuple[str, Iterator[str]]] = [(start, iter(edges[start]))]
        trail.append(start)
        while stack and start not in finished:
            node, following = stack[-1]
            step = next(following, None)
            if step is None:
                finished.add(node)
                stack.pop()
                trail.pop()
            elif step in trail:
                return [*trail[trail.index(step) :], step]
            elif step in edges and step not in finished:
                trail.append(step)
                stack.append((step, iter(edges[step])))
    return []


def dates_out_of_order(dossier: Dossier) -> Iterator[Problem]:
    """Yield pairs of dates that stand the wrong way round, and facts dated in the future."""
    firm = dossier.firm
    if not EARLIEST_YEAR <= firm.date.year <= LATEST_YEAR:
        yield Problem("date-out-of-range", ("firm", "date"), {"value": firm.date})
    pairs: list[tuple[DataPath, date | None, date | None]] = [
        (("firm", "founded"), firm.founded, firm.date)
    ]
    for position, certificate in enumerate(firm.certificates):
        path: DataPath = ("firm", "certificates", position, "expires")
        pairs.append((path, certificate.issued, certificate.expires))
    for position, breach in enumerate(firm.breaches):
        pairs.append((("firm", "breaches", position, "ended"), breach.date, breach.ended))
    for position, person in enumerate(dossier.people):
        pairs.append((("people", position, "joined"), person.joined, firm.date))
    for position, absence in enumerate(dossier.absences):
        pairs.append((("absences", position, "end"), absence.start, absence.end))
    for position, measure in enumerate(dossier.strategy.measures):
        pairs.append((("strategy", "measures", position, "due"), measure.start, measure.due))
    for path, earlier, later in pairs:
        if earlier and later and earlier > later:
            yield Problem("date-order", path, {"earlier": earlier, "later": later})
    yield from _future_years(dossier)


def _future_years(dossier: Dossier) -> Iterator[Problem]:
    for position, figures in enumerate(dossier.firm.years):
        if figures.year > dossier.firm.date.year:
            path: DataPath = ("firm", "years", position, "year")
            yield Problem("future-year", path, {"value": figures.year, "date": dossier.firm.date})


def more_than_can_be_planned(dossier: Dossier) -> Iterator[Problem]:
    """Yield a problem where there are more projects or stages than fit into memory together."""
    stages = sum(len(project.stages) * max(1, len(project.modes)) for project in dossier.projects)
    for count, limit, what in (
        (len(dossier.projects), MOST_PROJECTS, "projects"),
        (stages, MOST_STAGES, "stages"),
    ):
        if count > limit:
            values = {"value": count, "limit": limit, "what": what}
            yield Problem("too-many", ("projects",), values)


def contradictions(dossier: Dossier) -> Iterator[Problem]:
    """Yield facts that cannot both be true; they are warnings, since either may be the typo."""
    part_and_whole = (
        ("science_staff", "headcount"),
        ("high_tech_revenue", "revenue"),
        ("main_business_revenue", "revenue"),
        ("net_assets", "total_assets"),
    )
    for position, figures in enumerate(dossier.firm.years):
        for part, whole in part_and_whole:
            smaller, larger = getattr(figures, part), getattr(figures, whole)
            if smaller is not None and larger is not None and smaller > larger:
                path: DataPath = ("firm", "years", position, part)
                values = {"part": part, "value": smaller, "whole": whole, "limit": larger}
                yield Problem("part-exceeds-whole", path, values, "warning")
    waves = sorted(enumerate(dossier.culture.waves), key=lambda entry: entry[1].date)
    for (_, before), (position, wave) in pairwise(waves):
        for name in ("threshold", "comment_threshold"):
            promised, now = getattr(before, name), getattr(wave, name)
            if now < promised:
                path = ("culture", "waves", position, name)
                yield Problem("threshold-lowered", path, {"value": now, "limit": promised})
    for position, risk in enumerate(dossier.risks.risks):
        low, high = risk.impact_low, risk.impact_high
        if (low is None) != (high is None) or (low is not None and high is not None and low > high):
            path = ("risks", "risks", position, "impact_low")
            yield Problem("loss-range", path, {"low": low, "high": high})
    owned = sum(person.equity_share for person in dossier.people)
    if owned > 1 + 1e-9:
        yield Problem("shares-exceed-one", ("people",), {"value": owned}, "warning")


def unusable_ids(dossier: Dossier) -> Iterator[Problem]:
    """Yield ids that lead elsewhere in references or as names of files."""
    named: list[tuple[DataPath, str]] = [
        (("people", place, "id"), person.id) for place, person in enumerate(dossier.people)
    ]
    for place, project in enumerate(dossier.projects):
        named.append((("projects", place, "id"), project.id))
        for number, stage in enumerate(project.stages):
            named.append((("projects", place, "stages", number, "id"), stage.id))
    for path, name in named:
        if any(letter in "/\\" or not letter.isprintable() for letter in name):
            yield Problem("unusable-id", path, {"value": name})


def far_dates(value: object, path: DataPath) -> Iterator[Problem]:
    """Yield dates so far off that they must be mistakes, and that plans cannot count to."""
    if isinstance(value, tuple):
        for position, item in enumerate(value):
            yield from far_dates(item, (*path, position))
    elif is_dataclass(value):
        for spec in fields(value):
            yield from far_dates(getattr(value, spec.name), (*path, spec.name))
    elif isinstance(value, date):
        near = EARLIEST_YEAR <= value.year <= LATEST_YEAR
        if not near and path != ("firm", "date"):
            yield Problem("far-date", path, {"value": value})
