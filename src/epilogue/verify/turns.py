"""Turns of the Machine with scripted luck, which the judges are made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from random import Random
from typing import Any, NamedTuple

from epilogue.ir.program import Program
from epilogue.ir.values import ListValue, Value
from epilogue.machine import step
from epilogue.machine.endless import never_ends
from epilogue.machine.frames import GAME, Frame
from epilogue.machine.state import MachineState, Option
from epilogue.space.limits import TurnTooLarge
from epilogue.space.luck import OutcomeNeeded, ScriptedLuck, ShuffleState
from epilogue.space.state_graph import GraphEnding, distinguishing_line
from epilogue.space.state_keys import condition_holds


class BetweenTurns(NamedTuple):
    """A story between two turns: the Machine's state, and the state of its shuffles."""

    machine: MachineState
    picked: ShuffleState

    @property
    def options(self) -> list[Option]:
        """The options the reader can choose from."""
        return [option for option in self.machine.options if not option.site.fallback]

    @property
    def text(self) -> tuple[Any, ...]:
        """The text of the last turn and of the options it offers."""
        lines = tuple((line.text, line.tags) for line in self.machine.out.lines)
        return lines, tuple((option.text, option.tags) for option in self.options)


class TurnPlayer:
    """Plays turns of one program. ``spoken``: positions of text said (labels of options too), recorded if ``listening``.
    ``entry``: the block to begin at, None for the story's beginning. ``idle``: positions of draws that scripts leave out; they
    come out anyhow. ``turns``: number of turns played."""

    def __init__(self, program: Program, listening: bool = False, entry: str | None = None, idle: Set[int] = frozenset()) -> None:
        self.program = program
        self.entry = entry
        self.idle = idle
        self.chance = Random(0)
        self.turns = 0
        self.code = step.Code(program)
        self.spoken: set[int] = set()
        self._strings: list[bool] = []
        if listening:
            self._listen()

    def _listen(self) -> None:
        for position, (op, a, _, _) in enumerate(self.program.code):
            if op in ("text", "print", "string_open", "string_close"):
                self.code.steps[position] = self._heard(op, position, bool(a), self.code.steps[position])

    def _heard(self, op: str, position: int, label: bool, plain: Callable[[MachineState], int]) -> Callable[[MachineState], int]:
        def heard(m: MachineState) -> int:
            if op == "string_open":
                self._strings.append(label)
            elif op == "string_close":
                self._strings.pop()
            elif not self._strings or self._strings[-1]:
                self.spoken.add(position)
            return plain(m)

        return heard

    def turn(
        self,
        base: BetweenTurns | None,
        option: int,
        script: Sequence[int],
        before: Callable[[MachineState, int], None] | None = None,
    ) -> BetweenTurns | OutcomeNeeded:
        """The result of taking number ``option`` in ``base`` (None: beginning the story), with the outcomes of ``script``.

        :class:`OutcomeNeeded`, if the script is too short. ``before``: may change the machine before each draw, given its number.
        Raises :class:`TurnBrokenOff`.
        """
        luck = ScriptedLuck(script, {} if base is None else base.picked, None, self.idle, self.chance)
        self.turns += 1
        self._strings.clear()
        if base is None:
            machine = step.begin(self.code, luck, {})
            if self.entry is not None:
                step.choose_path(self.code, machine, self.code.by_name[self.entry], ())
        else:
            machine = base.machine.copy()
            machine.draws = luck
            if machine.ending is None:
                step.choose(self.code, machine, base.options[option])
            else:
                step.converse(self.code, machine)
        if before is not None:
            change = before
            luck.before = lambda number: change(machine, number)
        try:
            step.run(self.code, machine)
        except OutcomeNeeded as wanted:
            return wanted
        if machine.ending == "limit":
            raise TurnBrokenOff(machine.problems[-1].message, machine.stop)
        return BetweenTurns(machine, luck.picked)

    def value(self, moment: BetweenTurns, position: int) -> tuple[type, Value]:
        """The value of the expression whose code begins at the position, with its type; a list without its order (an error: its
        message)."""
        machine = moment.machine.copy()
        machine.draws = ScriptedLuck((), moment.picked)
        machine.options, machine.parents, machine.frames = [], [], [Frame(GAME, -1)]
        machine.at = position
        step.run(self.code, machine)
        if machine.problems and machine.problems[-1].kind != "warning":
            return OperatorFailed, machine.problems[-1].message
        value = machine.stack[-1]
        return type(value), value.unordered() if isinstance(value, ListValue) else value

    def ending(self, moment: BetweenTurns, at_end: Sequence[int] = (), conditions: Sequence[int] = ()) -> GraphEnding | None:
        """The ending reached, with what is observed there; None if there is something to choose."""
        machine = moment.machine
        if machine.ending is None:
            return None
        if machine.ending == "stopped":
            return GraphEnding(machine.ending, machine.stop, "", "")
        message = next((p.message for p in machine.problems if p.kind == "error"), "")
        values = tuple(self.value(moment, position) for position in at_end)
        mark, held = "" if never_ends(message) else machine.mark or "", self.held(moment, conditions)
        return GraphEnding(
            machine.ending, machine.stop, mark, message, values, held, distinguishing_line(machine.ending, mark, machine.last)
        )

    def held(self, moment: BetweenTurns, conditions: Sequence[int]) -> int:
        """The bit set of those of the conditions (positions of code) that hold."""
        truthy = self.program.semantics.values.truthy
        return sum(1 << bit for bit, position in enumerate(conditions) if condition_holds(self.value(moment, position), truthy))


class TurnBrokenOff(TurnTooLarge):
    """The Machine stopped the turn at one of its own limits."""


class OperatorFailed(Exception):
    """Stands for the type of a value that could not be computed."""
