"""The population report: its figures against their definitions, what is kept back, its forms."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from steersman.cli.cohort import cohort_command
from steersman.cohort.analysis.distribution import LEVELS, levels_for
from steersman.cohort.analysis.fields import RefusedAnalysisError
from steersman.cohort.analysis.percentiles import PERCENTILES
from steersman.cohort.analysis.segments import Segments
from steersman.cohort.report import segment_chapter
from steersman.cohort.report.build import first_chapter, population_report
from steersman.cohort.report.population import Population, population_of
from steersman.cohort.report.rounding import (
    amount_rounded,
    amount_step,
    count_below,
    count_rounded,
    rounded,
    share_step,
)
from steersman.cohort.report.selection import Selection
from steersman.cohort.report.spread import score_spreads
from steersman.messages import messages_for
from steersman.report.document import Document, Heading, Paragraph, Table, figures
from steersman.report.drawing import draw_svg
from steersman.report.html import render_html
from steersman.report.spreadsheet import placed_tables
from tests.cohort.population import RULE
from tests.cohort.results_folder import RELIEF, results_table, write_results

BY = ("region", "sector", "size")


@pytest.fixture(scope="module")
def population(tmp_path_factory: pytest.TempPathFactory) -> Population:
    return population_of(write_results(tmp_path_factory.mktemp("cohort") / "pilot"), BY)


def report(population: Population, language: str = "en") -> Document:
    return population_report(
        population, "pilot", messages_for("zh_CN" if language == "zh_CN" else "en")
    )


def table_of(document: Document, caption: str) -> Table:
    found = [placed.table for placed in placed_tables(document.blocks)]
    return next(table for table in found if table.caption == caption)


def test_spreads_are_quantiles_to_a_point() -> None:
    """Against numpy's quantiles of firms repeated by their weights."""
    table = results_table()
    found = score_spreads(table.lazy(), ("talent",), "size")["micro"]["talent"]
    inside = table.filter(pl.col("size") == "micro")
    expected = np.quantile(inside["talent.score"].to_numpy(), LEVELS)
    assert found == pytest.approx(expected, abs=1.0)
    whole = score_spreads(table.lazy(), ("talent",), None)[""]["talent"]
    repeated = np.repeat(table["talent.score"].to_numpy(), table["weight"].to_numpy().astype(int))
    assert whole == pytest.approx(np.quantile(repeated, LEVELS), abs=1.0)


def test_reliefs_are_summed_between_sure_and_possible(population: Population) -> None:
    table = results_table()
    (total,) = population.reliefs
    weight, sure = table["weight"], table[RELIEF] == "yes"
    finite = table[f"{RELIEF}.amount.high"].is_finite()
    assert total.rule == RELIEF
    assert total.low == pytest.approx((weight * sure).sum() * 1e6)
    assert total.high == pytest.approx((weight * finite).sum() * 2e6)
    assert total.sure == pytest.approx((weight * sure).sum() / weight.sum())
    assert total.unbounded == pytest.approx((weight * ~finite).sum() / weight.sum())


def test_points_missing_are_counted_by_steps(population: Population) -> None:
    table = results_table()
    (distance,) = population.distances
    away = table.filter(pl.col(RULE) != "yes")
    missing = (60 - away[f"{RULE}.high"]).to_numpy()
    weights = away["weight"].to_numpy()
    none = weights[missing <= 0].sum() / weights.sum()
    upto = weights[(missing > 0) & (missing <= 10)].sum() / weights.sum()
    assert distance.firms == away.height
    assert distance.at_best[:2] == pytest.approx((none, upto))
    assert sum(distance.at_worst) == pytest.approx(1)


def test_every_chapter_and_the_title_say_that_firms_were_made_up(population: Population) -> None:
    document = report(population)
    assert "synthetic" in document.title
    banner = Paragraph(messages_for("en").text("cohort.synthetic"))
    heads = [n for n, b in enumerate(document.blocks) if isinstance(b, Heading) and b.level == 1]
    assert len(heads) == 6
    assert all(document.blocks[place + 1] == banner for place in heads)
    real = replace(population, manifest=replace(population.manifest, synthetic=False))
    assert "synthetic" not in report(real).title
    assert banner not in report(real).blocks


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_no_name_and_no_value_of_a_row_is_in_a_report(
    population: Population, language: str
) -> None:
    text = str(report(population, language))
    for secret in ("Secret firm", "Set aside", "secret ", "'F1'", "F11"):
        assert secret not in text


def test_reasons_of_few_rows_are_not_counted(population: Population) -> None:
    reasons = table_of(report(population), "Why rows were set aside")
    assert [row[1:] for row in reasons.rows] == [("staff", "12"), ("sales", "fewer than 10")]


def test_every_chart_can_be_drawn_and_says_the_same_in_words(population: Population) -> None:
    charts = figures(report(population).blocks)
    assert len(charts) == 17
    for chart in charts:
        assert chart.alternative != chart.caption
        assert any(sign.isdigit() for sign in chart.alternative)
    for chart in (charts[0], charts[1], charts[4], charts[5], charts[6], charts[9]):
        assert draw_svg(chart.spec).count("<path") > 5


def test_the_chapter_at_a_glance_names_what_stands_out(population: Population) -> None:
    shown = str(first_chapter(report(population)))
    assert "1,200" in shown
    assert "standing for" in shown
    assert "chapter.run" not in shown


def test_a_report_without_groupings_or_stages_is_short(tmp_path: Path) -> None:
    table = results_table().drop("region", "sector", "size", "lever", "strategy")
    bare = table.select(
        name for name in table.columns if not name.endswith((".best", ".first", ".low", ".high"))
    )
    found = population_of(write_results(tmp_path / "bare", bare), BY)
    document = report(found)
    assert found.divisions == ()
    assert "strategies" not in [head.anchor for head in document.chapters()]
    assert "<h1>" in render_html(document)


def test_hidden_groups_are_said_and_not_shown(tmp_path: Path) -> None:
    few = pl.when(pl.int_range(pl.len()) < 4).then(pl.lit("harbour")).otherwise(pl.col("region"))
    table = results_table().with_columns(few.alias("region"))
    found = population_of(write_results(tmp_path / "few", table), ("region",))
    assert len(found.divisions[0].groups) == 2, "one more is hidden, so that four cannot be told"
    text = str(report(found))
    assert "harbour" not in text
    assert "2 groups by region are not shown" in text


def test_a_part_that_would_tell_on_firms_is_refused(tmp_path: Path) -> None:
    results = write_results(tmp_path / "pilot")
    part = Selection((("size", "small"), ("region", "north")))
    assert population_of(results, (), part).overall.firms > 10
    with pytest.raises(RefusedAnalysisError):
        population_of(results, (), Selection((("region", "nowhere"),)))
    small = write_results(tmp_path / "small", results_table(1200).head(9))
    with pytest.raises(RefusedAnalysisError):
        population_of(small, ())


@given(st.integers(10, 10**7))
def test_shares_are_rounded_to_what_stands_for_five_firms(firms: int) -> None:
    assert share_step(firms) * firms >= 5
    assert count_rounded(firms) % 5 == 0
    assert abs(count_rounded(firms) - firms) <= 2.5


@given(st.floats(1e-6, 1e12), st.integers(1, 10**7))
def test_amounts_are_rounded_to_what_five_firms_add_on_average(amount: float, firms: int) -> None:
    step, found = amount_step(amount, firms), amount_rounded(amount, firms)
    assert step * firms >= 5 * amount * (1 - 1e-9)
    assert found / step == pytest.approx(round(found / step), abs=1e-3)
    assert found == pytest.approx(float(f"{found:.3g}"), rel=1e-12), "three digits at most"
    assert abs(found - amount) <= step / 2 * (1 + 1e-9)


@given(st.integers(20, 200))
def test_levels_tell_firms_no_closer_than_counts(firms: int) -> None:
    """One level in a hundred begins at every number of firms; what is kept tells only fives."""
    kept = levels_for(PERCENTILES, count_below(firms))
    assert kept == levels_for(PERCENTILES, count_below(firms // 5 * 5 + 4))
    assert set(kept) <= set(levels_for(PERCENTILES, firms))


def test_rounding_reaches_every_figure(population: Population) -> None:
    found = rounded(population)
    assert found.within_one == {"product"}
    for figures_of in (found.overall, *(g for d in found.divisions for g in d.groups)):
        firms = figures_of.firms
        assert firms % 5 == 0
        step = amount_step(figures_of.weight, firms)
        assert step * firms >= 4.9 * figures_of.weight, "the number is no sharper than a count"
        for share in figures_of.shares:
            assert (share.share / 0.01) == pytest.approx(round(share.share / 0.01), abs=1e-6)
        for mean in figures_of.means:
            assert mean.firms % 5 == 0
            if mean.column in {"product", "growth"}:
                least = share_step(mean.firms) if mean.column == "product" else 0.001
                assert mean.mean / least == pytest.approx(round(mean.mean / least), abs=1e-6)
    whole, exact = found.overall.mean_of("growth"), population.overall.mean_of("growth")
    assert whole
    assert exact
    deviation = (exact.high - exact.low) / 4 * 1200**0.5
    assert 0 < abs(whole.mean - exact.mean) <= 5 * deviation / 1200
    (total,) = found.reliefs
    assert total.low == amount_rounded(total.low, 900)
    spread = found.spreads[""]["talent"]
    assert all(value is None or value == round(value) for value in spread)


def test_segments_are_looked_for_among_some_firms_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    nothing = Segments("too-few", True, 3, 1, (), (), (), None, None, ())

    def looked(firms: pl.LazyFrame) -> Segments:
        seen.append(firms.collect().height)
        return nothing

    monkeypatch.setattr(segment_chapter, "find_segments", looked)
    monkeypatch.setattr(segment_chapter, "MOST_FIRMS", 300)
    results = write_results(tmp_path / "pilot")
    blocks = segment_chapter.segment_chapter(results, messages_for("en"))
    assert 200 < seen[0] < 400
    assert "among 4 firms" in str(blocks[0])


def test_without_the_extra_the_report_says_that_segments_are_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(_: pl.LazyFrame) -> Segments:
        raise ModuleNotFoundError(name="sklearn")

    monkeypatch.setattr(segment_chapter, "find_segments", missing)
    results = write_results(tmp_path / "pilot")
    (said,) = segment_chapter.segment_chapter(results, messages_for("en"))
    assert "sklearn is not installed" in str(said)
    document = population_report(
        population_of(results, ()), "pilot", messages_for("en"), segments=(said,)
    )
    assert "segments" in [head.anchor for head in document.chapters()]


def test_the_command_writes_every_kind(tmp_path: Path) -> None:
    folder, out = tmp_path / "pilot", tmp_path / "out"
    write_results(folder)
    asked = ["report", str(folder), "--out", str(out), "--by", "size"]
    answer = CliRunner().invoke(
        cohort_command, [*asked, "--format", "html", "--format", "xlsx", "--language", "zh_CN"]
    )
    assert answer.exit_code == 0, answer.output
    assert "合成" in answer.output
    assert sorted(file.name for file in out.iterdir()) == ["pilot.zh_CN.html", "pilot.zh_CN.xlsx"]


@pytest.mark.parametrize("spoilt", ["nothing", "manifest", "results"])
def test_the_command_refuses_what_is_no_folder_of_results(tmp_path: Path, spoilt: str) -> None:
    folder = tmp_path / "pilot"
    if spoilt != "nothing":
        write_results(folder)
        name = "manifest.json" if spoilt == "manifest" else "results/part-00000.parquet"
        (folder / name).write_text("{}")
    answer = CliRunner().invoke(cohort_command, ["report", str(folder), "--out", str(tmp_path)])
    assert answer.exit_code == 2
    assert "no results of a cohort" in answer.output
