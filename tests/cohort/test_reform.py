"""Reforms: against the single-firm engine, bounds against the truth, published intervals."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from textwrap import dedent

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from steersman.cli.cohort import cohort_command
from steersman.cli.cohort.reform import reform_command
from steersman.cli.rulebook import rulebook_command
from steersman.cohort.laboratory.bunching import bunching_of
from steersman.cohort.laboratory.changed_rules import rule_pairs
from steersman.cohort.laboratory.directions import direction_of
from steersman.cohort.laboratory.groups import pooled_levels
from steersman.cohort.laboratory.population import load_population
from steersman.cohort.laboratory.reform_effects import reform_effect
from steersman.cohort.laboratory.reform_file import read_reform
from steersman.cohort.laboratory.reform_result import Bin
from steersman.cohort.laboratory.shares import share_of, wilson
from steersman.cohort.laboratory.synthetic import synthetic_firms
from steersman.cohort.report.reform import reform_blocks
from steersman.data import load_toml
from steersman.messages import messages_for
from steersman.methods.interval import Answer
from steersman.rulebook.evaluate import Evaluator
from steersman.rulebook.rule import load_rule, rule_ids
from steersman.rulebook.table import facts_of_row
from steersman.serialise import to_json
from tests.effort import examples

DAY = date(2026, 8, 20)
SME, SIZE = "cn/technology-sme-evaluation", "cn/enterprise-size"
INNOVATIVE, DEDUCTION = "cn/innovative-sme", "cn/rd-super-deduction"
RISING = "{value: science_staff_share, bands: [[0.1, 20], [0.2, 10], [0, 0]]}"
LOWER_BAR = f"""
    changes:
      - rule: {SME}
        criterion: score
        bound: 50
      - rule: {SME}
        criterion: staff-limit
        bound: 800
"""


@pytest.fixture(scope="module")
def firms():
    return synthetic_firms(load_population("cn-technology"), 600, 5).collect()


def reform_of(text, folder):
    file = folder / "reform.yaml"
    file.write_text(dedent(text), encoding="utf-8")
    return read_reform(file)


def pairs_of(text, folder, looked_at=()):
    reform, problems = reform_of(text, folder)
    assert not problems
    return reform, *rule_pairs(reform, looked_at, DAY)


def effect_of(firms, text, folder, looked_at=()):
    reform, pairs, problems = pairs_of(text, folder, looked_at)
    assert not problems
    return reform_effect(firms.lazy(), reform, pairs, DAY)


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ("titel: x\non: 2020-01-01\n", 1, "reform-unknown-key"),
        ("title: x\nchanges:\n  - rule: cn/x\n    bound: 3\n", 3, "reform-shape"),
        ("title: x\n", 0, "reform-shape"),
        ("changes: [", 1, "yaml-syntax"),
        ("- 1\n", 0, "reform-shape"),
    ],
)
def test_a_reform_file_that_is_none_is_refused_with_its_line(text, line, code, tmp_path):
    reform, problems = reform_of(text, tmp_path)
    assert reform is None
    assert problems[0].code == code
    assert problems[0].place.endswith(f":{line}" if line else "reform.yaml")


def test_a_reform_file_that_is_not_there_is_refused(tmp_path):
    assert read_reform(tmp_path / "none.yaml")[1][0].code == "reform-unreadable"


@pytest.mark.parametrize(
    ("change", "code", "line"),
    [
        ("rule: cn/technology-sme\n    criterion: score\n    bound: 5", "rule-unknown-rule", 3),
        (f"rule: {SME}\n    criterion: scor\n    bound: 5", "reform-unknown-criterion", 3),
        (f"rule: {SME}\n    criterion: products\n    bound: 5", "reform-no-bound", 3),
        (f"rule: {SME}\n    criterion: score\n    bound: 101", "rule-score-unreachable", 3),
        (f"rule: {SME}\n    criterion: score\n    test: {{fact: stafff, at_most: 5}}",
         "rule-unknown-fact", 3),
        (f"rule: {SME}\n    criterion: science-staff\n    points: {RISING}",
         "rule-bands-overlap", 3),
        (f"rule: {SME}\n    amount: 5", "reform-no-amount", 3),
        (f"rule: {DEDUCTION}\n    parameter: genral\n    value: 1", "reform-unknown-parameter", 3),
        (f"rule: {SME}\n    verdict: {{all: [score, scored]}}", "rule-unknown-criterion", 3),
    ],
)  # fmt: skip
def test_a_change_that_no_rule_can_take_is_refused_with_its_line(change, code, line, tmp_path):
    _, pairs, problems = pairs_of(f"title: x\nchanges:\n  - {change}\n", tmp_path)
    assert pairs == ()
    assert (problems[0].code, problems[0].place.rpartition(":")[2]) == (code, str(line))


def test_a_bound_that_is_the_pass_score_moves_it_too(tmp_path):
    _, (pair,), _ = pairs_of(LOWER_BAR, tmp_path)
    assert (pair.before.pass_score, pair.after.pass_score) == (60, 50)
    assert pair.direction == 1
    assert pair.confined
    assert {bound.criterion for bound in pair.thresholds} == {"score", "staff-limit"}


def brute_force(firms, rules):
    """Return the answers of single firms by the engine that explains them."""
    rows = firms.iter_rows(named=True)
    return [
        tuple(Evaluator(rule, facts_of_row(row), DAY).answer(rule.verdict).value for rule in rules)
        for row in rows
    ]


def test_transitions_are_those_of_firms_asked_one_by_one(firms, tmp_path):
    _, (pair,), _ = pairs_of(LOWER_BAR, tmp_path)
    expected = brute_force(firms, (pair.before, pair.after))
    found = effect_of(firms, LOWER_BAR, tmp_path).rules[0].transitions
    assert sum(entry.firms for entry in found) == len(firms)
    for entry in found:
        assert entry.firms == expected.count((entry.before, entry.after))


def test_groups_add_up_and_weights_count(firms, tmp_path):
    weighted = firms.with_columns(pl.Series("weight", np.arange(len(firms)) % 3 + 1.0))
    rule = effect_of(weighted, LOWER_BAR, tmp_path).rules[0]
    assert rule.total.weight == pytest.approx(weighted["weight"].sum())
    for column in ("region", "sector", "size"):
        groups = [group for group in rule.groups if group.column == column]
        assert sum(group.weight for group in groups) == pytest.approx(rule.total.weight)
        assert sum(group.gained.low for group in groups) == pytest.approx(rule.total.gained.low)
        assert sum(group.gained.high for group in groups) == pytest.approx(rule.total.gained.high)


REFORMS = st.sampled_from(
    [
        LOWER_BAR,
        LOWER_BAR.replace("bound: 50", "bound: 70"),
        f"""
        changes:
          - rule: {SME}
            criterion: science-staff
            points: {{value: science_staff_share, bands: [[0.2, 20], [0.05, 4], [0, 0]]}}
          - rule: {DEDUCTION}
            parameter: general
            value: 1.2
        """,
        f"""
        changes:
          - rule: {DEDUCTION}
            verdict: {{all: [audited, spending]}}
          - rule: {DEDUCTION}
            parameter: general
            value: 0.5
        """,
    ]
)


@given(REFORMS, st.integers(0, 1000))
@settings(max_examples=examples(5, 25), deadline=None)
def test_what_is_true_lies_within_the_bounds_when_facts_are_missing(
    firms, tmp_path_factory, text, seed
):
    folder = tmp_path_factory.mktemp("reform")
    table = firms.head(400)
    numbers = [name for name, kind in table.schema.items() if kind.is_numeric()]
    truths = [name for name, kind in table.schema.items() if kind == pl.Boolean]
    whole = table.with_columns(
        pl.col(numbers).fill_null(strategy="forward").fill_null(0), pl.col(truths).fill_null(True)
    )
    random = np.random.default_rng(seed)
    gaps = [pl.when(pl.Series(random.random(len(whole)) > 0.3)).then(name).alias(name)
            for name in ("staff", "sales", "assets", "rd_spending", "science_staff", "rd_own",
                         "class_one_rights", "research_ledgers")]  # fmt: skip
    true = effect_of(whole, text, folder)
    open_ = effect_of(whole.with_columns(gaps), text, folder)
    for known, bounded in zip(true.rules, open_.rules, strict=True):
        for name in ("gained", "lost"):
            bounds, exact = getattr(bounded.total, name), getattr(known.total, name)
            assert exact.low == exact.high
            assert bounds.low <= exact.low <= bounds.high
        assert bounded.total.before.low <= known.total.before.low <= bounded.total.before.high
        assert bounded.total.after.low <= known.total.after.low <= bounded.total.after.high
        if known.total.amounts:
            amounts, bounds = known.total.amounts, bounded.total.amounts
            assert amounts.change.low == pytest.approx(amounts.change.high)
            assert amounts.change.low == pytest.approx(amounts.after.low - amounts.before.low)
            assert bounds.before.low <= amounts.before.low * (1 + 1e-9)


def test_a_reform_that_only_loosens_costs_nobody_a_yes(firms, tmp_path):
    harder = LOWER_BAR.replace("bound: 50", "bound: 70").replace("bound: 800", "bound: 300")
    easier_, harder_ = (effect_of(firms, text, tmp_path).rules[0] for text in (LOWER_BAR, harder))
    assert easier_.total.lost.high == harder_.total.gained.high == 0
    assert not any(e.before == "yes" and e.after != "yes" for e in easier_.transitions)
    assert easier_.total.gained.low > 0
    assert harder_.total.lost.low > 0
    mixed = LOWER_BAR.replace("bound: 50", "bound: 70")
    assert pairs_of(mixed, tmp_path)[1][0].direction is None


def test_open_facts_that_have_no_part_in_the_change_do_not_widen_the_gain(firms, tmp_path):
    blank = pl.lit(None, dtype=pl.Boolean).alias("research_ledgers")
    total = effect_of(firms.with_columns(blank), LOWER_BAR, tmp_path).rules[0].total
    assert total.before.low == 0  # nobody is sure to qualify
    assert total.gained.high < 0.25 * len(firms)


def test_a_rule_that_asks_a_changed_one_follows_it(firms, tmp_path):
    text = f"""
    changes:
      - rule: {SIZE}
        criterion: large
        test: {{fact: staff, at_least: 1}}
    """
    effect = effect_of(firms, text, tmp_path, looked_at=(INNOVATIVE, DEDUCTION))
    assert [rule.rule for rule in effect.rules] == [SIZE, INNOVATIVE]
    known = firms.filter(pl.col("staff").is_not_null())
    innovative = effect_of(known, text, tmp_path, looked_at=(INNOVATIVE,)).rules[1]
    assert innovative.total.after.high == 0
    assert innovative.total.before.low > 0.2


def test_titles_follow_if_the_reform_says_so(firms, tmp_path):
    text = f"""
    titles_follow: TITLES
    rules: [{DEDUCTION}]
    changes:
      - rule: {SME}
        criterion: score
        bound: 30
      - rule: {DEDUCTION}
        parameter: technology_sme
        value: 1.5
    """
    kept = effect_of(firms, text.replace("TITLES", "false"), tmp_path)
    moved = effect_of(firms, text.replace("TITLES", "true"), tmp_path)
    assert moved.titles == {"technology_sme_registration": SME}
    assert moved.rules[0] == kept.rules[0]
    change = [effect.rules[1].total.amounts.after.low for effect in (kept, moved)]
    assert change[1] > change[0]


def test_the_law_of_another_day_is_compared(firms, tmp_path):
    effect = effect_of(firms, f"on: 2019-06-01\nrules: [{DEDUCTION}]\n", tmp_path)
    (rule,) = effect.rules
    # 75 % instead of 100 % for all (财税〔2018〕99号 against 公告2023年7号)
    amounts = rule.total.amounts
    assert amounts.after.low == pytest.approx(0.75 * amounts.before.low)
    assert (effect.before, effect.after) == (DAY, date(2019, 6, 1))


def test_every_rule_can_be_compared_and_says_whether_it_was_in_force(firms, tmp_path):
    rules = rule_ids(("cn",))
    text = "on: 2023-06-01\nrules: [" + ", ".join(rules) + "]\n"
    effect = effect_of(firms.head(200), text, tmp_path)
    assert {rule.rule for rule in effect.rules} == set(rules)
    held = {rule.rule: rule.in_force for rule in effect.rules}
    assert held[SME] == (True, True)
    assert held["cn/technology-relending"] == (True, False)
    json.dumps(to_json(effect), allow_nan=False)
    assert reform_blocks(effect, messages_for("zh_CN"))


def test_a_rule_behind_a_fact_is_refused_not_left_as_it_was(tmp_path):
    text = """
    changes:
      - rule: eu/sme-definition
        criterion: small
        test: {fact: group_staff, below: 100}
    """
    reform, _ = reform_of(text, tmp_path)
    _, problems = rule_pairs(replace(reform, rules=("eu/research-aid-intensity",)), (), DAY)
    assert {problem.code for problem in problems} == {"reform-behind-fact"}
    assert rule_pairs(reform, (), DAY)[1] == ()


def test_directions_of_bands_and_lists(tmp_path):
    before = load_rule(SME, DAY)

    def direction(part):
        _, (pair,), _ = pairs_of(f"changes:\n  - rule: {SME}\n    {part}\n", tmp_path)
        return direction_of(before, pair.after)

    bands = "criterion: science-staff\n    points: {value: science_staff_share, bands: %s}"
    assert direction(bands % "[[0.30, 20], [0.20, 16], [0, 0]]") is None
    assert direction(bands % "[[0.25, 20], [0.20, 12], [0.15, 8], [0.10, 4], [0, 0]]") == 1
    assert direction(bands % "[[0.30, 20], [0.25, 16], [0.20, 12], [0.15, 8], [0, 0]]") == -1
    assert direction("verdict: {all: [score, mainland, science-staff-points]}") is None
    assert direction("criterion: products\n    test: {fact: clean_conduct}") is None


def test_the_reform_of_the_documentation_can_be_used(firms, tmp_path):
    page = (Path(__file__).parents[2] / "docs/how-to/policy-laboratory.md").read_text("utf-8")
    text = page.partition("```yaml\n")[2].partition("```")[0]
    effect = effect_of(firms, text, tmp_path)
    assert [rule.rule for rule in effect.rules] == [SME, DEDUCTION, INNOVATIVE]
    assert effect.titles


def test_few_firms_are_shown_only_together():
    assert pooled_levels({"a": 50, "b": 3, "c": 4, "d": 12}) == (("a",), ("b", "c", "d"))
    assert pooled_levels({"a": 50, "b": 8, "c": 4}) == (("a",), ("b", "c"))
    assert pooled_levels({"small": 50, "micro": 80}) == (("micro",), ("small",))
    assert pooled_levels({"a": 5, "b": 4}) == ()


@pytest.mark.parametrize(
    ("cases", "size", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_intervals_of_shares_are_those_published(cases, size, low, high):
    # Newcombe, R. G. (1998). Two-sided confidence intervals for the single proportion. Statistics
    # in Medicine 17, 857-872, table I, method 3.
    assert wilson(cases / size, size) == pytest.approx((low, high), abs=5e-5)


def test_a_share_counts_unequal_weights_as_fewer_firms():
    equal, unequal = share_of(50, 50, 100, 100), share_of(50, 50, 100, 400)
    assert unequal.to - unequal.from_ > equal.to - equal.from_
    assert share_of(0, 0, 0, 0) == share_of(0, 0, 0, 0)


def test_bunching_gives_back_the_firms_put_in():
    smooth = {place: 1000 + 3 * place for place in range(-40, 40)}
    smooth[0] += 900
    smooth[1] += 300
    bins = tuple(Bin(place * 0.01, firms, float(firms)) for place, firms in smooth.items())
    found = bunching_of(bins, 0.01)
    assert found.excess == pytest.approx(1200 / 1003, rel=0.02)
    assert found.low < found.excess < found.high
    assert found.low > 0
    assert bunching_of(bins[:3], 0.01) is None


def test_the_command_shows_and_writes_what_it_found(firms, tmp_path):
    table, file = tmp_path / "firms.parquet", tmp_path / "reform.yaml"
    firms.write_parquet(table)
    file.write_text(dedent(LOWER_BAR), encoding="utf-8")
    runner = CliRunner()
    shown = runner.invoke(reform_command, [str(table), str(file), "--as-of", "2026-08-20"])
    assert shown.exit_code == 0, shown.output
    assert "Synthetic population" in shown.output
    chinese = runner.invoke(reform_command, [str(table), str(file), "--language", "zh_CN"])
    assert "新增符合" in chinese.output
    as_json = runner.invoke(reform_command, [str(table), str(file), "--json"])
    document = json.loads(as_json.output)
    assert document["synthetic"]
    assert document["rules"][0]["transitions"]
    file.write_text("changes: []\n", encoding="utf-8")
    assert runner.invoke(reform_command, [str(table), str(file)]).exit_code == 2
    assert Answer.YES.value in {entry["after"] for entry in document["rules"][0]["transitions"]}


def test_the_command_refuses_tables_that_are_none(tmp_path):
    file = tmp_path / "reform.yaml"
    file.write_text(dedent(LOWER_BAR), encoding="utf-8")
    runner = CliRunner()
    for name, content in (
        ("d.csv", "firm,staff\n"),
        ("a.csv", "staff\n3\n"),
        ("b.csv", "firm,staff\nx,many\n"),
        ("e.csv", "firm,synthetic\nx,1\n"),
        ("c.parquet", "x"),
    ):
        (tmp_path / name).write_text(content)
        refused = runner.invoke(reform_command, [str(tmp_path / name), str(file)])
        assert refused.exit_code == 2, refused.output
    assert runner.invoke(reform_command, [str(tmp_path / "none"), str(file)]).exit_code == 2


def test_a_rule_is_shown_in_the_words_in_which_a_reform_changes_it() -> None:
    shown = CliRunner().invoke(rulebook_command, ["show", SME, "--as-of", "2026-06-30"])
    assert shown.exit_code == 0, shown.output
    cells = [line.split("│")[1:4] for line in shown.output.splitlines() if line.count("│") == 4]
    names = [name.strip() for name, *_ in cells]
    first = names.index("research-spending")
    last = next(place for place in range(first + 1, len(names)) if names[place])
    written = "".join(asks.strip() for *_, asks in cells[first:last])
    raw = next(
        item
        for item in load_toml("rulebook.cn", "technology-sme-evaluation.toml")["criteria"]
        if item["id"] == "research-spending"
    )
    assert json.loads(written.removeprefix("points: ")) == raw["points"]
    parameters = CliRunner().invoke(rulebook_command, ["show", "cn/rd-super-deduction"])
    assert "technology_sme " in parameters.output
    assert CliRunner().invoke(rulebook_command, ["show", "cn/technology-sme"]).exit_code == 2


def test_a_criterion_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    file = tmp_path / "reform.yaml"
    file.write_text(
        f"title: t\nchanges:\n  - rule: {SME}\n    criterion: rd\n    bound: 5\n", "utf-8"
    )
    table = tmp_path / "firms.csv"
    table.write_text("firm,staff\na,5\n", "utf-8")
    refused = CliRunner().invoke(cohort_command, ["reform", str(table), str(file)])
    assert refused.exit_code == 2
    assert "research-spending" in refused.output


def test_a_share_between_sure_and_possible_has_wilsons_ends_of_both() -> None:
    """Statsmodels' interval for as many firms as would tell as much (Kish)."""
    found = share_of(sure=20, possible=50, weight=100, squares=250)
    ends = [proportion_confint(of * 40, 40, method="wilson") for of in (0.2, 0.5)]
    assert (found.low, found.high) == (0.2, 0.5)
    assert (found.from_, found.to) == pytest.approx((ends[0][0], ends[1][1]), abs=1e-6)
