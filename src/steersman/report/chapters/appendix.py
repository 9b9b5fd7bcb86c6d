"""Appendix: every input with its place, the method of every number, and what it was made from."""

from collections.abc import Mapping
from typing import Any

from steersman.dossier import DataPath
from steersman.pipeline import Provenance
from steersman.report.chapters.words import Words
from steersman.report.document import Block, Details, Heading, Paragraph, Table
from steersman.serialise import to_json

METHODS = (
    "intervals", "reliability", "influence", "assumptions", "weights", "acceptability", "regret",
    "schedule", "simulation",
)  # fmt: skip


def appendix_chapter(
    provenance: Provenance, words: Words, inputs: Mapping[str, Any] | None = None
) -> tuple[Block, ...]:
    """Return inputs, methods and provenance.

    Args:
        provenance: What the analysis rests on.
        words: Texts and names.
        inputs: The dossier as JSON, as far as readers may see it; all of it if None.
    """
    listed = to_json(words.dossier) if inputs is None else inputs
    tables = tuple(
        Details(name, (_inputs(name, value, words),)) for name, value in listed.items() if value
    )
    return (
        Heading(words.text("appendix.title"), anchor="appendix"),
        Heading(words.text("appendix.methods"), level=2),
        _methods(words),
        Heading(words.text("appendix.inputs"), level=2),
        Paragraph(words.text("appendix.inputs_intro"), remark=True),
        *tables,
        Heading(words.text("appendix.provenance"), level=2),
        Paragraph(
            words.text(
                "appendix.made_from",
                sha=provenance.dossier_sha256,
                version=provenance.version,
                seed=str(provenance.seed),
                date=provenance.as_of,
            ),
            remark=True,
        ),
    )


def _methods(words: Words) -> Table:
    rows = tuple(
        (words.text(f"method.{name}"), words.text(f"method.{name}.source")) for name in METHODS
    )
    head = (words.text("head.method"), words.text("head.source"))
    return Table(words.text("appendix.methods"), head, rows)


def _inputs(name: str, value: Any, words: Words) -> Table:  # noqa: ANN401  plain data of any kind
    rows = tuple(
        (".".join(str(key) for key in path), words.leaf(leaf), words.places.get(path, ""))
        for path, leaf in _leaves(value, (name,))
        if leaf not in (None, "")
    )
    head = tuple(words.text(f"head.{title}") for title in ("field", "value", "place"))
    return Table(name, head, rows)


def _leaves(value: Any, path: DataPath) -> list[tuple[DataPath, Any]]:  # noqa: ANN401
    if isinstance(value, dict):
        return [leaf for key, inner in value.items() for leaf in _leaves(inner, (*path, key))]
    if isinstance(value, list):
        return [leaf for key, inner in enumerate(value) for leaf in _leaves(inner, (*path, key))]
    return [(path, value)]
