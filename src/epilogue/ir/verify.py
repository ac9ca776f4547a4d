"""Structural checks of a Program, the same for every language."""

from __future__ import annotations

from epilogue.ir.ops import OPS
from epilogue.ir.program import UNTIL_LEFT, UNTIL_TAKEN, ChoiceSite, Instruction, Program
from epilogue.ir.values import Target

POSITIONS = frozenset(("jump", "jump_if", "skip_unless", "call", "fork"))
BLOCKS = frozenset(("enter", "visits", "shuffle"))
CALLS = frozenset(("function", "procedure", "subroutine"))
LEAVES = frozenset(("jump", "jump_var", "return", "return_subroutine", "fall", "done", "end", "converse", "fail"))


def verify(program: Program) -> list[str]:
    """Problems of the program's shape, in words; an empty list if there are none.

    Checked: operations and their operands; positions and block ids in range; blocks nest and name their parents; the code
    can't run past its end; every choice site is offered in one place and leads to a position.
    """
    size, wrong = len(program.code), []
    if len(program.block_of) != size:
        wrong.append("block_of does not cover the code")
    for position, instruction in enumerate(program.code):
        problem = _instruction(program, instruction)
        if problem:
            wrong.append(f"{position} {instruction.op}: {problem}")
    if program.code and program.code[-1].op not in LEAVES:
        wrong.append("the code runs past its end")
    for number, block in enumerate(program.blocks):
        if block.id != number or not -1 <= block.parent < number:
            wrong.append(f"block {number}: its id or parent is out of order")
        if not 0 <= block.start <= block.end <= size:
            wrong.append(f"block {number}: from {block.start} to {block.end} is outside the code")
    offered = [i.a for i in program.code if i.op == "offer"]
    if sorted(offered) != list(range(len(program.choices))):
        wrong.append("choice sites and offers do not match")
    called = {i.a for i in program.code if i.op == "external"}
    wrong.extend(f"{name}: foreign code that is not called" for name in program.foreign if name not in called)
    written = {name for foreign in program.foreign.values() for name in foreign.writes or ()} | program.set_outside
    wrong.extend(f"{name}: set by foreign code, and no global" for name in sorted(written.difference(program.globals)))
    wrong.extend(f"choice {s.id}: leads to {s.target}" for s in program.choices if not 0 <= s.target < size)
    wrong.extend(f"choice {s.id}: stays {problem}" for s in program.choices if s.stays and (problem := _cannot_stay(s)))
    return wrong


def _cannot_stay(site: ChoiceSite) -> str | None:
    """Reason why an option cannot stay on offer over turns."""
    if site.stays not in (UNTIL_TAKEN, UNTIL_LEFT):
        return repr(site.stays)
    if site.fallback or site.greyed:
        return "on offer, and is a fallback or shown when it cannot be chosen"
    return "on offer when it is taken, and is once-only" if site.once and site.stays == UNTIL_LEFT else None


def _instruction(program: Program, instruction: Instruction) -> str | None:
    op, a, b, _ = instruction
    if op not in OPS:
        return "no such operation"
    if op in POSITIONS and not (isinstance(a, int) and 0 <= a < len(program.code)):
        return f"position {a!r} is outside the code"
    if op in BLOCKS and not (isinstance(a, int) and 0 <= a < len(program.blocks)):
        return f"there is no block {a!r}"
    if op in ("jump", "jump_if") and not all(0 <= block < len(program.blocks) for block in b):
        return f"enters blocks {b!r}"
    if op in ("call", "call_var") and b not in CALLS:
        return f"kind {b!r}"
    if op == "apply" and not (isinstance(b, int) and b > 0):
        return f"{b!r} operands"
    if op == "push" and type(a) is Target and not 0 <= a.position < len(program.code):
        return f"target {a.position} is outside the code"
    return None
