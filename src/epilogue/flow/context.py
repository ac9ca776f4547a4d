"""What specialisation keeps concrete: frames, threads and contexts; what it is asked to observe; its limits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from epilogue.flow.expressions import Expr
from epilogue.ir.values import Reference, Target, Value, VoidType
from epilogue.source import Span

MAX_FRAMES = 48
MAX_NODES = 400_000
MAX_EXPRESSION = 60
MAX_RUN = 100_000
MAX_THREADS = 48
MAX_STACK = 500
COUNTS = frozenset(("v", "age", "turns", "offers"))
JUMPS = frozenset(("jump", "jump_var", "call", "call_var", "external"))
LEAVES = frozenset(("jump", "jump_var", "call", "call_var"))
"""Operations that may take play to another passage."""
RETURNS = frozenset(("return", "return_tunnel", "fall", "done"))
"""Operations after which play goes on where a call or a fork was."""
GLUE = "\0glue"
CALLED = "\0call"
RETURNED = "\0return"

Temps = tuple[tuple[str, Target | Reference | None], ...]
"""Frame variables in name order; a concrete target or reference, or None for one kept in a slot."""


class ContextFrame(NamedTuple):
    """``kind``: root, function, procedure or tunnel; ``resume``: where its caller goes on; ``temps``: its variables."""

    kind: str
    resume: int
    temps: Temps


class ContextThread(NamedTuple):
    """A thread that waits for the one above it: its frames, and where it goes on."""

    frames: tuple[ContextFrame, ...]
    resume: int


class Context(NamedTuple):
    """Concrete control at a position: what the graph is shared by. ``came``: the block a jump came from, where that matters."""

    position: int
    threads: tuple[ContextThread, ...]
    frames: tuple[ContextFrame, ...]
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
    ``assume``: globals taken as constants. ``decisions``: where the reader and luck decide is told apart, place by place: what
    playthroughs are compared by. ``passages``: the same of the way play takes from passage to passage."""

    precision: str = "control"
    at_end: tuple[int, ...] = ()
    never: tuple[int, ...] = ()
    assume: Mapping[str, Value] = {}
    decisions: bool = False
    passages: bool = False


class Tag(VoidType):
    """What a tag inside a string leaves on the stack, for the option that the string belongs to."""


TAG = Tag()
