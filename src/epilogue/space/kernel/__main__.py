"""Compiles the search kernel: ``python -m epilogue.space.kernel``."""

from __future__ import annotations

import os

from epilogue.space.kernel.compiling import compile_now

if __name__ == "__main__":
    if hasattr(os, "nice"):
        os.nice(10)
    compile_now()
