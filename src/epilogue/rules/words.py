"""What the rules say of a language: how its writers call things, and how they mend them."""

from __future__ import annotations

from typing import NamedTuple


class Words(NamedTuple):
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
    group: tuple[str, str] | None = None
    """Of a passage that only picks one of its parts, if none is ever picked: what is wrong, what to do."""


INK = Words(
    place="knot, stitch or label",
    ends_the_story="If the story is over here, say -> END. If not, divert to where it goes on.",
    fallback="Add an option without a condition, or a fallback (* -> somewhere) for when no other is left.",
    sticky="Make one that leads out sticky (+ in place of *), or add a fallback (* -> somewhere) for when no other is left.",
    spent="Make it sticky (+ in place of *), or do not send readers through it before it is offered.",
    left="Nothing below it in the same passage is ever read. Move the divert behind what should come first, or take that out.",
    nowhere="this divert never leads there",
    elsewhere="The variable it diverts to never holds that passage when a reader comes here: set it somewhere before.",
    ended="-> END ends the story here, and the options gathered before it are never offered",
    offered="Say -> DONE in its place: that ends this thread or passage, and offers the options that threads and conditional "
    "blocks have gathered.",
    lasting="this tunnel never comes back: no ->-> in it is reached, so what follows is lost",
    tunnel="->->",
    endless="{} only tunnels into itself",
    constant="say CONST in place of VAR",
    warned="ink's own compiler warns of it, too.",
    was_visited="{} > 0",
)
YARN = Words(
    place="node",
    ends_the_story="If the story is over here, say <<stop>>. If not, <<jump>> to the node where it goes on.",
    fallback="Add an option without a condition, or ask before the menu, with <<if>>, whether any of them holds. Does the game "
    "go on behind such options, as Yarn Spinner 3.1 lets it? Say so below [outside] in epilogue.toml: option_fallthrough = true",
    sticky="Take <<once>> away from one that leads out, or add an option without it.",
    spent="Take <<once>> away from it, or do not send readers through it before it is offered.",
    left="Nothing below it in the same branch is ever read. Move the <<jump>>, <<return>> or <<stop>> behind what should come "
    "first, or take that out.",
    nowhere="this jump never leads there",
    elsewhere="What it jumps to is never that node when a reader comes here: see to it somewhere before.",
    ended="the story ends here, and the options before it are never offered",
    offered="Let the options come before it is over.",
    lasting="this detour never comes back, so what follows is lost",
    tunnel="",
    endless="{} only detours into itself",
    constant="mark the line with  // epilogue: intended  ",
    warned="The story can be played all the same.",
    was_visited='visited("{}")',
    condition=r"<<\s*(?:else\s*if|(?:once\s+)?if)\b\s*(.*?)\s*>>|^\s*when\s*:\s*(?:once\s+if\s+)?(.*?)\s*(?://.*)?$",
    code=r"<<\s*(?:(?:else\s*if|(?:once\s+)?if|set)\b\s*)?(.*?)\s*>>|\{\s*(.*?)\s*\}|^when:\s*(.*)",
    visited=r'visited\(\s*"([^"]*)"\s*\)',
    group=(
        "no node of the group {} can ever run",
        "No 'when:' of theirs ever holds where something leads to the group: loosen one of them, or see to what they ask for.",
    ),
)
_WORDS = {"yarn": YARN}


def words_of(dialect: str) -> Words:
    """The words of a language."""
    return _WORDS.get(dialect, INK)
