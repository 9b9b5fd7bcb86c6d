"""DEMATEL against two published matrices."""

import numpy as np
import pytest

from steersman.methods.influence import strongest_path, total_influence


def matrix(rows: str) -> np.ndarray:
    return np.array([[float(digit) for digit in row] for row in rows.split()])


def test_hospital_matrix() -> None:
    """Ten hospital factors, the example of the R package dematel; D and R to six digits."""
    direct = matrix(
        "0302000030 3000000002 4102131232 4140120100 3231030200 "
        "4144000113 3000020000 3043231000 4320010002 2100000030"
    )
    result = total_influence(direct)
    assert result.given == pytest.approx(
        [0.3991458, 0.2261648, 1.0204318, 0.7538625, 0.8096760,
         0.9780926, 0.2717874, 0.9455390, 0.5960514, 0.2937537], abs=5e-7)  # fmt: skip
    assert result.received == pytest.approx(
        [1.5527024, 0.7251791, 0.8551461, 0.6895615, 0.2059141,
         0.6790404, 0.1057168, 0.3163574, 0.6484014, 0.5164858], abs=5e-7)  # fmt: skip
    assert result.relation.mean() == pytest.approx(0.062945, abs=5e-7)


def test_leadership_matrix() -> None:
    """Leadership, flexibility, collaboration, technology, absorptive capacity (OnlineOutput)."""
    result = total_influence(matrix("04310 00411 01044 00100 10440"))
    assert result.net == pytest.approx([1.217, 0.469, -0.384, -1.637, 0.335], abs=5e-4)


def test_draws_are_worked_out_one_by_one() -> None:
    matrices = np.stack([matrix("021 302 110"), matrix("010 001 100")])
    together = total_influence(matrices).relation
    for place in range(2):
        assert together[place] == pytest.approx(total_influence(matrices[place]).relation)


def test_strongest_path_prefers_a_strong_detour() -> None:
    direct = np.array([[0, 0.9, 0.1], [0, 0, 0.8], [0, 0, 0]])
    assert strongest_path(direct, 0, 2) == (0, 1, 2)
    direct[0, 2] = 0.9
    assert strongest_path(direct, 0, 2) == (0, 2)
