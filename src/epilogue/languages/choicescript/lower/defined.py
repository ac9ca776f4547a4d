"""Removes tests of whether a variable of a scene exists, or has a value, where every way there has seen to it.

Forward over the code, the greatest fixpoint: what holds at a position holds on all ways that lead there.
"""

from __future__ import annotations

from collections.abc import Iterable

from epilogue.budget import tick
from epilogue.ir.program import Instruction
from epilogue.ir.values import NONE
from epilogue.ir.verify import LEAVES
from epilogue.languages.choicescript.lower.code import SceneCode
from epilogue.languages.choicescript.operators import UNSET
from epilogue.languages.code import CodeLabel

LENGTH = 4
"""Instructions of a test: load, ask, skip, fail."""


def remove_checks(
    code: SceneCode, checks: dict[int, tuple[str, str]], restored: set[int], entered: Iterable[int]
) -> frozenset[str]:
    """Replaces needless tests by nothing; returns the variables that are still tested. ``restored``: positions that give a
    variable back what it held; ``entered``: positions where nothing has a value yet."""
    bits = {check: 1 << number for number, check in enumerate(sorted(set(checks.values())))}
    gives: dict[str, int] = {}
    lost = 0
    for (_, name), bit in bits.items():
        gives[name] = gives.get(name, 0) | bit
    for at, (op, a, _, _) in enumerate(code.instructions):
        pushed = code.instructions[at - 1]
        if op == "store_global" and a in gives and pushed.op == "push" and pushed.a in (NONE, UNSET):
            lost |= bits.get(("unset", a), 0) | (bits.get(("undeclared", a), 0) if pushed.a is NONE else 0)
    instructions = code.instructions
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
            if op == "store_global" and a in gives and at not in restored:
                given |= gives[a] & ~lost
            if type(a) is CodeLabel and a.position >= 0:
                passed = checks.get(at - 2) if op == "skip_unless" else None
                work.append((a.position, given | (bits[passed] if passed is not None else 0)))
            if op == "offer":
                work.append((code.choices[a][0].position, given))
            if op in LEAVES:
                break
            at += 1
    kept = set()
    for at, (test, name) in checks.items():
        known = has[at]
        if known is None or known & bits[test, name]:
            for position in range(at, at + LENGTH):
                instructions[position] = Instruction("nop", None, None, instructions[position].span)
        else:
            kept.add(name)
    return frozenset(kept)
