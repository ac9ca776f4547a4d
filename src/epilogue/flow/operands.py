"""Liveness of the evaluation stack: how much of it matters at each position; contexts that differ below that are merged.

The engine leaves values on the stack that nobody takes (a spent shuffle, a tag inside a string); otherwise a turn that passes
there again and again would never reach an earlier context. Backward over the Program's code: the greatest demand of any way on
before its frame is left. Over-approximates, so that nothing that may be taken is dropped.
"""

from __future__ import annotations

from typing import Any

from epilogue.budget import tick
from epilogue.flow.context import TAG, Context
from epilogue.flow.expressions import Expr
from epilogue.flow.targets import Targets
from epilogue.ir.ops import OPS
from epilogue.ir.program import Program

ALL = 1000
"""A demand beyond any stack: everything is kept."""
PATIENCE = 30
"""Rounds after which a growing demand is taken as unbounded, as in a cycle."""


class Operands:
    """``demand``: by position, how many values from the top of the stack may be taken before the frame is left."""

    def __init__(self, program: Program, targets: Targets) -> None:
        self.program = program
        self.demand = [0] * (len(program.code) + 1)
        self.targets = targets
        self.overriding = [target.position for target in targets.overriding]
        self.places = {at: targets.places(at) for at, (op, *_) in enumerate(program.code) if op == "jump_var"}
        self.called = {
            at: [target.position for target in targets.held(a)] for at, (op, a, *_) in enumerate(program.code) if op == "call_var"
        }
        changed, rounds = True, 0
        while changed:
            tick()
            changed, rounds = False, rounds + 1
            overriding = self._most(self.overriding)
            for at in range(len(program.code) - 1, -1, -1):
                now = min(self._before(at, overriding), ALL)
                if now != self.demand[at]:
                    self.demand[at] = now if rounds < PATIENCE else ALL
                    changed = True

    def _most(self, positions: list[int]) -> int:
        return max((self.demand[position] for position in positions), default=0)

    def _before(self, at: int, overriding: int) -> Any:
        op, a, b, _ = self.program.code[at]
        demand = self.demand
        after = demand[at + 1]
        if op == "jump":
            return demand[a]
        if op == "jump_if" or op == "skip_unless":
            return 1 + max(after, demand[a])
        if op == "jump_var":
            return self._most(self.places[at])
        if op == "call" or op == "call_var":
            popped = demand[a] if op == "call" else self._most(self.called[at])
            return popped + max(0, after - (b == "function"))
        if op == "external":
            fallback = self.program.externals.get(a)
            popped = b if fallback is None else max(b, demand[fallback])
            return popped + max(0, after - 1)
        if op == "fork":
            return after + demand[a]
        if op == "return":
            return 1
        if op == "return_subroutine":
            return 1 + overriding
        if op in ("fall", "done", "end", "converse", "fail"):
            return 0
        shape = OPS[op]
        pops = shape.pops
        if op == "apply":
            pops = b
        elif op == "offer":
            site = self.program.choices[a]
            pops = site.condition + site.start + site.choice_only
        return pops + max(0, after - shape.pushes)

    def kept(self, context: Context) -> tuple[Expr, ...]:
        """The part of the stack that may matter in the context; tags do not count."""
        stack = context.stack
        remaining = self.demand[context.position]
        for frames, resume in ((context.frames, 0), *((t.frames, t.resume) for t in context.threads)):
            remaining += self.demand[resume] if resume else 0
            for frame in frames[1:]:
                remaining += max(0, self.demand[frame.resume] - (frame.kind == "function"))
        first = len(stack)
        while first > 0 and remaining > 0:
            first -= 1
            remaining -= stack[first].value is not TAG
        return stack[first:]
