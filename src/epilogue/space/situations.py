"""What tells situations apart: the options on offer, and the values that still matter given exactly these options.

A situation's *key* is compared in full, never by hash alone; types count (1, 1.0 and true are different). In a search that
grows, no more is told apart than must be: see :mod:`epilogue.flow.passes.alike`, :mod:`~epilogue.flow.passes.frozen` and
:mod:`~epilogue.flow.passes.symmetry`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from epilogue.flow.expressions import evaluator
from epilogue.flow.graph import Kind, Offer, writes_of
from epilogue.flow.passes import Reduced
from epilogue.ir.operators import OperatorError
from epilogue.ir.values import Value
from epilogue.space.slots import assigned, bits, needed, picker
from epilogue.space.state_graph import Ending, Situation, StateGraph
from epilogue.space.turn import Chance, Env, Menu, Offered, Stop

if TYPE_CHECKING:
    from epilogue.space.sharper import Sharper

Types = tuple[type, ...]


class Kept(NamedTuple):
    """What a situation keeps of the slots: ``live`` ones, and what each option carries. ``alike``: live slots that may have
    another value -> those that cannot be told apart from it."""

    live: tuple[int, ...]
    carried: tuple[tuple[int, ...], ...]
    alike: Mapping[int, tuple[Value, ...]] = {}


class ChoiceKey(NamedTuple):
    """The reader picks among ``offers``; ``values`` of the ``live`` slots and their ``types``."""

    offers: tuple[Offered, ...]
    live: tuple[int, ...]
    values: tuple[Any, ...]
    types: Types


class ChanceKey(NamedTuple):
    """A draw at ``node`` with these ``outcomes``, after the ``offers`` made so far this turn and, in a call, after the outcomes
    of ``script``."""

    node: int
    offers: tuple[Offered, ...]
    outcomes: tuple[Any, ...]
    script: tuple[int, ...]
    live: tuple[int, ...]
    values: tuple[Any, ...]
    types: Types


class BrokenOff(NamedTuple):
    """A turn that was too large to be run to its end: ``what`` was, at which ``position``."""

    what: str
    position: int


Key = ChoiceKey | ChanceKey | Ending | BrokenOff


class Situations:
    """Makes the keys of one reduced FlowGraph's situations. ``sharper``: the reductions of a search that grows, if it does."""

    def __init__(self, reduced: Reduced, operators: Mapping[str, Callable[..., Value]]) -> None:
        self.reduced = reduced
        self.operators = operators
        self.mark = reduced.graph.slots["mark",]
        self.at_end = [evaluator(expr, operators) for expr in reduced.graph.at_end]
        self.sharper: Sharper | None = None
        self._live: dict[Any, tuple[int, ...]] = {}

    def sharpen(self) -> None:
        """From now on tell apart no more than must be."""
        from epilogue.space.sharper import Sharper  # late: most searches stay small

        self.sharper = Sharper(self.reduced, self.operators)

    def key(self, stop: Menu | Chance | Stop | BrokenOff, env: Env) -> tuple[Situation, Key]:
        """The key of where a turn has come to rest."""
        if isinstance(stop, BrokenOff):
            return Situation.OPEN, stop
        if isinstance(stop, Stop):
            observed = tuple(value(compute, env) for compute in self.at_end)
            return Situation.ENDING, Ending(stop.kind, stop.position, env[self.mark], stop.message, observed)
        draw = stop.node if isinstance(stop, Chance) else -1
        nodes = tuple([o.node for o in stop.offers])
        live = self.live(draw, nodes)
        if self.sharper is not None:
            self.sharper.replace(draw, nodes, live, env)
            live = self.sharper.live(draw, nodes, live, env)
        values = picker(live)(env)
        types = tuple(map(type, values))
        if isinstance(stop, Chance):
            return Situation.CHANCE, ChanceKey(draw, stop.offers, stop.outcomes, stop.script, live, values, types)
        return Situation.CHOICE, ChoiceKey(stop.offers, live, values, types)

    def canonical(self, key: Key) -> Hashable:
        """Equal for situations that differ at most by an exchange of interchangeable parts."""
        if self.sharper is None or isinstance(key, Ending | BrokenOff):
            return key
        node = key.node if isinstance(key, ChanceKey) else -1
        outcomes = (key.outcomes, key.script) if isinstance(key, ChanceKey) else None
        return self.sharper.canonical(node, outcomes, key.offers, key.live, key.values, key.types)

    def exchange(self, graph: StateGraph) -> None:
        """What was seen of one part can be seen of each that it is interchangeable with: all are alike at the start."""
        if self.sharper is None:
            return
        nodes = self.reduced.nodes
        for group in self.sharper.exchanged():
            first = nodes[group[0]]
            if isinstance(first.offer, Offer):
                sites = [o.site for o in (nodes[n].offer for n in group) if isinstance(o, Offer)]
                least = min(graph.orbit.get(site, site) for site in sites)
                graph.orbit.update((site, least) for site in sites)
                if not graph.shown.isdisjoint(sites):
                    graph.shown.update(sites)
            elif first.kind is Kind.TEXT:
                positions = [nodes[n].position for n in group]
                if not graph.spoken.isdisjoint(positions):
                    graph.spoken.update(positions)

    def live(self, draw: int, offers: tuple[int, ...]) -> tuple[int, ...]:
        """The slots that matter before the draw of this node; if it is -1, when exactly these options (nodes) are on offer; less
        those that still have their initial values."""
        place = offers if draw < 0 else draw
        found = self._live.get(place)
        if found is None:
            reduced = self.reduced
            found = self._live[place] = bits(needed(reduced, reduced.liveness, draw, offers) & assigned(reduced, draw, offers))
        return found

    def kept(self, key: Key) -> Kept:
        """What the situation of this key keeps."""
        if isinstance(key, Ending | BrokenOff):
            return Kept((), ())
        live = key.live
        if isinstance(key, ChanceKey):
            live = (*live, *writes_of(self.reduced.nodes[key.node]))  # a call may have set them already
        nodes = [self.reduced.nodes[offered.node].offer for offered in key.offers]
        draw = key.node if isinstance(key, ChanceKey) else -1
        offers = tuple([offered.node for offered in key.offers])
        initial = needed(self.reduced, self.reduced.liveness, draw, offers) & ~assigned(self.reduced, draw, offers)
        live = (*live, *bits(initial))
        carried = tuple(tuple(slot for slot, _ in n.captures) for n in nodes if isinstance(n, Offer))
        if self.sharper is None:
            return Kept(live, carried)
        return Kept(live, carried, self.sharper.same(draw, offers, key.live, key.values))


def value(compute: Callable[[Env], Any], env: Env) -> tuple[type, Any]:
    """An observed value with its type, or the error it ends in."""
    try:
        found = compute(env)
        return type(found), found
    except OperatorError as problem:
        return OperatorError, str(problem)
