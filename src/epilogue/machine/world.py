"""What the world outside gives a story in play, and what its code leaves in the story's variables."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from epilogue.ir.lines import NOTHING
from epilogue.ir.program import Outside, Program
from epilogue.ir.values import Value
from epilogue.machine.draws import NobodyKnows
from epilogue.machine.state import MachineState


def from_outside(m: MachineState, site: int, what: Outside) -> Value:
    """What the world outside gives."""
    m.last = NOTHING
    if len(what.values) == 1:
        return what.values[0]
    value = m.draws.outside(site, what)
    m.drawn.append((site, value))
    return value


def foreign_writes(program: Program, at: int) -> Callable[[MachineState], None]:
    """Sets what the code called at a position sets; a variable that nobody knows of keeps what it has."""
    writes = [(write.variable, write.site, program.outside[write.site]) for write in program.writes.get(at, ())]

    def write(m: MachineState) -> None:
        for variable, site, what in writes:
            with suppress(NobodyKnows):
                m.globals[variable] = from_outside(m, site, what)

    return write
