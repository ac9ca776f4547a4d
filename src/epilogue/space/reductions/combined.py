"""The state-space reductions of a search that grows, applied to a state: bisimulation, conditional liveness, differences,
symmetry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from typing import Any, NamedTuple, Protocol

from epilogue.flow.passes import ReducedGraph
from epilogue.graphs.bits import bits
from epilogue.ir.operators import Operators
from epilogue.ir.values import Value
from epilogue.space.reductions.bisimulation import Bisimulation, Representatives
from epilogue.space.reductions.conditional_liveness import ConditionalLiveness, Fact
from epilogue.space.reductions.differences import difference_groups
from epilogue.space.reductions.domains import domains
from epilogue.space.reductions.items import ItemClasses, interchangeable_items
from epilogue.space.reductions.symmetry import ItemAddress, SymmetryClasses, SymmetryItem, interchangeable
from epilogue.space.slots import assigned, needed, picker
from epilogue.space.turn import Env, OfferedOption

NodeTuple = tuple[int, ...]
SlotTuple = tuple[int, ...]
ValueTuple = tuple[Any, ...]
TypeTuple = tuple[type, ...]
DrawOutcomes = tuple[Any, ...] | None


class OptionClass(NamedTuple):
    """Options of a choice are alike if they have the same ``role`` in parts of one class (``number``) with equal canonical
    ``form``: exchanging these parts leaves the choice as it is. ``column``: the option's own part."""

    number: int
    role: int
    form: Hashable
    column: int


class ReducedKey(Protocol):
    """The key of a state as the reductions read it: the options on offer, and the values of its live slots with their types."""

    @property
    def offers(self) -> tuple[OfferedOption, ...]: ...
    @property
    def live(self) -> SlotTuple: ...
    @property
    def values(self) -> ValueTuple: ...
    @property
    def types(self) -> TypeTuple: ...


class StateReductions:
    """The reductions, computed once for a search. A place is a draw (node id), or -1 and the options on offer (node ids)."""

    def __init__(self, reduced: ReducedGraph, operators: Operators) -> None:
        graph, nodes, liveness = reduced.graph, reduced.nodes, reduced.liveness
        self.reduced = reduced
        known = domains(graph, nodes, operators)
        self.bisimulation = Bisimulation(graph, nodes, liveness, operators, known)
        self.conditional = ConditionalLiveness(graph, nodes, liveness, operators, known)
        self.differences = difference_groups(graph, nodes)
        self.items = ItemClasses() if graph.decisions else interchangeable_items(reduced, operators)
        self.classes = SymmetryClasses() if graph.decisions else interchangeable(graph, nodes, liveness.kinds)
        self._addresses: dict[SymmetryItem, ItemAddress] = {}
        self._same: dict[tuple[int, NodeTuple], list[tuple[int, Representatives]]] = {}
        self._deciding: dict[SlotTuple, SlotTuple] = {}
        self._live: dict[Hashable, SlotTuple] = {}
        self._plans: dict[tuple[int, NodeTuple, SlotTuple], StatePart] = {}
        self._together: dict[tuple[int, NodeTuple, SlotTuple], list[SlotTuple]] = {}

    def replace(self, draw: int, offers: NodeTuple, live: SlotTuple, env: Env) -> None:
        """Replaces each value by the representative of its bisimulation class."""
        for slot, same in self.replaced(draw, offers, live):
            value = env[slot]
            env[slot] = same.get((type(value), value), value)

    def replaced(self, draw: int, offers: NodeTuple, live: SlotTuple) -> list[tuple[int, Representatives]]:
        """The live slots whose values are replaced, and by what."""
        replaced = self._same.get((draw, offers))
        if replaced is None:
            bisimulation = self.bisimulation
            candidates = [(slot, bisimulation.at(slot, draw) if draw >= 0 else bisimulation.after(slot, offers)) for slot in live]
            replaced = self._same[draw, offers] = [(slot, same) for slot, same in candidates if same]
        return replaced

    def same(self, draw: int, offers: NodeTuple, live: SlotTuple, values: ValueTuple) -> dict[int, tuple[Value, ...]]:
        """Values indistinguishable from each live slot's own, that included; empty if there are no others."""
        equivalents: dict[int, tuple[Value, ...]] = {}
        for slot, same in self._same.get((draw, offers), ()):
            if slot in live:
                current = values[live.index(slot)]
                others = tuple(v for (_, v), stands in same.items() if type(stands) is type(current) and stands == current)
                equivalents[slot] = (*others, current) if others else ()
        return equivalents

    def live(self, draw: int, offers: NodeTuple, live: SlotTuple, env: Env) -> SlotTuple:
        """The slots that still matter, given the facts that hold for good; these are among them."""
        deciding = self.deciding(live)
        facts = self.conditional.known(deciding, env) if deciding else None
        return self.live_given(draw, offers, facts) if facts else live

    def deciding(self, live: SlotTuple) -> SlotTuple:
        """The live slots whose values can be facts."""
        deciding = self._deciding.get(live)
        if deciding is None:
            deciding = self._deciding[live] = tuple(slot for slot in live if slot in self.conditional.slots)
        return deciding

    def live_given(self, draw: int, offers: NodeTuple, facts: frozenset[Fact]) -> SlotTuple:
        """The slots that still matter, given these facts."""
        key = (draw, offers, facts)
        slots = self._live.get(key)
        if slots is None:
            left = self.conditional.liveness(facts)
            # options on offer before a draw may come from a branch that the facts have since ruled out
            mask = needed(self.reduced, left, draw, offers) | needed(self.reduced, left, -1, offers)
            for slot, _, _ in facts:
                mask |= 1 << slot
            mask &= assigned(self.reduced, draw, offers)
            slots = self._live[key] = bits(mask)
        return slots

    def level(self, draw: int, offers: NodeTuple, live: SlotTuple, env: Env) -> None:
        """Subtracts the minimum from counters of which only the differences matter."""
        for group in self.together(draw, offers, live):
            least = min(env[slot] for slot in group)
            if least:
                for slot in group:
                    env[slot] -= least

    def together(self, draw: int, offers: NodeTuple, live: SlotTuple) -> list[SlotTuple]:
        """Groups of live slots to which a common number may be added."""
        cached = self._together.get((draw, offers, live))
        if cached is None:
            initial = needed(self.reduced, self.reduced.liveness, draw, offers) & ~assigned(self.reduced, draw, offers)
            unset, alive = frozenset(bits(initial)), frozenset(live)  # unset slots are not kept, so they cannot be shifted
            groups = [tuple(group & alive) for group in self.differences if not group & unset]
            cached = self._together[draw, offers, live] = [group for group in groups if group]
        return cached

    def canonical(
        self,
        draw: int,
        outcomes: DrawOutcomes,
        offers: tuple[OfferedOption, ...],
        live: SlotTuple,
        values: ValueTuple,
        types: TypeTuple,
    ) -> Hashable:
        """A canonical form, equal for states that are equal up to symmetry."""
        if self.items:
            outcomes, offers, values = self.items.normalised(outcomes, offers, values)
        if not self.classes.columns:
            return draw, outcomes, offers, live, values, types
        return outcomes, self.planned(draw, tuple([o.node for o in offers]), live).canonical(offers, values, types)

    def option_classes(
        self, offers: tuple[OfferedOption, ...], live: SlotTuple, values: ValueTuple, types: TypeTuple
    ) -> dict[int, OptionClass]:
        """The classes of options of a choice that come to the same up to symmetry. An option outside every class is left out."""
        if not self.classes.columns:
            return {}
        plan = self.planned(-1, tuple([o.node for o in offers]), live)
        form = {
            (number, column): plan.inner[number][column].canonical(offers, values, types)
            for number, column in {(number, column) for _, number, column, _ in plan.options}
        }
        return {index: OptionClass(number, role, form[number, column], column) for index, number, column, role in plan.options}

    def exchange_shows(self, key: ReducedKey, number: int, first: int, second: int) -> bool:
        """Whether exchanging two parts (columns) of a class certainly changes the key, though not its canonical form."""
        columns, inner = self.classes.columns[number], self.classes.inner[number]
        inside = {role for parts in inner.columns for part in parts for role in part}
        offered = {option.node for option in key.offers}
        held = dict(zip(key.live, zip(key.types, key.values, strict=True), strict=True))
        for role, (mine, theirs) in enumerate(zip(columns[first], columns[second], strict=True)):
            if role in inside or isinstance(mine, int) or isinstance(theirs, int):
                continue
            (kind, one), (_, other) = mine, theirs
            if (one in offered) != (other in offered) if kind == "node" else held.get(one) != held.get(other):
                return True
        return False

    def exchanged(self) -> list[tuple[int, ...]]:
        """Orbits of interchangeable nodes (ids)."""
        parent: dict[int, int] = {}

        def find(node: int) -> int:
            while parent.setdefault(node, node) != node:
                node = parent[node]
            return node

        for group in self.classes.exchanged():
            nodes = [item[1] for item in group if isinstance(item, tuple) and item[0] == "node"]
            for node in nodes[1:]:
                parent[find(node)] = find(nodes[0])
        orbits: dict[int, list[int]] = {}
        for node in parent:
            orbits.setdefault(find(node), []).append(node)
        return [tuple(sorted(orbit)) for orbit in orbits.values()]

    def planned(self, draw: int, offers: NodeTuple, live: SlotTuple) -> StatePart:
        """The parts of a state."""
        key = (draw, offers, live)
        plan = self._plans.get(key)
        if plan is None:
            plan = self._plans[key] = self._plan(*key)
        return plan

    def _plan(self, draw: int, offers: NodeTuple, live: SlotTuple) -> StatePart:
        whole = StatePart()
        for index, slot in enumerate(live):
            part, role = self._part(whole, ("slot", slot))
            part.values.append((slot if part is whole else role, index))
        for index, node in enumerate(offers):
            part, role = self._part(whole, ("node", node))
            part.offers.append((len(part.offers), node, index) if part is whole else (role, -1, index))
            path, _ = self._addresses["node", node]
            if len(path) == 1:
                whole.options.append((index, *path[0], role))
        if draw >= 0:
            part, role = self._part(whole, ("node", draw))
            part.draw = draw if part is whole else role
        whole.close()
        return whole

    def _part(self, whole: StatePart, item: SymmetryItem) -> tuple[StatePart, int]:
        """The innermost part that contains the item, and its role there."""
        address = self._addresses.get(item)
        if address is None:
            address = self._addresses[item] = self.classes.address(item)
        path, role = address
        part = whole
        for number, column in path:
            part = part.inner.setdefault(number, {}).setdefault(column, StatePart())
        return part, role


class StatePart:
    """A part of a state in its canonical form: what it holds by role (the whole: by slot and node), and the classes of
    interchangeable parts within, of which only the counts matter. ``options`` of the whole that lie in such a part, and in none
    within it: index, class, column, role."""

    def __init__(self) -> None:
        self.values: list[tuple[int, int]] = []
        self.offers: list[tuple[int, int, int]] = []
        self.draw = -1
        self.options: list[tuple[int, int, int, int]] = []
        self.inner: dict[int, dict[int, StatePart]] = {}

    def close(self) -> None:
        """Sorts everything, once all is added."""
        self.values.sort()
        self.offers.sort()
        roles = tuple(role for role, _ in self.values), tuple(offer[:2] for offer in self.offers), self.draw
        self.shape: Hashable = roles
        self.take = picker(tuple(index for _, index in self.values))
        self.offered = tuple(index for _, _, index in self.offers)
        for parts in self.inner.values():
            for part in parts.values():
                part.close()
        self.classes = [(number, tuple(parts.values())) for number, parts in sorted(self.inner.items())]

    def canonical(self, offers: tuple[OfferedOption, ...], values: ValueTuple, types: TypeTuple) -> Hashable:
        """A canonical form, equal up to symmetry."""
        carried = tuple([(offers[index].carried, offers[index].types) for index in self.offered])
        classes = tuple(
            [
                (number, frozenset(Counter([part.canonical(offers, values, types) for part in parts]).items()))
                for number, parts in self.classes
            ]
        )
        return self.shape, self.take(values), self.take(types), carried, classes
