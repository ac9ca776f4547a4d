"""The version, for whatever says it: below every other room, so that nothing is imported with it."""

from __future__ import annotations

__version__ = "0.2.0"
