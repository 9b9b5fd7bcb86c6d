"""The chapter on shares: who holds what, the planned round, exits, what each person may get."""

from steersman.plan.equity import EquityOutlook, PayoutCurve, RoundOutcome
from steersman.plan.equity.planned_round import NEW_INVESTORS, POOL
from steersman.report.chapters.words import Words
from steersman.report.charts import payouts_chart
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

MOST_HOLDERS = 15
SPECIAL = {POOL: "equity.pool", NEW_INVESTORS: "equity.new_investors"}
STATED_WITHIN = 0.005
"""Difference up to which a stated dilution counts as right."""
PRICE_DIGITS = 4


def equity_chapter(equity: EquityOutlook, words: Words) -> tuple[Block, ...]:
    """Return the cap table, the round, exits, and packages; or how to begin where there is none."""
    blocks: list[Block] = [Heading(words.text("equity.title"), anchor="equity")]
    if equity.diluted == 0:
        return (*blocks, Paragraph(words.text("equity.empty")))
    blocks += [_figures(equity, words), _holdings(equity, words)]
    if equity.grants:
        blocks.append(_grants(equity, words))
    if equity.round:
        blocks += _round(equity, equity.round, words)
    if equity.exits:
        blocks += _exits(equity, words)
    else:
        blocks.append(Paragraph(words.text("equity.no_exits")))
    return tuple(blocks)


def _figures(equity: EquityOutlook, words: Words) -> KeyFigures:
    names = ("issued", "granted", "promised", "pool", "diluted")
    return KeyFigures(
        tuple(
            KeyFigure(words.text(f"equity.{name}"), words.number(getattr(equity, name)))
            for name in names
        )
    )


def _holder(name: str, words: Words) -> str:
    """Return a holder's name; later investors and the pool have no name of their own."""
    if name in SPECIAL:
        return words.text(SPECIAL[name])
    if name.startswith("later round "):
        return words.text("equity.later_round", number=name.removeprefix("later round "))
    return words.person(name)


def _class(name: str, words: Words) -> str:
    if name in {"common", "options", "round"}:
        return words.text(f"equity.class_{name}")
    if name.startswith("convertible "):
        return words.text("equity.class_convertible", number=name.removeprefix("convertible "))
    if name.startswith("later round "):
        return _holder(name, words)
    classes = {entry.id: entry.name for entry in words.dossier.equity.classes}
    return classes.get(name) or name


def _holdings(equity: EquityOutlook, words: Words) -> Table:
    rows = [
        (
            _holder(row.holder, words),
            words.number(row.shares),
            words.number(row.options),
            words.percent(row.issued_share, 2),
            words.percent(row.diluted_share, 2),
        )
        for row in equity.holdings
    ]
    if equity.pool:
        share = words.percent(equity.pool / equity.diluted, 2)
        rows.append((words.text("equity.pool"), "–", words.number(equity.pool), "–", share))
    head = words.heads("holder", "shares_held", "options_held", "issued_share", "diluted_share")
    return Table(
        words.text("equity.holdings", day=words.day(equity.day)),
        head,
        tuple(rows),
        numeric=(1, 2, 3, 4),
    )


def _grants(equity: EquityOutlook, words: Words) -> Table:
    rows = tuple(
        (
            _holder(grant.holder, words),
            words.number(grant.shares),
            _price(grant.strike, words),
            words.number(grant.vested),
            words.number(grant.exercised),
            words.number(grant.exercisable),
            words.day(grant.vests_until),
            words.day(grant.lapses),
        )
        for grant in equity.grants
    )
    head = words.heads("holder", "options_held", "strike", "vested", "exercised", "exercisable",
        "vests_until", "lapses",
    )  # fmt: skip
    return Table(
        words.text("equity.grants"), head, rows, numeric=(1, 2, 3, 4, 5), narrow=(0, 1, 3, 5, 6)
    )


def _round(equity: EquityOutlook, result: RoundOutcome, words: Words) -> list[Block]:
    blocks: list[Block] = [Heading(words.text("equity.round"), level=2)]
    if result.date < equity.day:
        return [*blocks, Paragraph(words.text("equity.past", day=words.day(result.date)))]
    if result.refused:
        refused = words.text(f"equity.refused_{result.refused}")
        return [*blocks, Paragraph(refused)]
    planned = words.dossier.equity.round
    terms = words.text(
        "equity.round_terms",
        day=words.day(result.date),
        money=words.money(float(planned.new_money) if planned else 0),
        valuation=words.money(float(planned.valuation) if planned else 0),
        convention=words.text(f"convention.{planned.convention}") if planned else "",
    )
    blocks += [Paragraph(terms), _round_figures(result, words), _before_and_after(result, words)]
    stated = result.stated_dilution
    dilution = 1 - result.present_share
    if stated is not None and abs(stated - dilution) > STATED_WITHIN:
        blocks.append(
            Paragraph(
                words.text(
                    "equity.dilution_differs",
                    stated=words.percent(stated, 1),
                    real=words.percent(dilution, 1),
                )
            )
        )
    if result.conversions:
        blocks.append(_conversions(result, words))
    notes = _round_notes(equity, result, words)
    return [*blocks, Bullets(tuple(notes))] if notes else blocks


def _price(amount: float, words: Words) -> str:
    return words.messages.money(amount, words.dossier.firm.currency, PRICE_DIGITS)


def _round_figures(result: RoundOutcome, words: Words) -> KeyFigures:
    return KeyFigures(
        (
            KeyFigure(words.text("equity.price"), _price(result.price, words)),
            KeyFigure(
                words.text("equity.effective"),
                words.money(result.effective_valuation),
                words.text("equity.effective_note"),
            ),
            KeyFigure(words.text("equity.present"), words.percent(result.present_share, 2)),
            KeyFigure(words.text("equity.pool_after"), words.percent(result.pool_share, 2)),
        )
    )


def _before_and_after(result: RoundOutcome, words: Words) -> Table:
    rows = tuple(
        (
            _holder(row.holder, words),
            words.percent(row.before, 2),
            words.percent(row.after, 2),
            words.number(row.shares_after),
        )
        for row in result.rows
    )
    head = words.heads("holder", "share_before", "share_after", "shares_after")
    return Table(words.text("equity.before_after"), head, rows, numeric=(1, 2, 3))


def _conversions(result: RoundOutcome, words: Words) -> Table:
    rows = tuple(
        (
            _holder(entry.holder, words),
            words.money(entry.amount),
            "–" if entry.price is None else _price(entry.price, words),
            words.number(entry.shares),
            words.percent(entry.share, 2),
        )
        for entry in result.conversions
    )
    head = words.heads("holder", "converts", "share_price", "shares_held", "share_after")
    return Table(words.text("equity.conversions"), head, rows, numeric=(1, 2, 3, 4))


def _round_notes(equity: EquityOutlook, result: RoundOutcome, words: Words) -> list[str]:
    prices = [
        f"{words.text(f'convention.{name}')}: {_price(price, words)}"
        for name, price in result.conventions.items()
    ]
    notes = []
    if len(set(result.conventions.values())) > 1:
        notes.append(words.text("equity.conventions", prices=words.join(prices)))
    for name, shares in result.anti_dilution.items():
        notes.append(
            words.text(
                "equity.protected", share_class=_class(name, words), shares=words.number(shares)
            )
        )
    need = equity.pool_need
    if need:
        target = "–" if need.target is None else words.percent(need.target, 1)
        notes.append(
            words.text(
                "equity.pool_need",
                needed=words.percent(need.needed, 1),
                roles=words.join(words.hire(role) for role in need.grants),
                target=target,
                gain=words.money(need.effective_needed - need.effective_target),
            )
        )
    notes.append(words.text("equity.unique", slope=words.number(result.slope, 3)))
    return notes


def _exits(equity: EquityOutlook, words: Words) -> list[Block]:
    blocks: list[Block] = [
        Heading(words.text("equity.exits"), level=2),
        Paragraph(
            words.text(
                "equity.exits_intro",
                no_exit=words.percent(equity.no_exit),
                draws=words.number(equity.draws),
            )
        ),
    ]
    if equity.curve:
        blocks.append(_figure(equity.curve, words))
    return [*blocks, _payouts(equity, words), _stakes(equity, words)]


def _figure(curve: PayoutCurve, words: Words) -> Figure:
    names = {name: _class(name, words) for name in curve.classes}
    spec = payouts_chart(curve, names, words.messages, words.dossier.firm.currency)
    alternative = words.text("equity.figure_alt", classes=words.join(names.values()))
    return Figure(words.text("equity.figure"), alternative, spec)


def _payouts(equity: EquityOutlook, words: Words) -> Table:
    cases = {case.id: case.name or case.id for case in words.dossier.equity.exits}
    holders = sorted(
        {holder for entry in equity.exits for holder in entry.holders},
        key=lambda holder: -max(entry.holders.get(holder, 0.0) for entry in equity.exits),
    )
    rows = [
        (_holder(holder, words), *(words.money(e.holders.get(holder, 0.0)) for e in equity.exits))
        for holder in holders[:MOST_HOLDERS]
    ]
    rows.append((words.text("equity.debt"), *(words.money(entry.debt) for entry in equity.exits)))
    if any(entry.carve_out for entry in equity.exits):
        rows.append(
            (words.text("equity.carve_out"), *(words.money(e.carve_out) for e in equity.exits))
        )
    rows.append(
        (
            words.text("equity.converting"),
            *(
                words.join(_class(name, words) for name in entry.converts) or words.text("none")
                for entry in equity.exits
            ),
        )
    )
    head = (
        words.text("head.holder"),
        *(f"{cases[entry.case]} ({words.money(entry.price)})" for entry in equity.exits),
    )
    return Table(
        words.text("equity.payouts"), head, tuple(rows), numeric=tuple(range(1, len(head)))
    )


def _stakes(equity: EquityOutlook, words: Words) -> Table:
    rows, tones = [], []
    for stake in equity.stakes[:MOST_HOLDERS]:
        quantiles = [words.estimate(stake.quantiles[name]) for name in ("p25", "p50", "p75", "p95")]
        rows.append(
            (
                _holder(stake.holder, words),
                words.chance(stake.zero),
                *quantiles,
                words.estimate(stake.mean),
                words.estimate(stake.present_value),
            )
        )
        tone: Tone = "warning" if stake.quantiles["p50"] <= 0 else "plain"
        tones.append(tone)
    head = words.heads(
        "holder", "zero_chance", "quarter_low",
        "median", "quarter_high", "best_twentieth",
        "mean", "present_value",
    )  # fmt: skip
    return Table(
        words.text("equity.stakes"),
        head,
        tuple(rows),
        numeric=tuple(range(1, len(head))),
        tones=tuple(tones),
        narrow=(0, 1, 3, 5, 6),
    )
