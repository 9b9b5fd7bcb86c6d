"""Chapter 5: can the strategy be carried out."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from steersman.report.chapters.words import Words
from steersman.report.document import Block, Heading, Paragraph, Table, Tone
from steersman.steer import Finding, Steering


def steer_chapter(steering: Steering, words: Words) -> tuple[Block, ...]:
    """Return the linter's findings with places and mends, and how objectives are covered."""
    blocks: list[Block] = [Heading(words.text("steer.title"), anchor="steer")]
    if not words.dossier.strategy.objectives:
        blocks.append(Paragraph(words.text("steer.no_objectives")))
    if steering.coverage:
        blocks.append(_coverage(steering, words))
    if steering.needs and words.dossier.strategy.measures:
        blocks += _needs(steering, words)
    if steering.findings:
        errors = sum(finding.severity == "error" for finding in steering.findings)
        warnings = len(steering.findings) - errors
        intro = words.text("steer.intro", errors=errors, warnings=warnings, rules=steering.rules)
        blocks += [Paragraph(intro), _findings(steering, words)]
    else:
        blocks.append(Paragraph(words.text("steer.clean", rules=steering.rules)))
    return tuple(blocks)


def _coverage(steering: Steering, words: Words) -> Table:
    objectives = {objective.id: objective for objective in words.dossier.strategy.objectives}
    rows, tones = [], []
    for entry in steering.coverage:
        objective = objectives[entry.objective]
        rows.append(
            (
                f"{objective.id} {objective.title}",
                words.day(objective.due),
                words.join(entry.measures) or words.text("none"),
                f"{len(entry.complete)} / {len(entry.measures)}",
            )
        )
        complete = bool(entry.measures) and len(entry.complete) == len(entry.measures)
        tone: Tone = "good" if complete else ("warning" if entry.complete else "bad")
        tones.append(tone)
    head = ("objective", "due", "measures", "complete")
    return Table(
        words.text("steer.coverage"),
        tuple(words.text(f"head.{name}") for name in head),
        tuple(rows),
        tones=tuple(tones),
    )


def _needs(steering: Steering, words: Words) -> list[Block]:
    titles = {measure.id: measure.title for measure in words.dossier.strategy.measures}
    rows, tones = [], []
    for place, need in enumerate(steering.needs):
        measures = words.join(need.measures) or words.text("none")
        priority = words.number(need.priority, 1)
        rows.append((words.factor(need.factor), priority, measures, words.money(need.budget)))
        tone: Tone = "good" if need.measures else ("bad" if place < BEST else "plain")
        tones.append(tone)
    table = Table(
        words.text("steer.needs"),
        words.heads("factor", "priority", "measures", "budget"),
        tuple(rows),
        tones=tuple(tones),
    )
    if not steering.without_need:
        return [table]
    names = words.join(titles[measure] for measure in steering.without_need)
    return [table, Paragraph(words.text("steer.without_need", measures=names), remark=True)]


def _findings(steering: Steering, words: Words) -> Table:
    counts = Counter(finding.code for finding in steering.findings)
    seen: Counter[str] = Counter()
    rows: list[tuple[str, ...]] = []
    tones: list[Tone] = []
    for finding in steering.findings:
        seen[finding.code] += 1
        if seen[finding.code] > OF_ONE_RULE:
            continue
        what, mend = finding_text(finding, words)
        more = counts[finding.code] - OF_ONE_RULE
        if seen[finding.code] == OF_ONE_RULE and more > 0:
            what = words.sentences(what, words.text("steer.more", count=more, rule=finding.code))
        severity = words.text(f"severity.{finding.severity}")
        rows.append((finding.code, severity, what, mend, finding.place or "–"))
        tones.append("bad" if finding.severity == "error" else "warning")
    return Table(
        words.text("steer.findings"),
        words.heads("code", "severity", "finding", "mend", "place"),
        tuple(rows),
        tones=tuple(tones),
    )


def finding_text(finding: Finding, words: Words) -> tuple[str, str]:
    """Return what a finding says and how to mend it."""
    parameters = _readable(finding.parameters, words)
    return (
        words.text(f"finding.{finding.code}", **parameters),
        words.text(f"mend.{finding.code}", **parameters),
    )


def _readable(parameters: Mapping[str, Any], words: Words) -> dict[str, Any]:
    """Return parameters with ids put into names and numbers into amounts and chances."""
    forms: dict[str, Callable[[Any], str]] = {
        "chance": words.chance, "limit": words.chance, "cost": words.money, "budget": words.money,
        "loss": words.money, "factor": words.factor, "share": words.percent,
        "owner": words.person, "person": words.person, "holder": words.person,
        "project": words.project, "skill": words.skill, "strategy": words.strategy,
        "other": words.strategy, "option": words.funding, "dimension": words.dimension,
        "part": words.fact_title, "whole": words.fact_title, "question": words.factor_or_id,
        "months": words.few, "points": words.few, "mean": words.few, "scenario": words.scenario,
        "target": words.figure, "reading": words.figure, "times": words.figure,
        "least": words.figure, "status": words.status,
    }  # fmt: skip
    return {
        name: forms[name](value) if name in forms else _plain(value, words)
        for name, value in parameters.items()
    }


def _plain(value: Any, words: Words) -> Any:  # noqa: ANN401  whatever a finding is about
    if isinstance(value, date):
        return words.day(value)
    if isinstance(value, str) and value.startswith(MESSAGES):
        return words.text(value)
    return value


BEST = 3
"""Levers without a measure that are marked as bad."""
OF_ONE_RULE = 3
"""Most findings of a rule that are shown; `steersman check` shows all."""
MESSAGES = ("equity_rule.", "plan.missing.")
"""How parameters begin that are codes of messages."""
