"""Containers to Program: the one lowering both ink readers share.

Containers become blocks: those in the flow lie inline, those reached by name alone are laid out after and end with
``fall``. inkle's evaluation mode (``ev`` … ``/ev``) is resolved here, once, by position; so are the blocks a jump enters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from epilogue.budget import tick
from epilogue.diagnostics import unreadable
from epilogue.ir.program import Block, ChoiceSite, Instruction, Mark, Program, blocks_entered
from epilogue.ir.values import VOID, ListItem, ListValue, Target
from epilogue.languages.dotnet.numbers import float32
from epilogue.languages.ink.compile import containers
from epilogue.languages.ink.semantics import SEMANTICS
from epilogue.source import Span

UNARY = frozenset(
    ("!", "_", "FLOOR", "CEILING", "INT", "FLOAT", "LIST_MIN", "LIST_MAX", "LIST_ALL", "LIST_COUNT", "LIST_VALUE", "LIST_INVERT")
)
WEAVE = re.compile(r"[gc]-[0-9]+")
"""Names that inkle's compiler gives to gathers and options."""
ADDRESSED = frozenset(("jump", "jump_if", "call"))
SIMPLE = {
    "pop": "pop", "du": "dup", "~ret": "return", "->->": "return_subroutine", "choiceCnt": "choice_count", "turn": "turns",
    "turns": "turns_since", "readc": "visits_of", "rnd": "random", "srnd": "seed_random", "lrnd": "list_random",
    "done": "done", "end": "end", "#": "tag_open", "/#": "tag_close", "out": "print",
}  # fmt: skip


def lower(compiled: containers.Compiled, name: str, sources: tuple[str, ...] = ()) -> Program:
    """The Program of a compiled story. Raises :class:`~epilogue.diagnostics.StoryError` on a shape that cannot be played."""
    return _ContainerLowering(compiled, name, sources).program()


class _ContainerLowering:
    def __init__(self, compiled: containers.Compiled, name: str, sources: tuple[str, ...]) -> None:
        self.compiled = compiled
        self.name = name
        self.sources = sources
        self.code: list[Instruction] = []
        self.block_of: list[int] = []
        self.blocks: list[Any] = []
        self.names: list[str] = []
        self.block_ids: dict[int, int] = {}
        self.positions: dict[int, list[int]] = {}
        self.choices: list[Any] = []
        self.marks: list[Mark] = []
        self.globals = self.find_globals()
        self.items = self.find_list_items()
        self.block = -1
        self.in_label = 0

    def find_globals(self) -> dict[str, None]:
        declarations = self.compiled.root.named.get("global decl")
        names: dict[str, None] = {}
        for item in declarations.content if declarations else ():
            if isinstance(item, containers.Assignment) and item.is_global:
                names[item.name] = None
        return names

    def find_list_items(self) -> dict[str, ListValue]:
        by_name: dict[str, ListValue] = {}
        for origin, items in self.compiled.lists.items():
            for item, number in items.items():
                value = ListValue(((ListItem(origin, item), number),))
                by_name.setdefault(item, value)
                by_name[f"{origin}.{item}"] = value
        return by_name

    # -- layout

    def program(self) -> Program:
        root = self.compiled.root
        pending = [root]
        while pending:
            tick()
            top = pending.pop()
            self.lay_out(top, -1 if top.parent is None else self.block_ids[id(top.parent)], pending, False)
            self.emit("fall", span=top.span)
        self.resolve_addresses()
        init = root.named.get("global decl")
        functions = root.named
        return Program(
            code=tuple(self.code),
            blocks=tuple(self.blocks),
            block_of=tuple(self.block_of),
            choices=tuple(self.choices),
            start=0,
            init=self.start_of(init) if init else None,
            globals=tuple(self.globals),
            lists=self.compiled.lists,
            externals={
                i.a: self.content_start(functions[i.a]) if i.a in functions else None for i in self.code if i.op == "external"
            },
            marks=tuple(self.marks),
            semantics=SEMANTICS,
            name=self.name,
            sources=self.sources,
            passages=tuple(self.passages()),
        )

    def passages(self) -> Iterator[int]:
        """The knots, each with its stitches: named content of the root, and named content of these."""
        for name, knot in self.compiled.root.named.items():
            if name != "global decl" and not WEAVE.fullmatch(name):
                yield self.block_ids[id(knot)]
                yield from (self.block_ids[id(stitch)] for stitch in knot.named.values() if id(stitch) in self.block_ids)

    def emit(self, op: str, a: Any = None, b: Any = None, span: Span | None = None) -> None:
        self.code.append(Instruction(op, a, b, span))
        self.block_of.append(self.block)

    def lay_out(
        self, container: containers.Container, parent: int, pending: list[containers.Container], evaluating: bool
    ) -> None:
        """Emit the container's code; its nested containers inline, its named ones put on ``pending``."""
        outer = self.block
        block = self.block = len(self.blocks)
        self.block_ids[id(container)] = block
        start = len(self.code)
        self.blocks.append(None)
        self.names.append(_path(container, self.names[parent] if parent >= 0 else ""))
        if container.visits or container.turns:
            self.emit("enter", block, span=container.span)
        positions: list[int] = []
        self.positions[id(container)] = positions
        labels = _label_strings(container.content)
        for index, item in enumerate(container.content):
            tick()
            positions.append(len(self.code))
            kind = type(item)
            if kind is containers.Container:
                self.lay_out(item, block, pending, evaluating)  # type: ignore[arg-type]
            elif kind is containers.Command:
                evaluating = self.command(container, index, item, evaluating, labels)  # type: ignore[arg-type]
            else:
                self.item(container, index, item, evaluating)
        positions.append(len(self.code))
        self.blocks[block] = Block(
            block,
            self.names[block],
            parent,
            start,
            len(self.code),
            container.visits,
            container.turns,
            container.start_only,
            container.span,
        )
        pending.extend(reversed(container.named.values()))
        self.block = outer

    # -- items

    def command(
        self, here: containers.Container, index: int, item: containers.Command, evaluating: bool, labels: set[int]
    ) -> bool:
        """Emit a control command; the evaluation mode after it."""
        name = item.name
        if name == "ev":
            return True
        if name == "/ev":
            return False
        if name == "str":
            label = index in labels
            self.in_label += label
            self.emit("string_open", label, span=item.span)
            return False
        if name == "/str":
            label = index in labels
            self.in_label -= label
            self.emit("string_close", label, span=item.span)
            return True
        if name == "nop":
            return evaluating
        if name == "#":
            self.note_mark(here, index, item.span)
        if name in SIMPLE:
            self.emit(SIMPLE[name], span=item.span)
        elif name == "visit":
            self.emit("visits", self.block, span=item.span)
            self.emit("push", 1, span=item.span)
            self.emit("apply", "-", 2, item.span)
        elif name == "seq":
            self.emit("shuffle", self.block, span=item.span)
        elif name == "thread":
            self.emit("fork", len(self.code) + 2, span=item.span)
        elif name == "listInt":
            self.emit("apply", "listInt", 2, item.span)
        elif name == "range":
            self.emit("apply", "range", 3, item.span)
        return evaluating

    def note_mark(self, here: containers.Container, index: int, span: Span | None) -> None:
        """``# key: value``, if it is all literal and not part of an option's label."""
        texts: list[str] = []
        for item in here.content[index + 1 :]:
            if not isinstance(item, containers.Text):
                if isinstance(item, containers.Command) and item.name == "/#":
                    self.mark("".join(texts), span)
                return
            texts.append(item.value)

    def mark(self, text: str, span: Span | None) -> None:
        key, colon, value = text.partition(":")
        if not colon:
            return
        key, value = key.strip(), value.strip()
        self.marks.append(Mark(key, value, span))
        if key == "ending" and not self.in_label:
            self.emit("mark", key, value, span)

    def item(self, here: containers.Container, index: int, item: containers.Item, evaluating: bool) -> None:
        span = item.span
        if isinstance(item, containers.Text):
            self.emit("push" if evaluating else "text", item.value, span=span)
        elif isinstance(item, containers.VariableReference):
            self.load(item.name, span)
        elif isinstance(item, containers.Native):
            self.emit("apply", item.name, 1 if item.name in UNARY else 2, span)
        elif isinstance(item, containers.Constant):
            value = _constant(item.value)
            self.emit("push" if evaluating else "nop", value, span=span)
        elif isinstance(item, containers.Divert):
            self.divert(item, evaluating)
        elif isinstance(item, containers.ChoicePoint):
            self.choice(here, index, item)
        elif isinstance(item, containers.Assignment):
            is_global = item.is_global if item.new else item.name in self.globals
            op = "store_global" if is_global else "declare_temp" if item.new else "store_temp"
            self.emit(op, item.name, span=span)
        elif isinstance(item, containers.ReadCount):
            self.emit("visits", item.target, span=span)
        elif isinstance(item, containers.DivertValue):
            self.emit("push" if evaluating else "nop", item.target, span=span)
        elif isinstance(item, containers.Pointer):
            self.emit("push_ref" if evaluating else "nop", item.name, span=span)
        elif isinstance(item, containers.Glue):
            self.emit("join", span=span)
        elif isinstance(item, containers.Void):
            self.emit("push" if evaluating else "nop", VOID, span=span)
        elif isinstance(item, containers.LegacyTag):
            self.mark(item.text, span)
            self.emit("tag_open", span=span)
            self.emit("text", item.text, span=span)
            self.emit("tag_close", span=span)

    def load(self, name: str, span: Span | None) -> None:
        if name in self.globals:
            self.emit("load_global", name, span=span)
        elif name in self.items:
            self.emit("push", self.items[name], span=span)
        else:
            self.emit("load_temp", name, span=span)

    def divert(self, item: containers.Divert, evaluating: bool) -> None:
        plain = item.kind == "->" and item.target is not None
        if item.conditional and not plain:
            self.emit("skip_unless", len(self.code) + 2, span=item.span)
        if item.external is not None:
            self.emit("external", item.external, item.args, item.span)
            return
        if item.kind == "->":
            if item.variable is not None:
                self.emit("jump_var", item.variable, span=item.span)
            else:
                self.emit("jump_if" if item.conditional else "jump", item.target, span=item.span)
            return
        kind = "subroutine" if item.kind == "->t->" else "function" if evaluating else "procedure"
        if item.variable is not None:
            self.emit("call_var", item.variable, kind, item.span)
        else:
            self.emit("call", item.target, kind, item.span)

    def choice(self, here: containers.Container, index: int, item: containers.ChoicePoint) -> None:
        flags = item.flags
        before = here.content[index - 1] if index else None
        steady = before is not None and not isinstance(before, containers.Container | containers.Divert)
        self.choices.append((item, self.block if steady else None, _option_text(here, index, flags)))
        self.emit("offer", len(self.choices) - 1, span=item.span)

    # -- addresses

    def start_of(self, container: containers.Container) -> int:
        return int(self.blocks[self.block_ids[id(container)]].start)

    def content_start(self, container: containers.Container) -> int:
        return self.positions[id(container)][0]

    def position(self, address: containers.Address) -> int:
        if address.index < 0:
            return self.start_of(address.container)
        return self.positions[id(address.container)][address.index]

    def resolve_addresses(self) -> None:
        blocks = tuple(self.blocks)
        direct = set()
        code = self.code
        for index, instruction in enumerate(tuple(code)):
            address = instruction.a
            if type(address) is not containers.Address:
                continue
            position = self.position(address)
            if instruction.op == "visits":
                code[index] = instruction._replace(a=self.block_ids[id(address.container)])
            elif instruction.op == "push":
                code[index] = instruction._replace(a=Target(position))
            elif instruction.op == "call":
                position, entered = self.landing(blocks, address, self.block_of[index])
                if entered:  # a jump on the way counts the visit
                    code.append(Instruction("jump", position, entered, instruction.span))
                    self.block_of.append(self.block_of[index])
                    position = len(code) - 1
                code[index] = instruction._replace(a=position)
            elif instruction.op in ADDRESSED:
                position, entered = self.landing(blocks, address, self.block_of[index])
                if address.index >= 0:
                    direct.add(position)
                code[index] = instruction._replace(a=position, b=entered)
        for index, instruction in enumerate(code):
            if instruction.op == "offer":
                self.choices[instruction.a] = self.choice_site(instruction.a, blocks, index in direct)

    def landing(self, blocks: tuple[Block, ...], address: containers.Address, came_from: int) -> tuple[int, tuple[int, ...]]:
        """Target of a jump written in the story, and the blocks that it counts by itself.

        A container is jumped to at its first content: so it is not counted when the jump comes from inside of it, and
        what encloses it is. In the common case that is what its ``enter`` does; then the jump leaves it to that.
        """
        block = self.block_ids[id(address.container)]
        if address.index >= 0:
            position = self.position(address)
            return position, blocks_entered(blocks, block, position, came_from)
        position = self.content_start(address.container)
        entered = blocks_entered(blocks, block, position, came_from)
        if entered == ((block,) if blocks[block].visits or blocks[block].turns else ()):
            return blocks[block].start, ()
        return position, entered

    def choice_site(self, number: int, blocks: tuple[Block, ...], reached_directly: bool) -> ChoiceSite:
        item, came_from, text = self.choices[number]
        address = item.target
        position = self.content_start(address.container) if address.index < 0 else self.position(address)
        block = self.block_ids[id(address.container)]
        fixed = came_from is not None and not reached_directly
        return ChoiceSite(
            number,
            position,
            block,
            blocks_entered(blocks, block, position, came_from) if fixed else None,
            bool(item.flags & containers.CONDITION),
            bool(item.flags & containers.START),
            bool(item.flags & containers.CHOICE_ONLY),
            bool(item.flags & containers.FALLBACK),
            bool(item.flags & containers.ONCE),
            text,
            item.span,
        )


def _constant(value: Any) -> Any:
    """A constant as the engine keeps it: floats in single precision."""
    if isinstance(value, containers.ListLiteral):
        return _list_value(value)
    return float32(value) if isinstance(value, float) else value


def _list_value(literal: containers.ListLiteral) -> ListValue:
    return ListValue(((ListItem(origin, name), value) for origin, name, value in literal.items), literal.origins)


def _path(container: containers.Container, parent: str) -> str:
    if container.parent is None:
        return ""
    own = container.name or str(container.index)
    return f"{parent}.{own}" if parent else own


def _label_strings(content: list[containers.Item]) -> set[int]:
    """Indices of the ``str`` and ``/str`` that enclose the label parts of the options offered in this content.

    A choice point's operands are evaluated just before it, the label parts first: so they are the first one or two
    outermost strings of the evaluation that ends there.
    """
    labels: set[int] = set()
    evaluations: list[list[tuple[int, int]]] = []
    strings: list[int] = []
    closed: list[tuple[int, int]] = []
    for index, item in enumerate(content):
        if isinstance(item, containers.Command):
            if item.name == "ev":
                evaluations.append([])
            elif item.name == "/ev" and evaluations:
                closed = evaluations.pop()
            elif item.name == "str":
                strings.append(index)
            elif item.name == "/str" and strings:
                opened = strings.pop()
                if evaluations:
                    evaluations[-1].append((opened, index))
        elif isinstance(item, containers.ChoicePoint):
            wanted = bool(item.flags & containers.START) + bool(item.flags & containers.CHOICE_ONLY)
            for opened, shut in closed[:wanted]:
                labels.update((opened, shut))
            closed = []
    return labels


def _option_text(here: containers.Container, index: int, flags: int) -> str:
    """The option as in the source: its literal text, ``{…}`` where something is worked out."""
    wanted = bool(flags & containers.START) + bool(flags & containers.CHOICE_ONLY)
    if not wanted:
        return ""
    first = index
    depth = 0
    while first > 0:
        first -= 1
        item = here.content[first]
        if isinstance(item, containers.Command):
            depth += (item.name == "/ev") - (item.name == "ev")
            if item.name == "ev" and depth == 0:
                break
    texts: list[str] = []
    nesting = 0
    for item in _untagged(here.content[first:index]):
        if isinstance(item, containers.Command) and item.name in ("str", "/str"):
            nesting += 1 if item.name == "str" else -1
            wanted -= nesting == 0
        elif nesting == 1 and wanted > 0:
            texts.extend(_literal(item))
    return " ".join("".join(texts).split())


def _untagged(content: list[containers.Item]) -> Iterator[containers.Item]:
    """The items outside of tags."""
    inside = False
    for item in content:
        if isinstance(item, containers.Command) and item.name in ("#", "/#"):
            inside = item.name == "#"
        elif not inside:
            yield item


def _literal(item: containers.Item) -> list[str]:
    if isinstance(item, containers.Text):
        return [item.value]
    if isinstance(item, containers.Divert) and item.target is not None and item.target.container.name == "s":
        return [text for inner in _untagged(item.target.container.content) for text in _literal(inner)]
    if isinstance(item, containers.Container) and not (item.name or "").startswith("$"):
        return ["{…}"]
    if isinstance(item, containers.VariableReference):
        return ["{…}"]
    return []


def check_playable(program: Program) -> None:
    """Raises if there is nothing to play."""
    if not program.code:
        raise unreadable("the story is empty", Span(program.name, 0))
