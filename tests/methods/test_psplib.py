"""Project schedules on PSPLIB (Kolisch & Sprecher 1997): all pass an independent checker."""

import numpy as np
import pytest
from benchmarks.psplib_instances import FOLDER, best_known, read_instance
from hypothesis import given, settings
from hypothesis import strategies as st

from steersman.methods.makespan_search import shortest_schedule
from steersman.methods.project_network import (
    Network,
    build_network,
    latest_finish_list,
    lower_bound,
    parallel_schedule,
    random_makespans,
    serial_schedule,
    time_windows,
)
from steersman.methods.random_durations import choose_policy

absent = pytest.mark.skipif(not FOLDER.is_dir(), reason="notice: the PSPLIB instances are not here")

SMALL = build_network(
    np.array([0, 3, 4, 2, 2, 1, 0]),
    ((1, 2, 3), (4,), (5,), (5,), (6,), (6,), ()),
    np.array([[0], [2], [3], [1], [2], [3], [0]]),
    np.array([4]),
)
"""Seven activities on a resource of four; the best makespan is 10, found by hand below."""


def serial(network: Network, order: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Starts and finishes of the serial scheme."""
    profile = np.zeros((network.duration.sum() + 2, len(network.capacity)), np.int64)
    start = np.zeros(len(network.duration), np.int64)
    serial_schedule(network, order, profile, start)
    return start, start + network.duration


def parallel(network: Network, order: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Starts and finishes of the parallel scheme."""
    start, finish = np.zeros((2, len(network.duration)))
    parallel_schedule(network, order, len(order), network.duration.astype(float), start, finish)
    return start, finish


def check(network: Network, start: np.ndarray, finish: np.ndarray) -> None:
    """Everything runs its length, after its predecessors, within the resources at every moment."""
    assert finish - start == pytest.approx(network.duration)
    for activity in range(len(start)):
        first, last = network.successor_start[activity : activity + 2]
        for other in network.successor[first:last]:
            assert finish[activity] <= start[other] + 1e-9
    for moment in start:
        running = (start <= moment + 1e-9) & (finish > moment + 1e-9)
        assert (network.demand[running].sum(axis=0) <= network.capacity).all()


def test_small_project_by_hand() -> None:
    """Activity 2 (3 of 4 units) runs beside 3 only, 5 alone, 1 before 4: 4 + 1 + 3 + 2 = 10."""
    earliest, latest = time_windows(SMALL, SMALL.duration.astype(float))
    assert earliest[-1] == 5
    assert latest[0] == 0
    assert lower_bound(SMALL) == 7
    found = shortest_schedule(SMALL, seed=1, rounds=2)
    check(SMALL, found.start, found.start + SMALL.duration)
    assert found.makespan == 10


@st.composite
def networks(draw: st.DrawFn) -> Network:
    count = draw(st.integers(1, 12))
    resources = draw(st.integers(1, 3))
    duration = draw(st.lists(st.integers(0, 6), min_size=count, max_size=count))
    capacity = draw(st.lists(st.integers(1, 5), min_size=resources, max_size=resources))
    demand = [[draw(st.integers(0, units)) for units in capacity] for _ in range(count)]
    successors = tuple(
        tuple(o for o in range(a + 1, count) if draw(st.integers(0, 3)) == 0) for a in range(count)
    )
    return build_network(np.array(duration), successors, np.array(demand), np.array(capacity))


@settings(deadline=None, max_examples=60)
@given(networks())
def test_both_schemes_and_the_search_give_feasible_schedules(network: Network) -> None:
    order = latest_finish_list(network)
    for start, finish in (serial(network, order), parallel(network, order)):
        check(network, start, finish)
    found = shortest_schedule(network, seed=3, rounds=1)
    check(network, found.start, found.start + network.duration)
    assert found.bound <= found.makespan <= serial(network, order)[1].max()


def test_more_rounds_never_give_a_longer_schedule_and_a_seed_gives_one_result() -> None:
    generator = np.random.default_rng(5)
    count = 40
    successors = tuple(
        tuple(o for o in range(a + 1, count) if generator.random() < 0.05) for a in range(count)
    )
    network = build_network(
        generator.integers(1, 10, count), successors, generator.integers(0, 6, (count, 2)),
        np.array([8, 9]),
    )  # fmt: skip
    lengths = [shortest_schedule(network, 7, rounds).makespan for rounds in (0, 1, 3)]
    assert lengths == sorted(lengths, reverse=True)
    again = shortest_schedule(network, 7, 3)
    assert (again.start == shortest_schedule(network, 7, 3).start).all()


@pytest.mark.parametrize(
    ("successors", "demand"), [(((1,), (0,)), [[1], [1]]), (((1,), ()), [[3], [1]])]
)
def test_what_cannot_be_scheduled_is_refused(
    successors: tuple[tuple[int, ...], ...], demand: list[list[int]]
) -> None:
    with pytest.raises(ValueError, match=r"circle|more of a resource"):
        build_network(np.array([1, 1]), successors, np.array(demand), np.array([2]))


@absent
def test_j30_schedules_are_feasible_and_reach_the_best_known() -> None:
    """Every tenth instance is solved to its proven optimum; list schedules never beat it."""
    known = best_known(FOLDER / "j30")
    paths = sorted((FOLDER / "j30").glob("*.sm"))
    assert len(paths) == 240
    for place, path in enumerate(paths):
        network = read_instance(path)
        order = latest_finish_list(network)
        for start, finish in (serial(network, order), parallel(network, order)):
            check(network, start, finish)
            assert finish.max() >= known[path.stem][0]
        if place % 10 == 0:
            best = known[path.stem][1]
            found = shortest_schedule(network, 1, 400, lambda now, _, best=best: now <= best)
            check(network, found.start, found.start + network.duration)
            assert found.makespan == best


@absent
def test_stochastic_makespans_reproduce_the_published_row() -> None:
    """Latest-finish-time policy on J30, deterministic and uniform: 19.05 and 21.60 % in table 2.2.

    The table covers 480 instances, half of which are here: two standard errors of the mean.
    """
    from benchmarks.bench_stochastic import draw

    above: dict[str, list[float]] = {"DET": [], "U1": [], "EXP": []}
    for number, path in enumerate(sorted((FOLDER / "j30").glob("*.sm"))):
        network = read_instance(path)
        mean = network.duration.astype(float)
        order = latest_finish_list(network)
        earliest, _ = time_windows(network, mean)
        generator = np.random.default_rng(number)
        for kind, values in above.items():
            times = random_makespans(network, order, len(order), draw(kind, mean, 60, generator))
            values.append(100 * (times.mean() / earliest[-1] - 1))
    for kind, published in (("DET", 19.05), ("U1", 21.60), ("EXP", 46.48)):
        error = np.std(above[kind]) / len(above[kind]) ** 0.5
        assert abs(np.mean(above[kind]) - published) < 2 * error


def test_a_chosen_policy_keeps_its_budget_and_is_no_worse_than_latest_finish() -> None:
    """One machine, so that every policy is a sequence; and a network where lists matter."""
    generator = np.random.default_rng(8)
    count = 24
    successors = tuple(
        tuple(o for o in range(a + 1, count) if generator.random() < 0.08) for a in range(count)
    )
    network = build_network(
        generator.integers(1, 10, count), successors, generator.integers(1, 5, (count, 2)),
        np.array([6, 7]),
    )  # fmt: skip
    source = np.random.default_rng(1)

    def draw(scenarios: int) -> np.ndarray:
        return network.duration * source.uniform(0.5, 1.5, (scenarios, count))

    policy = choose_policy(network, draw, 12_000, seed=2)
    assert policy.schedules <= 12_000
    assert sorted(policy.order) == list(range(count))
    fresh = draw(4_000)
    chosen = random_makespans(network, policy.order, policy.window, fresh)
    latest = random_makespans(network, latest_finish_list(network), count, fresh)
    assert np.isfinite(chosen).all()
    gain = latest - chosen
    assert gain.mean() > -2 * gain.std() / len(gain) ** 0.5


def test_a_window_of_one_starts_activities_in_the_order_of_the_list() -> None:
    start, finish = np.zeros((2, 7))
    order = np.array([0, 3, 1, 2, 4, 5, 6])
    parallel_schedule(SMALL, order, 1, SMALL.duration.astype(float), start, finish)
    assert (np.diff(start[order]) >= 0).all()
    check(SMALL, start, finish)
    backwards = order[::-1].copy()
    assert np.isinf(
        parallel_schedule(SMALL, backwards, 1, SMALL.duration.astype(float), start, finish)
    )
