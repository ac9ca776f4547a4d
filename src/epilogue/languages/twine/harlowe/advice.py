"""Terms and advice of reports on Harlowe."""

from __future__ import annotations

import re

from epilogue.ir.advice import Advice
from epilogue.languages.comparison import comparison

CONDITION = re.compile(r"\((?:if|unless|else-?if):\s*(.*?)\s*\)\s*(?=\[|\+|$)", re.I)
CODE = re.compile(r"\(([\w-]+):\s*(.*?)\s*\)")


def condition(line: str, column: int) -> str:
    """The condition around a column of a line."""
    return next((found[1] for found in CONDITION.finditer(line) if found.start() < column <= found.end()), "")


def code(line: str, column: int) -> str:
    """The condition, macro or value around a column of a line."""
    inside = next((found for found in CODE.finditer(line) if found.start() < column <= found.end()), None)
    return condition(line, column) or (inside[2] if inside else "")


ADVICE = Advice(
    place="passage",
    ends_the_story="If the story is over here, leave no link on the page. If not, add a link to the passage where it goes on.",
    fallback="Add a link without a condition, or an (else:) that has one.",
    sticky="Use (link-repeat:), or add a link that leads out.",
    spent="Use (link-repeat:), or do not send readers through it before it is offered.",
    left="Nothing below it on the page ever acts. Move the (goto:) below what should come first, or remove that.",
    nowhere="this link never leads there",
    elsewhere="What it names is never that passage when a reader comes here: set it earlier.",
    ended="the story ends here, and the links before it are never offered",
    offered="Offer the links before the story ends.",
    lasting="this passage never comes back, so what follows is lost",
    come_back="Let what is displayed end by itself.",
    endless="{} only displays itself",
    constant="write  <!-- epilogue: intended -->  above it",
    warned="The story can be played all the same.",
    was_visited="{}",
    equals="{} is {}",
    comment="<!--",
    comment_end=" -->",
    condition=condition,
    conditions=lambda line, column, below: [condition(line, column)],
    compared=lambda text: comparison(re.sub(r"\bis\b(?!\s+(?:not|in))", "==", text), r"\$\w+"),
    code=code,
    generates=True,
)
