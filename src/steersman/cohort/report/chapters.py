"""Chapters of the population report."""

from collections.abc import Sequence

from steersman.cohort import columns
from steersman.cohort.analysis.distribution import Mean
from steersman.cohort.report.groups import (
    Chances,
    chance_blocks,
    chance_table,
    score_table,
    spread_blocks,
)
from steersman.cohort.report.lever_evidence import thin_lead_blocks
from steersman.cohort.report.population import Population
from steersman.cohort.report.qualifying import answer_table, qualifying_blocks
from steersman.cohort.report.words import CohortWords
from steersman.diagnose.comparison import LEAST_FIRMS
from steersman.report.document import (
    Block,
    Bullets,
    Details,
    Heading,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Table,
)
from steersman.rulebook import load_rule

MOST_REASONS = 20


def population_blocks(
    population: Population, words: CohortWords, segments: Sequence[Block] = ()
) -> tuple[Block, ...]:
    """Return all chapters; each says so where firms were made up.

    Args:
        population: Its figures.
        words: Words of the reader's language.
        segments: The chapter on segments, if any.
    """
    chapters = (
        ("summary", [*summary_blocks(population, words), *run_blocks(population, words)]),
        ("qualify", qualifying_blocks(population, words) if population.fields.rules else []),
        ("hinder", hindrance_blocks(population, words) if population.fields.factors else []),
        ("strategies", strategy_blocks(population, words) if population.fields.strategies else []),
        ("segments", segments),
        ("limits", limit_blocks(population, words)),
        ("numbers", number_blocks(population, words)),
    )
    blocks: list[Block] = []
    for name, inside in chapters:
        if inside:
            blocks += [Heading(words.text(f"cohort.chapter.{name}"), anchor=name), *inside]
            if population.manifest.synthetic:
                blocks.insert(-len(inside), Paragraph(words.text("cohort.synthetic")))
    return tuple(blocks)


def summary_blocks(population: Population, words: CohortWords) -> list[Block]:
    """Return the answers at a glance."""
    overall = population.overall
    weight = words.count(overall.weight)
    weighted = words.text("cohort.stands_for", weight=weight) if population.weighted else ""
    figures = [KeyFigure(words.text("cohort.firms_shown"), words.count(overall.firms), weighted)]
    figures += _status_figure(population, words)
    figures += _lowest_factor(population, words)
    figures += _top(population, "lever", words)
    figures += _top(population, "strategy", words)
    return [KeyFigures(tuple(figures)), Paragraph(words.text("cohort.how_to_read"), remark=True)]


def _status_figure(population: Population, words: CohortWords) -> list[KeyFigure]:
    """Return the status that most firms have for sure, other than being small."""
    overall = population.overall
    found = [
        share
        for rule in population.fields.rules
        if load_rule(rule, words.as_of).pass_score is not None
        if (share := overall.share_of(rule, "yes"))
    ]
    if not found:
        return []
    most = max(found, key=lambda share: share.share)
    span = words.share_span(most.low, most.high, overall.firms)
    note = words.text("cohort.summary.status_note", rule=words.rule(most.column), span=span)
    return [
        KeyFigure(words.text("cohort.summary.status"), words.share(most.share, overall.firms), note)
    ]


def _lowest_factor(population: Population, words: CohortWords) -> list[KeyFigure]:
    scores = _means(population, [columns.score_of(f) for f in population.fields.factors])
    if not scores:
        return []
    lowest = min(scores, key=lambda mean: mean.mean)
    factor = lowest.column.rpartition(".")[0]
    name = words.factor(factor)
    span = words.span(words.points(lowest.low), words.points(lowest.high))
    note = words.text("cohort.summary.score_note", mean=words.points(lowest.mean), span=span)
    if factor in population.known:
        known = words.messages.percent(population.known[factor])
        found = {"mean": words.points(lowest.mean), "span": span, "known": known}
        note = words.text("cohort.summary.score_note_known", **found)
    return [KeyFigure(words.text("cohort.summary.lowest"), name, note)]


def _top(population: Population, kind: str, words: CohortWords) -> list[KeyFigure]:
    fields, name = population.fields, words.factor if kind == "lever" else words.strategy
    wanted = (
        [columns.first_of(each) for each in fields.levers]
        if kind == "lever"
        else [columns.best_of(each) for each in fields.strategies]
    )
    found = _means(population, wanted)
    if not found:
        return []
    most = max(found, key=lambda mean: mean.mean)
    share = words.share(most.mean, most.firms)
    span = words.share_span(most.low, most.high, most.firms)
    best = most.column.rpartition(".")[0]
    note = words.text("cohort.summary.share_note", share=share, span=span)
    if kind == "lever" and best in population.known:
        known = words.messages.percent(population.known[best])
        note = words.text("cohort.summary.lever_note", share=share, span=span, known=known)
    return [KeyFigure(words.text(f"cohort.summary.{kind}"), name(best), note)]


def _means(population: Population, wanted: Sequence[str]) -> list[Mean]:
    return [mean for name in wanted if (mean := population.overall.mean_of(name))]


def run_blocks(population: Population, words: CohortWords) -> list[Block]:
    """Return what was run, of which firms, and what was left out."""
    manifest, chosen = population.manifest, population.selection.conditions
    blocks: list[Block] = [Heading(words.text("cohort.chapter.run"), level=2)]
    if chosen:
        items = (f"{words.column(column)}: {words.value(column, v)}" for column, v in chosen)
        blocks += [Paragraph(words.text("cohort.part")), Bullets(tuple(items))]
    else:
        counts = (
            ("rows", manifest.rows),
            ("firms", manifest.firms),
            ("set_aside", manifest.set_aside),
        )
        figures = (
            KeyFigure(words.text(f"cohort.{name}"), words.count(count)) for name, count in counts
        )
        blocks.append(KeyFigures(tuple(figures)))
    day = words.messages.show(manifest.as_of)
    asked = {"date": day, "rules": len(manifest.rules), "draws": manifest.draws}
    blocks.append(Paragraph(words.text("cohort.asked", **asked)))
    if population.reasons:
        blocks.append(_reasons(population, words))
    if population.weighted:
        blocks.append(Paragraph(words.text("cohort.weighted")))
    if population.kept:
        blocks += _kept(population, words)
    if manifest.ignored:
        names = ", ".join(manifest.ignored)
        blocks.append(Paragraph(words.text("cohort.ignored", names=names), remark=True))
    # Of a table in a database its name, not the address.
    source = manifest.source.rpartition(" ")[2] if "://" in manifest.source else manifest.source
    made = {"version": manifest.version, "seed": str(manifest.seed), "source": source}
    blocks.append(Paragraph(words.text("cohort.made_from", **made), remark=True))
    return blocks


def _reasons(population: Population, words: CohortWords) -> Table:
    rows = tuple(
        (
            words.messages.text(f"problem.{code}", column=column, value="…"),
            column,
            words.count(count)
            if count >= LEAST_FIRMS
            else words.text("cohort.few", least=LEAST_FIRMS),
        )
        for code, column, count in population.reasons[:MOST_REASONS]
    )
    head = words.heads("why", "column", "rows")
    return Table(words.text("cohort.reasons"), head, rows, numeric=(2,))


def _kept(population: Population, words: CohortWords) -> list[Block]:
    rows = tuple(
        (mean.column, words.messages.number(mean.mean, 3),
         words.span(words.messages.number(mean.low, 3), words.messages.number(mean.high, 3)),
         words.count(mean.firms))
        for mean in _means(population, population.kept)
    )  # fmt: skip
    head = words.heads("column", "mean", "interval", "firms")
    return [Table(words.text("cohort.kept_table"), head, rows, numeric=(1, 2, 3))] if rows else []


def hindrance_blocks(population: Population, words: CohortWords) -> list[Block]:
    """Return factors' scores, how they are spread, and what is best to mend first."""
    blocks: list[Block] = [
        Paragraph(words.text("cohort.hinder.lead")),
        _factor_table(population, words),
    ]
    blocks.append(Paragraph(words.text("cohort.hinder.columns"), remark=True))
    blocks += [
        Heading(words.text("cohort.spread.title"), level=2),
        Paragraph(words.text("cohort.spread.lead")),
    ]
    blocks += spread_blocks(population, words)
    found = chance_blocks(population, _levers(population, words), words)
    if found:
        title, lead = (
            Heading(words.text("cohort.lever.title"), level=2),
            words.text("cohort.lever.lead"),
        )
        known = Paragraph(words.text("cohort.lever.known"), remark=True)
        blocks += [title, *_thin_lead(population, words), Paragraph(lead), *found, known]
    return blocks


def _thin_lead(population: Population, words: CohortWords) -> tuple[Block, ...]:
    means = {
        name: population.overall.mean_of(columns.first_of(name))
        for name in population.fields.levers
    }
    first = {name: mean.mean for name, mean in means.items() if mean}
    return thin_lead_blocks(first, population.known, population.fields.numbers, words.messages)


def _factor_table(population: Population, words: CohortWords) -> Table:
    rows = []
    means = _means(population, [columns.score_of(name) for name in population.fields.factors])
    for mean in sorted(means, key=lambda each: each.mean):
        name = mean.column.rpartition(".")[0]
        known = population.known.get(name)
        rows.append(
            (
                words.factor(name),
                words.points(mean.mean),
                words.span(words.points(mean.low), words.points(mean.high)),
                "–"
                if mean.all_low is None or mean.all_high is None
                else words.span(words.points(mean.all_low), words.points(mean.all_high)),
                "–" if known is None else words.messages.percent(known),
            )
        )
    head = words.heads("factor", "score", "interval", "every_firm", "known")
    return Table(words.text("cohort.hinder.table"), head, tuple(rows), numeric=(1, 2, 3, 4))


def strategy_blocks(population: Population, words: CohortWords) -> list[Block]:
    """Return which strategies suit."""
    order = population.manifest.criteria_order
    lead = "cohort.strategies.ordered" if order else "cohort.strategies.lead"
    found = chance_blocks(population, _strategies(population, words), words)
    return [Paragraph(words.text(lead)), *found] if found else []


def limit_blocks(population: Population, words: CohortWords) -> list[Block]:
    """Return what may not be concluded."""
    names = ["cause", "sample", "evidence", "rules", "small"]
    if population.manifest.synthetic:
        names.insert(0, "synthetic")
    items = (words.text(f"cohort.limits.{name}", least=LEAST_FIRMS) for name in names)
    return [Bullets(tuple(items)), Paragraph(words.text("cohort.limits.more"), remark=True)]


def _levers(population: Population, words: CohortWords) -> Chances:
    names = {name: words.factor(name) for name in population.fields.levers}
    known = {label: population.known[name] for name, label in names.items() if population.known}
    return Chances("lever", names, columns.first_of, known)


def _strategies(population: Population, words: CohortWords) -> Chances:
    names = {name: words.strategy(name) for name in population.fields.strategies}
    return Chances("strategy", names, columns.best_of)


def number_blocks(population: Population, words: CohortWords) -> list[Block]:
    """Return the tables of all groups."""
    blocks: list[Block] = []
    for division in population.divisions:
        tables = (
            answer_table(population, division, words),
            score_table(population, division, words),
            chance_table(division, _levers(population, words), words),
            chance_table(division, _strategies(population, words), words),
        )
        filled = tuple(table for table in tables if table.rows)
        if filled:
            by = words.grouping(division.by)
            blocks.append(Details(words.text("cohort.numbers_by", by=by), filled))
    return blocks
