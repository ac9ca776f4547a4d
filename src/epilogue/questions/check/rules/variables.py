"""Reads and writes of a story's variables."""

from __future__ import annotations

from typing import NamedTuple

from epilogue.ir.program import Program
from epilogue.settings import Settings
from epilogue.source import NOWHERE, Span


class Variables(NamedTuple):
    """``declared``: variables that the settings leave alone, with the line that declares them; lists (they name a set of
    items) and hidden ones aside. ``declaring``: the positions of that code. ``read``, ``written``: by the story, or the
    expressions of the settings; a reference may do both. ``stores``: positions that set one."""

    declared: dict[str, Span]
    read: frozenset[str]
    written: frozenset[str]
    declaring: frozenset[int]
    stores: frozenset[int]


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
    for position, (op, name, _, _) in enumerate(code):
        if op in ("load_global", "push_ref", "jump_var", "call_var"):
            read.add(name)
        if op == "push_ref" or (op == "store_global" and position not in declaring):
            written.add(name)
    stores = frozenset(position for position, i in enumerate(code) if i.op == "store_global")
    return Variables(declared, frozenset(read), frozenset(written), frozenset(declaring), stores)
