"""While a command lasts: a line on the terminal that says what it is doing and, of a search, what is known so far.

Imported once it has lasted a second; rich only where there is a terminal to draw on.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from epilogue.views.text import words

if TYPE_CHECKING:
    from epilogue.space.search import Search
    from epilogue.space.watch import Watch


class Progress:
    """Shows how the work within ``watch``'s budget gets on, until :meth:`close`."""

    def __init__(self, watch: Watch) -> None:
        self.watch = watch
        self._live: Any = None
        self._pace = 0.0
        self._last = (0.0, 0)
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.live import Live

            self._live = Live(console=Console(stderr=True), auto_refresh=False, transient=True)
            self._live.start()

    def show(self, search: Search | None) -> None:
        """Show the current stage; of a ``search``, what is known now."""
        if self._live is not None:
            from rich.text import Text

            status = f"{self._known(search) if search is not None else self._doing()}{self._used()}"
            self._live.update(Text(status, style="dim"), refresh=True)

    def close(self) -> None:
        """Erase the line."""
        if self._live is not None:
            self._live.stop()

    def _doing(self) -> str:
        doing = self.watch.budget.doing or "reading"
        return f"{doing[0].upper()}{doing[1:]}; "

    def _known(self, search: Search) -> str:
        endings = words.plural(len(search.graph.endings), "ending")
        share = min(search.frontier.settled, 0.9999)
        settled = words.chance(share) if share else "none"
        elapsed, steps = self.watch.elapsed, len(search.frontier.looked_at)
        since, before = self._last
        if elapsed - since >= 1:
            self._pace = max(steps - before, 0) / (elapsed - since)
            self._last = (elapsed, steps)
        return f"{endings} found, {settled} of the odds settled; {self._pace:,.0f} steps a second, "

    def _used(self) -> str:
        from epilogue.budget import memory

        limit, elapsed = self.watch.limits.seconds, self.watch.elapsed
        time = f"{elapsed:.0f} s" if limit is None else f"{elapsed:.0f} of {limit:.0f} s"
        return f"{memory.resident() >> 20:,} MB, {time}. Ctrl-C stops here and shows what is known."
