"""Exploration: the FlowGraph's turns to a StateGraph, one loop. Its order (:mod:`epilogue.space.frontier`) and its bounds
(:mod:`epilogue.space.watch`) are data.

The order is deterministic: same story, same graph; same story, same number of situations looked at, same part of the graph.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from epilogue.flow.expressions import evaluator
from epilogue.flow.graph import Offer
from epilogue.flow.passes import Reduced
from epilogue.ir.values import Value
from epilogue.settings import Limits
from epilogue.space.frontier import Frontier
from epilogue.space.situations import ChanceKey, ChoiceKey, Kept, Key, Situations, bits, picker, value
from epilogue.space.state_graph import Ending, Situation, StateGraph
from epilogue.space.turn import Chance, Env, Limit, Menu, Offered, Stop, Turns
from epilogue.space.watch import Watch

DEFAULT_STATES = 400_000


def explore(
    reduced: Reduced,
    operators: Mapping[str, Callable[..., Value]],
    max_states: int = DEFAULT_STATES,
    kept: list[Kept] | None = None,
) -> StateGraph:
    """The StateGraph from the FlowGraph's entry, up to ``max_states`` situations looked at. ``kept``: filled with what each one
    keeps."""
    search = Search(reduced, operators)
    search.run(Watch(Limits(states=max_states)))
    if kept is not None:
        kept.extend(map(search.situations.kept, search.keys))
    return search.graph


class Search:
    """One exploration: ``graph`` so far, the ``keys`` of its states, and the ``frontier``: what still has to be looked at.
    ``over``: no more is looked at."""

    def __init__(self, reduced: Reduced, operators: Mapping[str, Callable[..., Value]]) -> None:
        self.reduced = reduced
        self.turns = Turns(reduced.graph, reduced.nodes, operators)
        self.situations = Situations(reduced, operators)
        self.graph = StateGraph()
        self.frontier = Frontier(self.graph)
        self.index: dict[Key, int] = {}
        self.keys: list[Key] = []
        self.reads: dict[Any, tuple[int, ...]] = {}
        self.after: dict[Any, int] = {}
        self.over = False
        self.never = [evaluator(expr, operators) for expr in reduced.graph.never]

    def run(self, watch: Watch) -> None:
        """Look at one situation after the other until there are no more, or ``watch`` stops it; the graph is then ready."""
        frontier = self.frontier
        try:
            if not self.keys:
                self.begin()
            while (state := frontier.next()) is not None:
                stopped = watch.stops(self)
                if stopped is not None:
                    self.stop(stopped.reason, by=stopped.by)
                    break
                self.expand(state)
                frontier.done(state)
        except Limit as limit:
            self.undo()
            self.stop(f"{limit.what}", limit.position)
        self.over = True
        watch.ends(self)
        self.close()

    def begin(self) -> None:
        """Find the first situation."""
        graph, env = self.graph, list(self.turns.start)
        graph.initial = self.settle(self.turns.run(self.reduced.graph.entry.id, env, []), env)
        graph.found_by[graph.initial] = -1
        self.frontier.start(graph.initial)

    def stop(self, reason: str, position: int | None = None, by: str | None = None) -> None:
        """Say why the graph is not complete."""
        self.graph.complete = False
        self.graph.reason = reason
        self.graph.stopped_at = position
        self.graph.stopped_by = by

    def undo(self) -> None:
        """Forget what the step that could not be finished has found."""
        graph = self.graph
        edges = graph.first[-1]
        for edge_column in (graph.target, graph.weight, graph.label):
            del edge_column[edges:]
        count = len(self.keys)
        while count and graph.found_by[count - 1] >= edges:
            count -= 1
        for column in (self.keys, graph.situation, graph.found_by, graph.ending, self.frontier.row):
            del column[count:]
        del graph.endings[sum(1 for s in graph.situation if s == Situation.ENDING) :]
        graph.broken = {place: state for place, state in graph.broken.items() if state < count}
        if not count:
            graph.situation, graph.found_by, graph.ending, self.frontier.row = [Situation.OPEN], [-1], [-1], [-1]

    def close(self) -> None:
        """Put the rows, written in the order the states were looked at, into the order of the states; a state never looked at has
        an empty one."""
        graph, row = self.graph, self.frontier.row
        written, target, weight, label = graph.first, graph.target, graph.weight, graph.label
        graph.first, graph.target, graph.weight, graph.label = [0], [], [], []
        moved = [-1] * (len(target) + 1)
        for state, place in enumerate(row):
            if place >= 0:
                start, end = written[place], written[place + 1]
                moved[start:end] = range(len(graph.target), len(graph.target) + end - start)
                graph.target += target[start:end]
                graph.weight += weight[start:end]
                graph.label += label[start:end]
            elif graph.situation[state] != Situation.ENDING:
                graph.situation[state] = Situation.OPEN
            graph.first.append(len(graph.target))
        graph.found_by = [moved[edge] for edge in graph.found_by]
        graph.looked_at = len(self.frontier.looked_at)
        graph.spoken = self.turns.spoken

    # -- states

    def settle(self, stop: Menu | Chance | Stop, env: Env) -> int:
        """The state where a turn has come to rest; the edge that led there is the next one to be written."""
        situation, key = self.situations.key(stop, env)
        known = self.index.get(key)
        if known is not None:
            return known
        number = self.index[key] = len(self.keys)
        self.keys.append(key)
        graph = self.graph
        for place, holds in enumerate(self.never):
            if place not in graph.broken and value(holds, env)[1]:
                graph.broken[place] = number
        graph.situation.append(situation)
        graph.found_by.append(len(graph.target))
        if isinstance(key, Ending):
            graph.ending.append(len(graph.endings))
            graph.endings.append(key)
        else:
            graph.ending.append(-1)
        self.frontier.found(number, isinstance(key, Ending))
        return number

    # -- edges

    def expand(self, state: int) -> None:
        key = self.keys[state]
        graph = self.graph
        if isinstance(key, ChoiceKey):
            live = self.situations.live_after(key.offers)
            for offered in key.offers:
                offer = self.reduced.nodes[offered.node].offer
                assert isinstance(offer, Offer)
                graph.shown.add(offer.site)
                self.edge(self.taken(offered, live, key.values), 1, offer.site)
        elif isinstance(key, ChanceKey):
            self.expand_draw(key)
        graph.first.append(len(graph.target))

    def edge(self, target: int, weight: int, label: Any) -> None:
        self.graph.target.append(target)
        self.graph.weight.append(weight)
        self.graph.label.append(label)

    def taken(self, offered: Offered, live: tuple[int, ...], values: tuple[Any, ...]) -> int:
        """The state after an option is taken. What it reads decides that: a turn run once is not run again for another situation
        that agrees on it."""
        places = self.reads.get((offered.node, live))
        if places is None:
            needed = set(bits(self.reduced.liveness.needs(self.reduced.nodes[offered.node])))
            places = self.reads[offered.node, live] = tuple(place for place, slot in enumerate(live) if slot in needed)
        read = picker(places)(values)
        known = (offered, read, tuple(map(type, read)))
        target = self.after.get(known)
        if target is None:
            env = list(self.turns.start)
            for place, found in zip(places, read, strict=True):
                env[live[place]] = found
            node = self.turns.take(offered, env)
            target = self.after[known] = self.settle(self.turns.run(node, env, []), env)
        return target

    def expand_draw(self, key: ChanceKey) -> None:
        live = self.situations.live_at_draw(key.node)
        groups: dict[int, list[int]] = {}
        for index, outcome in enumerate(key.outcomes):
            env = list(self.turns.start)
            for slot, found in zip(live, key.values, strict=True):
                env[slot] = found
            made = list(key.offers)
            env[self.reduced.graph.slots["offers",]] = len(made)
            following = self.turns.draw(key.node, outcome, env)
            groups.setdefault(self.settle(self.turns.run(following, env, made), env), []).append(index)
        first = len(self.graph.target)
        for place, (target, alike) in enumerate(groups.items()):
            if self.graph.found_by[target] >= first:
                self.graph.found_by[target] = first + place
            self.edge(target, len(alike), tuple(alike))
