"""What the leading lever of a population rests on, and what to ask firms where that is little.

A factor of which nothing is known is as likely to be poor as good, and where mending it takes
little effort it can lead over factors that are known to be poor. That is right for the next step of
a firm, which is to find out, and wrong as a finding about firms.
"""

from collections.abc import Collection, Mapping

from steersman.diagnose.factors import load_factors, load_indicators
from steersman.messages import Messages
from steersman.report.document import Block, Bullets, Paragraph

LITTLE = 0.5
"""Share of a factor's evidence below which it is little."""
HARDLY_ANY = 0.005
"""Share that is shown as zero."""


def thin_lead_blocks(
    first: Mapping[str, float],
    known: Mapping[str, float],
    held: Collection[str],
    messages: Messages,
) -> tuple[Block, ...]:
    """Return a warning where the leading lever rests on little evidence, with what to ask.

    Args:
        first: Expected share of firms for which a factor is best to mend first, by factor.
        known: Mean share of its evidence that is known, by factor.
        held: Columns of figures that the table holds; others are asked for first.
        messages: The reader's language.
    """
    if not first:
        return ()
    leading = max(first, key=lambda factor: first[factor])
    if known.get(leading, 1.0) >= LITTLE:
        return ()
    names = {factor.id: messages.pick(factor.name) for factor in load_factors()}
    found = {"factor": names[leading], "known": messages.percent(known[leading])}
    code = "little" if known[leading] >= HARDLY_ANY else "none"
    blocks: list[Block] = [Paragraph(messages.text(f"lever-evidence.{code}", **found))]
    sound = [factor for factor in first if known.get(factor, 1.0) >= LITTLE]
    if sound:
        best = max(sound, key=lambda factor: first[factor])
        shown = {"factor": names[best], "share": messages.percent(first[best])}
        blocks.append(Paragraph(messages.text("lever-evidence.instead", **shown)))
    else:
        blocks.append(Paragraph(messages.text("lever-evidence.nothing")))
    ask = Paragraph(messages.text("lever-evidence.ask", factor=names[leading]))
    return (*blocks, ask, Bullets(_questions(leading, held, messages)))


def _questions(factor: str, held: Collection[str], messages: Messages) -> tuple[str, ...]:
    """Return figures to ask for, the most telling first, and the items of the survey."""
    rules = [rule for rule in load_indicators() if rule.factor == factor]
    asked = [rule for rule in rules if rule.id not in held] or rules
    figures = (
        messages.text("lever-evidence.figure", name=messages.pick(rule.name), column=rule.id)
        for rule in sorted(asked, key=lambda rule: rule.spread)
    )
    items = next(entry.items for entry in load_factors() if entry.id == factor)
    statements = (
        messages.text("lever-evidence.item", text=messages.pick(item.text)) for item in items
    )
    return (*figures, *statements)
