"""Forecasts against closed forms; states, earned value, calibration and re-planning."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest
from scipy.stats import triang

from steersman.dossier import Indicator, Measure, Mode, Objective, Preferences
from steersman.methods.months import month_date, months_between
from steersman.plan.own_record import own_correction
from steersman.plan.problem import build_problem
from steersman.steer.course import Snapshot, followed, previous_of
from tests.steer.adopted import adopted_snapshot
from tests.steer.firms import TODAY, actual, course_of, firm, on, project, stage

LOW, LIKELY, HIGH = 2.0, 4.0, 9.0
LAW = triang((LIKELY - LOW) / (HIGH - LOW), loc=LOW, scale=HIGH - LOW)
ONE = project("p", stage("s", LOW, LIKELY, HIGH))
DAYS = 4
"""Tolerance of a quantile of 4000 scenarios: about three standard errors, and half a day."""


def near(one: date, other: date) -> bool:
    return abs((one - other).days) <= DAYS


def test_a_stage_not_begun_ends_as_its_triangle_says() -> None:
    launch = course_of(firm(ONE)).forecast.launches[0]
    assert launch.span is not None
    assert launch.chance == 1
    for day, level in zip(
        (launch.span.early, launch.span.median, launch.span.late), (0.1, 0.5, 0.9), strict=True
    ):
        assert near(day, month_date(TODAY, float(LAW.ppf(level))))


@pytest.mark.parametrize("elapsed", [1.5, 5.0])
def test_a_running_stage_ends_as_its_triangle_cut_at_today(elapsed: float) -> None:
    """Exact where it has run less than its low or more than its likely value."""
    begun = month_date(TODAY, -elapsed)
    dossier = firm(ONE, progress=[actual(begun, "stage_started", "p/s")])
    launch = course_of(dossier).forecast.launches[0]
    assert launch.span is not None
    gone = float(LAW.cdf(elapsed))
    for day, level in zip(
        (launch.span.early, launch.span.median, launch.span.late), (0.1, 0.5, 0.9), strict=True
    ):
        left = float(LAW.ppf(gone + level * (1 - gone))) - elapsed
        assert near(day, month_date(TODAY, left))


@pytest.mark.parametrize("months", [3, 5, 7])
def test_the_chance_of_a_date_is_the_triangles(months: int) -> None:
    due = month_date(TODAY, months)
    measure = Measure(id="M", title="m", project="p", due=due)
    objective = Objective(id="O", title="o", due=due)
    dossier = firm(ONE, measures=(replace(measure, objective="O"),), objectives=(objective,))
    dues = {entry.kind: entry.chance for entry in course_of(dossier).forecast.dues}
    expected = float(LAW.cdf(months))
    error = 3 * np.sqrt(expected * (1 - expected) / 4000) + 0.01
    assert dues["measure"] == pytest.approx(expected, abs=error)
    assert dues["objective"] == dues["measure"]


def test_cash_without_luck_is_the_sum_of_its_flows() -> None:
    forecast = course_of(firm()).forecast
    assert forecast.ruin_probability == 0
    for month, cash in enumerate(forecast.cash, start=1):
        assert cash.low == cash.middle == cash.high == pytest.approx(10**7 - 1000 * month)
        assert cash.on == month_date(TODAY, month)


def test_what_is_done_counts_by_value_and_never_as_a_plain_mean() -> None:
    measures = [
        Measure(id=f"M{place}", title="m", objective="O", value=Decimal(value))
        for place, value in enumerate((100_000, 20_000, 1_000))
    ]
    progress = [actual(TODAY, "measure", f"M{place}", done) for place, done in enumerate((0, 0, 1))]
    objective = Objective(id="O", title="o")
    dossier = firm(measures=tuple(measures), objectives=(objective,), progress=progress)
    found = course_of(dossier)
    assert found.objectives[0].progress == pytest.approx(1 / 121)
    assert found.progress == pytest.approx(1 / 121)
    assert [state.status for state in found.measures] == ["on_course", "on_course", "done"]


def test_statuses_of_measures() -> None:
    past, soon, far = date(2026, 3, 1), date(2026, 8, 1), date(2030, 1, 1)
    measures = (
        Measure(id="late", title="m", due=past),
        Measure(id="done", title="m", due=past),
        Measure(id="risk", title="m", project="p", due=soon),
        Measure(id="fine", title="m", project="p", due=far),
        Measure(id="idle", title="m", start=past, due=far),
        Measure(id="silent", title="m", start=far),
    )
    progress = [actual(TODAY, "measure", "done", 1)]
    found = course_of(firm(ONE, measures=measures, progress=progress))
    assert {state.measure: state.status for state in found.measures} == {
        "late": "late", "done": "done", "risk": "at_risk", "fine": "on_course",
        "idle": "not_begun", "silent": "unknown",
    }  # fmt: skip


def test_an_indicator_that_must_fall_reaches_its_target_from_above() -> None:
    days = [date(2025, 12, 31), date(2026, 3, 31), date(2026, 6, 30)]
    readings = [actual(d, "indicator", "I", v) for d, v in zip(days, (10, 8, 6.5), strict=True)]
    indicator = Indicator(id="I", name="leavers", baseline=10, target=3)
    objective = Objective(id="O", title="o", indicator="I", due=date(2027, 6, 30))
    found = course_of(firm(indicators=(indicator,), objectives=(objective,), progress=readings))
    forecast = found.indicators[0].forecast
    assert forecast is not None
    assert forecast.low < forecast.middle < 3
    assert forecast.chance is not None
    assert forecast.chance > 0.8


def test_earned_value_since_adoption() -> None:
    """A measure of even work: planned by time, earned by what is reported, money as recorded."""
    adopted_on = date(2026, 1, 30)
    measure = Measure(
        id="M", title="m", start=adopted_on, due=date(2026, 11, 30), budget=Decimal(1000)
    )
    dossier = firm(measures=(measure,))
    history = [adopted_snapshot(dossier, adopted_on)]
    progress = [actual(TODAY, "measure", "M", 0.4), actual(TODAY, "money", "M", 500)]
    work = course_of(on(dossier, TODAY, *progress), history).work
    assert work is not None
    assert work.figures.budget == 1000
    assert work.figures.planned == pytest.approx(500, rel=0.01)
    assert work.figures.earned == pytest.approx(400)
    assert work.figures.cost_index == pytest.approx(0.8)
    assert work.elapsed == pytest.approx(5)
    assert work.earned_months == pytest.approx(4, rel=0.01)


def test_a_project_earns_by_its_stages() -> None:
    staged = project("p", stage("a", 2, 2, 2), stage("b", 6, 6, 6, "a"))
    adopted_on = month_date(TODAY, -4)
    measure = Measure(id="M", title="m", project="p", budget=Decimal(800))
    dossier = firm(staged, measures=(measure,))
    history = [adopted_snapshot(dossier, adopted_on)]
    done = [
        actual(adopted_on, "stage_started", "p/a"),
        actual(month_date(TODAY, -1), "stage_finished", "p/a"),
    ]
    work = course_of(on(dossier, TODAY, *done), history).work
    assert work is not None
    assert work.figures.earned == pytest.approx(200), "a quarter of the work is done"
    assert work.figures.planned == pytest.approx(400, rel=0.02), "half should be"
    assert work.earned_months == pytest.approx(2, rel=0.02)


def test_a_stage_under_way_at_adoption_is_planned_by_what_was_left_of_it() -> None:
    """Two stages of ten months; the first had run for eight, and ends just as planned."""
    staged = project("p", stage("a", 10, 10, 10), stage("b", 10, 10, 10, "a"))
    begun, adopted_on, ended = (month_date(TODAY, months) for months in (-10, -2, 0))
    measure = Measure(id="M", title="m", project="p", budget=Decimal(1000))
    started = actual(begun, "stage_started", "p/a")
    dossier = firm(staged, measures=(measure,), preferences=Preferences(correct_estimates=False))
    then = on(dossier, adopted_on, started)
    snapshot = adopted_snapshot(then, adopted_on, keep_progress=True)
    done = [started, actual(ended, "stage_finished", "p/a")]
    work = course_of(on(dossier, TODAY, *done), [snapshot]).work
    assert work is not None
    assert work.figures.schedule_index == pytest.approx(1, abs=0.03)


def test_stages_earn_what_they_cost_and_a_failed_project_nothing() -> None:
    first, second = (stage("a", 2, 2, 2, cost=Decimal(80)), stage("b", 6, 6, 6, "a"))
    staged = project("p", first, replace(second, cost=Decimal(150)))
    adopted_on = month_date(TODAY, -2)
    measure = Measure(id="M", title="m", project="p", budget=Decimal(230))
    dossier = firm(staged, measures=(measure,))
    history = [adopted_snapshot(dossier, adopted_on)]
    started = actual(adopted_on, "stage_started", "p/a")
    ended = actual(TODAY, "stage_finished", "p/a")
    spent = actual(TODAY, "money", "M", 75)
    work = course_of(on(dossier, TODAY, started, ended, spent), history).work
    assert work is not None
    assert work.figures.earned == pytest.approx(80)
    assert work.figures.cost_index == pytest.approx(80 / 75)
    failed = course_of(on(dossier, TODAY, started, actual(TODAY, "stage_failed", "p/a")), history)
    assert failed.work is None
    assert failed.measures[0].status == "failed"
    assert failed.measures[0].in_danger
    assert failed.slips[0].chance == 0


def test_a_measure_far_behind_its_time_is_in_danger() -> None:
    measure = Measure(id="M", title="m", start=date(2026, 1, 1), due=date(2026, 7, 30))
    for share, status in ((0.1, "behind"), (0.7, "on_course")):
        progress = [actual(TODAY, "measure", "M", share)]
        found = course_of(firm(measures=(measure,), progress=progress))
        assert found.measures[0].status == status


def test_a_later_adoption_does_not_hide_the_first_promise() -> None:
    dossier = firm(ONE)
    history = [adopted_snapshot(dossier, month_date(TODAY, m)) for m in (-6, -1)]
    slip = course_of(dossier, history).slips[0]
    first = history[0].forecast.launches[0].span
    assert first is not None
    assert slip.first == first.median
    assert slip.planned != slip.first


def test_forecasts_of_the_model_are_found_to_fit() -> None:
    """Stages that end as their own ranges say: four in five of the ranges hold them."""
    generator = np.random.default_rng(2)
    stages = [stage(f"s{place}", LOW, LIKELY, HIGH) for place in range(40)]
    adopted_on = month_date(TODAY, -12)
    dossier = firm(project("p", *stages), preferences=Preferences(correct_estimates=False))
    snapshot = adopted_snapshot(dossier, adopted_on, scenarios=2000)
    progress = []
    for place, months in enumerate(LAW.rvs(40, random_state=generator)):
        progress.append(actual(adopted_on, "stage_started", f"p/s{place}"))
        day = month_date(adopted_on, float(months))
        progress.append(actual(day, "stage_finished", f"p/s{place}"))
    found = course_of(on(dossier, TODAY, *progress), [snapshot]).calibration
    assert found.dates.count == 40
    assert found.dates.verdict == "fits"
    assert found.dates.before > 0
    assert found.dates.after > 0


def test_a_range_counts_only_once_its_late_end_has_passed() -> None:
    adopted_on = month_date(TODAY, -3)
    dossier = firm(ONE)
    snapshot = adopted_snapshot(dossier, adopted_on)
    progress = [
        actual(adopted_on, "stage_started", "p/s"),
        actual(TODAY, "stage_finished", "p/s"),
    ]
    assert course_of(on(dossier, TODAY, *progress), [snapshot]).calibration.dates.count == 0


def test_a_stage_never_begun_counts_as_late() -> None:
    adopted_on = month_date(TODAY, -24)
    dossier = firm(project("p", *(stage(f"s{place}", 1, 2, 3) for place in range(6))))
    found = course_of(dossier, [adopted_snapshot(dossier, adopted_on)]).calibration.dates
    assert (found.inside, found.after, found.verdict) == (0, 6, "too-narrow")


@pytest.mark.parametrize("days", [7, 30, 45])
def test_cash_is_judged_on_its_day_however_often_snapshots_are_made(days: int) -> None:
    """Money that goes out as foretold is foretold rightly, between the ends of months too."""
    start = date(2026, 1, 31)
    dossier = firm()
    history = []
    for number in range(6):
        day = start + timedelta(days=days * number)
        spent = Decimal(round(1000 * months_between(start, day), 2))
        assert dossier.finance is not None
        then = replace(dossier, finance=replace(dossier.finance, cash=Decimal(10**7) - spent))
        snapshot = adopted_snapshot(then, day, 50)
        history.append(widened(snapshot))
    end = start + timedelta(days=days * 6)
    spent = Decimal(round(1000 * months_between(start, end), 2))
    assert dossier.finance is not None
    last = replace(dossier, finance=replace(dossier.finance, cash=Decimal(10**7) - spent))
    found = course_of(on(last, end), history).calibration.numbers
    assert found.inside == found.count >= 1


def widened(snapshot: Snapshot) -> Snapshot:
    """Return a snapshot whose ranges of cash have a width, for dates are rounded to days."""
    cash = tuple(
        replace(entry, low=entry.low - 60, high=entry.high + 60) for entry in snapshot.forecast.cash
    )
    return replace(snapshot, forecast=replace(snapshot.forecast, cash=cash))


def test_a_date_past_when_foretold_is_no_forecast_and_a_late_end_is_late() -> None:
    due = date(2026, 4, 1)
    measure = Measure(id="M", title="m", project="p", due=due)
    dossier = firm(ONE, measures=(measure,))
    late = [
        actual(date(2026, 1, 1), "stage_started", "p/s"),
        actual(date(2026, 5, 1), "stage_finished", "p/s"),
    ]
    after = adopted_snapshot(dossier, date(2026, 4, 15))
    assert course_of(on(dossier, TODAY, *late), [after]).calibration.chances is None
    before = adopted_snapshot(dossier, date(2026, 1, 1))
    score = course_of(on(dossier, TODAY, *late), [before]).calibration.chances
    chance = next(d.chance for d in before.forecast.dues if d.id == "M")
    assert score is not None
    assert score.score == pytest.approx(chance**2)


def test_an_end_needs_no_start_and_a_day_holds_both() -> None:
    dossier = firm(ONE)
    history = [adopted_snapshot(dossier, month_date(TODAY, -6))]
    end = month_date(TODAY, -1)
    only_end = [actual(end, "stage_finished", "p/s")]
    both = [actual(end, "stage_finished", "p/s"), actual(end, "stage_started", "p/s")]
    for progress in (only_end, both):
        slip = course_of(on(dossier, TODAY, *progress), history).slips[0]
        assert (slip.forecast, slip.chance) == (end, 1)


def test_what_stages_have_reached_outweighs_an_old_report() -> None:
    measure = Measure(id="M", title="m", project="p", due=date(2026, 3, 1))
    progress = [
        actual(date(2025, 12, 1), "measure", "M", 0.5),
        actual(date(2026, 2, 1), "stage_finished", "p/s"),
    ]
    state = course_of(firm(ONE, measures=(measure,), progress=progress)).measures[0]
    assert (state.done, state.status) == (1, "done")


def test_an_indicator_without_baseline_goes_the_way_its_target_lies() -> None:
    days = [date(2025, 12, 31), date(2026, 3, 31), date(2026, 6, 30)]
    readings = [actual(d, "indicator", "I", v) for d, v in zip(days, (10, 9.5, 9.1), strict=True)]
    indicator = Indicator(id="I", name="leavers", target=2)
    objective = Objective(id="O", title="o", indicator="I", due=date(2026, 12, 31))
    found = course_of(firm(indicators=(indicator,), objectives=(objective,), progress=readings))
    forecast = found.indicators[0].forecast
    assert forecast is not None
    assert forecast.chance is not None
    assert forecast.chance < 0.1


def test_readings_that_never_change_are_no_ground_for_certainty() -> None:
    days = [date(2025, 12, 31), date(2026, 3, 31), date(2026, 6, 30)]
    readings = [actual(day, "indicator", "I", 5) for day in days]
    indicator = Indicator(id="I", name="x", baseline=5, target=6)
    objective = Objective(id="O", title="o", indicator="I", due=date(2026, 12, 31))
    found = course_of(firm(indicators=(indicator,), objectives=(objective,), progress=readings))
    assert found.indicators[0].forecast is None


def test_another_way_of_doing_a_project_is_a_change() -> None:
    fast = Mode(id="fast", cost_factor=5.0)
    cheap = Mode(id="cheap")
    choosable = replace(ONE, modes=(fast, cheap), stages=(replace(ONE.stages[0], cost=1000),))
    dossier = firm(choosable)
    snapshot = adopted_snapshot(dossier, TODAY)
    other = replace(snapshot, plan=replace(snapshot.plan, projects=(("p", "fast"),)))
    found = course_of(dossier, [other])
    assert found.revision is not None
    assert found.revision.modes == (("p", "fast", "cheap"),)
    assert found.revision.changes


def test_chances_are_scored_by_what_came() -> None:
    risky = project("p", stage("a", 1, 1, 1, success=0.9), stage("b", 1, 1, 1, "a", success=0.8))
    progress = [
        actual(date(2026, 1, 1), "stage_started", "p/a"),
        actual(date(2026, 2, 1), "stage_finished", "p/a"),
        actual(date(2026, 2, 1), "stage_started", "p/b"),
        actual(date(2026, 3, 1), "stage_failed", "p/b"),
    ]
    score = course_of(firm(risky, progress=progress)).calibration.chances
    assert score is not None
    assert score.score == pytest.approx((0.1**2 + 0.8**2) / 2)


def test_an_attempt_that_failed_counts_though_the_next_succeeded() -> None:
    again = project("p", stage("a", 1, 1, 1, success=0.6, on_failure="repeat"))
    progress = [
        actual(date(2026, 1, 1), "stage_started", "p/a"),
        actual(date(2026, 2, 1), "stage_failed", "p/a"),
        actual(date(2026, 2, 1), "stage_started", "p/a"),
        actual(date(2026, 3, 1), "stage_finished", "p/a"),
    ]
    score = course_of(firm(again, progress=progress)).calibration.chances
    assert score is not None
    assert score.count == 2
    assert score.score == pytest.approx((0.6**2 + 0.4**2) / 2)


def test_durations_still_to_come_are_corrected_by_the_record() -> None:
    stages = [stage(f"s{place}", 2, 2, 2) for place in range(5)]
    begun = date(2026, 1, 31)
    progress = [actual(begun, "stage_started", f"p/s{place}") for place in range(4)]
    progress += [actual(date(2026, 5, 31), "stage_finished", f"p/s{p}") for p in range(4)]
    dossier = firm(project("p", *stages), progress=progress)
    correction = own_correction(dossier)
    assert correction is not None
    assert 1.6 < correction.factor < 2, "twice as long, drawn a little towards one"
    left = build_problem(dossier).dossier.projects[0].stages[0].duration
    assert left.likely == pytest.approx(2 * correction.factor)
    plain = replace(
        dossier,
        strategy=replace(dossier.strategy, preferences=Preferences(correct_estimates=False)),
    )
    assert build_problem(plain).dossier.projects[0].stages[0].duration.likely == 2
    assert own_correction(firm(project("p", *stages), progress=progress[:2])) is None


def test_a_plan_just_adopted_has_nothing_to_change() -> None:
    dossier = firm(ONE)
    found = course_of(dossier, [adopted_snapshot(dossier, TODAY)])
    assert found.adopted_on == TODAY
    assert found.revision is not None
    assert not found.revision.changes
    assert found.revision.gain == 0
    assert found.since is None


def test_a_new_chance_is_worth_planning_anew_and_touches_those_it_concerns() -> None:
    """The gain is that of the project that comes in, by an evaluation of its own."""
    dossier = firm(ONE)
    history = [adopted_snapshot(dossier, month_date(TODAY, -1))]
    more = project("q", stage("only", 1, 2, 3))
    found = course_of(replace(dossier, projects=(ONE, more)), history)
    assert found.revision is not None
    assert (found.revision.added, found.revision.dropped) == (("q",), ())
    assert found.revision.gain > 5 * found.revision.gain_error > 0
    alone = course_of(firm(more)).forecast.value
    assert found.revision.gain == pytest.approx(alone, rel=0.1)


def test_a_project_that_ended_is_no_slip() -> None:
    dossier = firm(ONE)
    history = [adopted_snapshot(dossier, month_date(TODAY, -6))]
    end = month_date(TODAY, -1)
    progress = [
        actual(month_date(TODAY, -6), "stage_started", "p/s"),
        actual(end, "stage_finished", "p/s"),
    ]
    slip = course_of(on(dossier, TODAY, *progress), history).slips[0]
    assert (slip.forecast, slip.chance) == (end, 1)


def test_the_plan_followed_is_the_last_adopted_and_its_days_are_months_from_today() -> None:
    dossier = firm(ONE)
    first = adopted_snapshot(dossier, date(2026, 1, 30))
    kept = replace(adopted_snapshot(dossier, date(2026, 4, 30)), adopted=False)
    later = adopted_snapshot(dossier, date(2026, 12, 31))
    assert followed([first, kept, later], TODAY) == first
    assert followed([kept], TODAY) is None
    previous = previous_of(first, TODAY)
    assert previous.starts["p", "s"] == pytest.approx(months_between(TODAY, date(2026, 1, 30)))


def test_snapshots_of_later_days_are_not_looked_at() -> None:
    dossier = firm(ONE)
    later = adopted_snapshot(dossier, TODAY + timedelta(days=90))
    found = course_of(dossier, [later])
    assert found.adopted_on is None
    assert found.since is None
