"""The part of chapter 5.1 on what planning anew would change, and for whom."""

from datetime import date

from steersman.report.chapters.words import Words
from steersman.report.document import Block, Bullets, Details, Heading, Paragraph, Table
from steersman.steer.course.result import Revision, WorkChange

MOST_ROWS = 12
"""Changes that are shown at once; more are opened when wanted."""


def revision_blocks(revision: Revision, words: Words) -> list[Block]:
    """Return gain and risk of the new plan, and its changes person by person."""
    blocks: list[Block] = [Heading(words.text("revision.title"), level=2)]
    if not revision.changes:
        return [*blocks, Paragraph(words.text("revision.nothing"))]
    blocks.append(
        Paragraph(
            words.text(
                "revision.intro",
                gain=words.estimate(revision.gain),
                error=words.estimate(revision.gain_error),
                ruin=words.points(revision.ruin_change),
                moved=words.percent(revision.moved),
            )
        )
    )
    if not revision.clear:
        blocks.append(Paragraph(words.text("revision.unclear")))
    lines = []
    for code, names in (("added", revision.added), ("dropped", revision.dropped)):
        if names:
            projects = words.join(words.project(name) for name in names)
            lines.append(words.text(f"revision.{code}", projects=projects))
    for project, old, new in revision.modes:
        ways = {"before": words.mode(old, project), "after": words.mode(new, project)}
        lines.append(words.text("revision.mode", project=words.project(project), **ways))
    if revision.cushion:
        months = ["–" if m is None else str(m) for m in revision.cushion]
        lines.append(words.text("revision.cushion", before=months[0], after=months[1]))
    name_of = {"hires": words.hire, "experts": words.hire, "funding": words.funding}
    for change in revision.additions:
        name = name_of[change.kind](change.id)
        code, before, after = _words_of(change.before, change.after)
        values = {"name": name, "before": before, "after": after}
        lines.append(words.text(f"revision.{change.kind}_{code}", **values))
    if lines:
        blocks.append(Bullets(tuple(lines)))
    if revision.work:
        rows = tuple(_row(change, words) for change in revision.work)
        heads = words.heads("person", "project", "what_changes", "earlier", "now")
        table = Table(words.text("revision.for_whom"), heads, rows)
        summary = words.text("revision.for_whom_summary", people=_people(revision), rows=len(rows))
        blocks.append(table if len(rows) <= MOST_ROWS else Details(summary, (table,)))
    return [*blocks, Paragraph(words.text("revision.note"), remark=True)]


def _people(revision: Revision) -> int:
    return len({change.person for change in revision.work})


def _words_of(before: date | None, after: date | None) -> tuple[str, date | None, date | None]:
    if before is None:
        return "new", before, after
    return ("gone" if after is None else "moved"), before, after


def _row(change: WorkChange, words: Words) -> tuple[str, ...]:
    return (
        words.person(change.person),
        words.project(change.project),
        words.text(f"work_change.{change.kind}"),
        _span(change.before, words),
        _span(change.after, words),
    )


def _span(span: tuple[date, date] | None, words: Words) -> str:
    return f"{words.day(span[0])} – {words.day(span[1])}" if span else "–"
