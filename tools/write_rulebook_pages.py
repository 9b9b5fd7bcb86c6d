"""Write a page for every official rule into docs/rulebook from the rule files."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

from steersman.rulebook import JURISDICTIONS, Rule, fact_catalogue, rule_ids, rule_versions
from steersman.rulebook.expressions import (
    Add,
    Banded,
    Compare,
    Constant,
    Every,
    Expression,
    Fact,
    Larger,
    Met,
    Minus,
    Not,
    OneOf,
    Points,
    Ratio,
    RuleAnswer,
    Smaller,
    Some,
    Times,
    Truth,
    When,
)

TARGET = Path(__file__).parents[1] / "docs" / "rulebook"
SIGNS = {"at_least": "≥", "at_most": "≤", "above": ">", "below": "<"}
NAMES = {
    "cn": "China", "eu": "European Union", "de": "Germany", "fr": "France", "nl": "Netherlands",
    "ie": "Ireland", "es": "Spain", "it": "Italy", "uk": "United Kingdom", "us": "United States",
    "kr": "Korea", "sg": "Singapore", "jp": "Japan",
}  # fmt: skip


def pages() -> Iterator[tuple[str, str]]:
    """Yield the name and text of every page, the index first."""
    yield "index.md", _index()
    for identifier in rule_ids():
        yield _file(identifier), _page(rule_versions(identifier))


def _file(identifier: str) -> str:
    return identifier.replace("/", "-") + ".md"


def _index() -> str:
    intro = (
        "# Rulebook\n\nEvery official rule that Steersman evaluates, generated from its file. How "
        "they are evaluated: [](../methods/rules.md).\n"
    )
    parts = [intro]
    for country in JURISDICTIONS:
        entries = "\n".join(name.replace("/", "-") for name in rule_ids((country,)))
        parts.append(
            f"```{{toctree}}\n:caption: {NAMES[country]}\n:maxdepth: 1\n\n{entries}\n```\n"
        )
    return "\n".join(parts)


def _page(versions: tuple[Rule, ...]) -> str:
    newest = versions[-1]
    parts = [f"# {newest.title['en']} · {newest.title['zh_CN']}\n\n`{newest.id}` ({newest.kind})\n"]
    parts += [_version(rule) for rule in reversed(versions)]
    return "\n".join(parts)


def _version(rule: Rule) -> str:
    until = f" to {rule.in_force_to}" if rule.in_force_to else ""
    lines = [
        f"## {rule.document}\n",
        f"In force from {rule.in_force_from}{until}; the day that counts: {rule.applies_by}.",
        f"Issued by: {rule.authority['en']}. Source: {rule.source}.",
        f"Numbers checked on {rule.verified_on}; to be checked again by {rule.review_by}.\n",
        f"**Verdict**: {_text(rule.verdict)}.\n",
    ]
    if rule.pass_score is not None:
        more = "more than " if rule.pass_above else ""
        lines.append(f"Points needed: {more}{rule.pass_score:g}.\n")
    lines += _criteria(rule)
    lines += _parameters(rule)
    lines += _relief(rule)
    if rule.notes:
        lines.append(f"{rule.notes['en']}\n")
    return "\n".join(lines)


def _criteria(rule: Rule) -> list[str]:
    if not rule.criteria:
        return []
    lines = ["| criterion | asks | article | confidence |", "|---|---|---|---|"]
    for criterion in rule.criteria:
        asked = [_text(part) for part in (criterion.test, criterion.points) if part is not None]
        title = f"{criterion.title['en']} (`{criterion.id}`)"
        lines.append(
            f"| {title} | {'; '.join(asked)} | {criterion.article} | {criterion.confidence} |"
        )
    return [*lines, ""]


def _parameters(rule: Rule) -> list[str]:
    if not rule.parameters:
        return []
    lines = ["| number | from | to | value | document | confidence |", "|---|---|---|---|---|---|"]
    for entry in rule.parameters:
        lines += [
            f"| {entry.title['en']} | {value.first} | {value.last or ''} | "
            f"{_number(value.number)} | {value.document} | {value.confidence} |"
            for value in entry.values
        ]
    return [*lines, ""]


def _relief(rule: Rule) -> list[str]:
    relief = rule.relief
    if relief is None:
        return []
    amount = f", {_text(relief.amount)}" if relief.amount is not None else ""
    kind = relief.mechanism.replace("_", " ")
    text = f"**Money**: {kind}{amount}; in month {relief.paid_month} of the next year "
    text += f"(confidence {relief.confidence})."
    if relief.excludes:
        text += f" Not together with {', '.join(f'`{name}`' for name in relief.excludes)}."
    return [text + "\n"]


def _text(node: Expression) -> str:  # noqa: C901  one line for each kind
    """Return an expression in words."""
    match node:
        case Constant(number, parameter):
            return parameter.replace("_", " ") if parameter else _number(number)
        case Fact(name) | Truth(name):
            return fact_catalogue()[name].title["en"]
        case OneOf(name, choices):
            return f"{fact_catalogue()[name].title['en']} is {' or '.join(choices)}"
        case Met(criterion) | Points(criterion):
            return f"`{criterion}`"
        case RuleAnswer(rule, criterion):
            return f"`{rule}`" + (f" (`{criterion}`)" if criterion else "")
        case Compare(value, comparison, bound):
            return f"{_text(value)} {SIGNS[comparison]} {_text(bound)}"
        case Every(parts):
            return _joined(parts, " and ") or "always"
        case Some(parts):
            return _joined(parts, " or ")
        case Not(part):
            return f"not ({_text(part)})"
        case Ratio(part, whole):
            return f"({_text(part)}) / ({_text(whole)})"
        case Add(parts):
            return " + ".join(map(_text, parts))
        case Minus(left, right):
            return f"({_text(left)}) − ({_text(right)})"
        case Times(left, right):
            return f"({_text(left)}) × ({_text(right)})"
        case Larger(parts):
            return f"largest of [{'; '.join(map(_text, parts))}]"
        case Smaller(parts):
            return f"smallest of [{'; '.join(map(_text, parts))}]"
        case When(test, then, otherwise):
            return f"{_text(then)} if {_text(test)}, else {_text(otherwise)}"
        case Banded(value, bands):
            shown = ", ".join(
                f"{'>' if band.excluded else '≥'} {_number(band.bound)}: {_number(band.low)}"
                + (f" to {_number(band.high)}" if band.high != band.low else "")
                for band in bands
            )
            return f"{_text(value)}: {shown}"


def _joined(parts: tuple[Expression, ...], word: str) -> str:
    texts = [
        f"({_text(part)})" if isinstance(part, Every | Some) and len(parts) > 1 else _text(part)
        for part in parts
    ]
    return word.join(texts)


def _number(number: Fraction | None) -> str:
    return "not known" if number is None else f"{float(number):,.10g}"


if __name__ == "__main__":
    TARGET.mkdir(exist_ok=True)
    for stale in TARGET.glob("*.md"):
        stale.unlink()
    for name, text in pages():
        (TARGET / name).write_text(text, encoding="utf-8")
