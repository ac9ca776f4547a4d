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
    at = program.init
    while at is not None and at < len(code) and code[at].op != "end":
        declaring.add(at)
        at += 1
    outside = {
        *settings.assume,
        *settings.outside,
        *program.set_outside,
        *(name for entry in settings.entries for name in entry.values),
    }
    declared = {
        code[at].a: code[at].span or NOWHERE
        for at in sorted(declaring)
        if code[at].op == "store_global"
        and code[at].a not in outside
        and code[at].a not in program.lists
        and code[at].a not in program.hidden
    }
    read, written = set[str](), set[str]()
    for at, (op, name, _, _) in enumerate(code):
        if op in ("load_global", "push_ref", "jump_var", "call_var"):
            read.add(name)
        if op == "push_ref" or (op == "store_global" and at not in declaring):
            written.add(name)
    stores = frozenset(at for at, i in enumerate(code) if i.op == "store_global")
    return Variables(declared, frozenset(read), frozenset(written), frozenset(declaring), stores)
