"""Terms and advice of a language's writers, for reports."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from epilogue.ir.operators import Compare

if TYPE_CHECKING:
    from epilogue.ir.program import Program


class Advice(NamedTuple):
    """Sentences, parts of them, and what finds code on the lines of the source."""

    place: str
    """Term for a starting point."""
    ends_the_story: str
    """How to end the story where it runs out, or go on."""
    fallback: str
    """Advice for a menu that may come out empty."""
    sticky: str
    """Advice for a menu that runs dry."""
    spent: str
    """Advice for an option that is used up before it is met."""
    left: str
    """Advice for code behind a place where the story leaves."""
    nowhere: str
    """Message for a jump that leads to another place than this."""
    elsewhere: str
    """Advice for that."""
    ended: str
    """Message for a story that ends before options made are offered."""
    offered: str
    """Advice for that."""
    lasting: str
    """Message for a call of a passage that never returns."""
    come_back: str
    """Advice for that."""
    endless: str
    """Message for a passage, named at {}, that leads only to a call of itself."""
    constant: str
    """Advice for a variable that is meant never to change."""
    warned: str
    """Default advice for a warning."""
    was_visited: str
    """The expression that asks whether a passage was visited, the name of which takes the place of {}."""
    equals: str
    """The expression that compares a variable with a value, in this order at {}."""
    comment: str
    """Sign that begins a comment."""
    condition: Callable[[str, int], str]
    """Finds the condition at a column, from 1 on, of a source line; "": there is none."""
    conditions: Callable[[str, int, Sequence[str]], list[str]]
    """Finds the conditions of an option at a column of a source line; they may go on on the lines that follow."""
    compared: Callable[[str], tuple[str, Compare, int] | None]
    """The variable, comparison and whole number of a condition that compares these and does nothing else; None for others."""
    code: Callable[[str, int], str]
    """Finds the code at a column of a source line; "": there is none."""
    mends: Callable[[str], str] = lambda message: ""
    """Advice for a run-time error, by its message; "": none of its own."""
    alternates: Callable[[Program, int], bool] = lambda program, position: False
    """Whether a condition is not the writer's but picks among alternatives, each of which stands for some of the visits."""
    comment_end: str = ""
    """Sign that ends a comment, where the end of the line does not."""
    generates: bool = False
    """Whether a Program has conditions that no writer wrote; then there are none on their lines."""
    visited: str | None = None
    """A regular expression for a condition that asks whether the passage in group 1 was visited; None: its name asks it."""
    closes_a_menu: tuple[str, str, str] | None = None
    """For a line that ends a menu before its last option: a regular expression, a message, advice."""
    unreturned: str | None = None
    """Advice for a passage that runs out though it was called to come back from: its name, and the lines that call it; None:
    passages return at their end."""
    misread: Callable[[str], tuple[str, str] | None] | None = None
    """Finds in a condition an operator that does not mean what it seems to: what it means, and how to write what was meant."""
    group: tuple[str, str] | None = None
    """For a passage that only picks one of its parts, if none is ever picked: a message, advice."""
