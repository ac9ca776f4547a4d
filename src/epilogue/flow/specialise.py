"""Partial evaluation of control: Program to FlowGraph.

The Program is run abstractly: positions, call frames, threads, divert targets and references are concrete, all other values
are expressions over slots. Where two runs meet at a position with equal control (a *context*), the graph is shared. This is
polyvariant binding-time separated specialisation (Jones, Gomard and Sestoft, *Partial Evaluation*, 1993) with control as
the static part. Contexts are kept wherever the stack is bounded; where it is not, :class:`Unbounded` names the place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from epilogue.flow import run_control, run_values
from epilogue.flow.context import (
    MAX_NODES,
    Context,
    Frame,
    Observations,
    Unbounded,
)
from epilogue.flow.expressions import Expr, Expressions, Slot
from epilogue.flow.graph import FlowGraph, Kind, Node, Slots
from epilogue.flow.operands import Operands
from epilogue.flow.run import HANDLERS, Run
from epilogue.flow.temps import Targets, live_temps
from epilogue.ir.program import Program, noted_positions
from epilogue.ir.values import Reference, Target, Value

assert run_control and run_values  # they fill the table of operations


def specialise(
    program: Program,
    operators: Mapping[str, Callable[..., Value]],
    observations: Observations,
    entry: int | None = None,
) -> FlowGraph:
    """The FlowGraph of a program from its start (or the position ``entry``). Raises :class:`Unbounded`."""
    return Specialiser(program, operators, observations).graph(program.start if entry is None else entry)


DEEP = 3
"""A stack higher than this may hold what nobody will take."""


class Specialiser:
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
        self.hub: Node | None = None
        self.high_stacks = False

    @cached_property
    def operands(self) -> Operands:
        """How much of the stack matters where."""
        return Operands(self.program, self.targets)

    def drops_operands(self, height: int) -> bool:
        """Whether stacks are cut down to what matters: from the first one on that is so high that it may hold more."""
        self.high_stacks = self.high_stacks or height > DEEP
        return self.high_stacks

    def graph(self, entry: int) -> FlowGraph:
        root = (Frame("root", -1, ()),)
        if self.program.init is not None:
            Run(self, Node(Kind.GOTO, self.program.init), initialising=True).run(
                Context(self.program.init, (), root, (), (), None), None, False
            )
        for name, value in self.observations.assume.items():
            self.initial[self.slots["g", name]] = value
        first = self.begin(Context(entry, (), root, (), (), -1 if entry in self.noted else None))
        while self.todo:
            head, context, entered, takes_turn = self.todo.pop()
            Run(self, head).run(context, entered, takes_turn)
        at_end = tuple(self.expression(position) for position in self.observations.at_end)
        never = tuple(self.expression(position) for position in self.observations.never)
        for slot, key in enumerate(self.slots.keys):
            if slot not in self.initial:
                self.initial[slot] = -1 if key[0] == "age" else "" if key[0] == "mark" else 0
        graph = FlowGraph(first, self.slots, self.expressions, self.initial, at_end, never)
        graph.hub = self.hub
        if self.hub is not None:
            for node in graph.nodes():
                if node.kind is Kind.STOP or (node.kind is Kind.END and node.what != "stopped"):
                    node.succ = [self.hub]
        return graph

    def begin(self, context: Context) -> Node:
        """Where play begins: what the game sets before it comes first; a constant is what the variable has from the start."""
        sets = []
        for one in self.program.game_sets:
            if len(one.outside.values) == 1:
                self.initial[self.slots["g", one.variable]] = one.outside.values[0]
            else:
                sets.append(one)
        if not sets:
            return self.node_at(context)
        head = Node(Kind.GOTO, context.position)
        run = Run(self, head)
        run.game_sets(sets)
        run.link(self.node_at(context))
        return head

    def expression(self, position: int) -> Expr:
        """The value that a piece of code ending with ``return`` computes, if it does nothing else."""
        head = Node(Kind.GOTO, position)
        run = Run(self, head)
        run.frames = [Frame("root", -1, ()), Frame("function", position, ())]
        run.position = position
        run.observing = True
        while self.code[run.position].op != "return" or len(run.frames) > 2:
            op, a, b, _ = self.code[run.position]
            run.position += 1
            if HANDLERS[op](run, a, b, run.position - 1) or run.tail is not head:
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
