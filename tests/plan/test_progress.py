"""Progress already made changes what is planned."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from steersman.dossier import Actual, Dossier, Firm, Payoff, Project, Range, Stage, Strengthening
from steersman.dossier.ranges import MoneyRange
from steersman.methods.months import months_between
from steersman.plan import plan
from steersman.plan.problem import build_problem
from steersman.plan.progress import done_so_far, stage_records, still_to_do

TODAY = date(2026, 6, 30)
MARGIN = MoneyRange(low=Decimal(10**5), likely=Decimal(2 * 10**5), high=Decimal(3 * 10**5))


def stage(name: str, *after: str, **more: object) -> Stage:
    return Stage(id=name, after=after, duration=Range(low=4, likely=6, high=10), success=0.8,
                 cost=Decimal(10_000), **more)  # fmt: skip


def firm(*actuals: tuple[date, str, str], **changes: object) -> Dossier:
    stages = (stage("one"), stage("two", "one"))
    first = Project(id="a", payoff=Payoff(peak_margin=MARGIN), stages=stages,
                    strengthens=(Strengthening(target="b", success_factor=1.2),))  # fmt: skip
    second = Project(id="b", payoff=Payoff(peak_margin=MARGIN), stages=stages, needs=("a",))
    progress = tuple(Actual(date=day, kind=kind, reference=where) for day, kind, where in actuals)
    return Dossier(firm=Firm(name="x", date=TODAY), projects=(first, second), progress=progress,
                   **changes)  # fmt: skip


def test_finished_stages_are_not_planned_again() -> None:
    problem = build_problem(firm((date(2026, 5, 1), "stage_finished", "a/one")))
    assert [s.id for s in problem.options[0].stages] == ["two"]
    assert problem.work.predecessor_start[1] == 0, "its predecessor is met"


def test_a_running_stage_needs_what_is_left_of_it() -> None:
    started = date(2026, 3, 31)
    dossier = firm((started, "stage_started", "a/one"))
    elapsed = months_between(started, TODAY)
    left = still_to_do(dossier, done_so_far(dossier)).projects[0].stages[0]
    assert left.duration.likely == pytest.approx(6 - elapsed)
    assert left.duration.high == pytest.approx(10 - elapsed)
    assert 0 < left.cost < 10_000


def test_a_stage_that_outlived_its_range_is_about_to_end() -> None:
    dossier = firm((date(2024, 1, 1), "stage_started", "a/one"))
    left = still_to_do(dossier, done_so_far(dossier)).projects[0].stages[0]
    assert left.duration.low == left.duration.high == 0.1


def test_a_failed_stage_ends_the_project_unless_it_may_be_repeated() -> None:
    failed = firm((date(2026, 5, 1), "stage_failed", "a/one"))
    result = plan(failed, np.random.default_rng(1), candidates=10)
    assert {left.project: left.reason for left in result.left_out}["a"] == "failed"
    again = replace(failed.projects[0], stages=(stage("one", on_failure="repeat"),))
    problem = build_problem(replace(failed, projects=(again, failed.projects[1])))
    assert [s.id for s in problem.options[0].stages] == ["one"]


def test_a_finished_project_meets_needs_and_strengthens() -> None:
    done = firm(
        (date(2026, 4, 1), "stage_finished", "a/one"),
        (date(2026, 5, 1), "stage_finished", "a/two"),
    )
    result = plan(done, np.random.default_rng(2), candidates=20)
    assert {left.project: left.reason for left in result.left_out} == {"a": "finished"}
    assert result.projects[0].project == "b"
    assert result.projects[0].launch_chance == pytest.approx((0.8 * 1.2) ** 2, abs=0.03)


def test_what_lies_in_the_future_is_no_fact() -> None:
    dossier = firm((date(2026, 7, 1), "stage_finished", "a/one"))
    assert done_so_far(dossier).finished == frozenset()


def test_what_needs_a_failed_project_cannot_be_planned() -> None:
    failed = firm((date(2026, 5, 1), "stage_failed", "a/one"))
    third = Project(id="c", payoff=Payoff(peak_margin=MARGIN), stages=(stage("one"),), needs=("b",))
    failed = replace(failed, projects=(*failed.projects, third))
    assert done_so_far(failed).blocked == {"b", "c"}
    result = plan(failed, np.random.default_rng(1), candidates=10)
    assert result.projects == ()
    left = {entry.project: (entry.reason, entry.detail) for entry in result.left_out}
    assert left["b"] == ("needs-missing", "a")
    assert left["c"] == ("needs-missing", "b")


def test_one_log_says_what_happened_to_a_stage() -> None:
    def rows(*entries: tuple[int, str]) -> list[Actual]:
        return [Actual(date=date(2026, 1, d), kind=k, reference="p/s") for d, k in entries]

    started, finished, failed = "stage_started", "stage_finished", "stage_failed"
    record = stage_records(rows((1, started), (2, failed), (3, started)))["p", "s"]
    assert (record.begun, record.ended) == (date(2026, 1, 3), None)
    assert record.failures == (date(2026, 1, 2),)
    assert record.running
    assert not stage_records(rows((1, started), (2, failed)))["p", "s"].running
    same_day = stage_records(rows((5, finished), (5, started)))["p", "s"]
    assert (same_day.begun, same_day.ended) == (date(2026, 1, 5), date(2026, 1, 5))
    again = stage_records(rows((1, started), (4, finished), (6, started)))["p", "s"]
    assert (again.begun, again.ended) == (date(2026, 1, 1), date(2026, 1, 4))
    assert stage_records(rows((1, started), (4, finished)), date(2026, 1, 2))["p", "s"].running
