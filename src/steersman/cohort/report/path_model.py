"""The path model of influencing factors, as blocks of a document."""

from steersman.cohort.analysis.path_analysis import Construct, Path, PathAnalysis
from steersman.cohort.report.names import Names, said_first
from steersman.report.document import Block, Paragraph, Table, Tone

TOO_CLOSE = 0.9
"""Heterotrait-monotrait ratio from which on constructs can hardly be told apart."""
INFLATED = 5.0
"""Variance inflation factor from which on causes can hardly be told apart (Hair et al. 2017)."""


def path_blocks(found: PathAnalysis, names: Names) -> tuple[Block, ...]:
    """Return paths, how constructs are measured, and what must not be concluded."""
    return (
        *said_first(names, synthetic=found.synthetic),
        Paragraph(
            names.text("population.paths.intro", firms=found.cases, replicates=found.replicates)
        ),
        _paths(found, names),
        _constructs(found, names),
        *_remarks(found, names),
        Paragraph(names.text("population.associate.no_cause")),
    )


def _construct_name(identifier: str, names: Names) -> str:
    return names.text(f"population.construct.{identifier}")


def _paths(found: PathAnalysis, names: Names) -> Table:
    rows = tuple(
        (
            f"{_construct_name(path.cause, names)} → {_construct_name(path.effect, names)}",
            names.signed_with_span(path.direct, path.low, path.high),
            names.signed_with_span(path.total, path.total_low, path.total_high),
            names.signed(path.through_noise),
        )
        for path in found.paths
    )
    tones: tuple[Tone, ...] = tuple("good" if _is_sure(path) else "plain" for path in found.paths)
    head = names.heads("path", "direct", "total", "through_noise")
    return Table(names.text("population.table.paths"), head, rows, (1, 2, 3), tones)


def _is_sure(path: Path) -> bool:
    return path.low > 0 or path.high < 0


def _constructs(found: PathAnalysis, names: Names) -> Table:
    rows = []
    for construct in found.constructs:
        for place, indicator in enumerate(construct.indicators):
            front = ("", "", "")
            if place == 0:
                front = (_construct_name(construct.id, names), *_quality(construct, names))
            weight = names.signed_with_span(
                indicator.weight, indicator.weight_low, indicator.weight_high
            )
            rows.append((*front, names.column(indicator.column), weight))
    head = names.heads("construct", "explained", "reliability", "indicator", "indicator_weight")
    return Table(names.text("population.table.constructs"), head, tuple(rows), (1, 2, 4))


def _quality(construct: Construct, names: Names) -> tuple[str, str]:
    """Return the variance explained and the reliability, a dash where there is none."""
    explained = "–" if construct.explained is None else names.share(construct.explained)
    reliability = construct.quality.rho_a
    return explained, "–" if reliability is None else names.messages.number(reliability, 2)


def _remarks(found: PathAnalysis, names: Names) -> list[Paragraph]:
    separator = names.messages.text("separator")
    remarks = [Paragraph(names.text("population.paths.reading"), remark=True)]
    if found.left_out:
        factors = separator.join(map(names.column, found.left_out))
        remarks.append(
            Paragraph(names.text("population.paths.left_out", factors=factors), remark=True)
        )
    close = [
        f"{_construct_name(pair.one, names)} – {_construct_name(pair.other, names)}"
        for pair in found.closeness
        if pair.ratio >= TOO_CLOSE
    ]
    if close:
        remarks.append(Paragraph(names.text("population.paths.close", pairs=separator.join(close))))
    inflated = [
        f"{_construct_name(path.cause, names)} → {_construct_name(path.effect, names)}"
        for path in found.paths
        if path.inflation >= INFLATED
    ]
    if inflated:
        remarks.append(
            Paragraph(names.text("population.paths.inflated", paths=separator.join(inflated)))
        )
    return remarks
