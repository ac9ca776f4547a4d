"""Sessions: a story played turn by turn, with undo and a record of actions."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from epilogue.ir.program import Program, inside
from epilogue.ir.values import VOID, Value
from epilogue.machine import step
from epilogue.machine.draws import Draws, seeded
from epilogue.machine.state import External, MachineState, Option, Problem
from epilogue.machine.steps_data import StoryFault
from epilogue.machine.text import TAG_CLOSE, TAG_OPEN, Line
from epilogue.source import Span

MAX_UNDO = 1000


class Choice(NamedTuple):
    """The reader took option number ``number`` (from 0), with this ``text``."""

    number: int
    text: str


class Drawn(NamedTuple):
    """The story drew ``outcome`` at the position ``site``."""

    site: int
    outcome: int | str


Action = Choice | Drawn


class _UndoState(NamedTuple):
    """A state that undo can return to."""

    state: MachineState
    luck: Any
    actions: int
    turns: int


class PlayError(ValueError):
    """A session was asked for something the story does not have; the message says what."""


class Session:
    """A playthrough in progress.

    A turn is played lazily, when its results are first needed; so variables may be set and functions bound before it. ``entry``:
    passage to begin at instead of the story's beginning. ``seed``: of the engine's generator, used unless ``draws`` is given.
    Raises :class:`PlayError` for an unknown entry.
    """

    def __init__(
        self,
        program: Program | step.Code,
        draws: Draws | None = None,
        seed: int | None = None,
        entry: str | None = None,
    ) -> None:
        self.code = program if isinstance(program, step.Code) else step.Code(program)
        self.program = self.code.program
        self.draws = seeded(self.program, seed) if draws is None else draws
        self.entry = entry
        self.externals: dict[str, External] = {}
        self._luck_at_start = self.draws.save()
        self._begin()

    def _begin(self) -> None:
        self._actions: list[Action] = []
        self._turns: list[tuple[Line, ...]] = []
        self._moments: deque[_UndoState] = deque(maxlen=MAX_UNDO)
        self._luck: Any = None
        self._shown = 0
        self._state = step.begin(self.code, self.draws, self.externals)
        if self.entry is not None:
            step.choose_path(self.code, self._state, self._block(self.entry), ())

    def _catch_up(self) -> None:
        """Plays the pending turn."""
        state = self._state
        if state.at >= 0:
            step.run(self.code, state)
            for site, outcome in state.drawn:
                self._actions.append(Drawn(site, outcome))
            self._turns.append(tuple(state.out.lines))
            self._shown = 0

    @property
    def state(self) -> MachineState:
        """The machine's state after the pending turn."""
        if self._state.at >= 0:
            self._catch_up()
        return self._state

    # -- display

    @property
    def actions(self) -> list[Action]:
        """The playthrough: the decisions of the reader and of luck, in order."""
        self._catch_up()
        return self._actions

    @property
    def turns(self) -> list[tuple[Line, ...]]:
        """The lines of each turn."""
        self._catch_up()
        return self._turns

    @property
    def lines(self) -> Sequence[Line]:
        """The lines of the last turn."""
        return tuple(self.state.out.lines)

    @property
    def transcript(self) -> str:
        """All text since the beginning."""
        return "".join([line.text for turn in self.turns for line in turn])

    @property
    def options(self) -> list[Option]:
        """The options that can be chosen now."""
        return [option for option in self.state.options if not option.site.fallback]

    @property
    def refused(self) -> tuple[tuple[int, Option], ...]:
        """Options that are shown but cannot be chosen now, each with the number of options before it that can."""
        return self.state.refused

    @property
    def shown(self) -> list[tuple[int, Option]]:
        """The options as a reader sees them, in order: each with its number from 1, or 0 if it cannot be chosen now."""
        refused = list(self.refused)
        numbered: list[tuple[int, Option]] = []
        for number, option in enumerate(self.options, 1):
            while refused and refused[0][0] < number:
                numbered.append((0, refused.pop(0)[1]))
            numbered.append((number, option))
        return numbered + [(0, option) for _, option in refused]

    @property
    def ended(self) -> str | None:
        """The kind of the ending, None while there is something to choose."""
        return self.state.ending

    @property
    def stop_span(self) -> Span | None:
        """The place where the last turn stopped."""
        return step.stop_span(self.program, self.state.stop)

    @property
    def mark(self) -> str | None:
        """The mark (``# ending: name``) in force."""
        return self.state.mark

    @property
    def errors(self) -> list[Problem]:
        """The run-time error, or limit of Epilogue, that ended the last turn (at most one)."""
        return [problem for problem in self.state.problems if problem.kind != "warning"]

    @property
    def warnings(self) -> list[Problem]:
        return [problem for problem in self.state.problems if problem.kind == "warning"]

    @property
    def can_continue(self) -> bool:
        """Whether the last turn has lines that :meth:`continue_line` has not returned yet."""
        return self._shown < len(self.lines)

    def continue_line(self) -> Line:
        """The next line of the last turn. Raises :class:`PlayError` if there is none."""
        if not self.can_continue:
            raise PlayError("nothing more is said before the next choice")
        self._shown += 1
        return self.lines[self._shown - 1]

    @property
    def global_tags(self) -> tuple[str, ...]:
        """The tags at the very beginning of the story."""
        return self.tags_at(0)

    def tags_at(self, block: int | str) -> tuple[str, ...]:
        """The tags at the start of a passage."""
        at = inside(self.program, self._block(block) if isinstance(block, str) else block)
        pieces: list[str | int] = []
        opened = False
        for instruction in self.program.code[at:]:
            if instruction.op == "tag_open" or instruction.op == "tag_close":
                opened = instruction.op == "tag_open"
                pieces.append(TAG_OPEN if opened else TAG_CLOSE)
            elif instruction.op == "text" and opened:
                pieces.append(instruction.a)
            elif instruction.op not in ("enter", "mark"):
                break
        tags: tuple[str, ...] = self.program.semantics.output.tags_in(pieces)
        return tags

    # -- actions

    def choose(self, index: int) -> None:
        """Takes an option, by its number from 0, and plays on. Raises :class:`PlayError` if there is no such option."""
        options = self.options
        if not 0 <= index < len(options):
            only = (
                "is only option 1"
                if len(options) == 1
                else f"are only options 1 {'and' if len(options) == 2 else 'to'} {len(options)}"
            )
            raise PlayError(f"there {only}" if options else "there is nothing to choose")
        option = options[index]
        state = self.state
        if self._luck is None or state.drawn:
            self._luck = self.draws.save()
        self._moments.append(_UndoState(state.copy(), self._luck, len(self._actions), len(self._turns)))
        self._actions.append(Choice(index, option.text))
        step.choose(self.code, state, option)

    @property
    def goes_on(self) -> bool:
        """Whether a conversation is over and the game may begin another."""
        return self.program.hub is not None and self.ended not in (None, "error", "limit", "stopped")

    @property
    def talks(self) -> tuple[str, ...]:
        """Conversations the game may begin next, once the current one is over."""
        return tuple(entry.name for number, entry in enumerate(self.program.entries) if number not in self.state.entered)

    def converse(self) -> None:
        """After a conversation: lets the game begin another, or stop."""
        state = self.state
        self._luck = self.draws.save()
        self._moments.append(_UndoState(state.copy(), self._luck, len(self._actions), len(self._turns)))
        step.converse(self.code, state)

    def undo(self) -> bool:
        """Goes back to before the last choice; False if there is none."""
        if not self._moments:
            return False
        moment = self._moments.pop()
        self._state = moment.state
        self.draws.restore(moment.luck)
        self._luck = moment.luck
        del self._actions[moment.actions :]
        del self._turns[moment.turns :]
        self._shown = len(self._turns[-1])
        return True

    def restart(self) -> None:
        """Starts again, with the same luck."""
        self.draws.restore(self._luck_at_start)
        self._begin()

    def choose_path(self, name: str, *values: Any) -> None:
        """Abandons the current flow and continues at a passage. Raises :class:`PlayError` if there is none of that name."""
        step.choose_path(self.code, self._state, self._block(name), [self._held(value) for value in values])

    def evaluate_function(self, name: str, *values: Any) -> tuple[Any, str]:
        """Calls a function of the story: its value (None if it has none) and its text.

        Raises :class:`PlayError` if there is no such function or it has a run-time error.
        """
        block = self._block(name)
        try:
            value, text = step.evaluate(self.code, self._state, block, [self._held(value) for value in values])
        except StoryFault as fault:
            raise PlayError(str(fault)) from None
        return (None if value is VOID else value), text

    @property
    def variables(self) -> dict[str, Value]:
        """The author's globals now."""
        values = self.state.globals
        hidden = self.program.hidden
        return {name: values[name] for name in self.program.globals if name in values and name not in hidden}

    def set_variable(self, name: str, value: Any) -> None:
        """Sets a global. Raises :class:`PlayError` if the story has none of that name."""
        if name not in self.program.globals:
            raise PlayError(f"the story has no variable {name}")
        self._state.globals[name] = self._held(value)

    def bind_external(self, name: str, function: Callable[..., Any], look_ahead_safe: bool = False) -> None:
        """Gives the story a function of the game. ``look_ahead_safe``: it may be called before the preceding line is complete."""
        self.externals[name] = External(function, look_ahead_safe)

    def visits(self, name: str) -> int:
        """Number of visits of a passage."""
        return self.state.visits[self._block(name)]

    def _block(self, name: str) -> int:
        block = self.code.by_name.get(name) if name else None
        if block is None:
            raise PlayError(f"the story has no passage {name}")
        return block

    def _held(self, value: Any) -> Value:
        """A value as the story stores it."""
        numbers = self.program.semantics.values.numbers
        if type(value) is int:
            return numbers.whole(value)
        if type(value) is float:
            return numbers.held(value)
        return value  # type: ignore[no-any-return]
