"""Runs a turn until it stops; proves that some turns never would, and breaks off others at a limit.

A turn that returns to an earlier state with nothing drawn in between loops for ever (Brent's cycle detection, "An improved Monte
Carlo factorization algorithm", 1980). A call nested within itself, with equal arguments, nothing else changed and nothing below
it on the stack touched, recurses for ever. Any other long turn may still end: a limit breaks it off, and what follows is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from operator import length_hint
from typing import Any, NoReturn

from epilogue.budget import tick
from epilogue.ir.values import Reference, kinds_of
from epilogue.machine.frames import Frame
from epilogue.machine.state import MachineState

WATCHED = 10_000
"""Steps between checks of a turn for an endless line or a loop."""
FURTHER = 1_000
"""Further nested calls allowed to find out whether they recurse for ever."""
ENDLESS = "goes round in a circle without offering a choice"
RECURSION = "calls itself for ever without offering a choice"


def never_ends(message: str) -> bool:
    """Whether a run-time error says that a turn never ends. It stops nowhere then, so no mark is in force."""
    return message.startswith((ENDLESS, RECURSION))


class LimitReached(Exception):
    """A turn was broken off at a limit of Epilogue, named in the message; it says nothing about the story."""


class CallsTooDeep(LimitReached):
    """Calls are nested too deeply to follow."""


class EndlessTurn(Exception):
    """The turn never ends; the message says how."""


class CycleDetector:
    """Brent's cycle detection on the states of a turn: each is compared with a reference, which is replaced after 1, 2, 4, 8 … of
    them, so that a cycle of any length is found."""

    def __init__(self) -> None:
        self.mark: _StateMark | None = None
        self.looks = 0

    def closed(self, at: int, m: MachineState) -> bool:
        """Whether play, at the position, is back in an earlier state."""
        if self.mark is not None and at == self.mark.at and self.mark.again(m):
            return True
        self.looks += 1
        if not self.looks & self.looks - 1:
            self.mark = _StateMark(at, m)
        return False


def take_steps(steps: Sequence[Callable[[MachineState], int]], m: MachineState, at: int, budget: Iterator[None]) -> NoReturn:
    """Takes steps from a position until one of them stops the turn by raising, which is passed on; ``m.stop`` is where. Raises
    :class:`EndlessTurn`, and :class:`LimitReached` when the ``budget``, one item per step, is used up."""
    circle = CycleDetector()
    steps_taken = 0
    try:
        while length_hint(budget):
            mark = circle.mark
            if mark is None:
                for _ in islice(budget, WATCHED):
                    at = steps[at](m)
            else:
                for _ in islice(budget, WATCHED):
                    at = steps[at](m)
                    if at == mark.at and mark.again(m):
                        raise EndlessTurn(ENDLESS)
            steps_taken += WATCHED
            tick(at)
            m.out.watch()
            circle.closed(at, m)
        raise LimitReached(
            f"more than {steps_taken:,} steps without offering a choice: does the story go round in a circle here?"
        )
    except CallsTooDeep:
        if _calls_for_ever(steps, m, at):
            raise EndlessTurn(RECURSION) from None
        raise
    finally:
        m.stop = at


class _StateMark:
    """A state of a turn, to be compared with later ones."""

    def __init__(self, at: int, m: MachineState) -> None:
        self.at = at
        self.sizes = _sizes(m)
        self.globals = m.globals.copy()
        self.visits = m.visits.copy()
        self.visited_at = m.visited_at.copy()
        self.rest = self._rest(m)

    def again(self, m: MachineState) -> bool:
        """Whether play is in this state again. Output does not matter, except in an unfinished string."""
        return (
            self.sizes == _sizes(m)
            and not m.out.depth
            and _same(self.globals, m.globals)
            and self.visits == m.visits
            and self.visited_at == m.visited_at
            and self.rest == self._rest(m)
        )

    def only_deeper(self, m: MachineState) -> bool:
        """Whether only the calls and the stack differ."""
        _, *sizes, turn = _sizes(m)
        return (
            (sizes[0], *sizes[2:], turn) == (self.sizes[1], *self.sizes[3:])
            and _same(self.globals, m.globals)
            and self.visits == m.visits
            and self.visited_at == m.visited_at
        )

    def _rest(self, m: MachineState) -> tuple[Any, ...]:
        threads = tuple((back, tuple(map(_frame, frames))) for frames, back in m.parents)
        return tuple(map(_frame, m.frames)), threads, tuple(m.stack), kinds_of(m.stack), m.came, m.mark


def _sizes(m: MachineState) -> tuple[int, ...]:
    return len(m.frames), len(m.parents), len(m.stack), len(m.options), len(m.refused), len(m.drawn), m.turn


def _frame(frame: Frame) -> tuple[Any, ...]:
    return frame.kind, frame.back, tuple(frame.temps.items()), kinds_of(frame.temps.values())


def _same(before: dict[str, Any], now: dict[str, Any]) -> bool:
    return before == now and kinds_of(before.values()) == kinds_of(now.values())


def _calls_for_ever(steps: Sequence[Callable[[MachineState], int]], m: MachineState, call: int) -> bool:
    """Whether the call at the position, at the maximal nesting, is made again within itself with everything unchanged, so that
    none of them ever returns. What is below it on the stack is irrelevant as long as nothing takes it."""
    mark, depth, caller, stack = _StateMark(call, m), len(m.frames), m.frames[-1], m.stack.copy()
    made, threads, low = _frame(caller), m.parents.copy(), len(stack)
    at = call
    m.deepest += FURTHER
    try:
        for _ in range(10 * FURTHER):
            at = steps[at](m)
            low = min(low, len(m.stack))
            if len(m.frames) < depth or m.frames[depth - 1] is not caller or m.parents != threads:
                return False  # it returned
            count = len(stack) - low
            if at != call or len(m.frames) == depth or made != _frame(m.frames[-1]):
                continue
            passed, before = m.stack[len(m.stack) - count :], stack[low:]
            refers = any(type(value) is Reference for value in (*passed, *caller.temps.values()))
            if not refers and passed == before and kinds_of(passed) == kinds_of(before) and mark.only_deeper(m):
                return True
    except Exception:  # it stops with an error, so it is not endless
        return False
    finally:
        m.deepest -= FURTHER
    return False
