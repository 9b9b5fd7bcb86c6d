"""Chapter 1: what the firm is, officially."""

from steersman.identify import Identification, Status
from steersman.methods.interval import Answer
from steersman.report.chapters.words import Words
from steersman.report.document import Block, Heading, Paragraph, Table, Tone
from steersman.rulebook import CriterionResult, Rule, load_rule

TONES: dict[Answer, Tone] = {Answer.YES: "good", Answer.NO: "bad", Answer.UNKNOWN: "warning"}


def identify_chapter(identification: Identification, words: Words) -> tuple[Block, ...]:
    """Return the ladder of statuses, then each with its criteria, points and gaps."""
    blocks: list[Block] = [
        Heading(words.text("identify.title"), anchor="identify"),
        Paragraph(words.text("identify.intro", date=identification.as_of)),
    ]
    if identification.figures_of_year is None:
        blocks.append(Paragraph(words.text("identify.no_figures", date=identification.as_of)))
    else:
        year = str(identification.figures_of_year)
        blocks.append(Paragraph(words.text("identify.figures", year=year), remark=True))
    blocks.append(_ladder(identification, words))
    for status in identification.statuses:
        blocks.extend(_status(status, words))
    blocks.append(
        Paragraph(words.text("identify.disclaimer", date=identification.as_of), remark=True)
    )
    return tuple(blocks)


def _ladder(identification: Identification, words: Words) -> Table:
    rows, tones = [], []
    for status in identification.statuses:
        rule = load_rule(status.rule)
        score = status.evaluation.score
        rows.append(
            (
                words.messages.pick(rule.title),
                answer_text(status, words),
                words.interval(score) if score else "–",
                words.number(rule.pass_score) if rule.pass_score else "–",
                rule.document,
            )
        )
        tones.append(TONES.get(status.answer, "warning"))
    head = ("status", "answer", "score", "needed", "document")
    return Table(
        words.text("identify.ladder"),
        tuple(words.text(f"head.{name}") for name in head),
        tuple(rows),
        numeric=(2, 3),
        tones=tuple(tones),
    )


def answer_text(status: Status, words: Words) -> str:
    """Return the verdict, for the EU definition with the size class."""
    if not status.in_force:
        return words.text("identify.not_in_force")
    if status.size_class != "unknown":
        return words.text(f"size.{status.size_class}")
    return words.answer(status.answer)


def _status(status: Status, words: Words) -> list[Block]:
    rule = load_rule(status.rule)
    blocks: list[Block] = [
        Heading(words.messages.pick(rule.title), level=2),
        Paragraph(
            f"{words.messages.pick(rule.authority)} · {rule.document} · "
            + words.text("identify.verified", date=rule.verified_on),
            remark=True,
        ),
        _criteria_table(rule, status, words),
    ]
    gaps = _gaps(rule, status, words)
    if gaps:
        blocks.append(gaps)
    if status.evaluation.missing:
        missing = words.join(words.text(f"fact.{name}") for name in status.evaluation.missing)
        blocks.append(Paragraph(words.text("identify.missing", facts=missing)))
    if len(status.years) > 1:
        blocks.append(_years(status, words))
    if rule.notes:
        blocks.append(Paragraph(words.messages.pick(rule.notes), remark=True))
    return blocks


def _criteria_table(rule: Rule, status: Status, words: Words) -> Table:
    rows, tones = [], []
    for criterion in rule.criteria:
        result = status.evaluation.criterion(criterion.id)
        rows.append(
            (
                words.messages.pick(criterion.title),
                _outcome(result, words),
                _facts(result, words),
                f"{criterion.article} ({criterion.confidence})",
            )
        )
        tones.append(_tone(result))
    head = ("criterion", "result", "facts", "article")
    return Table(
        words.text("identify.criteria"),
        tuple(words.text(f"head.{name}") for name in head),
        tuple(rows),
        tones=tuple(tones),
    )


def _outcome(result: CriterionResult, words: Words) -> str:
    if result.points is None:
        return words.answer(result.answer)
    points = words.interval(result.points)
    return words.text("identify.points", points=points, maximum=words.number(result.maximum))


def _tone(result: CriterionResult) -> Tone:
    if result.points is not None:
        full = result.points.known and float(result.points.low) == result.maximum
        return "good" if full else "warning"
    return TONES.get(result.answer, "warning") if result.answer is not Answer.NO else "plain"


def _facts(result: CriterionResult, words: Words) -> str:
    named = (
        f"{words.text(f'fact.{name}')}: {words.fact(value)}" for name, value in result.facts.items()
    )
    return words.join(named)


def _gaps(rule: Rule, status: Status, words: Words) -> Table | None:
    titles = {criterion.id: words.messages.pick(criterion.title) for criterion in rule.criteria}
    rows = tuple(
        (
            titles[band.criterion],
            words.text(
                "identify.reach_share" if len(band.facts) > 1 else "identify.reach_count",
                fact=" / ".join(words.text(f"fact.{name}") for name in band.facts),
                bound=words.percent(band.bound)
                if len(band.facts) > 1
                else words.number(band.bound),
            ),
            f"+{words.number(band.gain)}",
        )
        for band in status.next_bands
    )
    if not rows:
        return None
    head = tuple(words.text(f"head.{name}") for name in ("criterion", "next_band", "gain"))
    return Table(words.text("identify.gaps"), head, rows, numeric=(2,))


def _years(status: Status, words: Words) -> Table:
    rows = tuple(
        (str(year.year), words.answer(year.within_ceilings), words.answer(year.is_sme))
        for year in status.years
    )
    head = tuple(words.text(f"head.{name}") for name in ("year", "within", "is_sme"))
    return Table(words.text("identify.years"), head, rows)
