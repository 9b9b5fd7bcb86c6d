"""Answers of the check command that are kept: never stale, never in the way."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

import steersman
from steersman.cli import answers, main
from steersman.files import result_cache
from steersman.files.result_cache import MOST_ENTRIES, keep_answer, key_of, load_answer

EXAMPLES = Path(__file__).parents[2] / "examples"
QUICK = ("--depth", "written", "--format", "json")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "cache"))
    return tmp_path / "cache" / "steersman" / "check"


@pytest.fixture
def firm(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLES / "minimal", tmp_path / "firm"))


@pytest.fixture
def worked(monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Return a function that runs the command and says how often the answer was worked out."""
    calls: list[object] = []
    work = answers.worked_out

    def counting(question: answers.Question) -> answers.Answer:
        calls.append(question)
        return work(question)

    monkeypatch.setattr(answers, "worked_out", counting)

    def check(*arguments: str) -> int:
        before = len(calls)
        CliRunner().invoke(main, ["check", *arguments], catch_exceptions=False)
        return len(calls) - before

    return check


def test_the_same_question_is_worked_out_once(firm: Path, worked: Callable[..., int]) -> None:
    first = CliRunner().invoke(main, ["check", str(firm), *QUICK])
    assert json.loads(first.stdout)
    assert worked(str(firm), *QUICK) == 0
    again = CliRunner().invoke(main, ["check", str(firm), *QUICK])
    assert (again.stdout, again.exit_code) == (first.stdout, first.exit_code) == (first.stdout, 1)


@pytest.mark.parametrize(
    "options",
    [
        ("--depth", "data"),
        ("--depth", "written", "--select", "OBJ"),
        ("--depth", "written", "--ignore", "OBJ"),
        ("--depth", "written", "--language", "zh_CN"),
        ("--depth", "written", "--as-of", "2030-01-01"),
        ("--depth", "written", "--seed", "7"),
        ("--depth", "written", "--candidates", "7"),
    ],
)
def test_another_option_is_another_question(
    firm: Path, worked: Callable[..., int], options: tuple[str, ...]
) -> None:
    assert worked(str(firm), *QUICK) == 1
    assert worked(str(firm), *options) == 1
    assert worked(str(firm), *options) == 0


def test_whatever_changes_in_the_folder_is_seen(firm: Path, worked: Callable[..., int]) -> None:
    assert worked(str(firm), *QUICK) == 1
    file = firm / "strategy.yaml"
    text = file.read_text("utf-8") if file.exists() else "mission: to last"
    state = (firm / "firm.yaml").stat()
    changed = (firm / "firm.yaml").read_bytes().replace(b"name: ", b"name:  ")
    (firm / "firm.yaml").write_bytes(changed)
    os.utime(firm / "firm.yaml", ns=(state.st_atime_ns, state.st_mtime_ns))
    assert worked(str(firm), *QUICK) == 1
    file.write_text(text + "\n# steersman: ignore-file OBJ001: agreed\n", "utf-8")
    assert worked(str(firm), *QUICK) == 1
    (firm / "history" / "2025").mkdir(parents=True)
    (firm / "history" / "2025" / "strategy.yaml").write_text("mission: x\n", "utf-8")
    assert worked(str(firm), *QUICK) == 1
    (firm / "history" / "2025" / "strategy.yaml").rename(firm / "history" / "2025" / "old.yaml")
    assert worked(str(firm), *QUICK) == 1
    assert worked(str(firm), *QUICK) == 0


def test_another_version_or_edited_program_asks_again(
    firm: Path, tmp_path: Path, worked: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert worked(str(firm), *QUICK) == 1
    monkeypatch.setattr(steersman, "__version__", "0.0.0")
    assert worked(str(firm), *QUICK) == 1
    (tmp_path / "program").mkdir()
    (tmp_path / "program" / "rule.py").write_text("old", "utf-8")
    monkeypatch.setattr(steersman, "__file__", str(tmp_path / "program" / "__init__.py"))
    assert worked(str(firm), *QUICK) == 1
    assert worked(str(firm), *QUICK) == 0
    (tmp_path / "program" / "rule.py").write_text("edited", "utf-8")
    assert worked(str(firm), *QUICK) == 1


def test_no_cache_neither_looks_nor_keeps(firm: Path, folder: Path) -> None:
    for _ in range(2):
        CliRunner().invoke(main, ["check", str(firm), *QUICK, "--no-cache"])
    assert not folder.exists()


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: "",
        lambda text: text[:-20],
        lambda text: text.replace("warning", "trouble"),
        lambda text: "\udce9",
        lambda text: "[" * 100_000,
    ],
)
def test_a_damaged_answer_is_worked_out_again(
    firm: Path, folder: Path, worked: Callable[..., int], damage: Callable[[str], str]
) -> None:
    assert worked(str(firm), *QUICK) == 1
    (entry,) = folder.iterdir()
    entry.write_text(damage(entry.read_text("utf-8")), "utf-8", errors="surrogateescape")
    assert worked(str(firm), *QUICK) == 1
    assert worked(str(firm), *QUICK) == 0


@pytest.mark.parametrize("answer", [None, {}, [1], [{"code": "x"}], [{"code": 1}]])
def test_an_answer_of_another_form_is_worked_out_again(
    firm: Path, worked: Callable[..., int], monkeypatch: pytest.MonkeyPatch, answer: object
) -> None:
    monkeypatch.setattr(answers, "load_answer", lambda _key: answer)
    assert worked(str(firm), *QUICK) == 1


def test_data_that_cannot_be_read_are_not_kept(firm: Path, worked: Callable[..., int]) -> None:
    (firm / "firm.yaml").write_text("name: [", "utf-8")
    assert worked(str(firm), *QUICK) == 1
    assert worked(str(firm), *QUICK) == 1


def test_a_folder_that_cannot_be_written_is_no_error(firm: Path, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be", "utf-8")
    done = CliRunner().invoke(main, ["check", str(firm), *QUICK], catch_exceptions=False)
    assert done.exit_code == 1


def test_a_user_without_home_has_no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_home() -> Path:
        raise RuntimeError

    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setattr(result_cache.sys, "platform", "linux")
    monkeypatch.setattr(result_cache.Path, "home", no_home)
    keep_answer("a", [])
    assert load_answer("a") is None


def test_what_is_too_large_to_look_through_is_not_kept(
    firm: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(result_cache, "MOST_FILES", 1)
    assert key_of(firm, {}) is None
    assert key_of(firm / "none.xlsx", {}) is None


def test_entries_unused_for_longest_are_let_go(folder: Path) -> None:
    for number in range(MOST_ENTRIES + 3):
        keep_answer(f"{number:03}", [])
        os.utime(folder / f"{number:03}.json", (number, number))
    assert len(list(folder.iterdir())) == MOST_ENTRIES
    assert load_answer("000") is None
    assert load_answer(f"{MOST_ENTRIES + 2:03}") == []


@pytest.mark.skipif(os.name != "posix", reason="rights of files are those of POSIX")
def test_others_cannot_read_what_is_kept(folder: Path) -> None:
    keep_answer("a", [])
    assert (folder / "a.json").stat().st_mode & 0o077 == 0
    assert folder.stat().st_mode & 0o077 == 0
