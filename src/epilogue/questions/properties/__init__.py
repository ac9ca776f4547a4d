"""Decides whether what the author asserts of every playthrough holds."""
