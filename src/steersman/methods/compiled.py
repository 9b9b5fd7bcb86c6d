"""How the scheduling kernel is compiled."""

from numba import njit

compiled = njit(cache=True, nogil=True, error_model="numpy", _nrt=False)
"""For functions that allocate nothing.

Without numba's runtime no reference is counted; the kernel passes dozens of arrays, and counting
them takes ten times as long as the work itself.
"""

inlined = njit(cache=True, nogil=True, error_model="numpy", _nrt=False, inline="always")
"""The same for small functions called often: passing the arrays would cost more than the call."""
