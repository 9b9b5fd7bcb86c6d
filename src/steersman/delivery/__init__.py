"""Digests on their way to people: e-mail and webhook. Nothing here knows what a digest says."""

LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
"""Names of this machine, the only ones that may be reached without encryption."""
