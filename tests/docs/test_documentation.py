"""The documentation is complete and in step with the code."""

import re
import tomllib
from itertools import chain
from pathlib import Path

from click.testing import CliRunner
from tools.write_rule_pages import PAGES, overview, page
from tools.write_rulebook_pages import pages

from steersman.cli.main import MODULES, main
from steersman.steer import RULES

ROOT = Path(__file__).parents[2]


def test_rule_pages_are_up_to_date() -> None:
    assert (ROOT / "docs" / "rules.md").read_text(encoding="utf-8") == overview()
    assert {path.stem for path in PAGES.glob("*.md")} == {rule.code for rule in RULES}
    for rule in RULES:
        text = (PAGES / f"{rule.code}.md").read_text(encoding="utf-8")
        assert text == page(rule).rstrip() + "\n"


def test_rulebook_pages_are_up_to_date() -> None:
    folder = ROOT / "docs" / "rulebook"
    written = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.md")}
    assert written == dict(pages()), "run tools/write_rulebook_pages.py"


def test_every_dependency_is_explained() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    listed = [
        project["project"]["dependencies"],
        *project["project"]["optional-dependencies"].values(),
        *project["dependency-groups"].values(),
    ]
    for requirement in chain.from_iterable(listed):
        name = re.split(r"[><=\[]", requirement)[0].removeprefix("pytest-")
        assert re.search(rf"\b{re.escape(name)}\b", text), name


def test_locks_name_no_registry_and_carry_hashes() -> None:
    for path in (ROOT / "requirements").glob("*.txt"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"https?://|--(extra-)?index-url|--find-links", text), path.name
        for line in text.splitlines():
            if "==" in line:
                assert line.endswith("\\"), "followed by hashes"


def test_commands_in_the_readme_and_tutorial_exist() -> None:
    for name in ("README.md", "docs/tutorial.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        for command in re.findall(r"bin/steersman (\w+)", text):
            assert command in MODULES
            assert CliRunner().invoke(main, [command, "--help"]).exit_code == 0


def test_no_module_is_too_long_to_read() -> None:
    lengths = {
        path.name: len(path.read_text(encoding="utf-8").splitlines())
        for path in (ROOT / "src").rglob("*.py")
    }
    assert max(lengths.values()) <= 500
    assert sorted(lengths.values())[len(lengths) * 9 // 10] <= 300
