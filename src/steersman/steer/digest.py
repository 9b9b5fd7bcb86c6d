"""What each person must know: what is due, what has changed, what waits on them.

A digest goes straight to its reader, so it holds nothing that the reader may not see: no pay, no
shares, nobody's assessment, no finding about another person, and the firm's cash and risk only for
its leaders, and decisions, which may be about anything, too.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from steersman.dossier import DataPath, Decision, Dossier
from steersman.steer.course import decision_line
from steersman.steer.course.result import Course, MeasureStatus
from steersman.steer.rule import Finding

AHEAD = timedelta(days=30)
"""How far ahead a digest looks."""
MOVED = timedelta(days=14)
"""By how much a forecast date must move to be news."""
CHANCE_MOVED = 0.1
PEOPLE = ("owner", "person", "holder")
"""Parameters of findings that name a person."""

DueKind = Literal["measure", "stage_start", "stage_finish", "control", "action"]
WaitKind = Literal["report", "finding", "review", "sign"]


@dataclass(frozen=True, slots=True)
class DueItem:
    """Something with a date that the reader answers for or works on.

    Attributes:
        kind: What it is.
        id: Measure, control or action; ``project/stage`` for stages.
        on: The date; past for what is overdue.
        overdue: Whether it is.
    """

    kind: DueKind
    id: str
    on: date
    overdue: bool


@dataclass(frozen=True, slots=True)
class ChangedItem:
    """A forecast of the reader's that has moved since the last snapshot.

    Attributes:
        measure: The reader's measure; empty for a project.
        project: The project; empty for a measure.
        before: Chance of the measure then, or day of the launch.
        after: The same now.
    """

    measure: str
    project: str
    before: float | date
    after: float | date


@dataclass(frozen=True, slots=True)
class WaitingItem:
    """Something that waits on the reader.

    Attributes:
        kind: A report on a measure that is missing, a finding at what the reader owns, a risk to
            review, or a sign to look for.
        id: Measure, risk or scenario; empty for a finding.
        finding: The finding, for that kind.
    """

    kind: WaitKind
    id: str
    finding: Finding | None = None


@dataclass(frozen=True, slots=True)
class FirmNews:
    """What only leaders read.

    Attributes:
        progress: Progress of all objectives.
        ruin: Chance of running out of cash, going on as planned.
        late: Measures late or unlikely in time, with their owners' ids.
    """

    progress: float | None
    ruin: float
    late: tuple[tuple[str, MeasureStatus], ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """One person's news.

    Attributes:
        person: The reader's id.
        today: Day of the dossier.
        since: Day of the snapshot that changes are counted from.
        due: What is due or overdue, the earliest first.
        changed: Forecasts that moved.
        waiting: What waits on the reader.
        decisions: Decisions since then, for leaders only, since they may be about anybody.
        firm: For leaders only.
    """

    person: str
    today: date
    since: date | None
    due: tuple[DueItem, ...]
    changed: tuple[ChangedItem, ...]
    waiting: tuple[WaitingItem, ...]
    decisions: tuple[Decision, ...]
    firm: FirmNews | None

    @property
    def empty(self) -> bool:
        """Whether there is nothing to say."""
        return not (self.due or self.changed or self.waiting or self.decisions or self.firm)


def readers(dossier: Dossier) -> tuple[str, ...]:
    """Return everybody who owns or works on something, people of the firm in their order."""
    known = [person.id for person in dossier.people]
    owners = [measure.owner for measure in dossier.strategy.measures]
    owners += [control.owner for control in dossier.risks.controls]
    owners += [action.owner for action in dossier.culture.actions]
    return tuple(dict.fromkeys([*known, *(owner for owner in owners if owner)]))


def digest(dossier: Dossier, course: Course, findings: tuple[Finding, ...], person: str) -> Digest:
    """Return the news of one person.

    Args:
        dossier: The firm.
        course: Where it stands and goes.
        findings: Findings that are nobody's pay or assessment.
        person: The reader.
    """
    due = [*_owned(dossier, course, person), *_stages(course, person)]
    since = course.since.made_on if course.since else None
    leader = any(entry.leader for entry in dossier.people if entry.id == person)
    waiting = [*_reports(dossier, course, person), *_findings(dossier, findings, person)]
    waiting += _reviews(dossier, person)
    if leader:
        waiting += _signs(course)
    return Digest(
        person,
        course.today,
        since,
        tuple(sorted(due, key=lambda item: (item.on, item.id))),
        tuple(_changed(dossier, course, person)),
        tuple(waiting),
        _decisions(dossier, course) if leader else (),
        _firm_news(course) if leader else None,
    )


def _owned(dossier: Dossier, course: Course, person: str) -> Iterator[DueItem]:
    done = {state.measure for state in course.measures if state.status == "done"}
    dated: list[tuple[DueKind, str, date | None, str]] = [
        ("measure", m.id, m.due, m.owner) for m in dossier.strategy.measures if m.id not in done
    ]
    dated += [
        ("control", c.id, c.due, c.owner) for c in dossier.risks.controls if c.status == "planned"
    ]
    dated += [("action", a.id, a.due, a.owner) for a in dossier.culture.actions]
    for kind, identifier, on, owner in dated:
        if owner != person or on is None:
            continue
        # Nobody reports that an action is done; one long past is taken to be.
        long_past = kind == "action" and on < course.today - AHEAD
        if on <= course.today + AHEAD and not long_past:
            yield DueItem(kind, identifier, on, overdue=on < course.today)


def _stages(course: Course, person: str) -> Iterator[DueItem]:
    for stage in course.forecast.stages:
        if person not in stage.team:
            continue
        name = f"{stage.project}/{stage.stage}"
        if course.today < stage.start <= course.today + AHEAD:
            yield DueItem("stage_start", name, stage.start, overdue=False)
        if stage.finish <= course.today + AHEAD:
            yield DueItem("stage_finish", name, stage.finish, overdue=False)


def _changed(dossier: Dossier, course: Course, person: str) -> Iterator[ChangedItem]:
    if course.since is None:
        return
    owned = {measure.id for measure in dossier.strategy.measures if measure.owner == person}
    before = {due.id: due.chance for due in course.since.forecast.dues if due.kind == "measure"}
    for due in (due for due in course.forecast.dues if due.kind == "measure"):
        old = before.get(due.id)
        if due.id in owned and old is not None and abs(due.chance - old) >= CHANCE_MOVED:
            yield ChangedItem(due.id, "", old, due.chance)
    mine = {stage.project for stage in course.forecast.stages if person in stage.team}
    then = {entry.project: entry.span for entry in course.since.forecast.launches}
    for launch in course.forecast.launches:
        old_span, span = then.get(launch.project), launch.span
        if launch.project not in mine or old_span is None or span is None:
            continue
        if abs(span.median - old_span.median) >= MOVED:
            yield ChangedItem("", launch.project, old_span.median, span.median)


def _reports(dossier: Dossier, course: Course, person: str) -> Iterator[WaitingItem]:
    """Yield measures of which nobody has said how far they are."""
    owned = {measure.id: measure for measure in dossier.strategy.measures}
    for state in course.measures:
        measure = owned[state.measure]
        begun = measure.start is None or measure.start <= course.today
        if measure.owner == person and begun and state.done is None:
            yield WaitingItem("report", state.measure)


def _findings(
    dossier: Dossier, findings: tuple[Finding, ...], person: str
) -> Iterator[WaitingItem]:
    for finding in findings:
        named = {str(finding.parameters[key]) for key in PEOPLE if key in finding.parameters}
        if owner_of(dossier, finding.path) == person and named <= {person}:
            yield WaitingItem("finding", "", finding)


def owner_of(dossier: Dossier, path: DataPath) -> str:
    """Return who owns what a path leads to, empty if nobody does."""
    owners = {
        ("strategy", "measures"): [measure.owner for measure in dossier.strategy.measures],
        ("risks", "risks"): [risk.owner for risk in dossier.risks.risks],
        ("risks", "controls"): [control.owner for control in dossier.risks.controls],
        ("culture", "actions"): [action.owner for action in dossier.culture.actions],
    }
    match path:
        case (str(part), str(records), int(place), *_):
            known = owners.get((part, records), [])
            return known[place] if place < len(known) else ""
    return ""


def _reviews(dossier: Dossier, person: str) -> Iterator[WaitingItem]:
    for risk in dossier.risks.risks:
        if risk.owner == person and risk.review and risk.review <= dossier.firm.date:
            yield WaitingItem("review", risk.id)


def _signs(course: Course) -> Iterator[WaitingItem]:
    for state in course.signposts:
        if state.switch_to and (state.looked_on is None or course.today - state.looked_on > AHEAD):
            yield WaitingItem("sign", state.scenario)


def _decisions(dossier: Dossier, course: Course) -> tuple[Decision, ...]:
    """Return decisions that were not known at the last snapshot."""
    if course.since is None:
        return ()
    return tuple(
        decision
        for decision in dossier.strategy.decisions
        if decision.date <= course.today and decision_line(decision) not in course.since.facts
    )


def _firm_news(course: Course) -> FirmNews:
    return FirmNews(
        course.progress,
        course.forecast.ruin_probability,
        tuple((s.measure, s.status) for s in course.measures if s.in_danger),
    )
