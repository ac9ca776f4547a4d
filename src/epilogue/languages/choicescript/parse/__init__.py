"""Scenes as text to syntax."""
