"""The firm's own factor on estimates: conjugate closed form, recovery, running work."""

import numpy as np
import pytest

from steersman.methods.estimate_correction import (
    OWN_SPREAD,
    PRIOR_SPREAD,
    TimedWork,
    estimate_correction,
)


def test_finished_work_gives_the_conjugate_normal_answer() -> None:
    """Normal prior, normal likelihood of known spread (Gelman et al. 2013, 2.5): closed form."""
    taken = [1.6, 2.2, 1.1, 1.9]
    found = estimate_correction([TimedWork(1.0, 0.0, value, finished=True) for value in taken])
    precision = 1 / PRIOR_SPREAD**2 + len(taken) / OWN_SPREAD**2
    mean = sum(np.log(taken)) / OWN_SPREAD**2 / precision
    spread = 1 / np.sqrt(precision)
    assert found.factor == pytest.approx(np.exp(mean), rel=2e-3)
    assert found.low == pytest.approx(np.exp(mean - 1.645 * spread), rel=3e-3)
    assert found.high == pytest.approx(np.exp(mean + 1.645 * spread), rel=3e-3)
    assert found.finished == 4


def test_the_true_factor_lies_in_the_interval_nine_times_in_ten() -> None:
    generator = np.random.default_rng(11)
    held = 0
    for _ in range(400):
        factor = np.exp(generator.normal(0, PRIOR_SPREAD))
        work = [
            TimedWork(3.0, 0.0, 3 * factor * np.exp(generator.normal(0, OWN_SPREAD)), finished=True)
            for _ in range(6)
        ]
        found = estimate_correction(work)
        held += found.low <= factor <= found.high
    assert held / 400 == pytest.approx(0.9, abs=3 * np.sqrt(0.09 / 400))


def test_slow_work_still_running_counts() -> None:
    done = [TimedWork(2.0, 0.2, 2.0, finished=True) for _ in range(3)]
    slow = [TimedWork(2.0, 0.2, 6.0, finished=False) for _ in range(3)]
    young = [TimedWork(2.0, 0.2, 0.1, finished=False) for _ in range(3)]
    assert estimate_correction(done + slow).factor > estimate_correction(done).factor + 0.2
    assert estimate_correction(done + young).factor == pytest.approx(
        estimate_correction(done).factor, abs=1e-6
    )


def test_no_time_taken_is_refused() -> None:
    with pytest.raises(ValueError):
        estimate_correction([TimedWork(2.0, 0.2, 0.0, finished=True)])
