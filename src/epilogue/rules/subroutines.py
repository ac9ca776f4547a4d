"""Subroutines as they are written: where play returns from them, and where it cannot."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from epilogue.graphs.closure import closure
from epilogue.ir.program import Program

UNKNOWN = frozenset(("jump_var", "call_var"))
"""Instructions with an unknown target: it may be anywhere."""
STOPS = frozenset(("done", "end", "fall", "return", "return_subroutine", "fail"))


class Subroutines:
    """Passages that are called to come back from: ``called``, with the positions of the calls."""

    def __init__(self, program: Program) -> None:
        self.program = program
        starts = {program.blocks[number].start: number for number in program.passages}
        self.called: dict[int, list[int]] = {}
        for position, (op, a, b, _) in enumerate(program.code):
            if op == "call" and b == "subroutine" and a in starts:
                self.called.setdefault(starts[a], []).append(position)

    def inside(self, number: int, position: int) -> bool:
        """Whether a position is in a passage, or in a part of it."""
        return self.around(number, self.program.block_of[position])

    def around(self, number: int, block: int) -> bool:
        """Whether a block is part of a passage."""
        while block >= 0 and block != number:
            block = self.program.blocks[block].parent
        return block == number

    def onward(self, position: int) -> Iterable[int]:
        """Successors of a position within one call, whatever conditions are; a call returns."""
        op, a, _, _ = self.program.code[position]
        if op in STOPS or op in UNKNOWN:
            return ()
        if op == "jump":
            return (a,)
        if op in ("jump_if", "skip_unless", "fork"):
            return (a, position + 1)
        return (position + 1, self.program.choices[a].target) if op == "offer" else (position + 1,)

    def from_(self, position: int, within: int = -1) -> Iterable[int]:
        """Positions reachable from one; if a passage is given, without leaving it."""
        if within < 0:
            return closure((position,), self.onward)
        return closure((position,), lambda current: [follow for follow in self.onward(current) if self.inside(within, follow)])

    def comes_back(self, position: int) -> bool:
        """Whether play can return to the caller from a position; true if unknown."""
        code = self.program.code
        return any(code[current].op == "return_subroutine" or code[current].op in UNKNOWN for current in self.from_(position))

    @cached_property
    def endless(self) -> frozenset[int]:
        """Passages that lead only to a call of themselves, directly or through others."""
        stopping: set[int] = set()
        starts = {self.program.blocks[number].start: number for number in self.called}
        while True:
            newly = {number for number in self.called if number not in stopping and self._stops(number, starts, stopping)}
            if not newly:
                return frozenset(self.called) - stopping
            stopping |= newly

    def _stops(self, number: int, starts: dict[int, int], stopping: set[int]) -> bool:
        """Whether play entering it can stop, or return, without a call that does neither."""
        code = self.program.code

        def onward(current: int) -> Iterable[int]:
            op, a, b, _ = code[current]
            called = op == "call" and b == "subroutine" and starts.get(a, -1) in self.called and starts[a] not in stopping
            return () if called else self.onward(current)

        reached = closure((self.program.blocks[number].start,), onward)
        return any(code[current].op in STOPS or code[current].op in UNKNOWN for current in reached)
