"""Digests on their way to people: e-mail and webhook. Nothing here knows what a digest says."""
