"""The climate survey: what may be shown of each wave, trends, and whether actions close loops."""

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
from scipy.stats import t as student

from steersman.dossier import ClimateResponse, ClimateWave, CultureAction, Dossier
from steersman.methods.agreement import within_group_agreement
from steersman.methods.arrays import FloatArray
from steersman.methods.reliability import cronbach_alpha
from steersman.methods.suppression import (
    MOST_DIVISIONS,
    OTHERS,
    all_equal,
    change_is_safe,
    fewest_told_on,
    pooled,
)
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
NOT_GIVEN = "–"
"""Value of respondents who leave an attribute out."""


def culture_outlook(dossier: Dossier, generator: np.random.Generator) -> CultureOutlook:
    """Return the climate by wave, trends, and the programme's actions.

    Args:
        dossier: The firm.
        generator: Source of randomness for the order of comments.
    """
    waves = sorted(dossier.culture.waves, key=lambda wave: (wave.date, wave.id))
    results: list[WaveResult] = []
    for wave in waves:
        results.append(_wave(dossier, wave, results, generator))
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


def complete_responses(dossier: Dossier, wave: str) -> list[ClimateResponse]:
    """Return the responses of a wave that answer every dimension.

    All dimensions are worked out among the same people; otherwise the difference of two dimensions'
    groups would tell who left one out.
    """
    return [
        entry
        for entry in dossier.climate
        if entry.wave == wave
        and all(
            any(item.id in entry.answers for item in dimension.items)
            for dimension in climate_dimensions()
        )
    ]


def _wave(
    dossier: Dossier,
    wave: ClimateWave,
    earlier: Sequence[WaveResult],
    generator: np.random.Generator,
) -> WaveResult:
    responses = complete_responses(dossier, wave.id)
    received = sum(entry.wave == wave.id for entry in dossier.climate)
    used, divisions = _divisions(responses, wave.threshold)
    before = [(entry, complete_responses(dossier, entry.wave)) for entry in earlier]
    safe = all(_unchanged("", responses, others, wave.threshold) for _, others in before)
    shown = {
        attribute: labels
        for attribute, labels in divisions.items()
        if safe
        and all(
            _unchanged(attribute, responses, others, wave.threshold)
            for entry, others in before
            if any(group.attribute == attribute for group in entry.groups)
        )
    }
    groups = [_everybody_group(responses, wave.threshold, safe=safe)]
    for attribute, labels in shown.items():
        groups += _groups(attribute, labels, responses)
    comments = [entry.text for entry in dossier.climate_comments if entry.wave == wave.id]
    enough = min(len(comments), received) >= wave.comment_threshold
    order = generator.permutation(len(comments))
    whole = len(responses) >= wave.threshold
    quality = whole and safe and len(responses) >= LEAST_FOR_QUALITY
    return WaveResult(
        wave.id,
        len(responses) if whole else None,
        received - len(responses) if whole else None,
        wave.threshold,
        tuple(groups),
        tuple(name for name in used if name not in shown),
        tuple(comments[place] for place in order) if enough else (),
        bool(comments) and not enough,
        tuple(_quality(responses, dimension) for dimension in climate_dimensions())
        if quality
        else (),
    )


def _divisions(
    responses: Sequence[ClimateResponse], threshold: int
) -> tuple[list[str], dict[str, list[str]]]:
    """Return the attributes that respondents fill in, and the divisions that may be shown.

    The first that has two groups large enough is shown, and of the others one that together with
    it tells on no fewer people than the threshold.
    """
    used = [name for name in ATTRIBUTES if any(getattr(entry, name) for entry in responses)]
    shown: dict[str, list[str]] = {}
    for name in used:
        labels = pooled([getattr(entry, name) or NOT_GIVEN for entry in responses], threshold)
        if labels is None or len(shown) == MOST_DIVISIONS:
            continue
        if all(fewest_told_on(labels, other) >= threshold for other in shown.values()):
            shown[name] = labels
    return used, shown


def _unchanged(
    attribute: str,
    now: Sequence[ClimateResponse],
    before: Sequence[ClimateResponse],
    threshold: int,
) -> bool:
    """Whether in no group of an attribute fewer people than the threshold came or left.

    Args:
        attribute: Attribute whose values are the groups; empty for everybody.
        now: Responses of a wave.
        before: Those of an earlier one.
        threshold: Fewest people told about.
    """
    counts = [Counter(getattr(e, attribute) if attribute else "" for e in w) for w in (before, now)]
    return all(
        change_is_safe(counts[0][value], counts[1][value], threshold)
        for value in counts[0].keys() | counts[1].keys()
    )


def _everybody_group(
    responses: Sequence[ClimateResponse], threshold: int, *, safe: bool
) -> ClimateGroup:
    scores = []
    for dimension in climate_dimensions():
        points, _ = scale_scores(responses, dimension)
        hidden: Hidden = ""
        if len(points) < threshold:
            hidden = "few"
        elif not safe:
            hidden = "changed"
        elif all_equal(points):
            hidden = "withheld"
        scores.append(_score(dimension.id, points, hidden))
    known = len(responses) if len(responses) >= threshold else None
    return ClimateGroup("", "", known, tuple(scores))


def _groups(
    attribute: str, labels: list[str], responses: Sequence[ClimateResponse]
) -> Iterator[ClimateGroup]:
    """Yield a division's groups; a dimension on which one is unanimous is hidden for all of them.

    Otherwise the group's own mean, or what is left of everybody's, would tell what each one said.
    """
    names = sorted(set(labels), key=lambda name: (name == OTHERS, name))
    inside = {name: np.array([label == name for label in labels]) for name in names}
    points = {d.id: scale_scores(responses, d)[0] for d in climate_dimensions()}
    hidden: dict[str, Hidden] = {
        dimension: "withheld" if any(all_equal(p[inside[n]]) for n in names) else ""
        for dimension, p in points.items()
    }
    for name in names:
        scores = tuple(_score(d, p[inside[name]], hidden[d]) for d, p in points.items())
        yield ClimateGroup(attribute, name, int(inside[name].sum()), scores)


def _score(dimension: str, points: FloatArray, hidden: Hidden) -> ClimateScore:
    if hidden:
        return ClimateScore(dimension, hidden, None, None, None)
    mean = float(points.mean())
    error = float(points.std(ddof=1)) / np.sqrt(len(points))
    spread = float(student.ppf(LEVEL, len(points) - 1)) * error
    return ClimateScore(dimension, "", mean, max(0.0, mean - spread), min(POINTS, mean + spread))


def _quality(responses: Sequence[ClimateResponse], dimension: ClimateDimension) -> ClimateQuality:
    _, answers = scale_scores(responses, dimension)
    complete = answers[~np.isnan(answers).any(axis=1)]
    if len(complete) < LEAST_FOR_QUALITY:
        return ClimateQuality(dimension.id, None, None)
    alpha = cronbach_alpha(complete)
    agreement = within_group_agreement(complete, OPTIONS)
    return ClimateQuality(dimension.id, alpha.value if alpha else None, agreement)


def _everybody(result: WaveResult) -> dict[str, ClimateScore]:
    return {score.dimension: score for score in result.groups[0].scores}


def _trends(dossier: Dossier, before: WaveResult, after: WaveResult) -> Iterator[ClimateTrend]:
    """Yield changes of everybody's means; none for means that are hidden or rounded."""
    earlier, later = _everybody(before), _everybody(after)
    for dimension in climate_dimensions():
        one, two = earlier.get(dimension.id), later.get(dimension.id)
        if one is None or two is None or one.hidden or two.hidden:
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
    return scale_scores(complete_responses(dossier, wave), dimension)[0]


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
