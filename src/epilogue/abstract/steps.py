"""Abstract steps: what a node does to the abstract values of its slots, for stories and for functions alike.

One abstract value for each live slot of each node (Cousot and Cousot, POPL 1977). Conditional, as in Wegman and Zadeck, TOPLAS
1991: a node is reached only along branches that can be taken. What was taken from a list is known beside the values, as a weakly
relational domain knows differences (Miné, *The octagon abstract domain*, 2006): so a list without its least item is shorter.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from epilogue.abstract import lists
from epilogue.abstract.conditions import Conditions
from epilogue.abstract.domain import ANY_WHOLE, AbstractValue
from epilogue.abstract.evaluate import Evaluated
from epilogue.abstract.states import NONE_TAKEN, AbstractEnv, AbstractState, TakenItems
from epilogue.budget import tick
from epilogue.flow.expressions import Expr, Slot
from epilogue.flow.graph import Call, Draw, Node, NodeKind, Slots
from epilogue.flow.passes.order import without_order
from epilogue.ir.operators import LIST, OnLists
from epilogue.ir.values import ListValue

if TYPE_CHECKING:
    from epilogue.abstract.functions import Functions

PATIENCE, LASTING_PATIENCE = 6, 60
"""Visits with new values before growing values are widened: to the next threshold, at nodes that an edge leads back to, as every
cycle has one (Bourdoncle, *Efficient chaotic iteration strategies with widenings*, 1993); and at once, wherever it is."""
AS_IT_IS = frozenset(("retain", "unordered", "by_number"))
"""Operators whose result has the items of their last operand."""
AbstractStep = Callable[[Node, AbstractEnv, AbstractState], None]


class AbstractSteps:
    """The worklist, and the steps on data. ``met``: abstract state by node id; ``before``: the predecessors of each; ``lost``:
    nodes behind which control was not worked out. ``live``: the slots whose values are kept, by node; ``assigned``: bit sets of
    those that may have been set before; ``begun``: initial values of the others."""

    def __init__(
        self,
        nodes: list[Node],
        slots: Slots,
        conditions: Conditions,
        live: Sequence[Sequence[Slot]],
        assigned: Sequence[int],
        begun: Sequence[AbstractValue] = (),
    ) -> None:
        self.nodes = nodes
        self.slots = slots
        self.conditions = conditions
        self.evaluation = conditions.evaluation
        self.domain = conditions.domain
        self.wrap: dict[Slot, tuple[int, int]] = {}
        self.unordered: dict[Slot, str] = {}
        self.met: dict[int, AbstractState] = {}
        self.before: dict[int, set[int]] = {}
        self.lost: set[int] = set()
        self._live = live
        self._assigned = assigned
        self._begun = begun
        self._visits = [0] * len(nodes)
        self._heads: set[int] = set()
        self._waiting = bytearray(len(nodes))
        self._work: list[int] = []
        self._handlers = self._steps()

    def run(self) -> None:
        """Steps until nothing changes."""
        while self._work:
            tick()
            number = heappop(self._work)
            self._waiting[number] = 0
            self._step(self.nodes[number])

    def functions(self) -> Functions:
        """The functions whose calls are single operations."""
        raise NotImplementedError

    def _ends(self, node: Node, kind: str, position: int) -> None:
        """The story can end at the node, or in what it calls: at the ``position``, -1 if that is unknown."""
        raise NotImplementedError

    def _fails(self, node: Node) -> None:
        self._ends(node, "error", node.position)

    def _steps(self) -> dict[NodeKind, AbstractStep]:
        """The step for each kind of node."""
        return {
            NodeKind.SET: self._set,
            NodeKind.CHECK: self._check,
            NodeKind.BRANCH: self._branch,
            NodeKind.SWITCH: self._switch,
            NodeKind.DRAW: self._draw,
            NodeKind.TEXT: self._on,
            NodeKind.GOTO: self._on,
            NodeKind.END: self._end,
            NodeKind.FAIL: self._fail,
            NodeKind.CALL: self._call,
            NodeKind.LIMIT: self._limit,
        }

    # -- propagation

    def _arrive(self, source: int, node: Node, env: AbstractEnv, state: AbstractState) -> None:
        """Joins an incoming abstract state, with the values of ``env``, into the node's."""
        number = node.id
        if source >= 0:
            self.before.setdefault(number, set()).add(source)
            if source >= number:
                self._heads.add(number)
        values = tuple([env[slot] for slot in self._live[number]])
        old = self.met.get(number)
        if old is None:
            new = state._replace(values=values)
        else:
            joined = old.values
            if joined != values:
                grow = self._growing(self._visits[number], number in self._heads)
                grown = [a if a is b else grow(a, b) for a, b in zip(joined, values, strict=True)]
                for index in self._named_at(number):
                    grown[index] = self.domain.join_each(joined[index], values[index])
                joined = tuple(grown)
            offered = old.offered & state.offered if old.offered else old.offered
            taken = old.taken & state.taken if old.taken else old.taken
            new = AbstractState(old.may | state.may, old.must & state.must, offered, taken, joined)
            if new == old:
                return
        self.met[number] = new
        self._again(number)

    def _named_at(self, number: int) -> Sequence[int]:
        """The indices, among the values at a node, of slots that take no other values than those that the code names."""
        return ()

    def _growing(self, visits: int, widens: bool) -> Callable[[AbstractValue, AbstractValue], AbstractValue]:
        """How values grow after so many visits; ``widens``: whether a cycle may have no other node that widens."""
        if visits >= LASTING_PATIENCE:
            return self.domain.widen
        return self._resting if widens and visits >= PATIENCE else self.domain.join

    def _resting(self, old: AbstractValue, new: AbstractValue) -> AbstractValue:
        return self.domain.widen(old, new, True)

    def _again(self, number: int) -> None:
        if not self._waiting[number]:
            self._waiting[number] = 1
            heappush(self._work, number)

    def _step(self, node: Node) -> None:
        state = self.met[node.id]
        self._visits[node.id] += 1
        self._handlers[node.kind](node, self._env(node.id, state), state)

    def _env(self, number: int, state: AbstractState) -> AbstractEnv:
        """The abstract values of all slots at a node."""
        kept = zip(self._live[number], state.values, strict=True)
        return AbstractEnv(self._begun, self._assigned[number], self.domain.anything, kept)

    def _on(self, node: Node, env: AbstractEnv, state: AbstractState) -> None:
        for follow in node.succ:
            self._arrive(node.id, follow, env, state)

    def _narrowed(self, condition: Expr, env: AbstractEnv, truth: bool | None) -> AbstractEnv | None:
        refined = self.conditions.refined(condition, env, truth)
        if not refined:
            return None if refined is None else env
        narrowed = env.copy()
        for slot, abstract in refined:
            narrowed[slot] = abstract
        return narrowed

    # -- steps

    def _limit(self, node: Node, env: AbstractEnv, state: AbstractState) -> None:
        self.lost.add(node.id)

    def _set(self, node: Node, env: AbstractEnv, state: AbstractState) -> None:
        assert node.expr is not None
        abstract, fails = self._value(node.expr, env, state)
        if fails:
            self._fails(node)
        if abstract is self.domain.nothing:
            return
        wrap = self.wrap.get(node.slot)
        if wrap is not None and node.slot in node.expr.reads:
            abstract = self._wrapped(abstract, *wrap)
        passed = self._narrowed(node.expr, env, None) if fails else env
        if passed is None:
            return
        entered = passed.copy()
        entered[node.slot] = abstract
        taken = self._newly_taken(state.taken, node.slot, node.expr) if abstract.kinds == LIST else NONE_TAKEN
        self._on(node, entered, state.after((node.slot,), taken))

    def _wrapped(self, abstract: AbstractValue, threshold: int, period: int) -> AbstractValue:
        last = threshold + period - 1
        if abstract.items is not None:
            return self.domain.of(
                value if value <= last else threshold + (value - threshold) % period for _, value in abstract.items
            )
        if abstract.low is None or abstract.high is None or abstract.high <= last:
            return abstract
        return self.domain.range(min(abstract.low, threshold), last, True)

    def _check(self, node: Node, env: AbstractEnv, state: AbstractState) -> None:
        assert node.expr is not None
        abstract, fails = self.evaluation.value(node.expr, env)
        if fails:
            self._fails(node)
        passed = self._narrowed(node.expr, env, None) if fails else env
        if abstract is not self.domain.nothing and passed is not None:
            self._on(node, passed, state)

    def _branch(self, node: Node, env: AbstractEnv, state: AbstractState) -> None:
        assert node.expr is not None
        tested = self.evaluation.test(node.expr, env)
        if tested.fails:
            self._fails(node)
        for follow, truth, possible in zip(node.succ, (True, False), (tested.yes, tested.no), strict=True):
            narrowed = self._narrowed(node.expr, env, truth) if possible else None
            if narrowed is not None:
                self._arrive(node.id, follow, narrowed, state)

    def _switch(self, node: Node, env: AbstractEnv, state: AbstractState) -> None:
        assert node.expr is not None
        abstract, fails = self.evaluation.value(node.expr, env)
        if fails or abstract.items is None or any(value not in node.cases for _, value in abstract.items):
            self._fails(node)
        for case, follow in zip(node.cases, node.succ, strict=True):
            if abstract.items is None or (type(case), case) in abstract.items:
                self._arrive(node.id, follow, env, state)

    def _draw(self, node: Node, env: AbstractEnv, state: AbstractState) -> None:
        draw = node.offer
        assert isinstance(draw, Draw)
        args = [self._value(arg, env, state) for arg in draw.args]
        outcome, fails = self._outcome(draw, [arg_value.value for arg_value in args])
        if fails or any(arg_value.fails for arg_value in args):
            self._fails(node)
        if outcome is self.domain.nothing:
            return
        changed = [node.slot]
        if draw.picked is not None:
            env[draw.picked] = self.domain.anything
            changed.append(draw.picked)
        env[node.slot] = outcome
        taken = NONE_TAKEN
        if draw.kind == "list" and draw.args[0].op == "read" and draw.args[0].value != node.slot:
            taken = frozenset(((node.slot, draw.args[0].value),))
        self._on(node, env, state.after(changed, taken))

    def _outcome(self, draw: Draw, args: list[AbstractValue]) -> tuple[AbstractValue, bool]:
        """The possible outcomes of a draw, and whether drawing can fail."""
        domain = self.domain
        if draw.outside is not None:
            return domain.of(draw.outside.values), False
        if draw.kind == "shuffle" and type(draw.args[0].value) is int and draw.args[0].op == "const":
            return domain.of(range(draw.args[0].value)), False
        if draw.kind == "list":
            shape = domain.hull(args[0]).lists
            drawn = None if shape is None else domain.mixed(None, lists.one(shape))
            return domain.nothing if drawn is None else drawn, args[0].kinds != LIST
        if draw.kind == "random":
            low, high = map(domain.hull, args)
            if low.low is None or high.low is None or low.high is None or high.high is None:
                return domain.mixed(ANY_WHOLE, None), True
            whole = all(abstract.numbers is not None and abstract.numbers.whole for abstract in (low, high))
            fails = not whole or low.high > high.low or high.high - low.low >= domain.numbers.greatest
            return domain.of(range(int(low.low), int(high.high) + 1)), fails
        return domain.anything, True

    def _end(self, node: Node, env: AbstractEnv, state: AbstractState) -> None:
        self._ends(node, node.what, node.position)

    def _fail(self, node: Node, env: AbstractEnv, state: AbstractState) -> None:
        self._fails(node)

    # -- what was taken from lists

    def _value(self, expr: Expr, env: AbstractEnv, state: AbstractState) -> Evaluated:
        """The value of an expression; of a list without an item that was taken from it, one with an item less."""
        found = self.evaluation.value(expr, env)
        if expr.op == "read" or not found.value.kinds & LIST:
            return found
        core = self._core(expr)
        if core.op in ("read", "const", "pick") or self.evaluation.operators[core.op].on_lists is not OnLists.WITHOUT:
            return found
        whole, part = core.args
        if whole.op != "read":
            return found
        if not self._takes(part, whole.value) and (part.op != "read" or (part.value, whole.value) not in state.taken):
            return found
        before = self.domain.hull(env[whole.value])
        if before.kinds != LIST or before.lists is None or before.lists.most >= lists.MANY:
            return found
        return found._replace(value=self._shortened(found.value, max(before.lists.most - 1, 0)))

    def _shortened(self, abstract: AbstractValue, most: int) -> AbstractValue:
        """The lists of at most so many items."""
        if abstract.items is not None:
            return self.domain.of(v for _, v in abstract.items if not isinstance(v, ListValue) or len(v.entries) <= most)
        shape = abstract.lists
        if shape is not None and shape.most > most:
            shape = lists.shape(shape.items, min(shape.least, most), most, shape.origins, shape.placed)
        return self.domain.mixed(abstract.numbers, shape, abstract.rest)

    def _core(self, expr: Expr) -> Expr:
        """The expression without what leaves a list's items as they are."""
        while expr.op in AS_IT_IS:
            expr = expr.args[-1]
        return expr

    def _takes(self, expr: Expr, slot: Slot) -> bool:
        """Whether the expression takes an item of the slot's list."""
        if expr.op in ("read", "const", "pick") or self.evaluation.operators[expr.op].on_lists is not OnLists.ONE:
            return False
        return expr.args[0].op == "read" and expr.args[0].value == slot

    def _newly_taken(self, taken: TakenItems, slot: Slot, expr: Expr) -> TakenItems:
        """The items taken from lists, in addition, once the slot was set to the expression."""
        core = self._core(expr)
        if core.op == "read":
            source = core.value
            copied = {(slot, b) for a, b in taken if a == source and b != slot}
            return frozenset(copied | {(a, slot) for a, b in taken if b == source and a != slot})
        if core.op in ("const", "pick") or self.evaluation.operators[core.op].on_lists is not OnLists.ONE:
            return NONE_TAKEN
        source = core.args[0]
        return frozenset(((slot, source.value),)) if source.op == "read" and source.value != slot else NONE_TAKEN

    # -- calls

    def _call(self, node: Node, env: AbstractEnv, state: AbstractState) -> None:
        """The possible effects of the function for such arguments and variables; where that is unknown, it can fail anywhere, end
        the story, and set what it writes to anything."""
        call = node.offer
        assert isinstance(call, Call)
        args = []
        for arg in call.args:
            abstract, fails = self._value(arg, env, state)
            if fails:
                self._fails(node)
            args.append(abstract)
        if self.domain.nothing in args:
            return
        effect = self.functions().effect(call, args, env, self.slots)
        for position in effect.errors:
            self._ends(node, "error", position)
        for position in effect.ends:
            self._ends(node, "end", position)
        if not effect.returns:
            return
        entered = env.copy()
        for slot, after in zip(call.sets, effect.sets, strict=True):
            stored = self._stored(slot, after)
            entered[slot] = self.domain.join(stored, after) if slot in self.unordered else stored  # it may not have been set
        if node.slot >= 0:
            entered[node.slot] = self._stored(node.slot, effect.value)
        self._on(node, entered, state.after((*call.sets, node.slot)))

    def _stored(self, slot: Slot, abstract: AbstractValue) -> AbstractValue:
        """A value as the slot keeps it."""
        if slot in self.wrap:
            return self._wrapped(abstract, *self.wrap[slot])
        name = self.unordered.get(slot)
        if name is None or abstract.items is None:
            return abstract
        return self.domain.of(without_order(name, value) for _, value in abstract.items)
