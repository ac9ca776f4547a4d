"""Partial evaluation of control: Program to FlowGraph.

The Program is run abstractly: positions, call frames, threads, targets and references are concrete, all other values are
expressions over slots. Where two runs meet at a position with equal control (a *context*), the graph is shared. This is
polyvariant binding-time separated specialisation (Jones, Gomard and Sestoft, *Partial Evaluation*, 1993) with control as the
static part. Contexts are distinguished wherever the stack is bounded. A recursive function is a single operation; where anything
else nests deeper than a limit, there is a LIMIT node, which matters only if play gets there.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from epilogue.budget import tick
from epilogue.flow import run_control, run_values
from epilogue.flow.calls import Calls
from epilogue.flow.context import MAX_NODES, TAG, Captures, Context, ContextFrame, Observations, UnboundedConstruct
from epilogue.flow.cycles import note_circles
from epilogue.flow.expressions import Expr, Expressions, Slot
from epilogue.flow.graph import FlowGraph, Node, NodeKind, Slots
from epilogue.flow.operands import Operands
from epilogue.flow.returning import NOWHERE, Returning
from epilogue.flow.run import HANDLERS, SpecialiserRun
from epilogue.flow.targets import Targets
from epilogue.flow.temps import live_temps
from epilogue.ir.operators import Operators
from epilogue.ir.program import Program, inside, noted_positions, passages_of
from epilogue.ir.values import VOID, Reference, Target

assert run_control and run_values  # they fill the table of operations


def specialise(
    program: Program,
    operators: Operators,
    observations: Observations,
    entry: int | None = None,
    unfold: int = 1,
) -> FlowGraph:
    """The FlowGraph of a program from its start (or the position ``entry``). ``unfold``: how far subroutines and threads that
    start themselves are followed; raised when a search reaches the limit. Raises :class:`UnboundedConstruct`."""
    return Specialiser(program, operators, observations, unfold).graph(program.start if entry is None else entry)


DEEP = 3
"""A stack higher than this may hold values nobody takes."""
SHALLOW = 2
"""Nesting that is always followed, whatever it costs."""
NESTED_NODES = 1_000, 2
"""Nodes, and nodes for each instruction, up to which deeper nesting is followed."""


STRINGS = 8
"""Beginnings of strings at one position that are kept apart by control, so that what is computed from them is known."""


PendingRun = tuple[Node, Context, "tuple[int, ...] | None", bool]


def nesting(context: Context) -> int:
    """Number of calls and threads nested within themselves."""
    frames, threads = context.frames, context.threads
    level = len(frames) - len({frame.resume for frame in frames}) if len(frames) > SHALLOW else 0
    return level + len(threads) - len({thread.resume for thread in threads}) if len(threads) > SHALLOW else level


class Specialiser:
    """State shared between runs: the memo of contexts, slots, expressions and the runs still to do."""

    def __init__(self, program: Program, operators: Operators, observations: Observations, unfold: int) -> None:
        self.program = program
        self.code = program.code
        self.observations = observations
        self.texts = observations.precision != "control"
        self.passages = passages_of(program) if observations.passages else ()
        self.slots = Slots()
        self.slots["mark",], self.slots["offers",], self.slots["last",]
        self.expressions = Expressions(operators)
        self.targets = Targets(program)
        self.calls = Calls(program, self.targets, observations.assume)
        self.lines = self.calls.lines
        self.live = live_temps(program, self.targets)
        self.returning = Returning(program, self.targets)
        self.leaders = self.find_leaders()
        self.noted = noted_positions(program)
        self.turn_blocks = [b.id for b in program.blocks if b.turns]
        self.has_lists = bool(program.lists)
        self.memo: dict[Any, Node] = {}
        self.todo: deque[PendingRun] = deque()
        self.nested: dict[int, list[PendingRun]] = {}
        self.nested_nodes = min(MAX_NODES, (NESTED_NODES[0] + NESTED_NODES[1] * len(program.code)) * unfold)
        self.initial: dict[Slot, Any] = {}
        self.ran: set[int] = set()
        self.created = 0
        self._silent: dict[int, int] = {}
        self._strings: dict[int, set[Captures]] = {}
        self.hub: Node | None = None
        self.high_stacks = False

    @cached_property
    def operands(self) -> Operands:
        """Liveness of the evaluation stack."""
        return Operands(self.program, self.targets)

    def drops_operands(self, height: int) -> bool:
        """Whether stacks are cut to what matters: from the first one on that is so high that it may hold more."""
        self.high_stacks = self.high_stacks or height > DEEP
        return self.high_stacks

    def graph(self, entry: int) -> FlowGraph:
        root = (ContextFrame("root", -1, ()),)
        if self.program.init is not None:
            SpecialiserRun(self, Node(NodeKind.GOTO, self.program.init), initialising=True).run(
                Context(self.program.init, (), root, (), (), None), None, False
            )
        for name, value in self.observations.assume.items():
            self.initial[self.slots["g", name]] = value
        first = self.begin(Context(entry, (), root, (), (), -1 if entry in self.noted else None))
        while self.todo or self.nested:
            self.next_level()
            while self.todo:
                tick()
                head, context, entered, takes_turn = self.todo.popleft()
                if self.created > MAX_NODES:
                    head.kind, head.what = NodeKind.LIMIT, "the story unfolds into more than can be held"
                else:
                    SpecialiserRun(self, head).run(context, entered, takes_turn)
        at_end = tuple(self.expression(position) for position in self.observations.at_end)
        never = tuple(self.expression(position) for position in self.observations.never)
        for slot, key in enumerate(self.slots.keys):
            if slot not in self.initial:
                self.initial[slot] = -1 if key[0] in ("age", "last") else "" if key[0] == "mark" else 0
        graph = FlowGraph(first, self.slots, self.expressions, self.initial, self.program, at_end, never)
        graph.hub = self.hub
        graph.ran = frozenset(self.ran)
        graph.decisions = self.observations.decisions
        nodes = graph.nodes()
        note_circles(nodes, self.leaders)
        if self.hub is not None:
            for node in nodes:
                if node.kind is NodeKind.STOP or (node.kind is NodeKind.END and node.what != "stopped"):
                    node.succ = [self.hub]
        return graph

    def begin(self, context: Context) -> Node:
        """The start of play, after what the game sets before it; a variable set to a constant has it as its initial value."""
        sets = []
        for game_set in self.program.game_sets:
            if len(game_set.outside.values) == 1:
                self.initial[self.slots["g", game_set.variable]] = game_set.outside.values[0]
            else:
                sets.append(game_set)
        if not sets:
            return self.node_at(context)
        head = Node(NodeKind.GOTO, context.position)
        run = SpecialiserRun(self, head)
        run.game_sets(sets)
        run.link(self.node_at(context))
        return head

    def is_move(self, at: int, position: int) -> bool:
        """Whether play moves from passage to passage between the positions, or back to the start of its passage."""
        if not self.passages:
            return False
        block_of = self.program.block_of
        here, target = self.passages[block_of[at]], self.passages[block_of[position]]
        return here != target or (target >= 0 and position in (self.program.blocks[target].start, inside(self.program, target)))

    def expression(self, position: int) -> Expr:
        """The value computed by a piece of code ending with ``return``. Raises :class:`UnboundedConstruct` if it does more."""
        head = Node(NodeKind.GOTO, position)
        run = SpecialiserRun(self, head)
        run.frames = [ContextFrame("root", -1, ()), ContextFrame("function", position, ())]
        run.position = position
        run.observing = True
        while self.code[run.position].op != "return" or len(run.frames) > 2:
            op, a, b, _ = self.code[run.position]
            run.position += 1
            if HANDLERS[op](run, a, b, run.position - 1) or run.tail is not head:
                raise UnboundedConstruct("an expression that does more than compute", self.code[position].span)
        return run.stack[-1]

    def find_leaders(self) -> bytearray:
        """1 at every position where control can arrive other than from the one before."""
        leaders = bytearray(len(self.code) + 1)
        for at, (op, a, b, _) in enumerate(self.code):
            if op in ("jump", "jump_if", "skip_unless", "fork"):
                leaders[a] = 1
            elif op in ("call", "call_var"):
                leaders[at + 1] = 1
                if op == "call" and b == "subroutine" and not self.returning.can[a]:
                    leaders[a] = 1
            elif op == "push" and type(a) is Target:
                leaders[a.position] = 1
        for site in self.program.choices:
            leaders[site.target] = 1
        return leaders

    def schedule(self, node: Node, context: Context, entered: tuple[int, ...] | None, takes_turn: bool) -> None:
        level = nesting(context)
        where = self.todo if level <= SHALLOW else self.nested.setdefault(level, [])
        where.append((node, context, entered, takes_turn))

    def next_level(self) -> None:
        """Schedules the least nested runs, while there is room."""
        if self.todo or not self.nested:
            return
        level = min(self.nested)
        self.todo = deque(self.nested.pop(level))
        if self.created > self.nested_nodes:
            for node, *_ in self.todo:
                node.kind, node.what, node.label = (
                    NodeKind.LIMIT,
                    f"passages that lead into themselves and back, more than {level - 1} deep",
                    True,
                )
            self.todo = deque()

    def node_at(self, context: Context) -> Node:
        """The node where the context's run begins; schedules it on first use."""
        node = self.memo.get(context)
        if node is None:
            node = self.memo[context] = self.new(NodeKind.GOTO, context.position)
            self.schedule(node, context, None, False)
        return node

    def entry_of(self, site: int, context: Context, entered: tuple[int, ...], takes_turn: bool) -> Node:
        """The node where play continues once the option is taken."""
        key = (site, context, entered, takes_turn)
        node = self.memo.get(key)
        if node is None:
            node = self.memo[key] = self.new(NodeKind.GOTO, context.position)
            self.schedule(node, context, entered, takes_turn)
        return node

    def new(self, kind: NodeKind, position: int) -> Node:
        self.created += 1
        return Node(kind, position)

    def many_strings(self, position: int, captures: Captures) -> bool:
        """Whether what was said so far in unfinished strings differs too much there to be told apart by control."""
        known = self._strings.setdefault(position, set())
        if captures in known or len(known) < STRINGS:
            known.add(captures)
            return False
        tag = self.expressions.const(TAG)
        return any(len(parts) > 1 or any(part.op != "read" for part in parts) for _, parts in captures) and not any(
            tag in parts for _, parts in captures
        )

    def only_ends(self, position: int) -> bool:
        """Whether a thread that continues there does nothing but end; then it need not wait, if another thread waits below."""
        return self.code[self.silently(position)].op == "done"

    def only_returns(self, position: int) -> bool:
        """Whether a subroutine that continues there does nothing but return."""
        if position < 0:
            return False
        at = self.silently(position)
        return self.code[at].op == "push" and self.code[at].a is VOID and self.code[at + 1].op == "return_subroutine"

    def silently(self, position: int) -> int:
        """The first position from there on where something is done that matters."""
        at = self._silent.get(position)
        if at is None:
            at = position
            for _ in range(len(self.code)):
                op, a, b, _ = self.code[at]
                if op == "jump" and not b:
                    at = a
                elif op == "nop" or (op == "text" and not self.texts and at not in self.lines.line_of):
                    at += 1
                else:
                    break
            self._silent[position] = at
        return at

    def bottom(self, frames: tuple[ContextFrame, ...], position: int, stack: Sequence[Expr] = ()) -> int:
        """The index of the lowest frame that is returned to from the position, or referred to; 0 if all are."""
        if len(frames) < 2:
            return 0
        bottom = self.returning.bottom([(frame.kind == "subroutine", frame.resume) for frame in frames], position)
        if not bottom or (bottom == 1 and frames[1].resume == NOWHERE and not frames[0].temps):
            return 0
        held = (value for frame in frames[bottom:] for _, value in frame.temps)
        referred = (*held, *(expr.value for expr in stack if expr.op == "const"))
        return 0 if any(type(value) is Reference and value.frame >= 0 for value in referred) else bottom

    def prune(self, frames: tuple[ContextFrame, ...], position: int, stack: Sequence[Expr] = ()) -> tuple[ContextFrame, ...]:
        """The frames without the variables that no longer matter when play goes on at the position with the stack."""
        pruned: list[ContextFrame] = []
        referred = {(e.value.name, e.value.frame) for e in stack if e.op == "const" and type(e.value) is Reference}
        current = position
        for index in range(len(frames) - 1, -1, -1):
            frame = frames[index]
            if frame.temps:
                live = self.live[current]
                temps = tuple(t for t in frame.temps if t[0] in live or (t[0], index) in referred)
                for _, value in temps:
                    if type(value) is Reference and value.frame >= 0:
                        referred.add((value.name, value.frame))
                if len(temps) != len(frame.temps):
                    frame = frame._replace(temps=temps)
            current = frame.resume
            pruned.append(frame)
        pruned.reverse()
        return tuple(pruned)
