"""Steersman: choose an innovation strategy for a technology firm, and carry it out."""

__version__ = "0.1.0"
