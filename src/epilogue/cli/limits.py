"""Limits of a command: the options of every command that searches, and what it needs of the terminal meanwhile."""

from __future__ import annotations

import signal
from argparse import ArgumentTypeError
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING

from epilogue import settings
from epilogue.budget import GRACE, bound
from epilogue.space.watch import PATIENCE, Watch, afterwards

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable
    from typing import Any

    from epilogue.cli.console import Parser
    from epilogue.cli.progress import Progress
    from epilogue.space.search import Search


def add_limits(parser: Parser) -> None:
    """``--time``, ``--memory`` and ``--states``."""
    for name, metavar, what in (
        ("time", "TIME", f"stop after this long: 30s, 5m, 2h (without any limit: {PATIENCE:.0f} s of work)"),
        ("memory", "SIZE", "stop before using more memory: 500MB, 2GB (default: a quarter of the machine's)"),
        ("states", "N", "stop after N steps; gives the same answer every time"),
    ):
        parser.add_argument(f"--{name}", metavar=metavar, type=limit(name), help=what)


def limit(name: str) -> Callable[[str], Any]:
    """Parser of the option that sets this limit of a search."""
    _, read, expected = settings.LIMITS[name]

    def checked(text: str) -> Any:
        value = read(text)
        if value is None:
            raise ArgumentTypeError(f"expected {expected}")
        return value

    return checked


def limits_of(options: Namespace) -> settings.Limits:
    """The limits that were asked for."""
    return settings.Limits(options.states, options.time, options.memory)


class LimitedCommand:
    """Bounds a command by the budget of a watch (``with`` gives the watch), shows its progress once it lasts, and handles
    Ctrl-C: the first one ends the work in order, a second one the program."""

    def __init__(self, watch: Watch) -> None:
        self.watch = watch
        self.progress: Progress | None = None
        self.search: Search | None = None
        watch.beats = (*watch.beats, self._searching)
        watch.budget.beats = (*watch.budget.beats, self._show)
        self._open = ExitStack()

    def _searching(self, search: Search) -> None:
        self.search = None if search.over else search

    def _show(self) -> None:
        if self.progress is None:
            from epilogue.cli.progress import Progress

            self.progress = Progress(self.watch)
            self._open.callback(self.progress.close)
        self.progress.show(self.search)

    def __enter__(self) -> Watch:
        self._open.enter_context(bound(self.watch.budget))
        with suppress(ValueError):  # signal handlers can be set in the main thread only
            before = signal.signal(signal.SIGINT, self._interrupt)
            self._open.callback(signal.signal, signal.SIGINT, before)
        return self.watch

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def _interrupt(self, *_: object) -> None:
        self.watch.budget.interrupt(max(GRACE, 0 if self.search is None else afterwards(self.search)))
        signal.signal(signal.SIGINT, signal.default_int_handler)


def searching(options: Namespace) -> LimitedCommand:
    """Bounds a command by the limits in its options."""
    return LimitedCommand(Watch(limits_of(options)))
