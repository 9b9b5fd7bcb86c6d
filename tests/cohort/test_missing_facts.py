"""Facts that a table lacks are named where rules give most firms no answer."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from steersman.cohort.report.build import population_report
from steersman.cohort.report.missing_facts import missing_facts
from steersman.cohort.report.population import population_of
from steersman.messages import messages_for
from steersman.report.spreadsheet import placed_tables
from tests.cohort.population import RULE
from tests.cohort.results_folder import results_table, write_results

DAY = date(2026, 6, 30)
SME = "cn/technology-sme-evaluation"


def test_facts_without_a_column_are_missing_and_derived_ones_are_not_asked_for() -> None:
    found = missing_facts(SME, ("staff", "sales_low", "sales_high", "clean_conduct"), DAY)
    assert {"restricted_products", "research_ledgers", "assets"} <= set(found)
    assert not {"staff", "sales", "clean_conduct", "rd_cost_share"} & set(found)
    assert missing_facts(SME, (*found, "staff", "sales", "clean_conduct"), DAY) == ()


@pytest.mark.parametrize(("answer", "told"), [("unknown", True), ("no", False)])
def test_a_report_names_them_for_rules_without_an_answer(
    answer: str, told: bool, tmp_path: Path
) -> None:
    table = results_table().with_columns(pl.lit(answer).alias(RULE))
    population = population_of(write_results(tmp_path / "pilot", table), ())
    for language in ("en", "zh_CN"):
        document = population_report(population, "pilot", messages_for(language))
        tables = [placed.table for placed in placed_tables(document.blocks)]
        heads = ("Not in the table", "表中没有的事实")
        found = [row for each in tables if each.head[-1] in heads for row in each.rows]
        assert any("restricted_products" in row[1] for row in found) is told
