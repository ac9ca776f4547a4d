"""Memory: how much this process uses, and how much it may use."""

from __future__ import annotations

import os
from pathlib import Path

import psutil

SHARE = 4
"""A search takes one part in this many of the machine's memory, unless told otherwise."""
SCARCE = 20
"""A search stops when less than one part in this many of the machine's memory is available."""


def resident() -> int:
    """Bytes of memory this process holds now."""
    return int(psutil.Process().memory_info().rss)


def usual() -> int:
    """Bytes a search may use by default: a quarter of the memory of the machine, or of its container."""
    return min([int(psutil.virtual_memory().total), *_container()]) // SHARE


def scarce() -> bool:
    """Whether the machine as a whole is running out of memory."""
    memory = psutil.virtual_memory()
    return bool(memory.available < memory.total // SCARCE)


def _container() -> list[int]:
    """Limits that Linux control groups (version 1 or 2) set for this process, in bytes; empty elsewhere."""
    limits = []
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
        group = path.strip("/")
        while True:  # parent groups limit too; inside a container the path itself is often hidden
            try:
                limit = Path(base, group, name).read_text(encoding="ascii").strip()
                if limit.isdigit():
                    limits.append(int(limit))
            except OSError:
                pass
            if not group:
                break
            group = os.path.dirname(group)
    return limits
