"""What no reader can ever see, by cause: the place where every way to it is cut off.

From an option (or a text) that was never met, look backwards through the control of the story for the nearest place that
*was* met:
a condition that always went the other way, an option's own condition that never held, or nothing at all.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import NamedTuple

from epilogue.budget import tick
from epilogue.flow.expressions import Expr
from epilogue.flow.graph import Call, Kind, Node, Offer, successors
from epilogue.ir.program import Program
from epilogue.ir.values import Target
from epilogue.space.walk import Walked


class Cause(NamedTuple):
    """``kind``: ``always`` or ``never`` (the condition at ``position`` always or never holds), ``guard`` (an option's own
    condition never holds), ``spent`` (a once-only option used up before it is met), ``fallback`` (never needed: another option
    is always left), ``elsewhere`` (a divert that never leads
    here), ``left`` (the flow leaves at ``position``, just before), ``inside`` (of a function that was called, but no call comes
    here), ``unreached`` (nothing leads here). ``fixed``: the
    condition depends on nothing that ever changes."""

    kind: str
    position: int
    fixed: bool = False


def _brings_about(node: Node, expr: Expr, truth: bool) -> bool:
    """Whether what is set there, a constant, brings a condition of the form ``x`` or ``x == constant`` to this side."""
    if node.expr is None or node.expr.op != "const":
        return False
    if expr.op == "==" and expr.args[1].op == "const":
        return bool(node.expr.value == expr.args[1].value) == truth
    return expr.op == "read" and bool(node.expr.value) == truth


LEAVES = frozenset(("jump", "jump_var", "done", "end", "return", "return_tunnel", "fail"))


def causes(
    program: Program,
    walked: Walked,
    constants: frozenset[int],
    names: Mapping[int, str],
    positions: list[int],
    written: Callable[[int], bool],
) -> dict[int, Cause]:
    """The cause for each of the code positions (of ``offer`` or ``text`` instructions, or the first of a passage) that were never
    met.

    ``constants``: slots that are never assigned; ``names``: the variable that a slot is; ``written``: whether a writer wrote the
    condition at a position: such a one is told before what picks for them.
    """
    return _Search(program, walked, constants, names, written).causes(positions)


class _Search:
    def __init__(
        self,
        program: Program,
        walked: Walked,
        constants: frozenset[int],
        names: Mapping[int, str],
        written: Callable[[int], bool],
    ) -> None:
        self.names = names
        self.written = written
        self.program = program
        self.walked = walked
        self.constants = constants
        self.before: dict[int, list[Node]] = {}
        for node in walked.nodes:
            for follow in successors(node):
                self.before.setdefault(follow.id, []).append(node)
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
                return self.guard(node, at, asking)
        chained: int | None = None
        picking: Cause | None = None
        while work:
            tick()
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
                        found = Cause(kind, earlier.position, earlier.expr.reads <= self.constants)
                        found = self.behind(found, earlier.expr.reads, at, asking, earlier.expr)
                        if found.kind not in ("always", "never") or self.written(found.position):
                            return found
                        picking = picking or found
                elif earlier.kind is Kind.SWITCH:
                    return Cause("elsewhere", earlier.position)
                elif isinstance(earlier.offer, Offer) and chained is None:
                    chained = earlier.position
        if picking is not None:
            return picking
        if chained is not None and chained not in asking:
            return self.cause(chained, at, asking)
        return Cause("unreached", position)

    def behind(
        self, cause: Cause, reads: frozenset[int], at: dict[int, list[Node]], asking: frozenset[int], expr: Expr | None = None
    ) -> Cause:
        """What is behind a condition that asks for something no reader comes to: a passage, or what would set a variable."""
        code = self.program.code
        asked = code[cause.position - 1]
        lost: int | None = None
        if asked.op == "visits" and cause.kind != "always":
            block = self.program.blocks[asked.a]
            within = range(block.start, block.end)
            if not any(node.id in self.walked.visited for node in self.walked.nodes if node.position in within):
                lost = next((node.position for node in self.walked.nodes if node.position in within), block.start)
        elif cause.fixed and reads:
            names = {self.names[slot] for slot in reads if slot in self.names}
            stores = [place for place, i in enumerate(code) if i.op == "store_global" and i.a in names]
            lost = next((place for place in stores if place not in self.declaring), None)
        elif expr is not None and not self.written(cause.position):
            unmet = [n for n in self.walked.nodes if n.kind is Kind.SET and n.id not in self.walked.visited]
            lost = next((n.position for n in unmet if n.slot in reads and _brings_about(n, expr, cause.kind == "never")), None)
        if lost is None or lost in asking:
            return cause
        asking |= {lost}
        found = self.search(lost, {**at, lost: [n for n in self.walked.nodes if n.position == lost]}, asking)
        return cause if found.kind in ("unreached", "spent", "inside") else found

    @cached_property
    def declaring(self) -> frozenset[int]:
        """The positions of the code that declares the variables."""
        code, first = self.program.code, self.program.init
        if first is None:
            return frozenset()
        after = next((place for place in range(first, len(code)) if code[place].op == "end"), len(code))
        return frozenset(range(first, after))

    def guard(self, node: Node, at: dict[int, list[Node]], asking: frozenset[int]) -> Cause:
        offer = node.offer
        assert isinstance(offer, Offer)
        site = self.program.choices[offer.site]
        if site.fallback:
            return Cause("fallback", node.position)
        if site.condition:
            reads = offer.guard[0].reads if offer.guard else frozenset[int]()
            found = Cause("guard", node.position, bool(offer.guard) and reads <= self.constants)
            return self.behind(found, reads, at, asking)
        return Cause("spent", node.position)

    def left(self, position: int, at: dict[int, list[Node]], asking: frozenset[int]) -> Cause:
        """Nothing in the worked-out control leads there: backwards through the code as it is written, to the nearest option that
        was worked out, to a line right above at which the story leaves, or to the beginning of a passage nothing leads to."""
        code, block_of = self.program.code, self.program.block_of
        passages = {self.program.blocks[number].start for number in self.program.passages}
        seen = {position}
        work: deque[tuple[int, bool, Cause | None]] = deque([(position, True, None)])
        begins: int | None = None
        gone: int | None = None
        while work:
            tick()
            place, straight, via = work.popleft()
            if code[place].op == "offer" and place in at and place not in asking and not self.taken(at[place]):
                return self.cause(place, at, asking)
            if place != position and any(node.id in self.walked.visited for node in at.get(place, ())):
                if via is None and code[position].op == "offer" and self.program.choices[code[position].a].condition:
                    via = Cause("guard", position, True)
                return via or Cause("unreached", position)
            sources = self.leading_to.get(place, [])
            follows = place > 0 and code[place - 1].op not in LEAVES and code[place - 1].op != "fall"
            leaves = place > 0 and code[place - 1].op in LEAVES and block_of[place - 1] in self.around(place)
            if leaves and not sources:
                if straight and place not in passages:
                    return Cause("left", place - 1)
                gone = place - 1 if gone is None else gone
            if place in passages and not sources and (begins is None or place < begins):
                begins = place
            for source in [place - 1, *sources] if follows else sources:
                if source not in seen:
                    seen.add(source)
                    op, next_to = code[source].op, source == place - 1
                    kept = straight and op not in ("jump", "jump_if", "skip_unless", "call", "fork")
                    decides = self.decided(source, next_to) if op in ("jump_if", "skip_unless") and source not in at else via
                    work.append((source, (straight and next_to) or kept or op == "offer", decides))
        if begins is None:  # what leads there is only itself, in a circle; or nothing at all
            begins = min(passages & seen, default=None)
        if begins is None and gone is not None:
            return Cause("left", gone)
        return Cause("unreached", position if begins is None else begins)

    def taken(self, nodes: list[Node]) -> bool:
        """Whether an option is taken anywhere, so that it is no cause of anything."""
        return any(isinstance(n.offer, Offer) and n.offer.entry.id in self.walked.visited for n in nodes)

    def decided(self, position: int, next_to: bool) -> Cause:
        """The cause that a condition is which was decided before anything was worked out, and not for what leads on from it (what
        stands ``next_to`` it, or elsewhere)."""
        always = next_to == (self.program.code[position].op == "jump_if")
        return Cause("always" if always else "never", position, True)

    def around(self, position: int) -> set[int]:
        """The blocks that a position stands in."""
        found, block = set[int](), self.program.block_of[position]
        while block >= 0:
            found.add(block)
            block = self.program.blocks[block].parent
        return found

    @cached_property
    def leading_to(self) -> dict[int, list[int]]:
        """By position, those of what leads there from elsewhere: an option, a jump, a value that holds it."""
        found: dict[int, list[int]] = {}
        for source, (op, a, _, _) in enumerate(self.program.code):
            if op == "offer":
                found.setdefault(self.program.choices[a].target, []).append(source)
            elif op in ("jump", "jump_if", "skip_unless", "call", "fork"):
                found.setdefault(a, []).append(source)
            elif op == "push" and isinstance(a, Target):
                found.setdefault(a.position, []).append(source)
        return found
