"""Whether the units of a table look right: figures of most firms that no economy has.

A table in thousands or ten thousands (万元) passes every check of a single row. The middle firm
tells.
"""

from dataclasses import dataclass

import polars as pl

from steersman.diagnose.comparison import LEAST_FIRMS

LEAST_SALES_A_HEAD = 2000.0
"""Yearly sales a head below which amounts are hardly in whole units of any currency: a full-time
worker's sales must at least pay a wage."""
LEAST_RD_SHARE, MOST_RD_SHARE = 1e-4, 3.0
"""R&D spending over sales, of the middle firm that has both, beyond which units differ."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A figure that makes units doubtful.

    Attributes:
        code: ``sales_a_head`` or ``rd_share``.
        value: The figure of the middle firm.
    """

    code: str
    value: float


def unit_doubts(firms: pl.LazyFrame) -> tuple[Doubt, ...]:
    """Return what makes the units of results doubtful, nothing where fewer than ten firms tell."""
    schema = firms.collect_schema()
    checks = (
        ("sales_a_head", "sales", "staff", LEAST_SALES_A_HEAD, float("inf")),
        ("rd_share", "rd_spending", "sales", LEAST_RD_SHARE, MOST_RD_SHARE),
    )
    usable = [check for check in checks if {check[1], check[2]} <= set(schema.names())]
    if not usable:
        return ()
    figures = [_quotient(part, whole) for _, part, whole, *_ in usable]
    counts = [each.count().alias(f"{place}n") for place, each in enumerate(figures)]
    middles = [each.median().alias(f"{place}m") for place, each in enumerate(figures)]
    found = firms.select(*counts, *middles).collect(engine="streaming").row(0, named=True)
    return tuple(
        Doubt(code, middle)
        for place, (code, _, _, least, most) in enumerate(usable)
        if found[f"{place}n"] >= LEAST_FIRMS and not least <= (middle := found[f"{place}m"]) <= most
    )


def _quotient(part: str, whole: str) -> pl.Expr:
    """Return a quotient of the firms that have something of both."""
    both = (pl.col(part) > 0) & (pl.col(whole) > 0)
    return pl.when(both).then(pl.col(part) / pl.col(whole))
