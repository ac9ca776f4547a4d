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
ERRORS = tuple(
    (re.compile(message), advice)
    for message, advice in (
        (
            r"It is illegal to fall out of a \*choice",
            "End the option with *goto, *finish or *ending. If play should go on below the menu, say *fake_choice instead of "
            "*choice, or *create implicit_control_flow true in startup.txt.",
        ),
        (
            r"It is illegal to fall in to an \*else",
            "End the lines above the *else with *goto or *finish, or let them go on below it by *create implicit_control_flow "
            "true in startup.txt.",
        ),
        (
            "invalid return",
            "Lead here by *gosub, or end with *goto instead of *return. A *goto_scene in a subroutine forgets where to return.",
        ),
        ("bad label|doesn't contain label", "Say *label where it should lead, or correct the name."),
        ("there is no scene", "Write that scene, or correct its name where it is named (for *finish, that is in *scene_list)."),
        (
            "Non-existent variable",
            "Say *create for it in startup.txt, or *temp in this scene before it is used; or correct its name.",
        ),
        ("exists but has no value", "Give it a value: in its *temp, as in *temp gold 0, or by *set before it is used."),
        ("No parameter passed", "Pass it behind the label of the *gosub, or take the name from *params."),
        (
            "to non-percentile value",
            "Fair math (%+ and %-) takes a number from 0 to 100: keep it between them, or write + and -.",
        ),
        ("Invalid rand", "The first number of *rand must not be above the second one."),
        ("Not a number", "Only numbers can be counted with: look at where it is set, and at what a reader may type."),
        ("Neither true nor false", "A condition has to be true or false: compare what it asks for, as in (gold > 3)."),
        ("can't divide by zero", "Test before it that the divisor is not 0."),
        (
            r"invalid @\{\}",
            "The value picks a text, 1 the first one: write as many texts as it can have values, or keep it lower.",
        ),
        ("was not declared as an", "Declare it in startup.txt by *achievement, or correct its name."),
        ("Bug:", "The story says *bug here: lead readers elsewhere, or remove it."),
        ("there is no checkpoint", "Say *save_checkpoint on every way here, or test choice_restored_checkpoint before."),
    )
)
"""Advice by the beginning of a run-time error's message."""


def mended(message: str) -> str:
    """Advice for a run-time error, "" for none of its own."""
    return next((advice for start, advice in ERRORS if start.search(message)), "")


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
    mends=mended,
    generates=True,
    unreturned="Say *return where what {} was called for is over ({}).",
)
