"""What no reader can ever see, by cause: the place where every way to it is cut off.

From an option (or a text) that was never met, look backwards through the control of the story for the nearest place that
*was* met:
a condition that always went the other way, an option's own condition that never held, or nothing at all.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection
from typing import NamedTuple

from epilogue.flow.graph import Call, Kind, Node, Offer, successors
from epilogue.ir.program import Program
from epilogue.space.walk import Walked


class Cause(NamedTuple):
    """``kind``: ``always`` or ``never`` (the condition at ``position`` always or never holds), ``guard`` (an option's own
    condition never holds), ``spent`` (a once-only option used up before it is met), ``elsewhere`` (a divert that never leads
    here), ``left`` (the flow leaves at ``position``, just before), ``inside`` (of a function that was called, but no call comes
    here), ``unreached`` (nothing leads here). ``fixed``: the
    condition depends on nothing that ever changes."""

    kind: str
    position: int
    fixed: bool = False


LEAVES = frozenset(("jump", "jump_var", "done", "end", "return", "return_tunnel", "fail"))


def causes(program: Program, walked: Walked, constants: frozenset[int], positions: list[int]) -> dict[int, Cause]:
    """The cause for each of the code positions (of ``offer`` or ``text`` instructions, or the first of a passage) that were never
    met.

    ``constants``: slots that are never assigned.
    """
    return _Search(program, walked, constants).causes(positions)


class _Search:
    def __init__(self, program: Program, walked: Walked, constants: frozenset[int]) -> None:
        self.program = program
        self.walked = walked
        self.constants = constants
        self.before: dict[int, list[Node]] = {}
        for node in walked.nodes:
            for follow in successors(node):
                self.before.setdefault(follow.id, []).append(node)
        self.outermost = _outermost(program)
        self.begun = {self.outermost[program.block_of[node.position]] for node in walked.nodes}
        self.called: set[int] = set()
        for number in walked.visited:
            offer = walked.nodes[number].offer if number >= 0 else None
            if isinstance(offer, Call):
                self.called |= offer.callee.region
        self.known: dict[int, Cause] = {}

    def causes(self, positions: list[int]) -> dict[int, Cause]:
        at: dict[int, list[Node]] = {}
        spoken = (Kind.OFFER, Kind.TEXT)
        said = {position for position in positions if self.program.code[position].op in ("offer", "text")}
        for node in self.walked.nodes:
            if node.kind in spoken or node.position not in said:
                at.setdefault(node.position, []).append(node)
        return {position: self.cause(position, at, frozenset()) for position in positions}

    def cause(self, position: int, at: dict[int, list[Node]], asking: frozenset[int]) -> Cause:
        if position in self.known:
            return self.known[position]
        found = self.search(position, at, asking | {position})
        self.known[position] = found
        return found

    def search(self, position: int, at: dict[int, list[Node]], asking: frozenset[int]) -> Cause:
        seen: set[int] = set()
        work = deque(at.get(position, ()))
        if not work:
            return Cause("inside", position) if position in self.called else self.left(position, at, asking)
        for node in work:
            if node.id in self.walked.visited and isinstance(node.offer, Offer):
                return self.guard(node)
        chained: int | None = None
        while work:
            node = work.popleft()
            if node.id in seen:
                continue
            seen.add(node.id)
            for earlier in self.before.get(node.id, ()):
                if earlier.id not in self.walked.visited:
                    work.append(earlier)
                elif earlier.kind is Kind.BRANCH and earlier.expr is not None:
                    if (earlier.id, node.id) not in self.walked.sides:
                        kind = "always" if earlier.succ[1] is node else "never"
                        return Cause(kind, earlier.position, earlier.expr.reads <= self.constants)
                elif earlier.kind is Kind.SWITCH:
                    return Cause("elsewhere", earlier.position)
                elif isinstance(earlier.offer, Offer) and chained is None:
                    chained = earlier.position
        if chained is not None and chained not in asking:
            return self.cause(chained, at, asking)
        return Cause("unreached", position)

    def guard(self, node: Node) -> Cause:
        offer = node.offer
        assert isinstance(offer, Offer)
        site = self.program.choices[offer.site]
        if site.condition:
            fixed = bool(offer.guard) and offer.guard[0].reads <= self.constants
            return Cause("guard", node.position, fixed)
        return Cause("spent", node.position)

    def left(self, position: int, at: dict[int, list[Node]], asking: frozenset[int]) -> Cause:
        """Nothing in the worked-out control leads there: the flow has left before, or what leads there is cut off itself."""
        code, block_of, blocks = self.program.code, self.program.block_of, self.program.blocks
        passage = self.outermost[block_of[position]]
        if passage >= 0 and passage not in self.begun:  # nobody has left it; what leads from part to part is no way in
            within = frozenset(at for at in range(len(code)) if self.outermost[block_of[at]] == passage)
            return self.way_in(within, blocks[passage].start, at, asking)
        around = set()
        block = block_of[position]
        while block >= 0:
            around.add(block)
            block = blocks[block].parent
        before = position - 1
        while before >= 0 and code[before].op != "fall":
            if code[before].op in LEAVES and block_of[before] in around:
                return Cause("left", before)
            before -= 1
        return self.way_in(range(before + 1, position + 1), position, at, asking)

    def way_in(self, within: Collection[int], position: int, at: dict[int, list[Node]], asking: frozenset[int]) -> Cause:
        """Why nothing that leads into this stretch of code does so; if nothing leads there, that is said of the position."""
        for source in self.leading_to(within):
            if source not in asking:
                if source in at:
                    wanted = self.program.code[source].op == "offer"
                    return self.cause(source, at, asking) if wanted else Cause("unreached", position)
                found = self.left(source, at, asking | {source})
                if found.kind != "unreached":
                    return found
        return Cause("unreached", position)

    def leading_to(self, within: Collection[int]) -> list[int]:
        """The positions of what leads into this stretch of code from elsewhere: an option, or a jump."""
        found = []
        for source, instruction in enumerate(self.program.code):
            if instruction.op == "offer":
                target = self.program.choices[instruction.a].target
            elif instruction.op in ("jump", "jump_if", "call", "fork"):
                target = instruction.a
            else:
                continue
            if target in within and source not in within:
                found.append(source)
        return found


def _outermost(program: Program) -> list[int]:
    """By block, the outermost passage it stands in, -1 for none."""
    passages = frozenset(program.passages)
    found: list[int] = []
    for block in program.blocks:  # a block comes after the one around it
        above = found[block.parent] if block.parent >= 0 else -1
        found.append(above if above >= 0 else block.id if block.id in passages else -1)
    return found
