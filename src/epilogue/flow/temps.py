"""Liveness of frame variables: contexts that differ only in dead ones are merged.

Backward liveness on the Program's code, one frame at a time. A call is skipped: it reaches this frame only through references,
which the specialiser keeps alive itself. Over-approximates: more live variables only mean more contexts.
"""

from __future__ import annotations

from collections.abc import Iterator

from epilogue.budget import tick
from epilogue.flow.targets import LEAVES, Targets
from epilogue.ir.program import Program

READS = frozenset(("load_temp", "store_temp", "push_ref", "jump_var", "call_var"))


def live_temps(program: Program, targets: Targets) -> list[frozenset[str]]:
    """Live frame variables by position: may be read before their next declaration."""
    code = program.code
    names = {i.a for i in code if i.op in READS or i.op == "declare_temp"} - set(program.globals)
    nothing: frozenset[str] = frozenset()
    if not names:
        return [nothing] * len(code)
    bit = {name: 1 << number for number, name in enumerate(sorted(names))}
    overriding = [target.position for target in targets.overriding]
    live = [0] * (len(code) + 1)
    steps = [_step(program, at, bit, targets, overriding) for at in range(len(code))]
    changed = True
    while changed:
        tick()
        changed = False
        for at in range(len(code) - 1, -1, -1):
            falls, others, gen, keep = steps[at]
            now = live[at + 1] if falls else 0
            for other in others:
                now |= live[other]
            now = (now & keep) | gen
            if now != live[at]:
                live[at] = now
                changed = True
    ordered = sorted(names)
    sets: dict[int, frozenset[str]] = {0: nothing}
    for mask in set(live):
        tick()
        sets[mask] = frozenset(ordered[number] for number in _ones(mask))
    return [sets[mask] for mask in live[: len(code)]]


def _ones(mask: int) -> Iterator[int]:
    """The numbers of the bits that are set."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def _step(
    program: Program, at: int, bit: dict[str, int], targets: Targets, overriding: list[int]
) -> tuple[bool, list[int], int, int]:
    """(flows on to the next position, other successors, gen, keep mask) of the instruction there."""
    op, a, b, _ = program.code[at]
    if op in READS:
        gen = bit.get(a, 0)
        if op == "jump_var":
            return False, targets.places(at), gen, -1
        if op == "call_var" and b == "subroutine":
            return True, overriding, gen, -1
        return True, [], gen, -1
    if op == "declare_temp":
        return True, [], 0, ~bit.get(a, 0)
    if op == "jump":
        return False, [a], 0, -1
    if op in ("jump_if", "skip_unless", "fork"):
        return True, [a], 0, -1
    if op == "offer":
        return True, [program.choices[a].target], 0, -1
    if op == "call" and b == "subroutine":
        return True, overriding, 0, -1
    return op not in LEAVES, [], 0, -1
