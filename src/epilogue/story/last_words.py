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
BREAKS = frozenset(("fall", "done", "end", "jump", "jump_var", "return", "return_tunnel"))
"""Instructions that do not continue at the next one."""


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
        for at, line in sorted(self._lines.said.items()):
            members.setdefault(line, []).append(at)
        return members

    def _text(self, line: int) -> str:
        """A line as in the source: computed values in braces, the text of an option first."""
        text = self._texts.get(line)
        if text is None:
            code, members = self.program.code, self._members[line]
            echoed = [at for at in members if self._echoed(at)]
            others = [at for at in members if at not in echoed and code[at].op == "text" and self._alternative(at)]
            own = next((at for at in members if at not in echoed and at not in others), None)
            parts = [code[at].a if code[at].op == "text" else PRINTED for at in echoed]
            if own is None and others:  # the line consists of alternatives only
                others.sort(key=lambda at: (code[at].span or NOWHERE).column)
                parts.append("{" + "|".join(code[at].a.strip() for at in others) + "}")
            first = len(code) if own is None else self._begin(own)
            for at in range(first, len(code)):
                op, said, _, _ = code[at]
                if at > first and (op == "fall" or (op == "text" and "\n" in said)):
                    break
                if op == "text" and at in members:
                    parts.append(said)
                elif op in WORKED_OUT and parts[-1:] != [PRINTED]:
                    parts.append(PRINTED)
            text = self._texts[line] = " ".join("".join(parts).split())
        return text

    def _begin(self, at: int) -> int:
        """Beginning of the line of this text."""
        code, line = self.program.code, _line(self.program.code[at])
        while at and code[at - 1].op in WITHIN and _line(code[at - 1]) == line:
            at -= 1
        return at

    def _alternative(self, at: int) -> bool:
        """Whether this text is one alternative of its line: a jump back into the line follows it."""
        code, line = self.program.code, _line(self.program.code[at])
        while code[at].op in PLAIN and "\n" not in str(code[at].a):
            at += 1
        return (
            code[at].op == "jump"
            and _line(code[code[at].a]) == line
            and self.program.block_of[code[at].a] != self.program.block_of[at]
        )

    def _echoed(self, at: int) -> bool:
        """Whether this text is an option's, said once more when it is taken."""
        code, end = self.program.code, at
        while code[end].op in ("text", "print") or self.program.block_of[end] == self.program.block_of[at]:
            if code[end].op == "jump_var" and code[end].a == "$r":
                return True
            end += 1
        return False

    def _before(self, position: int) -> str:
        """The words right before a position, if nothing between them leads elsewhere; at the beginning of an option's content,
        the option."""
        code, said = self.program.code, self._lines.said
        targets = {site.target: site.text for site in self.program.choices}
        at = position
        while at >= 0 and (at == position or code[at].op not in BREAKS):
            if at in said:
                return self._text(said[at])
            if at in targets:
                return targets[at]
            at -= 1
        return ""


def _line(instruction: Instruction) -> int:
    return 0 if instruction.span is None else instruction.span.line
