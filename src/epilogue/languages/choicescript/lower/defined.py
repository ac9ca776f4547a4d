"""Removes tests of whether a variable of a scene has a value, where every way there has given it one.

Forward over the code, the greatest fixpoint: a variable has a value at a position if it has one on all ways that lead there.
"""

from __future__ import annotations

from collections.abc import Iterable

from epilogue.budget import tick
from epilogue.ir.program import Instruction
from epilogue.ir.values import NONE
from epilogue.ir.verify import LEAVES
from epilogue.languages.choicescript.lower.code import SceneCode, ScenePosition

LENGTH = 4
"""Instructions of a test: load, ask, skip, fail."""


def remove_checks(code: SceneCode, checks: dict[int, str], restored: set[int], entered: Iterable[int]) -> frozenset[str]:
    """Replaces needless tests by nothing; returns the variables that are still tested. ``restored``: positions that give a
    variable back what it held; ``entered``: positions where nothing has a value yet."""
    bits = {name: 1 << number for number, name in enumerate(sorted(set(checks.values())))}
    instructions = code.instructions
    unset = 0
    for at, (op, a, _, _) in enumerate(instructions):
        if op == "store_global" and a in bits and instructions[at - 1][:2] == ("push", NONE):
            unset |= bits[a]
    has: list[int | None] = [None] * len(instructions)
    work = [(0, 0), *((position, 0) for position in entered)]
    while work:
        tick()
        at, given = work.pop()
        while at < len(instructions):
            before = has[at]
            after = given if before is None else before & given
            if after == before:
                break
            has[at] = after
            op, a, _, _ = instructions[at]
            given = after
            if op == "store_global" and a in bits and at not in restored:
                given |= bits[a] & ~unset
            if type(a) is ScenePosition and a.position >= 0:
                work.append((a.position, given))
            if op == "offer":
                work.append((code.choices[a][0].position, given))
            if op in LEAVES:
                break
            at += 1
    kept = set()
    for at, name in checks.items():
        known = has[at]
        if known is None or known & bits[name]:
            for position in range(at, at + LENGTH):
                instructions[position] = Instruction("nop", None, None, instructions[position].span)
        else:
            kept.add(name)
    return frozenset(kept)
