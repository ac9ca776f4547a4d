"""Checked scenes to a Program."""
