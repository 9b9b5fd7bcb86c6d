"""An allocation of a budget in the reader's words."""

from steersman.cohort.laboratory.allocation_result import (
    Allocation,
    GuaranteeOutcome,
    Spread,
    WayOutcome,
)
from steersman.cohort.laboratory.programme import Programme
from steersman.cohort.report.laboratory import group_text
from steersman.messages import Messages
from steersman.report.document import (
    Block,
    Bullets,
    Heading,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Table,
)

SMALL = 100
"""Numbers from here on are shown without decimals."""
WAY_HEAD = ("way", "firms", "spent", "effect", "range", "worst")
GROUP_HEAD = ("group", "candidates", "awards", "spent")


def allocation_blocks(
    found: Allocation, programme: Programme, messages: Messages
) -> tuple[Block, ...]:
    """Return what a budget brings, against simpler ways of spending it."""
    blocks: list[Block] = [Heading(messages.pick(programme.title))]
    if found.synthetic:
        blocks.append(Paragraph(messages.text("cohort.synthetic")))
    blocks.append(Paragraph(_scope(found, messages)))
    blocks.append(_key_figures(found, messages))
    blocks.append(_ways(found, messages))
    blocks.append(Bullets(tuple(_remarks(found, messages))))
    if found.guarantee:
        blocks.append(_guarantee(found.guarantee, messages))
    if found.groups:
        blocks.append(_groups(found, messages))
    blocks.append(Paragraph(messages.pick(programme.note), remark=True))
    blocks.append(_sources(programme, messages))
    blocks.append(Paragraph(messages.text("allocation.limits"), remark=True))
    return tuple(blocks)


def number_text(value: float, messages: Messages) -> str:
    """Return a number, with decimals where it is small."""
    return messages.number(value, 0 if abs(value) >= SMALL else 2)


def _scope(found: Allocation, messages: Messages) -> str:
    return messages.text(
        "allocation.scope",
        candidates=found.candidates,
        looked_at=found.looked_at,
        open=found.open,
        without=found.without_figure,
        demand=number_text(found.demand, messages),
        budget=number_text(found.budget, messages),
    )


def _key_figures(found: Allocation, messages: Messages) -> KeyFigures:
    best = found.ways[0]
    outcome = messages.text(f"outcome.{found.outcome}")
    figures = [
        KeyFigure(outcome, number_text(best.effect.mean, messages), _range(best.effect, messages)),
        KeyFigure(
            messages.text("allocation.over_lottery"),
            number_text(found.over_lottery.mean, messages),
            _range(found.over_lottery, messages),
        ),
        KeyFigure(
            messages.text("allocation.perfect"),
            number_text(found.perfect_information.mean, messages),
            messages.text(
                "allocation.perfect_note", range=_range(found.perfect_information, messages)
            ),
        ),
    ]
    if found.without_effect is not None:
        share = messages.percent(found.without_effect)
        figures.append(KeyFigure(messages.text(f"allocation.idle.{found.kind}"), share))
    return KeyFigures(tuple(figures))


def _range(spread: Spread, messages: Messages) -> str:
    low, high = number_text(spread.low, messages), number_text(spread.high, messages)
    return messages.text("allocation.range", low=low, high=high)


def _ways(found: Allocation, messages: Messages) -> Table:
    rows = tuple(_way(outcome, messages) for outcome in found.ways)
    head = tuple(messages.text(f"allocation.head.{name}") for name in WAY_HEAD)
    caption = messages.text("allocation.ways", outcome=messages.text(f"outcome.{found.outcome}"))
    return Table(caption, head, rows, numeric=(1, 2, 3, 4, 5))


def _way(outcome: WayOutcome, messages: Messages) -> tuple[str, ...]:
    return (
        messages.text(f"allocation.way.{outcome.way}"),
        messages.number(outcome.firms),
        number_text(outcome.spent, messages),
        number_text(outcome.effect.mean, messages),
        _range(outcome.effect, messages),
        number_text(outcome.worst, messages),
    )


def _remarks(found: Allocation, messages: Messages) -> list[str]:
    promise = found.promise
    numbers = {
        "promised": promise.promised,
        "fresh": promise.fresh,
        "naive_promised": promise.naive_promised,
        "naive_fresh": promise.naive_fresh,
    }
    shown = {name: number_text(value, messages) for name, value in numbers.items()}
    remarks = [messages.text("allocation.promise", **shown)]
    if found.by_lot:
        remarks.append(messages.text("allocation.by_lot", count=messages.number(found.by_lot)))
    gap = messages.percent(found.gap, 2)
    remarks.append(messages.text("allocation.gap", gap=gap))
    for column, level, share in found.floors:
        values = {"level": level, "share": messages.percent(share)}
        remarks.append(messages.text(f"allocation.floor.{column}", **values))
    if found.floors:
        price = number_text(max(found.price_of_floors, 0.0), messages)
        remarks.append(messages.text("allocation.price", price=price))
    if found.caution:
        remarks.append(messages.text("allocation.caution", caution=messages.percent(found.caution)))
    return remarks


def _guarantee(found: GuaranteeOutcome, messages: Messages) -> KeyFigures:
    leverage = "–" if found.leverage is None else messages.number(found.leverage, 1)
    shown = {
        "credit": number_text(found.credit, messages),
        "defaults": number_text(found.defaults, messages),
        "covered": number_text(found.covered, messages),
        "loss": number_text(found.loss.mean, messages),
        "loss_95": number_text(found.loss_95, messages),
        "fees": number_text(found.fees, messages),
        "leverage": leverage,
    }
    figures = (KeyFigure(messages.text(f"guarantee.{name}"), text) for name, text in shown.items())
    return KeyFigures(tuple(figures))


def _groups(found: Allocation, messages: Messages) -> Table:
    rows = tuple(
        (
            group_text(group.column, group.levels, messages),
            messages.number(group.candidates),
            messages.number(group.firms),
            number_text(group.spent, messages),
        )
        for group in found.groups
    )
    head = tuple(messages.text(f"allocation.head.{name}") for name in GROUP_HEAD)
    return Table(messages.text("allocation.groups"), head, rows, numeric=(1, 2, 3))


def _sources(programme: Programme, messages: Messages) -> Bullets:
    return Bullets(
        tuple(
            f"{source.text} ({messages.text(f'basis.{source.basis}')})"
            for source in programme.sources
            if source.basis != "assumed"
        )
    )
