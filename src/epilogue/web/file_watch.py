"""Notices when a story's files change: anything in its folder that could belong to it, whatever editor writes it.

Polls some ten times a second, which works on every file system, network drives included, and with every way to save (writing
over, or renaming a new file into place). A look at a folder of 70 files takes under 1 ms. The system's own notices, through
``watchfiles``, were tried: watching recursively it follows links out of the folder (15,778 watches for one link to /usr) and
enters ``node_modules``, on network drives it notices nothing, and keeping those bounds by hand takes as much code as this.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections import deque
from collections.abc import AsyncIterator

from epilogue.languages.registry import SUFFIXES

WATCHED = (*SUFFIXES, ".json", ".toml")
STEP = 0.08
"""Seconds between two looks, at least."""
SHARE = 20
"""Limit on the time spent looking: one part in so many."""
SETTLED = 0.05
"""Seconds without a change after which a save is over."""
MOST_FOLDERS, MOST_FILES = 200, 5_000
FileStates = dict[str, tuple[int, int, int]]


def file_states(folder: str) -> FileStates:
    """The files below a folder that a story could be made of, as they are now: time, size and number. Hidden folders and links
    to folders are left out, and what is past the first :data:`MOST_FOLDERS`."""
    files: FileStates = {}
    waiting, looked = deque([folder]), 0
    while waiting and looked < MOST_FOLDERS and len(files) < MOST_FILES:
        looked += 1
        try:
            with os.scandir(waiting.popleft()) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        if not entry.name.startswith((".", "node_modules", "__pycache__")):
                            waiting.append(entry.path)
                    elif entry.name.lower().endswith(WATCHED):
                        now = entry.stat()
                        files[entry.path] = (now.st_mtime_ns, now.st_size, now.st_ino)
        except OSError:
            continue  # removed meanwhile: the next scan will notice
    return files


async def changes(path: str) -> AsyncIterator[None]:
    """Yields after each save in the folder of the story at ``path``."""
    folder = os.path.dirname(os.path.abspath(path))
    before = await asyncio.to_thread(file_states, folder)
    while True:
        began = time.monotonic()
        now = await asyncio.to_thread(file_states, folder)
        if now == before:
            await asyncio.sleep(max(STEP, SHARE * (time.monotonic() - began)))
            continue
        while True:
            await asyncio.sleep(SETTLED)
            then, now = now, await asyncio.to_thread(file_states, folder)
            if then == now:
                break
        before = now
        yield
