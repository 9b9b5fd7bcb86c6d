"""Small multiples and tables of shares or scores by group."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from steersman.cohort import columns
from steersman.cohort.analysis.distribution import LEVELS, GroupFigures
from steersman.cohort.report.charts import Panel, SpreadRow, share_panels, spread_panels
from steersman.cohort.report.population import Division, Population
from steersman.cohort.report.spread import Spread
from steersman.cohort.report.words import (
    MOST_PANELS,
    CohortWords,
    ordered,
    panels_in_words,
    ranked_in_words,
)
from steersman.report.document import Block, Figure, Paragraph, Table

MEDIAN = 2
"""Place of the median in a spread."""


@dataclass(frozen=True, slots=True)
class Chances:
    """What chances of firms are averaged to shares of firms.

    Attributes:
        kind: ``lever`` or ``strategy``, for the texts.
        names: Names by id, in the order of the rows.
        column: The column of an id.
        known: Mean share of the evidence that is known, by name; empty where that says nothing.
    """

    kind: str
    names: Mapping[str, str]
    column: Callable[[str], str]
    known: Mapping[str, float] = field(default_factory=dict)


def chance_blocks(population: Population, chances: Chances, words: CohortWords) -> list[Block]:
    """Return shares of firms with their intervals: over all, then by group."""
    overall = _panel(population.overall, words.text("cohort.all_firms"), chances)
    if not overall.shares:
        return []
    order = sorted(overall.shares, key=lambda name: -overall.shares[name][0])
    whole = _in_order(overall, order)
    title = words.text(f"cohort.chart.{chances.kind}")
    named = [(name, share) for name, (share, *_) in whole.shares.items()]
    firms = population.overall.firms
    blocks: list[Block] = [
        Figure(
            words.text(f"cohort.{chances.kind}.caption"),
            ranked_in_words(named, words, shares=True, firms=firms),
            share_panels([whole], None, title),
        ),
        _overall_table(whole, chances, firms, words),
    ]
    for division in population.divisions:
        blocks += _chances_by_group(division, chances, whole, words)
    return blocks


def _overall_table(whole: Panel, chances: Chances, firms: int, words: CohortWords) -> Table:
    """Return the shares over all firms, with the evidence that they rest on."""
    evidence = ("known",) if chances.known else ()
    rows = (
        (
            name,
            words.share(share, firms),
            words.share_span(low, high, firms),
            *(words.messages.percent(chances.known[name]) for _ in evidence),
        )
        for name, (share, low, high) in whole.shares.items()
    )
    return Table(
        words.text(f"cohort.{chances.kind}.table"),
        words.heads(chances.kind, "share", "interval", *evidence),
        tuple(rows),
        numeric=tuple(range(1, 3 + len(evidence))),
    )


def _panel(figures: GroupFigures, name: str, chances: Chances) -> Panel:
    found = {label: figures.mean_of(chances.column(each)) for each, label in chances.names.items()}
    return Panel(name, {label: (m.mean, m.low, m.high) for label, m in found.items() if m})


def _in_order(panel: Panel, order: Sequence[str]) -> Panel:
    return Panel(panel.group, {name: panel.shares[name] for name in order if name in panel.shares})


def _chances_by_group(
    division: Division, chances: Chances, whole: Panel, words: CohortWords
) -> list[Block]:
    groups = ordered(division)
    panels = [
        _in_order(_panel(each, group_name(division, each, words), chances), list(whole.shares))
        for each in groups
    ]
    shown = [panel for panel in panels[:MOST_PANELS] if panel.shares]
    if len(shown) < 2:
        return hidden_remark(division, words)
    return [
        Figure(
            words.text(f"cohort.{chances.kind}.by", by=words.grouping(division.by)),
            panels_in_words(shown, words, shares=True),
            share_panels(shown, whole, words.text(f"cohort.chart.{chances.kind}")),
        ),
        *hidden_remark(division, words, further=len(panels) - MOST_PANELS),
    ]


def chance_table(division: Division, chances: Chances, words: CohortWords) -> Table:
    """Return the shares of firms in every group that is shown."""
    rows = tuple(
        (panel.group, name, words.share(share, figures.firms),
         words.share_span(low, high, figures.firms), words.count(figures.firms))
        for figures in ordered(division)
        for panel in [_panel(figures, group_name(division, figures, words), chances)]
        for name, (share, low, high) in panel.shares.items()
    )  # fmt: skip
    caption = words.text(f"cohort.{chances.kind}.by", by=words.grouping(division.by))
    head = words.heads(chances.kind, "share", "interval", "firms")
    return Table(caption, (words.column(division.by), *head), rows, numeric=(2, 3, 4))


def score_table(population: Population, division: Division, words: CohortWords) -> Table:
    """Return the mean scores in every group that is shown."""
    rows = tuple(
        (group_name(division, figures, words), words.factor(factor), words.points(mean.mean),
         words.span(words.points(mean.low), words.points(mean.high)), words.count(mean.firms))
        for figures in ordered(division)
        for factor in population.fields.factors
        if (mean := figures.mean_of(columns.score_of(factor)))
    )  # fmt: skip
    caption = words.text("cohort.spread.by", by=words.grouping(division.by))
    head = words.heads("factor", "score", "interval", "firms")
    return Table(caption, (words.column(division.by), *head), rows, numeric=(2, 3, 4))


def spread_blocks(population: Population, words: CohortWords) -> list[Block]:
    """Return how scores are spread: over all, then by group."""
    factors = {name: words.factor(name) for name in population.fields.factors}
    whole = population.spreads.get("", {})
    order = sorted(factors, key=lambda name: _median(whole.get(name)) or 0.0)
    title = words.text("cohort.chart.score")
    named = [(factors[name], value) for name in order if (value := _median(whole.get(name)))]
    rows = [
        _row(words.text("cohort.all_firms"), factors[name], whole.get(name), None) for name in order
    ]
    blocks: list[Block] = [
        Figure(
            words.text("cohort.spread.caption"),
            ranked_in_words(named, words, shares=False),
            spread_panels(rows, title),
        )
    ]
    for division in population.divisions:
        blocks += _spreads_by_group(division, order, factors, whole, words)
    return blocks


def _median(spread: Spread | None) -> float | None:
    return spread[MEDIAN] if spread else None


def _row(group: str, factor: str, spread: Spread | None, whole: float | None) -> SpreadRow:
    return SpreadRow(group, factor, spread or (None,) * len(LEVELS), whole)


def _spreads_by_group(
    division: Division,
    order: Sequence[str],
    factors: Mapping[str, str],
    whole: Mapping[str, Spread],
    words: CohortWords,
) -> list[Block]:
    groups = ordered(division)
    shown = groups[:MOST_PANELS]
    if len(shown) < 2:
        return []
    rows, panels = [], []
    for figures in shown:
        name = group_name(division, figures, words)
        spreads = division.spreads.get(figures.group[0], {})
        rows += [
            _row(name, factors[each], spreads.get(each), _median(whole.get(each))) for each in order
        ]
        medians = {factors[each]: _median(spreads.get(each)) for each in order}
        panels.append(Panel(name, {n: (m, m, m) for n, m in medians.items() if m is not None}))
    caption = words.text("cohort.spread.by", by=words.grouping(division.by))
    told = [panel for panel in panels if panel.shares]
    alternative = panels_in_words(told, words, shares=False) if told else caption
    return [Figure(caption, alternative, spread_panels(rows, words.text("cohort.chart.score")))]


def group_name(division: Division, figures: GroupFigures, words: CohortWords) -> str:
    """Return the name of a group."""
    return words.value(division.by, figures.group[0])


def hidden_remark(division: Division, words: CohortWords, further: int = 0) -> list[Block]:
    """Return what is not shown of a division."""
    by = words.grouping(division.by)
    parts = []
    if further > 0:
        parts.append(words.text("cohort.further_groups", count=further))
    if division.hidden_groups:
        parts.append(words.text("cohort.hidden_groups", count=division.hidden_groups, by=by))
    return [Paragraph(part, remark=True) for part in parts]
