"""Epilogue: every way a branching story can end, and what could have been, by proof.

>>> import epilogue
>>> story = epilogue.load("examples/la_la_land.ink")
>>> len(story.endings().endings)
13

What a program may use is named here and in docs/python.md; everything is imported when it is first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from epilogue.version import __version__

if TYPE_CHECKING:
    import os

    from epilogue.api import Story
    from epilogue.diagnostics import StoryError
    from epilogue.views.rows import rows

__all__ = ["Story", "StoryError", "__version__", "load", "rows"]

_PLACES = {"Story": "epilogue.api", "StoryError": "epilogue.diagnostics", "rows": "epilogue.views.rows"}


def load(
    path: str | os.PathLike[str],
    *,
    allow_outside: bool = False,
    states: int | None = None,
    seconds: float | None = None,
    memory: int | None = None,
) -> Story:
    """A story, to ask questions of. ``allow_outside``: it may include files from outside its own folder. ``states`` to look at,
    ``seconds`` to take, ``memory`` in bytes: what each question may use. Raises :class:`StoryError` for what cannot be read."""
    from epilogue.api import Story
    from epilogue.settings import Limits

    return Story(path, allow_outside, Limits(states, seconds, memory))


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module 'epilogue' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_PLACES[name]), name)
