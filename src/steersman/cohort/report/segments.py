"""Segments of firms, as blocks of a document."""

from collections.abc import Iterator

from steersman.cohort.analysis.segments import Segment, Segments
from steersman.cohort.report.names import Names, said_first
from steersman.report.document import Block, Bullets, Heading, Paragraph, Table

MOST_TRAITS = 6


def segment_blocks(found: Segments, names: Names) -> tuple[Block, ...]:
    """Return what was found, what sets each segment apart, and how sure that is."""
    counted = {
        "firms": found.firms,
        "count": len(found.segments),
        "stability": found.stability or 0.0,
        "silhouette": found.silhouette or 0.0,
    }
    return (
        *said_first(names, synthetic=found.synthetic),
        Paragraph(names.text(f"population.segments.{found.verdict}", **counted)),
        *_left_out(found, names),
        *(
            block
            for number, segment in enumerate(found.segments, start=1)
            for block in _segment(number, segment, names)
        ),
    )


def _left_out(found: Segments, names: Names) -> Iterator[Paragraph]:
    if found.left_out:
        yield Paragraph(
            names.text("population.segments.left_out", count=found.left_out), remark=True
        )
    if found.left_out_factors:
        factors = names.messages.text("separator").join(map(names.column, found.left_out_factors))
        yield Paragraph(
            names.text("population.segments.left_out_factors", factors=factors), remark=True
        )


def _segment(number: int, segment: Segment, names: Names) -> Iterator[Block]:
    share = names.share_with_span(segment.share, segment.low, segment.high)
    yield Heading(names.text("population.segments.title", number=number, share=share), level=2)
    yield Bullets(tuple(_apart(segment, names)) or (names.text("population.segments.middle"),))
    rows = tuple(
        (
            names.column(trait.factor),
            names.number(trait.mean),
            names.number(trait.others),
            names.signed(trait.difference, 1),
        )
        for trait in segment.traits[:MOST_TRAITS]
    )
    head = names.heads("about", "here", "others", "difference")
    yield Table(names.text("population.table.traits"), head, rows, numeric=(1, 2, 3))


def _apart(segment: Segment, names: Names) -> Iterator[str]:
    """Return what sets a segment apart, in words."""
    for code, traits in (
        ("stronger", [trait for trait in segment.apart if trait.difference > 0]),
        ("weaker", [trait for trait in segment.apart if trait.difference < 0]),
    ):
        if traits:
            factors = (names.column(trait.factor) for trait in traits)
            listed = names.messages.text("separator").join(factors)
            yield names.text(f"population.segments.{code}", factors=listed)
    for lean in segment.leans:
        shares = {"share": names.share(lean.share), "overall": names.share(lean.overall)}
        group = f"{names.column(lean.column)} {names.value(lean.column, lean.value)}"
        yield names.text("population.segments.lean", group=group, **shares)
