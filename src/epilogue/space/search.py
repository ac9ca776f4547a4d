"""Exploration: from the turns of a FlowGraph to a StateGraph, in one loop. Its order (:mod:`epilogue.space.frontier`) and its
limits (:mod:`epilogue.space.watch`) are data.

Deterministic: the same story gives the same graph; with the same number of states explored, the same part of it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from copy import copy
from functools import partial
from typing import TYPE_CHECKING, Any

from epilogue.budget import COUNTING, BudgetSpent, attempt, bound, stage, tick
from epilogue.flow.graph import NodeKind, Offer
from epilogue.flow.passes import ReducedGraph
from epilogue.graphs.bits import bits
from epilogue.ir.operators import Operators
from epilogue.ir.values import kinds_of
from epilogue.space.frontier import Frontier
from epilogue.space.kernel import take_over
from epilogue.space.limits import TurnTooLarge
from epilogue.space.outcomes import MergedOutcomes, MergePoint, OutcomeMerger
from epilogue.space.slots import picker
from epilogue.space.state_graph import GraphEnding, StateGraph, StateKind
from epilogue.space.state_keys import AfterKey, BrokenOffTurn, ChanceKey, ChoiceKey, StateKey, StateKeys
from epilogue.space.turn import MAX_OUTCOMES, Chance, Env, Menu, PlayEnd, SlotValues, Turns
from epilogue.space.watch import Watch

if TYPE_CHECKING:
    from epilogue.space.kernel.driver import Kernel
    from epilogue.space.reductions.combined import OptionClass
    from epilogue.space.unexplored import Unexplored

REDUCTION_SHARE = 0.5
"""Share of its time that a search may spend on reducing the state space."""
PLAIN_STATES = 2_000
"""Number of states above which a search starts again with state-space reductions."""
OPTIONS_FOR_A_STATE = 25
"""So many options that turns offered weigh as much as a state in that number: a large menu is dear."""

KERNEL_STATES = 4_000
"""Each time so many more states are explored, a search with reductions may go on in the compiled kernel."""

NEARLY_THROUGH = 3
"""A search is nearly through if it has explored so many times as many states as it has found and not explored."""
CHAIN = 50
"""If it has explored so many times as many, it rather follows a chain, which reductions may close to a circle."""
LONGEST_PLAIN = 4
"""Times as many states that a search explores without reductions as long as it is nearly through."""

SETTLED = "settled"
"""``stopped_by`` of a search that answers all that was asked, though it is not complete."""

Settled = Callable[["Search"], bool]
"""Whether a search may end as far as it has come, because all that is asked is settled."""

StateArrival = tuple[int, bool]
"""A state, and whether it is the same only up to symmetry."""


def explore(
    reduced: ReducedGraph,
    operators: Operators,
    watch: Watch,
    plain_states: int = PLAIN_STATES,
    deeper: bool = False,
    count: bool = True,
    settled: Settled | None = None,
) -> Search:
    """Searches from the FlowGraph's entry until nothing is left, all that is asked is ``settled``, or ``watch`` stops it; with
    state-space reductions above ``plain_states`` states, or menus that are as dear, unless it is nearly through. ``deeper``: the
    story can be worked out further, and the search ends where that is needed. ``count``: where there are finitely many
    playthroughs to some ending, they are to be counted."""
    with bound(watch.budget):
        found = _explored(reduced, operators, watch, plain_states, deeper, settled)
        if count and found.graph.complete and found.graph.idle:
            _count(found, reduced, operators, watch)
        return found


def _explored(
    reduced: ReducedGraph, operators: Operators, watch: Watch, plain_states: int, deeper: bool, settled: Settled | None
) -> Search:
    if watch.resume is not None:
        reducing = _reduced_in_time(reduced, operators, deeper, False)
        if reducing is not None and watch.takes_up(reducing):
            reducing.run(watch, None, settled)
            return reducing.close()
    plain = Search(reduced, operators, deeper)
    if not _ends_plainly(plain, watch, plain_states, settled):
        reducing = _reduced_in_time(reduced, operators, deeper, True)
        if reducing is None:
            plain.run(watch, None, settled)
            return plain.close()
        reducing.run(watch, None, settled)
        ended = reducing.graph.complete or reducing.graph.stopped_by == SETTLED
        if ended or len(reducing.frontier.looked_at) > len(plain.frontier.looked_at):
            return reducing.close()
        plain.stop(f"{reducing.graph.reason}", reducing.graph.stopped_at, reducing.graph.stopped_by)
        plain.graph.too_deep = reducing.graph.too_deep
    return plain.close()


def _ends_plainly(plain: Search, watch: Watch, states: int, settled: Settled | None) -> bool:
    """Whether a search ends without reductions: within so many states, or later if it is nearly through by then and the limits
    leave enough for a search with them."""
    ended = plain.run(watch, states, settled)
    most, longest = states, LONGEST_PLAIN * states
    if watch.limits.states is not None:
        longest = min(longest, watch.limits.states // 2)
    while not ended and plain.nearly_through and plain.left * CHAIN > most and most < longest:
        most += max(states // 2, 1)
        ended = plain.run(watch, most, settled)
    return ended


def _count(found: Search, reduced: ReducedGraph, operators: Operators, watch: Watch) -> None:
    """Counts the playthroughs to what has finitely many, with idle draws, if there is time for it."""
    from epilogue.space.counting import WaysTo, counted_ends, ways_to
    from epilogue.space.returns import marked_returns  # lazy: few searches leave out draws

    def counted() -> dict[GraphEnding | str, int]:
        goals = counted_ends(found.graph, marked_returns(found.keys, found.graph))
        if not goals:
            return {}
        search = reduced_search(reduced, operators, False, idle=False)
        search.asked = WaysTo(search.reduced, goals)
        search.run(Watch(watch.limits))
        if not search.graph.complete:
            raise BudgetSpent(search.graph.stopped_by or "states", f"{search.graph.reason}")
        search.close()
        return ways_to(search.graph, marked_returns(search.keys, search.graph), goals)

    found.graph.ways = attempt(COUNTING, counted, {})


def _reduced_in_time(reduced: ReducedGraph, operators: Operators, deeper: bool, begun: bool) -> Search | None:
    """A search with reductions, ``begun`` or not; None if preparing them takes more than its share of the time."""
    try:
        with stage("putting together what comes to the same", REDUCTION_SHARE):
            search = reduced_search(reduced, operators, deeper)
            if begun:
                search.begin()
            return search
    except BudgetSpent:
        return None


def reduced_search(reduced: ReducedGraph, operators: Operators, deeper: bool, idle: bool = True) -> Search:
    """A search with all state-space reductions; ``idle``: that which leaves out idle draws among them."""
    from epilogue.space.reductions.hoist import hoisted
    from epilogue.space.reductions.idle_draws import without_idle_draws
    from epilogue.space.reductions.prune import pruned  # lazy: most searches stay small

    possible = pruned(reduced, operators)
    search = Search(hoisted(without_idle_draws(possible) if idle else possible), operators, deeper)
    search.state_keys.reduce_states()
    return search


class Search:
    """One exploration: the ``graph`` so far, the ``keys`` of its states, and the ``frontier`` of unexplored states. ``offered``:
    options that its turns offered, all told; ``over``: it has ended. ``deeper``: see :func:`explore`. ``asked``: whether what
    follows a state is to be explored. ``rest``: bounds on what follows the states left open, if they were worked out when it
    ended."""

    def __init__(self, reduced: ReducedGraph, operators: Operators, deeper: bool = False) -> None:
        self.reduced = reduced
        self.deeper = deeper
        self.turns = Turns(reduced.graph, reduced.nodes, operators)
        self.outcomes = OutcomeMerger(reduced, self.turns)
        self.state_keys = StateKeys(reduced, operators)
        self.graph = StateGraph()
        self.graph.idle = reduced.idle
        self.frontier = Frontier(self.graph)
        self.index: dict[Hashable, int] = {}
        self.keys: Any = []
        self.reads: dict[Any, tuple[tuple[int, ...], tuple[int, ...]]] = {}
        self.after: dict[Any, StateArrival] = {}
        self.offered = 0
        self.kernel: Kernel | None = None
        self.over = False
        self.asked: Callable[[StateKey], bool] | None = None
        self.rest: Unexplored | None = None

    def run(self, watch: Watch, most: int | None = None, settled: Settled | None = None) -> bool:
        """Explores states one by one. True if it ended, because none are left, all that is asked is ``settled``, or ``watch``
        stopped it; False if ``most`` were explored, or the menus cost as much."""
        if not self.keys:
            self.begin()
        self.state_keys.begin(self.keys[self.graph.initial])
        while (state := self.frontier.next()) is not None:
            frontier = self.frontier
            if settled is not None and len(frontier.looked_at) != most and settled(self):
                self.stop("everything asked is settled", by=SETTLED)
                break
            stopped = watch.stops(self)
            if stopped is not None:
                self.stop(stopped.reason, by=stopped.by)
                break
            if most is not None and (len(frontier.looked_at) == most or self.offered >= OPTIONS_FOR_A_STATE * most):
                return False
            try:
                if self.kernel is None and most is None and len(frontier.looked_at) % KERNEL_STATES == KERNEL_STATES - 1:
                    self.kernel = take_over(self, watch.limits, watch.explorers)
                if self.kernel is None:
                    self.expand(state)
                else:
                    self.kernel.advance(watch.limits.states)
            except BudgetSpent as spent:
                self.stop(spent.reason, spent.position, spent.by)
                break
            if self.graph.too_deep and self.deeper:
                break
            if self.kernel is None:
                frontier.done(state)
        self.over = True
        watch.ends(self)
        return True

    @property
    def left(self) -> int:
        """Number of states found and not explored."""
        return len(self.keys) - len(self.frontier.looked_at)

    @property
    def nearly_through(self) -> bool:
        """Whether few of the states found are left to explore."""
        return self.left * NEARLY_THROUGH < len(self.frontier.looked_at)

    def begin(self) -> None:
        """Finds the initial state."""
        graph, env = self.graph, list(self.turns.start)
        graph.initial, _ = self.run_on(lambda: self.turns.run(self.reduced.graph.entry.id, env, []), env)
        graph.found_by[graph.initial] = -1
        self.frontier.start(graph.initial)

    def stop(self, reason: str, position: int | None = None, by: str | None = None) -> None:
        """Records why the graph is incomplete."""
        self.graph.complete = False
        self.graph.reason = reason
        self.graph.stopped_at = position
        self.graph.stopped_by = by

    def so_far(self) -> Search:
        """A closed copy of what was searched so far; the search itself can go on."""
        closed = copy(self)
        closed.kernel = None
        closed.graph = StateGraph()
        for name, value in vars(self.graph).items():
            setattr(closed.graph, name, copy(value))
        closed.stop("it goes on")
        return closed.close()

    def close(self) -> Search:
        """Completes the graph and releases what only the search needed."""
        graph = self.graph
        if self.kernel is not None:
            self.kernel.release()
            self.kernel = None
        graph.arrange(self.frontier.row)
        graph.looked_at = len(self.frontier.looked_at)
        graph.spoken = set(self.turns.spoken)
        self.state_keys.close_under_symmetry(graph)
        self.index, self.after = {}, {}
        return self

    # -- states

    def run_on(self, turn: Callable[[], Menu | Chance | PlayEnd], env: Env) -> StateArrival:
        """The state that a turn leads to. A turn that is too large leads to an unexplorable one."""
        tick()
        try:
            return self.settle(turn(), env)
        except TurnTooLarge as limit:
            if self.graph.complete:
                self.stop(limit.what, limit.position)
            self.graph.too_deep |= limit.deep
            return self.settle(BrokenOffTurn(limit.what, limit.position), env)

    def settle(self, stop: Menu | Chance | PlayEnd | BrokenOffTurn, env: Env) -> StateArrival:
        """The state where a turn has stopped; the edge that led there is the next to be written."""
        if self.kernel is not None:
            return self.kernel.settle(stop, env)
        kind, key = self.state_keys.key(stop, env)
        if isinstance(stop, Menu):
            self.offered += len(stop.offers)
        canonical = self.state_keys.canonical(key)
        existing = self.index.get(canonical)
        if existing is not None:
            return existing, key != self.keys[existing]
        number = self.index[canonical] = len(self.keys)
        self.keys.append(key)
        graph = self.graph
        if self.state_keys.conditions:
            self.note(number, key, env)
        if self.reduced.graph.decisions:
            graph.site.append(stop.position)
            if isinstance(stop, Chance):
                graph.drawn[number] = stop.among or stop.outcomes
        graph.kind.append(kind)
        if kind is StateKind.OUTSIDE:
            assert isinstance(key, ChanceKey)
            outside = self.state_keys.outside(key.node)
            graph.outside[number] = "" if outside is None else outside.name
        graph.found_by.append(len(graph.target))
        if isinstance(key, GraphEnding | AfterKey):
            graph.ending.append(len(graph.endings))
            graph.endings.append(key if isinstance(key, GraphEnding) else key.ending)
        else:
            graph.ending.append(-1)
        over = isinstance(key, GraphEnding) or (self.asked is not None and not self.asked(key))
        self.frontier.found(number, over, isinstance(key, BrokenOffTurn))
        return number, False

    def note(self, state: int, key: StateKey, env: Env) -> None:
        """Records which of the conditions observed in every state hold in this one."""
        held = 0 if isinstance(key, BrokenOffTurn) else self.state_keys.holding_conditions(env)
        for bit in range(held.bit_length()):
            if held >> bit & 1:
                self.graph.broken.setdefault(bit, state)
        self.graph.noted.append(held)

    # -- edges

    def expand(self, state: int) -> None:
        """Writes all edges of a state; none if the budget runs out meanwhile."""
        graph = self.graph
        before = len(self.keys), len(graph.target), len(graph.endings)
        known = len(self.index), len(self.after)
        try:
            self.write_edges(self.keys[state])
        except BudgetSpent:
            while len(self.index) > known[0]:
                self.index.popitem()
            while len(self.after) > known[1]:
                self.after.popitem()
            del self.keys[before[0] :]
            graph.withdraw(*before)
            self.frontier.withdraw(before[0])
            raise
        graph.first.append(len(graph.target))

    def rows(self) -> Iterator[tuple[ChoiceKey | ChanceKey | AfterKey, range, SlotValues]]:
        """Every state with edges: its key, the edges, and the values of its slots."""
        for state, key in enumerate(self.keys):
            tick()
            row = self.graph.edges(state)
            if row:
                assert isinstance(key, ChoiceKey | ChanceKey | AfterKey)
                yield key, row, SlotValues(self.turns.start, zip(key.live, key.values, strict=True))

    def write_edges(self, key: StateKey) -> None:
        graph = self.graph
        if isinstance(key, ChoiceKey):
            classes = self.state_keys.option_classes(key)
            alike: dict[Hashable, tuple[OptionClass, int]] = {}
            for option, offered in enumerate(key.offers):
                offer = self.reduced.nodes[offered.node].offer
                assert isinstance(offer, Offer)
                graph.shown.add(offer.site)
                self.edge(self.taken_up_to_symmetry(key, option, classes.get(option), alike), 1, offer.site)
        elif isinstance(key, ChanceKey):
            self.expand_draw(key)
        elif isinstance(key, AfterKey):
            self.edge(self.goes_on(key), 1, None)

    def edge(self, reached: StateArrival, weight: int, label: Any) -> None:
        if self.kernel is not None:
            self.kernel.edge(reached, weight, label)
            return
        target, renamed = reached
        if renamed:
            self.graph.renamed.add(len(self.graph.target))
        self.graph.target.append(target)
        self.graph.weight.append(weight)
        self.graph.label.append(label)

    def taken_up_to_symmetry(
        self, key: ChoiceKey, option: int, mine: OptionClass | None, alike: dict[Hashable, tuple[OptionClass, int]]
    ) -> StateArrival:
        """The state after an option is taken. ``mine``: its class; ``alike``: an option of each class taken before, and the state
        it leads to."""
        if mine is None:
            return self.taken(key, option)
        known = alike.get(mine[:3])
        if known is not None and self.state_keys.exchanged(self.keys[known[1]], known[0], mine):
            return known[1], True
        state, renamed = self.taken(key, option)
        if not renamed:
            alike.setdefault(mine[:3], (mine, state))
        return state, renamed

    def taken(self, key: ChoiceKey, option: int) -> StateArrival:
        """The state after an option is taken. Cached by what the option reads: states that agree on that share one turn."""
        offered, live = key.offers[option], key.live
        known_reads = self.reads.get((offered.node, live))
        if known_reads is None:
            needed = set(bits(self.reduced.liveness.needs(self.reduced.nodes[offered.node])))
            places = tuple(index for index, slot in enumerate(live) if slot in needed)
            known_reads = self.reads[offered.node, live] = places, tuple([live[at] for at in places])
        places, slots = known_reads
        read = picker(places)(key.values)
        left = self.turns.left(key.offers, option)
        known = (offered, tuple(left), slots, read, kinds_of(read))
        reached = self.after.get(known)
        if reached is None:
            env = SlotValues(self.turns.start, zip(slots, read, strict=True))
            reached = self.after[known] = self.run_on(lambda: self.turns.choose(key.offers, option, env), env)
        return reached

    def goes_on(self, key: AfterKey) -> StateArrival:
        """The state where the game picks the next conversation."""
        env = SlotValues(self.turns.start, zip(key.live, key.values, strict=True))
        return self.settle(self.turns.run(self.state_keys.hub, env, []), env)

    def expand_draw(self, key: ChanceKey) -> None:
        groups: dict[tuple[StateArrival, range | None], list[int]] = {}
        met: dict[MergePoint, StateArrival] = {}
        before = SlotValues(self.turns.start, zip(key.live, key.values, strict=True))
        before[self.reduced.graph.slots["offers",]] = len(key.offers)
        huge = len(key.outcomes) > MAX_OUTCOMES
        if huge or self.reduced.nodes[key.node].kind is NodeKind.CALL:
            for block in self.turns.blocks(key):
                env = SlotValues(before)
                reached = self.run_on(partial(self.turns.draw, key, key.outcomes[block[0]], env), env)
                groups.setdefault((reached, block if huge else None), []).extend(() if huge else block)
        else:
            for merged in self.outcomes.first(key.node, tuple(key.outcomes), before):
                groups.setdefault((self.followed(key, merged, before, met), None), []).extend(merged.indices)
        first = len(self.graph.target)
        outside = self.state_keys.outside(key.node)
        weights = outside.weights if outside is not None else None
        for number, ((reached, whole), indices) in enumerate(groups.items()):
            if self.graph.found_by[reached[0]] >= first and not reached[1]:
                self.graph.found_by[reached[0]] = first + number
            label = tuple(sorted(indices)) if whole is None else whole
            if weights is not None:
                self.graph.chance[len(self.graph.target)] = sum(weights[index] for index in label)
            if key.node == self.state_keys.hub:
                self.graph.begins[len(self.graph.target)] = tuple(key.outcomes[index] for index in label)
            self.edge(reached, len(label), label)

    def followed(
        self, key: ChanceKey, merged: MergedOutcomes, before: SlotValues, met: dict[MergePoint, StateArrival]
    ) -> StateArrival:
        """The state after equivalent outcomes of a draw; ``met``: places passed by earlier outcomes, and where these led."""
        env = SlotValues(before, merged.changed.items())
        following, places = self.outcomes.after(merged, env, met)
        reached = met.get(places[-1]) if places else None
        if reached is None:
            reached = self.run_on(lambda: self.turns.run(following, env, list(key.offers)), env)
            met.update(dict.fromkeys(places, reached))
        return reached
