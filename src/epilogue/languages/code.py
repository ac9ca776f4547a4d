"""Code under construction: instructions with unresolved labels, hidden globals, blocks, options."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from epilogue.ir.program import Block, ChoiceSite, Instruction, Mark, Outside
from epilogue.ir.values import Value
from epilogue.source import Span


class CodeLabel:
    """A position in the code, named before it is known."""

    __slots__ = ("position",)

    def __init__(self) -> None:
        self.position = -1


class CodeBuilder:
    """``held``: a real number as the language keeps it. ``globals``: each with its initial value; ``kept``: those variables that
    are not the author's; ``given``: what comes of instructions that ask for what is outside, by their positions."""

    def __init__(self, held: Callable[[float], Value]) -> None:
        self._held = held
        self.instructions: list[Instruction] = []
        self.block_of: list[int] = []
        self.blocks: list[Block] = []
        self.choices: list[tuple[CodeLabel, ChoiceSite]] = []
        self.marks: list[Mark] = []
        self.globals: dict[str, Value] = {}
        self.externals: dict[str, int | None] = {}
        self.kept: dict[str, str | Span | None] = {}
        self.given: dict[int, Outside] = {}
        self.block = -1
        self.span: Span | None = None
        self._fresh = 0

    def emit(self, op: str, a: Any = None, b: Any = None) -> int:
        """Emits an instruction at :attr:`span`; returns its position."""
        self.instructions.append(Instruction(op, a, b, self.span))
        self.block_of.append(self.block)
        return len(self.instructions) - 1

    def fresh(self, what: str) -> str:
        """The name of a frame variable that nothing else uses."""
        self._fresh += 1
        name = f"{what} {self._fresh}"
        self.kept[name] = None
        return name

    def place(self, label: CodeLabel) -> None:
        label.position = len(self.instructions)

    def push(self, value: Value) -> None:
        self.emit("push", self._held(value) if type(value) is float else value)

    def load(self, name: str) -> None:
        self.emit("load_global", name)

    def store(self, name: str) -> None:
        self.emit("store_global", name)

    def apply(self, operator: str, count: int = 2) -> None:
        self.emit("apply", operator, count)

    def jump(self, label: CodeLabel) -> None:
        self.emit("jump", label, ())

    def jump_if(self, label: CodeLabel) -> None:
        self.emit("jump_if", label, ())

    def skip_unless(self, label: CodeLabel) -> None:
        self.emit("skip_unless", label)

    def hidden(self, name: str, initial: Value, seen: str | Span | None = None) -> str:
        """A global that is not the author's; ``seen``: what it notes the sight of, by its name or place."""
        self.globals.setdefault(name, initial)
        self.kept.setdefault(name, seen)
        return name

    def open_block(self, name: str, parent: int, span: Span | None) -> int:
        number = self.block = len(self.blocks)
        self.blocks.append(Block(number, name, parent, len(self.instructions), 0, False, False, False, span))
        return number

    def close_block(self) -> None:
        """Closes the open block, whose last instruction leaves it."""
        self.blocks[self.block] = self.blocks[self.block]._replace(end=len(self.instructions))
        self.block = -1

    def inside(self, span: Span | None) -> int:
        """Opens a nested block; returns the outer one, for :meth:`outside`."""
        around = self.block
        self.open_block("", around, span)
        return around

    def outside(self, around: int) -> None:
        """Closes such a block."""
        self.close_block()
        self.block = around

    def finished(self) -> tuple[Instruction, ...]:
        return tuple(i._replace(a=i.a.position) if type(i.a) is CodeLabel else i for i in self.instructions)

    def sites(self) -> tuple[ChoiceSite, ...]:
        blocks = self.block_of
        return tuple(site._replace(target=label.position, target_block=blocks[label.position]) for label, site in self.choices)
