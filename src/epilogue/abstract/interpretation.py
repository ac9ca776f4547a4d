"""Abstract interpretation of the reduced FlowGraph, forward from a set of states.

Options made on the way are tracked twice, as those that *may* and those that *must* be on offer: where one must be, the turn
cannot end the story. An option's condition still holds when the option is taken, if nothing it reads can have changed in between.

Over-approximates every playthrough from the given states; not everything found is possible.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from epilogue.abstract.conditions import Conditions
from epilogue.abstract.domain import AbstractValue, Domain
from epilogue.abstract.evaluate import Evaluation
from epilogue.abstract.functions import Functions
from epilogue.abstract.possible_endings import PossibleEnding
from epilogue.abstract.states import ANY_SLOT, NO_OPTIONS, AbstractEnv, AbstractState, Start, initial_values, story_start
from epilogue.abstract.steps import AbstractStep, AbstractSteps
from epilogue.flow.expressions import Expr, Slot
from epilogue.flow.graph import WORDED, Node, NodeKind, Offer, writes_of
from epilogue.flow.passes import ReducedGraph
from epilogue.graphs.bits import bits
from epilogue.graphs.worklist import spread_backward
from epilogue.ir.lines import NOTHING
from epilogue.ir.operators import Operators
from epilogue.ir.program import UNTIL_LEFT

FINAL = ("error", "stopped")
"""Kinds of ending that end a whole game, not only a conversation of it."""


class AbstractInterpretation(AbstractSteps):
    """The fixpoint from ``starts``. ``turns``: edges between two turns; ``offered``: offer nodes whose option can be on offer,
    ``surely``: those whose conditions always held at some visit; ``ends``: (node id, kind of ending, position in the code, -1 if
    unknown)."""

    def __init__(self, reduced: ReducedGraph, operators: Operators, domain: Domain, starts: Iterable[Start]):
        graph = reduced.graph
        self.count = graph.slots["offers",]
        self.mark = graph.slots["mark",]
        self.last = graph.slots["last",]
        # In a game, what one conversation sets is there in the next.
        assigned = reduced.assigned if graph.hub is None else [ANY_SLOT] * len(reduced.nodes)
        masks = [live & before | 1 << self.count for live, before in zip(reduced.liveness.live, assigned, strict=True)]
        known = {mask: bits(mask) for mask in masks}
        kept = [known[mask] for mask in masks]
        self._named = [[slots.index(slot) for slot in (self.mark, self.last) if slot in slots] for slots in kept]
        evaluation = Evaluation(domain, operators, reduced.liveness.kinds, len(graph.slots))
        begun = list(initial_values(graph, domain).values())
        super().__init__(reduced.nodes, graph.slots, Conditions(evaluation), kept, assigned, begun)
        self.graph = graph
        self.wrap, self.unordered = graph.wrap, graph.unordered
        self.offered: set[int] = set()
        self.surely: set[int] = set()
        self.ends: set[tuple[int, str, int]] = set()
        self.hub = graph.hub
        self.turns: set[tuple[int, int]] = set()
        self._functions: Functions | None = None
        self._number = {node.id: number for number, node in enumerate(n for n in self.nodes if n.kind is NodeKind.OFFER)}
        self._offers = [node for node in self.nodes if node.kind is NodeKind.OFFER]
        shown = [i for i, node in enumerate(self._offers) if isinstance(node.offer, Offer) and not node.offer.fallback]
        self._shown = sum(1 << i for i in shown)
        self._staying = sum(1 << i for i, n in enumerate(self._offers) if isinstance(n.offer, Offer) and n.offer.stays)
        self._some = 1 << len(self._offers)
        self._carried: dict[int, tuple[AbstractValue, ...]] = {}
        self._taken_at: dict[int, set[int]] = {}
        self._none = domain.of((0,))
        self._steady = self._steady_guards()
        for start in starts:
            self._begin(start)
        self.run()

    def functions(self) -> Functions:
        if self._functions is None:
            self._functions = Functions(self.graph.program, self.domain, self.evaluation.operators)
        return self._functions

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
        if slot in live:
            return self.met[number].values[live.index(slot)]
        return AbstractEnv(self._begun, self._assigned[number], self.domain.anything)[slot]

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

    def _named_at(self, number: int) -> Sequence[int]:
        return self._named[number]

    # -- starts

    def _begin(self, start: Start) -> None:
        env = AbstractEnv(self._begun, ANY_SLOT, self.domain.anything, start.held.items())
        if start.node >= 0:
            made = 0
            for offer, carried in start.offers:
                made |= 1 << self._number[offer]
                self.offered.add(offer)
                self._carry(offer, carried)
                self._steady[offer] = ()  # never steady: its values may be representatives of a bisimulation class
            env[self.count] = self.domain.of((len(start.offers),))
            self._arrive(-1, self.nodes[start.node], env, NO_OPTIONS._replace(may=made, must=made))
        if start.node < 0:
            made = sum({1 << self._number[offer] for offer, _ in start.offers})
            env[self.count] = self.domain.of((len(start.offers),))
            for offer, carried in start.offers:
                self.offered.add(offer)
                if made & self._staying:
                    self._carry(offer, carried)
                self._taken(-1, self.nodes[offer], env, carried, made, made)

    # -- steps

    def _steps(self) -> dict[NodeKind, AbstractStep]:
        return {
            **super()._steps(),
            NodeKind.OFFER: self._offer,
            NodeKind.STOP: self._stop,
            NodeKind.LEAVE: self._leave,
        }

    def _ends(self, node: Node, kind: str, position: int) -> None:
        """The story, or a conversation of a game that continues, can end here."""
        self.ends.add((node.id, kind, position))
        if self.hub is not None and kind not in FINAL:
            env = self._env(node.id, self.met[node.id])
            env[self.count] = self._none
            self.turns.add((node.id, self.hub.id))
            self._arrive(node.id, self.hub, env, NO_OPTIONS)

    def _switch(self, node: Node, env: AbstractEnv, state: AbstractState) -> None:
        assert node.expr is not None
        if self.hub is None or node.expr.reads != {self.hub.slot}:
            super()._switch(node, env, state)
            return
        entries = self.evaluation.value(node.expr, env).value.items  # the cases list every entry
        for case, follow in zip(node.cases, node.succ, strict=True):
            if entries is None or (type(case), case) in entries:
                self._arrive(node.id, follow, env, state)

    # -- options

    def _offer(self, node: Node, env: AbstractEnv, state: AbstractState) -> None:
        offer = node.offer
        assert isinstance(offer, Offer)
        bit, inside = 1 << self._number[node.id], env
        state = self._offered_if(offer, env, state)
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
            abstract, fails = self._value(expr, inside, state)
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

    def _offered_if(self, offer: Offer, env: AbstractEnv, state: AbstractState) -> AbstractState:
        """The state where an option is on offer under its condition: surely, if one is under the opposite, too."""
        if len(offer.guard) != 1 or offer.fallback or offer.stays or self.count in offer.guard[0].reads:
            return state
        if self.evaluation.test(offer.guard[0], env).fails:
            return state
        condition = self.conditions.decided(offer.guard[0], env)
        if condition._replace(holds=not condition.holds) in state.offered:
            return state._replace(must=state.must | self._some)
        return state._replace(offered=state.offered | {condition})

    def _one_more(self, abstract: AbstractValue) -> AbstractValue:
        if abstract.items is not None:
            return self.domain.of(value + 1 for _, value in abstract.items)
        if abstract.low is None or abstract.high is None:
            return abstract
        return self.domain.range(abstract.low + 1, abstract.high + 1, True)

    def _carry(self, offer: int, carried: tuple[AbstractValue, ...]) -> None:
        """Joins these values into those the option can carry."""
        old = self._carried.get(offer)
        new = carried
        if old is not None:
            grow = self._growing(self._visits[offer], True)
            new = tuple([grow(a, b) for a, b in zip(old, carried, strict=True)])
        if new != old:
            self._carried[offer] = new
            for stop in self._taken_at.get(offer, ()):
                self._again(stop)

    def _stop(self, node: Node, env: AbstractEnv, state: AbstractState) -> None:
        if not state.must and self.domain.truth(env[self.count])[1]:  # the count may prove that an option is on offer
            self._ends(node, node.what, node.position)
        possible = state.may & self._shown
        if not state.must & (self._shown | self._some):
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
        entered = env.copy()
        for (slot, _), abstract in zip(offer.captures, carried, strict=True):
            entered[slot] = abstract
        may, must = may & self._staying, must & self._staying
        if offer.stays != UNTIL_LEFT:
            must &= ~(1 << self._number[node.id])
        entered[self.count] = self._at_most(env[self.count]) if may else self._none
        if source >= 0 and not offer.fallback:
            self.turns.add((source, offer.entry.id))
        self._arrive(source, offer.entry, entered, NO_OPTIONS._replace(may=may, must=must))

    def _at_most(self, abstract: AbstractValue) -> AbstractValue:
        """A count of options of which some are on offer no longer."""
        abstract = self.domain.hull(abstract)
        return abstract if abstract.high is None else self.domain.range(0, abstract.high, True)

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


def interpret_story(reduced: ReducedGraph, operators: Operators, domain: Domain) -> AbstractInterpretation:
    """Abstract interpretation from the story's beginning."""
    return AbstractInterpretation(reduced, operators, domain, [story_start(reduced.graph, domain)])
