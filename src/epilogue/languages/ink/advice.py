"""Terms and advice of reports on ink."""

from __future__ import annotations

import re

from epilogue.ir.advice import Advice
from epilogue.ir.operators import Arithmetic
from epilogue.ir.program import Program
from epilogue.languages.comparison import comparison
from epilogue.languages.ink.quoting import code, condition, conditions

GATHER_ENDS_MENU = "this gather ends the menu; the options below are lost"
NOT_COMPARED = re.compile(r"\bnot\s+(\w+)\s*(==|!=|<=|>=|<|>)\s*(\w+)")
OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">": "<=", "<=": ">", ">=": "<"}


def misread_not(written: str) -> tuple[str, str] | None:
    """The real meaning of ``not x == y``, if there is such a comparison: ``not`` binds tighter; and how to write what was
    meant."""
    match = NOT_COMPARED.search(written)
    if match is None:
        return None
    name, operator, other = match.groups()
    if other in ("true", "false"):  # then both readings agree
        return None
    return (
        f"“not {name} {operator} {other}” means “(not {name}) {operator} {other}”",
        f"“not” binds tighter than “{operator}”. You surely meant “{name} {OPPOSITE[operator]} {other}” or "
        f"“not ({name} {operator} {other})”.",
    )


def alternates(program: Program, position: int) -> bool:
    """Whether a condition picks among alternatives such as ``{one|two}``, whose code begins with the number of earlier visits."""
    block = program.block_of[position]
    if block < 0:
        return False
    start = program.blocks[block].start
    ops = [(i.op, i.a) for i in program.code[start : start + 4]]
    if ops[1:3] != [("visits", block), ("push", 1)] or len(ops) < 4:
        return False
    return ops[3][0] == "apply" and program.semantics.algebra(ops[3][1]) is Arithmetic.SUBTRACT


ADVICE = Advice(
    place="knot, stitch or label",
    ends_the_story="If the story is over here, say -> END. If not, divert to where it goes on.",
    fallback="Add an option without a condition, or a fallback (* -> somewhere) for when no other is left.",
    sticky="Make one that leads out sticky (+ in place of *), or add a fallback (* -> somewhere) for when no other is left.",
    spent="Make it sticky (+ in place of *), or do not send readers through it before it is offered.",
    left="Nothing below it in the same passage is ever read. Move the divert below what should come first, or remove that.",
    nowhere="this divert never leads there",
    elsewhere="The variable it diverts to never holds that passage when a reader comes here: set it earlier.",
    ended="-> END ends the story here, and the options gathered before it are never offered",
    offered="Use -> DONE instead: it ends this thread or passage, and offers the options that threads and conditional "
    "blocks have gathered.",
    lasting="this tunnel never comes back: no ->-> in it is reached, so what follows is lost",
    come_back="Let what is called end by itself: a tunnel returns with ->->, a thread ends with -> DONE.",
    unreturned="{} is called as a tunnel ({}): say ->-> where it is over, to go back.",
    endless="{} only tunnels into itself",
    constant="say CONST in place of VAR",
    warned="ink's own compiler warns of it, too.",
    was_visited="{} > 0",
    equals="{} == {}",
    comment="//",
    condition=condition,
    conditions=conditions,
    compared=comparison,
    code=code,
    alternates=alternates,
    closes_a_menu=(
        r"\s*-(?!>)",
        GATHER_ENDS_MENU,
        "A gather closes every choice above it at its depth; what stands below it belongs to what comes next. Put the gather "
        "below the last option, or give it one more dash.",
    ),
    misread=misread_not,
)
