"""The part of chapter 5.1 on work and money done, and on how right past forecasts were."""

from steersman.methods.forecast_quality import LEAST_RANGES, Coverage
from steersman.report.chapters.words import Words
from steersman.report.document import Block, Bullets, Heading, Paragraph, Table
from steersman.steer.course import Course
from steersman.steer.course.result import WorkDone


def record_blocks(course: Course, words: Words) -> list[Block]:
    """Return earned value, coverage and Brier score, and the firm's own factor on durations."""
    blocks: list[Block] = []
    if course.work:
        blocks += _work(course.work, words)
    found = course.calibration
    lines = []
    if found.dates.count:
        lines.append(_coverage("course.dates_right", found.dates, words))
    if found.numbers.count:
        lines.append(_coverage("course.numbers_right", found.numbers, words))
    if found.chances and found.chances.count >= LEAST_RANGES:
        score = found.chances
        lines.append(
            words.text(
                "course.brier",
                score=words.number(score.score, 3),
                reference=words.number(score.reference, 3),
                count=score.count,
            )
        )
    if course.correction:
        correction = course.correction
        used = words.dossier.strategy.preferences.correct_estimates
        lines.append(
            words.text(
                "course.correction" if used else "course.correction_unused",
                factor=words.number(correction.factor, 2),
                low=words.number(correction.low, 2),
                high=words.number(correction.high, 2),
                count=correction.finished,
            )
        )
    if lines:
        blocks += [Heading(words.text("course.record"), level=2), Bullets(tuple(lines))]
    return blocks


def _coverage(code: str, found: Coverage, words: Words) -> str:
    if found.verdict == "too-few":
        return words.text(f"{code}_few", count=found.count)
    text = words.text(
        code,
        inside=found.inside,
        count=found.count,
        before=found.before,
        after=found.after,
        nominal=words.percent(found.nominal),
        low=words.percent(found.low),
        high=words.percent(found.high),
    )
    parts = [text, words.text(f"coverage.{found.verdict}")]
    if found.verdict == "too-narrow" and found.stretch:
        parts.append(words.text("coverage.stretch", stretch=words.number(found.stretch, 1)))
    return words.sentences(*parts)


def _work(work: WorkDone, words: Words) -> list[Block]:
    figures = work.figures
    rows = (
        (words.text("work.budget"), words.money(figures.budget)),
        (words.text("work.planned"), words.money(figures.planned)),
        (words.text("work.earned"), words.money(figures.earned)),
        (words.text("work.spent"), words.money(figures.spent)),
        (words.text("work.schedule_index"), _index(figures.schedule_index, words)),
        (words.text("work.cost_index"), _index(figures.cost_index, words)),
        (
            words.text("work.months"),
            f"{words.number(work.earned_months, 1)} / {words.number(work.elapsed, 1)}",
        ),
        (
            words.text("work.cost_at_completion"),
            "–"
            if figures.cost_at_completion is None
            else words.estimate(figures.cost_at_completion),
        ),
    )
    blocks: list[Block] = [
        Heading(words.text("work.title"), level=2),
        Table(words.text("work.table"), words.heads("quantity", "value"), rows, numeric=(1,)),
    ]
    if work.left_out:
        names = words.join(work.left_out)
        blocks.append(Paragraph(words.text("work.left_out", measures=names), remark=True))
    return [*blocks, Paragraph(words.text("work.note"), remark=True)]


def _index(index: float | None, words: Words) -> str:
    return "–" if index is None else words.number(index, 2)
