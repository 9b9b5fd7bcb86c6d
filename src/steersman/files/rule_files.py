"""Rule files on disk: read, checked for shape, every problem with its line."""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from steersman.data import read_text
from steersman.dossier import Problem
from steersman.rulebook.check import RuleFile, check_rules

LINE = re.compile(r"at line (\d+)")


def check_rule_files(paths: Sequence[Path]) -> tuple[Problem, ...]:
    """Return everything that is wrong with rule files, each with its file and line."""
    problems: list[Problem] = []
    files: list[RuleFile] = []
    texts: dict[str, str] = {}
    for path in paths:
        name = str(path)
        try:
            texts[name] = path.read_text(encoding="utf-8")
            raw = tomllib.loads(texts[name])
        except (OSError, UnicodeDecodeError) as error:
            detail = getattr(error, "strerror", None) or "UTF-8"
            problems.append(Problem("rule-unreadable", (name,), {"detail": detail}, place=name))
            continue
        except tomllib.TOMLDecodeError as error:
            found = LINE.search(str(error))
            place = f"{name}:{found.group(1)}" if found else name
            problems.append(Problem("rule-not-toml", (name,), {"detail": str(error)}, place=place))
            continue
        wrong = list(_wrong_shape(name, raw))
        problems += wrong
        if not wrong:
            files.append(RuleFile(name, raw))
    problems += check_rules(files)
    return tuple(_located(problem, texts) for problem in problems)


def check_rule(name: str, raw: Mapping[str, Any]) -> tuple[Problem, ...]:
    """Return everything that is wrong with one rule's data.

    The path of each problem is the name, the criterion or parameter (empty if none) and the text at
    fault; no lines are told, since the data need not be those of a file.
    """
    wrong = tuple(_wrong_shape(name, raw))
    return wrong or check_rules([RuleFile(name, raw)])


@cache
def rule_schema() -> dict[str, Any]:
    """Return the JSON schema of rule files."""
    schema: dict[str, Any] = json.loads(read_text("rulebook", "rule.schema.json"))
    return schema


def _wrong_shape(name: str, raw: Mapping[str, Any]) -> Iterator[Problem]:
    validator = Draft202012Validator(rule_schema())
    for error in validator.iter_errors(_plain(raw)):
        parts = [str(part) for part in error.absolute_path]
        token = error.validator == "required" and error.message.split("'")[1]
        where = _criterion_at(raw, list(error.absolute_path))
        last = next((part for part in reversed(parts) if not part.isdigit()), "")
        detail = error.message if len(error.message) < 200 else error.message[:197] + "..."
        yield Problem("rule-shape", (name, where, last or token or ""), {"detail": detail})


def _criterion_at(raw: Mapping[str, Any], path: list[Any]) -> str:
    if len(path) > 1 and path[0] == "criteria":
        return str(raw["criteria"][path[1]].get("id", ""))
    return str(path[1]) if len(path) > 1 and path[0] == "parameters" else ""


def _plain(value: Any) -> Any:  # noqa: ANN401  data of a rule file
    """Return TOML data as JSON knows it: dates as text."""
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


def _located(problem: Problem, texts: Mapping[str, str]) -> Problem:
    if problem.place or not problem.path:
        return problem
    name, *rest = (str(part) for part in problem.path)
    where, token = [*rest, "", ""][:2]
    line = _line(texts.get(name, "").splitlines(), where, token)
    place = f"{name}:{line}" if line else name
    return Problem(problem.code, problem.path, problem.parameters, problem.severity, place)


def _line(lines: Sequence[str], where: str, token: str) -> int:
    """Return the line of a token, looked for from its criterion or parameter on."""
    start = 0
    if where:
        opening = re.compile(rf'^id = "{re.escape(where)}"|^\[parameters\.{re.escape(where)}\]')
        start = next((n for n, line in enumerate(lines) if opening.match(line)), 0)
    whole = re.compile(rf"(?<![\w-]){re.escape(token)}(?![\w-])") if token else None
    found = (n for n, line in enumerate(lines[start:], start) if whole and whole.search(line))
    return next(found, start if where else 0) + 1 if lines else 0
