"""One straight run of the specialiser, and the table of its operations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from epilogue.diagnostics import at_line
from epilogue.flow.context import (
    CALLED,
    COUNTS,
    JUMPS,
    LEAVES,
    MAX_FRAMES,
    MAX_RUN,
    RETURNED,
    RETURNS,
    Context,
    ContextFrame,
    ContextThread,
    UnboundedConstruct,
)
from epilogue.flow.expressions import Expr, Slot
from epilogue.flow.graph import Draw, Node, NodeKind
from epilogue.flow.operators import COUNTED_ON
from epilogue.flow.returning import folded
from epilogue.flow.targets import FUNCTIONS
from epilogue.ir.lines import NOTHING
from epilogue.ir.operators import NUMBER, Arithmetic, Compare, Logic
from epilogue.ir.program import GameSets, Outside
from epilogue.ir.values import ListValue, Reference, Target

if TYPE_CHECKING:
    from epilogue.flow.specialise import Specialiser


class SpecialiserRun:
    """One straight run from a context to where it branches, stops or meets another run."""

    def __init__(self, owner: Specialiser, head: Node, initialising: bool = False) -> None:
        self.owner = owner
        self.program = owner.program
        self.semantics = owner.program.semantics
        self.expressions = owner.expressions
        self.slots = owner.slots
        self.tail = head
        self.initialising = initialising
        self.observing = False
        self.position = head.position
        self.threads: tuple[ContextThread, ...] = ()
        self.frames: list[ContextFrame] = []
        self.stack: list[Expr] = []
        self.captures: list[tuple[bool, list[Expr]]] = []
        self.came: int | None = None

    def run(self, context: Context, entered: tuple[int, ...] | None, takes_turn: bool) -> None:
        """Executes from the context; ``entered`` (for an option's entry): the blocks it enters, counted first."""
        self.position = context.position
        self.threads = context.threads
        self.frames = list(context.frames)
        self.stack = list(context.stack)
        self.captures = [(label, list(parts)) for label, parts in context.captures]
        self.came = context.came
        if entered is not None:
            self.last_line(NOTHING, context.position)
            if takes_turn:
                self.take_turn()
            self.count(entered)
            if takes_turn:
                self.game_sets([sets for sets in self.program.game_sets if sets.every_turn])
        code, leaders = self.program.code, self.owner.leaders
        handlers, noted, ran = HANDLERS, self.owner.noted, self.owner.ran
        for _ in range(MAX_RUN):
            at = self.position
            ran.add(at)
            op, a, b, _ = code[at]
            self.position = at + 1
            try:
                if handlers[op](self, a, b, at):
                    return
            except IndexError:
                self.fail("a value was expected here and there is none", at)
                return
            except UnboundedConstruct as problem:
                if self.initialising:
                    raise
                self.limit(problem.what, at)
                return
            except Exception as error:
                at_line(error, code[at].span)
                raise
            if self.owner.passages and op in LEAVES:
                self.move(at)
            if self.position in noted:
                self.came = self.came_to(at, op)
            if leaders[self.position] and not self.initialising:
                self.link(self.arrive(self.position, self.came))
                return
        self.limit("code that goes on and on", self.position)

    # -- graph building

    def link(self, node: Node) -> None:
        self.tail.succ = [node]

    def emit(self, kind: NodeKind, at: int) -> Node:
        node = self.owner.new(kind, at)
        self.tail.succ = [node]
        self.tail = node
        return node

    def decided(self, at: int, holds: bool) -> None:
        """Records the truth of a constant condition in a node that does nothing."""
        if not self.initialising and not self.observing:
            self.emit(NodeKind.GOTO, at).cases = (holds,)

    def came_to(self, at: int, op: str) -> int | None:
        """The block that the step at ``at`` came from to a noted position: None if it flowed there, kept while it is entered."""
        if op in RETURNS:
            return self.program.block_of[self.position - 1]
        if op in JUMPS or self.position != at + 1:
            return self.program.block_of[at]
        return self.came if op == "enter" else None

    def arrive(self, position: int, came: int | None) -> Node:
        """The node of the current control at another position, jumped to from the block ``came`` (None: flowed to)."""
        frames = self.owner.prune(tuple(self.frames), position, self.stack)
        bottom = self.owner.bottom(frames, position, self.stack)
        if bottom and not self.pending():
            if bottom > 1 and any(value is None for frame in frames[bottom:] for _, value in frame.temps):
                return self.lowered(position, came, frames, bottom - 1)
            frames = folded(frames, bottom)
        captures = tuple((label, tuple(parts)) for label, parts in self.captures)
        if captures and self.owner.many_strings(position, captures):
            return self.set_aside(position, came)
        if position not in self.owner.noted:
            came = None
        context = Context(position, self.threads, frames, tuple(self.stack), captures, came)
        if self.stack and self.owner.drops_operands(len(self.stack)):
            context = context._replace(stack=self.owner.operands.kept(context))
        return self.owner.node_at(context)

    def set_aside(self, position: int, came: int | None) -> Node:
        """The node at the position after putting what was said so far in unfinished strings into slots."""
        side = self.beside(position)
        first = side.tail
        for _, parts in side.captures:
            if parts:
                heard = self.expressions.apply("heard", tuple(parts))
                parts.clear()
                parts.append(self.expressions.read(side.save(heard, position)))
        side.link(side.arrive(position, came))
        return first

    def pending(self) -> bool:
        """Whether a pending operand or capture reads a frame variable."""
        keys = self.slots.keys
        held = (*self.stack, *(part for _, parts in self.captures for part in parts))
        return any(keys[slot][0] == "t" for expr in held for slot in expr.reads)

    def lowered(self, position: int, came: int | None, frames: tuple[ContextFrame, ...], base: int) -> Node:
        """The node at the position after dropping the frames below index ``base`` + 1 and moving the variables of the others
        accordingly."""
        side = self.beside(position)
        first, depth = side.tail, len(self.threads)
        for number in range(base + 1, len(frames)):
            for name, value in frames[number].temps:
                if value is None:
                    moved = self.expressions.read(self.slots["t", depth, number, name])
                    side.assign(self.slots["t", depth, number - base, name], moved, position)
        side.frames = list(folded(frames, base + 1))
        side.link(side.arrive(position, came))
        return first

    def moved(self, position: int, at: int, came: int | None = None) -> Node:
        """The node of another position, jumped to from ``at`` (as from the block ``came``, if given)."""
        node = self.arrive(position, self.program.block_of[at] if came is None else came)
        if not self.owner.passages or not self.owner.is_move(at, position):
            return node
        side = self.beside(at)
        side.position = position
        first = side.tail
        side.move(at)
        side.link(node)
        return first

    def move(self, at: int) -> None:
        """Records a step from passage to passage, if play moves from ``at`` to the current position in another one."""
        called = self.program.code[at].op.startswith("call") and self.frames[-1].kind != "subroutine"
        if not self.initialising and not called and self.owner.is_move(at, self.position):
            node = self.emit(NodeKind.TEXT, at)
            node.expr = self.expressions.const(self.position)
            node.label = True

    def finish(self, kind: NodeKind, what: str, at: int) -> bool:
        self.emit(kind, at).what = what
        return True

    def fail(self, message: str, at: int) -> bool:
        return self.finish(NodeKind.FAIL, message, at)

    def limit(self, what: str, at: int) -> bool:
        """Ends the run: what follows is not worked out."""
        return self.finish(NodeKind.LIMIT, what, at)

    def beside(self, at: int) -> SpecialiserRun:
        """A new run with the same control."""
        side = SpecialiserRun(self.owner, self.owner.new(NodeKind.GOTO, at))
        side.threads, side.frames, side.position = self.threads, list(self.frames), self.position
        side.stack, side.captures = list(self.stack), [(label, list(parts)) for label, parts in self.captures]
        return side

    def hear(self, part: Expr) -> None:
        """Adds to the string being made, leaving out what cannot change it, so that more ways lead to the same string."""
        parts = self.captures[-1][1]
        last = parts[-1].value if parts else None
        value = part.value if part.op == "const" else None
        if value == RETURNED and last == CALLED:
            parts.pop()
        elif value != "" and not (value == "\n" and last in ("\n", CALLED)):
            parts.append(part)

    def last_line(self, line: int, at: int) -> None:
        """Sets the last line said."""
        slot = self.slots["last",]
        if self.initialising or self.observing:
            return
        if self.tail.kind is not NodeKind.SET or self.tail.slot != slot:
            self.emit(NodeKind.SET, at).slot = slot
        self.tail.expr = self.expressions.const(line)

    def say_line(self, at: int) -> None:
        """Says part of a line: its own, or the one within which the running function was called."""
        line = self.owner.lines.line_of.get(at)
        if line is not None and not self.captures:
            around = self.called_within()
            if around is None or around != NOTHING:
                self.last_line(line if around is None else around, at)

    def called_within(self) -> int | None:
        """The line within which the running function was called, if any."""
        within = self.owner.lines.within
        calls = (frame.resume - 1 for frame in self.frames if frame.kind in FUNCTIONS)
        return next((within[call] for call in calls if call in within), None)

    # -- slots

    def temp_slot(self, name: str, frame: int) -> Slot:
        return self.slots["t", len(self.threads), frame, name]

    def assign(self, slot: Slot, expr: Expr, at: int) -> None:
        """``slot := expr``; operands on the stack that read the slot keep its old value."""
        if self.initialising:
            if expr.op != "const":
                raise UnboundedConstruct("an initial value that is not a constant", self.program.code[at].span)
            self.owner.initial[slot] = expr.value
            return
        self.spill(slot, at, expr.reads)
        node = self.emit(NodeKind.SET, at)
        node.slot, node.expr = slot, expr

    def spill(self, slot: Slot, at: int, popped: frozenset[Slot] = frozenset()) -> None:
        """Saves the old value of a slot for operands that read it; ``popped``: slots read by what is already off the stack."""
        for held in (self.stack, *(parts for _, parts in self.captures)):
            for index, expr in enumerate(held):
                if slot in expr.reads:
                    held[index] = self.expressions.read(self.save(expr, at, popped))

    def check(self, expr: Expr, at: int) -> None:
        """Lets an expression that may fail fail here, before anything else happens, even if its value is used later or never."""
        if not self.observing and not (all(map(self.is_number, expr.args)) and self.harmless(expr)):
            self.emit(NodeKind.CHECK, at).expr = expr

    def harmless(self, expr: Expr) -> bool:
        """Whether a plain operator cannot fail on numbers."""
        plain = expr.algebra in PLAIN or isinstance(expr.algebra, Compare | Logic)
        return plain and self.expressions.operators[expr.op].cannot_fail([NUMBER] * len(expr.args))

    def is_number(self, expr: Expr) -> bool:
        """Whether the expression is certainly a number; if so, it was checked before or cannot fail."""
        if expr.op == "read":
            return self.slots.keys[expr.value][0] in COUNTS
        if expr.op == "const":
            return type(expr.value) in (int, float, bool)
        return isinstance(expr.algebra, Compare | Logic) and self.expressions.operators[expr.op].result == NUMBER

    def save(self, expr: Expr, at: int, popped: frozenset[Slot] = frozenset()) -> Slot:
        """Saves the expression's current value in a slot that no other pending operand uses, nor what was ``popped``."""
        pending = set(popped).union(*(e.reads for held in (self.stack, *(p for _, p in self.captures)) for e in held))
        number = 0
        while self.slots["s", number] in pending:
            number += 1
        node = self.emit(NodeKind.SET, at)
        node.slot, node.expr = self.slots["s", number], expr
        return node.slot

    def count(self, blocks: tuple[int, ...]) -> None:
        for block in blocks:
            self.visit(block)

    def visit(self, block: int) -> None:
        described = self.program.blocks[block]
        at = described.start
        if described.visits:
            slot = self.slots["v", block]
            counted = self.expressions.apply(COUNTED_ON, (self.expressions.read(slot), self.expressions.const(1)))
            self.assign(slot, counted, at)
        if described.turns:
            self.assign(self.slots["age", block], self.expressions.const(0), at)

    def take_turn(self) -> None:
        """A turn passes: every age grows by one."""
        at = self.position
        turns = self.slots["turns",]
        self.assign(turns, self.expressions.apply(COUNTED_ON, (self.expressions.read(turns), self.expressions.const(1))), at)
        for block in self.owner.turn_blocks:
            slot = self.slots["age", block]
            self.assign(slot, self.expressions.apply("older", (self.expressions.read(slot),)), at)

    # -- the world outside

    def from_outside(self, slot: Slot, what: Outside, at: int) -> None:
        """``slot`` gets what the world outside provides."""
        node = self.emit(NodeKind.DRAW, at)
        node.slot, node.offer = slot, Draw("outside", (), None, what)
        self.last_line(NOTHING, at)

    def game_sets(self, sets: Sequence[GameSets]) -> None:
        """The game sets globals."""
        for variable, site, what, _ in sets:
            slot = self.slots["g", variable]
            if len(what.values) == 1:
                self.last_line(NOTHING, site)
                self.assign(slot, self.expressions.const(what.values[0]), site)
            else:
                self.from_outside(slot, what, site)

    # -- variables

    def lookup(self, name: str) -> tuple[str, int, Target | Reference | None]:
        """Location of a frame variable's value, references followed: (name, frame, known value); frame -1 for a global, name
        "none" if undeclared."""
        return self.follow(name, len(self.frames) - 1)

    def follow(self, name: str, frame: int) -> tuple[str, int, Target | Reference | None]:
        """Does what :meth:`lookup` does for a variable of the frame."""
        for _ in range(MAX_FRAMES):
            current: Any = "none"
            for declared, value in self.frames[frame].temps:
                if declared == name:
                    current = value
            if current == "none":
                return "none", frame, None
            if type(current) is not Reference:
                return name, frame, current
            name, frame = current.name, current.frame
            if frame < 0:
                return name, -1, None
        raise UnboundedConstruct("a reference that refers to itself", self.program.code[self.position - 1].span)

    def value_of(self, name: str) -> Expr:
        target_name, frame, known = self.lookup(name)
        if target_name == "none":
            return self.expressions.const(0)
        if known is not None:
            return self.expressions.const(known)
        return self.expressions.read(self.slots["g", target_name] if frame < 0 else self.temp_slot(target_name, frame))

    def set_temp(self, name: str, frame: int, expr: Expr, at: int) -> None:
        value = expr.value if expr.op == "const" and type(expr.value) in (Target, Reference) else None
        self.know_temp(name, frame, value)
        if value is None:
            self.assign(self.temp_slot(name, frame), expr, at)

    def know_temp(self, name: str, frame: int, value: Target | Reference | None) -> None:
        """The frame variable is this target or reference from now on; None: it is in its slot."""
        declaring = self.frames[frame]
        temps = tuple(sorted([t for t in declaring.temps if t[0] != name] + [(name, value)], key=lambda t: t[0]))
        self.frames[frame] = declaring._replace(temps=temps)

    def retained(self, old: Expr, new: Expr) -> Expr:
        """The value as stored: an empty list keeps the origins of the list it replaces."""
        if not self.owner.has_lists or (new.op == "const" and not (type(new.value) is ListValue and not new.value.entries)):
            return new
        return self.expressions.apply("retain", (old, new))

    def switch(self, expr: Expr, cases: tuple[Target | str, ...], nodes: list[Node], at: int) -> bool:
        node = self.emit(NodeKind.SWITCH, at)
        node.expr, node.cases, node.succ = expr, cases, nodes
        return True


PLAIN = frozenset((Arithmetic.ADD, Arithmetic.SUBTRACT, Arithmetic.MULTIPLY, Arithmetic.LEAST, Arithmetic.GREATEST))
Handler = Callable[[SpecialiserRun, Any, Any, int], bool]
HANDLERS: dict[str, Handler] = {}


def on(*names: str) -> Callable[[Handler], Handler]:
    def register(handler: Handler) -> Handler:
        for name in names:
            HANDLERS[name] = handler
        return handler

    return register
