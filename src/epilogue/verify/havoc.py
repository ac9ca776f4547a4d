"""The havoc check: sets everything that a state claims is dead to random values; then the story must go on the same.

It tests merging: two situations may be one state only if nothing that differs between them matters. What is dead is determined by
the graph's slots: globals, visit counts, ages, the number of turns, variables carried by options, elements taken of shuffles. A
saturated counter gets another value of its class, a list whose order is not kept another order. A slot without any store left
keeps its initial value if it has it: passes may have relied on it as a constant. Slots that pruning relied on are kept too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any

from epilogue.budget import tick
from epilogue.flow.calls import Calls
from epilogue.flow.graph import writes_of
from epilogue.flow.passes import ReducedGraph
from epilogue.flow.targets import Targets
from epilogue.ir.program import Program
from epilogue.ir.values import ListItem, ListValue, MapValue, Reference, SequenceValue, Target, Value
from epilogue.machine.frames import Frame, own
from epilogue.machine.state import NEVER, MachineState
from epilogue.space.limits import TurnTooLarge
from epilogue.space.luck import OutcomeNeeded, ShuffleState
from epilogue.space.state_graph import StateGraph, StateKind
from epilogue.space.state_keys import StateSlots
from epilogue.verify.replay import CheckResult, Replay, Representative, WaitingTurn
from epilogue.verify.turns import BetweenTurns, TurnBrokenOff

LONGEST_WALK = 6

Hook = Callable[[MachineState, int], None]


def havoc(
    program: Program,
    graph: StateGraph,
    reduced: ReducedGraph,
    slots: Sequence[StateSlots],
    source: Random,
    texts: bool = False,
    longest_walk: int = LONGEST_WALK,
) -> CheckResult:
    """Plays every edge from a randomised representative, then walks on at random, ``longest_walk`` edges in all.

    ``slots``: by state, the slots it keeps. ``texts``: the text must be the same too. If the replay check fails on the way, that
    is the result.
    """
    replayed = Replay(program, graph)
    check = Havoc(replayed, program, reduced, source, texts, longest_walk)
    for state, representative in replayed.visit():
        if graph.edges(state):
            check.state(state, representative, slots[state])
    if replayed.bad:
        return CheckResult(replayed.edges, replayed.bad)
    return CheckResult(check.edges, check.bad)


class Havoc:
    """The check of single states; ``edges`` walked so far, and the failures (``bad``)."""

    def __init__(
        self,
        replayed: Replay,
        program: Program,
        reduced: ReducedGraph,
        source: Random,
        texts: bool = False,
        longest_walk: int = LONGEST_WALK,
    ) -> None:
        self.replayed = replayed
        self.graph = replayed.graph
        self.scramble = _Scramble(program, reduced, source)
        self.source = source
        self.texts = texts
        self.longest_walk = longest_walk
        self.bad: list[str] = []
        self.edges = 0

    def state(self, state: int, clean: Representative, slots: StateSlots) -> None:
        """Plays every edge of the state from its representative, with everything it does not keep randomised."""
        if isinstance(clean, BetweenTurns):
            dirty = self.scramble.moment(clean, slots)
            for edge in self.graph.edges(state):
                self.walk(state, edge, clean, dirty, None)
        else:
            hook = self.scramble.hook(slots, len(clean.script))
            for edge in self.graph.edges(state):
                self.walk(state, edge, clean, clean, hook)

    def walk(self, state: int, edge: int, clean: Representative, dirty: Representative, hook: Hook | None) -> None:
        """Takes the edge and random ones after it from a randomised state; if texts are compared, in parallel from the original
        one.

        ``hook`` randomises the running turn, at the draw that ``dirty`` waits for.
        """
        began = state
        for _ in range(self.longest_walk):
            tick()
            self.edges += 1
            option = edge - self.graph.first[state]
            label = self.graph.label[edge]
            outcome = self.source.choice(label) if isinstance(label, tuple | range) else None
            target = self.graph.target[edge]
            try:
                dirty, right = self.play(dirty, option, outcome, hook)
                clean, left = self.play(clean, option, outcome, None) if self.texts else (dirty, right)
            except TurnTooLarge as limit:
                if isinstance(limit, TurnBrokenOff) or self.graph.kind[target] == StateKind.OPEN:
                    return  # nothing is claimed of what was not computed
                raise
            problem = self.replayed.differs(target, right, edge)
            if self.graph.kind[target] == StateKind.OPEN:
                return  # nothing is claimed of what was not computed
            if problem is None and isinstance(left, BetweenTurns) and isinstance(right, BetweenTurns) and left.text != right.text:
                problem = f"said {right.text} in place of {left.text}"
            if problem is not None:
                way = ",".join(map(str, self.replayed.way(began)))
                self.bad.append(
                    f"after the actions {way or 'none'}, all else changed, at situation {state}, edge {option}: {problem}"
                )
                return
            if isinstance(right, BetweenTurns):
                hook = None
            state = target
            edges = self.graph.edges(state)
            if not edges or edge in self.graph.renamed:
                return
            edge = self.source.choice(edges)

    def play(
        self, representative: Representative, option: int, outcome: int | None, hook: Hook | None
    ) -> tuple[Representative, BetweenTurns | OutcomeNeeded]:
        """Takes an option, or draws one more outcome: what to continue from, and the result of the turn."""
        if isinstance(representative, BetweenTurns):
            action = WaitingTurn(representative, option, ())
        else:
            assert outcome is not None
            action = representative._replace(script=(*representative.script, outcome))
        result = self.replayed.player.turn(*action, hook)
        return (action if isinstance(result, OutcomeNeeded) else result), result


class _Scramble:
    """Randomises what a state does not keep."""

    def __init__(self, program: Program, reduced: ReducedGraph, source: Random) -> None:
        self.program = program
        self.source = source
        graph = reduced.graph
        self.slots = graph.slots
        self.wrap = graph.wrap
        self.unordered = graph.unordered
        self.initial = graph.initial
        self.relied = reduced.relied
        self.idle = reduced.idle
        self.temps: dict[tuple[int, str], list[int]] = {}
        for slot, key in enumerate(graph.slots.keys):
            if key[0] == "t":
                self.temps.setdefault((key[1], key[3]), []).append(slot)
        self.stored: set[int] = set()
        for node in reduced.nodes:
            self.stored.update(writes_of(node))
        self.shuffles = {
            position: (i.a, program.code[position - 1].a) for position, i in enumerate(program.code) if i.op == "shuffle"
        }  # position -> (block, number of elements)
        self.whole = Calls(program, Targets(program), ()).whole
        self.places = tuple(i.a for i in program.code if i.op == "push" and type(i.a) is Target)

    def moment(self, moment: BetweenTurns, slots: StateSlots) -> BetweenTurns:
        """A copy with everything the state does not keep randomised."""
        machine = moment.machine.copy()
        live = frozenset(slots.live)
        self.data(machine, live)
        self.exchange(machine, slots)
        machine.options = [option for option in machine.options if not option.site.fallback]
        for number, (option, carried) in enumerate(zip(machine.options, slots.carried, strict=True)):
            live_slots = frozenset(carried)
            frames = tuple(self.frame(frame, 0, live_slots) for frame in option.frames)
            machine.options[number] = option._replace(frames=frames)
        return BetweenTurns(machine, self.picks(moment.picked, live))

    def hook(self, slots: StateSlots, number: int) -> Hook:
        """A hook that randomises a running story just before its draw of this number."""
        live = frozenset(slots.live)

        def change(machine: MachineState, draw: int) -> None:
            if draw == number:
                self.data(machine, live)
                self.exchange(machine, slots)
                for index in range(self.unfolded(machine)):
                    changed = self.frame(machine.frames[index], len(machine.parents), live)
                    own(machine.frames, index).temps = changed.temps

        return change

    def unfolded(self, machine: MachineState) -> int:
        """Number of frames that certainly have slots: variables of a call that is one operation have none."""
        for index, frame in enumerate(machine.frames):
            if frame.is_function and frame.back > 0:
                op, entry, _, _ = self.program.code[frame.back - 1]
                if op != "call" or entry in self.whole:
                    return index
        return len(machine.frames)

    def data(self, machine: MachineState, live: frozenset[int]) -> None:
        """Randomises globals, counts, ages, turns and the mark."""
        for name, value in machine.globals.items():
            free = self.free(("g", name), value, live)
            machine.globals[name] = self.another(value) if free else self.reordered(("g", name), value)
        for block in self.program.blocks:
            if block.visits:
                machine.visits[block.id] = self.count(("v", block.id), machine.visits[block.id], live, 0)
        self.times(machine, live)
        if self.free(("mark",), machine.mark or "", live):
            machine.mark = "havoc"

    def exchange(self, machine: MachineState, slots: StateSlots) -> None:
        """Gives globals and counts another value that should be equivalent."""
        for group in slots.together:
            names = [self.slots.keys[slot][1] for slot in group if self.slots.keys[slot][0] == "g" and slot not in self.relied]
            if len(names) == len(group):
                shift = self.source.randint(-3, 12)
                for name in names:
                    count = machine.globals[name]
                    assert isinstance(count, int)
                    machine.globals[name] = count + shift
        for slot, values in slots.equivalent.items():
            kind, *name = self.slots.keys[slot]
            if slot in self.relied:
                continue
            if values and kind == "g":
                machine.globals[name[0]] = self.source.choice(values)
            elif kind == "v":
                machine.visits[name[0]] = self.source.choice(
                    [v for v in values if isinstance(v, int)] or [machine.visits[name[0]]]
                )

    def times(self, machine: MachineState, live: frozenset[int]) -> None:
        """Randomises the number of turns, and how long ago each block was visited."""
        before = machine.turn
        machine.turn = max(before, self.count(("turns",), before + 1, live, 0) - 1)
        for block in self.program.blocks:
            if block.turns:
                visited = machine.visited_at[block.id]
                was = -1 if visited == NEVER else before - visited
                age = self.count(("age", block.id), was, live, -1)
                if age >= 0 and machine.turn - age == NEVER:  # indistinguishable from "never"
                    age = was
                machine.visited_at[block.id] = NEVER if age < 0 else machine.turn - age

    def free(self, key: tuple[Any, ...], value: Value, live: frozenset[int]) -> bool:
        """Whether nothing depends on the value."""
        slot = self.slots.find(key)
        if slot is None:
            return True
        if slot in live or slot in self.relied:
            return False
        return slot in self.stored or (type(value), value) != (type(self.initial[slot]), self.initial[slot])

    def count(self, key: tuple[Any, ...], value: int, live: frozenset[int], least: int) -> int:
        """Another value of a counter: any if dead, one of the same class if it is saturated, else the same."""
        if self.free(key, value, live):
            return self.source.randint(least, 12)
        slot = self.slots.find(key)
        if slot is not None and slot in self.wrap and slot in live and slot not in self.relied:
            threshold, period = self.wrap[slot]
            if value >= threshold:
                return value + period * self.source.randint(0, 3)
        return value

    def frame(self, frame: Frame, threads: int, live: frozenset[int]) -> Frame:
        """The frame with dead variables randomised; targets and references are control and stay. In which frame a variable is
        live is unknown where frames below were dropped: one of its name in any of them counts."""
        changed = Frame(frame.kind, frame.back, frame.start)
        changed.shared = frame.shared
        for name, value in frame.temps.items():
            kept_slots = [slot for slot in self.temps.get((threads, name), ()) if slot in live or slot in self.relied]
            if isinstance(value, Target | Reference) or len(kept_slots) > 1:
                changed.temps[name] = value
            elif kept_slots:
                changed.temps[name] = self.reordered(self.slots.keys[kept_slots[0]], value)
            else:
                changed.temps[name] = self.another(value)
        return changed

    def reordered(self, key: tuple[Any, ...], value: Value) -> Value:
        """A list in another order, where its slot keeps less than all of it."""
        slot = self.slots.find(key)
        if slot not in self.unordered or slot not in self.stored or slot in self.relied or not isinstance(value, ListValue):
            return value
        entries, origins = list(value.entries), list(value.origins)
        self.source.shuffle(entries)
        self.source.shuffle(origins)
        if self.unordered[slot] == "by_number":
            left = {number: iter([entry for entry in value.entries if entry[1] == number]) for _, number in entries}
            entries = [next(left[number]) for _, number in entries]
        return ListValue(entries, origins)

    def picks(self, picked: Mapping[int, frozenset[int]], live: frozenset[int]) -> ShuffleState:
        changed = dict(picked)
        for position, (block, count) in self.shuffles.items():
            slot = self.slots.find(("k", block))
            if type(count) is not int:
                continue
            dead = slot is None or (slot not in live and slot not in self.relied and slot in self.stored)
            if dead or position in self.idle:
                changed[position] = frozenset(e for e in range(count) if self.source.random() < 0.5)
        return changed

    def another(self, value: Value) -> Value:
        """A random value of the same type."""
        source = self.source
        if isinstance(value, bool):
            return source.random() < 0.5
        if isinstance(value, int):
            return source.randint(-3, 12)
        if isinstance(value, float):
            return float(source.randint(-8, 8)) / 4
        if isinstance(value, str):
            return source.choice(("", "havoc", "0", "a b"))
        if isinstance(value, ListValue):
            items = [(ListItem(o, n), v) for o, names in self.program.lists.items() for n, v in names.items()]
            source.shuffle(items)
            return ListValue([item for item in items if source.random() < 0.4], value.origins)
        if isinstance(value, SequenceValue):
            return SequenceValue([self.another(item) for item in value.items if source.random() < 0.7])
        if isinstance(value, MapValue):
            return MapValue([(key, self.another(inner)) for key, inner in value.entries if source.random() < 0.7])
        return source.choice(self.places) if isinstance(value, Target) else value
