"""A digest as text: subject, sections, plain mail and simple HTML."""

from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from steersman.report.chapters import Words
from steersman.report.chapters.steer import finding_text
from steersman.steer.digest import ChangedItem, Digest, DueItem, WaitingItem


@dataclass(frozen=True, slots=True)
class DigestText:
    """A digest in the reader's language.

    Attributes:
        subject: One line.
        greeting: The reader's name and the day.
        sections: Titles with their lines; none is empty.
    """

    subject: str
    greeting: str
    sections: tuple[tuple[str, tuple[str, ...]], ...]

    def plain(self) -> str:
        """Return it as plain text."""
        parts = [self.greeting]
        for title, lines in self.sections:
            parts.append("\n".join((title, *(f"- {line}" for line in lines))))
        return "\n\n".join(parts) + "\n"

    def html(self) -> str:
        """Return it as a simple HTML page that mail programs show."""
        parts = [Markup("<p>{}</p>").format(self.greeting)]
        for title, lines in self.sections:
            items = Markup("").join(Markup("<li>{}</li>").format(line) for line in lines)
            parts.append(Markup("<h3>{}</h3><ul>{}</ul>").format(title, items))
        body = Markup("\n").join(parts)
        head = Markup("<!doctype html><html><head><meta charset='utf-8'><title>{}</title></head>")
        return str(head.format(self.subject) + Markup("<body>{}</body></html>").format(body))


def digest_text(digest: Digest, words: Words) -> DigestText:
    """Put a digest into the reader's language."""
    name = words.person(digest.person)
    firm = words.dossier.firm.name
    overdue = sum(item.overdue for item in digest.due)
    subject = words.text(
        "digest.subject", firm=firm, due=len(digest.due), overdue=overdue,
        waiting=len(digest.waiting),
    )  # fmt: skip
    sections = (
        ("digest.due", tuple(_due(item, words) for item in digest.due)),
        ("digest.waiting", tuple(_waiting(item, words) for item in digest.waiting)),
        ("digest.changed", tuple(_changed(item, words) for item in digest.changed)),
        ("digest.decided", tuple(f"{words.day(d.date)}: {d.title}" for d in digest.decisions)),
        ("digest.firm", _firm(digest, words)),
    )
    since = words.day(digest.since) if digest.since else ""
    return DigestText(
        " ".join(subject.split()),
        words.text("digest.greeting", name=name, date=digest.today),
        tuple((words.text(code, since=since), lines) for code, lines in sections if lines),
    )


def _due(item: DueItem, words: Words) -> str:
    mark = words.text("digest.overdue") if item.overdue else ""
    what = words.text(f"digest.{item.kind}", name=_name(item, words))
    return words.sentences(f"{words.day(item.on)}: {what}", mark)


def _name(item: DueItem, words: Words) -> str:
    if item.kind in {"stage_start", "stage_finish"}:
        project, _, stage = item.id.partition("/")
        return f"{words.project(project)} · {words.stage(project, stage)}"
    return _title(item.id, words)


def _title(identifier: str, words: Words) -> str:
    """Return the title of a measure, control or action."""
    dossier = words.dossier
    titles = {measure.id: measure.title for measure in dossier.strategy.measures}
    titles |= {control.id: control.title for control in dossier.risks.controls}
    titles |= {action.id: action.title for action in dossier.culture.actions}
    return titles.get(identifier) or identifier


def _waiting(item: WaitingItem, words: Words) -> str:
    if item.finding:
        return words.sentences(*finding_text(item.finding, words))
    if item.kind == "sign":
        names = {"scenario": words.scenario(item.id), "signal": words.signal(item.id)}
        return words.text("digest.sign", **names)
    if item.kind == "review":
        risks = words.dossier.risks.risks
        title = next((risk.title for risk in risks if risk.id == item.id), item.id)
        return words.text("digest.review", name=title)
    return words.text("digest.report", name=_title(item.id, words))


def _changed(item: ChangedItem, words: Words) -> str:
    name = _title(item.measure, words) if item.measure else words.project(item.project)
    code = "digest.chance_changed" if item.measure else "digest.launch_changed"
    before, after = _amount(item.before, words), _amount(item.after, words)
    return words.text(code, name=name, before=before, after=after)


def _amount(value: float | date, words: Words) -> str:
    return words.day(value) if isinstance(value, date) else words.chance(value)


def _firm(digest: Digest, words: Words) -> tuple[str, ...]:
    news = digest.firm
    if news is None:
        return ()
    lines = []
    if news.progress is not None:
        lines.append(words.text("digest.progress", progress=words.percent(news.progress)))
    if words.dossier.finance:
        lines.append(words.text("digest.ruin", chance=words.chance(news.ruin)))
    for measure, status in news.late:
        state = words.text(f"measure_status.{status}")
        lines.append(words.text("digest.late", name=_title(measure, words), status=state))
    return tuple(lines)
