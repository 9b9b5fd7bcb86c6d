"""Stage 5: can the strategy be carried out: does every objective have measures that hold."""

from collections.abc import Sequence
from dataclasses import replace

from steersman.steer.result import Coverage, NeedCoverage, Steering
from steersman.steer.rule import Context, Rule
from steersman.steer.rules import RULES


def steer(context: Context, rules: Sequence[Rule] = RULES) -> Steering:
    """Apply lint rules and show how each objective is covered by measures."""
    findings = [finding for rule in rules for finding in rule.check(context)]
    findings.sort(key=lambda finding: finding.severity != "error")
    measures = context.dossier.strategy.measures
    coverage = tuple(
        Coverage(
            objective.id,
            tuple(m.id for m in measures if m.objective == objective.id),
            tuple(
                m.id
                for m in measures
                if m.objective == objective.id and m.owner and m.due and m.budget is not None
            ),
        )
        for objective in context.dossier.strategy.objectives
    )
    asked = any(rule.analysed for rule in rules)
    needs = _needs(context) if asked else ()
    without_need = _without_need(context) if asked else ()
    return Steering(tuple(findings), coverage, needs, without_need, len(rules))


def _needs(context: Context) -> tuple[NeedCoverage, ...]:
    measures = context.dossier.strategy.measures
    needs = []
    for lever in context.diagnosis.levers:
        working = [measure for measure in measures if lever.factor in measure.factors]
        budget = float(sum(measure.budget or 0 for measure in working))
        ids = tuple(measure.id for measure in working)
        needs.append(NeedCoverage(lever.factor, lever.priority, ids, budget))
    return tuple(needs)


def _without_need(context: Context) -> tuple[str, ...]:
    strengths = set(context.diagnosis.strengths)
    measures = context.dossier.strategy.measures
    return tuple(measure.id for measure in measures if strengths.issuperset(measure.factors))


def impersonal(steering: Steering) -> Steering:
    """Return it without findings that tell of one person's pay or assessment."""
    personal = {rule.code for rule in RULES if rule.personal}
    kept = tuple(finding for finding in steering.findings if finding.code not in personal)
    return replace(steering, findings=kept)
