"""Dossiers as rows: the same official answers, the same evidence, nobody's own answers."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, Phase, event, given, settings

from steersman.cli.main import main
from steersman.cohort.conversion import dossiers_in, row_of, table_of
from steersman.cohort.intake import intake
from steersman.cohort.mapping import table_problems
from steersman.diagnose.factors import factor_ids
from steersman.dossier import Dossier, Response, Survey
from steersman.files import read_folder, write_folder
from steersman.identify import identify
from steersman.identify.facts import facts_of
from steersman.identify.jurisdictions import jurisdictions_of
from steersman.rulebook import evaluate, load_rule, rule_ids
from steersman.rulebook.table.evaluate import evaluate_table
from tests.dossiers import records
from tests.effort import examples

EXAMPLES = Path(__file__).parents[2] / "examples"
DAYS = (date(2024, 6, 30), date(2030, 1, 1))


def example(name: str) -> Dossier:
    dossier = read_folder(EXAMPLES / name).dossier
    assert dossier is not None
    return dossier


def row_answers(dossier: Dossier, day: date, rules: Sequence[str]) -> dict[str, str]:
    found = intake(table_of([row_of("a", dossier, day)]), None, 1)
    assert found.faults.is_empty()
    loaded = [load_rule(rule, day) for rule in rules]
    answers = evaluate_table(found.firms.lazy(), loaded, day).collect().row(0, named=True)
    return {rule: answers[rule] for rule in rules}


@pytest.mark.parametrize("name", ["huoyan-textiles", "minimal"])
def test_rules_answer_for_the_row_what_they_answer_for_the_dossier(name: str) -> None:
    dossier = example(name)
    rules = rule_ids(jurisdictions_of(dossier.firm))
    statuses = identify(dossier, dossier.firm.date).statuses
    answers = row_answers(dossier, dossier.firm.date, rules)
    assert {status.rule: status.answer.value for status in statuses}.items() <= answers.items()
    for day in DAYS:
        facts = facts_of(dossier, day)
        expected = {rule: evaluate(load_rule(rule, day), facts, day).answer for rule in rules}
        assert row_answers(dossier, day, rules) == expected


def responses(count: int, answer: int) -> tuple[Response, ...]:
    return tuple(
        Response(respondent=f"r{place}", answers={"TAL1": answer, "FIN1": 1 + place % 5})
        for place in range(count)
    )


def test_answers_of_fewer_than_three_people_are_not_written() -> None:
    dossier = example("minimal")
    two = replace(dossier, survey=Survey(leaders=responses(1, 4), others=responses(1, 2)))
    assert not any("answers" in name or "error" in name for name in row_of("a", two))
    three = replace(dossier, survey=Survey(leaders=responses(1, 4), others=responses(2, 2)))
    row = row_of("a", three)
    assert row["talent.answers"] == pytest.approx((75 + 25) / 2)
    assert "answers_freedom" in row
    assert "policy.answers" not in row


def test_an_example_is_a_usable_table() -> None:
    row = row_of("a", example("huoyan-textiles"))
    table = table_of([row, {"firm": "b"}])
    assert table_problems(table.columns, None) == ()
    assert table["firm"].to_list() == ["a", "b"]
    assert set(factor_ids()) <= {name.removesuffix(".answers") for name in table.columns}


def test_places_hold_dossiers_or_are_one(tmp_path: Path) -> None:
    for name in ("b", "a"):
        write_folder(example("minimal"), tmp_path / name)
    (tmp_path / ".hidden").mkdir()
    (tmp_path / "c.xlsx").write_bytes(b"")
    (tmp_path / "notes.txt").write_text("")
    assert [path.name for path in dossiers_in(tmp_path)] == ["a", "b", "c.xlsx"]
    assert dossiers_in(tmp_path / "a") == (tmp_path / "a",)


def test_command_sets_bad_dossiers_aside_with_their_reasons(tmp_path: Path) -> None:
    write_folder(example("minimal"), tmp_path / "all" / "good")
    bad = tmp_path / "all" / "bad"
    bad.mkdir()
    (bad / "firm.yaml").write_text("name: x\ndate: soon\n", "utf-8")
    (tmp_path / "all" / "book.xlsx").write_bytes(b"no workbook")
    out = tmp_path / "firms.parquet"
    place = str(tmp_path / "all")
    result = CliRunner().invoke(main, ["cohort", "convert", place, "--out", str(out)])
    assert result.exit_code == 1
    assert f"{bad / 'firm.yaml'}:2" in result.stderr.replace("\n", "")
    assert "book.xlsx" in result.stderr
    assert "1 firms, 2 set aside" in " ".join(result.stdout.split())
    assert pl.read_parquet(out)["firm"].to_list() == ["good"]


def test_command_refuses_what_it_cannot_write_or_convert(tmp_path: Path) -> None:
    example_folder = str(EXAMPLES / "minimal")
    out = str(tmp_path / "firms.txt")
    result = CliRunner().invoke(main, ["cohort", "convert", example_folder, "--out", out])
    assert result.exit_code == 2
    (tmp_path / "empty").mkdir()
    out = str(tmp_path / "firms.csv")
    result = CliRunner().invoke(main, ["cohort", "convert", str(tmp_path / "empty"), "--out", out])
    assert result.exit_code == 2


@given(dossier=records(Dossier))
@settings(
    max_examples=examples(8, 50),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
def test_any_dossier_converts_and_its_row_answers_the_same(dossier: Dossier) -> None:
    day = dossier.firm.date
    if intake(table_of([row_of("a", dossier)]), None, 1).faults.height:
        event("contradicts itself")
        return
    rules = ("cn/enterprise-size", "cn/technology-sme-evaluation", "eu/sme-definition")
    facts = facts_of(dossier, day)
    expected = {rule: evaluate(load_rule(rule, day), facts, day).answer for rule in rules}
    assert row_answers(dossier, day, rules) == expected
