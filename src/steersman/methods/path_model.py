"""PLS path models: composites of indicators, and paths between them.

Lohmöller's algorithm (Wold 1982; Lohmöller 1989; Tenenhaus et al. 2005) needs nothing but the
correlations of the indicators, so weights of firms, samples drawn anew and tables too large for
memory all come in through these. Constructs are standardised throughout. Measures of quality:
Hair, Hult, Ringle & Sarstedt (2017), Dijkstra & Henseler (2015), Henseler, Ringle & Sarstedt
(2015).
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from steersman.methods.arrays import BoolArray, FloatArray

Mode = Literal["A", "B"]
"""A: weights from correlations with what is around (reflective); B: from regression (formative)."""
Scheme = Literal["centroid", "factorial", "path"]
CLOSE_ENOUGH = 1e-10
MOST_ROUNDS = 1000
SINGULAR = 1e-10


class PathModelError(ValueError):
    """A model that cannot be estimated.

    Attributes:
        reason: ``no-spread``: an indicator is constant; ``singular``: indicators or constructs say
            the same; ``no-end``: weights do not settle.
    """

    def __init__(self, reason: Literal["no-spread", "singular", "no-end"]) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class PathModel:
    """What is measured by what, and what leads to what.

    Attributes:
        blocks: For each construct the places of its indicators.
        modes: Mode of each construct.
        paths: Whether the construct of the column leads to that of the row, shape
            (constructs, constructs), without a circle.
    """

    blocks: tuple[tuple[int, ...], ...]
    modes: tuple[Mode, ...]
    paths: BoolArray


@dataclass(frozen=True, slots=True)
class PathFit:
    """An estimated path model.

    Attributes:
        weights: Weight of each standardised indicator in each construct, shape
            (indicators, constructs), zero outside a block.
        loadings: Correlation of each indicator with each construct, same shape.
        correlations: Correlations of the constructs.
        paths: Coefficient of the construct of the column on that of the row.
        effects: The same with all ways between them, direct and indirect.
        explained: R² of each construct, zero where no path ends.
        inflation: Variance inflation factor of each path, zero where there is none.
    """

    weights: FloatArray
    loadings: FloatArray
    correlations: FloatArray
    paths: FloatArray
    effects: FloatArray
    explained: FloatArray
    inflation: FloatArray


@dataclass(frozen=True, slots=True)
class Quality:
    """How well a construct is measured by its indicators.

    Attributes:
        alpha: Cronbach's alpha of standardised indicators; None with one indicator.
        rho_c: Composite reliability (Jöreskog); None with one indicator or in mode B.
        rho_a: Consistent reliability of the composite (Dijkstra & Henseler 2015); the same.
        extracted: Average variance extracted; None in mode B.
    """

    alpha: float | None
    rho_c: float | None
    rho_a: float | None
    extracted: float | None


def weighted_correlations(values: FloatArray, weights: FloatArray) -> FloatArray:
    """Return the correlations of columns with weighted rows.

    Raises:
        PathModelError: If a column is constant.
    """
    centred = values - np.average(values, axis=0, weights=weights)
    covariance = (centred * weights[:, None]).T @ centred / weights.sum()
    spread = np.sqrt(covariance.diagonal())
    if not (spread > 1e-12 * np.maximum(np.abs(values).max(axis=0), 1e-300)).all():
        raise PathModelError("no-spread")
    correlations: FloatArray = covariance / np.outer(spread, spread)
    return correlations


def fit_path_model(model: PathModel, correlations: FloatArray, scheme: Scheme = "path") -> PathFit:
    """Estimate a path model from the correlations of its indicators.

    Raises:
        PathModelError: If indicators of a construct in mode B, or constructs, say the same, or if
            weights do not settle.
    """
    weights = _settled_weights(model, correlations, scheme)
    loadings = correlations @ weights
    own = np.array([loadings[list(block), place].sum() for place, block in enumerate(model.blocks)])
    turn = np.where(own < 0, -1.0, 1.0)
    weights, loadings = weights * turn, loadings * turn
    between = weights.T @ loadings
    paths, explained = np.zeros(between.shape), np.zeros(len(between))
    inflation = np.zeros(between.shape)
    for place, before in enumerate(model.paths):
        causes = np.flatnonzero(before)
        if len(causes):
            inverse = _inverse(between[np.ix_(causes, causes)])
            paths[place, causes] = inverse @ between[causes, place]
            explained[place] = paths[place, causes] @ between[causes, place]
            inflation[place, causes] = inverse.diagonal()
    effects = np.linalg.inv(np.eye(len(paths)) - paths) - np.eye(len(paths))
    return PathFit(weights, loadings, between, paths, effects, explained, inflation)


def _settled_weights(model: PathModel, correlations: FloatArray, scheme: Scheme) -> FloatArray:
    blocks = [np.array(block) for block in model.blocks]
    inside = [correlations[np.ix_(block, block)] for block in blocks]
    inverses = [
        _inverse(part) if mode == "B" else None
        for part, mode in zip(inside, model.modes, strict=True)
    ]
    weights = np.zeros((len(correlations), len(blocks)))
    for place, block in enumerate(blocks):
        weights[block, place] = _standardised(np.ones(len(block)), inside[place])
    for _ in range(MOST_ROUNDS):
        towards = correlations @ weights @ _inner_weights(model, correlations, weights, scheme)
        new = np.zeros_like(weights)
        for place, block in enumerate(blocks):
            inverse = inverses[place]
            raw: FloatArray = towards[block, place]
            if inverse is not None:
                raw = inverse @ raw
            new[block, place] = _standardised(raw, inside[place])
        change = ((np.abs(new) - np.abs(weights)) ** 2).sum()
        weights = new
        if change < CLOSE_ENOUGH**2:
            return weights
    raise PathModelError("no-end")


def _inner_weights(
    model: PathModel, correlations: FloatArray, weights: FloatArray, scheme: Scheme
) -> FloatArray:
    """Return how strongly each construct (row) enters the surroundings of each (column)."""
    between = weights.T @ correlations @ weights
    near = model.paths | model.paths.T
    if scheme == "centroid":
        return np.where(near, np.sign(between), 0.0)
    if scheme == "factorial":
        return np.where(near, between, 0.0)
    inner = np.where(model.paths, between, 0.0)
    for place, before in enumerate(model.paths):
        causes = np.flatnonzero(before)
        if len(causes):
            inverse = _inverse(between[np.ix_(causes, causes)])
            inner[causes, place] = inverse @ between[causes, place]
    return inner


def _standardised(raw: FloatArray, inside: FloatArray) -> FloatArray:
    variance = float(raw @ inside @ raw)
    if not variance > SINGULAR:
        raise PathModelError("singular")
    return raw / float(np.sqrt(variance))


def _inverse(matrix: FloatArray) -> FloatArray:
    if np.linalg.eigvalsh(matrix)[0] < SINGULAR:
        raise PathModelError("singular")
    return np.linalg.inv(matrix).astype(np.float64)


def quality_of(model: PathModel, correlations: FloatArray, fit: PathFit) -> tuple[Quality, ...]:
    """Return how well each construct is measured."""
    found = []
    for place, block in enumerate(model.blocks):
        members = list(block)
        inside, loadings = correlations[np.ix_(members, members)], fit.loadings[members, place]
        several, reflective = len(members) > 1, model.modes[place] == "A"
        found.append(
            Quality(
                _alpha(inside) if several else None,
                _rho_c(loadings) if several and reflective else None,
                _rho_a(inside, fit.weights[members, place]) if several and reflective else None,
                float((loadings**2).mean()) if reflective else None,
            )
        )
    return tuple(found)


def _alpha(inside: FloatArray) -> float:
    items = len(inside)
    return float(items / (items - 1) * (1 - items / inside.sum()))


def _rho_c(loadings: FloatArray) -> float:
    true = loadings.sum() ** 2
    return float(true / (true + (1 - loadings**2).sum()))


def _rho_a(inside: FloatArray, weights: FloatArray) -> float | None:
    apart = np.outer(weights, weights)
    above = weights @ (inside - np.diag(inside.diagonal())) @ weights
    below = weights @ (apart - np.diag(apart.diagonal())) @ weights
    return float((weights @ weights) ** 2 * above / below) if below else None


def heterotrait_ratios(model: PathModel, correlations: FloatArray) -> FloatArray:
    """Return the heterotrait-monotrait ratio of each pair of constructs.

    Near 1 (above .85 or .9) the two cannot be told apart. A construct of one indicator counts as
    measured without error. Not a number on the diagonal, and where a construct is formative, since
    its indicators need not go together.
    """
    size = len(model.blocks)
    sizes = np.abs(correlations)
    within = np.array([1.0 if mode == "A" else np.nan for mode in model.modes])
    for place, block in enumerate(model.blocks):
        if len(block) > 1 and model.modes[place] == "A":
            members = list(block)
            inside = sizes[np.ix_(members, members)]
            within[place] = inside[np.triu_indices(len(members), 1)].mean()
    ratios = np.full((size, size), np.nan)
    for one in range(size):
        for other in range(size):
            if one != other:
                across = sizes[np.ix_(model.blocks[one], model.blocks[other])].mean()
                ratios[one, other] = across / np.sqrt(within[one] * within[other])
    return ratios


def turned_like(fit: PathFit, original: PathFit) -> FloatArray:
    """Return 1 or -1 by construct: whether its direction is that of another fit of the model."""
    alike: FloatArray = np.where((fit.weights * original.weights).sum(axis=0) < 0, -1.0, 1.0)
    return alike
