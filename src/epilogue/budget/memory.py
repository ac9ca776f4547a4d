"""How much memory this process has, and how much it may have."""

from __future__ import annotations

import os
from pathlib import Path

import psutil

SHARE = 4
"""One part in so many of the machine's memory is what a search takes unless it is told otherwise."""
SCARCE = 20
"""When less than one part in so many is left to the whole machine, a search stops."""


def resident() -> int:
    """Bytes of memory this process holds now."""
    return int(psutil.Process().memory_info().rss)


def usual() -> int:
    """Bytes a search may use unless it is told otherwise: a quarter of the machine's memory, or of its container's."""
    return min([int(psutil.virtual_memory().total), *_container()]) // SHARE


def scarce() -> bool:
    """Whether the machine as a whole is running out of memory."""
    memory = psutil.virtual_memory()
    return bool(memory.available < memory.total // SCARCE)


def _container() -> list[int]:
    """The limits that Linux control groups (version 1 or 2) set to this process; empty elsewhere."""
    found = []
    try:
        groups = Path("/proc/self/cgroup").read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
    for line in groups:
        _, controllers, path = line.split(":", 2)
        if controllers == "":
            base, name = "/sys/fs/cgroup", "memory.max"
        elif "memory" in controllers.split(","):
            base, name = "/sys/fs/cgroup/memory", "memory.limit_in_bytes"
        else:
            continue
        place = path.strip("/")
        while True:  # a limit of any group above holds too; inside a container the path is often not to be seen
            try:
                limit = Path(base, place, name).read_text(encoding="ascii").strip()
                if limit.isdigit():
                    found.append(int(limit))
            except OSError:
                pass
            if not place:
                break
            place = os.path.dirname(place)
    return found
