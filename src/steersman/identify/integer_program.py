"""Integer programs: rows over bounded variables, solved by HiGHS."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

Floats = np.ndarray[tuple[int], np.dtype[np.float64]]
SECONDS = 5.0
"""Longest time for one program; what is not proven cheapest by then does not count."""


@dataclass(slots=True)
class Linear:
    """A constant and coefficients of variables."""

    constant: Fraction
    terms: dict[int, Fraction]

    def plus(self, other: "Linear", factor: Fraction | int = 1) -> "Linear":
        """Return a sum."""
        terms = dict(self.terms)
        for variable, coefficient in other.terms.items():
            terms[variable] = terms.get(variable, Fraction(0)) + factor * coefficient
        return Linear(self.constant + factor * other.constant, terms)

    def times(self, factor: Fraction) -> "Linear":
        """Return a multiple."""
        terms = {variable: factor * number for variable, number in self.terms.items()}
        return Linear(factor * self.constant, terms)


def one(variable: int) -> Linear:
    """Return a variable as an expression."""
    return Linear(Fraction(0), {variable: Fraction(1)})


class IntegerProgram:
    """Least cost over bounded variables under rows that must be no less than a number."""

    def __init__(self) -> None:
        self.upper: list[Fraction] = []
        self.integral: list[int] = []
        self.cost: list[Fraction] = []
        self.rows: list[tuple[Linear, Fraction]] = []

    def variable(self, upper: Fraction, *, integral: bool, cost: Fraction = Fraction(0)) -> int:
        """Add a variable between zero and an upper bound; return its place."""
        self.upper.append(upper)
        self.integral.append(int(integral))
        self.cost.append(cost)
        return len(self.upper) - 1

    def binary(self, cost: Fraction = Fraction(0)) -> int:
        """Add a variable that is zero or one; return its place."""
        return self.variable(Fraction(1), integral=True, cost=cost)

    def require(self, expression: Linear, at_least: Fraction) -> None:
        """Demand that an expression be no less than a number."""
        self.rows.append((expression, at_least))

    def require_if(self, switch: int, expression: Linear, at_least: Fraction) -> None:
        """Demand it where a binary variable is one."""
        least = expression.constant + sum(
            (min(c * self.upper[v], Fraction(0)) for v, c in expression.terms.items()), Fraction(0)
        )
        slack = at_least - least
        if slack > 0:
            self.require(expression.plus(one(switch), -slack), at_least - slack)

    def most(self, expression: Linear) -> Fraction:
        """Return the most that an expression can be within the bounds of its variables."""
        parts = (max(c * self.upper[v], Fraction(0)) for v, c in expression.terms.items())
        return expression.constant + sum(parts, Fraction(0))

    def exclude(self, variables: Sequence[int]) -> None:
        """Demand that not all of some variables be used."""
        total = Linear(Fraction(0), {})
        for variable in variables:
            used = self.binary()
            reach = Linear(Fraction(0), {used: self.upper[variable], variable: Fraction(-1)})
            self.require(reach, Fraction(0))
            total = total.plus(one(used), -1)
        self.require(total, Fraction(1 - len(variables)))

    def minimise(self) -> Floats | None:
        """Return the values of all variables at least cost, None if nothing meets the rows."""
        solved = milp(
            np.array([float(cost) for cost in self.cost]),
            integrality=np.array(self.integral),
            bounds=Bounds(0, [float(bound) for bound in self.upper]),
            constraints=self._constraints(),
            options={"time_limit": SECONDS, "mip_rel_gap": 0.0},
        )
        if solved.x is None or solved.status != 0:
            return None
        values: Floats = solved.x
        return values

    def _constraints(self) -> LinearConstraint | None:
        """Return the rows divided by their largest coefficient, so that tolerances mean alike."""
        entries = [
            (row, variable, float(coefficient))
            for row, (expression, _) in enumerate(self.rows)
            for variable, coefficient in expression.terms.items()
        ]
        if not entries:
            return None
        rows, columns, values = zip(*entries, strict=True)
        matrix = csr_array((values, (rows, columns)), shape=(len(self.rows), len(self.upper)))
        lower = np.array([float(bound - expression.constant) for expression, bound in self.rows])
        largest = np.asarray(abs(matrix).max(axis=1).todense()).ravel()
        largest[largest == 0] = 1.0
        scaled = csr_array(matrix.multiply(1 / largest[:, None]))
        return LinearConstraint(scaled, lower / largest, np.inf)
