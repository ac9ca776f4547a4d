"""Notices when a story's files change: anything in its folder that could belong to it, whatever editor writes it."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator

SETTLED = 60
"""Milliseconds without a change after which a save is over."""
STEP = 40
ENDINGS = (".ink", ".json", ".toml")


async def changes(path: str) -> AsyncIterator[None]:
    """Yields after each save in the folder of the story at ``path``."""
    from watchfiles import DefaultFilter, awatch

    class Belongs(DefaultFilter):
        """Files that a story is made of."""

        def __call__(self, change: object, path: str) -> bool:
            return path.endswith(ENDINGS) and super().__call__(change, path)  # type: ignore[arg-type]

    folder = os.path.dirname(os.path.abspath(path))
    async for _ in awatch(folder, watch_filter=Belongs(), debounce=SETTLED * 5, step=STEP, recursive=True):
        yield
