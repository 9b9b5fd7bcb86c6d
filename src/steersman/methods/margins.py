"""Margin that each launched project earns month by month, over many scenarios, compiled."""

import numpy as np
from numba import njit

from steersman.methods.arrays import FloatArray, IntArray
from steersman.methods.flows import Economics, add_payoff


@njit(cache=True, nogil=True)
def _margins(options, projects, launch, peak, entry, money, months):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202  numba
    count = launch.shape[0]
    margins = np.zeros((count, len(options), months))
    for scenario in range(count):
        for place in range(len(options)):
            option = options[place]
            begins = launch[scenario, projects[place]]
            if begins + money.life[option] + 1 < months:
                add_payoff(
                    margins[scenario, place], option, begins, peak[scenario, option],
                    entry[scenario, option], money,
                )  # fmt: skip
    return margins


def project_margins(
    options: IntArray,
    projects: IntArray,
    launch: FloatArray,
    peak: FloatArray,
    entry: FloatArray,
    money: Economics,
) -> FloatArray:
    """Return monthly margins, shape (scenarios, options, months).

    Args:
        options: Options that are done.
        projects: The project of each of them.
        launch: Launch month by scenario and project, infinite if never.
        peak: Monthly margin at the peak by scenario and option.
        entry: Month of a competitor's entry by scenario and option.
        money: Ramps, lives, erosion.
    """
    finite = launch[np.isfinite(launch)]
    last = float(finite.max()) if finite.size else 0.0
    months = int(last) + int(money.life.max(initial=0)) + 3
    margins: FloatArray = _margins(options, projects, launch, peak, entry, money, months)
    return margins
