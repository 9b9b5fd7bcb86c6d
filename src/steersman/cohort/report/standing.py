"""Where a firm stands among its like, as blocks of a document."""

from steersman.cohort.analysis.percentiles import Standing
from steersman.cohort.report.names import Names, said_first
from steersman.report.document import Block, Paragraph, Table


def standing_blocks(found: Standing, names: Names) -> tuple[Block, ...]:
    """Return whom a firm is held against, and its place by factor."""
    among = names.messages.text("separator").join(
        f"{names.column(column)} {names.value(column, value)}"
        for column, value in found.among.items()
    )
    who = {"firm": found.firm, "count": found.firms}
    told = (
        names.text("population.among", group=among, **who)
        if among
        else names.text("population.among_all", **who)
    )
    dropped = names.messages.text("separator").join(names.column(name) for name in found.dropped)
    rows = tuple(
        (
            names.column(entry.factor),
            names.messages.number(entry.percentile, 0),
            f"{names.messages.number(entry.low, 0)} – {names.messages.number(entry.high, 0)}",
            names.messages.number(entry.firms),
        )
        for entry in found.factors
    )
    head = names.heads("about", "percentile", "percentile90", "known_firms")
    return (
        *said_first(names, synthetic=found.synthetic),
        Paragraph(told),
        *(
            (Paragraph(names.text("population.dropped", columns=dropped), remark=True),)
            if dropped
            else ()
        ),
        Table(names.text("population.table.standing"), head, rows, numeric=(1, 2, 3)),
    )
