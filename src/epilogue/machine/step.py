"""The normative interpreter: compiles instructions to steps, and takes steps until the turn stops.

:data:`FACTORIES` maps every operation of :mod:`epilogue.ir.ops` to the factory of its step. :class:`Code` is a compiled program;
it is immutable, so any number of states may run on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import repeat
from typing import Any

from epilogue.budget import tick
from epilogue.diagnostics import at_line
from epilogue.ir.lines import NOTHING
from epilogue.ir.operators import OperatorError, StringTooLarge
from epilogue.ir.program import Program, blocks_entered, inside
from epilogue.ir.values import VOID, Value
from epilogue.machine import steps_data, steps_flow, steps_outside
from epilogue.machine.draws import Draws, NobodyToAnswer
from epilogue.machine.endless import ENDLESS, CycleDetector, EndlessTurn, LimitReached, take_steps
from epilogue.machine.frames import GAME, SUBROUTINE, Frame, fork
from epilogue.machine.state import External, MachineState, Option, Problem
from epilogue.machine.steps_data import Decoding, MachineStep, StoryFault
from epilogue.machine.steps_flow import TurnStopped
from epilogue.machine.text import MAX_TEXT, TooMuchText
from epilogue.source import Span

MAX_STEPS = 50_000_000
"""Instructions after which a turn is broken off (some seconds)."""
TOO_MUCH = f"more than {MAX_TEXT:,} letters without offering a choice"
SHOWN = 50
"""Lines kept of a turn that is endless or broken off: a screen or two."""

FACTORIES: dict[str, Callable[[Decoding, int, Any, Any], MachineStep]] = {
    "push": steps_data.push,
    "push_ref": steps_data.push_ref,
    "load_global": steps_data.load_global,
    "store_global": steps_data.store_global,
    "load_temp": steps_data.load_temp,
    "declare_temp": steps_data.declare_temp,
    "store_temp": steps_data.store_temp,
    "dup": steps_data.dup,
    "pop": steps_data.pop,
    "apply": steps_data.apply,
    "visits": steps_data.visits,
    "visits_of": steps_data.visits_of,
    "turns_since": steps_data.turns_since,
    "turns": steps_data.turns,
    "choice_count": steps_data.choice_count,
    "random": steps_data.random,
    "shuffle": steps_data.shuffle,
    "list_random": steps_data.list_random,
    "seed_random": steps_data.seed_random,
    "text": steps_flow.text,
    "print": steps_flow.print_value,
    "join": steps_flow.join,
    "tag_open": steps_flow.tag_open,
    "tag_close": steps_flow.tag_close,
    "string_open": steps_flow.string_open,
    "string_close": steps_flow.string_close,
    "mark": steps_flow.mark,
    "enter": steps_flow.enter,
    "jump": steps_flow.jump,
    "jump_if": steps_flow.jump_if,
    "skip_unless": steps_flow.skip_unless,
    "jump_var": steps_flow.jump_var,
    "call": steps_flow.call,
    "call_var": steps_flow.call_var,
    "external": steps_outside.external,
    "return": steps_flow.return_value,
    "return_subroutine": steps_flow.return_subroutine,
    "fork": steps_flow.fork_thread,
    "fall": steps_flow.fall,
    "done": steps_flow.done,
    "end": steps_flow.end,
    "offer": steps_flow.offer,
    "leave_page": steps_flow.leave_page,
    "converse": steps_outside.converse,
    "nop": steps_flow.nop,
    "fail": steps_flow.fail,
}


class Code:
    """A compiled program: ``steps`` by position; ``by_name``: block ids by path."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.decoding = Decoding(program)
        self.steps = [FACTORIES[op](self.decoding, at, a, b) for at, (op, a, b, _) in enumerate(program.code)]
        self.every_turn = self.decoding.every_turn
        self.by_name = {block.name: block.id for block in reversed(program.blocks)}


def begin(code: Code, draws: Draws, externals: dict[str, External]) -> MachineState:
    """A story at its beginning: its globals are set, nothing has been said."""
    program = code.program
    m = MachineState(len(program.blocks), draws, program.semantics.output)
    m.externals = externals
    if program.init is not None:
        m.at = program.init
        run(code, m)
        steps_flow.force_end(m)
        m.ending = None if m.ending == "end" else m.ending
    m.due = program.game_sets
    m.at = inside(program, 0) if program.hub is None else program.hub
    m.came = -1 if m.at in code.decoding.noted else None
    return m


def _go_inside(code: Code, m: MachineState, block: int) -> None:
    """Play continues at the start of a block, come from nowhere."""
    position = inside(code.program, block)
    steps_flow.count_entered(m, blocks_entered(code.program.blocks, block, position, -1))
    m.came = -1 if position in code.decoding.noted else None
    m.at = position


def choose(code: Code, m: MachineState, option: Option) -> None:
    """Takes an option; the next :func:`run` plays what follows."""
    m.turn += 1
    m.at = steps_flow.take(code.decoding, m, option)
    m.due = code.every_turn


def converse(code: Code, m: MachineState) -> None:
    """After a conversation: the next :func:`run` lets the game begin another."""
    assert code.program.hub is not None
    m.at = code.program.hub


def choose_path(code: Code, m: MachineState, block: int, values: Sequence[Value]) -> None:
    """Abandons the current flow and goes to a block, with parameters if it takes any. Counts as a turn."""
    steps_flow.force_end(m)
    m.ending = None
    m.last = NOTHING
    m.stack.extend(values)
    m.turn += 1
    m.due = m.due or code.every_turn
    _go_inside(code, m, block)


def run(code: Code, m: MachineState) -> None:
    """Plays until options are offered or the story is over: ``m.ending`` says how. Errors end the story; they are never
    raised."""
    m.out.begin()
    m.problems = []
    m.drawn = []
    m.refused = ()
    m.safe = -1
    m.ending = None
    at, m.at = m.at, -1
    due, m.due = m.due, ()
    for variable, site, what, _ in due:
        with suppress(NobodyToAnswer):  # the variable keeps its value
            m.globals[variable] = steps_outside.from_outside(m, site, what)
    budget, circle = repeat(None, MAX_STEPS), CycleDetector()
    while at >= 0:
        _run_on(code, m, at, budget)
        at = -1
        if m.options and m.frames[-1].kind != GAME and all(o.site.fallback for o in m.options):
            at = steps_flow.take(code.decoding, m, m.options[0])
            tick(at)
            if circle.closed(at, m):
                m.stop = at
                _break_off(code, m, ENDLESS, "error")
                break
    if m.ending is None and not m.options and m.frames[-1].kind != GAME:
        if m.safe < len(m.out.lines):
            _out_of_content(code, m)
        else:
            # DONE, or out of content after a fallback: the engine reports no error for either.
            m.ending = "done" if code.program.code[m.stop].op == "done" else "out_of_content"
    try:
        m.out.end_turn()
    except TooMuchText:
        m.out.abandon()
        _break_off(code, m, TOO_MUCH, "limit")


def _run_on(code: Code, m: MachineState, at: int, budget: Iterator[None]) -> None:
    """Takes steps until the turn stops."""
    try:
        take_steps(code.steps, m, at, budget)
    except TurnStopped as stop:
        m.stop = stop.args[0]
    except (LimitReached, StringTooLarge) as limit:
        _break_off(code, m, str(limit), "limit")
    except TooMuchText:
        m.out.abandon()
        _break_off(code, m, TOO_MUCH, "limit")
    except EndlessTurn as endless:
        _break_off(code, m, f"{endless}", "error")
    except (StoryFault, OperatorError) as fault:
        _fail(code, m, str(fault))
    except NobodyToAnswer as unanswered:
        _fail(code, m, code.decoding.messages.unbound.format(unanswered))
    except IndexError:
        _fail(code, m, "the compiled story is damaged: a value or a place that should be there is not")
    except Exception as error:
        at_line(error, stop_span(code.program, m.stop))
        raise


def _fail(code: Code, m: MachineState, message: str, kind: str = "error") -> None:
    """A run-time error: what follows the last complete line becomes a line of its own, with the error."""
    m.out.break_off(m.frames)
    span = code.program.code[m.stop].span if 0 <= m.stop < len(code.program.code) else None
    m.problems.append(Problem(kind, message, span, len(m.out.lines)))
    steps_flow.force_end(m)
    m.ending = kind


def _break_off(code: Code, m: MachineState, message: str, kind: str) -> None:
    """Ends a turn that is endless, or too long to follow; only its first lines are kept."""
    m.out.abandon()
    dropped = len(m.out.lines) - SHOWN
    if dropped > 0:
        del m.out.lines[SHOWN:]
        message = f"{message} ({dropped:,} more lines are not shown)"
    _fail(code, m, message, kind)


def _out_of_content(code: Code, m: MachineState) -> None:
    messages = code.decoding.messages
    if len(m.frames) > 1:
        message = messages.out_of_subroutine if m.frames[-1].kind == SUBROUTINE else messages.out_of_function
    else:
        message = messages.out_of_story
    m.problems.append(Problem("error", message, stop_span(code.program, m.stop), len(m.out.lines)))
    steps_flow.force_end(m)
    m.ending = "out_of_content"


def stop_span(program: Program, position: int) -> Span | None:
    """The place where a turn stopped, given the position; if it ran off the end, that of the last instruction."""
    code = program.code
    if not 0 <= position < len(code):
        return None
    if code[position].op == "fall" and position > 0 and program.block_of[position - 1] >= 0:
        return code[position - 1].span or code[position].span
    return code[position].span


def evaluate(code: Code, m: MachineState, block: int, values: Sequence[Value]) -> tuple[Value, str]:
    """Calls a function of the story between two turns: its value (VOID if none) and its text.

    Raises :class:`StoryFault` if it has a run-time error.
    """
    out, problems, drawn, stop, ending, at, safe = m.out, m.problems, m.drawn, m.stop, m.ending, m.at, m.safe
    last, options, refused, frames, parents = m.last, m.options, m.refused, m.frames, m.parents
    m.out = type(out)()
    m.frames = [*fork(frames), Frame(GAME, -1)]
    m.parents = []
    height = len(m.stack)
    m.stack.extend(values)
    m.at = inside(code.program, block)
    due, m.due = m.due, ()
    run(code, m)
    m.due = due
    text = "".join([line.text for line in m.out.lines])
    faults = [problem.message for problem in m.problems if problem.kind != "warning"]
    value = m.stack[-1] if len(m.stack) > height else VOID
    del m.stack[height:]
    m.out, m.problems, m.drawn, m.stop, m.ending, m.at, m.safe = out, problems, drawn, stop, ending, at, safe
    m.last, m.options, m.refused, m.frames, m.parents = last, options, refused, frames, parents
    if faults:
        raise StoryFault(faults[0])
    return value, text
