"""Evidence of reachable control: seen on a playthrough, or proved unreachable.

Every finding about a line (a condition that never holds, a passage that nobody enters) is checked here first. Seen means seen on
playthroughs; the rest is searched for again, kept apart from everything else, or ruled out by over-approximation.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from epilogue.flow.focus import NOTHING, Focus
from epilogue.flow.graph import FlowGraph, Node, NodeKind
from epilogue.flow.guards import asked_at, with_guards
from epilogue.flow.operators import flow_operators
from epilogue.flow.passes import unreduced
from epilogue.ir.program import Program
from epilogue.space.state_graph import StateGraph
from epilogue.space.walk import WalkResult, walk

if TYPE_CHECKING:
    from epilogue.abstract.domain import AbstractValue
    from epilogue.abstract.interpretation import AbstractInterpretation

RANDOM_WALKS = 100
"""Random playthroughs: what they see needs no second search."""
LARGEST = 20_000
"""Number of nodes up to which the values of variables are computed."""
SEARCHES = 3
"""Number of further searches; what remains is neither seen nor ruled out."""


class Evidence:
    """``flow``: the story's unreduced FlowGraph (None: not worked out); ``graph``: its states as far as searched; ``again``:
    searches the FlowGraph once more, for a focus."""

    def __init__(
        self, program: Program, flow: FlowGraph | None, graph: StateGraph, again: Callable[[FlowGraph, Focus], StateGraph]
    ) -> None:
        self.program = program
        self.flow = flow
        self.graph = graph
        self.complete = graph.complete
        self._again = again
        self._proved = NOTHING
        self._decided = NOTHING
        self._second: list[StateGraph] = []
        self._searches = 0

    # -- what the search met

    @cached_property
    def control(self) -> FlowGraph:
        """The story's control, with a branch for each guard of an option."""
        assert self.flow is not None
        return with_guards(self.flow)

    @cached_property
    def nodes(self) -> list[Node]:
        """The nodes of the story's control."""
        return [] if self.flow is None else self.control.nodes()

    @cached_property
    def walked(self) -> WalkResult:
        """The control met along the search: all of it can be met, with witnesses."""
        if self.flow is None:
            return WalkResult([])
        return walk(self.control, self.graph, flow_operators(self.program), RANDOM_WALKS)

    @cached_property
    def interpretation(self) -> AbstractInterpretation:
        """The abstract interpretation of the story from its beginning."""
        from epilogue.abstract.domain import domain_of
        from epilogue.abstract.interpretation import interpret_story  # lazy: not every caller asks for it

        return interpret_story(unreduced(self.control), flow_operators(self.program), domain_of(self.program))

    @cached_property
    def at_most(self) -> WalkResult:
        """Over-approximates the control that is met."""
        from epilogue.space.unexplored import walked_at_most  # lazy: only where a search stopped early

        return walked_at_most(self.interpretation, self.program)

    def range(self, condition: int, name: str) -> AbstractValue | None:
        """Over-approximates a variable's values where a condition reads it; None if unknown."""
        slot = self.control.slots.find(("g", name))
        nodes = [
            node for node in self.nodes_at.get(condition, ()) if node.kind is NodeKind.BRANCH and asked_at(node) == condition
        ]
        if slot is None or not nodes or len(self.nodes) > LARGEST:
            return None
        result = self.interpretation.domain.nothing
        for node in nodes:
            if node.id in self.interpretation.met:
                result = self.interpretation.domain.join(result, self.interpretation.held(node.id, slot))
        return result

    @property
    def nothing_known(self) -> bool:
        """Whether control was not fully worked out, so that anything may be met."""
        return len(self.at_most.unsure) >= len(self.program.code)

    @cached_property
    def nodes_at(self) -> dict[int, list[Node]]:
        """Nodes of the story's control by position."""
        by_position: dict[int, list[Node]] = {}
        for node in self.nodes:
            by_position.setdefault(node.position, []).append(node)
        return by_position

    def met(self, position: int, walked: WalkResult | None = None) -> bool:
        """Whether a reader reaches a position."""
        visited = (walked or self.walked).visited
        return any(node.id in visited for node in self.nodes_at.get(position, ()))

    def came_to(self, condition: int, truth: bool, walked: WalkResult | None = None) -> bool:
        """Whether a condition takes a truth value."""
        walked, side = walked or self.walked, 0 if truth else 1
        for node in self.nodes_at.get(condition if condition >= 0 else ~condition, ()):
            if asked_at(node) != condition:
                continue
            if node.kind is NodeKind.BRANCH and (node.id, node.succ[side].id) in walked.sides:
                return True
            if node.kind is NodeKind.GOTO and node.cases == (truth,) and node.id in walked.visited:
                return True
        return False

    def seen(self, wanted: Focus) -> Focus:
        """The part of ``wanted`` seen."""
        return Focus(
            frozenset(position for position in wanted.texts if self.met(position)),
            frozenset(side for side in wanted.sides if self.came_to(*side)),
            frozenset(position for position in wanted.places if self.met(position)),
        )

    # -- what no reader meets

    def never(self, wanted: Focus) -> Focus:
        """The part of ``wanted`` proved unreachable in the control worked out."""
        if self.flow is None:
            return NOTHING
        unseen = wanted.without(self.seen(wanted)) if self.complete else wanted  # the proof rules out what is seen, in any case
        open_ = unseen.without(self._proved).without(self._decided)
        if any(open_):
            self._proved = self._proved.joined(self._proof(open_))
        return wanted.without(wanted.without(self._proved))

    def _proof(self, wanted: Focus) -> Focus:
        assert self.flow is not None
        if self.complete and self._searches < SEARCHES:
            self._searches += 1
            second = self._again(self.flow, wanted)
            self._second.append(second)
            if second.complete:
                self._decided = self._decided.joined(wanted)
                return wanted.not_among(second.spoken)
        if self.nothing_known:
            return NOTHING
        most = self.at_most
        return Focus(
            frozenset(position for position in wanted.texts if not self.met(position, most)),
            frozenset(side for side in wanted.sides if not self.came_to(*side, most)),
            frozenset(position for position in wanted.places if not self.met(position, most)),
        )

    def widen(self) -> None:
        """Adds what further searches reached."""
        for graph in self._second:
            self.walked.add(walk(self.control, graph, flow_operators(self.program)))
        self._second.clear()
