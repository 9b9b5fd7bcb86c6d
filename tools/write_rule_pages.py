"""Write docs/rules.md from the docstrings of the lint rules."""

import inspect
from pathlib import Path

from steersman.messages import messages_for
from steersman.steer import RULES

TARGET = Path(__file__).parents[1] / "docs" / "rules.md"


def page() -> str:
    """Return the page on all lint rules."""
    messages = messages_for("en")
    parts = ["# Lint rules\n\nWhat `steersman steer` looks for.\n"]
    for rule in RULES:
        module = inspect.getmodule(rule.check)
        text = inspect.cleandoc(module.__doc__ or "") if module else ""
        title, _, body = text.partition("\n\n")
        _, _, name = title.partition(": ")
        parts.append(
            f"## {rule.code}\n\n{name.rstrip('.').capitalize()}. *Family: {rule.family}.*\n\n"
            f"{body}\n\nMend in the report: {messages.text(f'mend.{rule.code}')}\n"
        )
    return "\n".join(parts)


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
