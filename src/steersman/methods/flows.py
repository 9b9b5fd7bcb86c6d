"""Monthly money flows: spreading costs, margin curves, present value, compiled."""

from typing import NamedTuple

from steersman.methods.arrays import FloatArray, IntArray
from steersman.methods.compiled import TINY, compiled


class Economics(NamedTuple):
    """Money of options and stages.

    Attributes:
        stage_cost: Cost of one attempt of a stage.
        upfront: Cost at the beginning of an option.
        ramp: Months from launch to the full margin, by option.
        life: Months during which an option earns.
        target: Month after which delay loses margin; infinite if never.
        erosion: Share of the margin lost per month of delay.
        entry_loss: Share of the margin lost once a competitor has entered.
        monthly_discount: Factor by which a month lowers the value of money.
        horizon: Months over which cash is watched.
    """

    stage_cost: FloatArray
    upfront: FloatArray
    ramp: IntArray
    life: IntArray
    target: FloatArray
    erosion: FloatArray
    entry_loss: FloatArray
    monthly_discount: float
    horizon: int


@compiled
def spread(flows, amount, start, finish):
    """Add an amount evenly over a time span to monthly flows."""
    if amount == 0.0:
        return
    month = int(start)
    length = finish - start
    if length <= TINY:
        flows[month] += amount
        return
    rate = amount / length
    if finish <= month + 1.0:
        flows[month] += amount
        return
    flows[month] += rate * (month + 1.0 - start)
    month += 1
    while month + 1.0 < finish:
        flows[month] += rate
        month += 1
    flows[month] += rate * (finish - month)


@compiled
def add_payoff(flows, option, launch, peak, entry, money):
    """Add the margin curve of a launched project: a straight ramp, then flat to the end of life.

    A month of earning belongs to the time before a competitor's entry if it begins before it.
    """
    delay = max(0.0, launch - money.target[option])
    level = peak * max(0.0, 1.0 - money.erosion[option] * delay)
    if level == 0.0:
        return
    ramp, life = money.ramp[option], money.life[option]
    first = int(launch)
    later = launch - first
    carried = 0.0
    for age in range(life):
        height = min(level, level * (age + 0.5) / ramp) if ramp > 0 else level
        if launch + age >= entry:
            height *= 1.0 - money.entry_loss[option]
        flows[first + age] += height * (1.0 - later) + carried
        carried = height * later
    flows[first + life] += carried
