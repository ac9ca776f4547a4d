"""The reductions of a search that grows: values nobody can tell apart, what is settled for good, interchangeable parts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from typing import Any

from epilogue.flow.passes import Reduced
from epilogue.ir.operators import Operators
from epilogue.ir.values import Value
from epilogue.space.reductions.bisimulation import Bisimulation, Representatives
from epilogue.space.reductions.conditional_liveness import ConditionalLiveness
from epilogue.space.reductions.differences import difference_groups
from epilogue.space.reductions.domains import domains
from epilogue.space.reductions.symmetry import Address, Item, SymmetryClasses, interchangeable
from epilogue.space.slots import assigned, bits, needed, picker
from epilogue.space.turn import Env, Offered

Nodes = tuple[int, ...]
Slots = tuple[int, ...]
Values = tuple[Any, ...]
ValueTypes = tuple[type, ...]
DrawOutcomes = tuple[Any, ...] | None


class StateReductions:
    """What is worked out once for a search; a place is a draw (node id) or -1 and the options on offer (node ids)."""

    def __init__(self, reduced: Reduced, operators: Operators) -> None:
        graph, nodes, liveness = reduced.graph, reduced.nodes, reduced.liveness
        self.reduced = reduced
        known = domains(graph, nodes, operators)
        self.alike = Bisimulation(graph, nodes, liveness, operators, known)
        self.frozen = ConditionalLiveness(graph, nodes, liveness, operators, known)
        self.relative = difference_groups(graph, nodes)
        self.classes = SymmetryClasses() if graph.decisions else interchangeable(graph, nodes, liveness.kinds)
        self._addresses: dict[Item, Address] = {}
        self._same: dict[tuple[int, Nodes], list[tuple[int, Representatives]]] = {}
        self._deciding: dict[Slots, Slots] = {}
        self._live: dict[Hashable, Slots] = {}
        self._plans: dict[tuple[int, Nodes, Slots], _Part] = {}
        self._together: dict[tuple[int, Nodes, Slots], list[Slots]] = {}

    def replace(self, draw: int, offers: Nodes, live: Slots, env: Env) -> None:
        """Put in place of each value the one that stands for all that cannot be told apart from it."""
        replaced = self._same.get((draw, offers))
        if replaced is None:
            alike = self.alike
            found = [(slot, alike.at(slot, draw) if draw >= 0 else alike.after(slot, offers)) for slot in live]
            replaced = self._same[draw, offers] = [(slot, same) for slot, same in found if same]
        for slot, same in replaced:
            value = env[slot]
            env[slot] = same.get((type(value), value), value)

    def same(self, draw: int, offers: Nodes, live: Slots, values: Values) -> dict[int, tuple[Value, ...]]:
        """The live slots' other values that cannot be told apart from the ones they have."""
        found: dict[int, tuple[Value, ...]] = {}
        for slot, same in self._same.get((draw, offers), ()):
            if slot in live:
                own = values[live.index(slot)]
                others = tuple(v for (_, v), stands in same.items() if type(stands) is type(own) and stands == own)
                found[slot] = (*others, own) if others else ()
        return found

    def live(self, draw: int, offers: Nodes, live: Slots, env: Env) -> Slots:
        """The slots that still matter, given what is settled for good; what is settled is one of them."""
        deciding = self._deciding.get(live)
        if deciding is None:
            deciding = self._deciding[live] = tuple(slot for slot in live if slot in self.frozen.slots)
        facts = self.frozen.known(deciding, env) if deciding else None
        if not facts:
            return live
        place = (draw, offers, facts)
        found = self._live.get(place)
        if found is None:
            left = self.frozen.liveness(facts)
            # what is on offer before a draw was offered earlier this turn, perhaps on a way that the facts have closed since
            mask = needed(self.reduced, left, draw, offers) | needed(self.reduced, left, -1, offers)
            for slot, _, _ in facts:
                mask |= 1 << slot
            mask &= assigned(self.reduced, draw, offers)
            found = self._live[place] = bits(mask)
        return found

    def level(self, draw: int, offers: Nodes, live: Slots, env: Env) -> None:
        """Take off what is common to counters of which only matters how far they are ahead of each other."""
        for group in self.together(draw, offers, live):
            least = min(env[slot] for slot in group)
            if least:
                for slot in group:
                    env[slot] -= least

    def together(self, draw: int, offers: Nodes, live: Slots) -> list[Slots]:
        """The live slots to all of which the same number may be added, by groups."""
        found = self._together.get((draw, offers, live))
        if found is None:
            initial = needed(self.reduced, self.reduced.liveness, draw, offers) & ~assigned(self.reduced, draw, offers)
            still, there = frozenset(bits(initial)), frozenset(live)  # what is still at its beginning is not kept: it stays
            groups = [tuple(group & there) for group in self.relative if not group & still]
            found = self._together[draw, offers, live] = [group for group in groups if group]
        return found

    def canonical(
        self, draw: int, outcomes: DrawOutcomes, offers: tuple[Offered, ...], live: Slots, values: Values, types: ValueTypes
    ) -> Hashable:
        """Equal for situations that differ at most by an exchange of interchangeable parts."""
        if not self.classes.columns:
            return draw, outcomes, offers, live, values, types
        place = (draw, tuple([o.node for o in offers]), live)
        plan = self._plans.get(place)
        if plan is None:
            plan = self._plans[place] = self._plan(*place)
        return outcomes, plan.canonical(offers, values, types)

    def exchanged(self) -> list[tuple[int, ...]]:
        """Nodes (ids) that stand for each other, in whole orbits."""
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

    def _plan(self, draw: int, offers: Nodes, live: Slots) -> _Part:
        whole = _Part()
        for place, slot in enumerate(live):
            part, role = self._part(whole, ("slot", slot))
            part.values.append((slot if part is whole else role, place))
        for place, node in enumerate(offers):
            part, role = self._part(whole, ("node", node))
            part.offers.append((len(part.offers), node, place) if part is whole else (role, -1, place))
        if draw >= 0:
            part, role = self._part(whole, ("node", draw))
            part.draw = draw if part is whole else role
        whole.close()
        return whole

    def _part(self, whole: _Part, item: Item) -> tuple[_Part, int]:
        """The innermost part that the item stands in, and its role there."""
        address = self._addresses.get(item)
        if address is None:
            address = self._addresses[item] = self.classes.address(item)
        path, role = address
        part = whole
        for number, place in path:
            part = part.inner.setdefault(number, {}).setdefault(place, _Part())
        return part, role


class _Part:
    """A part of a situation as its canonical form sees it: what it holds by role (the whole: by slot and node), and the classes
    of interchangeable parts within, of which only matters how many hold what."""

    def __init__(self) -> None:
        self.values: list[tuple[int, int]] = []
        self.offers: list[tuple[int, int, int]] = []
        self.draw = -1
        self.inner: dict[int, dict[int, _Part]] = {}

    def close(self) -> None:
        """All is there: put it in order."""
        self.values.sort()
        self.offers.sort()
        roles = tuple(role for role, _ in self.values), tuple(offer[:2] for offer in self.offers), self.draw
        self.shape: Hashable = roles
        self.take = picker(tuple(place for _, place in self.values))
        self.offered = tuple(place for _, _, place in self.offers)
        for parts in self.inner.values():
            for part in parts.values():
                part.close()
        self.classes = [(number, tuple(parts.values())) for number, parts in sorted(self.inner.items())]

    def canonical(self, offers: tuple[Offered, ...], values: Values, types: ValueTypes) -> Hashable:
        """Equal for what differs by an exchange at most."""
        carried = tuple([(offers[place].carried, offers[place].types) for place in self.offered])
        classes = tuple(
            [
                (number, frozenset(Counter([part.canonical(offers, values, types) for part in parts]).items()))
                for number, parts in self.classes
            ]
        )
        return self.shape, self.take(values), self.take(types), carried, classes
