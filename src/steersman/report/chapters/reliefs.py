"""What reliefs are worth, and what a change of the law does."""

from datetime import date

from steersman.identify import MORE_RESEARCH, Identification, LawComparison, ReliefWorth, RuleChange
from steersman.identify.freshness import weak_numbers
from steersman.methods.interval import Answer, Interval
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
from steersman.rulebook import Rule, load_rule

SHOWN = 5
"""Payments of reliefs that are listed; the plan counts all in its horizon."""
TONES: dict[Answer, Tone] = {Answer.YES: "good", Answer.NO: "plain"}


def relief_blocks(identification: Identification, words: Words) -> list[Block]:
    """Return the money of the best set of reliefs, then each relief."""
    worth = identification.worth
    if not worth.reliefs:
        return []
    blocks: list[Block] = [Heading(words.text("worth.title"), level=2)]
    figures = [
        KeyFigure(words.text(f"worth.{name}"), _money(value, words))
        for name, value in (
            ("saving", worth.saving),
            ("tax_without", worth.tax_without),
            ("tax_with", worth.tax_with),
        )
        if value is not None
    ]
    subsidy = identification.research_subsidy
    if subsidy is not None and subsidy <= 1:
        share = words.percent(subsidy, 1)
        note = words.text("worth.subsidy_note")
        figures.append(KeyFigure(words.text("worth.subsidy"), share, note))
    if figures:
        blocks.append(KeyFigures(tuple(figures)))
    else:
        blocks.append(Paragraph(words.text("worth.unknown")))
    if subsidy is not None and subsidy > 1:
        saved, cost = words.money(subsidy * MORE_RESEARCH), words.money(MORE_RESEARCH)
        blocks.append(Paragraph(words.text("worth.cliff", saved=saved, cost=cost)))
    if worth.assumed_least:
        names = words.join(words.fact_title(name) for name in worth.assumed_least)
        blocks.append(Paragraph(words.text("worth.assumed", facts=names), remark=True))
    blocks.append(_table(identification, words))
    blocks.extend(_warnings(identification, words))
    blocks.append(Paragraph(words.text("worth.note"), remark=True))
    blocks.append(Paragraph(_in_the_plan(identification, words), remark=True))
    return blocks


def _warnings(identification: Identification, words: Words) -> list[Block]:
    """Return why reliefs that may be used, or could be, need a second look."""
    law_on = identification.law_on
    items = []
    for relief in identification.worth.reliefs:
        rule = load_rule(relief.rule, law_on)
        if relief.answer is not Answer.NO:
            title = words.messages.pick(rule.title)
            items += [f"{title}: {warning_text(c, rule, law_on, words)}" for c in relief.warnings]
    return [Bullets(tuple(items))] if items else []


def warning_text(code: str, rule: Rule, law_on: date, words: Words) -> str:
    """Return why an answer needs a second look, in words."""
    day = rule.review_by if code == "past_review" else rule.in_force_to or rule.review_by
    return words.text(f"identify.warning.{code}", date=day, count=weak_numbers(rule, law_on))


def document_text(rule: Rule) -> str:
    """Return a rule's document with the year it began and the day it ends."""
    until = f" – {rule.in_force_to}" if rule.in_force_to else ""
    return f"{rule.document} ({rule.in_force_from.year}{until})"


def _in_the_plan(identification: Identification, words: Words) -> str:
    if not words.dossier.firm.reliefs_claimed_complete:
        return words.text("worth.not_in_plan")
    payments = words.join(
        words.text(
            "worth.payment",
            month=f"{payment.paid_on.year}-{payment.paid_on.month:02d}",
            amount=words.money(payment.amount),
        )
        for payment in identification.payments[:SHOWN]
    )
    return words.text("worth.in_plan", payments=payments or words.text("none"))


def _table(identification: Identification, words: Words) -> Table:
    rows, tones = [], []
    for relief in identification.worth.reliefs:
        rule = load_rule(relief.rule, identification.law_on)
        rows.append(
            (
                words.messages.pick(rule.title),
                _usable(relief, words),
                _yearly(relief, words),
                _money(relief.if_reached, words),
                words.number(relief.paid_month),
                _in_the_way(relief, rule, words),
                document_text(rule),
            )
        )
        tones.append(TONES.get(relief.answer, "warning"))
    head = ("relief", "usable", "yearly", "if_reached", "paid", "in_the_way", "document")
    return Table(
        words.text("worth.table"),
        tuple(words.text(f"head.{name}") for name in head),
        tuple(rows),
        numeric=(2, 3),
        tones=tuple(tones),
    )


def _usable(relief: ReliefWorth, words: Words) -> str:
    taken = words.text("worth.taken") if relief.taken else ""
    return " · ".join(part for part in (words.answer(relief.answer), taken) if part)


def _in_the_way(relief: ReliefWorth, rule: Rule, words: Words) -> str:
    """Return the criteria that are not met, or the facts that are not known."""
    unmet = words.join(words.messages.pick(rule.find(name).title) for name in relief.unmet)
    missing = words.join(words.fact_title(name) for name in relief.missing)
    if unmet:
        return words.text("identify.unmet", criteria=unmet)
    return words.text("worth.missing", facts=missing) if missing else "–"


def _yearly(relief: ReliefWorth, words: Words) -> str:
    if relief.yearly is None and relief.answer is Answer.YES:
        return words.text("worth.event")
    return _money(relief.yearly, words)


def _money(interval: Interval | None, words: Words) -> str:
    return "–" if interval is None else words.interval(interval, words.money)


def comparison_blocks(comparison: LawComparison, words: Words) -> tuple[Block, ...]:
    """Return what changed in the law between two days, and what that does to the firm."""
    blocks: list[Block] = [
        Heading(words.text("compare.title", first=comparison.first, second=comparison.second)),
        Paragraph(words.text("compare.intro"), remark=True),
        _changes(comparison, words),
    ]
    rows = tuple(
        (
            words.rule(effect.rule, comparison.second),
            words.answer(effect.before) if effect.before else words.text("identify.not_in_force"),
            words.answer(effect.after) if effect.after else words.text("identify.not_in_force"),
            words.money(effect.worth_before) if effect.worth_before is not None else "–",
            words.money(effect.worth_after) if effect.worth_after is not None else "–",
        )
        for effect in comparison.effects
    )
    head = ("rule", "answer_before", "answer_after", "worth_before", "worth_after")
    heads = tuple(words.text(f"head.{name}") for name in head)
    if rows:
        blocks.append(Table(words.text("compare.effects"), heads, rows, numeric=(3, 4)))
    else:
        blocks.append(Paragraph(words.text("compare.no_effects")))
    if comparison.saving_before is not None and comparison.saving_after is not None:
        before, after = comparison.saving_before, comparison.saving_after
        text = words.text("compare.saving", before=words.money(before), after=words.money(after))
        blocks.append(Paragraph(text))
    blocks.append(Paragraph(words.text("identify.disclaimer", date=comparison.second), remark=True))
    return tuple(blocks)


def _changes(comparison: LawComparison, words: Words) -> Block:
    rows = tuple(
        (
            words.rule(change.rule, comparison.second),
            words.text(f"compare.{change.kind}"),
            _number_name(change, comparison, words),
            words.number(change.before, 4) if change.before is not None else "–",
            words.number(change.after, 4) if change.after is not None else "–",
            change.document or "–",
        )
        for change in comparison.changes
    )
    if not rows:
        return Paragraph(words.text("compare.no_changes"))
    head = ("rule", "change", "number", "first_day", "second_day", "document")
    heads = tuple(words.text(f"head.{name}") for name in head)
    return Table(words.text("compare.changes"), heads, rows, numeric=(3, 4))


def _number_name(change: RuleChange, comparison: LawComparison, words: Words) -> str:
    parameters = load_rule(change.rule, comparison.second).parameters
    found = (entry for entry in parameters if entry.name == change.parameter)
    return next((words.messages.pick(entry.title) for entry in found), "–")
