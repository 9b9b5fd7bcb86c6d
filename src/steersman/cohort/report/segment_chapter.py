"""The chapter on segments, of a sample where there are many firms."""

from dataclasses import replace

import polars as pl

from steersman.cohort import columns
from steersman.cohort.analysis.segments import find_segments
from steersman.cohort.report.names import Names
from steersman.cohort.report.segments import segment_blocks
from steersman.cohort.results import Results
from steersman.messages import Messages
from steersman.report.document import Block, Paragraph

MOST_FIRMS = 5000
"""Firms among which segments are looked for; more take long and change little."""
SEED = 1


def segment_chapter(results: Results, messages: Messages) -> tuple[Block, ...]:
    """Return which segments there are, or that the extra for them is not installed.

    Raises:
        RefusedAnalysisError: If there are too few firms.
    """
    whole = results.manifest.firms
    every = -(-whole // MOST_FIRMS)
    firms = results.firms()
    if every > 1:
        firms = firms.filter(pl.col(columns.FIRM).hash(SEED) % every == 0)
    try:
        found = find_segments(firms)
    except ModuleNotFoundError as error:
        missing = messages.text("cohort.segments.missing", value=error.name or "")
        return (Paragraph(missing, remark=True),)
    names = Names(messages, results.manifest.as_of)
    blocks = segment_blocks(replace(found, synthetic=False), names)
    if every > 1:
        count = found.firms + found.left_out
        sampled = messages.text("cohort.segments.sample", count=count)
        return (Paragraph(sampled), *blocks)
    return blocks
