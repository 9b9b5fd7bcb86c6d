"""Write a page per lint rule, and the page that lists them, from docstrings and cases."""

import inspect
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from steersman.messages import messages_for
from steersman.steer import RULES, Rule
from steersman.steer.rules import title_and_text

ROOT = Path(__file__).parents[1]
PAGES = ROOT / "docs" / "rules"
CASES = ROOT / "tests" / "steer" / "cases"
COLUMNS = "| Code | What it finds | Family | Asks | Mended by `--fix` |\n|---|---|---|---|---|"


def asks(rule: Rule) -> str:
    """Return what a rule asks."""
    return "the stages" if rule.analysed else "the dossier"


def page(rule: Rule) -> str:
    """Return the page of a rule."""
    title, body = title_and_text(rule.code)
    messages = messages_for("en")
    cases = YAML(typ="safe", pure=True).load((CASES / f"{rule.code}.yaml").read_text("utf-8"))
    mend = messages.text(f"mend.{rule.code}")
    return (
        f"# {rule.code}\n\n{title}.\n\n*Family: {rule.family}. Asks {asks(rule)}.*\n\n{body}\n\n"
        f"Mend in the report: {mend}\n\n"
        f"{adopted(cases)}"
        f"{example('Found', cases['fires'])}{example('Not found', cases['silent'])}"
        f"{mended(rule, cases)}"
    )


def adopted(cases: dict[str, Any]) -> str:
    """Return since when a plan is followed in the examples, and what was different then."""
    if "adopted" not in cases:
        return ""
    line = f"In both examples a plan was adopted on {cases['adopted']['date']}"
    files = cases["adopted"].get("files")
    if not files:
        return line + ".\n\n"
    return line + ", when some files were different.\n\n" + example("Then", files)


def mended(rule: Rule, cases: dict[str, Any]) -> str:
    """Return what ``--fix`` does about a finding, if anything."""
    if rule.fix is None:
        return ""
    what = inspect.cleandoc(rule.fix.__doc__ or "")
    before, after = example("Mended", cases["mends"]), example("After it", cases["fixed"])
    head, _, text = before.partition("\n\n")
    return f"{head}\n\n`steersman check --fix`: {what[0].lower()}{what[1:]}\n\n{text}#{after}"


def example(title: str, files: dict[str, str]) -> str:
    """Return the files of a case; those of the small firm of the tests are not repeated."""
    if not files:
        return f"## {title}\n\nThe small firm of the tests, as it is.\n\n"
    if "example" in files:
        return f"## {title}\n\nThe example {files['example']}.\n\n"
    files = {name: text for name, text in files.items() if name != "adopted"}
    parts = [f"`{name}`:\n\n```text\n{text.rstrip()}\n```\n" for name, text in files.items()]
    return f"## {title}\n\n" + "\n".join(parts) + "\n"


def overview() -> str:
    """Return the page that lists all rules."""
    rows = [
        f"| [{rule.code}](rules/{rule.code}.md) | {title_and_text(rule.code)[0]} | {rule.family} "
        f"| {asks(rule)} | {'yes' if rule.fix else ''} |"
        for rule in RULES
    ]
    table = "\n".join((COLUMNS, *rows))
    names = "\n".join(f"rules/{rule.code}" for rule in RULES)
    return (
        "# Lint rules\n\nWhat `steersman check` and `steersman steer` look for.\n\n"
        f"{table}\n\n"
        "Besides, SUP001 finds a comment that accepts what is not there, which `--fix` takes out, "
        "and SUP002 one without a reason. What `--fix` mends is mended only where the files leave "
        "one answer, and only if that brings no other finding.\n\n"
        f"```{{toctree}}\n:hidden:\n\n{names}\n```\n"
    )


if __name__ == "__main__":
    PAGES.mkdir(exist_ok=True)
    for old in PAGES.glob("*.md"):
        old.unlink()
    for rule in RULES:
        (PAGES / f"{rule.code}.md").write_text(page(rule).rstrip() + "\n", encoding="utf-8")
    (ROOT / "docs" / "rules.md").write_text(overview(), encoding="utf-8")
