"""Programmes of one's own: a TOML file like those that come with Steersman, checked."""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from steersman.cohort.laboratory.programme import Programme, programme_of
from steersman.data import read_text
from steersman.diagnose.factors import factor_ids
from steersman.dossier import Problem

LINE = re.compile(r"at line (\d+)")
Trouble = tuple[str, str, dict[str, object]]
"""Code of a problem, the key it is about, what its message needs."""


def read_programme(file: Path) -> tuple[Programme | None, tuple[Problem, ...]]:
    """Read a programme; None with problems, each with its line, if it cannot be used."""
    name = str(file)
    try:
        text = file.read_text(encoding="utf-8")
        raw = tomllib.loads(text)
    except (OSError, UnicodeDecodeError) as error:
        detail = getattr(error, "strerror", None) or "UTF-8"
        return None, (Problem("programme-unreadable", (), {"detail": detail}, place=name),)
    except tomllib.TOMLDecodeError as error:
        found = LINE.search(str(error))
        place = f"{name}:{found.group(1)}" if found else name
        return None, (Problem("programme-unreadable", (), {"detail": str(error)}, place=place),)
    troubles = list(_wrong_shape(raw)) or list(_wrong_numbers(raw))
    problems = tuple(
        Problem(code, (), values, place=_place(name, text, key)) for code, key, values in troubles
    )
    return (None, problems) if problems else (programme_of(file.stem, raw), ())


@cache
def _validator() -> Draft202012Validator:
    schema = json.loads(read_text("cohort.laboratory", "programme.schema.json"))
    return Draft202012Validator(schema)


def _wrong_shape(raw: Mapping[str, Any]) -> Iterator[Trouble]:
    for error in _validator().iter_errors(raw):
        keys = [str(key) for key in error.absolute_path if isinstance(key, str)]
        where = ".".join(map(str, error.absolute_path))
        detail = f"{where}: {error.message}" if where else error.message
        yield "programme-shape", keys[-1] if keys else "", {"detail": detail[:200]}


def _wrong_numbers(raw: Mapping[str, Any]) -> Iterator[Trouble]:
    """Yield what no schema can tell: order of intervals, sizes named twice or without a number."""
    for effect in (*raw["effects"], raw["constraint"]):
        centre = effect.get("centre", effect.get("slope"))
        if not effect["low"] <= centre <= effect["high"]:
            yield "programme-interval", "low", {"low": effect["low"], "high": effect["high"]}
    if raw["constraint"]["factor"] not in factor_ids():
        value = raw["constraint"]["factor"]
        yield "programme-factor", "factor", {"value": value, "known": factor_ids()}
    sizes = [size for effect in raw["effects"] for size in effect["sizes"]]
    tables = {"take_up": raw["take_up"]}
    if "guarantee" in raw:
        tables["default"] = raw["guarantee"]["default"]
    for size in sizes:
        if sizes.count(size) > 1:
            yield "programme-size-twice", "sizes", {"value": size}
        for key, table in tables.items():
            if size not in table:
                yield "programme-size-missing", key, {"value": size, "table": key}


def _place(name: str, text: str, key: str) -> str:
    """Return the file and the line of a key or table, just the file if there is none."""
    pattern = re.compile(rf"^\s*(\[+[\w.]*{re.escape(key)}\]+|{re.escape(key)}\s*=)")
    lines = (n for n, line in enumerate(text.splitlines(), 1) if key and pattern.match(line))
    number = next(lines, 0)
    return f"{name}:{number}" if number else name
