"""Events from workers: parts of the page as they are done."""

from __future__ import annotations

from typing import NamedTuple

from epilogue.answers import Ending, Moment


class Baseline(NamedTuple):
    """The endings of the last version searched, with a way to each: the baseline of a save."""

    complete: bool
    endings: tuple[Ending, ...]
    readings: tuple[tuple[Moment, ...], ...]


class WorkerEvent(NamedTuple):
    """A part of the work that is done. ``mark``: the version of the story it is of (:func:`epilogue.web.versions.mark_of`);
    ``panels``: the markup of parts of the page, by name; ``changes``: what the last save did, one line each; ``errors``: why the
    story cannot be read; ``before``: the endings, where they were searched; ``stale``: the story was saved meanwhile, and has to
    be looked at again."""

    mark: str = ""
    panels: dict[str, str] = {}  # noqa: RUF012
    changes: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    before: Baseline | None = None
    stale: bool = False


STALE = WorkerEvent(stale=True)
