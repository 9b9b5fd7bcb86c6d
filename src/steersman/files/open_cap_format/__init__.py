"""Shares as a package of the Open Cap Table Format, version 1.2.0, and back."""

from steersman.files.open_cap_format.reader import read_package
from steersman.files.open_cap_format.writer import LeftOut, left_out, write_package

__all__ = ["LeftOut", "left_out", "read_package", "write_package"]
