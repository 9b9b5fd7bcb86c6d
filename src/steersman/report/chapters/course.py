"""Chapter 5.1: are we on course."""

from steersman.methods.drift_forecast import LEAST_READINGS
from steersman.report.chapters.course_record import record_blocks
from steersman.report.chapters.course_revision import revision_blocks
from steersman.report.chapters.words import Words
from steersman.report.charts import MapNames, course_chart, indicators_chart, strategy_map
from steersman.report.charts.strategy_map import COLUMNS
from steersman.report.document import (
    Block,
    Figure,
    Heading,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Table,
    Tone,
)
from steersman.steer.course import Course
from steersman.steer.course.result import (
    IndicatorState,
    LaunchForecast,
    MeasureState,
    MeasureStatus,
    SignpostState,
)

TONES: dict[MeasureStatus, Tone] = {
    "done": "good", "on_course": "good", "at_risk": "warning", "behind": "warning",
    "not_begun": "warning", "late": "bad", "failed": "bad", "unknown": "plain",
}  # fmt: skip


def course_chapter(course: Course, words: Words) -> tuple[Block, ...]:
    """Return where the firm stands, where it goes, how right it was, and what to change."""
    blocks: list[Block] = [Heading(words.text("course.title"), anchor="course")]
    if course.adopted_on is None:
        blocks.append(Paragraph(words.text("course.not_adopted")))
    else:
        blocks.append(Paragraph(words.text("course.intro", date=course.adopted_on)))
    blocks.append(_figures(course, words))
    if words.dossier.strategy.objectives:
        blocks += [_map(words), _objectives(course, words)]
    if course.measures:
        blocks.append(_measures(course, words))
    if course.forecast.launches or course.slips:
        blocks += [_launch_figure(course, words), _launches(course, words)]
    blocks += _indicators(course, words)
    blocks += record_blocks(course, words)
    if course.signposts:
        blocks.append(_signposts(course.signposts, words))
    if course.revision:
        blocks += revision_blocks(course.revision, words)
    return tuple(blocks)


def _figures(course: Course, words: Words) -> KeyFigures:
    danger = [state for state in course.measures if state.in_danger]
    limit = words.dossier.strategy.preferences.ruin_limit
    ruin = course.forecast.ruin_probability
    figures = [
        KeyFigure(
            words.text("course.progress"),
            words.text("unknown") if course.progress is None else words.percent(course.progress),
            words.text("course.by_weight", counted=words.percent(_counted(course))),
        ),
        KeyFigure(
            words.text("course.in_danger"),
            f"{len(danger)} / {len(course.measures)}",
            words.text("course.danger_note"),
            "bad" if danger else "good",
        ),
    ]
    if course.forecast.cash:
        note = words.text("plan.limit", limit=words.percent(limit))
        if course.planned:
            before = words.chance(course.planned.ruin_probability)
            note = words.text("course.ruin_before", before=before, limit=words.percent(limit))
        tone: Tone = "good" if ruin <= limit else "bad"
        figures.append(KeyFigure(words.text("summary.ruin"), words.chance(ruin), note, tone))
    return KeyFigures(tuple(figures))


def _counted(course: Course) -> float:
    """Return the share of the weight of objectives whose progress is known."""
    return sum(state.share for state in course.objectives if state.progress is not None)


def _map(words: Words) -> Figure:
    dossier = words.dossier
    names = MapNames(
        {column: words.text(f"map.{column}") for column in COLUMNS},
        {project.id: project.name or project.id for project in dossier.projects},
        {person.id: person.name or person.id for person in dossier.people},
    )
    return Figure(
        words.text("course.map"), words.text("course.map_alt"), strategy_map(dossier, names)
    )


def _objectives(course: Course, words: Words) -> Table:
    titles = {o.id: o for o in words.dossier.strategy.objectives}
    rows = tuple(
        (
            f"{state.objective} {titles[state.objective].title}",
            words.day(titles[state.objective].due),
            words.percent(state.share),
            _share(state.progress, words),
            words.percent(state.counted),
            _chance(state.chance, words),
        )
        for state in course.objectives
    )
    heads = words.heads("objective", "due", "weight", "done", "counted", "in_time")
    return Table(words.text("course.objectives"), heads, rows, numeric=(2, 3, 4, 5))


def _measures(course: Course, words: Words) -> Table:
    measures = {m.id: m for m in words.dossier.strategy.measures}
    rows, tones = [], []
    for state in course.measures:
        measure = measures[state.measure]
        budget = "–" if measure.budget is None else words.money(float(measure.budget))
        rows.append(
            (
                f"{measure.id} {measure.title}",
                words.person(measure.owner) if measure.owner else "–",
                words.day(measure.due),
                _share(state.done, words),
                f"{words.money(state.spent)} / {budget}",
                _was_and_is(state, words),
                words.text(f"measure_status.{state.status}"),
            )
        )
        tones.append(TONES[state.status])
    heads = words.heads("measure", "owner", "due", "done", "spent_of", "in_time", "state")
    return Table(
        words.text("course.measures"),
        heads,
        tuple(rows),
        numeric=(3, 4, 5),
        tones=tuple(tones),
        narrow=(0, 3, 6),
    )


def _was_and_is(state: MeasureState, words: Words) -> str:
    now = _chance(state.chance, words)
    if state.planned_chance is None:
        return now
    return f"{words.chance(state.planned_chance)} → {now}"


def _share(share: float | None, words: Words) -> str:
    return "–" if share is None else words.percent(share)


def _chance(chance: float | None, words: Words) -> str:
    return "–" if chance is None else words.chance(chance)


def _launch_figure(course: Course, words: Words) -> Figure:
    names = {project.id: project.name or project.id for project in words.dossier.projects}
    chart = course_chart(course, names, words.messages)
    return Figure(words.text("course.launch_figure"), words.text("course.launch_alt"), chart)


def _launches(course: Course, words: Words) -> Table:
    now = {launch.project: launch for launch in course.forecast.launches}
    rows, tones = [], []
    for slip in course.slips:
        late = (slip.forecast - slip.planned).days if slip.forecast and slip.planned else 0
        launch = now.get(slip.project)
        rows.append(
            (
                words.project(slip.project),
                words.day(slip.first),
                words.day(slip.planned),
                _span(launch, words) if launch else words.day(slip.forecast),
                f"{late:+d}" if slip.forecast and slip.planned else "–",
                f"{words.chance(slip.planned_chance)} → {words.chance(slip.chance)}",
            )
        )
        tones.append(_tone(late, slip.chance))
    if not course.slips:
        rows = [
            (words.project(name), "–", "–", _span(launch, words), "–", words.chance(launch.chance))
            for name, launch in now.items()
        ]
        tones = ["plain"] * len(rows)
    names = (
        "project",
        "first_adopted",
        "planned_launch",
        "forecast_launch",
        "days_late",
        "succeeds",
    )
    heads = words.heads(*names)
    return Table(
        words.text("course.launches"),
        heads,
        tuple(rows),
        numeric=(4, 5),
        tones=tuple(tones),
        narrow=(0, 3, 5),
    )


LATE_DAYS = 30
"""A launch that moved by more than a month is marked."""


def _tone(late: int, chance: float) -> Tone:
    if chance == 0:
        return "bad"
    return "warning" if late > LATE_DAYS else "plain"


def _span(launch: LaunchForecast, words: Words) -> str:
    if launch.span is None:
        return "–"
    early, late = words.day(launch.span.early), words.day(launch.span.late)
    return f"{words.day(launch.span.median)} ({early} – {late})"


def _indicators(course: Course, words: Words) -> list[Block]:
    if not course.indicators:
        return []
    names = {entry.id: entry.name for entry in words.dossier.strategy.indicators}
    rows = tuple(
        (
            f"{state.indicator} {names[state.indicator]}",
            _reading(state, words),
            "–" if state.target is None else words.figure(state.target),
            words.day(state.due),
            _where_it_goes(state, words),
            _chance(state.forecast.chance if state.forecast else None, words),
        )
        for state in course.indicators
    )
    heads = words.heads("indicator", "reading", "target", "due", "goes_to", "reaches")
    blocks: list[Block] = [
        Table(words.text("course.indicators"), heads, rows, numeric=(1, 2, 4, 5))
    ]
    read = [state for state in course.indicators if len(state.readings) > 1]
    if read:
        chart = indicators_chart(read, names)
        alternative = words.text("course.indicator_alt")
        blocks.append(Figure(words.text("course.indicator_figure"), alternative, chart))
    return [*blocks, Paragraph(words.text("course.indicator_note"), remark=True)]


def _reading(state: IndicatorState, words: Words) -> str:
    if not state.readings:
        return "–"
    day, value = state.readings[-1]
    return f"{words.figure(value)} ({words.day(day)})"


def _where_it_goes(state: IndicatorState, words: Words) -> str:
    if state.forecast is None:
        enough = len(state.readings) >= LEAST_READINGS
        return words.text("course.no_forecast" if enough else "course.few_readings")
    found = state.forecast
    low, high = words.figure(found.low), words.figure(found.high)
    return f"{words.figure(found.middle)} ({low} – {high})"


def _signposts(states: tuple[SignpostState, ...], words: Words) -> Table:
    rows, tones = [], []
    for state in states:
        if state.looked_on is None:
            seen = words.text("signpost.unwatched")
        else:
            code = "signpost.seen" if state.seen else "signpost.not_seen"
            seen = words.text(code, date=state.looked_on)
        advice = words.strategy(state.switch_to) if state.switch_to else words.text("signpost.stay")
        rows.append(
            (
                words.scenario(state.scenario),
                words.signal(state.scenario),
                seen,
                advice,
                words.number(state.gain, 1) if state.switch_to else "–",
                words.day(state.by),
            )
        )
        tone: Tone = "bad" if state.seen and state.switch_to else "plain"
        tones.append(tone)
    heads = words.heads("scenario", "signal", "seen", "go_over_to", "gain_points", "shows_by")
    return Table(
        words.text("course.signposts"), heads, tuple(rows), numeric=(4,), tones=tuple(tones)
    )
