"""Programmes with what is published about their effects, one file each."""
