"""The quick readers say what the careful ones say, or leave it to them."""

import copy
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from steersman.dossier import DataPath, Dossier
from steersman.files import border, read_folder
from steersman.files.border import dossier_adapter
from steersman.files.quick_records import UnsureError, quick_record
from steersman.files.yaml_limits import MAXIMUM_BYTES, MAXIMUM_DEPTH, MAXIMUM_NODES
from steersman.files.yaml_quick import quick_data
from steersman.files.yaml_text import load_yaml, strip_positions

EXAMPLES = Path(__file__).parents[2] / "examples"
DOSSIERS = [path.parent for path in EXAMPLES.glob("*/firm.yaml")]
FILES = sorted(path for dossier in DOSSIERS for path in dossier.rglob("*.yaml"))
PIECES = [
    *"abc 0,:-{}[]#&*!|>'\"%@`?~<=_eE+xo/\\中：，\n\t", "\r\n", "- ", "? ", "---\n", "...\n",
    "\\x41", "\\/", "|\n", "|-\n", ">+\n", "# c\n", "null", "yes", "1e3", "0o7", "017", "0x1F",
    "1_000", "12:30:00", "2026-01-01", "2026-1-1", "2026-02-30", "2026-01-01T10:00:00Z", ".5", "5.",
    "-.inf", "<<", "key: ", "  - ", "[a,]", "{a: 1,}", "{a:1}", "a#b", "a #b", "\n\n", "!t ", "&x ",
]  # fmt: skip
VALUES: list[Any] = [
    0, -1, 2.0, 0.1, 1e22, 1e-7, float("inf"), float("nan"), True, None, "", "a", "5", "-0", "007",
    "1.50", "1e3", "+3", " 5", "true", "yes", "2026-01-01", "2026-13-01", date(2026, 1, 2),
    datetime(2026, 1, 2, 3, 4, tzinfo=UTC),
    [], ["a"], [1], {}, {"a": 1}, {"a": "2"}, {1: 2}, 10**17, 10**400,
    "123456789012345678901", Decimal("1.5"), b"x", ("a",), "new_product",
]  # fmt: skip


def careful(text: str) -> tuple[object, dict[DataPath, str]]:
    places: dict[DataPath, str] = {}
    return strip_positions(load_yaml(text), "f.yaml", (), places), places


def test_every_example_file_is_read_quickly_and_alike() -> None:
    for path in FILES:
        text = path.read_text("utf-8")
        places: dict[DataPath, str] = {}
        assert repr(quick_data(text, "f.yaml", (), places)) == repr(careful(text)[0])
        assert places == careful(text)[1]


@pytest.mark.parametrize("seed", range(4))
def test_spoilt_files_are_read_alike_or_left_to_the_careful_reader(seed: int) -> None:
    generator = random.Random(seed)
    texts = [path.read_text("utf-8").split("\n") for path in FILES]
    read = 0
    for _ in range(150):
        lines = generator.choice(texts)
        start = generator.randrange(len(lines))
        text = "\n".join(lines[start : start + generator.randint(1, 8)])
        for _ in range(generator.randint(1, 3)):
            place, cut = generator.randrange(len(text) + 1), generator.randint(0, 4)
            text = text[:place] + generator.choice(["", *PIECES]) + text[place + cut :]
        places: dict[DataPath, str] = {}
        try:
            data = quick_data(text, "f.yaml", (), places)
        except UnsureError:
            assert places == {}
            continue
        read += 1
        assert (repr(data), places) == (repr(careful(text)[0]), places), text
        assert places == careful(text)[1], text
    assert read > 10


@pytest.mark.parametrize(
    "text",
    [
        "a: 1\na: 2", "a: &x 1", "a: *x", "a: !t 1", "1: a", "? [a]\n: b", "a:\tb", "- a", "a",
        "%YAML 1.1\n---\na: yes", "a: 1\n---\nb: 2", "a: 0o7", "a: 1_000", "a: 2026-02-30", "a: .5",
        "<<: {a: 1}", "a: \U0001f600", "a: " + "[" * MAXIMUM_DEPTH + "]" * MAXIMUM_DEPTH,
        "a: [" + "1, " * MAXIMUM_NODES + "]", "a: " + "x" * MAXIMUM_BYTES,
    ],
)  # fmt: skip
def test_what_takes_judgement_is_left_to_the_careful_reader(text: str) -> None:
    with pytest.raises(UnsureError):
        quick_data(text, "f.yaml", (), {})


def test_without_libyaml_everything_is_left_to_the_careful_reader(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = read_folder(EXAMPLES / "minimal")
    monkeypatch.delattr(yaml, "CLoader")
    assert read_folder(EXAMPLES / "minimal") == before


def places_in(node: object, path: DataPath = ()) -> Iterator[DataPath]:
    entries: Any = node.items() if isinstance(node, dict) else ()
    for key, value in enumerate(node) if isinstance(node, list) else entries:
        yield (*path, key)
        yield from places_in(value, (*path, key))


def test_records_are_those_of_the_validator_or_left_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []

    def noting(record: type[Dossier], raw: object) -> Dossier:
        seen.append(raw)
        return quick_record(record, raw)

    monkeypatch.setattr(border, "quick_record", noting)
    whole = read_folder(EXAMPLES / "huoyan-textiles").dossier
    assert repr(whole) == repr(dossier_adapter().validate_python(seen[0]))
    generator = random.Random(1)
    paths = list(places_in(seen[0]))
    made = 0
    for _ in range(800):
        raw = copy.deepcopy(seen[0])
        *outer, last = generator.choice(paths)
        node = raw
        for key in outer:
            node = node[key]
        node[last] = generator.choice(VALUES)
        try:
            record = quick_record(Dossier, raw)
        except UnsureError:
            continue
        made += 1
        assert repr(record) == repr(dossier_adapter().validate_python(raw)), (outer, last)
    assert made > 50


@pytest.mark.parametrize("raw", [None, [], {}, {"firm": {"name": "X", "unknown": 1}}])
def test_what_is_no_dossier_is_left_to_the_validator(raw: object) -> None:
    with pytest.raises(UnsureError):
        quick_record(Dossier, raw)
