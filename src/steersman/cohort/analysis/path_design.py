"""Which columns of a table make which constructs of the path model, and which paths it has."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from steersman.cohort.analysis.fields import RefusedAnalysisError
from steersman.cohort.columns import score_of
from steersman.data import load_toml
from steersman.dossier import Problem
from steersman.methods.arrays import BoolArray
from steersman.methods.path_model import PathModel

OUTCOMES = "outcomes"


@dataclass(frozen=True, slots=True)
class PathDesign:
    """Constructs that a table has something for.

    Attributes:
        names: Their ids, causes before effects.
        indicators: Columns of each.
        model: The model over these columns in turn.
        sources: Where each path comes from, by its ends.
    """

    names: tuple[str, ...]
    indicators: tuple[tuple[str, ...], ...]
    model: PathModel
    sources: dict[tuple[str, str], str]

    @property
    def columns(self) -> list[str]:
        """Columns of all constructs in turn."""
        return [column for block in self.indicators for column in block]


def wanted_scores() -> list[str]:
    """Return the columns of scores that the whole model has."""
    entries = load_toml("cohort.analysis", "paths.toml")["constructs"]
    return [score_of(factor) for entry in entries for factor in entry["factors"]]


def path_design(available: set[str], outcomes: tuple[str, ...]) -> PathDesign:
    """Return the model over the factors that the table has scores of.

    Raises:
        RefusedAnalysisError: If nothing is left that leads to the outcomes.
    """
    data = load_toml("cohort.analysis", "paths.toml")
    names, blocks, modes, indicators = [], [], [], []
    start = 0
    for entry in data["constructs"]:
        own = [score_of(factor) for factor in entry["factors"]]
        kept = outcomes if entry["id"] == OUTCOMES else tuple(n for n in own if n in available)
        if kept:
            names.append(entry["id"])
            modes.append(entry["mode"])
            indicators.append(kept)
            blocks.append(tuple(range(start, start + len(kept))))
            start += len(kept)
    sources = {
        (entry["from"], entry["to"]): entry["source"]
        for entry in data["paths"]
        if entry["from"] in names and entry["to"] in names
    }
    if not sources:
        raise RefusedAnalysisError(Problem("path-model-empty", ()))
    paths: BoolArray = np.zeros((len(names), len(names)), np.bool_)
    for cause, effect in sources:
        paths[names.index(effect), names.index(cause)] = True
    model = PathModel(tuple(blocks), tuple(modes), paths)
    return PathDesign(tuple(names), tuple(indicators), model, sources)
