"""Terms and advice of reports on ChoiceScript."""

from __future__ import annotations

import re

from epilogue.ir.advice import Advice
from epilogue.languages.comparison import comparison

CONDITION = re.compile(
    r"^\s*(?:\*(?:hide|disable|allow)_reuse\s+)?\*(?:else?if|elsif|selectable_if|if)\s*(.*?)\s*(?:#(?![^(]*\)).*)?$"
)
CODE = re.compile(r"^\s*\*(\w+)\s*(.*?)\s*$")
INSERTED = re.compile(r"[$@]!{0,2}\{(\(.*?\)(?=[ }])|[^ }]*).*?\}")


def condition(line: str, column: int) -> str:
    """The condition around a column of a line."""
    inside = next((match for match in INSERTED.finditer(line) if match.start() < column <= match.end()), None)
    if inside is not None:
        return inside[1]
    match = CONDITION.match(line)
    return match[1] if match else ""


def code(line: str, column: int) -> str:
    """The condition, command or value around a column of a line."""
    command = CODE.match(line)
    return condition(line, column) or (command[2] if command else "")


ADVICE = Advice(
    place="scene or label",
    ends_the_story="If the story is over here, say *ending. If not, *goto the label, or *goto_scene the scene, where it goes on.",
    fallback="Add an option without a condition and without reuse limits, or test with *if before the choice whether any of them "
    "holds.",
    sticky="Say *allow_reuse of one that leads out, or add an option without *hide_reuse and *disable_reuse.",
    spent="Take *hide_reuse or *disable_reuse away from it, or do not send readers through it before it is offered.",
    left="Nothing below it in the same block is ever read. Move the *goto, *return or *finish below what should come first, or "
    "remove that.",
    nowhere="this jump never leads there",
    elsewhere="What it names is never that label when a reader comes here: set it earlier.",
    ended="the story ends here, and the options before it are never offered",
    offered="Offer the options before the story ends.",
    lasting="this *gosub never comes back, so what follows is lost",
    come_back="Let what is called end with *return.",
    endless="{} only leads to a *gosub of itself",
    constant="write  *comment epilogue: intended  above it",
    warned="The story can be played all the same.",
    was_visited="{}",
    equals="{} = {}",
    comment="*comment",
    condition=condition,
    conditions=lambda line, column, below: [condition(line, column)],
    compared=lambda condition: comparison(re.sub(r"(?<![!<>=])=(?!=)", "==", condition)),
    code=code,
    generates=True,
    unreturned="Say *return where what {} was called for is over ({}).",
)
