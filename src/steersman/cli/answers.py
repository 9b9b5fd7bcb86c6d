"""What is wrong with a dossier, as rows in the reader's words: worked out, or known from before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NoReturn

from steersman.cli.console import messages_of, problem_row, read_dossier
from steersman.cli.running import RunOptions, running
from steersman.files.result_cache import keep_answer, key_of, load_answer
from steersman.report.findings import FindingRow

if TYPE_CHECKING:
    from steersman.dossier import DataPath, Dossier
    from steersman.files import ReadResult
    from steersman.report.chapters import Words
    from steersman.steer import Context, Finding, Rule

Depth = Literal["data", "written", "all"]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a dossier.

    Attributes:
        dossier: Where it is, as the user wrote it.
        language: Language of the answer.
        depth: Only the data, also what is written, or also what the stages say.
        select: Beginnings of the codes of rules to apply; all if empty.
        ignore: Beginnings of those to leave out.
        options: How to run the stages.
    """

    dossier: Path
    language: str
    depth: Depth
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    options: RunOptions


@dataclass(frozen=True, slots=True)
class Answer:
    """What is wrong.

    Attributes:
        rows: Problems, then findings.
        usable: Whether the data could be read.
    """

    rows: tuple[FindingRow, ...]
    usable: bool


def answered(question: Question) -> Answer:
    """Return the answer kept from before, or work it out and keep it.

    It is kept if the data can be read, and were not changed while it was worked out.
    """
    key = key_of(question.dossier, asdict(question))
    kept = None if key is None else _rows(load_answer(key))
    if kept is not None:
        return Answer(kept, usable=True)
    answer = worked_out(question)
    if key is not None and answer.usable and key == key_of(question.dossier, asdict(question)):
        keep_answer(key, [asdict(row) for row in answer.rows])
    return answer


def _rows(kept: object) -> tuple[FindingRow, ...] | None:
    """Return rows that were kept, None if they are not rows of texts."""
    names = {spec.name for spec in fields(FindingRow)}
    if not isinstance(kept, list):
        return None
    for row in kept:
        if not isinstance(row, dict) or row.keys() != names:
            return None
        if not all(isinstance(text, str) for text in row.values()):
            return None
    return tuple(FindingRow(**row) for row in kept)


def worked_out(question: Question) -> Answer:
    """Return what is wrong with a dossier."""
    read = read_dossier(question.dossier)
    if read.dossier is None or read.errors or question.depth == "data":
        return answer_of(question, read, ())
    return answer_of(question, read, applied(question, read.dossier, chosen_rules(question)))


def answer_of(question: Question, read: ReadResult, found: Sequence[Finding]) -> Answer:
    """Return problems and findings in the reader's words.

    Args:
        question: What was asked.
        read: The dossier as read.
        found: Findings before comments in its files were heard.
    """
    messages = messages_of(question.language)
    rows = [_at_home(problem_row(problem, messages), question) for problem in read.problems]
    if read.dossier is None or read.errors:
        return Answer(tuple(rows), usable=False)
    if question.depth != "data":
        from steersman.report.chapters import Words

        words = Words(messages, read.dossier, read.places)
        left = _not_accepted(question, with_places(found, read.places))
        rows += [_finding_row(finding, question, words) for finding in left]
    return Answer(tuple(rows), usable=True)


def _not_accepted(question: Question, found: Sequence[Finding]) -> Sequence[Finding]:
    from steersman.files.suppressions import read_suppressions
    from steersman.steer.accepted import apply_suppressions
    from steersman.steer.rules import MODULES

    folder = question.dossier
    suppressions = read_suppressions(folder) if folder.is_dir() else ()
    codes = [rule.code for rule in chosen_rules(question)]
    return apply_suppressions(found, suppressions, codes, MODULES)


def chosen_rules(question: Question) -> tuple[Rule, ...]:
    """Return the rules to apply, in the order of their codes."""
    from steersman.steer.rules import MODULES, rule_of

    if question.depth == "data":
        return ()
    rules = (
        rule_of(code)
        for code in MODULES
        if (not question.select or code.startswith(question.select))
        and not (question.ignore and code.startswith(question.ignore))
    )
    return tuple(rule for rule in rules if question.depth == "all" or not rule.analysed)


def applied(question: Question, dossier: Dossier, rules: Sequence[Rule]) -> Sequence[Finding]:
    """Return what rules find in a dossier, with the stages run if one of them asks."""
    from steersman.steer import steer

    if any(rule.analysed for rule in rules):
        messages = messages_of(question.language)
        with running(dossier, question.options, messages, question.dossier) as (pipeline, _, _):
            return pipeline.steer(rules).findings
    return steer(context_of(question, dossier), rules).findings


def context_of(question: Question, dossier: Dossier) -> Context:
    """Return what rules may ask that ask no stage."""
    from steersman.steer import Context

    stages: Any = NoStages()
    as_of = question.options.as_of
    return Context(dossier, as_of.date() if as_of else dossier.firm.date, stages)


class NoStages:
    """Stages for rules that ask none of them."""

    def __getattr__(self, name: str) -> NoReturn:
        raise ValueError(f"a rule that is not marked as analysed asks the stages for {name}")


def with_places(findings: Iterable[Finding], places: Mapping[DataPath, str]) -> tuple[Finding, ...]:
    """Return findings with the place of each in the dossier's files."""
    from steersman.files.border import place_of

    return tuple(replace(finding, place=place_of(finding.path, places)) for finding in findings)


def _finding_row(finding: Finding, question: Question, words: Words) -> FindingRow:
    from steersman.report.chapters.steer import finding_text
    from steersman.steer.accepted import fingerprint

    what, mend = finding_text(finding, words)
    name = fingerprint(finding, words.dossier)
    row = FindingRow(finding.code, finding.severity, finding.place, "", what, mend, name)
    return _at_home(row, question)


def _at_home(row: FindingRow, question: Question) -> FindingRow:
    """Return a row whose place is seen from where the command runs."""
    dossier = question.dossier
    if Path(row.place).is_relative_to(dossier):
        return row
    home = dossier if dossier.is_dir() else dossier.parent
    return replace(row, place=(home / row.place).as_posix())
