"""Every text exists in every language, with the same parameters, and every code has one."""

import re
import string
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from steersman.data import load_toml
from steersman.files.explanations import explain, field_guide
from steersman.files.tables import all_tables
from steersman.messages import LANGUAGES, messages_for
from steersman.rulebook import fact_catalogue, rule_ids, rule_versions
from steersman.steer import RULES

SOURCE = Path(__file__).parents[2] / "src" / "steersman"
ENGLISH = messages_for("en")._texts


def parameters(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_languages_have_the_same_codes_and_parameters() -> None:
    for language in LANGUAGES:
        texts = messages_for(language)._texts
        assert set(texts) == set(ENGLISH)
        for code, text in texts.items():
            assert parameters(text) == parameters(ENGLISH[code]), code


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogues_are_read_as_gettext_reads_them(language: str) -> None:
    source = (SOURCE / "messages" / "locale" / f"{language}.po").read_bytes()
    known = {str(entry.id): str(entry.string) for entry in read_po(BytesIO(source)) if entry.id}
    assert messages_for(language)._texts == known


def test_chinese_texts_are_chinese() -> None:
    untranslated = {
        code
        for code, text in messages_for("zh_CN")._texts.items()
        if text == ENGLISH[code] and re.search("[a-z]{3}", text) and not code.endswith(".source")
    }
    assert untranslated == set()


def test_every_code_in_the_source_has_a_text() -> None:
    used = set()
    for path in SOURCE.rglob("*.py"):
        used |= set(
            re.findall(r'(?<!form\.)\btext\(\s*"([\w.-]+)"', path.read_text(encoding="utf-8"))
        )
        for code in re.findall(r'Problem\(\s*"([\w-]+)"', path.read_text(encoding="utf-8")):
            used |= {f"problem.{code}", f"mend.{code}"}
        for code in re.findall(
            r'YamlRefusedError\(\s*"([\w-]+)"', path.read_text(encoding="utf-8")
        ):
            used |= {f"problem.{code}", f"mend.{code}"}
    assert used - set(ENGLISH) == set()


def test_every_code_in_a_page_has_a_text_and_every_text_of_pages_is_used() -> None:
    texts = [path.read_text("utf-8") for path in (SOURCE / "web").rglob("*.html")]
    named = set(re.findall(r'\bt\("([\w.-]+)"[,)]', "".join(texts)))
    assert named - set(ENGLISH) == set()
    begun = set(re.findall(r'\bt\("([\w.-]+)" ~', "".join(texts)))
    source = "".join(path.read_text("utf-8") for path in (SOURCE / "web").rglob("*.py"))
    begun |= set(re.findall(r'f"(web\.[\w.]*)\{', source))
    everything = "".join([*texts, source])
    everything += "".join(f'"{code}"' for code in re.findall(r"t\('([\w.-]+)'", everything))
    unused = {
        code
        for code in ENGLISH
        if code.startswith("web.")
        and f'"{code}"' not in everything
        and not code.startswith(tuple(begun))
    }
    assert unused == set()


def test_every_rule_finding_has_a_text() -> None:
    for rule in RULES:
        assert f"finding.{rule.code}" in ENGLISH
        assert f"mend.{rule.code}" in ENGLISH


def test_the_rulebook_carries_both_languages() -> None:
    for identifier in rule_ids():
        for rule in rule_versions(identifier):
            texts = [rule.title, rule.authority, *(c.title for c in rule.criteria)]
            texts += [entry.title for entry in rule.parameters]
            texts += [rule.notes] if rule.notes else []
            for text in texts:
                assert set(text) == set(LANGUAGES), rule.id
                assert re.search("[\u4e00-\u9fff]", text["zh_CN"]), (rule.id, text)
                assert re.search("[A-Za-z]{3}", text["en"]), (rule.id, text)
    for info in fact_catalogue().values():
        assert re.search("[\u4e00-\u9fff]", info.title["zh_CN"]), info.name
        for choice in info.choices:
            assert f"choice.{choice}" in ENGLISH


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_column_of_the_workbook_is_explained(language: str) -> None:
    messages = messages_for(language)
    for table in all_tables():
        for column in table.columns:
            assert explain(messages, column)
            assert f"`{column.title}`" in field_guide(messages)


def test_packaged_data_carries_both_languages() -> None:
    factors = load_toml("diagnose", "factors.toml")
    for entry in (*factors["factors"], *factors["indicators"]):
        assert set(entry["name"]) == set(LANGUAGES)
        assert entry["source"]
    for entry in factors["factors"]:
        assert len(entry["items"]) >= 4
        assert all(item["en"] and item["zh_CN"] for item in entry["items"])
    strategies = load_toml("choose", "strategies.toml")
    assert len(strategies["strategies"]) >= 8
    assert len(strategies["criteria"]) >= 8
    for entry in strategies["strategies"]:
        assert set(entry["name"]) == set(entry["summary"]) == set(LANGUAGES)
        assert entry["source"]
