"""Steps of instructions, third part: functions of the game, variables it sets, conversations it begins."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from epilogue.ir.lines import NOTHING
from epilogue.ir.outside import NEXT, STOPS
from epilogue.ir.program import Outside, blocks_entered, inside
from epilogue.ir.values import VOID, ListValue, Value
from epilogue.machine.draws import NobodyToAnswer
from epilogue.machine.frames import FUNCTION
from epilogue.machine.state import MachineState
from epilogue.machine.steps_data import Decoding, MachineStep, StoryFault
from epilogue.machine.steps_flow import TurnStopped, count_entered, force_end, go_to, push_frame


def external(c: Decoding, at: int, a: Any, b: Any) -> MachineStep:
    fallback = c.program.externals.get(a)
    outside = c.program.outside.get(at)
    silent = not c.program.gives(a)
    writes = [(write.variable, write.site, c.program.outside[write.site]) for write in c.program.writes.get(at, ())]
    entered: tuple[int, ...] = ()
    if fallback is not None:
        block = next(block.id for block in c.program.blocks if block.name == a)
        entered = blocks_entered(c.program.blocks, block, fallback, c.program.block_of[at])

    def step(m: MachineState) -> int:
        known = m.externals.get(a)
        if known is None and (outside is not None or silent):
            del m.stack[len(m.stack) - b :]
            m.stack.append(VOID if outside is None else from_outside(m, at, outside))
            for variable, site, what in writes:
                with suppress(NobodyToAnswer):  # the variable keeps its value
                    m.globals[variable] = from_outside(m, site, what)
            return at + 1
        if known is None:
            if fallback is None:
                raise StoryFault(c.messages.unbound.format(a))
            push_frame(m, FUNCTION, at + 1)
            count_entered(m, entered)
            return go_to(c, m, at, fallback)
        if not known.safe:
            if m.out.depth:
                raise StoryFault(c.messages.unsafe.format(a))
            if m.out.ahead:
                m.out.end_line(m.frames)
        values = m.stack[len(m.stack) - b :] if b else []
        del m.stack[len(m.stack) - b :]
        m.stack.append(_from_game(known.function(*values), a))
        return at + 1

    return step


def from_outside(m: MachineState, site: int, what: Outside) -> Value:
    """A value the world outside provides."""
    m.last = NOTHING
    if len(what.values) == 1:
        return what.values[0]
    value = m.draws.outside(site, what)
    m.drawn.append((site, value))
    return value


def _from_game(value: Any, name: str) -> Any:
    if value is None:
        return VOID
    if isinstance(value, bool | int | float | str | ListValue):
        return value
    raise StoryFault(f"the external function {name} returned a {type(value).__name__}, which no variable of a story can hold")


def converse(c: Decoding, at: int, a: Any, b: Any) -> MachineStep:
    program = c.program
    entries = program.entries

    def step(m: MachineState) -> int:
        left = [entry.name for number, entry in enumerate(entries) if number not in m.entered]
        name = m.draws.outside(at, Outside(NEXT, (*left, STOPS), None))
        m.drawn.append((at, name))
        force_end(m)
        if name == STOPS:
            m.ending = "stopped"
            raise TurnStopped(at)
        number, entry = next((n, entry) for n, entry in enumerate(entries) if entry.name == name)
        if entry.once:
            m.entered |= {number}
        m.mark = None
        m.last = NOTHING
        m.turn += 1
        position = inside(program, entry.block)
        count_entered(m, blocks_entered(program.blocks, entry.block, position, -1))
        m.came = -1 if position in c.noted else None
        for variable, site, what, _ in (*entry.sets, *c.every_turn):
            m.globals[variable] = from_outside(m, site, what)
        return position

    return step
