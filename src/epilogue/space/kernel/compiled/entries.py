"""The compiled functions that Python calls, each with the registers of the tables."""

from __future__ import annotations

from typing import Any

from epilogue.space.kernel.compiled import exploring, frontier, sequences, states
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


@entry(V(OFFSETS, I, I))
def push(registers: Any, exponent: Any, state: Any) -> None:
    """Adds to the heap."""
    frontier.push(tables(registers), exponent, state)


@entry(V(OFFSETS))
def purge(registers: Any) -> None:
    """Takes from the heap what is outdated."""
    frontier.purge(tables(registers))


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
