"""The source line being said: distinguishes endings that stop at the same place.

A line is where a writer wrote it, not what variables print into it. Tags, commands and white space are no words. Words of a
function called in the middle of a line belong to that line; one called on a line of its own says its own lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from epilogue.ir.program import Program, events

NOTHING = -1
"""No line."""
FUNCTIONS = frozenset(("function", "procedure"))
"""Kinds of calls that come back with a value or none, unlike subroutines."""

LinePlace = tuple[str, int] | int


class Lines(NamedTuple):
    """A line is identified by the position where its words begin. ``said``: position of each text or value in a line -> the
    line. ``within``: position of each function call in the middle of a line -> the line; in a tag or a command, where nothing
    said is words -> :data:`NOTHING`."""

    said: Mapping[int, int]
    within: Mapping[int, int]


def lines_of(program: Program) -> Lines:
    """The lines of a program."""
    code, unsaid = program.code, unsaid_positions(program)
    places = _Places(program)
    texts = [at for at, (op, a, _, _) in enumerate(code) if op == "text" and a.strip() and at not in unsaid]
    calls = [at for at, i in enumerate(code) if i.op == "external" or (i.op in ("call", "call_var") and i.b in FUNCTIONS)]
    speaking = _Speaking(program, texts, calls).calls
    values = [at for at, i in enumerate(code) if i.op == "print" and at not in unsaid and at - 1 not in speaking]
    first: dict[LinePlace, int] = {}
    for at in sorted((*texts, *values)):
        first.setdefault(places(at), at)
    said = {at: first[places(at)] for at in (*texts, *values)}
    worded = {places(at) for at in texts}
    within = {at: NOTHING if at in unsaid else first[places(at)] for at in calls if at in unsaid or places(at) in worded}
    return Lines(said, within)


def unsaid_positions(program: Program) -> frozenset[int]:
    """Positions inside tags, commands and strings: the text of an option is said again when it is taken."""
    found, tagged, strings = set(events(program)), False, 0
    for at, instruction in enumerate(program.code):
        op = instruction.op
        if op in ("tag_open", "tag_close"):
            tagged = op == "tag_open"
        elif op in ("string_open", "string_close"):
            strings += 1 if op == "string_open" else -1
        elif tagged or strings > 0:
            found.add(at)
    return frozenset(found)


class _Places:
    """Line of each position: by file and number, or in compiled code, which has none, by the run of instructions between two
    line ends, jump targets in the middle of it included."""

    def __init__(self, program: Program) -> None:
        self.code = program.code

    @cached_property
    def entered(self) -> dict[int, list[int]]:
        """Jumps to each position."""
        found: dict[int, list[int]] = {}
        for at, (op, target, _, _) in enumerate(self.code):
            if op in ("jump", "jump_if"):
                found.setdefault(target, []).append(at)
        return found

    @cached_property
    def runs(self) -> list[int]:
        """Start of the run of each position."""
        found, begun = [], 0
        for at, (op, text, _, _) in enumerate(self.code):
            found.append(begun)
            if op == "fall" or (op == "text" and "\n" in text):
                begun = at + 1
        return found

    def __call__(self, at: int) -> LinePlace:
        span = self.code[at].span
        if span is not None and span.line:
            return span.file, span.line
        seen: set[int] = set()
        run = self.runs[at]
        while run not in seen and len(self.entered.get(run, ())) == 1 and run and self.code[run - 1].op == "fall":
            seen.add(run)
            run = self.runs[self.entered[run][0]]
        return run


class _Speaking:
    """Calls that may say words: those of a block that holds some, or such a call."""

    def __init__(self, program: Program, texts: list[int], calls: list[int]) -> None:
        self.program = program
        blocks: set[int] = set()
        for at in texts:
            blocks.update(self._around(program.block_of[at]))
        self.calls: frozenset[int] = frozenset()
        grown = True
        while grown:
            self.calls = frozenset(at for at in calls if self._called(at) is None or self._called(at) in blocks)
            more = {block for at in self.calls for block in self._around(program.block_of[at])}
            grown = not more <= blocks
            blocks |= more

    def _around(self, block: int) -> Iterator[int]:
        while block >= 0:
            yield block
            block = self.program.blocks[block].parent

    def _called(self, at: int) -> int | None:
        """The block that is called there, -1 for a function of the game alone; None if it can be any."""
        op, a, _, _ = self.program.code[at]
        if op == "call_var":
            return None
        entry = a if op == "call" else self.program.externals.get(a)
        if entry is None:
            return -1
        block, blocks = self.program.block_of[entry], self.program.blocks
        while blocks[block].parent > 0 and blocks[blocks[block].parent].start in (entry, entry - 1):
            block = blocks[block].parent
        return block
