"""The compiled functions that Python calls, each with the registers of the tables."""

from __future__ import annotations

from typing import Any

from epilogue.space.kernel.compiled import ahead, exploring, frontier, sequences, states
from epilogue.space.kernel.compiled.pointers import tables
from epilogue.space.kernel.compiled.types import BYTES, NUMBERS, OFFSETS, ROWS, B, I, V, entry


@entry(I(OFFSETS))
def advance(registers: Any) -> Any:
    """Explores states until as many are explored as asked (SLICE), none are left (OVER), something is missing, or there is no
    room (FULL)."""
    return exploring.advance(tables(registers))


@entry(I(OFFSETS, I))
def full(registers: Any, edges: Any) -> Any:
    """Where there may be no room for the next states and so many edges, as a bit set."""
    return exploring.full(tables(registers), edges)


@entry(V(OFFSETS, I))
def push(registers: Any, state: Any) -> None:
    """Adds a state to the heap by its mass."""
    frontier.push(tables(registers), state)


@entry(V(OFFSETS, I, I, I, I))
def enter3(registers: Any, first: Any, second: Any, third: Any, answer: Any) -> None:
    """Enters an answer to three numbers."""
    sequences.enter3(tables(registers), first, second, third, answer)


@entry(I(OFFSETS, I, I, I, I, I))
def kept(registers: Any, projection: Any, offers: Any, outcomes: Any, mark: Any, position: Any) -> Any:
    """The state with these options on offer, as the projection keeps it."""
    return states.kept(tables(registers), projection, offers, outcomes, mark, position)


@entry(I(OFFSETS, I, I, I, I))
def new_state(registers: Any, kind: Any, row: Any, ending: Any, position: Any) -> Any:
    """Adds a state found by the next edge."""
    return states.new_state(tables(registers), kind, row, ending, position)


@entry(V(OFFSETS, I, I, I, I))
def add_edge(registers: Any, target: Any, weight: Any, label: Any, renamed: Any) -> None:
    """Adds an edge."""
    exploring.add_edge(tables(registers), target, weight, label, renamed)


@entry(I(OFFSETS, NUMBERS, I, B))
def find(registers: Any, numbers: Any, count: Any, add: Any) -> Any:
    """The sequence of these numbers; added if it is new, or NONE."""
    return sequences.find(tables(registers), numbers, count, add)


@entry(I(OFFSETS, I, NUMBERS))
def read(registers: Any, sequence: Any, numbers: Any) -> Any:
    """Writes out the numbers of a sequence; their count."""
    return sequences.read(tables(registers), sequence, numbers)


@entry(V(ROWS, ROWS))
def spread3(old: Any, new: Any) -> None:
    """Enters all rows of one memo in another."""
    sequences.spread3(old, new)


@entry(V(BYTES, OFFSETS, I, NUMBERS))
def spread(arena: Any, begins: Any, count: Any, table: Any) -> None:
    """Enters all sequences in an empty table."""
    sequences.spread(arena, begins, count, table)


@entry(I(OFFSETS, NUMBERS))
def explore(registers: Any, asked: Any) -> Any:
    """Writes where the states with these keys lead; OVER when that is done."""
    return ahead.explore(tables(registers), asked, asked.shape[0])


@entry(V(OFFSETS, NUMBERS, NUMBERS))
def renumbered(registers: Any, keys: Any, texts: Any) -> None:
    """Numbers keys and texts anew, in the order in which they are first sent, and writes out those not sent before."""
    ahead.renumbered(tables(registers), keys, texts)


@entry(I(OFFSETS, NUMBERS, BYTES))
def packed(registers: Any, keys: Any, content: Any) -> Any:
    """Writes keys for another process; the length of it all."""
    return ahead.packed(tables(registers), keys, keys.shape[0], content)


@entry(I(OFFSETS, BYTES, NUMBERS, NUMBERS, NUMBERS, NUMBERS, I))
def unpacked(registers: Any, content: Any, projections: Any, outcomes: Any, values: Any, keys: Any, count: Any) -> Any:
    """Enters keys that another process has written; how many are entered in all."""
    return ahead.unpacked(tables(registers), content, projections, outcomes, values, keys, count)


@entry(I(OFFSETS, NUMBERS, NUMBERS, I, I, I))
def foreseen(registers: Any, states: Any, owners: Any, among: Any, passed: Any, farthest: Any) -> Any:
    """Writes out states that nobody was asked for, likely to be explored soon, and who of so many owns them; how many."""
    return ahead.foreseen(tables(registers), states, owners, among, passed, farthest)


@entry(I(OFFSETS, NUMBERS, NUMBERS, NUMBERS, NUMBERS, NUMBERS))
def received(registers: Any, states: Any, explored: Any, keys: Any, endings: Any, texts: Any) -> Any:
    """Enters where states lead, as another process has written it."""
    return ahead.received(tables(registers), states, explored, keys, endings, texts)


@entry(I(OFFSETS, NUMBERS))
def tidied(registers: Any, among: Any) -> Any:
    """Copies what is still ahead to another array; its length."""
    return ahead.tidied(tables(registers), among)
