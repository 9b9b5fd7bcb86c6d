r"""Which obstacles go with which outcomes in the Uruguayan innovation survey: tables in Markdown.

usage: python tools/study_innovation_survey.py RESULTS

RESULTS is the folder that this writes, where the survey is at hand:

    steersman cohort run eaii-2019-2021.csv.gz --map examples/cohort/innovation-survey.yaml \
        --out RESULTS

What the tables can and cannot say is in ``docs/studies/innovation-survey.md``.
"""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl

from steersman.cohort.analysis.association import Asked, Associations, associations
from steersman.cohort.analysis.distribution import Question, distribution
from steersman.cohort.results import open_results

GROUPS = (
    "finance", "cost", "personnel", "knowledge", "market", "organisation", "property", "pandemic",
)  # fmt: skip
OUTCOMES = ("product_innovation", "process_innovation", "in_house_rd")
CONTROLS = (
    "log:staff", "log:age_years", "sector", "region", "exporter", "in_group", "foreign_capital",
)  # fmt: skip
ENGAGEMENT = ("1 not wanting", "2 wanting, not trying", "3 trying, no R&D", "4 in-house R&D")
SAMPLES = {
    "All firms": (pl.lit(value=True), OUTCOMES),
    "Firms that wanted to innovate": (pl.col("wanting_innovation"), OUTCOMES),
    # Nearly all of these changed a process, so that nothing could be told of who did.
    "Firms with innovation activities": (
        pl.col("innovating"), ("product_innovation", "in_house_rd")
    ),
}  # fmt: skip
"""Firms that are looked at, and outcomes."""
POINTS = 25.0
"""The step of an obstacle's importance that effects are shown for, of 100."""


def with_engagement(firms: pl.LazyFrame) -> pl.LazyFrame:
    """Add how far a firm went: from not wanting to innovate to research in the house."""
    level = (
        pl.when("in_house_rd")
        .then(pl.lit(ENGAGEMENT[3]))
        .when("innovating")
        .then(pl.lit(ENGAGEMENT[2]))
        .when("wanting_innovation")
        .then(pl.lit(ENGAGEMENT[1]))
        .otherwise(pl.lit(ENGAGEMENT[0]))
    )
    return firms.with_columns(engagement=level)


def table(head: Sequence[str], rows: Iterator[Sequence[str]]) -> Iterator[str]:
    """Yield a table in Markdown."""
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(row) + " |"
    yield ""


def engagement_rows(firms: pl.LazyFrame) -> Iterator[Sequence[str]]:
    """Yield for each group of obstacles the share of firms that rate one of it high."""
    names = tuple(f"high_{group}" for group in GROUPS)
    found = distribution(firms, Question(means=names, by=("engagement",)))
    yield ("firms", *(str(group.firms) for group in found.groups))
    for name in names:
        means = [group.mean_of(name) for group in found.groups]
        cells = [
            "not shown"
            if mean is None
            else f"{100 * mean.mean:.0f} ({100 * mean.low:.0f} to {100 * mean.high:.0f})"
            for mean in means
        ]
        yield (name.removeprefix("high_"), *cells)


def asked(outcomes: Sequence[str], *, together: bool) -> Asked:
    """Return the question of one family of regressions."""
    return Asked(
        outcomes=tuple(outcomes),
        factors=tuple(f"obstacle_{group}" for group in GROUPS),
        controls=CONTROLS,
        together=together,
        kind="yes-no",
    )


def effect_rows(found: Associations) -> Iterator[Sequence[str]]:
    """Yield for each group of obstacles its effect on each outcome, in percentage points."""
    by_outcome = [
        {effect.factor: effect for effect in outcome.effects} for outcome in found.outcomes
    ]
    for group in GROUPS:
        cells = []
        for effects in by_outcome:
            effect = effects.get(f"obstacle_{group}")
            if effect is None:
                cells.append("not fitted")
                continue
            scale = 100 * POINTS / effect.step
            ends = f"{scale * effect.low:+.1f} to {scale * effect.high:+.1f}"
            mark = " \\*" if effect.adjusted < 1 - found.asked.confidence else ""
            explained = f", E {effect.e_value_low:.1f}" if mark else ""
            found_text = f"{scale * effect.effect:+.1f} ({ends}), {effect.adjusted:.3f}"
            cells.append(f"{found_text}{explained}{mark}")
        yield (group, *cells)


def regression_tables(firms: pl.LazyFrame) -> Iterator[str]:
    """Yield a table for each sample of firms: obstacles one at a time, then all together."""
    for title, (condition, outcomes) in SAMPLES.items():
        chosen = firms.filter(condition)
        for together in (False, True):
            found = associations(chosen, asked(outcomes, together=together))
            how = "all obstacles in one regression" if together else "one obstacle at a time"
            yield f"### {title}, {how}"
            yield ""
            cases = max((entry.cases for entry in found.outcomes), default=0)
            means = ", ".join(f"{e.outcome} {100 * e.mean:.2f} %" for e in found.outcomes)
            yield f"{cases} firms; weighted shares: {means}."
            yield ""
            yield from table(("Obstacle", *outcomes), effect_rows(found))


def lines(folder: Path) -> Iterator[str]:
    """Yield all tables."""
    firms = with_engagement(open_results(folder).firms())
    yield "### Share of firms (%) that rate an obstacle of the group high, by how far they went"
    yield ""
    yield from table(("Obstacle", *ENGAGEMENT), engagement_rows(firms))
    yield from regression_tables(firms)


if __name__ == "__main__":
    sys.stdout.write("\n".join(lines(Path(sys.argv[1]))) + "\n")
