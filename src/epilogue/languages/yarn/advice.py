"""Terms and advice of reports on Yarn."""

from __future__ import annotations

import re

from epilogue.ir.advice import Advice
from epilogue.languages.comparison import comparison

CONDITION = r"<<\s*(?:else\s*if|(?:once\s+)?if)\b\s*(.*?)\s*>>|^\s*when\s*:\s*(?:once\s+if\s+)?(.*?)\s*(?://.*)?$"
CODE = r"<<\s*(?:(?:else\s*if|(?:once\s+)?if|set)\b\s*)?(.*?)\s*>>|\{\s*(.*?)\s*\}|^when:\s*(.*)"


def condition(line: str, column: int) -> str:
    """The condition around a column of a line."""
    return _around(CONDITION, line, column)


def code(line: str, column: int) -> str:
    """The condition, command or expression around a column of a line."""
    return _around(CODE, line, column)


def _around(pattern: str, line: str, column: int) -> str:
    """The part that the match around a column consists of, "" if there is none."""
    pieces = re.finditer(pattern, line)
    return next((piece[piece.lastindex or 0] for piece in pieces if piece.start() < column <= piece.end()), "")


ADVICE = Advice(
    place="node",
    ends_the_story="If the story is over here, say <<stop>>. If not, <<jump>> to the node where it goes on.",
    fallback="Add an option without a condition, or test with <<if>> before the menu whether any of them holds. Does the game go "
    "on after such options, as Yarn Spinner 3.1 allows? Say so under [outside] in epilogue.toml: option_fallthrough = true",
    sticky="Take <<once>> away from one that leads out, or add an option without it.",
    spent="Take <<once>> away from it, or do not send readers through it before it is offered.",
    left="Nothing below it in the same branch is ever read. Move the <<jump>>, <<return>> or <<stop>> below what should come "
    "first, or remove that.",
    nowhere="this jump never leads there",
    elsewhere="What it jumps to is never that node when a reader comes here: set it earlier.",
    ended="the story ends here, and the options before it are never offered",
    offered="Offer the options before the story ends.",
    lasting="this detour never comes back, so what follows is lost",
    come_back="Let what is called end by itself: a detour returns at the end of its node, or with <<return>>.",
    endless="{} only detours into itself",
    constant="mark the line with  // epilogue: intended  ",
    warned="The story can be played all the same.",
    was_visited='visited("{}")',
    equals="{} == {}",
    comment="//",
    condition=condition,
    conditions=lambda line, column, below: [condition(line, column)],
    compared=lambda condition: comparison(condition, r"\$\w+"),
    code=code,
    generates=True,
    visited=r'visited\(\s*"([^"]*)"\s*\)',
    group=(
        "no node of the group {} can ever run",
        "None of their 'when:' conditions ever holds where something leads to the group: loosen one, or change what they test.",
    ),
)
