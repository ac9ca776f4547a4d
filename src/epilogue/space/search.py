"""Breadth-first exploration: the FlowGraph's turns to a StateGraph.

A situation is the options on offer (where, in which context, carrying what) and the values of the slots that are live given
exactly these options, with their types (1, 1.0 and true are different); full situations are compared, never hashes alone.
The order is deterministic: same story, same graph.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Any, NamedTuple

from epilogue.flow.expressions import evaluator
from epilogue.flow.graph import Offer
from epilogue.flow.passes import Reduced
from epilogue.ir.operators import OperatorError
from epilogue.ir.values import Value
from epilogue.space.state_graph import Ending, Situation, StateGraph
from epilogue.space.turn import Chance, Env, Limit, Menu, Offered, Stop, Turns

DEFAULT_STATES = 400_000


class Kept(NamedTuple):
    """What a situation keeps of the slots: ``live`` ones, and what each option carries."""

    live: tuple[int, ...]
    carried: tuple[tuple[int, ...], ...]


def explore(
    reduced: Reduced,
    operators: Mapping[str, Callable[..., Value]],
    max_states: int = DEFAULT_STATES,
    kept: list[Kept] | None = None,
) -> StateGraph:
    """The StateGraph from the FlowGraph's entry, up to ``max_states`` situations. ``kept``: filled with what each one keeps."""
    search = _Search(reduced, operators, max_states)
    graph = search.run()
    if kept is not None:
        kept.extend(map(search.kept, search.keys))
    return graph


class _Search:
    def __init__(self, reduced: Reduced, operators: Mapping[str, Callable[..., Value]], max_states: int) -> None:
        self.reduced = reduced
        self.turns = Turns(reduced.graph, reduced.nodes, operators)
        self.max_states = max_states
        self.graph = StateGraph()
        self.index: dict[Any, int] = {}
        self.keys: list[Any] = []
        self.endings: dict[Ending, int] = {}
        self.live_slots: dict[Any, tuple[int, ...]] = {}
        self.reads: dict[Any, tuple[int, ...]] = {}
        self.after: dict[Any, int] = {}
        flow = reduced.graph
        self.at_end = [evaluator(expr, operators) for expr in flow.at_end]
        self.never = [evaluator(expr, operators) for expr in flow.never]
        self.mark = reduced.graph.slots["mark",]
        self.work: deque[int] = deque()

    def run(self) -> StateGraph:
        graph = self.graph
        try:
            env = list(self.turns.start)
            graph.initial = self.settle(self.turns.run(self.reduced.graph.entry.id, env, []), env)
            while self.work:
                state = self.work.popleft()
                if len(self.keys) > self.max_states:
                    self.stop(f"the limit of {self.max_states} situations was reached")
                    break
                self.expand(state)
        except Limit as limit:
            self.stop(f"{limit.what}", limit.position)
        self.close()
        return graph

    def stop(self, reason: str, position: int | None = None) -> None:
        self.graph.complete = False
        self.graph.reason = reason
        self.graph.stopped_at = position

    def close(self) -> None:
        """States never expanded have no edges."""
        graph = self.graph
        while len(graph.first) <= len(graph.situation):
            state = len(graph.first) - 1
            if graph.situation[state] != Situation.ENDING:
                graph.situation[state] = Situation.OPEN
            graph.first.append(len(graph.target))
        graph.spoken = self.turns.spoken

    # -- states

    def settle(self, stop: Menu | Chance | Stop, env: Env) -> int:
        """The state where a turn has come to rest."""
        key: Any
        if isinstance(stop, Stop):
            values = tuple(_value(compute, env) for compute in self.at_end)
            key = Ending(stop.kind, stop.position, env[self.mark], stop.message, values)
            return self.state(key, Situation.ENDING, env)
        if isinstance(stop, Menu):
            values = _picker(self.live_after(stop.offers))(env)
            return self.state((stop.offers, values, tuple(map(type, values))), Situation.CHOICE, env)
        values = _picker(self.live_at_draw(stop.node))(env)
        key = (stop.node, stop.offers, stop.outcomes, values, tuple(map(type, values)))
        return self.state(key, Situation.CHANCE, env)

    def state(self, key: Any, situation: Situation, env: Env) -> int:
        known = self.index.get(key)
        if known is not None:
            return known
        number = self.index[key] = len(self.keys)
        for place, holds in enumerate(self.never):
            if place not in self.graph.broken and _value(holds, env)[1]:
                self.graph.broken[place] = number
        self.keys.append(key)
        graph = self.graph
        graph.situation.append(situation)
        if situation is Situation.ENDING:
            graph.ending.append(len(graph.endings))
            graph.endings.append(key)
        else:
            graph.ending.append(-1)
        self.work.append(number)
        return number

    def live_after(self, offers: tuple[Offered, ...]) -> tuple[int, ...]:
        nodes = tuple(o.node for o in offers)
        found = self.live_slots.get(nodes)
        if found is None:
            needed = 0
            for number in nodes:
                needed |= self.reduced.liveness.needs(self.reduced.nodes[number])
            found = self.live_slots[nodes] = _bits(needed)
        return found

    def live_at_draw(self, number: int) -> tuple[int, ...]:
        found = self.live_slots.get(number)
        if found is None:
            found = self.live_slots[number] = _bits(self.reduced.liveness.live[number])
        return found

    def kept(self, key: Any) -> Kept:
        """What the situation of this key keeps."""
        if isinstance(key, Ending):
            return Kept((), ())
        draws = isinstance(key[0], int)
        offers: tuple[Offered, ...] = key[1 if draws else 0]
        live = self.live_at_draw(key[0]) if draws else self.live_after(offers)
        nodes = [self.reduced.nodes[offered.node].offer for offered in offers]
        return Kept(live, tuple(tuple(slot for slot, _ in n.captures) for n in nodes if isinstance(n, Offer)))

    # -- edges

    def expand(self, state: int) -> None:
        key = self.keys[state]
        graph = self.graph
        situation = graph.situation[state]
        if situation == Situation.CHOICE:
            offers, values, _ = key
            live = self.live_after(offers)
            for offered in offers:
                offer = self.reduced.nodes[offered.node].offer
                assert isinstance(offer, Offer)
                graph.shown.add(offer.site)
                graph.target.append(self.taken(offered, live, values))
                graph.weight.append(1)
                graph.label.append(offer.site)
        elif situation == Situation.CHANCE:
            self.expand_draw(key)
        graph.first.append(len(graph.target))

    def taken(self, offered: Offered, live: tuple[int, ...], values: tuple[Any, ...]) -> int:
        """The state after an option is taken. What it reads decides that: a turn run once is not run again for another situation
        that agrees on it."""
        places = self.reads.get((offered.node, live))
        if places is None:
            needed = set(_bits(self.reduced.liveness.needs(self.reduced.nodes[offered.node])))
            places = self.reads[offered.node, live] = tuple(place for place, slot in enumerate(live) if slot in needed)
        read = _picker(places)(values)
        known = (offered, read, tuple(map(type, read)))
        target = self.after.get(known)
        if target is None:
            env = list(self.turns.start)
            for place, value in zip(places, read, strict=True):
                env[live[place]] = value
            node = self.turns.take(offered, env)
            target = self.after[known] = self.settle(self.turns.run(node, env, []), env)
        return target

    def expand_draw(self, key: Any) -> None:
        node, offers, outcomes, values, _ = key
        live = self.live_at_draw(node)
        groups: dict[int, list[Any]] = {}
        for index, outcome in enumerate(outcomes):
            env = list(self.turns.start)
            for slot, value in zip(live, values, strict=True):
                env[slot] = value
            made = list(offers)
            env[self.reduced.graph.slots["offers",]] = len(made)
            following = self.turns.draw(node, outcome, env)
            groups.setdefault(self.settle(self.turns.run(following, env, made), env), []).append(index)
        for target, alike in groups.items():
            self.graph.target.append(target)
            self.graph.weight.append(len(alike))
            self.graph.label.append(tuple(alike))


@cache
def _picker(places: tuple[int, ...]) -> Callable[[Sequence[Any]], tuple[Any, ...]]:
    """Takes the values at the places out of a sequence."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda values: tuple([values[place] for place in places])


def _value(compute: Callable[[Env], Any], env: Env) -> tuple[type, Any]:
    """An observed value with its type, or the error it ends in."""
    try:
        value = compute(env)
        return type(value), value
    except OperatorError as problem:
        return OperatorError, str(problem)


def _bits(mask: int) -> tuple[int, ...]:
    found = []
    slot = 0
    while mask:
        if mask & 1:
            found.append(slot)
        mask >>= 1
        slot += 1
    return tuple(found)
