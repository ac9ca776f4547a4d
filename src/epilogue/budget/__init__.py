"""Budgets: bound one command by time, processor time and memory, and let it be interrupted in every stage.

Every loop whose length a story decides calls :func:`tick`, which raises :class:`BudgetSpent` once a limit is reached. Optional
stages run through :func:`attempt`, which returns a default when the budget is spent, so that the rest of the answer can still be
given. A stage can be limited to a share of what is left (:func:`stage`), to leave time for those after it. The budget in force is
a context variable: loops deep inside a pass or an analysis need not be handed one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic, process_time
from typing import ClassVar, TypeVar

PULSE = 0.1
"""Seconds between checks of processor time and memory, and between progress reports."""
CALM = 1.0
"""Seconds before memory is first measured or progress first reported."""
GRACE = 1.5
"""Seconds left after an interruption to compute what is already known."""
FULL = 0.85
"""Share of the memory that a stage may fill if others follow: they need some too."""
COUNTING = "counting the playthroughs"
"""The stage without which it is known how a story can end, but not in how many ways."""

S = TypeVar("S")
T = TypeVar("T")


class BudgetSpent(Exception):
    """A limit was reached. ``by``: time, memory or interrupt; ``reason``: in words, to follow "stopped early:"; ``doing``: the
    stage that was running; ``position``: where in the story's code, in the middle of a long turn."""

    def __init__(self, by: str, reason: str, doing: str = "") -> None:
        self.by = by
        self.reason = reason
        self.doing = doing
        self.position: int | None = None
        super().__init__(reason)

    @property
    def limit(self) -> str:
        """The limit that was reached, as a clause of its own."""
        return f"the limit was reached {self.reason}" if self.by == "time" else self.reason


class Budget:
    """The limits of one command, counted from now: ``seconds`` of wall-clock time, seconds of ``processor`` time, bytes of
    ``memory`` (None: a quarter of the machine's). ``beats``: callbacks, called several times a second once a command takes long.
    ``doing``: the current stage; ``unfinished``: stages that were given up. ``whole``: the command's budget, if this is a part of
    it; a part ends no later. ``interruptions``: of all budgets of the process."""

    interruptions: ClassVar[int] = 0

    def __init__(
        self,
        seconds: float | None = None,
        processor: float | None = None,
        memory: int | None = None,
        beats: tuple[Callable[[], None], ...] = (),
    ) -> None:
        self.whole = self
        self.beats = beats
        self.interrupted = False
        self.doing = ""
        self.unfinished: list[str] = []
        self.full = 1.0
        self._next = 0.0
        self._stops = True  # an interruption raises at the next tick
        self.allow(seconds, processor, memory)
        self.begin()

    def allow(self, seconds: float | None, processor: float | None, memory: int | None) -> None:
        """Sets the limits; time is still counted from the beginning."""
        self.seconds, self.processor, self.memory = seconds, processor, memory
        self._next = 0.0

    def begin(self) -> None:
        """Restarts the clock."""
        self.began, self.began_working = monotonic(), process_time()
        self._next = 0.0

    def part(self, share: float) -> Budget:
        """A budget of a share of the time left, with all memory except what later stages need."""
        left, working = self._left()
        part = Budget(None if left is None else share * left, None if working is None else share * working, self.memory)
        part.whole, part._stops = self.whole, not self.whole.interrupted
        part.full = min(self.full, FULL) if share < 1 else self.full
        return part

    def interrupt(self, grace: float = GRACE) -> None:
        """Stops the work, from a signal handler or another thread: the current part at its next tick, everything after ``grace``
        seconds."""
        self.interrupted = True
        Budget.interruptions += 1
        self.seconds, self.processor = self.elapsed + grace, None
        self._next = 0.0

    @property
    def elapsed(self) -> float:
        """Seconds since the beginning."""
        return monotonic() - self.began

    @property
    def left(self) -> float:
        """Seconds left, of wall-clock or processor time, whichever is less."""
        return min((seconds for seconds in self._left() if seconds is not None), default=float("inf"))

    def _left(self) -> tuple[float | None, float | None]:
        clock = None if self.seconds is None else max(self.began + self.seconds - monotonic(), 0.0)
        worked = None if self.processor is None else max(self.began_working + self.processor - process_time(), 0.0)
        return clock, worked

    def tick(self) -> None:
        """Raises :class:`BudgetSpent` once a limit is reached."""
        if monotonic() >= self._next or (self is not self.whole and self.whole.interrupted and self._stops):
            self.check()

    def check(self) -> None:
        """Checks every limit now. Raises :class:`BudgetSpent` if one is reached."""
        whole, now = self.whole, monotonic()
        if whole.interrupted and ((self._stops and self is not whole) or whole.left <= 0):
            raise BudgetSpent("interrupt", "it was interrupted", whole.doing)
        if self.seconds is not None and now >= self.began + self.seconds:
            raise BudgetSpent("time", whole.stop_reason(), whole.doing)
        if self.processor is not None and process_time() >= self.began_working + self.processor:
            raise BudgetSpent("time", whole.stop_reason(), whole.doing)
        if now >= whole.began + CALM:
            for beat in whole.beats:
                beat()
            self._measure()
        self._next = now + PULSE
        if self.seconds is not None:
            self._next = min(self._next, self.began + self.seconds)

    def stop_reason(self) -> str:
        """The reason for stopping, in words, unless memory ran out."""
        if self.interrupted:
            return "it was interrupted"
        if self.seconds is None and self.processor is not None:
            return f"after {_duration(self.processor)} of work"
        return f"after {_duration(self.seconds or 0)}"

    def _measure(self) -> None:
        from epilogue.budget import memory  # lazy: most commands end before this

        whole = self.whole
        if whole.memory is None:
            whole.memory = memory.usual()
        if memory.resident() >= self.full * whole.memory:
            raise BudgetSpent("memory", f"it had used the memory it may, {_size(whole.memory)}", whole.doing)
        if memory.scarce():
            raise BudgetSpent("memory", "the machine was running out of memory", whole.doing)


_current: ContextVar[Budget | None] = ContextVar("budget", default=None)


def current() -> Budget | None:
    """The budget in force, if any."""
    return _current.get()


@contextmanager
def bound(budget: Budget) -> Iterator[Budget]:
    """Puts a budget in force; a part of it that is already in force stays so."""
    here = _current.get()
    if here is not None and here.whole is budget.whole:
        yield here
        return
    token = _current.set(budget)
    try:
        yield budget
    finally:
        _current.reset(token)


def tick(position: int | None = None) -> None:
    """Raises :class:`BudgetSpent` once a limit of the budget in force is reached. Cheap: call it in every loop whose length a
    story decides. ``position``: where a long turn is."""
    budget = _current.get()
    if budget is not None and (monotonic() >= budget._next or budget.whole.interrupted):
        try:
            budget.tick()
        except BudgetSpent as spent:
            spent.position = position
            raise


def restart_clock() -> None:
    """Restarts the clock of the budget in force, after waiting for somebody."""
    budget = _current.get()
    if budget is not None:
        budget.begin()


@contextmanager
def stage(doing: str, share: float = 1.0) -> Iterator[None]:
    """Names a stage of the work, for its progress, and limits it to a ``share`` of what is left."""
    here = _current.get()
    if here is None:
        yield
        return
    before, here.whole.doing = here.whole.doing, doing
    token = _current.set(here.part(share) if share < 1 else here)
    try:
        yield
    finally:
        _current.reset(token)
        here.whole.doing = before


def attempt(doing: str, work: Callable[[], T], otherwise: S, share: float = 1.0) -> T | S:
    """Runs an optional stage; returns ``otherwise`` if the budget is spent before it is done."""
    try:
        with stage(doing, share):
            tick()
            return work()
    except BudgetSpent:
        here = _current.get()
        if here is not None and doing not in here.whole.unfinished:
            here.whole.unfinished.append(doing)
        return otherwise


def _duration(seconds: float) -> str:
    for unit, name in ((3600, "h"), (60, "min")):
        if seconds >= 2 * unit and seconds % unit == 0:
            return f"{seconds / unit:g} {name}"
    return f"{seconds:g} s"


def _size(amount: int) -> str:
    return f"{amount / (1 << 30):.1f} GB" if amount >= 1 << 30 else f"{amount / (1 << 20):.0f} MB"
