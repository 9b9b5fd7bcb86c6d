"""Since last time: one page for the board."""

from steersman.dossier import Actual
from steersman.pipeline import Analysis
from steersman.report.chapters.steer import finding_text
from steersman.report.chapters.words import Words
from steersman.report.document import (
    Block,
    Bullets,
    Heading,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Table,
    Tone,
)
from steersman.steer import Finding
from steersman.steer.accepted import fingerprint
from steersman.steer.course import Course, Snapshot, actual_line, decision_line
from steersman.steer.course.result import DANGER, LaunchForecast

MOVED_DAYS, MOVED_CHANCE = 14, 0.05
"""What must move for a launch to be on the page."""
MOST_LAUNCHES, MOST_LINES = 6, 5


def since_chapter(analysis: Analysis, words: Words) -> tuple[Block, ...]:
    """Return what has changed since the last snapshot and what is to be decided now."""
    course = analysis.course
    if course.since is None:
        return (
            Heading(words.text("since.title_first"), anchor="since"),
            Paragraph(words.text("since.first")),
        )
    last = course.since
    blocks: list[Block] = [
        Heading(words.text("since.title", date=last.made_on), anchor="since"),
        _figures(analysis, last, words),
    ]
    launches = _launches(course, last, words)
    if launches:
        blocks.append(launches)
    happened = _happened(analysis, last, words)
    if happened:
        blocks += [Heading(words.text("since.happened"), level=2), Bullets(tuple(happened))]
    decide = _to_decide(analysis, last, words)
    blocks += [Heading(words.text("since.decide"), level=2), Bullets(tuple(decide))]
    return tuple(blocks)


def _figures(analysis: Analysis, last: Snapshot, words: Words) -> KeyFigures:
    course, limit = analysis.course, analysis.plan.ruin_limit
    ruin, before = course.forecast.ruin_probability, last.forecast.ruin_probability
    new, gone = _new_findings(analysis, last), _gone(analysis, last)
    danger = sum(state.in_danger for state in course.measures)
    progress = words.text("unknown") if course.progress is None else words.percent(course.progress)
    earlier = words.text("unknown") if last.progress is None else words.percent(last.progress)
    tone: Tone = "good" if ruin <= limit else "bad"
    figures = [
        KeyFigure(
            words.text("course.progress"), progress, words.text("since.before", value=earlier)
        ),
        KeyFigure(
            words.text("course.in_danger"),
            f"{danger} / {len(course.measures)}",
            words.text("course.danger_note"),
            "bad" if danger else "good",
        ),
        KeyFigure(
            words.text("summary.findings"),
            str(len(analysis.steering.findings)),
            words.text("since.findings", new=len(new), gone=gone),
        ),
    ]
    if course.forecast.cash:
        note = words.text("since.before", value=words.chance(before))
        figures.append(KeyFigure(words.text("summary.ruin"), words.chance(ruin), note, tone))
    return KeyFigures(tuple(figures))


def _new_findings(analysis: Analysis, last: Snapshot) -> list[Finding]:
    known = set(last.findings)
    return [
        finding
        for finding in analysis.steering.findings
        if fingerprint(finding, analysis.dossier) not in known
    ]


def _gone(analysis: Analysis, last: Snapshot) -> int:
    now = {fingerprint(finding, analysis.dossier) for finding in analysis.steering.findings}
    return len(set(last.findings) - now)


def _launches(course: Course, last: Snapshot, words: Words) -> Table | None:
    before = {launch.project: launch for launch in last.forecast.launches}
    moved = []
    for launch in course.forecast.launches:
        old = before.pop(launch.project, None)
        if old is None or old.span is None or launch.span is None:
            continue
        days = (launch.span.median - old.span.median).days
        change = launch.chance - old.chance
        if abs(days) >= MOVED_DAYS or abs(change) >= MOVED_CHANCE:
            cells = (
                words.project(launch.project),
                words.day(old.span.median),
                words.day(launch.span.median),
                f"{days:+d}",
                f"{words.chance(old.chance)} → {words.chance(launch.chance)}",
            )
            moved.append((abs(days), cells))
    lost = [entry for entry in before.values() if course.completion.get(entry.project) != 1]
    rows = tuple(_lost(entry, words) for entry in lost)
    rows += tuple(cells for _, cells in sorted(moved, reverse=True)[:MOST_LAUNCHES])
    if not rows:
        return None
    heads = words.heads("project", "then", "forecast_now", "days_late", "succeeds")
    tones: list[Tone] = ["bad" if place < len(lost) else "plain" for place in range(len(rows))]
    caption = words.text("since.launches")
    return Table(caption, heads, rows, numeric=(3, 4), tones=tuple(tones), narrow=(0, 2, 4))


def _lost(old: LaunchForecast, words: Words) -> tuple[str, ...]:
    """Return the row of a project that is not coming to its end any more."""
    was = words.day(old.span.median) if old.span else "–"
    gone = words.text("since.lost")
    return words.project(old.project), was, gone, "–", f"{words.chance(old.chance)} → 0%"


def _happened(analysis: Analysis, last: Snapshot, words: Words) -> list[str]:
    """Return what was done, spent, read, seen and decided since then."""
    happened = [
        actual
        for actual in analysis.dossier.progress
        if actual.date <= analysis.course.today and actual_line(actual) not in last.facts
    ]
    lines = [*_stages_done(happened, words), *_money(happened, words)]
    lines += [
        words.text("since.decided", date=decision.date, title=decision.title, by=decision.by or "–")
        for decision in analysis.dossier.strategy.decisions
        if decision.date <= analysis.course.today and decision_line(decision) not in last.facts
    ]
    leader = analysis.choice.leader.strategy
    if last.strategy and leader != last.strategy:
        names = {"before": words.strategy(last.strategy), "after": words.strategy(leader)}
        lines.append(words.text("since.strategy", **names))
    first = [lever.factor for lever in analysis.diagnosis.levers[: len(last.needs)]]
    risen = [factor for factor in first if factor not in last.needs]
    if risen and last.needs:
        lines.append(words.text("since.needs", factors=words.join(map(words.factor, risen))))
    return lines


def _stages_done(happened: list[Actual], words: Words) -> list[str]:
    lines = []
    for kind in ("stage_finished", "stage_failed"):
        names = []
        for actual in happened:
            if actual.kind == kind:
                project, _, stage = actual.reference.partition("/")
                names.append(f"{words.project(project)} · {words.stage(project, stage)}")
        if names:
            lines.append(words.text(f"since.{kind}", names=words.join(names)))
    return lines


def _money(happened: list[Actual], words: Words) -> list[str]:
    spent = sum(actual.value or 0.0 for actual in happened if actual.kind == "money")
    return [words.text("since.spent", amount=words.money(spent))] if spent else []


def _to_decide(analysis: Analysis, last: Snapshot, words: Words) -> list[str]:
    """Return what asks for a decision: planning anew, signs seen, new errors, late measures."""
    course, lines = analysis.course, []
    if course.revision and course.revision.clear:
        gain, error = course.revision.gain, course.revision.gain_error
        values = {"gain": words.estimate(gain), "error": words.estimate(error)}
        lines.append(words.text("since.replan", **values))
    for sign in course.signposts:
        if sign.seen and sign.switch_to:
            names = {"scenario": words.scenario(sign.scenario)}
            lines.append(words.text("since.sign", strategy=words.strategy(sign.switch_to), **names))
    titles = {measure.id: measure for measure in words.dossier.strategy.measures}
    worst = sorted(
        (s for s in course.measures if s.in_danger), key=lambda s: DANGER.index(s.status)
    )
    for state in worst[:MOST_LINES]:
        measure = titles[state.measure]
        owner = words.person(measure.owner) if measure.owner else words.text("since.nobody")
        status = words.text(f"measure_status.{state.status}")
        values = {"measure": measure.title, "owner": owner, "status": status}
        lines.append(words.text("since.danger", **values))
    errors = [f for f in _new_findings(analysis, last) if f.severity == "error"]
    lines += [f"{f.code}: {words.sentences(*finding_text(f, words))}" for f in errors[:MOST_LINES]]
    return lines or [words.text("since.nothing")]
