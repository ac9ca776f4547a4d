"""Why no reader sees something: the line that makes it so, in a writer's words. What ``endings`` and ``check`` share."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from typing import NamedTuple

from epilogue.analyses.unseen import Cause, causes
from epilogue.flow.graph import FlowGraph, writes_of
from epilogue.ir.program import Program
from epilogue.rules.sources import Sources, misread_not
from epilogue.source import Span
from epilogue.space.walk import Walked

NOWHERE = Span("", 0)


class Told(NamedTuple):
    """A cause as a writer is told it: the line and the reason. ``kind``: as :class:`~epilogue.analyses.unseen.Cause` has it, or
    ``misread`` (an operator that does not mean what it seems to), ``gather`` (a menu is ended by a gather too early).
    ``condition``: as written, "" if it is none, and
    the ``position`` where it decides. ``meant``: it looks deliberate."""

    span: Span
    why: str
    kind: str
    condition: str = ""
    meant: bool = False
    position: int = -1


class Causes:
    """Finds the causes of what was not met when the story was walked. ``assumed``: variables that the settings call constant."""

    def __init__(
        self, program: Program, flow: FlowGraph, walked: Walked, assumed: Container[str], sources: Sources | None = None
    ) -> None:
        self.program = program
        self.walked = walked
        self.assumed = assumed
        self.constants = _constants(flow, walked)
        self.sources = sources or Sources()
        init = program.init if program.init is not None else len(program.code)
        after = next((at for at in range(init, len(program.code)) if program.code[at].op == "end"), init)
        self.stored = {i.a for at, i in enumerate(program.code) if i.op == "store_global" and not init <= at < after}

    def of(self, positions: Iterable[int]) -> dict[int, Told | None]:
        """By position (of an ``offer``, a ``text``, the first of a passage), the cause; None where it is not known."""
        positions = list(positions)
        found = causes(self.program, self.walked, self.constants, positions)
        return {place: None if place in self.walked.unsure else self.told(found[place]) for place in positions}

    def told(self, cause: Cause) -> Told:
        """The cause as a line of the story and a reason."""
        span = self.program.code[cause.position].span or NOWHERE
        if cause.kind in ("always", "never", "guard"):
            return self.condition(cause)
        if cause.kind == "left":
            if self.sources.line(span).lstrip().startswith("-"):
                return Told(span, "this gather ends the menu; the options below are lost", "gather")
            return Told(span, "the story leaves here; what follows is lost", "left")
        return Told(span, _WHY[cause.kind], cause.kind)

    def condition(self, cause: Cause) -> Told:
        """A condition that never changes."""
        code = self.program.code
        span = code[cause.position - 1].span or code[cause.position].span or NOWHERE
        condition = self.sources.condition(span)
        other = misread_not(condition)
        said = f'"{condition}"' if condition else "the condition"
        block = self.program.blocks[self.program.block_of[cause.position]]
        if cause.kind != "guard" and code[block.start].op == "dup":
            why = f"the cases up to {said} are all there are" if cause.kind == "always" else f"the case {said} never comes here"
            return Told(span, why, cause.kind, "", False, cause.position)
        if condition.replace("_", "").isalnum():
            said = condition
        truth = "always true" if cause.kind == "always" else "always false"
        why = other or f"{said} is {truth}{' here' if not cause.fixed else ''}"
        fixed = cause.fixed and not any(name in self.stored for name in re.findall(r"\w+", condition))
        meant = other is None and (fixed or any(name in self.assumed for name in condition.split()))
        return Told(span, why, "misread" if other else cause.kind, condition, meant, cause.position)


_WHY = {
    "spent": "this option is always used up before it is met",
    "inside": "no call of this function comes to this line",
    "elsewhere": "this divert never leads there",
    "unreached": "nothing leads here",
}


def _constants(flow: FlowGraph, walked: Walked) -> frozenset[int]:
    """Slots without a store, visit counts aside."""
    assigned: set[int] = set()
    for node in walked.nodes:
        assigned.update(writes_of(node))
    return frozenset(slot for slot, key in enumerate(flow.slots.keys) if key[0] == "g") - assigned
