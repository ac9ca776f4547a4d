"""Calls as single operations, evaluated by the Machine, so that its semantics stay the only ones.

A call is a function of its arguments, the values it reads and the outcomes drawn in it so far; results are cached by these. It
runs in a Machine state that holds nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from itertools import repeat
from typing import Any, NamedTuple

from epilogue.flow.calls import Callee
from epilogue.flow.context import CALLED, JOIN, RETURNED
from epilogue.flow.graph import Call
from epilogue.ir.lines import NOTHING
from epilogue.ir.operators import OperatorError, StringTooLarge
from epilogue.ir.program import Program
from epilogue.ir.values import VOID, Reference, kinds_of
from epilogue.machine import step
from epilogue.machine.endless import EndlessTurn, LimitReached, take_steps
from epilogue.machine.frames import FUNCTION, PROCEDURE, Frame
from epilogue.machine.state import NEVER, MachineState
from epilogue.machine.steps_data import MachineStep, StoryFault
from epilogue.machine.steps_flow import TurnStopped, go_to
from epilogue.machine.text import TooMuchText
from epilogue.space.limits import TurnTooLarge
from epilogue.space.luck import OutcomeNeeded, ScriptedLuck, outcomes_of

CallScript = tuple[int, ...]
LATER = 1 << 30
"""The current turn, where nothing depends on it."""
MOST_KNOWN = 200_000
"""Size of the cache of calls."""
UNTOLD = -2
"""Last line of a call that says and draws nothing."""
FLOOR: Any = object()
"""Marks the bottom of the stack, below the arguments; a function must leave it there."""

LEADS_OUT = {
    "offer": "a function offers an option",
    "fork": "a function starts a thread",
    "done": "a function says DONE",
}
OUTSIDE = "a function leads out of itself"


class CallResult(NamedTuple):
    """The result of a call. ``wanted``: number of outcomes of the draw it waits for at position ``site``, 0 if it is over;
    ``script``: the outcomes that lead there (of several equivalent sequences, the first). ``ending``: kind, position and message
    if the story ends in it. ``value``: returned; at a draw, what determines how it continues. ``sets``: indices into
    ``Call.sets``, with values; ``counts``: indices into ``Call.counts``, with increments (0 for an age). ``said``: positions of
    text said; ``among``: the possible outcomes."""

    wanted: int
    script: CallScript
    ending: tuple[str, int, str] | None
    value: Any
    sets: tuple[tuple[int, Any], ...]
    counts: tuple[tuple[int, int], ...]
    said: frozenset[int]
    site: int = -1
    among: Sequence[Any] = ()


class Invocations:
    """Evaluates the calls of one story."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.code = step.Code(program)
        self.known: dict[Any, CallResult] = {}
        self._scripts: dict[Any, CallScript] = {}
        self._steps: dict[tuple[int, bool], list[MachineStep]] = {}
        self._sites = {i.a: position for position, i in enumerate(program.code) if i.op == "shuffle"}
        self._strings: list[bool] = []
        self._said: set[int] = set()
        self._heard: list[str] = []

    def result(self, call: Call, args: list[Any], env: list[Any] | dict[int, Any], script: CallScript) -> CallResult:
        """The result of the call, given the values of slots. Raises :class:`TurnTooLarge`."""
        cells = [env[slot] for slot in call.cells]
        read = [env[slot] for slot in call.reads]
        inputs = (*args, *cells, *read)
        key = (call.callee.entry, call.callee.reads, call.kind, call.where, call.line, inputs, kinds_of(inputs))
        cached = self.known.get((key, script))
        if cached is None:
            cached = self._run(call, args, cells, read, script)
            if cached.wanted:
                cached = cached._replace(script=self._scripts.setdefault((key, cached.value), script), value=None)
            if len(self.known) >= MOST_KNOWN:
                self.known.clear()
            self.known[key, script] = cached
        return cached

    # -- running the callee

    def _run(self, call: Call, args: list[Any], cells: list[Any], read: list[Any], script: CallScript) -> CallResult:
        callee = call.callee
        luck = ScriptedLuck(script, {})
        m = self._state(callee, read, luck)
        m.frames[0].temps = {str(number): value for number, value in enumerate(cells)}
        if call.where != "story":
            m.out.open_string()
        before = (dict(m.globals), list(m.visits), list(m.visited_at), dict(luck.picked))
        m.stack = [FLOOR, *args]
        self._strings.clear()
        self._said.clear()
        self._heard = [CALLED]
        m.frames.append(Frame(FUNCTION if call.kind == "function" else PROCEDURE, len(self.program.code), m.out.enter_function()))
        ending = None
        wanted: OutcomeNeeded | None = None
        try:
            ending = self._go(callee, m, call.where == "string")
        except OutcomeNeeded as draw:
            if draw.outside is not None:
                raise TurnTooLarge("a function that calls itself asks the game for something", draw.site) from None
            wanted = draw
        if wanted is not None and wanted.outside is not None:
            raise TurnTooLarge(f"{wanted.outside.name} is asked for in a function that calls itself", wanted.site)
        if not m.stack or m.stack[0] is not FLOOR:
            raise TurnTooLarge("a function takes a value it was not given", callee.entry)
        left = m.stack[1:]
        if wanted:
            now = self._moment(m, luck, wanted)
            return CallResult(wanted.outcomes, script, None, now, (), (), frozenset(self._said), wanted.site, outcomes_of(wanted))
        if ending is None and (len(left) != (call.kind == "function") or any(type(v) is Reference for v in left)):
            raise TurnTooLarge("a function leaves a value behind", callee.entry)
        value = left[-1] if ending is None and left else VOID
        sets = self._sets(call, m, luck, before)
        return CallResult(0, script, ending, value, sets, self._counts(callee, m, before), frozenset(self._said))

    def _moment(self, m: MachineState, luck: ScriptedLuck, wanted: OutcomeNeeded) -> Hashable:
        """Identifies how a call that waits for a draw continues."""
        held = (*m.stack, *m.globals.values(), *(value for frame in m.frames for value in frame.temps.values()))
        frames = tuple((frame.kind, frame.back, tuple(frame.temps)) for frame in m.frames)
        string = (tuple(self._heard), tuple(m.out.pieces), tuple(frame.start for frame in m.frames)) if m.out.depth else None
        counts = (tuple(m.visits), tuple(m.visited_at), m.mark, m.last, frozenset(luck.picked.items()), tuple(m.globals))
        return wanted.site, wanted.among, frames, held, kinds_of(held), string, counts, tuple(self._strings)

    def _state(self, callee: Callee, read: list[Any], luck: ScriptedLuck) -> MachineState:
        m = MachineState(len(self.program.blocks), luck, self.program.semantics.output)
        m.turn = LATER
        m.last = UNTOLD
        for key, value in zip(callee.reads, read, strict=True):
            if key[0] == "turns":
                m.turn = value - 1
        for key, value in zip(callee.reads, read, strict=True):
            what = key[0]
            if what == "g":
                m.globals[key[1]] = value
            elif what == "v":
                m.visits[key[1]] = value
            elif what == "age":
                m.visited_at[key[1]] = NEVER if value < 0 else m.turn - value
            elif what == "offers":
                m.options = [None] * value  # type: ignore[list-item]
            elif what == "k":
                luck.picked[self._sites[key[1]]] = frozenset(n for n in range(value.bit_length()) if value >> n & 1)
        return m

    def _go(self, callee: Callee, m: MachineState, listening: bool) -> tuple[str, int, str] | None:
        """Runs until the function has returned; the ending, if the story ends in it."""
        steps = self._steps_of(callee, listening)
        code = self.code
        position = go_to(code.decoding, m, callee.entry, callee.entry)
        try:
            take_steps(steps, m, position, repeat(None, step.MAX_STEPS))
        except _ReturnedToCaller:
            return None
        except TurnStopped as stop:
            if m.ending == "end":
                return "end", stop.args[0], ""
            raise TurnTooLarge(OUTSIDE, stop.args[0]) from None
        except (LimitReached, StringTooLarge) as limit:
            raise TurnTooLarge(str(limit), m.stop) from None
        except TooMuchText:
            raise TurnTooLarge(step.TOO_MUCH, m.stop) from None
        except (StoryFault, OperatorError, EndlessTurn) as fault:
            return "error", m.stop, str(fault)
        except IndexError:
            return "error", m.stop, "a value was expected here and there is none"

    def _sets(self, call: Call, m: MachineState, luck: ScriptedLuck, before: Any) -> tuple[tuple[int, Any], ...]:
        was, _, _, picked = before
        sets: list[tuple[int, Any]] = []
        for index, key in enumerate(call.callee.writes):
            if key[0] == "mark":
                if m.mark is not None:
                    sets.append((index, m.mark))
            elif key[0] == "last":
                line = m.last if m.last == NOTHING or call.line is None else call.line
                if m.last != UNTOLD and (line != NOTHING or m.drawn):
                    sets.append((index, line))
            elif key[0] == "k":
                site = self._sites[key[1]]
                if luck.picked.get(site) != picked.get(site):
                    sets.append((index, sum(1 << number for number in luck.picked[site])))
            elif m.globals.get(key[1]) is not was.get(key[1]):
                sets.append((index, m.globals[key[1]]))
        first = len(call.callee.writes) + len(call.callee.counts)
        sets.extend((first + index, m.frames[0].temps[str(index)]) for index in range(len(call.cells)))
        if call.heard >= 0:
            sets.append((len(call.sets) - 1, tuple(self._heard)))
        return tuple(sets)

    def _counts(self, callee: Callee, m: MachineState, before: Any) -> tuple[tuple[int, int], ...]:
        _, visits, visited_at, _ = before
        increments = []
        for index, (what, block) in enumerate(callee.counts):
            if what == "v" and m.visits[block] != visits[block]:
                increments.append((index, m.visits[block] - visits[block]))
            elif what == "age" and m.visited_at[block] != visited_at[block]:
                increments.append((index, 0))
        return tuple(increments)

    # -- steps that record text and notice control leaving the function

    def _steps_of(self, callee: Callee, listening: bool) -> list[MachineStep]:
        key = callee.entry, listening
        steps = self._steps.get(key)
        if steps is None:
            steps = self._steps[key] = []
            for position, plain in enumerate(self.code.steps):
                steps.append(
                    self._step(callee, position, plain, listening) if position in callee.region else _out(OUTSIDE, position)
                )
            steps.append(_return)
        return steps

    def _step(self, callee: Callee, position: int, plain: MachineStep, listening: bool) -> MachineStep:
        op, a, b, _ = self.program.code[position]
        if op in LEADS_OUT:
            return _out(LEADS_OUT[op], position)
        from_game = position in self.program.outside or position in self.program.writes
        if op == "external" and not from_game and self.program.externals.get(a) is None:
            return _out(self.program.semantics.messages.no_fallback.format(a), position)
        if op == "store_global" and ("g", a) not in callee.writes:  # assumed constant
            return _dropping(position)
        if op in ("string_open", "string_close"):
            return self._stringing(op, bool(a), plain)
        if not listening:
            return self._spoken(position, plain) if op in ("text", "print") else plain
        if op == "text":
            return self._hearing(lambda m: a, plain)
        if op == "print":
            return self._hearing(self._printed, plain)
        if op == "join":
            return self._hearing(lambda m: JOIN, plain)
        if (op == "external" and not from_game) or (op in ("call", "call_var") and b != "subroutine"):
            return self._hearing(lambda m: CALLED, plain)
        if op in ("return", "fall"):
            return self._hearing(lambda m: RETURNED if m.frames[-1].is_function else "", plain)
        return plain

    def _printed(self, m: MachineState) -> str:
        value = m.stack[-1]
        if value is FLOOR or value is VOID:
            return ""
        return self.program.semantics.values.text(value, self.code.decoding.place)

    def _stringing(self, op: str, label: bool, plain: MachineStep) -> MachineStep:
        def stringing(m: MachineState) -> int:
            if op == "string_open":
                self._strings.append(label)
            else:
                self._strings.pop()
            return plain(m)

        return stringing

    def _spoken(self, position: int, plain: MachineStep) -> MachineStep:
        def spoken(m: MachineState) -> int:
            if not self._strings or self._strings[-1]:
                self._said.add(position)
            return plain(m)

        return spoken

    def _hearing(self, part: Callable[[MachineState], str], plain: MachineStep) -> MachineStep:
        def hearing(m: MachineState) -> int:
            if not self._strings:
                self._heard.append(part(m))
            return plain(m)

        return hearing


class _ReturnedToCaller(Exception):
    """The function has returned to its caller."""


def _return(m: MachineState) -> int:
    raise _ReturnedToCaller


def _out(what: str, position: int) -> MachineStep:
    def out(m: MachineState) -> int:
        raise TurnTooLarge(what, position)

    return out


def _dropping(position: int) -> MachineStep:
    def dropping(m: MachineState) -> int:
        m.stack.pop()
        return position + 1

    return dropping
