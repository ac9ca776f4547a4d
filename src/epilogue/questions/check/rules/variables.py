"""Reads and writes of a story's variables."""

from __future__ import annotations

from typing import NamedTuple

from epilogue.ir.program import Instruction, Program
from epilogue.settings import Settings
from epilogue.source import NOWHERE, Span


class Variables(NamedTuple):
    """``declared``: variables that the settings leave alone, with the line that declares them; lists (they name a set of
    items) and hidden ones aside. ``declaring``: the positions of that code. ``read``, ``written``: by the story, or the
    expressions of the settings; a reference may do both. What is read only to set the variable itself anew, as in ``x = x + 1``,
    is not ``read``. ``counted``: the variables that are. ``stores``: positions that set one."""

    declared: dict[str, Span]
    read: frozenset[str]
    written: frozenset[str]
    declaring: frozenset[int]
    stores: frozenset[int]
    counted: frozenset[str]


def variables(program: Program, settings: Settings) -> Variables:
    """The variables of a story."""
    code = program.code
    declaring: set[int] = set()
    position = program.init
    while position is not None and position < len(code) and code[position].op != "end":
        declaring.add(position)
        position += 1
    outside = {
        *settings.assume,
        *settings.outside,
        *program.set_outside,
        *(name for entry in settings.entries for name in entry.values),
    }
    declared = {
        code[position].a: code[position].span or NOWHERE
        for position in sorted(declaring)
        if code[position].op == "store_global"
        and code[position].a not in outside
        and code[position].a not in program.lists
        and code[position].a not in program.hidden
    }
    read, written = set[str](), set[str]()
    own = own_reads(program)
    for position, (op, name, _, _) in enumerate(code):
        if op in ("load_global", "push_ref", "jump_var", "call_var") and position not in own:
            read.add(name)
        if op == "push_ref" or (op == "store_global" and position not in declaring):
            written.add(name)
    stores = frozenset(position for position, i in enumerate(code) if i.op == "store_global")
    return Variables(
        declared,
        frozenset(read),
        frozenset(written),
        frozenset(declaring),
        stores,
        frozenset(code[position].a for position in own),
    )


SIMPLE = {"push": (0, 1), "load_global": (0, 1), "load_temp": (0, 1), "declare_temp": (1, 0), "fail": (0, 0), "nop": (0, 0)}
"""Instructions that only work out a value, apart from operators: how many values they take, and leave."""
BRANCHES = {"jump": 0, "jump_if": 1, "skip_unless": 1}
"""Jumps, and how many values they take."""


def own_reads(program: Program) -> frozenset[int]:
    """Positions that read a variable only to set this variable itself."""
    code = program.code
    own: set[int] = set()
    for position, instruction in enumerate(code):
        if instruction.op == "store_global":
            begins = value_begins(program, position)
            own.update(at for at in range(begins, position) if code[at].op == "load_global" and code[at].a == instruction.a)
    return frozenset(own)


def value_begins(program: Program, store: int) -> int:
    """Where the code begins, on the line of a store, that works out its value and does nothing else."""
    code, needed = program.code, 1
    begins = position = store
    line = _line(code[store])
    while position > 0 and (needed > 0 or code[position - 1].op in ("declare_temp", "fail", "nop", *BRANCHES)):
        op, a, count, _ = code[position - 1]
        if _line(code[position - 1]) != line:
            break
        if op in BRANCHES:
            if not position <= a <= store:
                break
            needed += BRANCHES[op]
        elif op == "apply":
            needed += count - 1
        elif op in SIMPLE:
            takes, leaves = SIMPLE[op]
            needed += takes - leaves
        else:
            break
        position -= 1
        if needed <= 0:
            begins = position
    return begins if needed <= 0 else store


def _line(instruction: Instruction) -> tuple[str, int]:
    span = instruction.span or NOWHERE
    return span.file, span.line
