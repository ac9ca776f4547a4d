"""Causes of what no reader ever sees: where every way to it is cut off.

From an option (or a text) that was never met, searches backwards through the story's control for the nearest place that *was*
met: a condition that always went the other way, an option that is never on offer, or nothing at all. The result is a candidate;
the caller proves its ``claim``, that it holds for everybody who gets there.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import NamedTuple

from epilogue.budget import tick
from epilogue.flow.expressions import Expr
from epilogue.flow.focus import ConditionSide, Focus
from epilogue.flow.graph import Call, FlowGraph, Node, NodeKind, Offer, successors
from epilogue.flow.guards import ONCE, asked_at
from epilogue.flow.passes.types import TypeInference
from epilogue.graphs.closure import closure
from epilogue.ir.operators import Compare
from epilogue.ir.program import Program, passages_of
from epilogue.ir.values import Target
from epilogue.space.walk import WalkResult


class UnseenCause(NamedTuple):
    """``kind``: ``always`` or ``never`` (the condition at ``position`` always or never holds), ``guard`` (an option's own
    condition never holds), ``spent`` (a once-only option used up before it is met), ``fallback`` (never needed: another option
    is always left), ``dropped`` (an option is made, and the story ends at ``position`` before it is offered), ``failed`` (same,
    in an error), ``elsewhere`` (a jump that never leads here), ``left`` (the flow leaves at ``position``, just before),
    ``bypassed`` (whatever could go on to ``position`` leaves before),
    ``lasting`` (a subroutine, a thread or a function called at ``position`` never comes back), ``inside`` (of a function that was
    called, but no call comes here), ``unreached`` (nothing leads to this passage), ``unknown``. ``fixed``: the
    condition depends on nothing that ever changes. ``goal``: where a fallback, or a jump, never leads."""

    kind: str
    position: int
    fixed: bool = False
    goal: int = -1

    @property
    def claim(self) -> Focus:
        """The focus that nobody reaches, if this is the cause."""
        sides, goals = frozenset[ConditionSide](), frozenset[int]()
        if self.kind in ("always", "never", "guard"):
            sides = frozenset({(self.position, self.kind != "always")})
        elif self.kind == "spent":
            sides = frozenset({(~self.position, True)})
        elif self.goal >= 0:
            goals = frozenset({self.goal})
        return Focus(frozenset(), sides, goals)


def _brings_about(node: Node, expr: Expr, truth: bool) -> bool:
    """Whether the constant stored there makes a condition ``x``, ``x == constant`` or ``x != constant`` come out so."""
    if node.expr is None or node.expr.op != "const":
        return False
    if expr.algebra in (Compare.EQ, Compare.NE) and expr.args[1].op == "const":
        return bool(node.expr.value == expr.args[1].value) == (truth == (expr.algebra is Compare.EQ))
    return expr.op == "read" and bool(node.expr.value) == truth


def asks_whether_it_returned(program: Program, position: int) -> bool:
    """Whether a condition that no writer wrote asks, right after a call of a subroutine, if it returned or is to lead on."""
    before = program.code[max(position - 4, 0) : position]
    return (
        [i.op for i in before] == ["call", "load_global", "push", "apply"]
        and before[0].b == "subroutine"
        and before[1].a in program.hidden
    )


def guards_against_error(program: Program, position: int) -> bool:
    """Whether a condition only decides if the story stops with an error right there."""
    code = program.code
    op, target, _, _ = code[position]
    return code[target if op == "jump_if" else position + 1].op == "fail"


LEAVES = frozenset(("jump", "jump_var", "done", "end", "return", "return_subroutine", "fail"))
STOPS = LEAVES | {"fall"}
"""Instructions that do not continue at the next one."""
_CALLS = frozenset(("call", "call_var", "fork", "external"))


class CauseSearch:
    """Searches for causes. ``flow``: the control walked, with guards as branches. ``constants``: slots that are never assigned;
    ``names``: slot -> variable; ``written``: whether the writer wrote the condition at a position; these are preferred to
    generated ones. ``excluded``: what somebody may reach, so that its absence is not a cause."""

    def __init__(
        self,
        flow: FlowGraph,
        walked: WalkResult,
        constants: frozenset[int],
        names: Mapping[int, str],
        written: Callable[[int], bool],
        excluded: Focus,
    ) -> None:
        self.names = names
        self.written = written
        self.flow = flow
        self.program: Program = flow.program
        self.walked = walked
        self.constants = constants
        self.excluded = excluded
        self.before: dict[int, list[Node]] = {}
        self.nodes_at: dict[int, list[Node]] = {}
        for node in walked.nodes:
            self.nodes_at.setdefault(node.position, []).append(node)
            for follow in successors(node):
                self.before.setdefault(follow.id, []).append(node)
        self.called: set[int] = set()
        for number in walked.visited:
            offer = walked.nodes[number].offer if number >= 0 else None
            if isinstance(offer, Call):
                self.called |= offer.callee.region
        self.known: dict[int, UnseenCause] = {}
        self.heads: dict[int, int] = {}

    def cause(self, position: int, asking: frozenset[int] = frozenset()) -> UnseenCause:
        """The cause for a code position (of an ``offer`` or ``text`` instruction, or the first of a passage) that was never met.
        ``asking``: those whose causes depend on it."""
        if position not in self.known:
            self.known[position] = self.search(position, asking | {position})
        return self.known[position]

    def search(self, position: int, asking: frozenset[int]) -> UnseenCause:
        seen: set[int] = set()
        nodes = self.nodes_at.get(position, [])
        if self.program.code[position].op in ("offer", "text"):
            nodes = [node for node in nodes if node.kind in (NodeKind.OFFER, NodeKind.TEXT)]
        if not nodes:
            return UnseenCause("inside", position) if position in self.called else self.left(position, asking)
        for node in nodes:
            if node.id in self.walked.visited and isinstance(node.offer, Offer):
                return self.made(node)
        work = deque(nodes)
        chained: Node | None = None
        picking: UnseenCause | None = None
        while work:
            tick()
            node = work.popleft()
            if node.id in seen:
                continue
            seen.add(node.id)
            for earlier in self.before.get(node.id, ()):
                if earlier.id not in self.walked.visited:
                    work.append(earlier)
                elif earlier.kind is NodeKind.BRANCH and earlier.expr is not None:
                    decided_cause = self.decided(earlier, node, asking)
                    if decided_cause is None:
                        continue
                    if decided_cause.kind not in ("always", "never") or self.written(decided_cause.position):
                        return decided_cause
                    picking = picking or decided_cause
                elif earlier.kind is NodeKind.SWITCH:
                    if (earlier.id, node.id) not in self.walked.sides and node.position not in self.excluded.places:
                        return UnseenCause("elsewhere", earlier.position, goal=node.position)
                elif isinstance(earlier.offer, Offer) and chained is None:
                    chained = earlier
        if picking is not None:
            return picking
        if chained is not None:
            return self.made(chained)
        return UnseenCause("unknown", position)

    def decided(self, branch: Node, node: Node, asking: frozenset[int]) -> UnseenCause | None:
        """The cause, if a condition never took the side of a node; else None."""
        assert branch.expr is not None
        truth = branch.succ[0] is node
        if (branch.id, node.id) in self.walked.sides or (asked_at(branch), truth) in self.excluded.sides:
            return None
        fixed = branch.expr.reads <= self.constants
        if self.program.code[branch.position].op == "offer":
            if not truth:  # if the offer goes through, only a fallback can be blocked by it
                return None
            cause = UnseenCause("spent" if branch.what == ONCE else "guard", branch.position, fixed)
        else:
            cause = UnseenCause("never" if truth else "always", branch.position, fixed)
        return cause if cause.kind == "spent" else self.behind(cause, branch.expr, asking)

    def behind(self, cause: UnseenCause, expr: Expr, asking: frozenset[int]) -> UnseenCause:
        """The cause behind a condition that tests for something no reader reaches: a passage, or what would set a variable."""
        code = self.program.code
        instruction = code[cause.position - 1]
        lost: int | None = None
        if instruction.op == "visits" and cause.kind != "always":
            block = self.program.blocks[instruction.a]
            within = range(block.start, block.end)
            if not any(node.id in self.walked.visited for node in self.walked.nodes if node.position in within):
                lost = next((node.position for node in self.walked.nodes if node.position in within), block.start)
        elif cause.fixed and expr.reads:
            names = {self.names[slot] for slot in expr.reads if slot in self.names}
            stores = [position for position, i in enumerate(code) if i.op == "store_global" and i.a in names]
            lost = next((position for position in stores if position not in self.declaring), None)
        elif cause.kind != "guard" and not self.written(cause.position):
            if cause.kind == "always" and asks_whether_it_returned(self.program, cause.position):
                return cause
            unmet = [n for n in self.walked.nodes if n.kind is NodeKind.SET and n.id not in self.walked.visited]
            wanted = [n.position for n in unmet if n.slot in expr.reads and _brings_about(n, expr, cause.kind == "never")]
            one = expr.algebra is not Compare.NE or len(set(wanted)) == 1  # one of several values need not lead here
            lost = wanted[0] if wanted and one else None
        if lost is None or lost in asking:
            return cause
        deeper = self.search(lost, asking | {lost})
        return cause if deeper.kind in ("unreached", "unknown", "spent", "inside") else deeper

    @cached_property
    def declaring(self) -> frozenset[int]:
        """Positions of the code that declares variables."""
        code, first = self.program.code, self.program.init
        if first is None:
            return frozenset()
        after = next((position for position in range(first, len(code)) if code[position].op == "end"), len(code))
        return frozenset(range(first, after))

    def made(self, node: Node) -> UnseenCause:
        """The cause why an option that is created is never on offer, or a fallback never taken."""
        assert isinstance(node.offer, Offer)
        last = self.walked.dropped.get(node.id)
        if last is not None:
            ended = self.walked.nodes[last]
            return UnseenCause("dropped" if ended.kind is NodeKind.END else "failed", ended.position)
        goal = node.offer.entry.position
        made = [offer for offer in self.nodes_at[node.position] if offer.kind is NodeKind.OFFER]
        stops = any(offer.id in self.walked.dropped or self.may_stop(offer) for offer in made)
        if node.offer.fallback and not stops and goal not in self.excluded.places:
            return UnseenCause("fallback", node.position, goal=goal)
        return UnseenCause("unknown", node.position)

    def may_stop(self, made: Node) -> bool:
        """Whether the story may end, in any way, between creating an option and offering it."""
        seen, work = set[int](), [made]
        while work:
            node = work.pop()
            for follow in node.succ:
                if follow.kind in (NodeKind.END, NodeKind.FAIL, NodeKind.LIMIT, NodeKind.SWITCH, NodeKind.CALL, NodeKind.CHECK):
                    return True
                if follow.kind is NodeKind.BRANCH and follow.expr is not None and not self.kinds.truth(follow.expr):
                    return True
                if follow.kind is not NodeKind.STOP and follow.id not in seen:
                    seen.add(follow.id)
                    work.append(follow)
        return False

    @cached_property
    def kinds(self) -> TypeInference:
        """Type inference over the story's values; proves that some operations cannot fail."""
        return TypeInference(self.flow, self.walked.nodes)

    def left(self, position: int, asking: frozenset[int]) -> UnseenCause:
        """The cause where the worked-out control does not reach a position. Searches backwards through the code as written, to
        where control was worked out and went elsewhere, to a line right above that leaves, or to the start of a passage that
        nothing leads to."""
        code, ran, passages = self.program.code, self.flow.ran, self.starts
        if position in ran:
            return self.frontier(position, position, asking)
        head = self.head(position)
        if head != position:
            return self.cause(head, asking)
        seen = {position}
        work: deque[tuple[int, int]] = deque([(position, -1)])  # (place, where the paths to the position first join)
        begins: int | None = None
        gone: int | None = None
        stopped: UnseenCause | None = None
        while work:
            tick()
            current, joined = work.popleft()
            before, cut_off = self.leading_on(current)
            if cut_off:
                if joined < 0 and current not in passages:
                    return UnseenCause("left", current - 1)
                gone = joined if gone is None and joined >= 0 and current - 1 in ran else gone
            if current in passages and not before and (begins is None or current < begins):
                begins = current
            for source in before:
                if source in ran:
                    cause = self.frontier(source, current, asking)
                    if cause.kind != "unknown":
                        return cause
                    stopped = stopped or cause
                elif source not in seen:
                    seen.add(source)
                    straight = source == current - 1 or code[source].op == "offer" or current in passages
                    work.append((source, current if joined < 0 and not straight else -1 if current in passages else joined))
        if stopped is not None:
            return stopped
        if begins is None and gone is not None:
            return UnseenCause("bypassed", gone)
        if begins is None:
            begins = next((position for position in sorted(passages & seen) if self.is_circle(position)), None)
        return UnseenCause("unknown", position) if begins is None else UnseenCause("unreached", begins)

    def leading_on(self, position: int) -> tuple[list[int], bool]:
        """Positions from which play can continue at this one; and whether there are none because the flow leaves right above."""
        sources, above = self.ways_to(position), position - 1
        if position == 0:
            return sources, False
        op = self.program.code[above].op
        if op not in STOPS:
            return [above, *sources], False
        return sources, not sources and op in LEAVES and self.program.block_of[above] in self.around(position)

    def ways_to(self, position: int) -> list[int]:
        """Positions that lead to a place from elsewhere. A passage that is only called begins with a generated call of its
        content, and callers skip it."""
        sources = self.leading_to.get(position, [])
        op, callee, _, span = self.program.code[position]
        if position not in self.starts or op != "call" or span != self.program.blocks[self.program.block_of[position]].span:
            return sources
        return [*sources, *(source for source in self.leading_to.get(callee, ()) if source != position)]

    @cached_property
    def starts(self) -> frozenset[int]:
        """Positions where passages begin."""
        return frozenset(self.program.blocks[number].start for number in self.program.passages)

    def head(self, position: int) -> int:
        """The first position of the straight line of code that leads only to this one and was not worked out; both have the same
        cause."""
        code, ran, known = self.program.code, self.flow.ran, self.heads
        trail = []
        current = position
        while current not in known:
            trail.append(current)
            before = current - 1
            if current in self.starts or self.leading_to.get(current) or before < 0 or before in ran or code[before].op in STOPS:
                break
            current = before
        head = known.get(current, current)
        known.update(dict.fromkeys(trail, head))
        return head

    def is_circle(self, start: int) -> bool:
        """Whether a passage is entered only from a cycle of passages through it: from no other, and from no code that ran."""
        begun, entered_from = self.passage_at(start), self.entered_from
        circle = closure((begun,), lambda passage: map(self.passage_at, entered_from.get(passage, ())))
        if any(source in self.flow.ran for passage in circle for source in entered_from.get(passage, ())):
            return False
        leads_to: dict[int, list[int]] = {}
        for passage, sources in entered_from.items():
            for source in sources:
                leads_to.setdefault(self.passage_at(source), []).append(passage)
        return circle <= closure((begun,), lambda passage: leads_to.get(passage, ()))

    def passage_at(self, position: int) -> int:
        """The passage a position belongs to, -1 for none."""
        block = self.program.block_of[position]
        return self._around[block] if block >= 0 else -1

    @cached_property
    def _around(self) -> tuple[int, ...]:
        return passages_of(self.program)

    @cached_property
    def entered_from(self) -> dict[int, set[int]]:
        """Positions elsewhere that lead into each passage."""
        entries: dict[int, set[int]] = {}
        code = self.program.code
        for position in range(1, len(code)):
            sources = [*self.leading_to.get(position, ())]
            sources += [position - 1] if code[position - 1].op not in LEAVES and code[position - 1].op != "fall" else []
            here = self.passage_at(position)
            entries.setdefault(here, set()).update(source for source in sources if self.passage_at(source) != here)
        return entries

    def frontier(self, source: int, target: int, asking: frozenset[int]) -> UnseenCause:
        """Cause why explored control, up to a source, does not continue to a place that was not explored."""
        op, next_to = self.program.code[source].op, source == target - 1
        nodes = self.nodes_at.get(source, [])
        known = self.nearest(source)
        if not any(node.id in self.walked.visited for node in self.nodes_at.get(known, ())):
            return self.upstream(known, asking)
        settled = [node for node in nodes if node.kind is NodeKind.GOTO and node.cases]
        if settled and op in ("jump_if", "offer"):
            truth = op == "offer" or (self.program.code[source].a == target and not next_to)
            if all(node.cases == (not truth,) for node in settled) and (source, truth) not in self.excluded.sides:
                return UnseenCause("guard" if op == "offer" else "never" if truth else "always", source, True)
        elif op in _CALLS and (next_to or op == "fork"):
            return UnseenCause("lasting", source)
        elif any(node.kind is NodeKind.FAIL for node in nodes):
            return UnseenCause("failed", source)
        return UnseenCause("unknown", target)

    def nearest(self, position: int) -> int:
        """Straight back from this position, the nearest one of which it is known whether play gets there."""
        code, current = self.program.code, position
        while (
            current not in self.nodes_at and current > 0 and code[current - 1].op not in LEAVES and code[current - 1].op != "fall"
        ):
            current -= 1
        return current

    def upstream(self, position: int, asking: frozenset[int]) -> UnseenCause:
        """The cause of what was worked out but not met."""
        if position in asking:
            return UnseenCause("unknown", position)
        return self.cause(position, asking)

    def around(self, position: int) -> set[int]:
        """The blocks that contain a position."""
        blocks, block = set[int](), self.program.block_of[position]
        while block >= 0:
            blocks.add(block)
            block = self.program.blocks[block].parent
        return blocks

    @cached_property
    def leading_to(self) -> dict[int, list[int]]:
        """Positions that refer to each position: an option, a jump, a value that holds it."""
        sources_of: dict[int, list[int]] = {}
        for source, (op, a, _, _) in enumerate(self.program.code):
            if op == "offer":
                sources_of.setdefault(self.program.choices[a].target, []).append(source)
            elif op in ("jump", "jump_if", "skip_unless", "call", "fork"):
                sources_of.setdefault(a, []).append(source)
            elif op == "push" and isinstance(a, Target):
                sources_of.setdefault(a.position, []).append(source)
        return sources_of
