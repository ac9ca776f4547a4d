"""Watches the searches of a command: limits on states, progress reports, resumption. Time, memory and interruptions are the
:mod:`~epilogue.budget`'s."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from epilogue import budget
from epilogue.budget import Budget, BudgetSpent
from epilogue.settings import Limits

if TYPE_CHECKING:
    from epilogue.space.kernel.ahead import Explorers
    from epilogue.space.search import Search

UNLIMITED = Limits()
PATIENCE = 60.0
"""Seconds of processor time for a command without a time limit: the same on a busy machine as on an idle one."""
AFTERWARDS, MOST_AFTERWARDS = 200e-6, 60_000
"""Seconds of analysis after a search, for each state, and the most states counted: time reserved for it."""


def afterwards(search: Search) -> float:
    """Seconds to reserve for the analysis of a search, as far as it is."""
    return AFTERWARDS * min(len(search.keys), MOST_AFTERWARDS)


class StopReason(NamedTuple):
    """The reason why a search stopped. ``by``: states, time, memory or interrupt."""

    by: str
    reason: str


class Watch:
    """Watches the searches of one command, one at a time, within the ``budget`` in force, if any. ``asked``: the limits
    requested; ``limits``: those in force. ``beats``: callbacks, called with the search several times a second once it takes long,
    and when it is over. ``resume``: puts a large search, before its first step, where it was once stopped; returns whether it
    did. ``explorers``: other processes that explore ahead of a large search."""

    def __init__(self, asked: Limits = UNLIMITED, beats: tuple[Callable[[Search], None], ...] = ()) -> None:
        in_force = budget.current()
        self.budget = in_force or Budget()
        self._own = in_force is None
        self.asked = asked
        self.allow(UNLIMITED)
        self.beats = beats
        self.resume: Callable[[Search], bool] | None = None
        self.explorers: Explorers | None = None
        self._next = 0.0
        self._told = False

    def allow(self, settings: Limits) -> None:
        """Fills in limits from the settings. Duration is one limit: a time or a number of states requested overrides the settings
        for both."""
        memory = self.asked.memory or settings.memory
        by = next((limits for limits in (self.asked, settings) if limits.states or limits.seconds or limits.processor), None)
        self.limits = (by or Limits(processor=PATIENCE))._replace(memory=memory)
        if self._own:
            self.budget.allow(self.limits.seconds, self.limits.processor, memory)

    @property
    def elapsed(self) -> float:
        """Seconds since the command began, or since a search was resumed."""
        return self.budget.elapsed

    def takes_up(self, search: Search) -> bool:
        """Resumes a stopped search in the fresh one, if possible, and restarts the clock; returns whether it may continue."""
        if self.resume is None or not self.resume(search):
            return False
        for limited in (self.budget, budget.current() or self.budget):
            limited.begin()
        return self.limits.states is None or len(search.frontier.looked_at) <= self.limits.states

    def stops(self, search: Search) -> StopReason | None:
        """Called before each step: why the search stops here, None if it continues."""
        states = self.limits.states
        if states is not None and len(search.frontier.looked_at) >= states:
            return StopReason("states", f"after {states:,} step{'' if states == 1 else 's'}, as asked")
        try:
            budget.tick()
        except BudgetSpent as spent:
            return StopReason(spent.by, spent.reason)
        elapsed = self.elapsed
        if elapsed >= self._next:
            self._next = elapsed + budget.PULSE
            if self.budget.left < afterwards(search):
                return StopReason("time", self.budget.stop_reason())
            if elapsed >= budget.CALM:
                self._tell(search)
        return None

    def ends(self, search: Search) -> None:
        """The search is over: reports that, if its progress was reported."""
        if self._told:
            self._tell(search)

    def _tell(self, search: Search) -> None:
        self._told = True
        for beat in self.beats:
            beat(search)
