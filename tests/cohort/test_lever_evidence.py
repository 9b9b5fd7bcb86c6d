"""What the leading lever rests on is said, and what to ask where that is little."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from steersman.cohort.analysis.distribution import distribution, usual_question
from steersman.cohort.report.build import population_report
from steersman.cohort.report.distribution import distribution_blocks
from steersman.cohort.report.lever_evidence import thin_lead_blocks
from steersman.cohort.report.names import Names
from steersman.cohort.report.population import population_of
from steersman.messages import messages_for
from steersman.report.document import Block, Bullets, Paragraph, Table
from tests.cohort.results_folder import results_table, write_results

WORDS = messages_for("en")
FIRST = {"managers": 0.6, "talent": 0.3, "policy": 0.1}


def told(blocks: tuple[Block, ...]) -> str:
    return "\n".join(block.text for block in blocks if isinstance(block, Paragraph))


def test_a_lead_that_rests_on_half_of_the_evidence_is_not_doubted() -> None:
    assert thin_lead_blocks(FIRST, {"managers": 0.5, "talent": 0.0}, (), WORDS) == ()
    assert thin_lead_blocks({}, {}, (), WORDS) == ()


def test_a_thin_lead_is_told_with_the_best_lever_of_which_more_is_known() -> None:
    known = {"managers": 0.2, "talent": 0.7, "policy": 0.9}
    blocks = thin_lead_blocks(FIRST, known, (), WORDS)
    text = told(blocks)
    assert "Managers is the best lever most often, but only 20%" in text
    assert "Talent leads: the best lever for an expected 30% of firms" in text
    asked = next(block for block in blocks if isinstance(block, Bullets))
    assert "technical_leaders" in asked.items[0]
    assert len(asked.items) == 1 + 4


def test_where_nothing_is_known_of_any_factor_no_other_is_named() -> None:
    text = told(thin_lead_blocks(FIRST, dict.fromkeys(FIRST, 0.1), (), WORDS))
    assert "cannot tell what to mend first" in text


def test_a_lead_of_which_nothing_is_known_is_told_in_these_words() -> None:
    text = told(thin_lead_blocks(FIRST, {"managers": 0.0}, (), WORDS))
    assert "Managers is the best lever most often, but nothing of what would tell" in text


def test_figures_that_the_table_holds_are_not_asked_for_before_others() -> None:
    blocks = thin_lead_blocks({"talent": 1.0}, {"talent": 0.1}, ("science_staff_share",), WORDS)
    asked = next(block for block in blocks if isinstance(block, Bullets))
    assert not any("science_staff_share" in item for item in asked.items)


@pytest.mark.parametrize(("known", "doubted"), [(0.2, True), (0.8, False)])
def test_report_and_description_show_what_the_best_lever_rests_on(
    known: float, doubted: bool, tmp_path: Path
) -> None:
    table = results_table()
    levers = [name.removesuffix(".first") for name in table.columns if name.endswith(".first")]
    table = table.with_columns(pl.lit(known).alias(f"{name}.known") for name in levers)
    results = write_results(tmp_path / "pilot", table)
    firms = results.firms()
    question = usual_question(firms.collect_schema(), results.manifest.rules)
    described = distribution_blocks(distribution(firms, question), Names(WORDS, date(2026, 6, 30)))
    reported = population_report(population_of(results, ()), "pilot", WORDS).blocks
    for blocks in (described, reported):
        assert ("is the best lever most often, but only" in told(blocks)) is doubted
        beside = [
            row[block.head.index("Evidence known")]
            for block in blocks
            if isinstance(block, Table) and "Evidence known" in block.head
            for row in block.rows
        ]
        assert {f"{known:.0%}"} == set(beside)
