"""Compiles the search kernel."""

from __future__ import annotations

from epilogue.space.kernel import ready


def compile_now() -> None:
    """Compiles the kernel, if it is not."""
    if ready.folder() is not None:
        from epilogue.space.kernel.compiled import entries  # noqa: F401  lazy: it compiles

        ready.note_compiled()
