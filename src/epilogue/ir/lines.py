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
    """A line is identified by the position where its words begin. ``line_of``: position of each text or value in a line -> the
    line. ``within``: position of each function call in the middle of a line -> the line; in a tag or a command, where nothing
    said is words -> :data:`NOTHING`."""

    line_of: Mapping[int, int]
    within: Mapping[int, int]


def lines_of(program: Program) -> Lines:
    """The lines of a program."""
    code, unsaid = program.code, unsaid_positions(program)
    places = _PositionLines(program)
    texts = [position for position, (op, a, _, _) in enumerate(code) if op == "text" and a.strip() and position not in unsaid]
    calls = [
        position for position, i in enumerate(code) if i.op == "external" or (i.op in ("call", "call_var") and i.b in FUNCTIONS)
    ]
    speaking = _SpeakingCalls(program, texts, calls).calls
    values = [
        position for position, i in enumerate(code) if i.op == "print" and position not in unsaid and position - 1 not in speaking
    ]
    first: dict[LinePlace, int] = {}
    for position in sorted((*texts, *values)):
        first.setdefault(places(position), position)
    line_of = {position: first[places(position)] for position in (*texts, *values)}
    worded = {places(position) for position in texts}
    within = {
        position: NOTHING if position in unsaid else first[places(position)]
        for position in calls
        if position in unsaid or places(position) in worded
    }
    return Lines(line_of, within)


def unsaid_positions(program: Program) -> frozenset[int]:
    """Positions inside tags, commands and strings: the text of an option is said again when it is taken."""
    unsaid, tagged, strings = set(events(program)), False, 0
    for position, instruction in enumerate(program.code):
        op = instruction.op
        if op in ("tag_open", "tag_close"):
            tagged = op == "tag_open"
        elif op in ("string_open", "string_close"):
            strings += 1 if op == "string_open" else -1
        elif tagged or strings > 0:
            unsaid.add(position)
    return frozenset(unsaid)


class _PositionLines:
    """Line of each position: by file and number, or in compiled code, which has none, by the run of instructions between two
    line ends, jump targets in the middle of it included."""

    def __init__(self, program: Program) -> None:
        self.code = program.code

    @cached_property
    def entered(self) -> dict[int, list[int]]:
        """Jumps to each position."""
        sources: dict[int, list[int]] = {}
        for position, (op, target, _, _) in enumerate(self.code):
            if op in ("jump", "jump_if"):
                sources.setdefault(target, []).append(position)
        return sources

    @cached_property
    def runs(self) -> list[int]:
        """Start of the run of each position."""
        starts, begun = [], 0
        for position, (op, text, _, _) in enumerate(self.code):
            starts.append(begun)
            if op == "fall" or (op == "text" and "\n" in text):
                begun = position + 1
        return starts

    def __call__(self, position: int) -> LinePlace:
        span = self.code[position].span
        if span is not None and span.line:
            return span.file, span.line
        seen: set[int] = set()
        run = self.runs[position]
        while run not in seen and len(self.entered.get(run, ())) == 1 and run and self.code[run - 1].op == "fall":
            seen.add(run)
            run = self.runs[self.entered[run][0]]
        return run


class _SpeakingCalls:
    """Calls that may say words: those of a block that holds some, or such a call."""

    def __init__(self, program: Program, texts: list[int], calls: list[int]) -> None:
        self.program = program
        blocks: set[int] = set()
        for position in texts:
            blocks.update(self._around(program.block_of[position]))
        self.calls: frozenset[int] = frozenset()
        grown = True
        while grown:
            self.calls = frozenset(
                position for position in calls if self._called(position) is None or self._called(position) in blocks
            )
            further = {block for position in self.calls for block in self._around(program.block_of[position])}
            grown = not further <= blocks
            blocks |= further

    def _around(self, block: int) -> Iterator[int]:
        while block >= 0:
            yield block
            block = self.program.blocks[block].parent

    def _called(self, position: int) -> int | None:
        """The block that is called there, -1 for a function of the game alone; None if it can be any."""
        op, a, _, _ = self.program.code[position]
        if op == "call_var":
            return None
        entry = a if op == "call" else self.program.externals.get(a)
        if entry is None:
            return -1
        block, blocks = self.program.block_of[entry], self.program.blocks
        while blocks[block].parent > 0 and blocks[blocks[block].parent].start in (entry, entry - 1):
            block = blocks[block].parent
        return block
