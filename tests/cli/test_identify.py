"""``steersman identify`` and ``rulebook`` as their user meets them."""

import json
import re
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

from steersman.cli import main

EXAMPLE = str(Path(__file__).parents[2] / "examples" / "huoyan-textiles")
GOOD_RULE = """
id = "cn/bad"
title.en = "Case"
title.zh_CN = "例"
authority.en = "Authority"
authority.zh_CN = "机关"
document = "1"
in_force_from = 2020-01-01
source = "nowhere"
verified_on = 2026-01-01
review_by = 2027-01-01
pass_score = 5
verdict = { all = ["one", "two"] }

[parameters.limit]
title.en = "Limit"
title.zh_CN = "上限"
unit = "number"
values = [{ from = 2020-01-01, value = 1, document = "1", confidence = "B" }]

[[criteria]]
id = "one"
title.en = "One"
title.zh_CN = "一"
article = "1"
confidence = "B"
test = { fact = "staff", at_most = { parameter = "limit" } }

[[criteria]]
id = "two"
title.en = "Two"
title.zh_CN = "二"
article = "2"
confidence = "B"
points = { value = "staff", bands = [[5, 8], [3, 5], [0, 0]] }
test = { points = "two", at_least = 5 }
"""


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, terminal_width=200)


def test_the_ladder_with_documents_worth_and_disclaimer() -> None:
    result = run("identify", EXAMPLE)
    assert result.exit_code == 0, result.output
    for text in ("国科发政", "What reliefs are worth", "CN¥560,000", "Cheapest ways to it"):
        assert text in result.output
    assert "Jun 30, 2026" in result.output


def test_the_result_as_json_meets_its_schema() -> None:
    result = run("identify", EXAMPLE, "--json")
    document = json.loads(result.stdout)
    schema = json.loads(run("schema", "identify").stdout)
    jsonschema.validate(document["result"], schema)
    first = document["result"]["statuses"][0]["evaluation"]["criteria"][0]
    assert first["reason"]["because"]


def test_why_leads_down_to_the_facts() -> None:
    result = run("identify", EXAMPLE, "--why", "cn/technology-sme-evaluation")
    assert result.exit_code == 0, result.output
    assert "R&D spending: CN¥2,450,000" in result.output
    wrong = run("identify", EXAMPLE, "--why", "cn/technology-sme")
    assert wrong.exit_code == 2
    assert "cn/technology-sme-evaluation" in wrong.output


def test_compare_shows_what_the_law_changed() -> None:
    result = run("identify", EXAMPLE, "--compare", "2020-07-01", "2025-07-01")
    assert result.exit_code == 0, result.output
    assert "Rules and numbers that changed" in result.output
    document = json.loads(
        run("identify", EXAMPLE, "--compare", "2020-07-01", "2025-07-01", "--json").stdout
    )
    assert document["result"]["saving_after"] == 560_000
    documents = {change["document"] for change in document["result"]["changes"]}
    assert "公告2021年13号" in documents
    bad = run("identify", EXAMPLE, "--compare", "2020-07-01", "soon")
    assert bad.exit_code == 2


def test_the_rulebook_is_sound_and_its_facts_are_listed() -> None:
    assert run("rulebook", "check").exit_code == 0
    facts = run("rulebook", "facts", "--language", "zh_CN")
    assert "audited_collection" in facts.output
    assert "查账征收" in facts.output


@pytest.mark.parametrize(
    ("old", "new", "line_of", "says"),
    [
        ('fact = "staff"', 'fact = "staf"', 'fact = "staf"', "staff?"),
        ("[3, 5]", "[5, 5]", "bands =", "overlap"),
        ("[3, 5]", "[3, 9]", "bands =", "more points"),
        (", [0, 0]]", "]", "bands =", "below 3"),
        ("pass_score = 5", "pass_score = 9", "pass_score", "8 points"),
        ('article = "2"\n', "", 'id = "two"', "article"),
        ('points = "two", at_least = 5', 'any = ["two"]', 'id = "two"', "cn/bad#two"),
        ('all = ["one", "two"]', 'all = ["one", "three"]', "three", "no criterion"),
        ('parameter = "limit"', 'parameter = "limits"', "limits", "no parameter"),
        ("from = 2020-01-01, value", "from = 2021-01-01, value", "[parameters.limit]", "No value"),
        ("pass_score = 5", "pass_score = ", "pass_score", "TOML"),
        ("pass_score = 5", "pass_score = 8\npass_above = true", "pass_score", "8 points"),
        ("at_most = {", "at_most = nan, x = {", "nan", "no value"),
        ('points = "two", at_least', 'points = "one", at_least', 'points = "one"', "no criterion"),
        (
            'test = { points = "two", at_least = 5 }',
            'test = { rule = "cn/none" }',
            "cn/none",
            "No rule",
        ),
        ('value = "staff", bands', 'times = ["staff", 2], x', "times =", "no value"),
        (
            'test = { points = "two", at_least = 5 }',
            'test = { ratio = ["staff", 1, 2], above = 0 }',
            "ratio",
            "no value",
        ),
    ],
)
def test_a_wrong_rule_file_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, line_of: str, says: str
) -> None:
    assert old in GOOD_RULE
    text = GOOD_RULE.strip().replace(old, new, 1)
    file = tmp_path / "rule.toml"
    file.write_text(text, encoding="utf-8")
    result = run("rulebook", "check", str(file))
    assert result.exit_code == 2, result.output
    line = 1 + next(n for n, line in enumerate(text.splitlines()) if line_of in line)
    output = re.sub(r"\s+", " ", result.output)
    assert f":{line}:" in output.replace(" ", ""), output
    assert says.replace(" ", "") in output.replace(" ", "")


def test_a_criterion_that_is_there_twice_is_named(tmp_path: Path) -> None:
    first = GOOD_RULE[GOOD_RULE.index("[[criteria]]") : GOOD_RULE.rindex("[[criteria]]")]
    file = tmp_path / "rule.toml"
    file.write_text(GOOD_RULE + first, encoding="utf-8")
    result = run("rulebook", "check", str(file))
    assert result.exit_code == 2
    assert "one" in result.output
    assert run("rulebook", "check", str(tmp_path / "empty")).exit_code == 2


def test_a_sound_rule_file_passes_and_overlapping_versions_do_not(tmp_path: Path) -> None:
    one, two = tmp_path / "one.toml", tmp_path / "two.toml"
    one.write_text(GOOD_RULE, encoding="utf-8")
    assert run("rulebook", "check", str(one)).exit_code == 0
    two.write_text(GOOD_RULE.replace("in_force_from = 2020", "in_force_from = 2022"), "utf-8")
    result = run("rulebook", "check", str(tmp_path))
    assert result.exit_code == 2
    assert "two.toml" in result.output.replace("\n", "")


def test_a_wrong_declared_fact_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "firm.yaml").write_text(
        "name: Case\ndate: 2026-06-30\ndeclared_facts:\n"
        "  - {fact: audited_colection, answer: true}\n",
        encoding="utf-8",
    )
    result = run("check", str(tmp_path))
    assert result.exit_code == 2
    output = result.output.replace("\n", " ")
    assert "firm.yaml:4" in output
    assert "audited_collection" in output
