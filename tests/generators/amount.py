"""The number of generated stories that a test checks."""

from __future__ import annotations

import os


def story_count(divisor: int = 1) -> int:
    """The number that ``EPILOGUE_STORIES`` asks for, 20 by default, divided by ``divisor`` where one story takes long."""
    return int(os.environ.get("EPILOGUE_STORIES", "20")) // divisor
