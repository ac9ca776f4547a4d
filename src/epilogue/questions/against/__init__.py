"""Compares two versions of a story."""
