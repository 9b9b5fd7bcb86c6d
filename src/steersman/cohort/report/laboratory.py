"""The policy laboratory in the reader's words, as blocks of a document."""

from collections.abc import Sequence

from steersman.cohort.columns import SIZE
from steersman.cohort.laboratory.population import Population
from steersman.messages import Messages
from steersman.report.document import Block, Bullets, Heading, Paragraph, Table


def population_blocks(populations: Sequence[Population], messages: Messages) -> tuple[Block, ...]:
    """Return what synthetic firms can be made from, and where its numbers come from."""
    rows = tuple(
        (
            population.id,
            messages.pick(population.title),
            messages.show(population.as_of),
            str(len(population.figures)),
        )
        for population in populations
    )
    heads = ("population", "meaning", "as_of", "figures")
    head = tuple(messages.text(f"head.{name}") for name in heads)
    table = Table(messages.text("synthetic.populations"), head, rows, numeric=(3,))
    return (table, *(block for each in populations for block in _sources(each, messages)))


def group_text(column: str, levels: Sequence[str], messages: Messages) -> str:
    """Return the name of a group of firms: its column and level, or levels put together."""
    level = levels[0] or messages.text("reform.no_level")
    if len(levels) > 1:
        level = messages.text("reform.pooled", count=len(levels))
    elif column == SIZE and messages.has(f"cohort.size.{level}"):
        level = messages.text(f"cohort.size.{level}")
    shown = {"column": messages.text(f"reform.column.{column}"), "level": level}
    return messages.text("reform.group", **shown)


def _sources(population: Population, messages: Messages) -> tuple[Block, ...]:
    published = [source for source in population.sources if source.basis != "assumed"]
    items = tuple(
        f"{source.text} ({messages.text(f'basis.{source.basis}')})" for source in published
    )
    assumed = sum(figure.source.basis == "assumed" for figure in population.figures)
    return (
        Heading(population.id, 2),
        Paragraph(messages.pick(population.note)),
        Bullets(items),
        Paragraph(messages.text("synthetic.assumed", count=assumed), remark=True),
    )
