"""A reform in the reader's words."""

from collections.abc import Iterable, Iterator

from steersman.cohort.laboratory.directions import SAME
from steersman.cohort.laboratory.reform_result import (
    Amounts,
    Bin,
    Bounds,
    Distances,
    GroupEffect,
    ReformEffect,
    RuleEffect,
    Share,
)
from steersman.cohort.report.laboratory import group_text
from steersman.messages import Messages
from steersman.report.document import Block, Heading, KeyFigure, KeyFigures, Paragraph, Table
from steersman.rulebook.rule import load_rule

COARSE_POINTS, COARSE_SHARE, MOST_BINS = 5, 0.05, 8
GAIN_HEAD = ("group", "firms", "share_before", "share_after", "gained", "lost")
AMOUNT_HEAD = ("group", "firms", "share_before", "amount_change")


def reform_blocks(effect: ReformEffect, messages: Messages) -> tuple[Block, ...]:
    """Return what a reform does to a population, rule by rule."""
    blocks: list[Block] = [Heading(effect.title or messages.text("reform.title"))]
    if effect.synthetic:
        blocks.append(Paragraph(messages.text("cohort.synthetic")))
    counts = {"firms": effect.firms, "weight": round(effect.weight)}
    days = {"before": effect.before, "after": effect.after}
    blocks.append(Paragraph(messages.text("reform.scope", **counts, **days)))
    for rule in effect.rules:
        blocks += _rule(rule, effect, messages)
    blocks.append(Paragraph(messages.text("reform.limits"), remark=True))
    return tuple(blocks)


def _rule(rule: RuleEffect, effect: ReformEffect, messages: Messages) -> Iterator[Block]:
    yield Heading(messages.pick(load_rule(rule.rule, effect.after).title), 2)
    for held, day in zip(rule.in_force, (effect.before, effect.after), strict=True):
        if not held:
            yield Paragraph(messages.text("reform.not_in_force", day=day))
    yield Paragraph(messages.text(f"reform.direction.{_way(rule)}"))
    yield _key_figures(rule.total, messages)
    yield _transitions(rule, messages)
    if rule.groups:
        yield _groups(rule, messages)
    for distances in rule.distances:
        yield _distances(distances, messages)
        yield from _remarks(distances, messages)


def _way(rule: RuleEffect) -> str:
    names = {1: "easier", 0: "same", -1: "harder"}
    return "both" if rule.direction is None else names[rule.direction]


def _key_figures(total: GroupEffect, messages: Messages) -> KeyFigures:
    figures = [
        KeyFigure(messages.text("reform.share_before"), share_text(total.before, messages),
                  _interval(total.before, messages)),
        KeyFigure(messages.text("reform.share_after"), share_text(total.after, messages),
                  _interval(total.after, messages)),
        KeyFigure(messages.text("reform.gained"), bounds_text(total.gained, messages)),
        KeyFigure(messages.text("reform.lost"), bounds_text(total.lost, messages)),
    ]  # fmt: skip
    if total.amounts:
        figures.append(_amounts(total.amounts, messages))
    return KeyFigures(tuple(figures))


def _amounts(amounts: Amounts, messages: Messages) -> KeyFigure:
    label = messages.text("reform.amount_change", mechanism=amounts.mechanism)
    note = messages.text(
        "reform.amount_note",
        before=bounds_text(amounts.before, messages),
        after=bounds_text(amounts.after, messages),
        unbounded=round(amounts.unbounded),
    )
    return KeyFigure(label, bounds_text(amounts.change, messages), note)


def share_text(share: Share, messages: Messages) -> str:
    """Return a share, or its bounds where facts are missing."""
    low, high = (messages.percent(end, 1) for end in (share.low, share.high))
    return low if low == high else messages.text("reform.between", low=low, high=high)


def _interval(share: Share, messages: Messages) -> str:
    low, high = (messages.percent(end, 1) for end in (share.from_, share.to))
    return messages.text("reform.interval", low=low, high=high)


def bounds_text(bounds: Bounds, messages: Messages) -> str:
    """Return a number, or its bounds where facts are missing."""
    low = messages.number(bounds.low, 0)
    if bounds.high is None:
        return messages.text("reform.at_least", low=low)
    high = messages.number(bounds.high, 0)
    return low if low == high else messages.text("reform.between", low=low, high=high)


def _transitions(rule: RuleEffect, messages: Messages) -> Table:
    rows = tuple(
        (
            messages.text(f"answer.{entry.before}"),
            messages.text(f"answer.{entry.after}"),
            messages.number(entry.firms),
            messages.number(entry.weight, 0),
        )
        for entry in rule.transitions
    )
    head = tuple(messages.text(f"reform.head.{name}") for name in ("before", "after"))
    head += tuple(messages.text(f"reform.head.{name}") for name in ("firms", "weight"))
    return Table(messages.text("reform.transitions"), head, rows, numeric=(2, 3))


def _groups(rule: RuleEffect, messages: Messages) -> Table:
    """Return the groups; amounts take the place of gains where nobody gains or loses."""
    with_amounts = rule.total.amounts is not None and rule.direction == SAME
    heads = AMOUNT_HEAD if with_amounts else GAIN_HEAD
    rows = tuple(
        (
            group_text(group.column, group.levels, messages),
            messages.number(group.firms),
            share_text(group.before, messages),
            *(_amount_cells if with_amounts else _gain_cells)(group, messages),
        )
        for group in rule.groups
    )
    head = tuple(messages.text(f"reform.head.{name}") for name in heads)
    return Table(messages.text("reform.groups"), head, rows, numeric=tuple(range(1, len(heads))))


def _gain_cells(group: GroupEffect, messages: Messages) -> tuple[str, ...]:
    gained, lost = (bounds_text(bounds, messages) for bounds in (group.gained, group.lost))
    return share_text(group.after, messages), gained, lost


def _amount_cells(group: GroupEffect, messages: Messages) -> tuple[str, ...]:
    return (bounds_text(group.amounts.change, messages) if group.amounts else "–",)


def _distances(distances: Distances, messages: Messages) -> Table:
    bound = distances.threshold
    width = COARSE_POINTS if bound.in_points else COARSE_SHARE
    sides = [_coarse(bins, width) for bins in (distances.before, distances.after)]
    rows = []
    for place in range(-MOST_BINS, MOST_BINS):
        counts = [side.get(place, 0.0) for side in sides]
        rows.append((_span(place, width, distances, messages),
                     *(messages.number(count, 0) for count in counts)))  # fmt: skip
    unknown = (distances.unknown_before, distances.unknown_after)
    rows.append((messages.text("reform.value_unknown"), *(messages.number(n, 0) for n in unknown)))
    caption = messages.text(
        "reform.distances", criterion=bound.criterion, before=bound.before, after=bound.after
    )
    head = tuple(messages.text(f"reform.head.{name}") for name in ("distance", "before", "after"))
    return Table(caption, head, tuple(rows), numeric=(1, 2))


def _coarse(bins: Iterable[Bin], width: float) -> dict[int, float]:
    found: dict[int, float] = {}
    for entry in bins:
        place = int((entry.distance + 1e-9) // width)
        place = min(max(place, -MOST_BINS), MOST_BINS - 1)
        found[place] = found.get(place, 0.0) + entry.weight
    return found


def _span(place: int, width: float, distances: Distances, messages: Messages) -> str:
    in_points = distances.threshold.in_points

    def end(value: float) -> str:
        return messages.number(value, 0) if in_points else messages.percent(value)

    low, high = end(place * width), end((place + 1) * width)
    if place == -MOST_BINS:
        return messages.text("reform.below", high=high)
    if place == MOST_BINS - 1:
        return messages.text("reform.from", low=low)
    return messages.text("reform.span", low=low, high=high)


def _remarks(distances: Distances, messages: Messages) -> Iterator[Block]:
    before, after = round(distances.just_short_before), round(distances.just_short_after)
    unit = "points" if distances.threshold.in_points else "share"
    short = messages.text(f"reform.just_short_{unit}", before=before, after=after)
    yield Paragraph(short, remark=True)
    if distances.bunching:
        found = distances.bunching
        numbers = {"excess": found.excess, "low": found.low, "high": found.high}
        window = messages.percent(found.window)
        code = "reform.bunching" if found.low > 0 else "reform.no_bunching"
        yield Paragraph(messages.text(code, **numbers, window=window), remark=True)
