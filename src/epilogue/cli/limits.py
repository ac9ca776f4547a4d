"""How long a search may take: the options of every command that searches, and what it needs of the terminal meanwhile."""

from __future__ import annotations

from argparse import ArgumentTypeError
from typing import TYPE_CHECKING

from epilogue import settings
from epilogue.space.watch import PATIENCE, Watch

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable
    from typing import Any

    from epilogue.cli.console import Parser
    from epilogue.cli.progress import Progress
    from epilogue.space.search import Search

INTERRUPTED = 130
"""Exit code of a search that was interrupted."""


def add_limits(parser: Parser) -> None:
    """``--time``, ``--memory`` and ``--states``."""
    for name, metavar, what in (
        ("time", "TIME", f"stop searching after so long: 30s, 5m, 2h ({PATIENCE:.0f}s, unless something else is asked)"),
        ("memory", "SIZE", "stop before more memory than that is used: 500MB, 2GB (a quarter of the machine's)"),
        ("states", "N", "stop after so many steps: gives the same answer every time"),
    ):
        parser.add_argument(f"--{name}", metavar=metavar, type=limit(name), help=what)


def limit(name: str) -> Callable[[str], Any]:
    """What reads the option that sets this limit of a search."""
    _, read, expected = settings.LIMITS[name]

    def checked(text: str) -> Any:
        found = read(text)
        if found is None:
            raise ArgumentTypeError(f"expected {expected}")
        return found

    return checked


def limits_of(options: Namespace) -> settings.Limits:
    """The limits that were asked for."""
    return settings.Limits(options.states, options.time, options.memory)


class Lasting:
    """Watches a search (``with`` gives the watch), and does what it needs of the terminal once it has lasted: its progress
    shown, and Ctrl-C."""

    def __init__(self, watch: Watch) -> None:
        self.watch = watch
        self.progress: Progress | None = None
        watch.beats = (*watch.beats, self.show)

    def show(self, search: Search) -> None:
        """Say how it gets on."""
        if self.progress is None:
            from epilogue.cli.progress import Progress

            self.progress = Progress(self.watch)
        self.progress.show(search)

    def __enter__(self) -> Watch:
        return self.watch

    def __exit__(self, *_: object) -> None:
        if self.progress is not None:
            self.progress.close()


def searching(options: Namespace) -> Lasting:
    """What watches a search with the limits that were asked for."""
    return Lasting(Watch(limits_of(options)))
