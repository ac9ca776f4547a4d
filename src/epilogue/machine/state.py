"""The state of a story in play."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from epilogue.ir.lines import NOTHING
from epilogue.ir.program import ChoiceSite, GameSets
from epilogue.ir.values import Value
from epilogue.machine.draws import Draws
from epilogue.machine.frames import SUBROUTINE, Frame, fork
from epilogue.machine.text import Output
from epilogue.source import Span

MAX_DEPTH = 50_000
"""Maximal nesting of calls."""
NEVER = -2
"""Turn of the last visit of a block that was never visited (turns count from -1)."""


class Option(NamedTuple):
    """An option on offer: its site, its text, and the thread it continues in (``came``: block it was offered from)."""

    site: ChoiceSite
    text: str
    tags: tuple[str, ...]
    frames: tuple[Frame, ...]
    came: int


class Problem(NamedTuple):
    """A run-time error or warning of the story, or a limit of Epilogue. ``line``: index of the turn's line it occurred in."""

    kind: str
    message: str
    span: Span | None
    line: int


class ChoiceTag(NamedTuple):
    """A tag of an option's label, waiting on the evaluation stack for its option."""

    text: str


class External(NamedTuple):
    """A function of the game; ``safe`` if it may be called before the preceding line is known to be complete."""

    function: Callable[..., Any]
    safe: bool


class MachineState:
    """A story in play. The handlers of :mod:`epilogue.machine.step` read and write it; :meth:`copy` keeps a moment.

    ``visits``, ``visited_at``: by block, number of visits and turn of the last one. ``frames``: calls of the running
    thread; ``parents``: the threads that wait below it, each with the position it goes on at. ``came``: block a jump came
    from that landed where it matters, None otherwise. ``at``: position the next turn starts at, -1 while options wait.
    ``stop``: position of the instruction that stopped the turn. ``safe``: the last line in which the story said it is
    done. ``ending``: kind of the ending once the story is over. ``due``: what the game sets before the next turn.
    ``last``: the line said last since the last choice or draw (see :class:`~epilogue.ir.lines.Lines`).
    ``entered``: entries that are left for good, by their numbers. ``refused``: options shown that cannot be chosen, each with the
    number of options before it that can. ``deepest``: calls that may be inside each other.
    """

    __slots__ = (
        "at",
        "came",
        "deepest",
        "drawn",
        "draws",
        "due",
        "ending",
        "entered",
        "externals",
        "frames",
        "globals",
        "last",
        "mark",
        "options",
        "out",
        "parents",
        "problems",
        "refused",
        "safe",
        "stack",
        "stop",
        "turn",
        "visited_at",
        "visits",
    )  # fmt: skip

    def __init__(self, blocks: int, draws: Draws, output: type[Output]) -> None:
        self.globals: dict[str, Value] = {}
        self.visits = [0] * blocks
        self.visited_at = [NEVER] * blocks
        self.turn = -1
        self.stack: list[Any] = []
        self.frames: list[Frame] = [Frame(SUBROUTINE, -1)]
        self.parents: list[tuple[list[Frame], int]] = []
        self.options: list[Option] = []
        self.refused: tuple[tuple[int, Option], ...] = ()
        self.out = output()
        self.problems: list[Problem] = []
        self.draws = draws
        self.drawn: list[tuple[int, Any]] = []
        self.externals: dict[str, External] = {}
        self.mark: str | None = None
        self.last = NOTHING
        self.ending: str | None = None
        self.stop = -1
        self.safe = -1
        self.at = -1
        self.came: int | None = None
        self.deepest = MAX_DEPTH
        self.due: tuple[GameSets, ...] = ()
        self.entered: frozenset[int] = frozenset()

    def copy(self) -> MachineState:
        """An independent copy, between two turns (draws are not rewound)."""
        twin = MachineState(0, self.draws, type(self.out))
        twin.globals = self.globals.copy()
        twin.visits = self.visits.copy()
        twin.visited_at = self.visited_at.copy()
        twin.turn = self.turn
        twin.stack = self.stack.copy()
        twin.frames = fork(self.frames)
        twin.parents = [(fork(frames), position) for frames, position in self.parents]
        twin.options = self.options.copy()
        twin.refused = self.refused
        twin.out.lines = self.out.lines.copy()
        twin.problems = self.problems.copy()
        twin.drawn = self.drawn.copy()
        twin.externals = self.externals
        twin.mark = self.mark
        twin.last = self.last
        twin.ending = self.ending
        twin.stop = self.stop
        twin.at = self.at
        twin.came = self.came
        twin.due = self.due
        twin.entered = self.entered
        return twin
