"""Partial evaluation of control: Program to FlowGraph.

The Program is run abstractly: positions, call frames, threads, divert targets and references are concrete, all other values
are expressions over slots. Where two runs meet at a position with equal control (a *context*), the graph is shared. This is
polyvariant binding-time separated specialisation (Jones, Gomard and Sestoft, *Partial Evaluation*, 1993) with control as
the static part. Contexts are kept wherever the stack is bounded; where it is not, :class:`Unbounded` names the place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from epilogue.flow.expressions import Expr, Expressions, Slot
from epilogue.flow.graph import Draw, FlowGraph, Kind, Node, Offer, Slots
from epilogue.flow.temps import Targets, live_temps
from epilogue.ir.operators import OperatorError, truthy
from epilogue.ir.program import Program, blocks_entered, flowed_from, noted_positions
from epilogue.ir.values import VOID, ListValue, Reference, Target, Value
from epilogue.source import Span

MAX_FRAMES = 48
MAX_NODES = 400_000
MAX_EXPRESSION = 60
MAX_RUN = 100_000
COUNTS = frozenset(("v", "age", "turns", "offers"))
TESTS = frozenset(("==", "!=", "<", ">", "<=", ">=", "&&", "||", "!"))
NEVER_FAIL = TESTS | {"+", "-", "*", "MIN", "MAX"}
"""Operators that cannot fail on numbers."""
JUMPS = frozenset(("jump", "jump_var", "call", "call_var", "external"))
RETURNS = frozenset(("return", "return_tunnel", "fall", "done"))
"""Operations after which play goes on where a call or a fork was."""
GLUE = "\0glue"
TAG = "\0tag"
CALLED = "\0call"
RETURNED = "\0return"

Temps = tuple[tuple[str, Target | Reference | None], ...]
"""Frame variables in name order; a concrete divert target or reference, or None for one kept in a slot."""


class Frame(NamedTuple):
    """``kind``: root, function, procedure or tunnel; ``resume``: where its caller goes on; ``temps``: its variables."""

    kind: str
    resume: int
    temps: Temps


class Thread(NamedTuple):
    """A thread that waits for the one above it: its frames, and where it goes on."""

    frames: tuple[Frame, ...]
    resume: int


class Context(NamedTuple):
    """Concrete control at a position: what the graph is shared by. ``came``: the block a jump came from, where that matters."""

    position: int
    threads: tuple[Thread, ...]
    frames: tuple[Frame, ...]
    stack: tuple[Expr, ...]
    captures: tuple[tuple[bool, tuple[Expr, ...]], ...]
    came: int | None


class Unbounded(Exception):
    """A construct that cannot be made finite here: what it is and where."""

    def __init__(self, what: str, span: Span | None) -> None:
        self.what = what
        self.span = span
        super().__init__(what)


class Observations(NamedTuple):
    """What the analyses ask for beyond the endings. ``precision``: control, coverage or text. ``at_end``: positions of
    code (ending
    with ``return``) of expressions whose values tell endings apart. ``never``: the same, of conditions to be noted in
    every situation.
    ``assume``: globals taken as constants."""

    precision: str = "control"
    at_end: tuple[int, ...] = ()
    never: tuple[int, ...] = ()
    assume: Mapping[str, Value] = {}


def specialise(
    program: Program,
    operators: Mapping[str, Callable[..., Value]],
    observations: Observations,
    entry: int | None = None,
) -> FlowGraph:
    """The FlowGraph of a program from its start (or the position ``entry``). Raises :class:`Unbounded`."""
    return _Specialiser(program, operators, observations).graph(program.start if entry is None else entry)


class _Specialiser:
    """Holds what is shared between runs: the memo of contexts, slots, expressions and the list of runs still to do."""

    def __init__(self, program: Program, operators: Mapping[str, Callable[..., Value]], observations: Observations) -> None:
        self.program = program
        self.code = program.code
        self.observations = observations
        self.texts = observations.precision != "control"
        self.slots = Slots()
        self.slots["mark",], self.slots["offers",]
        self.expressions = Expressions(operators)
        self.targets = Targets(program)
        self.live = live_temps(program, self.targets)
        self.leaders = self.find_leaders()
        self.noted = noted_positions(program)
        self.turn_blocks = [b.id for b in program.blocks if b.turns]
        self.has_lists = bool(program.lists)
        self.memo: dict[Any, Node] = {}
        self.todo: list[tuple[Node, Context, tuple[int, ...] | None, bool]] = []
        self.initial: dict[Slot, Any] = {}
        self.created = 0

    def graph(self, entry: int) -> FlowGraph:
        root = (Frame("root", -1, ()),)
        if self.program.init is not None:
            _Run(self, Node(Kind.GOTO, self.program.init), initialising=True).run(
                Context(self.program.init, (), root, (), (), None), None, False
            )
        for name, value in self.observations.assume.items():
            self.initial[self.slots["g", name]] = value
        first = self.node_at(Context(entry, (), root, (), (), -1 if entry in self.noted else None))
        while self.todo:
            head, context, entered, takes_turn = self.todo.pop()
            _Run(self, head).run(context, entered, takes_turn)
        at_end = tuple(self.expression(position) for position in self.observations.at_end)
        never = tuple(self.expression(position) for position in self.observations.never)
        for slot, key in enumerate(self.slots.keys):
            if slot not in self.initial:
                self.initial[slot] = -1 if key[0] == "age" else "" if key[0] == "mark" else 0
        return FlowGraph(first, self.slots, self.expressions, self.initial, at_end, never)

    def expression(self, position: int) -> Expr:
        """The value that a piece of code ending with ``return`` computes, if it does nothing else."""
        head = Node(Kind.GOTO, position)
        run = _Run(self, head)
        run.frames = [Frame("root", -1, ()), Frame("function", position, ())]
        run.position = position
        run.observing = True
        while self.code[run.position].op != "return" or len(run.frames) > 2:
            op, a, b, _ = self.code[run.position]
            run.position += 1
            if _HANDLERS[op](run, a, b, run.position - 1) or run.tail is not head:
                raise Unbounded("an expression that does more than compute", self.code[position].span)
        return run.stack[-1]

    def find_leaders(self) -> bytearray:
        """1 at every position where control can arrive other than from the one before."""
        leaders = bytearray(len(self.code) + 1)
        for at, (op, a, _, _) in enumerate(self.code):
            if op in ("jump", "jump_if", "skip_unless", "fork"):
                leaders[a] = 1
            elif op in ("call", "call_var"):
                leaders[at + 1] = 1
            elif op == "push" and type(a) is Target:
                leaders[a.position] = 1
        for site in self.program.choices:
            leaders[site.target] = 1
        return leaders

    def node_at(self, context: Context) -> Node:
        """The node where the context's run begins; scheduled the first time it is asked for."""
        node = self.memo.get(context)
        if node is None:
            node = self.memo[context] = self.new(Kind.GOTO, context.position)
            self.todo.append((node, context, None, False))
        return node

    def entry_of(self, site: int, context: Context, entered: tuple[int, ...], takes_turn: bool) -> Node:
        """The node where play goes on once the option is taken."""
        key = (site, context, entered, takes_turn)
        node = self.memo.get(key)
        if node is None:
            node = self.memo[key] = self.new(Kind.GOTO, context.position)
            self.todo.append((node, context, entered, takes_turn))
        return node

    def new(self, kind: Kind, position: int) -> Node:
        self.created += 1
        if self.created > MAX_NODES:
            raise Unbounded("this part of the story unfolds without end", self.code[position].span)
        return Node(kind, position)

    def prune(self, frames: tuple[Frame, ...], position: int) -> tuple[Frame, ...]:
        """The frames without the variables that no longer matter when play goes on at the position."""
        pruned: list[Frame] = []
        referred: set[tuple[str, int]] = set()
        place = position
        for index in range(len(frames) - 1, -1, -1):
            frame = frames[index]
            if frame.temps:
                live = self.live[place]
                temps = tuple(t for t in frame.temps if t[0] in live or (t[0], index) in referred)
                for _, value in temps:
                    if type(value) is Reference and value.frame >= 0:
                        referred.add((value.name, value.frame))
                if len(temps) != len(frame.temps):
                    frame = frame._replace(temps=temps)
            place = frame.resume
            pruned.append(frame)
        pruned.reverse()
        return tuple(pruned)


class _Run:
    """One straight run from a context to where it branches, stops or meets another run."""

    def __init__(self, owner: _Specialiser, head: Node, initialising: bool = False) -> None:
        self.owner = owner
        self.program = owner.program
        self.expressions = owner.expressions
        self.slots = owner.slots
        self.tail = head
        self.initialising = initialising
        self.observing = False
        self.position = head.position
        self.threads: tuple[Thread, ...] = ()
        self.frames: list[Frame] = []
        self.stack: list[Expr] = []
        self.captures: list[tuple[bool, list[Expr]]] = []
        self.came: int | None = None

    def run(self, context: Context, entered: tuple[int, ...] | None, takes_turn: bool) -> None:
        """Execute from the context; ``entered`` (for an option's entry): the blocks it enters, counted first."""
        self.position = context.position
        self.threads = context.threads
        self.frames = list(context.frames)
        self.stack = list(context.stack)
        self.captures = [(label, list(parts)) for label, parts in context.captures]
        self.came = context.came
        if entered is not None:
            if takes_turn:
                self.take_turn()
            self.count(entered)
        code, leaders = self.program.code, self.owner.leaders
        handlers, noted = _HANDLERS, self.owner.noted
        for _ in range(MAX_RUN):
            at = self.position
            op, a, b, _ = code[at]
            self.position = at + 1
            try:
                if handlers[op](self, a, b, at):
                    return
            except IndexError:
                self.fail("a value was expected here and there is none", at)
                return
            if self.position in noted:
                self.came = self.came_to(at, op)
            if leaders[self.position] and not self.initialising:
                self.link(self.arrive(self.position, self.came))
                return
        raise Unbounded("code that goes on and on", code[self.position].span)

    # -- graph building

    def link(self, node: Node) -> None:
        self.tail.succ = [node]

    def emit(self, kind: Kind, at: int) -> Node:
        node = self.owner.new(kind, at)
        self.tail.succ = [node]
        self.tail = node
        return node

    def came_to(self, at: int, op: str) -> int | None:
        """The block that the step at ``at`` came from to a noted position: None if it flowed there, kept while it is entered."""
        if op in RETURNS:
            return self.program.block_of[self.position - 1]
        if op in JUMPS or self.position != at + 1:
            return self.program.block_of[at]
        return self.came if op == "enter" else None

    def arrive(self, position: int, came: int | None) -> Node:
        """The node of the present control at another position, jumped to from the block ``came`` (None: flowed to)."""
        frames = self.owner.prune(tuple(self.frames), position)
        captures = tuple((label, tuple(parts)) for label, parts in self.captures)
        if position not in self.owner.noted:
            came = None
        return self.owner.node_at(Context(position, self.threads, frames, tuple(self.stack), captures, came))

    def finish(self, kind: Kind, what: str, at: int) -> bool:
        self.emit(kind, at).what = what
        return True

    def fail(self, message: str, at: int) -> bool:
        return self.finish(Kind.FAIL, message, at)

    # -- slots

    def temp_slot(self, name: str, frame: int) -> Slot:
        return self.slots["t", len(self.threads), frame, name]

    def assign(self, slot: Slot, expr: Expr, at: int) -> None:
        """``slot := expr``; operands on the stack that read the slot keep its old value."""
        if self.initialising:
            if expr.op != "const":
                raise Unbounded("an initial value that is not a constant", self.program.code[at].span)
            self.owner.initial[slot] = expr.value
            return
        self.spill(slot, at)
        node = self.emit(Kind.SET, at)
        node.slot, node.expr = slot, expr

    def spill(self, slot: Slot, at: int) -> None:
        for held in (self.stack, *(parts for _, parts in self.captures)):
            for place, expr in enumerate(held):
                if slot in expr.reads:
                    held[place] = self.expressions.read(self.save(expr, at))

    def check(self, expr: Expr, at: int) -> None:
        """What may fail fails here, before anything else happens, though its value may be used later or never."""
        if not self.observing and not (expr.op in NEVER_FAIL and all(map(self.is_number, expr.args))):
            self.emit(Kind.CHECK, at).expr = expr

    def is_number(self, expr: Expr) -> bool:
        """Whether the expression is a number for certain; if so, it was checked before or cannot fail."""
        if expr.op == "read":
            return self.slots.keys[expr.value][0] in COUNTS
        return type(expr.value) in (int, float, bool) if expr.op == "const" else expr.op in TESTS

    def save(self, expr: Expr, at: int) -> Slot:
        """Keep the expression's present value in a slot that no other pending operand uses."""
        pending = set().union(*(e.reads for held in (self.stack, *(p for _, p in self.captures)) for e in held))
        number = 0
        while self.slots["s", number] in pending:
            number += 1
        node = self.emit(Kind.SET, at)
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
            counted = self.expressions.apply("+", (self.expressions.read(slot), self.expressions.const(1)))
            self.assign(slot, counted, at)
        if described.turns:
            self.assign(self.slots["age", block], self.expressions.const(0), at)

    def take_turn(self) -> None:
        """A turn passes: everything is one turn older."""
        at = self.position
        turns = self.slots["turns",]
        self.assign(turns, self.expressions.apply("+", (self.expressions.read(turns), self.expressions.const(1))), at)
        for block in self.owner.turn_blocks:
            slot = self.slots["age", block]
            self.assign(slot, self.expressions.apply("older", (self.expressions.read(slot),)), at)

    # -- variables

    def lookup(self, name: str) -> tuple[str, int, Target | Reference | None]:
        """Where a frame variable's value is, references followed: ("temp", frame, known value), ("global", …) or ("none", …)."""
        frame = len(self.frames) - 1
        for _ in range(MAX_FRAMES):
            found: Any = "none"
            for own, value in self.frames[frame].temps:
                if own == name:
                    found = value
            if found == "none":
                return "none", frame, None
            if type(found) is not Reference:
                return name, frame, found
            name, frame = found.name, found.frame
            if frame < 0:
                return name, -1, None
        raise Unbounded("a reference that refers to itself", self.program.code[self.position - 1].span)

    def value_of(self, name: str) -> Expr:
        own, frame, known = self.lookup(name)
        if own == "none":
            return self.expressions.const(0)
        if known is not None:
            return self.expressions.const(known)
        return self.expressions.read(self.slots["g", own] if frame < 0 else self.temp_slot(own, frame))

    def set_temp(self, name: str, frame: int, expr: Expr, at: int) -> None:
        value = expr.value if expr.op == "const" and type(expr.value) in (Target, Reference) else None
        here = self.frames[frame]
        temps = tuple(sorted([t for t in here.temps if t[0] != name] + [(name, value)], key=lambda t: t[0]))
        self.frames[frame] = here._replace(temps=temps)
        if value is None:
            self.assign(self.temp_slot(name, frame), expr, at)

    def retained(self, old: Expr, new: Expr) -> Expr:
        """The value as stored: an empty list keeps the origins of the list it replaces."""
        if not self.owner.has_lists or (new.op == "const" and not (type(new.value) is ListValue and not new.value.items)):
            return new
        return self.expressions.apply("retain", (old, new))

    def candidates(self, variable: str) -> tuple[Target, ...]:
        known = self.owner.targets.by_global.get(variable) if variable in self.program.globals else None
        return self.owner.targets.stored if known is None else known

    def switch(self, expr: Expr, cases: tuple[Target, ...], nodes: list[Node], at: int) -> bool:
        node = self.emit(Kind.SWITCH, at)
        node.expr, node.cases, node.succ = expr, cases, nodes
        return True


_Handler = Callable[[_Run, Any, Any, int], bool]
_HANDLERS: dict[str, _Handler] = {}


def _on(*names: str) -> Callable[[_Handler], _Handler]:
    def register(handler: _Handler) -> _Handler:
        for name in names:
            _HANDLERS[name] = handler
        return handler

    return register


# -- values


@_on("push")
def _push(run: _Run, a: Any, b: Any, at: int) -> bool:
    run.stack.append(run.expressions.const(a))
    return False


@_on("push_ref")
def _push_ref(run: _Run, a: Any, b: Any, at: int) -> bool:
    frame = len(run.frames) - 1
    owned = dict(run.frames[frame].temps)
    known = owned.get(a)
    if a not in owned and a in run.program.globals:
        known = Reference(a, -1)
    run.stack.append(run.expressions.const(known if type(known) is Reference else Reference(a, frame)))
    return False


@_on("load_global")
def _load_global(run: _Run, a: Any, b: Any, at: int) -> bool:
    slot = run.slots["g", a]
    if run.initialising:
        run.stack.append(run.expressions.const(run.owner.initial.get(slot, 0)))
    else:
        run.stack.append(run.expressions.read(slot))
    return False


@_on("store_global")
def _store_global(run: _Run, a: Any, b: Any, at: int) -> bool:
    slot = run.slots["g", a]
    value = run.stack.pop()
    if a in run.owner.observations.assume:
        return False
    run.assign(slot, value if run.initialising else run.retained(run.expressions.read(slot), value), at)
    return False


@_on("load_temp")
def _load_temp(run: _Run, a: Any, b: Any, at: int) -> bool:
    run.stack.append(run.value_of(a))
    return False


@_on("declare_temp")
def _declare_temp(run: _Run, a: Any, b: Any, at: int) -> bool:
    run.set_temp(a, len(run.frames) - 1, run.stack.pop(), at)
    return False


@_on("store_temp")
def _store_temp(run: _Run, a: Any, b: Any, at: int) -> bool:
    value = run.stack.pop()
    own, frame, _ = run.lookup(a)
    if own == "none":
        return run.fail(f"Could not find temporary variable to set: {a}", at)
    if frame < 0:
        slot = run.slots["g", own]
        run.assign(slot, run.retained(run.expressions.read(slot), value), at)
    else:
        run.set_temp(
            own,
            frame,
            run.retained(
                run.value_of(own) if frame == len(run.frames) - 1 else run.expressions.read(run.temp_slot(own, frame)), value
            ),
            at,
        )
    return False


@_on("dup")
def _dup(run: _Run, a: Any, b: Any, at: int) -> bool:
    run.stack.append(run.stack[-1])
    return False


@_on("pop")
def _pop(run: _Run, a: Any, b: Any, at: int) -> bool:
    run.stack.pop()
    return False


@_on("apply")
def _apply(run: _Run, a: Any, b: Any, at: int) -> bool:
    args = tuple(run.stack[-b:])
    if len(args) < b or run.expressions.const(TAG) in args:
        return run.fail("a value was expected here and there is none", at)
    del run.stack[-b:]
    expr = run.expressions.apply(a, args)
    if expr.op != "const":
        run.check(expr, at)
        if expr.size > MAX_EXPRESSION and not run.initialising:
            expr = run.expressions.read(run.save(expr, at))
    run.stack.append(expr)
    return False


@_on("visits")
def _visits(run: _Run, a: Any, b: Any, at: int) -> bool:
    run.stack.append(run.expressions.read(run.slots["v", a]))
    return False


@_on("visits_of", "turns_since")
def _history(run: _Run, a: Any, b: Any, at: int) -> bool:
    counts = run.program.code[at].op == "visits_of"
    target = run.stack.pop()
    if target.op == "const":
        if type(target.value) is not Target:
            return run.fail("expected a divert target (knot, stitch, label name), but saw something else", at)
        run.stack.append(_history_of(run, target.value, counts))
        return False
    slots = {}
    for place in run.owner.targets.stored:
        answer = _history_of(run, place, counts)
        if answer.op == "read":
            slots[place] = answer.value
    expr = run.expressions.pick(target, slots)
    run.check(expr, at)
    run.stack.append(expr)
    return False


def _history_of(run: _Run, target: Target, counts: bool) -> Expr:
    block = _block_at(run.program, target.position)
    if block < 0:
        return run.expressions.const(0 if counts else -1)
    return run.expressions.read(run.slots["v" if counts else "age", block])


def _block_at(program: Program, position: int) -> int:
    """The outermost counted block that begins at the position, -1 if none does."""
    instruction = program.code[position]
    return int(instruction.a) if instruction.op == "enter" else -1


@_on("turns")
def _turns(run: _Run, a: Any, b: Any, at: int) -> bool:
    run.stack.append(run.expressions.read(run.slots["turns",]))
    return False


@_on("choice_count")
def _choice_count(run: _Run, a: Any, b: Any, at: int) -> bool:
    run.stack.append(run.expressions.read(run.save(run.expressions.read(run.slots["offers",]), at)))
    return False


# -- draws


@_on("random", "list_random", "shuffle")
def _random(run: _Run, a: Any, b: Any, at: int) -> bool:
    op = run.program.code[at].op
    picked = None
    if op == "random":
        greatest, least = run.stack.pop(), run.stack.pop()
        draw = Draw("random", (least, greatest))
    elif op == "shuffle":
        elements, _ = run.stack.pop(), run.stack.pop()
        picked = run.slots["k", a]
        run.spill(picked, at)
        draw = Draw("shuffle", (elements,), picked)
    else:
        draw = Draw("list", (run.stack.pop(),))
    slot = run.slots["d", at]
    run.spill(slot, at)
    node = run.emit(Kind.DRAW, at)
    node.slot, node.offer = slot, draw
    run.stack.append(run.expressions.read(slot))
    return False


@_on("seed_random")
def _seed_random(run: _Run, a: Any, b: Any, at: int) -> bool:
    run.stack.pop()
    run.stack.append(run.expressions.const(VOID))
    return False


# -- text


@_on("text")
def _text(run: _Run, a: Any, b: Any, at: int) -> bool:
    _say(run, run.expressions.const(a), at)
    return False


@_on("print")
def _print(run: _Run, a: Any, b: Any, at: int) -> bool:
    if run.stack:
        _say(run, run.stack.pop(), at)
    return False


def _in_output(run: _Run) -> bool:
    return not run.captures or run.captures[-1][0]


def _say(run: _Run, expr: Expr, at: int) -> None:
    if not _in_output(run):
        run.captures[-1][1].append(expr)
    elif run.owner.texts:
        node = run.emit(Kind.TEXT, at)
        node.expr = expr if run.owner.observations.precision == "text" else run.expressions.const("")
        node.label = bool(run.captures)


@_on("glue")
def _glue(run: _Run, a: Any, b: Any, at: int) -> bool:
    if not _in_output(run):
        run.captures[-1][1].append(run.expressions.const(GLUE))
    return False


@_on("tag_open")
def _tag_open(run: _Run, a: Any, b: Any, at: int) -> bool:
    if not _in_output(run):
        run.captures[-1][1].append(run.expressions.const(TAG))
    return False


@_on("tag_close")
def _tag_close(run: _Run, a: Any, b: Any, at: int) -> bool:
    """Inside a string a tag is taken out of it and left on the stack, for the option that the string belongs to."""
    if run.captures:
        tag = run.expressions.const(TAG)
        parts = run.captures[-1][1]
        if not _in_output(run):
            last = len(parts) - 1 - parts[::-1].index(tag) if tag in parts else 0
            del parts[last:]
        run.stack.append(tag)
    return False


@_on("nop")
def _nothing(run: _Run, a: Any, b: Any, at: int) -> bool:
    return False


@_on("string_open")
def _string_open(run: _Run, a: Any, b: Any, at: int) -> bool:
    run.captures.append((bool(a), []))
    return False


@_on("string_close")
def _string_close(run: _Run, a: Any, b: Any, at: int) -> bool:
    label, parts = run.captures.pop()
    run.stack.append(run.expressions.const("") if label else run.expressions.apply("said", tuple(parts)))
    return False


@_on("mark")
def _mark(run: _Run, a: Any, b: Any, at: int) -> bool:
    run.assign(run.slots["mark",], run.expressions.const(b), at)
    return False


# -- control


@_on("enter")
def _enter(run: _Run, a: Any, b: Any, at: int) -> bool:
    run.visit(a)
    return False


@_on("jump")
def _jump(run: _Run, a: Any, b: Any, at: int) -> bool:
    run.count(b)
    run.position = a
    return False


@_on("jump_if")
def _jump_if(run: _Run, a: Any, b: Any, at: int) -> bool:
    condition = run.stack.pop()
    if condition.op == "const":
        try:
            holds = truthy(condition.value)
        except OperatorError as problem:
            return run.fail(str(problem), at)
        if holds:
            run.count(b)
            run.position = a
        return False
    node = run.emit(Kind.BRANCH, at)
    node.expr = condition
    came = run.program.block_of[at]
    yes: Node | None = None
    if b:
        side = _Run(run.owner, run.owner.new(Kind.GOTO, at))
        side.threads, side.frames = run.threads, list(run.frames)
        side.stack, side.captures = list(run.stack), [(label, list(parts)) for label, parts in run.captures]
        yes = side.tail
        side.count(b)
        side.link(side.arrive(a, came))
    node.succ = [yes or run.arrive(a, came), run.arrive(at + 1, None)]
    return True


@_on("skip_unless")
def _skip_unless(run: _Run, a: Any, b: Any, at: int) -> bool:
    node = run.emit(Kind.BRANCH, at)
    node.expr = run.stack.pop()
    node.succ = [run.arrive(at + 1, None), run.arrive(a, None)]
    return True


@_on("jump_var")
def _jump_var(run: _Run, a: Any, b: Any, at: int) -> bool:
    expr = run.expressions.read(run.slots["g", a]) if a in run.program.globals else run.value_of(a)
    if expr.op == "const":
        if type(expr.value) is not Target:
            return run.fail(_NO_TARGET.format(a), at)
        run.position = expr.value.position
        return False
    cases = run.candidates(a)
    return run.switch(expr, cases, [run.arrive(t.position, run.program.block_of[at]) for t in cases], at)


_NO_TARGET = "Tried to divert to a target from a variable, but the variable ({}) didn't contain a divert target"


@_on("call")
def _call(run: _Run, a: Any, b: Any, at: int) -> bool:
    _push_frame(run, b, at)
    run.position = a
    return False


def _push_frame(run: _Run, kind: str, at: int) -> None:
    if len(run.frames) >= MAX_FRAMES:
        raise Unbounded(f"calls nested more than {MAX_FRAMES} deep (recursion)", run.program.code[at].span)
    if kind != "tunnel" and run.captures and not run.captures[-1][0]:
        run.captures[-1][1].append(run.expressions.const(CALLED))
    run.frames.append(Frame(kind, at + 1, ()))


@_on("call_var")
def _call_var(run: _Run, a: Any, b: Any, at: int) -> bool:
    expr = run.expressions.read(run.slots["g", a]) if a in run.program.globals else run.value_of(a)
    if expr.op == "const" and type(expr.value) is not Target:
        return run.fail(_NO_TARGET.format(a), at)
    _push_frame(run, b, at)
    if expr.op == "const":
        run.position = expr.value.position
        return False
    cases = run.candidates(a)
    return run.switch(expr, cases, [run.arrive(t.position, run.program.block_of[at]) for t in cases], at)


@_on("external")
def _external(run: _Run, a: Any, b: Any, at: int) -> bool:
    fallback = run.program.externals.get(a)
    if fallback is None:
        raise Unbounded(f"EXTERNAL {a} has no fallback function", run.program.code[at].span)
    _push_frame(run, "function", at)
    block = run.program.block_of[fallback]
    run.count(blocks_entered(run.program.blocks, block, fallback, run.program.block_of[at]))
    run.position = fallback
    return False


@_on("return")
def _return(run: _Run, a: Any, b: Any, at: int) -> bool:
    if run.frames[-1].kind not in ("function", "procedure"):
        expected = "tunnel onwards statement (->->)" if run.frames[-1].kind == "tunnel" else "end of flow (-> END or choice)"
        return run.fail(f"Found function return statement (~ return), when expected {expected}", at)
    run.position = _leave_function(run)
    return False


def _leave_function(run: _Run) -> int:
    if run.captures and not run.captures[-1][0]:
        run.captures[-1][1].append(run.expressions.const(RETURNED))
    return run.frames.pop().resume


@_on("return_tunnel")
def _return_tunnel(run: _Run, a: Any, b: Any, at: int) -> bool:
    override = run.stack.pop()
    frame = run.frames[-1]
    if frame.kind != "tunnel":
        expected = "end of flow (-> END or choice)" if frame.kind == "root" else "function return statement (~ return)"
        return run.fail(f"Found tunnel onwards statement (->->), when expected {expected}", at)
    run.frames.pop()
    if override.op == "const":
        run.position = override.value.position if type(override.value) is Target else frame.resume
        return False
    cases = run.owner.targets.stored
    came = run.program.block_of[frame.resume - 1]
    nodes = [run.arrive(place, came) for place in (*(t.position for t in cases), frame.resume)]
    return run.switch(override, (*cases, VOID), nodes, at)  # type: ignore[arg-type]


@_on("fork")
def _fork(run: _Run, a: Any, b: Any, at: int) -> bool:
    below = len(run.threads)
    frames = run.owner.prune(tuple(run.frames), at + 1)
    waiting = run.owner.prune(tuple(run.frames), a)
    run.threads = (*run.threads, Thread(waiting, a))
    for index, frame in enumerate(frames):
        for name, value in frame.temps:
            if value is None:
                run.assign(run.slots["t", below + 1, index, name], run.expressions.read(run.slots["t", below, index, name]), at)
    run.frames = list(frames)
    return False


@_on("fall")
def _fall(run: _Run, a: Any, b: Any, at: int) -> bool:
    kind = run.frames[-1].kind
    if kind in ("function", "procedure"):
        run.position = _leave_function(run)
        if kind == "function":
            run.stack.append(run.expressions.const(VOID))
        return False
    if run.threads:
        return _leave_thread(run)
    what = "Do you need a '->->' to return from a tunnel?" if kind == "tunnel" else "Do you need a '-> DONE' or '-> END'?"
    node = run.emit(Kind.STOP, at)
    node.what, node.cases = "out_of_content", (what,)
    return True


def _leave_thread(run: _Run) -> bool:
    *below, top = run.threads
    run.threads = tuple(below)
    run.frames = list(top.frames)
    run.position = top.resume
    return False


@_on("done")
def _done(run: _Run, a: Any, b: Any, at: int) -> bool:
    if run.threads:
        return _leave_thread(run)
    return run.finish(Kind.STOP, "done", at)


@_on("end")
def _end(run: _Run, a: Any, b: Any, at: int) -> bool:
    return True if run.initialising else run.finish(Kind.END, "end", at)


@_on("fail")
def _fail(run: _Run, a: Any, b: Any, at: int) -> bool:
    return run.fail(a, at)


@_on("offer")
def _offer(run: _Run, a: Any, b: Any, at: int) -> bool:
    site = run.program.choices[a]
    expressions = run.expressions
    guard: list[Expr] = []
    if site.condition:
        guard.append(run.stack.pop())
    tag = expressions.const(TAG)
    for wanted in (site.choice_only, site.start):
        if wanted:
            if run.stack.pop() is tag:
                return run.fail("an option's label is not text", at)
            while run.stack and run.stack[-1] is tag:
                run.stack.pop()
    if site.once:
        guard.append(expressions.apply("==", (expressions.read(run.slots["v", site.target_block]), expressions.const(0))))
    for known in guard:
        if known.op == "const":
            try:
                if not truthy(known.value):
                    return False
            except OperatorError as problem:
                return run.fail(str(problem), at)
    entered, came = site.enters, run.program.block_of[at]
    if entered is None:
        came = flowed_from(run.program, at) if run.came is None else run.came
        run.came = None
        entered = blocks_entered(run.program.blocks, site.target_block, site.target, came)
    frames = run.owner.prune(tuple(run.frames), site.target)
    context = Context(site.target, (), frames, (), (), came if site.target in run.owner.noted else None)
    captures = []
    for index, frame in enumerate(frames):
        for name, value in frame.temps:
            if value is None:
                source = expressions.read(run.temp_slot(name, index))
                captures.append((run.slots["t", 0, index, name], source))
    entry = run.owner.entry_of(a, context, entered, not site.fallback)
    node = run.emit(Kind.OFFER, at)
    node.offer = Offer(a, tuple(g for g in guard if g.op != "const"), tuple(captures), entry, site.fallback)
    return False
