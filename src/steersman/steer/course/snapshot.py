"""Snapshots: what was known, decided and foretold on one day, and the plan followed since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from steersman.choose import Choice
from steersman.diagnose import Diagnosis
from steersman.dossier import Actual, Decision, Dossier
from steersman.methods.months import month_date, months_between
from steersman.plan.problem import PlanningProblem
from steersman.plan.scenarios import AdditionKind, Candidate
from steersman.plan.stability import PreviousPlan
from steersman.steer.course.result import AdoptedPlan, Course, Snapshot

FIRST_NEEDS = 5


@dataclass(frozen=True, slots=True)
class Adoption:
    """Whether and by whom a plan is made the firm's own, and on which evidence."""

    adopted: bool
    by: str = ""
    why: str = ""


def adopted_plan(problem: PlanningProblem, decision: Candidate) -> AdoptedPlan:
    """Return what a candidate decides, with dates."""
    dossier = problem.dossier
    today, roles, experts = dossier.firm.date, dossier.hiring.roles, dossier.hiring.experts
    funding = dossier.finance.funding if dossier.finance else ()

    def day(first: int, kind: AdditionKind, place: int) -> date:
        return month_date(today, first + decision.delay(kind, place))

    return AdoptedPlan(
        projects=tuple(
            (dossier.projects[problem.options[option].project].id, problem.options[option].mode.id)
            for option in decision.options
        ),
        hires={roles[p].id: day(0, "hires", p) for p in sorted(decision.hires)},
        experts={
            experts[p].id: day(experts[p].from_month, "experts", p)
            for p in sorted(decision.experts)
        },
        funding={
            funding[p].id: day(funding[p].month, "funding", p) for p in sorted(decision.funding)
        },
        cushion=decision.cushion,
    )


def followed(history: Sequence[Snapshot], today: date) -> Snapshot | None:
    """Return the snapshot of the plan that was adopted last, up to a day."""
    return next((s for s in reversed(history) if s.adopted and s.made_on <= today), None)


def previous_of(snapshot: Snapshot, today: date) -> PreviousPlan:
    """Return an adopted plan as the one before today's, its days as months from today."""
    plan = snapshot.plan
    additions: dict[AdditionKind, dict[str, float]] = {
        "hires": {name: months_between(today, day) for name, day in plan.hires.items()},
        "experts": {name: months_between(today, day) for name, day in plan.experts.items()},
        "funding": {name: months_between(today, day) for name, day in plan.funding.items()},
    }
    return PreviousPlan(
        projects=plan.projects,
        additions=additions,
        starts={
            (stage.project, stage.stage): months_between(today, stage.start)
            for stage in snapshot.forecast.stages
        },
        cushion=plan.cushion,
    )


def facts_of(dossier: Dossier) -> tuple[str, ...]:
    """Return what is known to have happened and was decided, one line each.

    Dates alone do not tell what is new since a day: much is recorded late, and what is decided on
    the day itself comes after the snapshot.
    """
    today = dossier.firm.date
    happened = [actual_line(actual) for actual in dossier.progress if actual.date <= today]
    decided = [decision_line(entry) for entry in dossier.strategy.decisions if entry.date <= today]
    return (*happened, *decided)


def actual_line(actual: Actual) -> str:
    """Return a line that tells one thing that happened from all others."""
    value = "" if actual.value is None else f" {actual.value:g}"
    return f"{actual.date.isoformat()} {actual.kind} {actual.reference}{value}"


def decision_line(decision: Decision) -> str:
    """Return a line that tells one decision from all others."""
    return f"{decision.date.isoformat()} decision {decision.title}"


def snapshot_of(
    dossier: Dossier,
    course: Course,
    plan: AdoptedPlan,
    found: tuple[Choice, Diagnosis],
    adoption: Adoption,
    findings: Sequence[str],
    origin: tuple[str, str],
) -> Snapshot:
    """Return what is to be kept of today.

    Args:
        dossier: The firm.
        course: Where it stands and goes; its forecast must be that of ``plan``.
        plan: The plan followed from today.
        found: Which strategy suits best, and what holds the firm back.
        adoption: Who decided, if anybody did.
        findings: Fingerprints of the findings.
        origin: Version of the software and digest of the dossier.
    """
    version, digest = origin
    choice, diagnosis = found
    indicators = (state.forecast for state in course.indicators)
    return Snapshot(
        made_on=dossier.firm.date,
        firm=dossier.firm.name,
        adopted=adoption.adopted,
        by=adoption.by,
        why=adoption.why,
        version=version,
        dossier_sha256=digest,
        plan=plan,
        forecast=course.forecast,
        indicators=tuple(entry for entry in indicators if entry),
        completion=course.completion,
        measures={m.measure: m.done for m in course.measures if m.done is not None},
        objectives={o.objective: o.progress for o in course.objectives if o.progress is not None},
        progress=course.progress,
        cash=float(dossier.finance.cash) if dossier.finance else None,
        strategy=choice.leader.strategy,
        needs=tuple(lever.factor for lever in diagnosis.levers[:FIRST_NEEDS]),
        findings=tuple(findings),
        facts=facts_of(dossier),
    )
