"""The chapter on money: how long it lasts, which new money fits, what risks cost."""

from steersman.plan.financing import CashCase, Financing
from steersman.report.chapters.words import Words
from steersman.report.charts import losses_chart, ruin_chart
from steersman.report.document import (
    Block,
    Bullets,
    Figure,
    Heading,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Table,
    Tone,
)


def finance_chapter(money: Financing, words: Words) -> tuple[Block, ...]:
    """Return runway and ruin, funding options and mixes, and the risk register in money."""
    blocks: list[Block] = [Heading(words.text("finance.title"), anchor="finance")]
    if words.dossier.finance is None:
        return (*blocks, Paragraph(words.text("finance.empty")))
    limit = words.dossier.strategy.preferences.ruin_limit
    chart = ruin_chart(money.cases, limit, words.messages, words.dossier.firm.date)
    plan = money.cases[0]
    alternative = words.text("finance.figure_alt", plan=words.chance(plan.ruin_by_day))
    blocks += [
        _figures(money, words),
        Figure(words.text("finance.figure"), alternative, chart),
        _cases(money, words),
        Paragraph(words.text("finance.day_and_month"), remark=True),
    ]
    blocks += _funding(money, words)
    blocks += _risks(money, words)
    return tuple(blocks)


def _figures(money: Financing, words: Words) -> KeyFigures:
    limit = words.dossier.strategy.preferences.ruin_limit
    plan, without = money.cases[0], money.cases[1]
    tone: Tone = "good" if plan.ruin_by_day <= limit else "bad"
    figures = [
        KeyFigure(
            words.text("finance.ruin"),
            words.chance(plan.ruin_by_day),
            words.text("finance.ruin_note", limit=words.chance(limit)),
            tone,
        ),
        KeyFigure(words.text("finance.without"), words.chance(without.ruin_by_day)),
        KeyFigure(
            words.text("finance.lowest"),
            words.estimate(plan.lowest["p05"]),
            words.text("finance.lowest_note"),
        ),
    ]
    if money.ruin_with_risks is not None:
        tone = "good" if money.ruin_with_risks <= limit else "bad"
        figures.append(
            KeyFigure(
                words.text("finance.with_risks"),
                words.chance(money.ruin_with_risks),
                words.text("finance.with_risks_note"),
                tone,
            )
        )
    return KeyFigures(tuple(figures))


def _runway(case: CashCase, name: str, words: Words) -> str:
    months = case.runway[name]
    return words.text("finance.beyond") if months is None else words.number(months, 1)


def _cases(money: Financing, words: Words) -> Table:
    rows = tuple(
        (
            words.text(f"finance.case_{case.name}"),
            words.chance(case.ruin_by_day),
            words.chance(case.ruin_at_month_ends),
            _runway(case, "p05", words),
            _runway(case, "p25", words),
            _runway(case, "p50", words),
            words.estimate(case.lowest["p50"]),
        )
        for case in money.cases
    )
    head = words.heads(
        "case", "ruin_any_day", "ruin_month_end",
        "runway_05", "runway_25", "runway_50",
        "lowest_cash",
    )  # fmt: skip
    return Table(
        words.text("finance.cases", months=money.horizon_months),
        head,
        rows,
        numeric=tuple(range(1, 7)),
        narrow=(0, 1, 2, 3, 5),
    )


def _funding(money: Financing, words: Words) -> list[Block]:
    blocks: list[Block] = [Heading(words.text("finance.funding"), level=2)]
    if not money.funding:
        return [*blocks, Paragraph(words.text("finance.no_funding"))]
    blocks.append(_costs(money, words))
    best = next((mix for mix in money.mixes if mix.best), None)
    if best:
        code = "finance.best_is_plan" if best.chosen else "finance.best_differs"
        names = words.join(words.funding(name) for name in best.options) or words.text("none")
        blocks.append(Paragraph(words.text(code, count=money.mixes_examined, options=names)))
    blocks.append(_mixes(money, words))
    if money.investor and money.offered_share is not None:
        asked = [
            words.text(
                "finance.investor_row",
                rate=words.percent(view.rate),
                share=words.percent(view.share, 1),
                valuation=words.estimate(view.valuation),
            )
            for view in money.investor
        ]
        offered = words.percent(money.offered_share, 1)
        blocks += [
            Paragraph(words.text("finance.investor", offered=offered)),
            Bullets(tuple(asked)),
        ]
    return blocks


def _costs(money: Financing, words: Words) -> Table:
    rows, tones = [], []
    for cost in money.funding:
        price = "–"
        if cost.yearly_cost is not None:
            price = words.percent(cost.yearly_cost, 2)
        elif cost.dilution:
            price = words.text("finance.dilution", share=words.percent(cost.dilution, 1))
        rows.append(
            (
                words.funding(cost.option),
                words.text("yes" if cost.chosen else "no"),
                words.money(cost.expected),
                price,
                words.estimate(cost.value_change),
                words.points(cost.ruin_change),
                cost.conditions or "–",
            )
        )
        tone: Tone = "plain" if cost.chosen or cost.value_change > 0 else "warning"
        tones.append(tone)
    head = words.heads(
        "funding_option", "in_plan", "expected_money",
        "cost_of_money", "value_change",
        "ruin_change", "conditions",
    )  # fmt: skip
    return Table(
        words.text("finance.costs"),
        head,
        tuple(rows),
        numeric=(2, 3, 4, 5),
        tones=tuple(tones),
        narrow=(0, 1, 3, 4, 5),
    )


def _mixes(money: Financing, words: Words) -> Table:
    rows, tones = [], []
    for mix in money.mixes:
        marks = [words.text(f"finance.mix_{name}") for name in ("best", "chosen")
                 if getattr(mix, name)]  # fmt: skip
        rows.append(
            (
                words.join(words.funding(name) for name in mix.options) or words.text("none"),
                words.estimate(mix.value),
                words.chance(mix.ruin),
                words.percent(mix.dilution, 1),
                words.join(marks),
            )
        )
        tone: Tone = "good" if mix.best else "plain"
        tones.append(tone)
    head = words.heads("funding_mix", "mix_value", "ruin_any_day", "dilution", "mark")
    return Table(
        words.text("finance.mixes"), head, tuple(rows), numeric=(1, 2, 3), tones=tuple(tones)
    )


def _risks(money: Financing, words: Words) -> list[Block]:
    blocks: list[Block] = [Heading(words.text("finance.risks"), level=2)]
    if not money.risks:
        return [*blocks, Paragraph(words.text("finance.no_risks"))]
    blocks.append(Paragraph(words.text("finance.risks_intro")))
    if money.loss_curve:
        chart = losses_chart(money.loss_curve, words.messages, words.dossier.firm.currency)
        blocks.append(Figure(words.text("finance.losses"), words.text("finance.losses_alt"), chart))
    blocks.append(_register(money, words))
    if money.unquantified:
        names = words.join(_risk(name, words) for name in money.unquantified)
        blocks.append(Paragraph(words.text("finance.unquantified", risks=names)))
    if money.controls:
        blocks.append(_controls(money, words))
    return blocks


def _risk(identifier: str, words: Words) -> str:
    titles = {risk.id: risk.title for risk in words.dossier.risks.risks}
    return f"{identifier} {titles[identifier]}"


def _register(money: Financing, words: Words) -> Table:
    owners = {risk.id: risk.owner for risk in words.dossier.risks.risks}
    rows, tones = [], []
    for risk in money.risks:
        rows.append(
            (
                _risk(risk.risk, words),
                words.estimate(risk.inherent),
                words.estimate(risk.current),
                words.estimate(risk.residual),
                words.estimate(risk.bad_year),
                words.points(risk.ruin_added),
                words.person(owners[risk.risk]) if owners[risk.risk] else "–",
                words.text(f"finance.state_{risk.state}"),
            )
        )
        tone: Tone = "plain" if risk.state in {"open", "accepted"} else "warning"
        tones.append(tone)
    head = words.heads(
        "register_entry",
        "inherent",
        "current",
        "residual",
        "bad_year",
        "ruin_added",
        "owner",
        "state",
    )
    return Table(
        words.text("finance.register"),
        head,
        tuple(rows),
        numeric=(1, 2, 3, 4, 5),
        tones=tuple(tones),
        narrow=(0, 2, 4, 5),
    )


def _controls(money: Financing, words: Words) -> Table:
    titles = {control.id: control.title for control in words.dossier.risks.controls}
    rows, tones = [], []
    for control in money.controls:
        rows.append(
            (
                titles[control.control] or control.control,
                control.risk,
                words.day(control.due),
                words.estimate(control.cost),
                words.estimate(control.loss_removed),
                words.points(-control.ruin_removed),
            )
        )
        tone: Tone = "good" if control.loss_removed > control.cost else "plain"
        tones.append(tone)
    head = words.heads("control", "risk_id", "due", "control_cost", "loss_removed", "ruin_change")
    return Table(
        words.text("finance.controls"),
        head,
        tuple(rows),
        numeric=(3, 4, 5),
        tones=tuple(tones),
    )
