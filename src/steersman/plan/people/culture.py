"""The climate survey: what may be shown of each wave, trends, and whether actions close loops."""

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
from scipy.stats import t as student

from steersman.dossier import ClimateResponse, ClimateWave, CultureAction, Dossier, Problem, nearest
from steersman.methods.agreement import within_group_agreement
from steersman.methods.arrays import BoolArray, FloatArray
from steersman.methods.reliability import cronbach_alpha
from steersman.methods.suppression import Disclosure, all_equal, change_is_safe
from steersman.plan.people.climate_items import ClimateDimension, climate_dimensions
from steersman.plan.people.culture_result import (
    ActionLoop,
    ClimateGroup,
    ClimateQuality,
    ClimateScore,
    ClimateTrend,
    CultureOutlook,
    Hidden,
    WaveResult,
)

ATTRIBUTES = ("unit", "level", "tenure", "site")
POINTS, LOWEST, OPTIONS = 100.0, 1, 5
MIDDLE = 50.0
LEAST_FOR_QUALITY = 8
LEVEL = 0.95
NOBODY: dict[str, str] = {}


def check_climate(dossier: Dossier) -> tuple[Problem, ...]:
    """Return answers to items and actions on dimensions that the climate survey does not have."""
    items = [item.id for dimension in climate_dimensions() for item in dimension.items]
    names = [dimension.id for dimension in climate_dimensions()]
    problems = [
        Problem("unknown-reference", ("climate", place, "answers", item),
                {"value": item, "hint": nearest(item, items), "known": items})
        for place, response in enumerate(dossier.climate)
        for item in response.answers
        if item not in items
    ]  # fmt: skip
    problems += [
        Problem("unknown-reference", ("culture", "actions", place, "dimension"),
                {"value": action.dimension, "hint": nearest(action.dimension, names),
                 "known": names})
        for place, action in enumerate(dossier.culture.actions)
        if action.dimension and action.dimension not in names
    ]  # fmt: skip
    return tuple(problems)


def culture_outlook(dossier: Dossier, generator: np.random.Generator) -> CultureOutlook:
    """Return the climate by wave, trends, and the programme's actions.

    Args:
        dossier: The firm.
        generator: Source of randomness for the order of comments.
    """
    waves = sorted(dossier.culture.waves, key=lambda wave: wave.date)
    results: list[WaveResult] = []
    for wave in waves:
        results.append(_wave(dossier, wave, results[-1] if results else None, generator))
    trends = [
        trend
        for place in range(1, len(waves))
        for trend in _trends(dossier, results[place - 1], results[place])
    ]
    weakest = _weakest(results[-1]) if results else ()
    covered = {action.dimension for action in dossier.culture.actions}
    return CultureOutlook(
        tuple(reversed(results)),
        tuple(trends),
        weakest,
        tuple(_loop(action, dossier, trends) for action in dossier.culture.actions),
        tuple(name for name in weakest if name not in covered),
    )


def scale_scores(
    responses: Sequence[ClimateResponse], dimension: ClimateDimension
) -> tuple[FloatArray, FloatArray]:
    """Return respondents' points from 0 to 100 on a dimension, and their answers by item.

    Not a number where nothing was answered; reversed items are turned round.
    """
    answers = np.full((len(responses), len(dimension.items)), np.nan)
    for row, response in enumerate(responses):
        for column, item in enumerate(dimension.items):
            given = response.answers.get(item.id)
            if given is not None:
                answers[row, column] = OPTIONS + LOWEST - given if item.reverse else given
    answered = ~np.isnan(answers).all(axis=1)
    points = np.full(len(responses), np.nan)
    means = np.nanmean(answers[answered], axis=1)
    points[answered] = (means - LOWEST) / (OPTIONS - LOWEST) * POINTS
    return points, answers


def _wave(
    dossier: Dossier,
    wave: ClimateWave,
    before: WaveResult | None,
    generator: np.random.Generator,
) -> WaveResult:
    responses = [entry for entry in dossier.climate if entry.wave == wave.id]
    groups = list(_groups(responses))
    shown = _scores(responses, groups, wave.threshold)
    members = [int(inside.sum()) for _, inside in groups]
    results = [
        ClimateGroup(
            filters,
            members[place] if members[place] >= wave.threshold else None,
            tuple(shown[place]),
        )
        for place, (filters, _) in enumerate(groups)
    ]
    results = [_coarsened(group, before, wave.threshold) for group in results]
    kept = [g for g in results if not g.filters or any(not s.hidden for s in g.scores)]
    comments = [entry.text for entry in dossier.climate_comments if entry.wave == wave.id]
    enough = len(comments) >= wave.comment_threshold
    order = generator.permutation(len(comments))
    whole = len(responses) >= wave.threshold
    return WaveResult(
        wave.id,
        len(responses) if whole else None,
        wave.threshold,
        tuple(kept),
        len(results) - len(kept),
        tuple(comments[place] for place in order) if enough else (),
        bool(comments) and not enough,
        tuple(_quality(responses, dimension) for dimension in climate_dimensions())
        if whole
        else (),
    )


def _groups(responses: Sequence[ClimateResponse]) -> Iterator[tuple[dict[str, str], BoolArray]]:
    """Yield groups, those that matter most first: everybody, by one attribute, by two."""
    yield NOBODY, np.ones(len(responses), bool)
    used = [name for name in ATTRIBUTES if any(getattr(entry, name) for entry in responses)]
    for count in (1, 2):
        for names in combinations(used, count):
            values = sorted({tuple(getattr(e, name) for name in names) for e in responses})
            for value in values:
                inside = [tuple(getattr(e, name) for name in names) == value for e in responses]
                yield dict(zip(names, value, strict=True)), np.array(inside, bool)


def _scores(
    responses: Sequence[ClimateResponse],
    groups: list[tuple[dict[str, str], BoolArray]],
    threshold: int,
) -> list[list[ClimateScore]]:
    """Return the scores of all groups, each dimension audited among those who answered it."""
    table: list[list[ClimateScore]] = [[] for _ in groups]
    keys = [tuple(getattr(entry, name) for name in ATTRIBUTES) for entry in responses]
    atoms = sorted(set(keys))
    place_of = np.array([atoms.index(key) for key in keys], dtype=np.int64)
    for dimension in climate_dimensions():
        points, _ = scale_scores(responses, dimension)
        answered = ~np.isnan(points)
        sizes = np.bincount(place_of[answered], minlength=len(atoms))
        audit = Disclosure(sizes, threshold)
        for row, (_, inside) in enumerate(groups):
            view = np.zeros(len(atoms))
            view[place_of[inside]] = 1.0
            table[row].append(_score(dimension.id, points[inside & answered], view, audit))
    return table


def _score(dimension: str, points: FloatArray, view: FloatArray, audit: Disclosure) -> ClimateScore:
    hidden: Hidden = ""
    if len(points) == 0:
        hidden = "unanswered"
    elif len(points) < audit.threshold:
        hidden = "few"
    elif all_equal(points):
        hidden = "all_equal"
    elif not audit.show(view):
        hidden = "difference"
    if hidden:
        return ClimateScore(dimension, hidden, None, None, None)
    mean = float(points.mean())
    error = float(points.std(ddof=1)) / np.sqrt(len(points))
    spread = float(student.ppf(LEVEL, len(points) - 1)) * error
    return ClimateScore(dimension, "", mean, max(0.0, mean - spread), min(POINTS, mean + spread))


def _coarsened(group: ClimateGroup, before: WaveResult | None, threshold: int) -> ClimateGroup:
    """Round a group's means where few came or left, so that a difference tells on nobody.

    Steps of a hundred points over the number of people leave the answers of whoever came or left
    anywhere on the scale.
    """
    earlier = None
    if before is not None:
        earlier = next((g for g in before.groups if g.filters == group.filters), None)
    if earlier is None or earlier.respondents is None or group.respondents is None:
        return group
    if change_is_safe(earlier.respondents, group.respondents, threshold):
        return group
    step = POINTS / group.respondents

    def rounded(value: float | None) -> float | None:
        return None if value is None else min(POINTS, round(value / step) * step)

    scores = tuple(
        ClimateScore(s.dimension, s.hidden, rounded(s.mean), rounded(s.low), rounded(s.high),
                     coarse=not s.hidden)
        for s in group.scores
    )  # fmt: skip
    return ClimateGroup(group.filters, group.respondents, scores)


def _quality(responses: Sequence[ClimateResponse], dimension: ClimateDimension) -> ClimateQuality:
    _, answers = scale_scores(responses, dimension)
    complete = answers[~np.isnan(answers).any(axis=1)]
    if len(complete) < LEAST_FOR_QUALITY:
        return ClimateQuality(dimension.id, None, None)
    alpha = cronbach_alpha(complete)
    agreement = within_group_agreement(complete, OPTIONS)
    return ClimateQuality(dimension.id, alpha.value if alpha else None, agreement)


def _everybody(result: WaveResult) -> dict[str, ClimateScore]:
    whole = next((group for group in result.groups if not group.filters), None)
    return {s.dimension: s for s in whole.scores} if whole else {}


def _trends(dossier: Dossier, before: WaveResult, after: WaveResult) -> Iterator[ClimateTrend]:
    """Yield changes of everybody's means; none for means that are hidden or rounded."""
    earlier, later = _everybody(before), _everybody(after)
    for dimension in climate_dimensions():
        one, two = earlier.get(dimension.id), later.get(dimension.id)
        if not one or not two or one.hidden or two.hidden or one.coarse or two.coarse:
            continue
        first, second = (_points(dossier, result.wave, dimension) for result in (before, after))
        change = float(second.mean() - first.mean())
        parts = [part.var(ddof=1) / len(part) for part in (first, second)]
        error = float(np.sqrt(sum(parts)))
        freedom = sum(parts) ** 2 / sum(
            part**2 / (len(points) - 1) for part, points in zip(parts, (first, second), strict=True)
        )
        spread = float(student.ppf(LEVEL, freedom)) * error
        yield ClimateTrend(
            dimension.id, before.wave, after.wave, change, change - spread, change + spread
        )


def _points(dossier: Dossier, wave: str, dimension: ClimateDimension) -> FloatArray:
    points, _ = scale_scores([e for e in dossier.climate if e.wave == wave], dimension)
    known: FloatArray = points[~np.isnan(points)]
    return known


def _weakest(result: WaveResult) -> tuple[str, ...]:
    low = [s for s in _everybody(result).values() if s.high is not None and s.high < MIDDLE]
    return tuple(s.dimension for s in sorted(low, key=lambda score: score.mean or 0.0))


def _loop(action: CultureAction, dossier: Dossier, trends: list[ClimateTrend]) -> ActionLoop:
    missing = tuple(
        name for name in ("dimension", "owner", "due", "remeasure") if not getattr(action, name)
    )
    taken = {wave.id for wave in dossier.culture.waves}
    effect = None
    if action.remeasure in taken:
        effect = next(
            (t for t in trends if (t.dimension, t.after) == (action.dimension, action.remeasure)),
            None,
        )
    return ActionLoop(action.id, missing, effect)
