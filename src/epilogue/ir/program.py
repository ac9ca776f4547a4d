"""A story as a flat program: instructions, the blocks they stand in, and what surrounds them. Frozen once lowered.

Positions are indices into ``Program.code``. Blocks nest; a block that is flowed into lies inline in its parent's code,
one that is only jumped to lies elsewhere and ends with ``fall``. Visit counts belong to blocks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from epilogue.ir.semantics import Semantics
from epilogue.ir.values import Value
from epilogue.source import Span


class Instruction(NamedTuple):
    """One operation of :mod:`epilogue.ir.ops` with up to two operands and its place in the source."""

    op: str
    a: Any = None
    b: Any = None
    span: Span | None = None


class Block(NamedTuple):
    """A stretch of code that is entered, left and (if so flagged) counted.

    ``name``: its path in the language's own notation. ``start``: position of its ``enter``. ``end``: one past its last
    instruction in flow. ``parent``: id of the enclosing block, -1 for the root. ``visits``/``turns``: the number of visits /
    the turn of the last visit is kept. ``start_only``: counted only when entered at its start.
    """

    id: int
    name: str
    parent: int
    start: int
    end: int
    visits: bool
    turns: bool
    start_only: bool
    span: Span | None


UNTIL_TAKEN, UNTIL_LEFT = "until taken", "until left"
"""Lifetimes of an option on offer over turns (without one: until an option of its menu is taken): until it is taken, or the page
is left in which it was offered; or until that is left, however often it is taken."""


class ChoiceSite(NamedTuple):
    """A place that offers an option.

    ``target``: position where play goes on; ``target_block``: the block whose visits spend a once-only option, ``enters``: the
    counted blocks entered by taking it, None if that depends on how the site was reached (see :func:`blocks_entered`).
    ``condition``, ``start``, ``choice_only``: which operands are on the stack (pushed in the order start, choice-only,
    condition). ``fallback``: never shown, taken when nothing else is offered. ``text``: the option as in the source.
    ``greyed``: where its condition fails it is shown all the same, as one that cannot be chosen. ``stays``: on offer over turns,
    :data:`UNTIL_TAKEN` or :data:`UNTIL_LEFT`, with what it said and carried when it was offered.
    """

    id: int
    target: int
    target_block: int
    enters: tuple[int, ...] | None
    condition: bool
    start: bool
    choice_only: bool
    fallback: bool
    once: bool
    text: str
    span: Span | None
    greyed: bool = False
    stays: str = ""


class Mark(NamedTuple):
    """A tag of the form ``# key: value`` that means something to Epilogue or the reader: where it stands and what it says."""

    key: str
    value: str
    span: Span | None


class Outside(NamedTuple):
    """The world outside the story gives one of ``values`` (none: anything). ``weights``: by chance, in this proportion; None:
    nobody knows with what odds, and anything may decide. ``name``: what a writer calls it. ``real``: by chance, any number from 0
    up to 1, each as likely; its ``values``, once there are any, stand for stretches of them, in order, as long as the weights
    say."""

    name: str
    values: Sequence[Value]
    weights: tuple[int, ...] | None
    real: bool = False

    def fitted(self, outcome: Any) -> Value | None:
        """The value that represents an outcome here; None if it cannot be one."""
        if not self.real:
            same = sorted(
                (value for value in self.values if value == outcome), key=lambda value: type(value) is not type(outcome)
            )
            return next(iter(same), None) if self.values else outcome
        if type(outcome) not in (int, float) or not 0 <= outcome < 1:
            return None
        reached, whole = 0, sum(self.weights or ())
        for value, weight in zip(self.values, self.weights or (), strict=True):
            reached += weight
            if outcome * whole < reached:
                return value
        return float(outcome)


class Foreign(NamedTuple):
    """Effect of code that is not in the story's own language, called by ``external``. ``writes``: the globals that
    it may set; None: any of the author's. ``returns``: it gives a value, of which nothing is known. Code that only shows
    something writes nothing and returns nothing. ``calls``: functions of the game, which are taken to set nothing more."""

    writes: tuple[str, ...] | None = ()
    returns: bool = True
    calls: bool = False


class Write(NamedTuple):
    """A global that a call of foreign code may set; ``site``: the position that stands for that in the code, with what comes of
    it in ``Program.outside``."""

    variable: str
    site: int


class GameSets(NamedTuple):
    """A global that the game sets before the story begins, and perhaps before ``every_turn``; ``site``: the position that stands
    for it in the code."""

    variable: str
    site: int
    outside: Outside
    every_turn: bool


class Entry(NamedTuple):
    """A conversation that the game can begin: at a ``block``, with these globals set before; ``once`` at most, or any number of
    times."""

    name: str
    block: int
    sets: tuple[GameSets, ...]
    once: bool


class Program(NamedTuple):
    """A story ready to be played or analysed.

    ``start``: position where play begins. ``init``: position of the code that sets the globals, None if there is none;
    ``globals``: their names. ``lists``: list name -> item -> number. ``externals``: name -> position of the fallback or None.
    ``block_of``: innermost block of each position. ``sequences``: positions of shuffle draws -> path of their block.
    ``semantics``: what its language means. ``sources``: files read, in order. ``outside``: what calls of external
    functions give, by their positions, where that is declared; ``game_sets``: globals set from outside. ``entries``: the
    conversations of a game; play begins at ``hub`` then, where the game picks one, and comes back there after each. ``passages``:
    the blocks an author thinks in, in the order of the source. ``hidden``: the globals, and variables
    of frames, that are not the author's; of those that note what was seen, its name or place. ``unbegun``: passages that the
    beginning leads nowhere near and that the game may begin: nothing is said of them. ``foreign``: by the names of externals,
    what their code may do, where that is more or less than to give a value; ``writes``: by the position of a call, what it may
    set.
    """

    code: tuple[Instruction, ...]
    blocks: tuple[Block, ...]
    block_of: tuple[int, ...]
    choices: tuple[ChoiceSite, ...]
    start: int
    init: int | None
    globals: tuple[str, ...]
    lists: dict[str, dict[str, int]]
    externals: dict[str, int | None]
    marks: tuple[Mark, ...]
    semantics: Semantics
    name: str
    sources: tuple[str, ...] = ()
    outside: Mapping[int, Outside] = {}
    game_sets: tuple[GameSets, ...] = ()
    entries: tuple[Entry, ...] = ()
    hub: int | None = None
    passages: tuple[int, ...] = ()
    hidden: Mapping[str, str | Span | None] = {}
    unbegun: frozenset[int] = frozenset()
    foreign: Mapping[str, Foreign] = {}
    writes: Mapping[int, tuple[Write, ...]] = {}

    def gives(self, external: str) -> bool:
        """Whether a call of ``external`` returns a value."""
        return external not in self.foreign or self.foreign[external].returns

    @property
    def written_at(self) -> dict[int, tuple[str, str]]:
        """Names of the foreign code and of the global it may set, by the write's site."""
        return {
            write.site: (self.code[position].a, write.variable) for position, writes in self.writes.items() for write in writes
        }

    @property
    def set_outside(self) -> frozenset[str]:
        """The names of the globals that foreign code may set."""
        return frozenset(variable for _, variable in self.written_at.values())

    @property
    def variables(self) -> tuple[str, ...]:
        """The names of the author's globals."""
        return tuple([name for name in self.globals if name not in self.hidden])


def block_at(program: Program, position: int) -> int:
    """The block that a position stands in; where the content of one that is only jumped to is over (its ``fall``, which stands in
    none), the one before it."""
    while position > 0 and program.block_of[position] < 0:
        position -= 1
    return program.block_of[position]


def written(program: Program, position: int, mark: str) -> Span | None:
    """Source place of an ending at a position: of an implied end the mark's, if in one place, else the position's."""
    op, implied, _, span = program.code[position]
    if op == "end" and implied and mark:
        places = [candidate.span for candidate in program.marks if (candidate.key, candidate.value) == ("ending", mark)]
        return places[0] if len(places) == 1 else span
    return span


def events(program: Program) -> frozenset[int]:
    """The positions of what makes up a line that is an event of the story's own (a command): nobody says it."""
    positions: set[int] = set()
    inside_one = False
    for position, instruction in enumerate(program.code):
        marked = instruction.op == "text" and bool(instruction.b)
        if marked or inside_one:
            positions.add(position)
        if marked:
            inside_one = instruction.a != "\n"
    return frozenset(positions)


def passages_of(program: Program) -> tuple[int, ...]:
    """Innermost passage around each block, -1 for none."""
    passages = frozenset(program.passages)
    around: list[int] = []
    for block in program.blocks:  # enclosing blocks come first
        around.append(block.id if block.id in passages else around[block.parent] if block.parent >= 0 else -1)
    return tuple(around)


def in_unbegun(program: Program) -> Callable[[int], bool]:
    """Whether a position is in a passage that the game perhaps begins."""
    passage = passages_of(program) if program.unbegun else ()
    return lambda position: bool(passage) and passage[program.block_of[position]] in program.unbegun


def blocks_entered(blocks: tuple[Block, ...], target_block: int, position: int, came_from: int) -> tuple[int, ...]:
    """The counted blocks that a jump into ``target_block`` at ``position`` from the block ``came_from`` enters, innermost first.

    Walks outwards to the first block that was open already (unless that one is counted at its start only). A block counts
    as entered at its start while the way in has led through first positions alone.
    """
    open_before = set()
    while came_from >= 0:
        open_before.add(came_from)
        came_from = blocks[came_from].parent
    entered = []
    here, at_start = target_block, True
    while here >= 0 and (here not in open_before or blocks[here].start_only):
        block = blocks[here]
        counted = block.visits or block.turns
        at_start = at_start and position == block.start + (1 if counted else 0)
        if counted and (at_start or not block.start_only):
            entered.append(here)
        position = block.start
        here = block.parent
    return tuple(entered)


def inside(program: Program, block: int) -> int:
    """Position of a block's first content, after its ``enter``."""
    start = program.blocks[block].start
    first = program.code[start]
    return start + 1 if first.op == "enter" and first.a == block else start


def noted_positions(program: Program) -> frozenset[int]:
    """Positions where it matters which block a jump to them came from: only what counts a block lies between them and an
    offer whose option enters what depends on it."""
    noted: set[int] = set()
    for position, instruction in enumerate(program.code):
        if instruction.op == "offer" and program.choices[instruction.a].enters is None:
            first = position
            while first > 0 and program.code[first - 1].op == "enter":
                first -= 1
            noted.update(range(first, position + 1))
    return frozenset(noted)


def flowed_from(program: Program, offer: int) -> int:
    """The block that play flowed from to the offer at a position, when no jump led there."""
    before = offer - 1
    while before > 0 and program.code[before].op == "enter":
        before -= 1
    return program.block_of[before] if before >= 0 else -1
