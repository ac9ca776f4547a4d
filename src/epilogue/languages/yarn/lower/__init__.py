"""Lowers a checked Yarn project to a Program."""
