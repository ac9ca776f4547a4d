"""Keeping a search to its limits of steps, time and memory, and to whoever wants it stopped."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from epilogue.settings import Limits

if TYPE_CHECKING:
    from epilogue.space.search import Search

UNLIMITED = Limits()
PATIENCE = 60.0
"""Seconds a search takes if nobody says how long it may."""
PULSE = 0.1
"""Seconds between two looks at the clock's consequences: memory, progress, saving."""
CALM = 1.0
"""Before so many seconds have passed, memory is not measured and nobody is told."""
AFTERWARDS = 40e-6
"""Seconds that working the odds out takes later, for each situation found: a search leaves time for it."""


FULL = 0.85
"""The share of the memory that a search stops at: saving it and working out what it means take some, too."""


class Stopped(NamedTuple):
    """Why a search stopped. ``by``: states, time, memory or interrupt."""

    by: str
    reason: str


class Watch:
    """Watches one search at a time. ``limits`` may be set until it begins. ``beats`` are called with the search a few times a
    second once it lasts, and when it is over. ``interrupted``: set it, from a signal handler or another thread, and the search
    stops at its next step. ``resume``: asked to put a large search, before its first step, where it was stopped once; whether it
    did.
    """

    def __init__(self, limits: Limits = UNLIMITED, beats: tuple[Callable[[Search], None], ...] = ()) -> None:
        self.limits = limits
        self.beats = beats
        self.interrupted = False
        self.resume: Callable[[Search], bool] | None = None
        self.started = time.monotonic()
        self._next = 0.0
        self._memory: int | None = None

    def begin(self, limits: Limits) -> None:
        """Watch another search: its time begins now."""
        self.limits = limits
        self.started = time.monotonic()
        self._next = 0.0

    @property
    def elapsed(self) -> float:
        """Seconds since the watch was made."""
        return time.monotonic() - self.started

    def takes_up(self, search: Search) -> bool:
        """Whether the fresh search now stands where it was stopped once, and may go on from there. Its time begins then."""
        if self.resume is None or not self.resume(search):
            return False
        self.started = time.monotonic()
        return self.limits.states is None or len(search.frontier.looked_at) <= self.limits.states

    def stops(self, search: Search) -> Stopped | None:
        """Asked before each step: why the search stops here, None if it goes on."""
        states = self.limits.states
        if states is not None and len(search.frontier.looked_at) >= states:
            return Stopped("states", f"after {states:,} steps, as asked")
        if self.interrupted:
            return Stopped("interrupt", "it was interrupted")
        now = time.monotonic()
        if now < self._next:
            return None
        self._next = now + PULSE
        elapsed = now - self.started
        limit = self.limits.seconds
        if limit is not None:
            if elapsed + AFTERWARDS * len(search.keys) >= limit:
                return Stopped("time", f"after {_duration(limit)}")
            self._next = min(self._next, self.started + limit)
        if elapsed < CALM:
            return None
        for beat in self.beats:
            beat(search)
        return self._out_of_memory()

    def ends(self, search: Search) -> None:
        """The search is over: who was told of it until now is told that too."""
        if self._memory is not None:
            for beat in self.beats:
                beat(search)

    def _out_of_memory(self) -> Stopped | None:
        from epilogue.space import memory  # late: most searches are over before

        if self._memory is None:
            self._memory = self.limits.memory or memory.usual()
        if memory.resident() >= FULL * self._memory:
            return Stopped("memory", f"it had used the memory it may, {_size(self._memory)}")
        if memory.scarce():
            return Stopped("memory", "the machine was running out of memory")
        return None


def _duration(seconds: float) -> str:
    for unit, name in ((3600, "h"), (60, "min")):
        if seconds >= 2 * unit and seconds % unit == 0:
            return f"{seconds / unit:g} {name}"
    return f"{seconds:g} s"


def _size(amount: int) -> str:
    return f"{amount / (1 << 30):.1f} GB" if amount >= 1 << 30 else f"{amount / (1 << 20):.0f} MB"
