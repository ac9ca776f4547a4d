"""Whether the kernel is compiled, and where.

Compiling takes some ten seconds, once for each version on each machine: it is done in a process of its own, while the search that
first wanted it goes on without.
"""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from zlib import crc32

HERE = Path(__file__).parent
MADE_OF = ("compiled/*.py", "layout.py", "../frontier.py", "../state_graph.py", "../../flow/graph.py")
"""Sources of the compiled code, and those it takes constants from."""
COMPILED = "compiled"


@cache
def folder() -> Path | None:
    """The folder for the compiled kernel of these sources, beside them as Python keeps its own; None if there is no compiler or
    nothing can be written there."""
    try:
        made_of = b"".join(path.read_bytes() for name in MADE_OF for path in sorted(HERE.glob(name)))
        made_of += f"{sys.version} {version('numba')}".encode()
        path = HERE / "__pycache__" / f"kernel-{crc32(made_of):08x}"
        path.mkdir(parents=True, exist_ok=True)
    except (OSError, PackageNotFoundError):
        return None
    return path


def is_compiled() -> bool:
    """Whether the kernel is compiled."""
    path = folder()
    return path is not None and (path / COMPILED).exists()


def note_compiled() -> None:
    """Records that the kernel is compiled."""
    path = folder()
    if path is not None:
        (path / COMPILED).touch()


@cache
def compile_beside() -> None:
    """Compiles the kernel in another process, started once."""
    if folder() is not None:
        _beside.append(
            subprocess.Popen(
                [sys.executable, "-P", "-m", "epilogue.space.kernel"],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        )


_beside: list[subprocess.Popen[bytes]] = []
"""Keeps the process from being waited for when it is forgotten."""
