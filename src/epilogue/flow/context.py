"""Contexts (the control that specialisation keeps concrete: frames, threads), observations, and limits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from epilogue.flow.expressions import Expr
from epilogue.ir.values import Reference, Target, Value, VoidType
from epilogue.source import Span

MAX_FRAMES = 120
MAX_NODES = 400_000
MAX_EXPRESSION = 250
MAX_RUN = 100_000
MAX_THREADS = 120
COUNTS = frozenset(("v", "age", "turns", "offers"))
JUMPS = frozenset(("jump", "jump_var", "call", "call_var", "external"))
LEAVES = frozenset(("jump", "jump_var", "call", "call_var"))
"""Operations that may lead to another passage."""
RETURNS = frozenset(("return", "return_subroutine", "fall", "done"))
"""Operations after which play continues at a call or a fork."""
JOIN = "\0join"
CALLED = "\0call"
RETURNED = "\0return"

Temps = tuple[tuple[str, Target | Reference | None], ...]
"""Frame variables in name order; a concrete target or reference, or None for one kept in a slot."""


Captures = tuple[tuple[bool, tuple[Expr, ...]], ...]
"""Unfinished strings: whether each is an option's label, and what was said in it so far."""


class ContextFrame(NamedTuple):
    """``kind``: root, function, procedure or subroutine; ``resume``: where its caller continues; ``temps``: its variables."""

    kind: str
    resume: int
    temps: Temps


class ContextThread(NamedTuple):
    """A thread waiting below the running one: its frames, and where it continues."""

    frames: tuple[ContextFrame, ...]
    resume: int


class Context(NamedTuple):
    """Concrete control at a position; runs that agree on it share nodes. ``came``: the block a jump came from, where that
    matters."""

    position: int
    threads: tuple[ContextThread, ...]
    frames: tuple[ContextFrame, ...]
    stack: tuple[Expr, ...]
    captures: Captures
    came: int | None


class UnboundedConstruct(Exception):
    """A construct that cannot be made finite: what, and where."""

    def __init__(self, what: str, span: Span | None) -> None:
        self.what = what
        self.span = span
        super().__init__(what)


class Observations(NamedTuple):
    """Observations that analyses need beyond the endings. ``precision``: control, coverage or text. ``at_end``: positions of code
    (ending with ``return``) of expressions whose values distinguish endings; ``never``: likewise, conditions to record in every
    state. ``assume``: globals taken as constants. ``decisions``: distinguish the places where the reader and luck decide, to
    compare playthroughs. ``passages``: distinguish the steps of play from passage to passage."""

    precision: str = "control"
    at_end: tuple[int, ...] = ()
    never: tuple[int, ...] = ()
    assume: Mapping[str, Value] = {}
    decisions: bool = False
    passages: bool = False


class StackTag(VoidType):
    """Left on the stack by a tag inside a string, for the option the string belongs to."""


TAG = StackTag()
