"""Live subroutine frames: those that can still be returned to; those below one that cannot return are dead.

A subroutine left by a plain jump leaves its frame on the stack; entered from a menu again and again, the stack grows without end,
though no two of these stacks can be distinguished. So contexts are distinguished only by frames that can be returned to (a
regular abstraction of the stack; compare Bouajjani, Esparza and Maler, *Reachability analysis of pushdown automata*, 1997).

Backward over the Program's code, one frame at a time, the least fixpoint: a call continues behind it if the subroutine can
return, and at any target that a return may be overridden with. Over-approximates: where more can return, more is distinguished.
"""

from __future__ import annotations

from collections.abc import Sequence

from epilogue.budget import tick
from epilogue.flow.context import ContextFrame
from epilogue.flow.targets import LEAVES, Targets
from epilogue.ir.program import Program

NOWHERE = -1
"""Return address in the caller of a subroutine that cannot return."""


class Returning:
    """``can``: 1 at each position from which a subroutine's frame may reach its return."""

    def __init__(self, program: Program, targets: Targets) -> None:
        code = program.code
        self.can = bytearray(len(code) + 1)
        behind = [target.position for target in targets.overriding]
        before: list[list[int]] = [[] for _ in range(len(code) + 1)]
        calls: dict[int, list[int]] = {}
        work: list[int] = []
        for at, (op, a, b, _) in enumerate(code):
            if op == "return_subroutine":
                work.append(at)
            elif op in ("call", "call_var") and b == "subroutine":
                for entry in [a] if op == "call" else [target.position for target in targets.held(a)]:
                    calls.setdefault(entry, []).append(at)
            elif op == "jump_var":
                for place in targets.places(at):
                    before[place].append(at)
            else:
                if op in ("jump", "jump_if", "skip_unless", "fork"):
                    before[a].append(at)
                elif op == "offer":
                    before[program.choices[a].target].append(at)
                if op != "jump" and op not in LEAVES:
                    before[at + 1].append(at)
        while work:  # each position enters once; finding that a subroutine returns adds the code after its calls
            tick()
            position = work.pop()
            if self.can[position]:
                continue
            self.can[position] = 1
            work.extend(before[position])
            for call in calls.get(position, ()):
                for place in (call + 1, *behind):
                    if self.can[place]:
                        work.append(call)
                    before[place].append(call)
        self.behind = any(self.can[position] for position in behind)

    def bottom(self, kinds: Sequence[tuple[bool, int]], position: int) -> int:
        """The index of the lowest live frame, below which none is returned to. ``kinds``: by frame, whether it is a
        subroutine's, and where its caller continues."""
        may = bool(self.can[position])
        for number in range(len(kinds) - 1, 0, -1):
            subroutine, resume = kinds[number]
            if not subroutine:
                may = True  # functions always may return
            if not may:
                return number
            may = resume != NOWHERE and bool(self.can[resume] or (subroutine and self.behind))
        return 0


def folded(frames: Sequence[ContextFrame], bottom: int) -> tuple[ContextFrame, ...]:
    """The frames without those below index ``bottom``; the root stays as a base."""
    first = frames[bottom]._replace(resume=NOWHERE)
    return (frames[0]._replace(temps=()), first, *frames[bottom + 1 :])
