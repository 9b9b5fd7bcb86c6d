"""Pipelines that tests share: the same dossier, settings and history are worked out once.

The program itself is the same; only the second command of a test that asks the same thing finds the
stages already run. What is shown while stages run is not shown again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache

import pytest

from steersman import pipeline
from steersman.dossier import Dossier
from steersman.pipeline import Pipeline, Settings, provenance_of

Key = tuple[object, ...]


@cache
def _known() -> dict[Key, Pipeline]:
    return {}


def shared(dossier: Dossier, settings: Settings) -> Pipeline:
    """Return the pipeline of a dossier and settings, one for all that ask for the same."""
    plain = replace(settings, on_stage=None, on_plan=None, on_trial=None)
    key = (
        provenance_of(dossier, settings),
        settings.candidates,
        repr(plain.previous),
        plain.wishes,
    )
    return _known().setdefault(key, Pipeline(dossier, plain))


@contextmanager
def sharing() -> Iterator[None]:
    """Let the command line share pipelines."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "Pipeline", shared)
        yield
