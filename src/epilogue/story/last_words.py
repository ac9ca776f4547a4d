"""Last words of endings, as written in the source: true of every playthrough that ends there."""

from __future__ import annotations

from functools import cached_property

from epilogue.ir.lines import Lines, lines_of
from epilogue.ir.program import Instruction, Program
from epilogue.source import NOWHERE, Span
from epilogue.space.state_graph import GraphEnding

PRINTED = "{…}"
"""Placeholder for a computed value in a line."""
WORKED_OUT = frozenset(("print", "jump_if", "skip_unless", "shuffle"))
WITHIN = WORKED_OUT | {"push", "dup", "apply", "load_global", "load_temp", "visits", "enter", "nop", "jump"}
"""Instructions before the words of a line that begins with a computed value."""
PLAIN = (WITHIN | {"text"}) - {"jump", "jump_if", "skip_unless"}
"""Instructions that say words or compute one value."""
BREAKS = frozenset(("fall", "done", "end", "jump", "jump_var", "return", "return_subroutine"))
"""Instructions that do not continue at the next one."""

BRANCHES = frozenset(("jump_if", "skip_unless"))
JUMPS = BRANCHES | {"jump"}
STOPS = frozenset(("done", "end", "jump", "return", "return_subroutine", "fail"))
"""Instructions with which the words of a line are over, if they stand in its own block."""


class LastWords:
    """The last words of one story's endings."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._texts: dict[int, str] = {}

    def of(self, ending: GraphEnding) -> tuple[str, Span | None]:
        """Last line and its place; if no line tells the ending apart, the words where the story stops; "" if there are none."""
        if ending.last >= 0:
            return self._text(ending.last), self.program.code[ending.last].span
        return self._before(ending.position), None

    @cached_property
    def _lines(self) -> Lines:
        return lines_of(self.program)

    @cached_property
    def _members(self) -> dict[int, list[int]]:
        """The texts and values of each line, in the order of the code."""
        members: dict[int, list[int]] = {}
        for position, line in sorted(self._lines.line_of.items()):
            members.setdefault(line, []).append(position)
        return members

    def _text(self, line: int) -> str:
        """A line as in the source: computed values in braces, the text of an option first."""
        text = self._texts.get(line)
        if text is None:
            code, members = self.program.code, self._members[line]
            echoed = [position for position in members if self._echoed(position)]
            others = [
                position
                for position in members
                if position not in echoed and code[position].op == "text" and self._alternative(position)
            ]
            own = next((position for position in members if position not in echoed and position not in others), None)
            parts = [code[position].a if code[position].op == "text" else PRINTED for position in echoed]
            if own is None and others:  # the line consists of alternatives only
                others.sort(key=lambda position: (code[position].span or NOWHERE).column)
                parts.append("{" + "|".join(code[position].a.strip() for position in others) + "}")
            first = len(code) if own is None else self._begin(own)
            position = first
            while position < len(code):
                op, operand, _, _ = code[position]
                if position > first and (op == "fall" or (op == "text" and "\n" in operand)):
                    break
                if own is not None and position > own and self._stops(position, own):
                    break
                if op == "text" and position in members:
                    parts.append(operand)
                elif op in WORKED_OUT and parts[-1:] != [PRINTED]:
                    parts.append(PRINTED)
                position = self._joined(position)
            text = self._texts[line] = " ".join("".join(parts).split())
        return text

    def _stops(self, position: int, own: int) -> bool:
        """Whether the line is over here, in the block where its words stand."""
        return self.program.code[position].op in STOPS and self.program.block_of[position] == self.program.block_of[own]

    def _joined(self, position: int) -> int:
        """Where a line goes on: after a branch whose sides stand right below it, where they join."""
        code, block_of = self.program.code, self.program.block_of
        join = at = position + 1
        while code[position].op in BRANCHES and at <= join < len(code):
            op, target, _, _ = code[at - 1]
            if op in JUMPS:
                if target < at or block_of[target] != block_of[position]:
                    return position + 1
                join = max(join, target)
            if _line(code[at - 1]) != _line(code[position]):
                return position + 1
            at += 1
        return join

    def _begin(self, position: int) -> int:
        """Beginning of the line of this text."""
        code, line = self.program.code, _line(self.program.code[position])
        while position and code[position - 1].op in WITHIN and _line(code[position - 1]) == line:
            position -= 1
        return position

    def _alternative(self, position: int) -> bool:
        """Whether this text is one alternative of its line: a jump back into the line follows it."""
        code, line = self.program.code, _line(self.program.code[position])
        while code[position].op in PLAIN and "\n" not in str(code[position].a):
            position += 1
        return (
            code[position].op == "jump"
            and _line(code[code[position].a]) == line
            and self.program.block_of[code[position].a] != self.program.block_of[position]
        )

    def _echoed(self, position: int) -> bool:
        """Whether this text is an option's, said once more when it is taken."""
        code, end = self.program.code, position
        while code[end].op in ("text", "print") or self.program.block_of[end] == self.program.block_of[position]:
            if code[end].op == "jump_var" and code[end].a == "$r":
                return True
            end += 1
        return False

    def _before(self, position: int) -> str:
        """The words right before a position, if nothing between them leads elsewhere; at the beginning of an option's content,
        the option."""
        code, line_of = self.program.code, self._lines.line_of
        targets = {site.target: site.text for site in self.program.choices}
        earlier = position
        while earlier >= 0 and (earlier == position or code[earlier].op not in BREAKS):
            if earlier in line_of:
                return self._text(line_of[earlier])
            if earlier in targets:
                return targets[earlier]
            earlier -= 1
        return ""


def _line(instruction: Instruction) -> int:
    return 0 if instruction.span is None else instruction.span.line
