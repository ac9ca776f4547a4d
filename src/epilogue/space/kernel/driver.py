"""Drives the compiled search: takes over one that has begun in Python, answers what it asks, and leaves to the code in Python
what it does not know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from epilogue.budget import BudgetSpent, tick
from epilogue.flow.graph import NodeKind
from epilogue.space.frontier import Frontier
from epilogue.space.kernel import layout as at
from epilogue.space.kernel.answers import Answers
from epilogue.space.kernel.columns import Column
from epilogue.space.kernel.compiled import entries
from epilogue.space.kernel.layout import Tables
from epilogue.space.kernel.room import addressed, empty_tables, make_room, released
from epilogue.space.state_graph import GraphEnding, StateKind
from epilogue.space.state_keys import ChanceKey, ChoiceKey, StateKey
from epilogue.space.turn import Chance, SlotValues

if TYPE_CHECKING:
    from epilogue.space.kernel.ahead import Ahead
    from epilogue.space.search import Search, StateArrival

ROUND = 1_000
"""States explored before the search is asked whether it goes on."""


class Kernel:
    """The compiled part of one search, from when it takes over. ``t``: its tables; ``others``: keys that it does not know."""

    def __init__(self, search: Search) -> None:
        self.search = search
        self.answers = Answers(search)
        self.others: list[StateKey] = []
        self._other: dict[Any, int] = {}
        self._labels: dict[int, Any] = {}
        self._label_numbers: dict[Any, int] = {}
        self._shared = [0, 0, 0]
        self._told = [0, 0]
        self.ahead: Ahead | None = None
        self.t: Tables = empty_tables(search, self.answers)
        self.answers.functions.sequence = self.numbers_of
        self.share()
        self._take_over()

    # -- taking over

    def _take_over(self) -> None:
        """Puts all that the search holds into the tables, and the tables in its place."""
        search = self.search
        graph, frontier = search.graph, search.frontier
        states, edges = len(graph.kind), len(graph.target)
        for state, key in enumerate(search.keys):
            tick()
            self.room(1)
            number, _ = self._placed(graph.kind[state], key, graph.site[state] if graph.site else -1)
            assert number == state, "two states of one key"
        self.room(edges + states)
        labels = list(map(self._label_number, graph.label))
        settled, mass, queue, heap, given, (dive, depth, followed) = frontier.waiting()
        explored = len(frontier.looked_at)
        self.t = make_room(self.t, looked_at=explored + 1, first=explored + 1, exponents=len(heap) + 1, waiting=len(heap) + 1)
        t = self.t
        ctl = t.ctl
        t.found_by[:states] = graph.found_by
        t.target[:edges], t.weight[:edges], t.label[:edges] = graph.target, graph.weight, labels
        t.renamed[:edges] = [edge in graph.renamed for edge in range(edges)]
        t.first[: len(graph.first)] = graph.first
        t.rank[:states], t.looked_at[:explored] = frontier.row, frontier.looked_at
        t.settled[0], t.mass[:states] = settled, mass
        t.queue[: len(queue)] = queue
        ctl[at.EDGES], ctl[at.LOOKED], ctl[at.HEAD], ctl[at.TAIL] = edges, explored, 0, len(queue)
        ctl[at.HEAP] = 0
        for state in {state for _, state in heap if mass[state]}:
            entries.push(t.ctl, state)
        for site, times in followed.items():
            t.followed[site] = times
        ctl[at.DIVE], ctl[at.DEPTH], ctl[at.GIVEN], ctl[at.OPTION] = dive, depth, -1 if given is None else given, 0
        self._before()
        self._told = [states, edges]
        search.index, search.after = {}, {}
        search.keys = Keys(self)
        search.frontier = KernelFrontier(self)
        graph.kind, graph.ending = self._column("kind", at.STATES), self._column("ending", at.STATES)
        graph.found_by = self._column("found_by", at.STATES)
        graph.target, graph.weight = self._column("target", at.EDGES), self._column("weight", at.EDGES)
        graph.label = self._column("label", at.EDGES, shown=self.label)
        graph.first = self._column("first", at.LOOKED, 1)
        if search.reduced.graph.decisions:
            graph.site = self._column("site", at.STATES)

    def _column(self, name: str, register: int, more: int = 0, shown: Any = None) -> Any:
        return Column(lambda: getattr(self.t, name), lambda: int(self.t.ctl[register]) + more, shown)

    def _before(self) -> None:
        ctl = self.t.ctl
        ctl[at.BEFORE_STATES], ctl[at.BEFORE_EDGES] = ctl[at.STATES], ctl[at.EDGES]
        ctl[at.BEFORE_ENDINGS] = ctl[at.ENDINGS]

    def release(self) -> None:
        """Gives the search its lists back; of the tables only the keys stay."""
        graph = self.search.graph
        for name in ("kind", "ending", "found_by", "target", "weight", "label", "first", "site"):
            column = getattr(graph, name)
            setattr(graph, name, column[:])
        frontier = self.search.frontier
        frontier.row, frontier.looked_at = frontier.row[:], frontier.looked_at[:]
        self.t = released(self.t)

    # -- exploring

    def advance(self, most: int | None) -> None:
        """Explores another round of states, or until so ``most`` are explored in all. Raises BudgetSpent between two states."""
        ctl = self.t.ctl
        following = (int(ctl[at.LOOKED]) // ROUND + 1) * ROUND
        end = following if most is None else min(following, most)
        ctl[at.STOP_AT] = 0
        try:
            while True:
                if ctl[at.LOOKED] >= ctl[at.STOP_AT]:
                    ctl[at.STOP_AT] = end if self.ahead is None else min(end, int(ctl[at.LOOKED]) + self.ahead.go_on())
                code = entries.advance(self.t.ctl)
                if code == at.BY_HAND:
                    self._by_hand()
                    if self.search.graph.too_deep and self.search.deeper:
                        break
                elif not self.answer(code, self._outcomes_waiting()) and (code == at.OVER or ctl[at.LOOKED] >= end):
                    break
                tick()
        except BudgetSpent:
            self._take_back()
            raise
        finally:
            self._tell()

    def answer(self, code: int, edges: int) -> bool:
        """Enters what the kernel is missing, or makes room for so many edges; False if it can do without."""
        ctl = self.t.ctl
        if code == at.MISSING:
            function, first, second = (int(ctl[register]) for register in (at.MISS0, at.MISS1, at.MISS2))
            answer = self.answers.functions.answer(function, first, second)
            self.share()
            entries.enter3(self.t.ctl, function, first, second, answer)
        elif code == at.MISSING_SEQUENCE:
            sequence = int(ctl[at.MISS0])
            self.t.answer[sequence] = self.answers.answer(self.numbers_of(sequence), _SlotsNow(self))
            self.share()
        elif code == at.FULL:
            self.room(edges)
        else:
            return False
        return True

    def _outcomes_waiting(self) -> int:
        given = int(self.t.ctl[at.GIVEN])
        return 1 if given < 0 or self.t.kind[given] == StateKind.CHOICE else at.MOST_OUTCOMES

    def _by_hand(self) -> None:
        """Writes the edges of the state whose turn it is with the code in Python."""
        ctl, search = self.t.ctl, self.search
        ctl[at.EDGES] = ctl[at.BEFORE_EDGES]
        search.write_edges(search.keys[int(ctl[at.GIVEN])])
        search.after.clear()
        ctl[at.OPTION] = at.WRITTEN

    def _take_back(self) -> None:
        """Withdraws what was found from the state whose turn it is."""
        t = self.t
        ctl = t.ctl
        before = int(ctl[at.BEFORE_STATES])
        for state in range(before, int(ctl[at.STATES])):
            if t.kind[state] == StateKind.ENDING:
                t.ending_state[t.ended[t.ending[state]]] = -1
            elif t.row_of[state] < 0:
                self._other.popitem()
                self.others.pop()
            ctl[at.TAIL] -= t.rank[state] == -1
        sequences = int(ctl[at.SEQUENCES])
        kinds, answers = t.arena[t.begins[:sequences]], t.answer[:sequences]
        answers[((kinds == at.S_ROW + 1) | (kinds == at.S_ROOT + 1)) & (answers >= before)] = -1
        ctl[at.STATES], ctl[at.EDGES] = ctl[at.BEFORE_STATES], ctl[at.BEFORE_EDGES]
        ctl[at.ENDINGS], ctl[at.OPTION] = ctl[at.BEFORE_ENDINGS], 0

    def share(self) -> None:
        """Copies what the answers have added to the tables."""
        answers, t = self.answers, self.t
        pool, plans, projections = answers.pool, answers.plans, answers.projections
        sizes = len(pool), len(plans), len(projections)
        if len(t.pool) <= sizes[0] or len(t.plans) <= sizes[1] or len(t.projections) <= sizes[2]:
            t = make_room(t, pool=sizes[0] + 1, plans=sizes[1] + 1, projections=sizes[2] + 1)
        t.pool[self._shared[0] : sizes[0]] = pool[self._shared[0] :]
        if sizes[1] > self._shared[1]:
            t.plans[self._shared[1] : sizes[1]] = plans[self._shared[1] :]
        if sizes[2] > self._shared[2]:
            t.projections[self._shared[2] : sizes[2]] = projections[self._shared[2] :]
        self._shared = list(sizes)
        if len(t.ending_state) <= len(answers.endings):
            t = make_room(t, ending_state=len(answers.endings) + 1)
        if len(t.spoken) < len(answers.said):
            texts = len(t.spoken)
            t = make_room(t, spoken=len(answers.said), said=len(answers.said) + 1)
            t.spoken[texts:] = 0
        self.t = t if t.truth is answers.values.truth else addressed(t._replace(truth=answers.values.truth))

    def room(self, edges: int) -> None:
        """Makes room for so many edges, and states behind them."""
        while lacking := int(entries.full(self.t.ctl, edges)):
            self.t = make_room(self.t, lacking=lacking)

    def _tell(self) -> None:
        """Tells the search what it does not read from the tables."""
        search, t = self.search, self.t
        graph, ctl = search.graph, t.ctl
        states, edges, endings = int(ctl[at.STATES]), int(ctl[at.EDGES]), int(ctl[at.ENDINGS])
        known, before = self._told
        search.frontier.settled = float(t.settled[0])
        del graph.endings[endings:]
        graph.endings += [self.answers.endings[number] for number in t.ended[len(graph.endings) : endings].tolist()]
        graph.renamed.update((np.flatnonzero(t.renamed[before:edges]) + before).tolist())
        graph.shown.update(np.flatnonzero(t.shown).tolist())
        search.turns.spoken.update(self.answers.said[number] for number in np.flatnonzero(t.spoken).tolist())
        kinds = t.kind[known:states]
        drawing = (
            (kinds == StateKind.OUTSIDE) | (kinds == StateKind.CHANCE)
            if search.reduced.graph.decisions
            else kinds == StateKind.OUTSIDE
        )
        for state in (np.flatnonzero(drawing) + known).tolist():
            key = search.keys[state]
            assert isinstance(key, ChanceKey)
            if t.kind[state] == StateKind.OUTSIDE:
                outside = search.state_keys.outside(key.node)
                graph.outside[state] = "" if outside is None else outside.name
            if search.reduced.graph.decisions:
                graph.drawn.setdefault(state, key.outcomes)
        self._told = [states, edges]

    # -- what the code in Python adds

    def settle(self, stop: Any, env: Any) -> StateArrival:
        """The state where a turn has stopped that the code in Python has run."""
        kind, key = self.search.state_keys.key(stop, env)
        self.room(1)
        states = int(self.t.ctl[at.STATES])
        state, renamed = self._placed(kind, key, stop.position)
        if state == states and isinstance(stop, Chance) and self.search.reduced.graph.decisions:
            self.search.graph.drawn[state] = stop.among or stop.outcomes
        return state, renamed

    def edge(self, reached: StateArrival, weight: int, label: Any) -> None:
        """Adds an edge to the state whose turn it is."""
        self.room(1)
        entries.add_edge(self.t.ctl, reached[0], weight, self._label_number(label), reached[1])

    def _placed(self, kind: StateKind | int, key: StateKey, position: int) -> StateArrival:
        """The state with this key."""
        answers, t = self.answers, self.t
        ctl = t.ctl
        if isinstance(key, GraphEnding):
            ending = answers.ending(key)
            self.share()
            t = self.t
            state = int(t.ending_state[ending])
            if state < 0:
                t.ended[ctl[at.ENDINGS]] = ending
                state = int(entries.new_state(t.ctl, kind, -1, ctl[at.ENDINGS], position))
                ctl[at.ENDINGS] += 1
                t.ending_state[ending] = state
            return state, False
        if isinstance(key, ChoiceKey | ChanceKey) and len(key.offers) < at.MOST_OFFERS and self._knows(key):
            draw = key.node if isinstance(key, ChanceKey) else -1
            outcomes = answers.outcomes_at(key.outcomes) if isinstance(key, ChanceKey) else -1
            projection = answers.projection(draw, tuple([offered.node for offered in key.offers]), key.live)
            mark = answers.values.number(key.mark if isinstance(key, ChoiceKey) else "")
            carried = [answers.values.number(value) for offered in key.offers for value in offered.carried]
            values = list(map(answers.values.number, key.values))
            self.share()
            t = self.t
            if len(carried) < len(t.carried) and outcomes >= -1:
                t.env[list(key.live)] = values
                t.carried[: len(carried)] = carried
                begin = 0
                for option, offered in enumerate(key.offers):
                    t.off_node[option], t.off_first[option] = offered.node, begin
                    begin += len(offered.carried)
                state = int(entries.kept(t.ctl, projection, len(key.offers), outcomes, mark, position))
                if state == at.MISSING_SEQUENCE:
                    sequence = int(ctl[at.MISS0])
                    t.answer[sequence] = answers.answer(self.numbers_of(sequence), None)
                    state = int(entries.kept(t.ctl, projection, len(key.offers), outcomes, mark, position))
                return state, bool(ctl[at.RENAMED])
        canonical = self.search.state_keys.canonical(key)
        existing = self._other.get(canonical)
        if existing is not None:
            return existing, key != self.search.keys[existing]
        state = self._other[canonical] = int(entries.new_state(t.ctl, kind, -2 - len(self.others), -1, position))
        self.others.append(key)
        return state, False

    def _knows(self, key: StateKey) -> bool:
        """Whether the key is of a draw of the story's own, or a choice."""
        if isinstance(key, ChoiceKey):
            return True
        return isinstance(key, ChanceKey) and self.search.reduced.nodes[key.node].kind is NodeKind.DRAW

    # -- reading

    def numbers_of(self, sequence: int) -> list[int]:
        """The numbers of a sequence."""
        t = self.t
        numbers = np.empty(t.begins[sequence + 1] - t.begins[sequence], np.int32)
        return [int(number) for number in numbers[: entries.read(t.ctl, sequence, numbers)]]

    def label(self, number: int) -> Any:
        """The label of an edge, by its number in the table."""
        label = self._labels.get(number)
        if label is None:  # kept even if it is the number: equal labels are one object
            label = self._labels[number] = number if number >= 0 else tuple(self.numbers_of(-2 - number)[1:])
        return label

    def _label_number(self, label: Any) -> int:
        if isinstance(label, int):
            return label
        number = self._label_numbers.get((type(label), label))
        if number is None:
            self.room(1)
            plain = isinstance(label, tuple) and len(label) <= at.MOST_OUTCOMES
            numbers = [at.S_LABEL, *label] if plain else [at.S_OTHER, len(self._label_numbers)]
            number = -2 - int(entries.find(self.t.ctl, np.array(numbers, np.int32), len(numbers), True))
            self._label_numbers[type(label), label] = number
            self._labels[number] = label
        return number

    def key(self, state: int) -> StateKey:
        """The key of a state."""
        t = self.t
        if t.kind[state] == StateKind.ENDING:
            ending: int = t.ended[t.ending[state]]
            return self.answers.endings[ending]
        row = int(t.row_of[state])
        if row < 0:
            return self.others[-2 - row]
        return self.answers.key(self.numbers_of(row))


class Keys(Sequence[StateKey]):
    """The keys of the states, read from the tables."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel

    def __len__(self) -> int:
        return int(self._kernel.t.ctl[at.STATES])

    @overload
    def __getitem__(self, index: int) -> StateKey: ...
    @overload
    def __getitem__(self, index: slice) -> list[StateKey]: ...
    def __getitem__(self, index: int | slice) -> StateKey | list[StateKey]:
        if isinstance(index, slice):
            return [self._kernel.key(state) for state in range(*index.indices(len(self)))]
        return self._kernel.key(index)

    def __iter__(self) -> Iterator[StateKey]:
        return map(self._kernel.key, range(len(self)))


class KernelFrontier(Frontier):
    """The frontier in the kernel's tables."""

    def __init__(self, kernel: Kernel) -> None:
        super().__init__(kernel.search.graph)
        self._kernel = kernel
        self.looked_at = kernel._column("looked_at", at.LOOKED)
        self.row = kernel._column("rank", at.STATES)

    def next(self) -> int | None:
        """The state whose turn it is, None if there is none."""
        given = int(self._kernel.t.ctl[at.GIVEN])
        return None if given < 0 else given

    def waiting(self) -> tuple[Any, ...]:
        """The frontier except for ``graph``, ``row`` and ``looked_at``, as plain data."""
        t = self._kernel.t
        ctl = t.ctl
        sites = np.flatnonzero(t.followed).tolist()
        following = int(ctl[at.DIVE]), int(ctl[at.DEPTH]), {site: int(t.followed[site]) for site in sites}
        size = int(ctl[at.HEAP])
        heap = list(zip(t.exponents[:size].tolist(), t.waiting[:size].tolist(), strict=True))
        mass = t.mass[: ctl[at.STATES]].tolist()
        queue = t.queue[ctl[at.HEAD] : ctl[at.TAIL]].tolist()
        return float(t.settled[0]), mass, queue, heap, self.next(), following


class _SlotsNow(SlotValues):
    """The values of slots in the turn the kernel is in."""

    __slots__ = ("_kernel",)

    def __init__(self, kernel: Kernel) -> None:
        super().__init__([])
        self._kernel = kernel

    def __missing__(self, slot: int) -> Any:
        return self._kernel.answers.values.all[self._kernel.t.env[slot]]
