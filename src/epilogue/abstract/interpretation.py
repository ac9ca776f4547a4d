"""Abstract interpretation of the reduced FlowGraph, forward from a set of states.

One abstract value for each live slot of each node (Cousot and Cousot, POPL 1977). Conditional, as in Wegman and Zadeck, TOPLAS
1991: a node is reached only along branches that can be taken. Options made on the way are tracked twice, as those that *may* and
those that *must* be on offer: where one must be, the turn cannot end the story. An option's condition still holds when the option
is taken, if nothing it reads can have changed in between.

Over-approximates every playthrough from the given states; not everything found is possible.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from heapq import heappop, heappush
from typing import Any, NamedTuple

from epilogue.abstract.domain import AbstractValue, Domain
from epilogue.abstract.evaluate import Evaluation
from epilogue.abstract.possible_endings import PossibleEnding
from epilogue.budget import tick
from epilogue.flow.expressions import Expr, Slot
from epilogue.flow.graph import WORDED, Call, Draw, FlowGraph, Node, NodeKind, Offer, writes_of
from epilogue.flow.passes import ReducedGraph
from epilogue.graphs.bits import bits
from epilogue.graphs.worklist import spread_backward
from epilogue.ir.lines import NOTHING
from epilogue.ir.operators import Operators
from epilogue.ir.program import UNTIL_LEFT
from epilogue.ir.values import ListValue

FINAL = ("error", "stopped")
"""Kinds of ending that end a whole game, not only a conversation of it."""
PATIENCE = 6
"""Visits of a node with new values before growing values are widened."""

AbstractEnv = list[AbstractValue]


class Start(NamedTuple):
    """A set of states to start from. ``node``: where play continues; -1: one of the ``offers`` is taken (ids of offer nodes, with
    the values they carry). ``held``: the values of slots."""

    node: int
    offers: tuple[tuple[int, tuple[AbstractValue, ...]], ...]
    held: Mapping[Slot, AbstractValue]


class AbstractState(NamedTuple):
    """The abstract state at a node: bit sets of the options that ``may`` and ``must`` have been offered this turn, and the
    ``values`` of its live slots."""

    may: int
    must: int
    values: tuple[AbstractValue, ...]


class AbstractInterpretation:
    """The fixpoint from ``starts``. ``met``: abstract state by node id; ``before``: the predecessors of each; ``turns``: edges
    between two turns; ``offered``: offer nodes whose option can be on offer, ``surely``: those whose conditions always held at
    some visit; ``ends``: (node id, kind of ending, position in the code, -1 if unknown); ``lost``: nodes behind which control was
    not worked out."""

    def __init__(self, reduced: ReducedGraph, operators: Operators, domain: Domain, starts: Iterable[Start]):
        graph, self.nodes = reduced.graph, reduced.nodes
        self.domain = domain
        self.evaluation = Evaluation(domain, operators, reduced.liveness.kinds, len(graph.slots))
        self.wrap = graph.wrap
        self.count = graph.slots["offers",]
        self.mark = graph.slots["mark",]
        self.last = graph.slots["last",]
        self.met: dict[int, AbstractState] = {}
        self.before: dict[int, set[int]] = {}
        self.offered: set[int] = set()
        self.surely: set[int] = set()
        self.ends: set[tuple[int, str, int]] = set()
        self.lost: set[int] = set()
        self.hub = graph.hub
        self._code = graph.program.code
        self.turns: set[tuple[int, int]] = set()
        self._live = [bits(mask | 1 << self.count) for mask in reduced.liveness.live]
        self._visits = [0] * len(self.nodes)
        self._waiting = bytearray(len(self.nodes))
        self._work: list[int] = []
        self._number = {node.id: number for number, node in enumerate(n for n in self.nodes if n.kind is NodeKind.OFFER)}
        self._offers = [node for node in self.nodes if node.kind is NodeKind.OFFER]
        shown = [i for i, node in enumerate(self._offers) if isinstance(node.offer, Offer) and not node.offer.fallback]
        self._shown = sum(1 << i for i in shown)
        self._staying = sum(1 << i for i, n in enumerate(self._offers) if isinstance(n.offer, Offer) and n.offer.stays)
        self._carried: dict[int, tuple[AbstractValue, ...]] = {}
        self._taken_at: dict[int, set[int]] = {}
        self._blank = [domain.anything] * len(graph.slots)
        self._none = domain.of((0,))
        self._steady = self._steady_guards()
        for start in starts:
            self._begin(start)
        while self._work:
            tick()
            number = heappop(self._work)
            self._waiting[number] = 0
            self._step(self.nodes[number])

    @property
    def fallbacks(self) -> list[Node]:
        """Fallback options that can be taken."""
        return [n for n in self._offers if n.id in self.offered and isinstance(n.offer, Offer) and n.offer.fallback]

    @property
    def always_offered(self) -> set[int]:
        """Offer nodes whose option must be on offer at some stop, so that the story cannot end there."""
        stops = [state.must for number, state in self.met.items() if self.nodes[number].kind is NodeKind.STOP]
        return {self._offers[index].id for must in stops for index in bits(must & self._shown)}

    def held(self, number: int, slot: Slot) -> AbstractValue:
        """The abstract value of a slot at a node that is met; anything, if it is dead there."""
        live = self._live[number]
        return self.met[number].values[live.index(slot)] if slot in live else self.domain.anything

    def endings(self, number: int, kind: str, position: int) -> list[PossibleEnding]:
        """Possible endings at a stop, by the marks in force and the last lines."""
        marks = self._values(number, self.mark)
        last = self._values(number, self.last) if kind in WORDED else [NOTHING]
        if marks is None:
            return [PossibleEnding(kind, position, None, None if kind in WORDED else NOTHING)]
        marked = [PossibleEnding(kind, position, mark) for mark in marks if mark]
        return marked + [PossibleEnding(kind, position, "", line) for line in last or [None] if "" in marks]

    def marks(self) -> set[str] | None:
        """The ending's marks that may be in force where a turn stops; None: any."""
        marks: set[str] = set()
        for number in self.met:
            if self.nodes[number].kind is NodeKind.STOP:
                values = self._values(number, self.mark)
                if values is None:
                    return None
                marks.update(values)
        return marks

    def _values(self, number: int, slot: Slot) -> list[Any] | None:
        """The values a slot can have at a node; None: any."""
        abstract = self.domain.anything if self.nodes[number].kind is NodeKind.CALL else self.held(number, slot)
        return None if abstract.items is None else sorted(value for _, value in abstract.items)

    # -- starts

    def _begin(self, start: Start) -> None:
        env = list(self._blank)
        for slot, abstract in start.held.items():
            env[slot] = abstract
        if start.node >= 0:
            made = 0
            for offer, carried in start.offers:
                made |= 1 << self._number[offer]
                self.offered.add(offer)
                self._carry(offer, carried)
                self._steady[offer] = ()  # never steady: its values may be representatives of a bisimulation class
            env[self.count] = self.domain.of((len(start.offers),))
            self._arrive(-1, self.nodes[start.node], env, made, made)
        if start.node < 0:
            made = sum({1 << self._number[offer] for offer, _ in start.offers})
            env[self.count] = self.domain.of((len(start.offers),))
            for offer, carried in start.offers:
                self.offered.add(offer)
                if made & self._staying:
                    self._carry(offer, carried)
                self._taken(-1, self.nodes[offer], env, carried, made, made)

    # -- one step

    def _arrive(self, source: int, node: Node, env: AbstractEnv, may: int, must: int) -> None:
        """Joins an incoming abstract state into the node's."""
        number = node.id
        if source >= 0:
            self.before.setdefault(number, set()).add(source)
        values = tuple([env[slot] for slot in self._live[number]])
        old = self.met.get(number)
        if old is None:
            new = AbstractState(may, must, values)
        else:
            grow = self.domain.join if self._visits[number] < PATIENCE else self.domain.widen
            joined = old.values
            if joined != values:
                joined = tuple([a if a is b else grow(a, b) for a, b in zip(joined, values, strict=True)])
            new = AbstractState(old.may | may, old.must & must, joined)
            if new == old:
                return
        self.met[number] = new
        self._again(number)

    def _again(self, number: int) -> None:
        if not self._waiting[number]:
            self._waiting[number] = 1
            heappush(self._work, number)

    def _step(self, node: Node) -> None:
        state = self.met[node.id]
        self._visits[node.id] += 1
        _STEPS[node.kind](self, node, self._env(node.id, state), state)

    def _env(self, number: int, state: AbstractState) -> AbstractEnv:
        """The abstract values of all slots at a node."""
        env = list(self._blank)
        for slot, abstract in zip(self._live[number], state.values, strict=True):
            env[slot] = abstract
        return env

    def _on(self, node: Node, env: AbstractEnv, state: AbstractState) -> None:
        for follow in node.succ:
            self._arrive(node.id, follow, env, state.may, state.must)

    def _ends(self, node: Node, kind: str, position: int) -> None:
        """The story, or a conversation of a game that continues, can end here."""
        self.ends.add((node.id, kind, position))
        if self.hub is not None and kind not in FINAL:
            env = self._env(node.id, self.met[node.id])
            env[self.count] = self._none
            self.turns.add((node.id, self.hub.id))
            self._arrive(node.id, self.hub, env, 0, 0)

    def _fails(self, node: Node) -> None:
        self._ends(node, "error", node.position)

    def _call(self, node: Node, env: AbstractEnv, state: AbstractState) -> None:
        """Assumes that whatever the function sets can be anything, and that it can fail anywhere, or end the story."""
        call = node.offer
        assert isinstance(call, Call)
        self._ends(node, "error", -1)
        for position in call.callee.region:
            if self._code[position].op == "end":
                self._ends(node, "end", position)
        for slot in (*call.sets, node.slot):
            if slot >= 0:
                env[slot] = self.domain.anything
        self._on(node, env, state)

    def _limit(self, node: Node, env: AbstractEnv, state: AbstractState) -> None:
        self.lost.add(node.id)

    def _set(self, node: Node, env: AbstractEnv, state: AbstractState) -> None:
        assert node.expr is not None
        abstract, fails = self.evaluation.value(node.expr, env)
        if fails:
            self._fails(node)
        if abstract is self.domain.nothing:
            return
        wrap = self.wrap.get(node.slot)
        if wrap is not None and node.slot in node.expr.reads:
            abstract = self._wrapped(abstract, *wrap)
        env[node.slot] = abstract
        self._on(node, env, state)

    def _wrapped(self, abstract: AbstractValue, threshold: int, period: int) -> AbstractValue:
        last = threshold + period - 1
        if abstract.items is not None:
            return self.domain.of(
                value if value <= last else threshold + (value - threshold) % period for _, value in abstract.items
            )
        return abstract if abstract.low is None else self.domain.range(min(abstract.low, threshold), last)

    def _check(self, node: Node, env: AbstractEnv, state: AbstractState) -> None:
        assert node.expr is not None
        abstract, fails = self.evaluation.value(node.expr, env)
        if fails:
            self._fails(node)
        if abstract is not self.domain.nothing:
            self._on(node, env, state)

    def _branch(self, node: Node, env: AbstractEnv, state: AbstractState) -> None:
        assert node.expr is not None
        tested = self.evaluation.test(node.expr, env)
        if tested.fails:
            self._fails(node)
        for follow, truth, possible in zip(node.succ, (True, False), (tested.yes, tested.no), strict=True):
            narrowed = self._narrowed(node.expr, env, truth) if possible else None
            if narrowed is not None:
                self._arrive(node.id, follow, narrowed, state.may, state.must)

    def _narrowed(self, condition: Expr, env: AbstractEnv, truth: bool) -> AbstractEnv | None:
        refined = self.evaluation.refined(condition, env, truth)
        if not refined:
            return None if refined is None else env
        narrowed = list(env)
        for slot, abstract in refined:
            narrowed[slot] = abstract
        return narrowed

    def _switch(self, node: Node, env: AbstractEnv, state: AbstractState) -> None:
        assert node.expr is not None
        abstract, fails = self.evaluation.value(node.expr, env)
        is_entry = self.hub is not None and node.expr.reads == {self.hub.slot}  # the cases list every entry
        if not is_entry and (fails or abstract.items is None or any(value not in node.cases for _, value in abstract.items)):
            self._fails(node)
        for case, follow in zip(node.cases, node.succ, strict=True):
            if abstract.items is None or (type(case), case) in abstract.items:
                self._arrive(node.id, follow, env, state.may, state.must)

    def _draw(self, node: Node, env: AbstractEnv, state: AbstractState) -> None:
        draw = node.offer
        assert isinstance(draw, Draw)
        args = [self.evaluation.value(arg, env) for arg in draw.args]
        outcome, fails = self._outcome(draw, [arg_value.value for arg_value in args])
        if fails or any(arg_value.fails for arg_value in args):
            self._fails(node)
        if outcome is self.domain.nothing:
            return
        if draw.picked is not None:
            env[draw.picked] = self.domain.anything
        env[node.slot] = outcome
        self._on(node, env, state)

    def _outcome(self, draw: Draw, args: list[AbstractValue]) -> tuple[AbstractValue, bool]:
        """The possible outcomes of a draw, and whether drawing can fail."""
        domain = self.domain
        if draw.outside is not None:
            return domain.of(draw.outside.values), False
        if draw.kind == "shuffle" and type(draw.args[0].value) is int and draw.args[0].op == "const":
            return domain.of(range(draw.args[0].value)), False
        if draw.kind == "list" and args[0].items is not None:
            lists = [value for _, value in args[0].items if isinstance(value, ListValue)]
            entries = {entry for value in lists for entry in value.entries}
            single = [ListValue((entry,)) for entry in entries]
            return domain.of([*single, ListValue()]), len(lists) < len(args[0].items)
        if draw.kind == "random":
            (least, greatest), (low, high) = args, map(domain.as_range, args)
            if low.low is None or high.high is None:
                return domain.anything, True
            whole = all(abstract.items and all(kind is int for kind, _ in abstract.items) for abstract in args)
            fails = not whole or max(v for _, v in least.items or ()) > min(v for _, v in greatest.items or ())
            return domain.of(range(int(low.low), int(high.high) + 1)), fails
        return domain.anything, True

    def _text(self, node: Node, env: AbstractEnv, state: AbstractState) -> None:
        self._on(node, env, state)

    # -- options

    def _offer(self, node: Node, env: AbstractEnv, state: AbstractState) -> None:
        offer = node.offer
        assert isinstance(offer, Offer)
        bit, inside = 1 << self._number[node.id], env
        possible = surely = True
        for condition in offer.guard:
            tested = self.evaluation.test(condition, inside)
            if tested.fails:
                self._fails(node)
            surely = surely and not tested.no and not tested.fails
            narrowed = self._narrowed(condition, inside, True) if tested.yes else None
            if narrowed is None:
                possible = False
                break
            inside = narrowed
        if not possible:
            self._on(node, env, state)
            return
        carried = []
        for _, expr in offer.captures:
            abstract, fails = self.evaluation.value(expr, inside)
            if fails:
                self._fails(node)
            carried.append(abstract)
        self.offered.add(node.id)
        if surely and offer.guard:
            self.surely.add(node.id)
        self._carry(node.id, tuple(carried))
        added = self._one_more(env[self.count])
        env[self.count] = added if surely else self.domain.join(env[self.count], added)
        self._on(node, env, state._replace(may=state.may | bit, must=state.must | bit if surely else state.must))

    def _one_more(self, abstract: AbstractValue) -> AbstractValue:
        if abstract.items is not None:
            return self.domain.of(value + 1 for _, value in abstract.items)
        return (
            abstract if abstract.low is None or abstract.high is None else self.domain.range(abstract.low + 1, abstract.high + 1)
        )

    def _carry(self, offer: int, carried: tuple[AbstractValue, ...]) -> None:
        """Joins these values into those the option can carry."""
        old = self._carried.get(offer)
        new = carried
        if old is not None:
            grow = self.domain.join if self._visits[offer] < PATIENCE else self.domain.widen
            new = tuple([grow(a, b) for a, b in zip(old, carried, strict=True)])
        if new != old:
            self._carried[offer] = new
            for stop in self._taken_at.get(offer, ()):
                self._again(stop)

    def _stop(self, node: Node, env: AbstractEnv, state: AbstractState) -> None:
        if not state.must and self.domain.truth(env[self.count])[1]:  # the count may prove that an option is on offer
            self._ends(node, node.what, node.position)
        possible = state.may & self._shown
        if not state.must & self._shown:
            possible = state.may
        for number in bits(possible):
            offer = self._offers[number]
            self._taken_at.setdefault(offer.id, set()).add(node.id)
            entered: AbstractEnv | None = env
            for condition in self._steady[offer.id]:
                entered = None if entered is None else self._narrowed(condition, entered, True)
            if entered is not None:
                self._taken(node.id, offer, entered, self._carried[offer.id], state.may, state.must)

    def _taken(self, source: int, node: Node, env: AbstractEnv, carried: tuple[AbstractValue, ...], may: int, must: int) -> None:
        """The option is taken."""
        offer = node.offer
        assert isinstance(offer, Offer)
        entered = list(env)
        for (slot, _), abstract in zip(offer.captures, carried, strict=True):
            entered[slot] = abstract
        may, must = may & self._staying, must & self._staying
        if offer.stays != UNTIL_LEFT:
            must &= ~(1 << self._number[node.id])
        entered[self.count] = self._at_most(env[self.count]) if may else self._none
        if source >= 0 and not offer.fallback:
            self.turns.add((source, offer.entry.id))
        self._arrive(source, offer.entry, entered, may, must)

    def _at_most(self, abstract: AbstractValue) -> AbstractValue:
        """A count of options of which some are on offer no longer."""
        abstract = self.domain.as_range(abstract)
        return abstract if abstract.high is None else self.domain.range(0, abstract.high)

    def _leave(self, node: Node, env: AbstractEnv, state: AbstractState) -> None:
        env[self.count] = self._at_most(env[self.count])
        self._on(node, env, state._replace(may=state.may & ~self._staying, must=state.must & ~self._staying))

    def _steady_guards(self) -> dict[int, tuple[Expr, ...]]:
        """Conditions of each option that read nothing which the rest of its turn can change."""
        before: dict[int, list[int]] = {}
        for node in self.nodes:
            for follow in node.succ:
                before.setdefault(follow.id, []).append(node.id)
        written = {n.id: sum(1 << slot for slot in writes_of(n)) if n.kind is not NodeKind.OFFER else 0 for n in self.nodes}
        spread_backward(written, before)
        steady = {}
        for node in self._offers:
            assert isinstance(node.offer, Offer)
            changeable = -1 if node.offer.stays else 1 << self.count
            for follow in node.succ:
                changeable |= written[follow.id]
            steady[node.id] = tuple(g for g in node.offer.guard if not any(changeable >> slot & 1 for slot in g.reads))
        return steady

    def _end(self, node: Node, env: AbstractEnv, state: AbstractState) -> None:
        self._ends(node, node.what, node.position)

    def _fail(self, node: Node, env: AbstractEnv, state: AbstractState) -> None:
        self._fails(node)


_STEPS: dict[NodeKind, Callable[[AbstractInterpretation, Node, AbstractEnv, AbstractState], None]] = {
    NodeKind.SET: AbstractInterpretation._set,
    NodeKind.CHECK: AbstractInterpretation._check,
    NodeKind.BRANCH: AbstractInterpretation._branch,
    NodeKind.SWITCH: AbstractInterpretation._switch,
    NodeKind.DRAW: AbstractInterpretation._draw,
    NodeKind.OFFER: AbstractInterpretation._offer,
    NodeKind.TEXT: AbstractInterpretation._text,
    NodeKind.STOP: AbstractInterpretation._stop,
    NodeKind.END: AbstractInterpretation._end,
    NodeKind.FAIL: AbstractInterpretation._fail,
    NodeKind.GOTO: AbstractInterpretation._text,
    NodeKind.CALL: AbstractInterpretation._call,
    NodeKind.LIMIT: AbstractInterpretation._limit,
    NodeKind.LEAVE: AbstractInterpretation._leave,
}


def interpret_story(reduced: ReducedGraph, operators: Operators, domain: Domain) -> AbstractInterpretation:
    """Abstract interpretation from the story's beginning."""
    return AbstractInterpretation(reduced, operators, domain, [story_start(reduced.graph, domain)])


def story_start(graph: FlowGraph, domain: Domain) -> Start:
    """The start state of :func:`interpret_story`."""
    return Start(graph.entry.id, (), initial_values(graph, domain))


def initial_values(graph: FlowGraph, domain: Domain) -> dict[int, AbstractValue]:
    """Abstract values at the start of a turn. Slots that a state does not keep have their initial values, as in the search; they
    are dead, though an option's condition may have seen other values."""
    return {slot: domain.of((graph.initial.get(slot, 0),)) for slot in range(len(graph.slots))}
