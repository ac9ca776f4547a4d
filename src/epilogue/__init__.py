"""Epilogue: every way a branching story can end, and what could have been, by proof."""

from __future__ import annotations

__version__ = "0.1.0"
