"""Types of the compiled functions, and how they are compiled."""

from __future__ import annotations

from typing import Any

from numba import config, njit, types

from epilogue.space.kernel.compiled.pointers import TABLES
from epilogue.space.kernel.ready import folder, is_compiled

T, I, U8, B, V = TABLES, types.int64, types.uint64, types.boolean, types.void  # noqa: E741
NUMBERS, ROWS, BYTES, OFFSETS = types.int32[::1], types.int32[:, ::1], types.uint8[::1], types.int64[::1]
PAIR = types.UniTuple(I, 2)
COMPILES = not is_compiled()


def entry(signature: Any, wrapped: bool = True) -> Any:
    """Compiles a function that Python calls, or finds it compiled in the kernel's folder."""
    before, path = config.CACHE_DIR, folder()
    config.CACHE_DIR = before if path is None else str(path)
    compiling = njit(signature, cache=True, no_cpython_wrapper=not wrapped)

    def compile_there(function: Any) -> Any:
        try:
            return compiling(function)
        finally:
            config.CACHE_DIR = before

    return compile_there


def compiled(signature: Any) -> Any:
    """Compiles a function that only compiled ones call. Where those are compiled already, they have it inside."""
    return entry(signature, wrapped=False) if COMPILES else njit
