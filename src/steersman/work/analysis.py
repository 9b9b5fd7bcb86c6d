"""An analysis: all stages of one firm, kept part by part."""

import json
import zlib
from collections.abc import Callable, Mapping
from typing import Any

from steersman.files import ReadResult
from steersman.messages import LANGUAGES
from steersman.messages.on_screen import screen_messages_for
from steersman.pipeline import Pipeline
from steersman.report.chapters import Words
from steersman.report.stored import blocks_to_json
from steersman.serialise import to_json
from steersman.work.parts import PARTS

Document = dict[str, Any]
"""Names of the parts done, results by name, chapters by language and name."""


def empty() -> Document:
    """Return an analysis of which nothing is done yet."""
    return {"parts": [], "results": {}, "chapters": {language: {} for language in LANGUAGES}}


def packed(document: Document) -> bytes:
    """Return an analysis as a checkpoint."""
    return zlib.compress(json.dumps(document, ensure_ascii=False).encode())


def unpacked(checkpoint: bytes | None) -> Document:
    """Return an analysis from a checkpoint; an empty one where there is none that can be read."""
    if checkpoint is None:
        return empty()
    try:
        document = json.loads(zlib.decompress(checkpoint))
    except (zlib.error, ValueError):
        return empty()
    return document if isinstance(document, dict) else empty()


def analyse(
    pipeline: Pipeline,
    read: ReadResult,
    done: Document,
    keep: Callable[[Document], None],
) -> Document:
    """Work out all parts that are not done yet.

    Args:
        pipeline: The stages of the firm.
        read: The dossier with the place of each value.
        done: What was worked out before, by a worker that died.
        keep: Told after each part.
    """
    words = {
        language: Words(screen_messages_for(language), pipeline.dossier, read.places)
        for language in LANGUAGES
    }
    for part in PARTS:
        if part.name in done["parts"]:
            continue
        results: Mapping[str, Any] = part.work(pipeline)
        done["results"] |= {name: to_json(result) for name, result in results.items()}
        for language in LANGUAGES:
            for name, blocks in part.chapters(pipeline, words[language]):
                done["chapters"][language][name] = blocks_to_json(blocks)
        done["parts"].append(part.name)
        keep(done)
    return done
