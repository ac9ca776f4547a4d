"""The number of generated stories that a test checks."""

from __future__ import annotations

import os


def story_count(divisor: int = 1) -> int:
    """The number that ``EPILOGUE_STORIES`` asks for, 20 by default, divided by ``divisor`` where one story takes long."""
    return int(os.environ.get("EPILOGUE_STORIES", "20")) // divisor


def seeds_in_parts(stories: int, size: int) -> list[range]:
    """The seeds of so many stories in parts of nearly equal length, of about ``size`` or all of them in one."""
    parts = max(stories // size, 1)
    return [range(stories * part // parts, stories * (part + 1) // parts) for part in range(parts)]
