"""How answers, scores and outcomes are distributed, as blocks of a document."""

from collections.abc import Callable, Iterator, Sequence

from steersman.cohort import columns
from steersman.cohort.analysis.distribution import Distribution, GroupFigures, Mean, Share
from steersman.cohort.analysis.fields import is_of_a_factor
from steersman.cohort.report.lever_evidence import thin_lead_blocks
from steersman.cohort.report.names import Names, said_first
from steersman.diagnose.factors import factor_ids
from steersman.report.document import Block, KeyFigure, KeyFigures, Paragraph, Table
from steersman.rulebook import rule_ids

ANSWERS = ("yes", "judgement", "unknown", "no")
MEDIAN = 0.5


def distribution_blocks(found: Distribution, names: Names) -> tuple[Block, ...]:
    """Return a table for rules, factors, strategies and the firms' own columns each."""
    shown = (found.overall, *found.groups)
    tables = (
        _table(found, shown, names, "statuses", ANSWERS, _status_rows),
        _table(found, shown, names, "factors", FACTOR_HEADS, _factor_rows),
        _table(found, shown, names, "strategies", ("best",), _strategy_rows),
        _table(found, shown, names, "shares", ("value", "share"), _share_rows),
        _table(found, shown, names, "means", ("mean", "known_firms"), _mean_rows),
    )
    return (
        *said_first(names, synthetic=found.synthetic),
        _firms(found, names),
        *(table for table in tables if table.rows),
        *_thin_lead(found.overall, names),
        *_remarks(found, names),
    )


def _firms(found: Distribution, names: Names) -> KeyFigures:
    overall = found.overall
    figures = [KeyFigure(names.text("population.firms"), names.messages.number(overall.firms))]
    if overall.weight != overall.firms:
        stand_for = names.messages.number(round(overall.weight))
        figures.append(KeyFigure(names.text("population.stand_for"), stand_for))
    return KeyFigures(tuple(figures))


def _remarks(found: Distribution, names: Names) -> Iterator[Paragraph]:
    confidence = names.messages.percent(found.question.confidence)
    yield Paragraph(names.text("population.intervals", confidence=confidence), remark=True)
    if found.hidden_groups:
        hidden = {"groups": found.hidden_groups, "firms": found.hidden_firms}
        yield Paragraph(names.text("population.hidden", **hidden), remark=True)
    left = {name for figures in (found.overall, *found.groups) for name in figures.dominated}
    if left:
        shown = names.messages.text("separator").join(sorted(left))
        yield Paragraph(names.text("population.dominated", columns=shown), remark=True)


Rows = Callable[[GroupFigures, Names], Iterator[tuple[str, ...]]]


def _table(
    found: Distribution,
    shown: Sequence[GroupFigures],
    names: Names,
    caption: str,
    heads: tuple[str, ...],
    rows_of: Rows,
) -> Table:
    """Return a table with a row for each column, and each group if there are groups."""
    by = found.question.by
    rows = []
    for figures in shown:
        group = (names.group(by, figures.group),) if by else ()
        rows += [(*group, *row) for row in rows_of(figures, names)]
    front = ("group", "about") if by else ("about",)
    texts = {"value"} & set(heads)
    numeric = range(len(front) + len(texts), len(front) + len(heads))
    return Table(
        names.text(f"population.table.{caption}"),
        names.heads(*front, *heads),
        tuple(rows),
        tuple(numeric),
    )


def _status_rows(figures: GroupFigures, names: Names) -> Iterator[tuple[str, ...]]:
    for rule in dict.fromkeys(share.column for share in figures.shares):
        if rule in rule_ids():
            found = [figures.share_of(rule, answer) for answer in ANSWERS]
            yield (names.column(rule), *(_share(share, names) for share in found))


def _share(share: Share | None, names: Names) -> str:
    if share is None:
        return names.share(0.0)
    return names.share_with_span(share.share, share.low, share.high)


FACTOR_HEADS = ("score", "if_all", "median", "first", "known")


def _factor_rows(figures: GroupFigures, names: Names) -> Iterator[tuple[str, ...]]:
    for mean in figures.means:
        factor, _, tail = mean.column.rpartition(".")
        if tail != "score":
            continue
        first = figures.mean_of(columns.first_of(factor))
        known = figures.mean_of(columns.known_of(factor))
        medians = (
            entry
            for entry in figures.quantiles
            if (entry.column, entry.level) == (mean.column, MEDIAN)
        )
        median = next(medians, None)
        yield (
            names.column(factor),
            names.number_with_span(mean.mean, mean.low, mean.high),
            "–"
            if mean.all_low is None or mean.all_high is None
            else f"{names.number(mean.all_low)} – {names.number(mean.all_high)}",
            "–" if median is None else names.number(median.value),
            "–" if first is None else names.share_with_span(first.mean, first.low, first.high),
            "–" if known is None else names.share(known.mean),
        )


def _thin_lead(overall: GroupFigures, names: Names) -> tuple[Block, ...]:
    means = {mean.column: mean.mean for mean in overall.means}
    first, known = (
        {factor: means[column(factor)] for factor in factor_ids() if column(factor) in means}
        for column in (columns.first_of, columns.known_of)
    )
    return thin_lead_blocks(first, known, means, names.messages)


def _strategy_rows(figures: GroupFigures, names: Names) -> Iterator[tuple[str, ...]]:
    chances = [mean for mean in figures.means if mean.column.endswith(columns.best_of(""))]
    for mean in sorted(chances, key=lambda mean: -mean.mean):
        yield names.column(mean.column), names.share_with_span(mean.mean, mean.low, mean.high)


def _share_rows(figures: GroupFigures, names: Names) -> Iterator[tuple[str, ...]]:
    for share in figures.shares:
        if share.column not in (*rule_ids(), columns.LEVER, columns.STRATEGY):
            value = names.value(share.column, share.value)
            yield names.column(share.column), value, _share(share, names)


def _mean_rows(figures: GroupFigures, names: Names) -> Iterator[tuple[str, ...]]:
    for mean in figures.means:
        if not is_of_a_factor(mean.column):
            yield names.column(mean.column), _mean(mean, names), names.messages.number(mean.firms)


def _mean(mean: Mean, names: Names) -> str:
    return names.number_with_span(mean.mean, mean.low, mean.high)
