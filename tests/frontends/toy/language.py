"""A throw-away language, what docs/adding-a-language.md describes at its smallest: one statement a line.

gold = 3                     a variable, above the first passage
@ hall                       a passage
# ending: rich               a mark
Hello, {gold}.               a line of text
~ gold = gold - 1            a variable set
? gold > 2 -> inn            go there if that holds;  ? gold in 3 -> inn   one time in three, by luck
* Pay -> inn                 an option;               * gold > 2 : Pay -> inn   on offer if that holds
-> inn                       go there;                -> .   the end
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from epilogue.diagnostics import StoryError, unreadable
from epilogue.frontends.base import Frontend, Loaded, Observed
from epilogue.ir.program import Block, ChoiceSite, Instruction, Mark, Program
from epilogue.source import Span

TOKEN = re.compile(r"\s*(?:(\d+)|(\w+)|(==|[-+*<>]))")
OPTION = re.compile(r"(?:(.*?) : )?(.+?) -> (\w+|\.)$")
BRANCH = re.compile(r"(.+?) -> (\w+|\.)$")


class _Reader:
    def __init__(self, path: Path, text: str) -> None:
        self.name = path.name.partition(".")[0]
        self.file = str(path)
        self.lines = text.split("\n")
        self.code: list[Instruction] = []
        self.of: list[int] = []
        self.blocks = [Block(0, "", -1, 0, 0, False, False, False, Span(self.file, 1, 1))]
        self.choices: list[Any] = []
        self.marks: list[Mark] = []
        self.declared: list[tuple[str, str, Span]] = []
        self.targets: list[tuple[int, str, Span]] = []  # instructions that wait for the position of a passage
        self.here = Span(self.file, 1, 1)

    def emit(self, op: str, a: Any = None, b: Any = None) -> int:
        self.code.append(Instruction(op, a, b, self.here))
        self.of.append(len(self.blocks) - 1)
        return len(self.code) - 1

    def fault(self, message: str, hint: str | None = None) -> StoryError:
        return unreadable(message, self.here, hint)

    def expression(self, text: str) -> None:
        """Values and operators in turn, worked out from left to right."""
        place, waiting, wants = 0, None, True
        while place < len(text):
            found = TOKEN.match(text, place)
            if found is None or bool(found[3]) == wants:
                raise self.fault(f"a number or a name expected: {text[place:]!r}")
            place, wants = found.end(), not wants
            if found[3]:
                waiting = found[3]
                continue
            if found[2] and found[2] not in {name for name, _, _ in self.declared}:
                raise self.fault(f"there is no variable {found[2]}", "variables stand above the first passage")
            self.emit("load_global", found[2]) if found[2] else self.emit("push", int(found[1]))
            if waiting is not None:
                self.emit("apply", waiting, 2)
        if wants:
            raise self.fault("a number or a name expected at the end of the line")

    def go(self, op: str, target: str) -> None:
        self.targets.append((self.emit(op, 0, ()), target, self.here))

    def say(self, text: str) -> None:
        for number, part in enumerate(re.split(r"\{(.*?)\}", text)):
            if number % 2:
                self.expression(part)
                self.emit("print")
            elif part:
                self.emit("text", part)

    def statement(self, line: str) -> None:
        sign, rest = line[0], line[1:].strip()
        if sign == "#":
            key, _, value = (part.strip() for part in rest.partition(":"))
            self.marks.append(Mark(key, value, self.here))
            self.emit("mark", key, value)
        elif sign == "~" and "=" in rest:
            name, _, value = (part.strip() for part in rest.partition("="))
            self.expression(name)  # there is such a variable
            self.code.pop(), self.of.pop()
            self.expression(value)
            self.emit("store_global", name)
        elif sign == "?" and (found := BRANCH.match(rest)):
            if luck := re.fullmatch(r"(.+) in (\d+)", found[1]):
                self.emit("push", 1), self.emit("push", int(luck[2])), self.emit("random")
                self.emit("push", int(luck[1])), self.emit("apply", "<=", 2)
            else:
                self.expression(found[1])
            self.go("jump_if", found[2])
        elif sign == "*" and (found := OPTION.match(rest)):
            self.emit("string_open", True), self.say(found[2]), self.emit("string_close", True)
            if found[1]:
                self.expression(found[1])
            self.choices.append((found[1] is not None, found[2], found[3], self.here))
            self.emit("offer", len(self.choices) - 1)
        elif line.startswith("->"):
            self.go("jump", line[2:].strip())
        elif sign in "~?*&":
            raise self.fault(f"nothing known begins with {sign} and goes on like this", "see the top of language.py")
        else:
            self.say(line)
            self.emit("text", "\n")

    def program(self, observed: Sequence[Observed]) -> Loaded:
        for number, line in enumerate(self.lines, 1):
            self.here = Span(self.file, number, 1)
            if line.startswith("@"):
                if len(self.blocks) > 1:
                    self.emit("fall")
                at = len(self.code)
                self.blocks.append(Block(len(self.blocks), line[1:].strip(), 0, at, at, False, False, False, self.here))
            elif len(self.blocks) == 1 and "=" in line:
                name, _, value = (part.strip() for part in line.partition("="))
                self.declared.append((name, value, self.here))
            elif line.strip() and len(self.blocks) > 1:
                self.statement(line.strip())
        if len(self.blocks) == 1:
            raise self.fault("there is no passage", "one begins with @ and its name")
        self.emit("fall")
        starts = {block.name: block for block in self.blocks[1:]}
        starts["."] = Block(0, ".", -1, self.emit("end"), 0, False, False, False, None)
        for at, target, span in [*self.targets, *((-1, target, span) for _, _, target, span in self.choices)]:
            self.here = span
            if target not in starts:
                raise self.fault(f"there is no passage {target!r}")
            if at >= 0:
                self.code[at] = self.code[at]._replace(a=starts[target].start)
        init = len(self.code)
        for name, value, span in self.declared:
            self.here = span
            self.expression(value), self.emit("store_global", name)
        self.emit("end")
        places = {}
        for asked in observed:
            places[asked.key], self.here = len(self.code), asked.span
            self.expression(asked.text), self.emit("return")
        ends = [*(block.start for block in self.blocks[2:]), starts["."].start, len(self.code)]
        blocks = [self.blocks[0], *(block._replace(end=end) for block, end in zip(self.blocks[1:], ends, strict=False))]
        sites = [
            ChoiceSite(i, starts[target].start, starts[target].id, (), condition, False, True, False, False, text, span)
            for i, (condition, text, target, span) in enumerate(self.choices)
        ]
        variables = tuple(name for name, _, _ in self.declared)
        parts = tuple(self.code), tuple(blocks), tuple(self.of), tuple(sites), blocks[1].start, init, variables, {}, {}
        program = Program(*parts, tuple(self.marks), "ink", self.name, (self.file,), passages=tuple(range(1, len(blocks))))
        return Loaded(program, [], places, {str(Path(self.file).absolute()): "\n".join(self.lines)})


def read(path: Path, allow_outside: bool, observed: Sequence[Observed]) -> Loaded:
    """A story of one file."""
    return _Reader(path, path.read_text(encoding="utf-8")).program(observed)


TOY = Frontend("toy", (".toy",), read, lambda folder: next(folder.glob("*.toy")))
