"""Chapter 1: what the firm is, officially."""

from steersman.identify import Identification, Path, Status
from steersman.methods.interval import Answer, Interval
from steersman.report.chapters.reliefs import document_text, relief_blocks, warning_text
from steersman.report.chapters.words import Words
from steersman.report.document import Block, Bullets, Details, Heading, Paragraph, Table, Tone
from steersman.rulebook import CriterionResult, Rule, load_rule

TONES: dict[Answer, Tone] = {Answer.YES: "good", Answer.NO: "bad"}
MOST_MARGINS = 3
MOST_QUESTIONS = 8
WIDE = 0.0005
"""A change smaller than this is shown with two decimals."""


def identify_chapter(identification: Identification, words: Words) -> tuple[Block, ...]:
    """Return the ladder of statuses, what they are worth, then each with its way to it."""
    blocks: list[Block] = [
        Heading(words.text("identify.title"), anchor="identify"),
        Paragraph(words.text("identify.intro", date=identification.law_on)),
    ]
    if identification.figures_of_year is None:
        blocks.append(Paragraph(words.text("identify.no_figures", date=identification.as_of)))
    else:
        year = str(identification.figures_of_year)
        blocks.append(Paragraph(words.text("identify.figures", year=year), remark=True))
    blocks.extend(_contradictions(identification, words))
    blocks.append(_ladder(identification, words))
    blocks.extend(relief_blocks(identification, words))
    blocks.extend(_questions(identification, words))
    for status in identification.statuses:
        blocks.extend(_status(status, identification, words))
    blocks.append(
        Paragraph(words.text("identify.disclaimer", date=identification.law_on), remark=True)
    )
    return tuple(blocks)


def _contradictions(identification: Identification, words: Words) -> list[Block]:
    items = tuple(
        words.text(
            "identify.contradiction",
            part=words.fact_title(pair.part),
            part_value=words.fact(pair.part, pair.part_value),
            whole=words.fact_title(pair.whole),
            whole_value=words.fact(pair.whole, pair.whole_value),
        )
        for pair in identification.contradictions
    )
    return [Bullets(items)] if items else []


def _ladder(identification: Identification, words: Words) -> Table:
    rows, tones = [], []
    for status in identification.statuses:
        rule = load_rule(status.rule, identification.law_on)
        score = status.evaluation.score
        rows.append(
            (
                words.messages.pick(rule.title),
                answer_text(status, words),
                words.answer(status.held) if status.held is not None else "–",
                _score(score, rule, words),
                words.money(status.yearly_benefit) if status.yearly_benefit is not None else "–",
                document_text(rule),
            )
        )
        tones.append(TONES.get(status.answer, "warning"))
    head = ("status", "answer", "held", "score", "saves", "document")
    return Table(
        words.text("identify.ladder"),
        tuple(words.text(f"head.{name}") for name in head),
        tuple(rows),
        numeric=(3, 4),
        tones=tuple(tones),
    )


def _score(score: Interval | None, rule: Rule, words: Words) -> str:
    if score is None:
        return "–"
    if rule.pass_score is None:
        return words.interval(score)
    needed = words.number(rule.pass_score)
    code = "identify.score_above" if rule.pass_above else "identify.score"
    return words.text(code, score=words.interval(score), needed=needed)


def answer_text(status: Status, words: Words) -> str:
    """Return the verdict, for definitions of size with the class."""
    if not status.in_force:
        return words.text("identify.not_in_force")
    if status.size_class != "unknown":
        return words.text(f"size.{status.size_class}")
    return words.answer(status.answer)


def _questions(identification: Identification, words: Words) -> list[Block]:
    law_on = identification.law_on
    rows = tuple(
        (
            words.fact_title(question.fact),
            words.money(question.value) if question.value else "–",
            words.join(words.rule(rule, law_on) for rule in question.decides) or "–",
            words.join(words.rule(rule, law_on) for rule in question.helps) or "–",
        )
        for question in identification.questions[:MOST_QUESTIONS]
    )
    if not rows:
        return []
    head = ("fact", "hangs_on_it", "decides", "helps")
    return [
        Heading(words.text("identify.questions"), level=2),
        Paragraph(words.text("identify.questions_intro"), remark=True),
        Table(
            words.text("identify.questions_table"),
            tuple(words.text(f"head.{name}") for name in head),
            rows,
            numeric=(1,),
        ),
    ]


def _status(status: Status, identification: Identification, words: Words) -> list[Block]:
    rule = load_rule(status.rule, identification.law_on)
    blocks: list[Block] = [
        Heading(words.messages.pick(rule.title), level=2),
        Paragraph(
            f"{words.messages.pick(rule.authority)} · {rule.document} · "
            + words.text("identify.in_force_from", date=rule.in_force_from)
            + " · "
            + words.text("identify.verified", date=rule.verified_on),
            remark=True,
        ),
    ]
    law_on = identification.law_on
    if not status.in_force:
        return [*blocks, Paragraph(words.text("identify.not_in_force"))]
    blocks += [Paragraph(warning_text(code, rule, law_on, words)) for code in status.warnings]
    if status.unmet:
        titles = words.join(words.messages.pick(rule.find(name).title) for name in status.unmet)
        blocks.append(Paragraph(words.text("identify.unmet", criteria=titles)))
    blocks.extend(_paths(status, words, identification))
    if status.evaluation.missing:
        missing = words.join(words.fact_title(name) for name in status.evaluation.missing)
        blocks.append(Paragraph(words.text("identify.missing", facts=missing)))
    if status.margins:
        blocks.append(Paragraph(_margins(status, words)))
    if len(status.years) > 1:
        blocks.append(_years(status, words))
    gaps = _gaps(rule, status, words)
    details: list[Block] = [_criteria_table(rule, status, words), *([gaps] if gaps else [])]
    if rule.notes:
        details.append(Paragraph(words.messages.pick(rule.notes), remark=True))
    blocks.append(Details(words.text("identify.criteria"), tuple(details)))
    return blocks


def _margins(status: Status, words: Words) -> str:
    parts = (
        words.text(
            "identify.margin_fall" if margin.change < 0 else "identify.margin_rise",
            fact=words.fact_title(margin.fact),
            change=words.percent(abs(margin.change), 2 if abs(margin.change) < WIDE else 1),
            becomes=words.answer(margin.becomes),
        )
        for margin in status.margins[:MOST_MARGINS]
    )
    return words.text("identify.margins", margins=words.join(parts))


def _paths(status: Status, words: Words, identification: Identification) -> list[Block]:
    if not status.paths:
        wanted = status.held is Answer.NO and status.answer is Answer.NO
        return [Paragraph(words.text("identify.no_path"))] if wanted else []
    rows = []
    for path in status.paths:
        steps = words.join(
            _step(step.lever, step.units, words, identification) for step in path.steps
        )
        assumed = words.join(words.fact_title(name) for name in path.assumed)
        rows.append(
            (
                steps or words.text("identify.apply"),
                words.money(path.cost),
                words.day(path.reached),
                words.money(path.yearly_benefit) if path.yearly_benefit is not None else "–",
                _payback(path, words),
                assumed or "–",
            )
        )
    head = ("changes", "cost", "reached_on", "saves", "repaid", "assumed")
    return [
        Table(
            words.text("identify.paths"),
            tuple(words.text(f"head.{name}") for name in head),
            tuple(rows),
            numeric=(1, 3),
        )
    ]


def _payback(path: Path, words: Words) -> str:
    if path.yearly_benefit is None:
        return "–"
    if path.payback_years is None:
        return words.text("identify.not_repaid")
    return words.text("identify.repaid", years=words.number(path.payback_years, 1))


def _step(lever: str, units: int, words: Words, identification: Identification) -> str:
    if "/" in lever:
        return words.text("identify.gain_first", status=words.rule(lever, identification.law_on))
    title, unit = words.lever(lever)
    return words.text("identify.step", change=title, units=words.number(units), unit=unit)


def _criteria_table(rule: Rule, status: Status, words: Words) -> Table:
    rows, tones = [], []
    for criterion in rule.criteria:
        result = status.evaluation.criterion(criterion.id)
        rows.append(
            (
                words.messages.pick(criterion.title),
                outcome(result, scored=criterion.scored, words=words),
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


def outcome(result: CriterionResult, *, scored: bool, words: Words) -> str:
    """Return what came of a criterion: an answer, points, or a number it works out."""
    if result.points is None:
        return words.answer(result.answer)
    if not scored:
        return words.interval(result.points, lambda value: words.number(value, 2))
    points = words.interval(result.points)
    return words.text("identify.points", points=points, maximum=words.number(result.maximum))


def _tone(result: CriterionResult) -> Tone:
    if result.points is not None and result.maximum:
        low = result.points.low
        full = result.points.known and low is not None and float(low) == result.maximum
        return "good" if full else "warning"
    return TONES.get(result.answer, "warning") if result.answer is not Answer.NO else "plain"


def _facts(result: CriterionResult, words: Words) -> str:
    named = (
        f"{words.fact_title(name)}: {words.fact(name, value)}"
        for name, value in result.facts.items()
    )
    return words.join(named)


def _gaps(rule: Rule, status: Status, words: Words) -> Table | None:
    titles = {criterion.id: words.messages.pick(criterion.title) for criterion in rule.criteria}
    rows = tuple(
        (
            titles[band.criterion],
            words.text(
                "identify.reach_share" if len(band.facts) > 1 else "identify.reach_count",
                fact=" / ".join(words.fact_title(name) for name in band.facts),
                bound=words.percent(band.bound)
                if len(band.facts) > 1
                else words.number(band.bound, 2),
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
