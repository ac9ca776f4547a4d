"""Steps of instructions, first part: values, variables, counts and draws.

A factory compiles an instruction to a step: a function that changes the state and returns the position of the next instruction.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from epilogue.ir.lines import NOTHING, lines_of
from epilogue.ir.program import Program, noted_positions
from epilogue.ir.values import VOID, ListValue, Reference, Target, Value
from epilogue.machine.endless import LimitReached
from epilogue.machine.frames import own
from epilogue.machine.state import NEVER, MachineState, Problem

MAX_SHUFFLED = 10_000
"""Elements of one shuffle."""
NO_COUNT = "expected number of elements in sequence for shuffle index"
TOO_MANY = "a shuffle of {:,} elements"
MachineStep = Callable[[MachineState], int]


class StoryFault(Exception):
    """A run-time error of the story, in its engine's words."""


class Decoding:
    """The parts of the program that factories need."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.messages = program.semantics.messages
        self.operators = program.semantics.operators(program.lists)
        self.values = program.semantics.values
        self.is_global = frozenset(program.globals)
        self.noted = noted_positions(program)
        self.lines = lines_of(program)
        self.every_turn = tuple(sets for sets in program.game_sets if sets.every_turn)

    def block_at(self, position: int) -> int | None:
        """The counted block that starts at the position."""
        instruction = self.program.code[position] if position < len(self.program.code) else None
        return instruction.a if instruction is not None and instruction.op == "enter" else None

    def place(self, position: int) -> str:
        """The path of a target."""
        block = self.program.blocks[self.program.block_of[position]] if position < len(self.program.code) else None
        return block.name if block else ""


def warn(c: Decoding, m: MachineState, at: int, message: str) -> None:
    line = len(m.out.lines) + (m.out.ahead and not m.out.depth)
    m.problems.append(Problem("warning", message, c.program.code[at].span, line))


# -- values


def push(c: Decoding, at: int, a: Any, b: Any) -> MachineStep:
    then = at + 1

    def step(m: MachineState) -> int:
        m.stack.append(a)
        return then

    return step


def push_ref(c: Decoding, at: int, a: Any, b: Any) -> MachineStep:
    then = at + 1

    def step(m: MachineState) -> int:
        frame = len(m.frames) - 1 if a in m.frames[-1].temps else -1
        m.stack.append(Reference(a, frame))
        return then

    return step


def not_found(c: Decoding, m: MachineState, at: int, name: str) -> int:
    warn(c, m, at, c.messages.no_variable.format(name))
    return 0


def value_of(c: Decoding, m: MachineState, reference: Reference) -> Value | None:
    """The value behind a chain of references."""
    value: Value | None = reference
    seen = 0
    while isinstance(value, Reference):
        if value.frame < 0:
            value = m.globals.get(value.name)
        else:
            value = m.frames[value.frame].temps.get(value.name) if value.frame < len(m.frames) else None
        seen += 1
        if seen > 100:
            raise StoryFault(f"the reference {reference.name} leads back to itself")
    return value


def load_global(c: Decoding, at: int, a: Any, b: Any) -> MachineStep:
    then = at + 1

    def step(m: MachineState) -> int:
        value = m.globals.get(a)
        m.stack.append(not_found(c, m, at, a) if value is None else value)
        return then

    return step


def load_temp(c: Decoding, at: int, a: Any, b: Any) -> MachineStep:
    then = at + 1

    def step(m: MachineState) -> int:
        value = m.frames[-1].temps.get(a)
        if type(value) is Reference:
            value = value_of(c, m, value)
        m.stack.append(not_found(c, m, at, a) if value is None else value)
        return then

    return step


def kept_origins(value: Value, old: Value | None) -> Value:
    """The value as stored: an empty list keeps the origins of the list it replaces."""
    if type(value) is ListValue and not value.entries and isinstance(old, ListValue):
        return ListValue((), old.origins)
    return value


def store_global(c: Decoding, at: int, a: Any, b: Any) -> MachineStep:
    then = at + 1

    def step(m: MachineState) -> int:
        value = m.stack.pop()
        if type(value) is ListValue:
            value = kept_origins(value, m.globals.get(a))
        m.globals[a] = value
        return then

    return step


def declare_temp(c: Decoding, at: int, a: Any, b: Any) -> MachineStep:
    then = at + 1

    def step(m: MachineState) -> int:
        value = m.stack.pop()
        frame = own(m.frames, -1)
        if type(value) is Reference:
            variables = m.globals if value.frame < 0 else m.frames[value.frame].temps
            onward = variables.get(value.name)
            if type(onward) is Reference:
                value = onward
            if value == (a, len(m.frames) - 1):
                return then  # a reference passed on under its own name: nothing to store
        elif type(value) is ListValue:
            value = kept_origins(value, frame.temps.get(a))
        frame.temps[a] = value
        return then

    return step


def store_temp(c: Decoding, at: int, a: Any, b: Any) -> MachineStep:
    then = at + 1

    def step(m: MachineState) -> int:
        value = m.stack.pop()
        name, frame = a, len(m.frames) - 1
        old = m.frames[frame].temps.get(name)
        while type(old) is Reference:
            name, frame = old
            old = m.globals.get(name) if frame < 0 else m.frames[frame].temps.get(name)
        value = kept_origins(value, old)
        if frame < 0:
            m.globals[name] = value
        elif old is None:
            raise StoryFault(c.messages.no_temporary.format(name))
        else:
            own(m.frames, frame).temps[name] = value
        return then

    return step


def dup(c: Decoding, at: int, a: Any, b: Any) -> MachineStep:
    def step(m: MachineState) -> int:
        m.stack.append(m.stack[-1])
        return at + 1

    return step


def pop(c: Decoding, at: int, a: Any, b: Any) -> MachineStep:
    def step(m: MachineState) -> int:
        m.stack.pop()
        return at + 1

    return step


def apply(c: Decoding, at: int, a: Any, b: Any) -> MachineStep:
    then = at + 1
    function, quick = c.operators[a].function, c.operators[a].on_whole
    least, greatest = c.values.numbers.least, c.values.numbers.greatest

    def one(m: MachineState) -> int:
        stack = m.stack
        stack[-1] = function(stack[-1])
        return then

    def two(m: MachineState) -> int:
        stack = m.stack
        right = stack.pop()
        stack[-1] = function(stack[-1], right)
        return then

    def two_quickly(m: MachineState) -> int:
        stack = m.stack
        right = stack.pop()
        left = stack[-1]
        if type(left) is int and type(right) is int:
            result = quick(left, right)  # type: ignore[misc]
            if least <= result <= greatest:
                stack[-1] = result
                return then
        stack[-1] = function(left, right)
        return then

    def three(m: MachineState) -> int:
        stack = m.stack
        last = stack.pop()
        middle = stack.pop()
        stack[-1] = function(stack[-1], middle, last)
        return then

    if b == 2:
        return two_quickly if quick else two
    return one if b == 1 else three


# -- history


def visits(c: Decoding, at: int, a: Any, b: Any) -> MachineStep:
    then = at + 1
    block = c.program.blocks[a]

    def step(m: MachineState) -> int:
        m.stack.append(m.visits[a])
        return then

    def unknown(m: MachineState) -> int:
        raise StoryFault(c.messages.no_visits.format(block.name))

    return step if block.visits else unknown


def _target_block(c: Decoding, m: MachineState) -> tuple[Target, int | None]:
    target = m.stack.pop()
    if type(target) is not Target:
        message = c.messages.no_passage_but_number if type(target) is int else c.messages.no_passage_played
        raise StoryFault(message.format(c.values.shown(target, c.place) or "nothing"))
    return target, c.block_at(target.position)


def visits_of(c: Decoding, at: int, a: Any, b: Any) -> MachineStep:
    def step(m: MachineState) -> int:
        target, block = _target_block(c, m)
        if block is None or not c.program.blocks[block].visits:
            raise StoryFault(c.messages.no_visits.format(c.place(target.position)))
        m.stack.append(m.visits[block])
        return at + 1

    return step


def turns_since(c: Decoding, at: int, a: Any, b: Any) -> MachineStep:
    def step(m: MachineState) -> int:
        target, block = _target_block(c, m)
        if block is None or not c.program.blocks[block].turns:
            raise StoryFault(c.messages.no_age.format(c.place(target.position)))
        turn = m.visited_at[block]
        m.stack.append(-1 if turn == NEVER else m.turn - turn)
        return at + 1

    return step


def turns(c: Decoding, at: int, a: Any, b: Any) -> MachineStep:
    def step(m: MachineState) -> int:
        m.stack.append(m.turn + 1)
        return at + 1

    return step


def choice_count(c: Decoding, at: int, a: Any, b: Any) -> MachineStep:
    def step(m: MachineState) -> int:
        m.stack.append(len(m.options))
        return at + 1

    return step


# -- draws


def random(c: Decoding, at: int, a: Any, b: Any) -> MachineStep:
    def step(m: MachineState) -> int:
        high, low = m.stack.pop(), m.stack.pop()
        if type(low) is not int or type(high) is not int:
            raise StoryFault(c.messages.greatest if type(low) is int else c.messages.least)
        if high - low + 1 > c.values.numbers.greatest:
            raise StoryFault(c.messages.too_wide)
        if high < low:
            raise StoryFault(c.messages.no_range.format(low, high))
        m.last = NOTHING
        outcome = m.draws.random(at, low, high)
        m.drawn.append((at, outcome))
        m.stack.append(outcome)
        return at + 1

    return step


def shuffle(c: Decoding, at: int, a: Any, b: Any) -> MachineStep:
    def step(m: MachineState) -> int:
        count, index = m.stack.pop(), m.stack.pop()
        if type(count) is not int or type(index) is not int or count < 1 or index < 0:
            raise StoryFault(NO_COUNT)
        if count > MAX_SHUFFLED:
            raise LimitReached(TOO_MANY.format(count))
        m.last = NOTHING
        outcome = m.draws.shuffle(at, count, index)
        m.drawn.append((at, outcome))
        m.stack.append(outcome)
        return at + 1

    return step


def list_random(c: Decoding, at: int, a: Any, b: Any) -> MachineStep:
    def step(m: MachineState) -> int:
        value = m.stack.pop()
        if type(value) is not ListValue:
            raise StoryFault(c.messages.no_list)
        m.last = NOTHING
        if value.entries:
            entry = m.draws.list_random(at, value.entries)
            m.drawn.append((at, f"{entry[0].origin}.{entry[0].name}"))
            m.stack.append(ListValue((entry,)))
        else:
            m.stack.append(ListValue())
        return at + 1

    return step


def seed_random(c: Decoding, at: int, a: Any, b: Any) -> MachineStep:
    def step(m: MachineState) -> int:
        seed = m.stack.pop()
        if type(seed) is not int:
            raise StoryFault(c.messages.no_seed)
        m.draws.seed(seed)
        m.stack.append(VOID)
        return at + 1

    return step
