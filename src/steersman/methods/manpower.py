"""Workforce by grade and year: hiring, training, demotion, redundancy, as one linear program.

Manpower planning after Williams (2013, problem 5).
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array

from steersman.methods.arrays import FloatArray

HALF = 0.5
"""Work that somebody on short time does."""


@dataclass(frozen=True, slots=True)
class Workforce:
    """A workforce and what can be done about it; grades run from the lowest to the highest.

    Attributes:
        today: People by grade.
        required: People needed, by year and grade.
        stays: Share of people who stay a year, by grade.
        new_stays: The same of people hired in the year.
        demoted_stays: Share of demoted people who stay.
        most_hired: People who can be hired a year, by grade.
        training_cost: Cost of training one up, by grade left.
        most_trained: People who can be trained up a year by grade left, infinite without a limit.
        trained_share: Most trained up, as share of the people of the grade reached.
        redundancy_cost: Cost of making one redundant, by grade.
        most_extra: People beyond the need, all grades together.
        extra_cost: Cost of one a year, by grade.
        most_short_time: People on short time, by grade.
        short_time_cost: Cost of one a year, by grade.
    """

    today: FloatArray
    required: FloatArray
    stays: FloatArray
    new_stays: FloatArray
    demoted_stays: float
    most_hired: FloatArray
    training_cost: FloatArray
    most_trained: FloatArray
    trained_share: FloatArray
    redundancy_cost: FloatArray
    most_extra: float
    extra_cost: FloatArray
    most_short_time: FloatArray
    short_time_cost: FloatArray


@dataclass(frozen=True, slots=True)
class WorkforcePlan:
    """What to do, each by year and grade; ``demoted`` by year, grade left and grade reached."""

    cost: float
    people: FloatArray
    hired: FloatArray
    trained: FloatArray
    demoted: FloatArray
    redundant: FloatArray
    extra: FloatArray
    short_time: FloatArray


class _Program:
    """Variables by name and place, and rows over them."""

    def __init__(self, years: int, grades: int) -> None:
        names = ("people", "hired", "trained", "redundant", "extra", "short_time")
        self.shape = (years, grades)
        self.first = {name: place * years * grades for place, name in enumerate(names)}
        self.first["demoted"] = len(names) * years * grades
        self.count = (len(names) + grades) * years * grades
        self.rows: list[dict[int, float]] = []
        self.sides: list[float] = []

    def at(self, name: str, year: int, grade: int, reached: int = 0) -> int:
        years, grades = self.shape
        extra = reached * years * grades if name == "demoted" else 0
        return self.first[name] + extra + year * grades + grade

    def add(self, row: dict[int, float], side: float) -> None:
        self.rows.append(row)
        self.sides.append(side)

    def matrix(self) -> coo_array:
        places = [(r, c, v) for r, row in enumerate(self.rows) for c, v in row.items()]
        rows, columns, numbers = zip(*places, strict=True)
        return coo_array((numbers, (rows, columns)), shape=(len(self.rows), self.count))


def plan_workforce(workforce: Workforce, objective: Literal["cost", "redundancy"]) -> WorkforcePlan:
    """Return the cheapest plan, or the one that makes the fewest people redundant.

    Raises:
        ValueError: If the need cannot be met.
    """
    years, grades = workforce.required.shape
    balance, limits = _Program(years, grades), _Program(years, grades)
    for year in range(years):
        for grade in range(grades):
            _balance(balance, workforce, year, grade)
            if grade + 1 < grades and np.isfinite(workforce.trained_share[grade]):
                share = workforce.trained_share[grade]
                limits.add(
                    {
                        limits.at("trained", year, grade): 1.0,
                        limits.at("people", year, grade + 1): -share,
                    },
                    0.0,
                )
        extra = {limits.at("extra", year, grade): 1.0 for grade in range(grades)}
        limits.add(extra, workforce.most_extra)
    cost = _costs(balance, workforce)
    aim = cost
    if objective == "redundancy":
        aim = np.zeros(balance.count)
        aim[balance.at("redundant", 0, 0) :][: years * grades] = 1.0
    found = linprog(
        aim,
        A_ub=limits.matrix(),
        b_ub=limits.sides,
        A_eq=balance.matrix(),
        b_eq=balance.sides,
        bounds=_bounds(balance, workforce),
    )
    if found.status != 0:
        raise ValueError("the need cannot be met")
    parts = {
        name: found.x[start : start + years * grades].reshape(years, grades)
        for name, start in balance.first.items()
        if name != "demoted"
    }
    demoted = found.x[balance.first["demoted"] :].reshape(grades, years, grades)
    return WorkforcePlan(float(cost @ found.x), demoted=demoted.transpose(1, 2, 0), **parts)


def _balance(program: _Program, workforce: Workforce, year: int, grade: int) -> None:
    """People are who stays, comes, rises and falls; they do what is required."""
    grades = program.shape[1]
    stays = workforce.stays[grade]
    row = {
        program.at("people", year, grade): 1.0,
        program.at("hired", year, grade): -workforce.new_stays[grade],
        program.at("redundant", year, grade): 1.0,
        program.at("trained", year, grade): 1.0,
    }
    if grade:
        row[program.at("trained", year, grade - 1)] = -stays
    for other in range(grades):
        if other < grade:
            row[program.at("demoted", year, grade, other)] = 1.0
        elif other > grade:
            row[program.at("demoted", year, other, grade)] = -workforce.demoted_stays
    before = 0.0
    if year:
        row[program.at("people", year - 1, grade)] = -stays
    else:
        before = stays * workforce.today[grade]
    program.add(row, before)
    program.add(
        {
            program.at("people", year, grade): 1.0,
            program.at("extra", year, grade): -1.0,
            program.at("short_time", year, grade): -HALF,
        },
        float(workforce.required[year, grade]),
    )


def _costs(program: _Program, workforce: Workforce) -> FloatArray:
    years, grades = program.shape
    cost = np.zeros(program.count)
    for name, prices in (
        ("trained", workforce.training_cost),
        ("redundant", workforce.redundancy_cost),
        ("extra", workforce.extra_cost),
        ("short_time", workforce.short_time_cost),
    ):
        start = program.first[name]
        cost[start : start + years * grades] = np.tile(prices, years)
    return cost


def _bounds(program: _Program, workforce: Workforce) -> FloatArray:
    years, grades = program.shape
    upper = np.full(program.count, np.inf)
    most_trained = workforce.most_trained.copy()
    most_trained[-1] = 0.0
    for name, most in (
        ("hired", workforce.most_hired),
        ("trained", most_trained),
        ("short_time", workforce.most_short_time),
    ):
        start = program.first[name]
        upper[start : start + years * grades] = np.tile(most, years)
    return np.column_stack([np.zeros(program.count), upper])
