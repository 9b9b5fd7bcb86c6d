"""Baseline files: findings that were there before and are accepted until they are mended."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from steersman.cli.console import refuse, writing
from steersman.files import write_whole
from steersman.messages import Messages

FORM = "steersman-baseline-1"


def write_baseline(target: Path, fingerprints: Iterable[str], messages: Messages) -> None:
    """Write how many findings of each fingerprint there are."""
    counts = dict(sorted(Counter(fingerprints).items()))
    text = json.dumps({"form": FORM, "findings": counts}, ensure_ascii=False, indent=2)
    with writing(messages, target):
        write_whole(target, text + "\n")


def read_baseline(path: Path, messages: Messages) -> Mapping[str, int]:
    """Return accepted findings by fingerprint, or refuse a file that is no baseline."""
    if not path.is_file():
        refuse(messages, "no-such-file", str(path), value=str(path))
    try:
        document = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        document = None
    counts = document.get("findings") if isinstance(document, dict) else None
    if not isinstance(counts, dict) or document.get("form") != FORM:
        refuse(messages, "not-a-baseline", str(path), value=str(path))
    if not all(isinstance(count, int) and count >= 0 for count in counts.values()):
        refuse(messages, "not-a-baseline", str(path), value=str(path))
    return counts
