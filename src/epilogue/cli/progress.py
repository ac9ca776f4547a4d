"""While a search lasts: a line on the terminal that says what is known so far, and Ctrl-C that ends it in order.

Imported once a search has lasted a second; rich only where there is a terminal to draw on.
"""

from __future__ import annotations

import signal
import sys
from typing import TYPE_CHECKING, Any

from epilogue.report import words

if TYPE_CHECKING:
    from epilogue.space.search import Search
    from epilogue.space.watch import Watch


class Progress:
    """Shows how ``watch``'s search gets on, until :meth:`close`. A first Ctrl-C ends the search at its next step; a second one
    ends the program."""

    def __init__(self, watch: Watch) -> None:
        self.watch = watch
        self._before = signal.signal(signal.SIGINT, self._interrupt)
        self._live: Any = None
        self._pace = 0.0
        self._last = (0.0, 0)
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.live import Live

            self._live = Live(console=Console(stderr=True), auto_refresh=False, transient=True)
            self._live.start()

    def show(self, search: Search) -> None:
        """Say what is known now."""
        if self._live is not None:
            from rich.text import Text

            self._live.update(Text(self._said(search), style="dim"), refresh=True)

    def close(self) -> None:
        """Take the line away; Ctrl-C means again what it meant before."""
        if self._live is not None:
            self._live.stop()
        signal.signal(signal.SIGINT, self._before)

    def _interrupt(self, *_: object) -> None:
        self.watch.interrupted = True
        signal.signal(signal.SIGINT, self._before)

    def _said(self, search: Search) -> str:
        from epilogue.space import memory

        found = words.plural(len(search.graph.endings), "ending")
        share = min(search.frontier.settled, 0.9999)
        settled = words.chance(share) if share else "none"
        known = f"{found} found, {settled} of the odds settled"
        elapsed = self.watch.elapsed
        if search.over:
            return f"{known}; working out what that means ({elapsed:.0f} s)"
        steps = len(search.frontier.looked_at)
        since, before = self._last
        if elapsed - since >= 1:
            self._pace = (steps - before) / (elapsed - since)
            self._last = (elapsed, steps)
        limit = self.watch.limits.seconds
        time = f"{elapsed:.0f} s" if limit is None else f"{elapsed:.0f} of {limit:.0f} s"
        used = f"{memory.resident() >> 20:,} MB"
        return f"{known}; {self._pace:,.0f} steps a second, {used}, {time}. Ctrl-C stops here and shows what is known."
