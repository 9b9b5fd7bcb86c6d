"""Who qualifies: statuses, programmes and reliefs, what they come to, how far off firms are."""

from collections.abc import Sequence

from steersman.cohort.analysis.distribution import GroupFigures, Share
from steersman.cohort.report.charts import (
    AnswerRow,
    Panel,
    answer_panels,
    answers_chart,
    distance_panels,
)
from steersman.cohort.report.distance import STEPS
from steersman.cohort.report.groups import group_name, hidden_remark
from steersman.cohort.report.missing_facts import MOSTLY_OPEN, missing_facts
from steersman.cohort.report.population import Division, Population
from steersman.cohort.report.words import (
    MOST_PANELS,
    CohortWords,
    ordered,
    panels_in_words,
    ranked_in_words,
)
from steersman.report.document import Block, Details, Figure, Heading, Paragraph, Table
from steersman.rulebook import fact_catalogue, load_rule

ANSWERS = ("yes", "judgement", "unknown", "no")
OPEN = 0.995
"""Share of firms with the same answer from which on a rule is not drawn."""
MOST_RULES = 10
"""Rules of the panels of groups."""


def qualifying_blocks(population: Population, words: CohortWords) -> list[Block]:
    """Return the answers of rules, over all and by group, money and distances."""
    rules = [name for name in population.fields.rules if _is_asked(name, words)]
    overall, telling = population.overall, telling_rules(population, words)
    blocks: list[Block] = [Paragraph(words.text("cohort.qualify.lead"))]
    if telling:
        blocks.append(_chart(overall, telling, words))
    open_ = [words.rule(name) for name in rules if _share(overall, name, "unknown") >= OPEN]
    if open_:
        blocks.append(
            Paragraph(words.text("cohort.qualify.open", rules=words.join(open_)), remark=True)
        )
    if rules:
        blocks.append(_table(overall, rules, words))
    blocks += _missing(population, rules, words)
    for division in population.divisions:
        blocks += _by_group(division, telling, words)
    return [*blocks, *_money(population, words), *_distances(population, words)]


def _missing(population: Population, rules: Sequence[str], words: CohortWords) -> list[Block]:
    """Return the facts that the table lacks for rules that give most firms no answer."""
    columns = (*population.fields.numbers, *population.fields.categories)
    facts = fact_catalogue()
    rows = []
    for rule in rules:
        lacking = missing_facts(rule, columns, words.as_of)
        if lacking and _share(population.overall, rule, "unknown") >= MOSTLY_OPEN:
            named = words.join(
                words.text("cohort.missing.fact", name=words.messages.pick(facts[each].title),
                           column=each)
                for each in lacking
            )  # fmt: skip
            rows.append((words.rule(rule), named))
    if not rows:
        return []
    head = words.heads("rule", "missing")
    return [
        Details(
            words.text("cohort.missing.title"),
            (
                Paragraph(words.text("cohort.missing.lead")),
                Table(words.text("cohort.missing.table"), head, tuple(rows)),
            ),
        )
    ]


def telling_rules(population: Population, words: CohortWords) -> list[str]:
    """Return the rules that not nearly all firms answer alike, those that most meet first."""
    overall, rules = population.overall, population.fields.rules
    found = [name for name in rules if _is_asked(name, words) and _is_telling(overall, name)]
    return sorted(found, key=lambda name: -_share(overall, name, "yes"))


def _is_asked(rule: str, words: CohortWords) -> bool:
    """Whether a rule is one that firms meet or not, other than a tax that all pay."""
    relief = load_rule(rule, words.as_of).relief
    return not (relief and relief.mechanism == "base_rate")


def _found(figures: GroupFigures, rule: str, answer: str) -> Share | None:
    return figures.share_of(rule, answer)


def _share(figures: GroupFigures, rule: str, answer: str) -> float:
    found = _found(figures, rule, answer)
    return found.share if found else 0.0


def _is_telling(figures: GroupFigures, rule: str) -> bool:
    shares = [_share(figures, rule, answer) for answer in ANSWERS]
    return 0 < max(shares) < OPEN


def _row(figures: GroupFigures, group: str, rule: str, words: CohortWords) -> AnswerRow:
    shares = [_share(figures, rule, answer) for answer in ANSWERS[:-1]]
    # What is left is drawn as no, so that rounded shares still fill the bar.
    return AnswerRow(group, words.rule(rule), (*shares, max(0.0, 1 - sum(shares))))


def _answers(words: CohortWords) -> list[str]:
    return [words.text(f"cohort.answer.{answer}") for answer in ANSWERS]


def _chart(overall: GroupFigures, rules: Sequence[str], words: CohortWords) -> Figure:
    rows = [_row(overall, "", rule, words) for rule in rules]
    named = [(row.rule, row.shares[0]) for row in rows]
    return Figure(
        words.text("cohort.qualify.caption"),
        words.text("cohort.qualify.alternative", rows=ranked_in_words(named, words, shares=True)),
        answers_chart(rows, _answers(words), words.text("cohort.chart.firms")),
    )


def _table(overall: GroupFigures, rules: Sequence[str], words: CohortWords) -> Table:
    def row(rule: str) -> tuple[str, ...]:
        yes = _found(overall, rule, "yes")
        span = words.share_span(yes.low, yes.high, overall.firms) if yes else "–"
        shares = [words.share(_share(overall, rule, a), overall.firms) for a in ANSWERS]
        return (words.rule(rule), shares[0], span, *shares[1:])

    head = words.heads("rule", "yes", "interval", "judgement", "unknown", "no")
    rows = tuple(row(rule) for rule in rules)
    return Table(words.text("cohort.qualify.table"), head, rows, numeric=(1, 2, 3, 4, 5))


def _by_group(division: Division, rules: Sequence[str], words: CohortWords) -> list[Block]:
    groups = ordered(division)
    shown, drawn = groups[:MOST_PANELS], rules[:MOST_RULES]
    if len(shown) < 2 or not drawn:
        return hidden_remark(division, words)
    rows = [
        _row(figures, group_name(division, figures, words), rule, words)
        for figures in shown
        for rule in drawn
    ]
    panels = [
        Panel(
            group_name(division, figures, words),
            {words.rule(rule): (_share(figures, rule, "yes"),) * 3 for rule in drawn},
        )
        for figures in shown
    ]
    caption = words.text("cohort.qualify.by", by=words.grouping(division.by))
    alternative = panels_in_words(panels, words, shares=True)
    spec = answer_panels(rows, _answers(words), words.text("cohort.chart.firms"))
    further = len(groups) - MOST_PANELS
    return [Figure(caption, alternative, spec), *hidden_remark(division, words, further=further)]


def answer_table(population: Population, division: Division, words: CohortWords) -> Table:
    """Return the answers of rules in every group that is shown."""
    rows = []
    for figures in ordered(division):
        for rule in telling_rules(population, words):
            yes = _found(figures, rule, "yes")
            low, high = (yes.low, yes.high) if yes else (0.0, 0.0)
            shares = [words.share(_share(figures, rule, a), figures.firms) for a in ANSWERS]
            span = words.share_span(low, high, figures.firms) if yes else "–"
            name = group_name(division, figures, words)
            count = words.count(figures.firms)
            rows.append((name, words.rule(rule), shares[0], span, shares[1], shares[2], count))
    heads = words.heads("rule", "yes", "interval", "judgement", "unknown", "firms")
    caption = words.text("cohort.qualify.by", by=words.grouping(division.by))
    head = (words.column(division.by), *heads)
    return Table(caption, head, tuple(rows), numeric=(2, 3, 4, 5, 6))


def _money(population: Population, words: CohortWords) -> list[Block]:
    if not population.reliefs:
        return []
    firms, rows = population.overall.firms, []
    for total in population.reliefs:
        low, high = words.millions(total.low), words.millions(total.high)
        if total.hidden:
            low = high = words.text("cohort.not_shown")
        elif total.unbounded >= total.possible > 0:
            high = words.text("cohort.not_known")
        shares = [words.share(s, firms) for s in (total.sure, total.possible, total.unbounded)]
        kind = words.text(f"cohort.mechanism.{total.mechanism}")
        rows.append((words.rule(total.rule), kind, shares[0], shares[1], low, high, shares[2]))
    head = words.heads("relief", "kind", "sure", "possible", "least", "most", "unbounded")
    caption = words.text("cohort.money.table")
    return [
        Heading(words.text("cohort.money.title"), level=2),
        Paragraph(words.text("cohort.money.lead")),
        Table(caption, head, tuple(rows), numeric=(2, 3, 4, 5, 6)),
    ]


def _distances(population: Population, words: CohortWords) -> list[Block]:
    if not population.distances:
        return []
    steps = ["0", *(f"≤ {step}" for step in STEPS[1:]), f"> {STEPS[-1]}"]
    ends = [words.text("cohort.distance.at_best"), words.text("cohort.distance.at_worst")]
    drawn = {words.rule(each.rule): (each.at_best, each.at_worst) for each in population.distances}
    rows = tuple(
        (words.rule(each.rule), words.points(each.needed), end,
         *(words.share(share, each.firms) for share in shares))
        for each in population.distances
        for end, shares in zip(ends, (each.at_best, each.at_worst), strict=True)
    )  # fmt: skip
    near = words.join(
        f"{words.rule(each.rule)} {words.share(sum(each.at_best[:2]), each.firms)}"
        for each in population.distances
    )
    head = (*words.heads("rule", "needed", "case"), *steps)
    return [
        Heading(words.text("cohort.distance.title"), level=2),
        Paragraph(words.text("cohort.distance.lead")),
        Figure(
            words.text("cohort.distance.caption"),
            words.text("cohort.distance.alternative", rows=near),
            distance_panels(drawn, steps, ends, words.text("cohort.chart.firms_without")),
        ),
        Table(words.text("cohort.distance.table"), head, rows, numeric=(1, 3, 4, 5, 6, 7)),
    ]
