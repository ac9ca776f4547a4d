"""Steps of instructions, second part: text and control."""

from __future__ import annotations

from typing import Any

from epilogue.ir.lines import NOTHING
from epilogue.ir.program import UNTIL_LEFT, blocks_entered, flowed_from
from epilogue.ir.values import VOID, Target
from epilogue.machine.endless import CallsTooDeep, LimitReached
from epilogue.machine.frames import FUNCTION, GAME, PROCEDURE, SUBROUTINE, Frame, fork
from epilogue.machine.state import ChoiceTag, MachineState, Option
from epilogue.machine.steps_data import Decoding, MachineStep, StoryFault, value_of
from epilogue.machine.text import BLANK, UnopenedTag

MAX_THREADS = 10_000
MAX_OPTIONS = 10_000
KINDS = {"function": FUNCTION, "procedure": PROCEDURE, "subroutine": SUBROUTINE}


class TurnStopped(Exception):
    """The turn stops here (``args[0]``: the position)."""


def safely(m: MachineState) -> None:
    """The story allowed itself to stop: it has not run out of content in this line."""
    m.safe = len(m.out.lines) + m.out.ahead


# -- text


def _say_line(c: Decoding, m: MachineState, line: int) -> None:
    """Says the line, or the one within which the running function was called."""
    if m.out.depth:
        return
    if len(m.frames) > 1:
        for frame in m.frames:
            if frame.is_function and frame.back - 1 in c.lines.within:
                line = c.lines.within[frame.back - 1]
                break
    if line != NOTHING:
        m.last = line


def text(c: Decoding, at: int, a: Any, b: Any) -> MachineStep:
    then = at + 1
    line = c.lines.line_of.get(at)

    def line_end(m: MachineState) -> int:
        m.out.say_line_end(m.frames)
        return then

    def words(m: MachineState) -> int:
        if line is not None:
            _say_line(c, m, line)
        m.out.say(a, m.frames)
        return then

    def anything(m: MachineState) -> int:
        if line is not None:
            _say_line(c, m, line)
        m.out.say_any(a, m.frames)
        return then

    def event(m: MachineState) -> int:
        m.out.say_line_end(m.frames, b)
        return then

    if a == "\n":
        return event if b else line_end
    return words if "\n" not in a and a.strip(BLANK) else anything


def print_value(c: Decoding, at: int, a: Any, b: Any) -> MachineStep:
    printed, line = c.values.text, c.lines.line_of.get(at)

    def step(m: MachineState) -> int:
        if m.stack:
            value = m.stack.pop()
            if line is not None:
                _say_line(c, m, line)
            if value is not VOID:
                m.out.say_any(printed(value, c.place), m.frames)
        return at + 1

    return step


def join(c: Decoding, at: int, a: Any, b: Any) -> MachineStep:
    def step(m: MachineState) -> int:
        m.out.say_join()
        return at + 1

    return step


def tag_open(c: Decoding, at: int, a: Any, b: Any) -> MachineStep:
    def step(m: MachineState) -> int:
        m.out.open_the_tag()
        return at + 1

    return step


def tag_close(c: Decoding, at: int, a: Any, b: Any) -> MachineStep:
    def step(m: MachineState) -> int:
        try:
            words = m.out.close_the_tag()
        except UnopenedTag:
            raise StoryFault(c.messages.unopened_tag) from None
        if words is not None:
            m.stack.append(ChoiceTag(words))
        return at + 1

    return step


def string_open(c: Decoding, at: int, a: Any, b: Any) -> MachineStep:
    then = at + 1

    def step(m: MachineState) -> int:
        m.out.open_string()
        return then

    return step


def string_close(c: Decoding, at: int, a: Any, b: Any) -> MachineStep:
    then = at + 1

    def step(m: MachineState) -> int:
        m.stack.append(m.out.close_string())
        return then

    return step


def mark(c: Decoding, at: int, a: Any, b: Any) -> MachineStep:
    def step(m: MachineState) -> int:
        if a == "ending" and not m.out.depth:  # an option's text is evaluated whether or not it is taken
            m.mark = b
        return at + 1

    return step


def nop(c: Decoding, at: int, a: Any, b: Any) -> MachineStep:
    return lambda m: at + 1


def fail(c: Decoding, at: int, a: Any, b: Any) -> MachineStep:
    def step(m: MachineState) -> int:
        raise StoryFault(a)

    return step


# -- jumps


def enter(c: Decoding, at: int, a: Any, b: Any) -> MachineStep:
    then = at + 1

    def step(m: MachineState) -> int:
        m.visits[a] += 1
        m.visited_at[a] = m.turn
        return then

    return step


def count_entered(m: MachineState, entered: tuple[int, ...]) -> None:
    for block in entered:
        m.visits[block] += 1
        m.visited_at[block] = m.turn


def jump(c: Decoding, at: int, a: Any, b: Any) -> MachineStep:
    came = c.program.block_of[at]

    def plain(m: MachineState) -> int:
        return a  # type: ignore[no-any-return]

    def counting(m: MachineState) -> int:
        for block in b:
            m.visits[block] += 1
            m.visited_at[block] = m.turn
        return a  # type: ignore[no-any-return]

    def noting(m: MachineState) -> int:
        count_entered(m, b)
        m.came = came
        return a  # type: ignore[no-any-return]

    if a in c.noted:
        return noting
    return counting if b else plain


def jump_if(c: Decoding, at: int, a: Any, b: Any) -> MachineStep:
    then = at + 1
    go = jump(c, at, a, b)
    plain, truthy = not b and a not in c.noted, c.values.truthy

    def step(m: MachineState) -> int:
        value = m.stack.pop()
        if value is True or (value is not False and truthy(value)):
            return a if plain else go(m)
        return then

    return step


def skip_unless(c: Decoding, at: int, a: Any, b: Any) -> MachineStep:
    truthy = c.values.truthy

    def step(m: MachineState) -> int:
        return at + 1 if truthy(m.stack.pop()) else a

    return step


def go_to(c: Decoding, m: MachineState, at: int, position: int) -> int:
    """A jump to a position known only at run time."""
    if position in c.noted:
        m.came = c.program.block_of[at]
    return position


def _held_target(c: Decoding, m: MachineState, name: str) -> int:
    value = m.globals.get(name) if name in c.is_global else m.frames[-1].temps.get(name)
    if type(value) is not Target:
        value = value_of(c, m, value) if value is not None else None  # type: ignore[arg-type]
    if type(value) is Target:
        return value.position
    if value is None:
        raise StoryFault(c.messages.no_target_variable.format(name))
    if type(value) is int and value == 0:
        raise StoryFault(c.messages.empty_target.format(name))
    raise StoryFault(c.messages.wrong_target.format(name, c.values.shown(value, c.place)))


def jump_var(c: Decoding, at: int, a: Any, b: Any) -> MachineStep:
    is_global = a in c.is_global
    noted = c.noted

    def step(m: MachineState) -> int:
        value = m.globals.get(a) if is_global else m.frames[-1].temps.get(a)
        position = value.position if type(value) is Target else _held_target(c, m, a)
        return go_to(c, m, at, position) if noted else position

    return step


# -- calls


def push_frame(m: MachineState, kind: int, back: int) -> None:
    if len(m.frames) >= m.deepest:
        raise CallsTooDeep(f"more than {m.deepest:,} calls inside each other: does a passage or function call itself for ever?")
    m.frames.append(Frame(kind, back, -1 if kind == SUBROUTINE else m.out.enter_function()))


def call(c: Decoding, at: int, a: Any, b: Any) -> MachineStep:
    kind = KINDS[b]

    def step(m: MachineState) -> int:
        push_frame(m, kind, at + 1)
        return go_to(c, m, at, a)

    return step


def call_var(c: Decoding, at: int, a: Any, b: Any) -> MachineStep:
    kind = KINDS[b]

    def step(m: MachineState) -> int:
        position = _held_target(c, m, a)
        push_frame(m, kind, at + 1)
        return go_to(c, m, at, position)

    return step


def leave_frame(c: Decoding, m: MachineState) -> int:
    """Returns from the running call."""
    frame = m.frames.pop()
    if frame.is_function:
        m.out.leave_function(frame.start)
    return go_to(c, m, frame.back - 1, frame.back)


def _wrong_return(c: Decoding, m: MachineState, popped: str) -> StoryFault:
    """A return that does not match the running call."""
    messages = c.messages
    if len(m.frames) < 2:
        expected = messages.of_story
    else:
        expected = messages.of_function if m.frames[-1].is_function else messages.of_subroutine
    return StoryFault(messages.wrong_return.format(popped, expected))


def return_value(c: Decoding, at: int, a: Any, b: Any) -> MachineStep:
    def step(m: MachineState) -> int:
        frame = m.frames[-1]
        if frame.kind == GAME:
            safely(m)
            raise TurnStopped(at)
        if not frame.is_function or len(m.frames) < 2:
            raise _wrong_return(c, m, c.messages.of_function)
        return leave_frame(c, m)

    return step


def return_subroutine(c: Decoding, at: int, a: Any, b: Any) -> MachineStep:
    def step(m: MachineState) -> int:
        override = m.stack.pop()
        if type(override) is not Target and override is not VOID:
            raise StoryFault(c.messages.no_void)
        frame = m.frames[-1]
        if frame.kind == GAME:
            safely(m)
            raise TurnStopped(at)
        if frame.kind != SUBROUTINE or len(m.frames) < 2:
            raise _wrong_return(c, m, c.messages.of_subroutine)
        back = leave_frame(c, m)
        return go_to(c, m, back - 1, override.position) if type(override) is Target else back

    return step


def fork_thread(c: Decoding, at: int, a: Any, b: Any) -> MachineStep:
    def step(m: MachineState) -> int:
        if len(m.parents) >= MAX_THREADS:
            raise LimitReached(f"more than {MAX_THREADS:,} threads inside each other: does a thread start itself for ever?")
        m.parents.append((m.frames, a))
        m.frames = fork(m.frames)
        return at + 1

    return step


def leave_thread(c: Decoding, m: MachineState) -> int:
    m.frames, position = m.parents.pop()
    return go_to(c, m, position - 1, position)


def fall(c: Decoding, at: int, a: Any, b: Any) -> MachineStep:
    def step(m: MachineState) -> int:
        frame = m.frames[-1]
        if frame.is_function and len(m.frames) > 1:
            if frame.kind == FUNCTION:
                back = leave_frame(c, m)
                m.stack.append(VOID)
                return back
            return leave_frame(c, m)
        if m.parents and frame.kind != GAME:
            return leave_thread(c, m)
        if frame.kind == GAME:
            safely(m)
        raise TurnStopped(at)

    return step


def done(c: Decoding, at: int, a: Any, b: Any) -> MachineStep:
    def step(m: MachineState) -> int:
        if m.parents and m.frames[-1].kind != GAME:
            return leave_thread(c, m)
        safely(m)
        raise TurnStopped(at)

    return step


def force_end(m: MachineState) -> None:
    """The story is over: no options, no calls."""
    m.options = []
    m.frames = [Frame(SUBROUTINE, -1)]
    m.parents = []


def end(c: Decoding, at: int, a: Any, b: Any) -> MachineStep:
    def step(m: MachineState) -> int:
        force_end(m)
        m.ending = "end"
        raise TurnStopped(at)

    return step


# -- options


def _label(m: MachineState, tags: list[str]) -> str:
    words = m.stack.pop()
    if type(words) is not str:
        raise StoryFault("an option's label is not text")
    texts = []
    while m.stack and type(m.stack[-1]) is ChoiceTag:
        texts.append(m.stack.pop().text)
    tags[:0] = reversed(texts)
    return words


def offer(c: Decoding, at: int, a: Any, b: Any) -> MachineStep:
    then = at + 1
    site = c.program.choices[a]
    target, enters, once = site.target_block, site.enters, site.once
    condition, start, choice_only = site.condition, site.start, site.choice_only
    blocks = c.program.blocks
    own_block = c.program.block_of[at]
    flowed, truthy = flowed_from(c.program, at), c.values.truthy
    if once and not blocks[target].visits:

        def unknown(m: MachineState) -> int:
            raise StoryFault(c.messages.no_visits.format(blocks[target].name))

        return unknown

    def step(m: MachineState) -> int:
        came = own_block
        if enters is None:
            came = flowed if m.came is None else m.came
            m.came = None
        shown = truthy(m.stack.pop()) if condition else True
        tags: list[str] = []
        words = _label(m, tags) if choice_only else ""
        if start:
            words = _label(m, tags) + words
        if shown and not (once and m.visits[target]):
            if len(m.options) >= MAX_OPTIONS:
                raise LimitReached(f"more than {MAX_OPTIONS:,} options at once")
            m.options.append(Option(site, words.strip(BLANK), tuple(tags), tuple(fork(m.frames)), came))
        elif site.greyed:
            if len(m.refused) >= MAX_OPTIONS:
                raise LimitReached(f"more than {MAX_OPTIONS:,} options at once")
            m.refused = (*m.refused, (len(m.options), Option(site, words.strip(BLANK), tuple(tags), (), came)))
        return then

    return step


def leave_page(c: Decoding, at: int, a: Any, b: Any) -> MachineStep:
    def step(m: MachineState) -> int:
        m.options = [option for option in m.options if not option.site.stays]
        return at + 1

    return step


def take(c: Decoding, m: MachineState, option: Option) -> int:
    """Goes where the option leads; counts the blocks entered."""
    site = option.site
    m.last = NOTHING
    m.frames = list(option.frames)
    m.parents = []
    m.options = [o for o in m.options if o.site.stays and (o is not option or site.stays == UNTIL_LEFT)]
    entered = site.enters
    if entered is None:
        entered = blocks_entered(c.program.blocks, site.target_block, site.target, option.came)
    count_entered(m, entered)
    if site.target in c.noted:
        m.came = option.came
    return site.target
