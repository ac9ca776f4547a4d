"""State keys: what distinguishes states, that is, the options on offer and the values that still matter given exactly these.

A state's *key* is compared in full, never by hash alone; types count (1, 1.0 and true are distinct). A search that grows
distinguishes no more than necessary: see ``bisimulation``, ``conditional_liveness``, ``differences`` and ``symmetry`` in
:mod:`epilogue.space.reductions`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from epilogue.flow.expressions import evaluator
from epilogue.flow.graph import Draw, NodeKind, Offer, writes_of
from epilogue.flow.passes import ReducedGraph
from epilogue.graphs.bits import bits
from epilogue.ir.operators import OperatorError, Operators
from epilogue.ir.program import Outside
from epilogue.ir.values import ListValue, Value, kinds_of
from epilogue.machine.endless import never_ends
from epilogue.space.slots import assigned, needed, picker
from epilogue.space.state_graph import GraphEnding, StateGraph, StateKind, distinguishing_line
from epilogue.space.turn import Chance, Env, Menu, OfferedOption, PlayEnd

if TYPE_CHECKING:
    from epilogue.space.reductions.combined import OptionClass, StateReductions

ValueTypes = tuple[type, ...]

FINAL = frozenset(("error", "stopped"))
"""Kinds of ending after which a game starts no other conversation."""


class StateSlots(NamedTuple):
    """The slots that a state keeps: the ``live`` ones, and those ``carried`` by each option. ``equivalent``: live slot -> the
    values indistinguishable from its own, that included (empty if there are no others). ``together``: groups of live slots to
    which a common number may be added."""

    live: tuple[int, ...]
    carried: tuple[tuple[int, ...], ...]
    equivalent: Mapping[int, tuple[Value, ...]] = {}
    together: Sequence[tuple[int, ...]] = ()


class ChoiceKey(NamedTuple):
    """The reader picks one of ``offers``; ``values`` of the ``live`` slots and their ``types``. ``place``: where the turn
    stopped, if decisions are observed, else -1. ``mark``: the ending's mark in force if this is the first menu (again), else
    ""."""

    offers: tuple[OfferedOption, ...]
    live: tuple[int, ...]
    values: tuple[Any, ...]
    types: ValueTypes
    place: int = -1
    mark: str = ""


class ChanceKey(NamedTuple):
    """A draw at ``node`` with these ``outcomes``, after the ``offers`` made so far this turn and, in a call, after the outcomes
    of ``script``."""

    node: int
    offers: tuple[OfferedOption, ...]
    outcomes: Sequence[Any]
    script: tuple[int, ...]
    live: tuple[int, ...]
    values: tuple[Any, ...]
    types: ValueTypes


class BrokenOffTurn(NamedTuple):
    """A turn too large to finish: ``what`` was too large, at which ``position``."""

    what: str
    position: int


class AfterKey(NamedTuple):
    """A conversation is over, nothing is on offer; ``values`` of the ``live`` slots, which matter to later conversations, and
    their ``types``."""

    ending: GraphEnding
    offers: tuple[OfferedOption, ...]
    live: tuple[int, ...]
    values: tuple[Any, ...]
    types: ValueTypes


StateKey = ChoiceKey | ChanceKey | AfterKey | GraphEnding | BrokenOffTurn


class StateKeys:
    """Computes the keys of the states of one reduced FlowGraph. ``reductions``: the state-space reductions, if the search
    grows."""

    def __init__(self, reduced: ReducedGraph, operators: Operators) -> None:
        self.reduced = reduced
        self.operators = operators
        self.truthy = reduced.graph.program.semantics.values.truthy
        self.mark = reduced.graph.slots["mark",]
        self.last = reduced.graph.slots["last",]
        self.at_end = [evaluator(expr, operators) for expr in reduced.graph.at_end]
        self.conditions = [evaluator(expr, operators) for expr in reduced.graph.never]
        self.hub = -1 if reduced.graph.hub is None else reduced.graph.hub.id
        self.first: tuple[int, ...] | None = None
        self.reductions: StateReductions | None = None
        self._live: dict[Any, tuple[int, ...]] = {}

    def reduce_states(self) -> None:
        """Turns on the state-space reductions."""
        from epilogue.space.reductions.combined import StateReductions  # lazy: most searches stay small

        self.reductions = StateReductions(self.reduced, self.operators)

    def key(self, stop: Menu | Chance | PlayEnd | BrokenOffTurn, env: Env) -> tuple[StateKind, StateKey]:
        """The key of where a turn has stopped."""
        if isinstance(stop, BrokenOffTurn):
            return StateKind.OPEN, stop
        if isinstance(stop, PlayEnd) and stop.kind == "stopped":
            return StateKind.ENDING, GraphEnding(stop.kind, stop.position, "", "")
        if isinstance(stop, PlayEnd):
            observed = tuple(value(compute, env) for compute in self.at_end)
            mark, last = "" if never_ends(stop.message) else env[self.mark], env[self.last]
            ending = GraphEnding(
                stop.kind,
                stop.position,
                mark,
                stop.message,
                observed,
                self.holding_conditions(env),
                distinguishing_line(stop.kind, mark, last),
            )
            if self.hub < 0 or stop.kind in FINAL:
                return StateKind.ENDING, ending
            live, values, types = self.project(self.hub, (), env)
            return StateKind.ENDING, AfterKey(ending, (), live, values, types)
        draw = stop.node if isinstance(stop, Chance) else -1
        mark = self.returned(stop, env) if isinstance(stop, Menu) else ""
        live, values, types = self.project(draw, tuple([o.node for o in stop.offers]), env)
        if isinstance(stop, Menu):
            place = stop.position if self.reduced.graph.decisions else -1
            return StateKind.CHOICE, ChoiceKey(stop.offers, live, values, types, place, mark)
        outside = self.outside(draw)
        kind = StateKind.OUTSIDE if outside is not None and outside.weights is None else StateKind.CHANCE
        return kind, ChanceKey(draw, stop.offers, stop.outcomes, stop.script, live, values, types)

    def begin(self, first: StateKey) -> None:
        """Records the sites of the first menu."""
        self.first = self.sites(first.offers) if isinstance(first, ChoiceKey) else ()

    def returned(self, menu: Menu, env: Env) -> str:
        """The ending's mark in force, if these are the options of the first menu. It identifies a return to the beginning, which
        must not depend on what else the state keeps."""
        first = self.first
        again = first is None or (len(first) == len(menu.offers) and first == self.sites(menu.offers))
        return str(env[self.mark]) if again else ""

    def sites(self, offers: Sequence[OfferedOption]) -> tuple[int, ...]:
        """The sites of options on offer."""
        return self.sites_of([offered.node for offered in offers])

    def sites_of(self, nodes: Sequence[int]) -> tuple[int, ...]:
        """The sites of the options that these nodes offer."""
        offers = (self.reduced.nodes[node].offer for node in nodes)
        return tuple([offer.site for offer in offers if isinstance(offer, Offer)])

    def holding_conditions(self, env: Env) -> int:
        """The bit set of the observed conditions that hold."""
        return sum(1 << bit for bit, holds in enumerate(self.conditions) if condition_holds(value(holds, env), self.truthy))

    def project(self, draw: int, nodes: tuple[int, ...], env: Env) -> tuple[tuple[int, ...], tuple[Any, ...], ValueTypes]:
        """The slots that matter before the draw, or with exactly these options on offer; their values and types."""
        live = self.live(draw, nodes)
        if self.reductions is not None:
            self.reductions.replace(draw, nodes, live, env)
            live = self.reductions.live(draw, nodes, live, env)
            self.reductions.level(draw, nodes, live, env)
        values = picker(live)(env)
        return live, values, kinds_of(values)

    def outside(self, number: int) -> Outside | None:
        """The outside decision drawn at the node; None if it is the story's own luck."""
        draw = self.reduced.nodes[number].offer
        return draw.outside if isinstance(draw, Draw) else None

    def draw(self, key: StateKey) -> int:
        """The node that the next step starts from: the draw, or the hub after a conversation; -1 otherwise."""
        return key.node if isinstance(key, ChanceKey) else self.hub if isinstance(key, AfterKey) else -1

    def canonical(self, key: StateKey) -> Hashable:
        """A canonical form, equal for states that are equal up to symmetry."""
        if self.reductions is None or isinstance(key, GraphEnding | BrokenOffTurn):
            return key
        outcomes = (key.outcomes, key.script) if isinstance(key, ChanceKey) else None
        form = self.reductions.canonical(self.draw(key), outcomes, key.offers, key.live, key.values, key.types)
        if isinstance(key, ChoiceKey) and (key.place >= 0 or key.mark):
            return key.place, key.mark, form
        return (key.ending, form) if isinstance(key, AfterKey) else form

    def option_classes(self, key: ChoiceKey) -> dict[int, OptionClass]:
        """The classes of options that come to the same up to symmetry, by index; none without reductions."""
        if self.reductions is None:
            return {}
        return self.reductions.option_classes(key.offers, key.live, key.values, key.types)

    def exchanged(self, key: StateKey, first: OptionClass, second: OptionClass) -> bool:
        """Whether the second option leads to the state of this key, as the first does, but certainly to another key of it."""
        if self.reductions is None or isinstance(key, GraphEnding | BrokenOffTurn):
            return False
        return self.reductions.exchange_shows(key, first.number, first.column, second.column)

    def close_under_symmetry(self, graph: StateGraph) -> None:
        """Extends observations by symmetry: what was seen of one part can be seen of all interchangeable ones."""
        if self.reductions is None:
            return
        nodes = self.reduced.nodes
        for group in self.reductions.exchanged():
            first = nodes[group[0]]
            if isinstance(first.offer, Offer):
                sites = [o.site for o in (nodes[n].offer for n in group) if isinstance(o, Offer)]
                least = min(graph.orbit.get(site, site) for site in sites)
                graph.orbit.update((site, least) for site in sites)
                if not graph.shown.isdisjoint(sites):
                    graph.shown.update(sites)
            elif first.kind is NodeKind.TEXT:
                positions = [nodes[n].position for n in group]
                if not graph.spoken.isdisjoint(positions):
                    graph.spoken.update(positions)

    def live(self, draw: int, offers: tuple[int, ...]) -> tuple[int, ...]:
        """The slots that matter before the draw at this node (-1: with exactly these options on offer), except those that still
        have their initial values."""
        key = offers if draw < 0 else draw
        slots = self._live.get(key)
        if slots is None:
            reduced = self.reduced
            slots = self._live[key] = bits(needed(reduced, reduced.liveness, draw, offers) & assigned(reduced, draw, offers))
        return slots

    def fixed_slots(self, key: StateKey) -> StateSlots:
        """The slots whose values havoc must not randomise in this state: those of its key, those that still have their initial
        values, and what a call under way writes."""
        if isinstance(key, GraphEnding | BrokenOffTurn):
            return StateSlots((), ())
        live = key.live
        if isinstance(key, ChanceKey):
            live = (*live, *writes_of(self.reduced.nodes[key.node]))  # the call may have set them already
        nodes = [self.reduced.nodes[offered.node].offer for offered in key.offers]
        draw = self.draw(key)
        offers = tuple([offered.node for offered in key.offers])
        initial = needed(self.reduced, self.reduced.liveness, draw, offers) & ~assigned(self.reduced, draw, offers)
        live = (*live, *bits(initial))
        carried = tuple(tuple(slot for slot, _ in n.captures) for n in nodes if isinstance(n, Offer))
        if self.reductions is None:
            return StateSlots(live, carried)
        same = self.reductions.same(draw, offers, key.live, key.values)
        return StateSlots(live, carried, same, self.reductions.together(draw, offers, key.live))


def value(compute: Callable[[Env], Any], env: Env) -> tuple[type, Any]:
    """An observed value with its type (a list without its order), or the error."""
    try:
        result = compute(env)
        return type(result), result.unordered() if isinstance(result, ListValue) else result
    except OperatorError as problem:
        return OperatorError, str(problem)


def condition_holds(observed: tuple[type, Any], truthy: Callable[[Any], bool]) -> bool:
    """Whether an observed condition holds; one that ends in an error does not."""
    kind, content = observed
    if issubclass(kind, Exception):
        return False
    try:
        return truthy(content)
    except OperatorError:
        return False
