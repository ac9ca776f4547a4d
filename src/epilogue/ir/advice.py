"""How the writers of a language call things, and how they mend them: what reports say to them."""

from __future__ import annotations

from typing import NamedTuple


class Advice(NamedTuple):
    """Sentences, parts of them, and regular expressions. ``condition``: finds pieces of code with a condition, in whichever
    group there is; None: it is looked for in braces. ``code``: finds pieces of code on a line, in the same way; None: they are
    looked for as conditions are. ``visited``: a condition that asks, of the passage in group 1, whether it was visited; None:
    its name does."""

    place: str
    """What play can begin at."""
    ends_the_story: str
    """How to end the story where it runs out, or go on."""
    fallback: str
    """What a menu needs that may come out empty."""
    sticky: str
    """What a menu needs that runs dry."""
    spent: str
    """What to do about an option that is used up before it is met."""
    left: str
    """What to do about what stands behind a place where the story leaves."""
    nowhere: str
    """What is wrong with a way that leads to another place than this."""
    elsewhere: str
    """What to do about that."""
    ended: str
    """Message for a story that ends before options made are offered."""
    offered: str
    """Advice for that."""
    lasting: str
    """Message for a call of a passage that never returns."""
    tunnel: str
    """How a passage that was called is left: a jump does not; "": it does."""
    endless: str
    """Message for a passage, named at {}, that leads only to a call of itself."""
    constant: str
    """What to do with a variable that is meant never to change."""
    warned: str
    """Of a warning that has no better advice."""
    was_visited: str
    """The expression that asks whether a passage was visited, the name of which takes the place of {}."""
    condition: str | None = None
    code: str | None = None
    visited: str | None = None
    closes_a_menu: tuple[str, str, str] | None = None
    """Of what ends a menu before its last option: a regular expression for its line, what is wrong, what to do."""
    group: tuple[str, str] | None = None
    """Of a passage that only picks one of its parts, if none is ever picked: what is wrong, what to do."""
