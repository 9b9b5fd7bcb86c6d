"""Documents in a terminal: the same blocks as readable text, charts left out."""

from typing import Literal

from rich.columns import Columns
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table as RichTable
from rich.text import Text

from steersman.report.document import Block, Bullets, Details, Heading, KeyFigures, Paragraph, Table

MOST_COLUMNS = 8
COLOURS = {"plain": "", "good": "green", "warning": "yellow", "bad": "red"}


def print_blocks(blocks: tuple[Block, ...], console: Console) -> None:
    """Print blocks; details that a reader would open in HTML are left to the report."""
    for block in blocks:
        shown = _renderable(block)
        if shown is not None:
            console.print(shown)


def _renderable(block: Block) -> RenderableType | None:
    if isinstance(block, Heading):
        return Text(f"\n{block.text}", style="bold cyan" if block.level == 1 else "bold")
    if isinstance(block, Paragraph):
        return Text(block.text, style="dim" if block.remark else "")
    if isinstance(block, Bullets):
        return Text("\n".join(f"  • {item}" for item in block.items))
    if isinstance(block, KeyFigures):
        return _figures(block)
    if isinstance(block, Table):
        return _table(block)
    if isinstance(block, Details):
        return None
    return None


def _figures(block: KeyFigures) -> RenderableType:
    panels = [
        Panel(
            Text.assemble((figure.value, "bold"), "\n", (figure.note, "dim")),
            title=figure.label,
            title_align="left",
            border_style=COLOURS[figure.tone] or "cyan",
        )
        for figure in block.figures
    ]
    return Padding(Columns(panels, equal=False, expand=False), (1, 0, 0, 0))


def _table(block: Table) -> RenderableType:
    """Return a table; of one too wide for a terminal what matters most, or the ends."""
    table = RichTable(title=block.caption, title_justify="left", title_style="bold", expand=False)
    columns = list(range(len(block.head)))
    if block.narrow:
        columns = list(block.narrow)
    elif len(columns) > MOST_COLUMNS:
        columns = [*columns[:3], columns[-1]]
    for place in columns:
        justify: Literal["left", "right"] = "right" if place in block.numeric else "left"
        table.add_column(block.head[place], justify=justify, overflow="fold")
    for place, row in enumerate(block.rows):
        style = COLOURS[block.tones[place]] if block.tones else ""
        cells = [Text(row[column]) for column in columns]
        cells[0].stylize(style)
        table.add_row(*cells)
    return Padding(table, (1, 0, 0, 0))
