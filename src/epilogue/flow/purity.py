"""Purity: which functions only compute, that is, set only their own variables, say nothing, draw nothing and count nothing.

A ``ref`` parameter is written if the function stores to it or passes it on to where it is written: a least fixpoint over the
calls.
"""

from __future__ import annotations

from collections.abc import Callable

from epilogue.budget import tick
from epilogue.ir.ops import OPS
from epilogue.ir.program import Program

SAYS_OR_SETS = frozenset(
    ("store_global", "random", "shuffle", "list_random", "seed_random", "print", "mark", "external", "tag_open", "join")
)


class Purity:
    """``entries``: the functions in question, with all they call; ``code_of``: positions of a function's own code; ``called``:
    the functions it calls."""

    def __init__(
        self,
        program: Program,
        entries: list[int],
        code_of: Callable[[int], frozenset[int]],
        called: Callable[[int], frozenset[int]],
    ) -> None:
        self.program = program
        self.parameters = {entry: parameters(program, entry) for entry in entries}
        self.code_of = code_of
        self._passed: dict[int, tuple[int, int] | None] = {}
        self.written: set[tuple[int, str]] = set()
        self._find_written(entries)
        self.pure = {entry for entry in entries if all(map(self._harmless, code_of(entry)))}
        changed = True
        while changed:
            tick()
            impure = {entry for entry in self.pure if not called(entry) <= self.pure}
            changed = bool(impure)
            self.pure -= impure

    def sets(self, at: int) -> bool:
        """Whether the variable behind the reference pushed there may be set through it."""
        passed = self.passed(at)
        if passed is None:
            return True
        entry, index = passed
        return (entry, self.parameters[entry][index]) in self.written

    def _find_written(self, entries: list[int]) -> None:
        code = self.program.code
        changed = True
        while changed:
            tick()
            before = len(self.written)
            for entry in entries:
                for at in self.code_of(entry):
                    op, a, _, _ = code[at]
                    if a in self.parameters[entry] and (op == "store_temp" or (op == "push_ref" and self.sets(at))):
                        self.written.add((entry, a))
            changed = len(self.written) != before

    def passed(self, at: int) -> tuple[int, int] | None:
        """The function that the reference pushed there is given to, and the index of the parameter; None if unclear."""
        if at not in self._passed:
            self._passed[at] = self._follow(at)
        return self._passed[at]

    def _follow(self, at: int) -> tuple[int, int] | None:
        above = 0
        code = self.program.code
        while True:
            tick()
            at += 1
            op, a, b, _ = code[at]
            if op == "call" and a in self.parameters:
                takes = len(self.parameters[a])
                if above < takes:
                    return a, takes - 1 - above
                above += (b == "function") - takes
                continue
            shape = OPS[op]
            pops = b if op == "apply" else shape.pops
            if pops < 0 or pops > above or op in ("call", "call_var", "jump", "jump_if", "skip_unless", "fall", "return"):
                return None
            above += shape.pushes - pops

    def _harmless(self, at: int) -> bool:
        program = self.program
        op, a, b, _ = program.code[at]
        if op == "text":
            return not a.strip()
        if op == "enter":
            return not (program.blocks[a].visits or program.blocks[a].turns)
        if op in ("jump", "jump_if") and b:
            return False
        if op == "push_ref" and a in program.globals:
            return not self.sets(at)
        return op not in SAYS_OR_SETS and (op != "call" or b != "subroutine")


def parameters(program: Program, entry: int) -> tuple[str, ...]:
    """The parameters of the function there, in order: its first declarations, from the top of the stack down."""
    code = program.code
    first = entry
    while code[first].op in ("enter", "nop"):
        first += 1
    last = first
    while code[last].op == "declare_temp":
        last += 1
    return tuple(code[at].a for at in reversed(range(first, last)))
