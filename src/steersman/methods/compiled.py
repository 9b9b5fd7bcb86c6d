"""How the scheduling kernel is compiled."""

from typing import Any

from numba import njit

TINY = 1e-9
"""Months that count as nothing."""

_OPTIONS: dict[str, Any] = {"cache": True, "nogil": True, "error_model": "numpy", "_nrt": False}
"""For functions that allocate nothing: without numba's runtime no reference is counted. The kernel
passes dozens of arrays, and counting them takes ten times as long as the work itself."""

compiled: Any = njit(**_OPTIONS)
"""Decorator of the kernel's functions."""

inlined: Any = njit(inline="always", **_OPTIONS)
"""The same for small functions called often: passing the arrays would cost more than the call."""
