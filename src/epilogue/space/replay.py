"""The replay check: every edge of a StateGraph played in the Machine from a concrete representative of its state.

It finds errors of the front end, of the specialiser, the passes and the search. One representative cannot show that a merge
was right; that is what :mod:`epilogue.space.havoc` is for.
"""

from __future__ import annotations

from typing import NamedTuple

from epilogue.ir.program import Program
from epilogue.space.moments import Moment, Player, Wanted
from epilogue.space.state_graph import Situation, StateGraph

Script = tuple[int, ...]


class CheckResult(NamedTuple):
    """``edges``: number of edges played, an edge of weight w counts w times; ``bad``: what went wrong, in words."""

    edges: int
    bad: list[str]


class Waiting(NamedTuple):
    """A turn that has come to a draw: the moment it began at (None: the story's beginning), the option taken, outcomes so far."""

    base: Moment | None
    place: int
    script: Script


Representative = Moment | Waiting


class Replay:
    """A StateGraph beside the Machine. ``representatives``: by state, filled in as the graph is walked."""

    def __init__(self, program: Program, graph: StateGraph) -> None:
        self.player = Player(program)
        self.graph = graph
        self.representatives: dict[int, Representative] = {}
        self.bad: list[str] = []
        self.edges = 0

    def run(self) -> CheckResult:
        """Play every edge once for each concrete outcome."""
        graph = self.graph
        self.reach(graph.initial, None, 0, (), "at the beginning")
        order = [graph.initial]
        for state in order:
            representative = self.representatives.get(state)
            if representative is None:
                continue
            for edge in graph.edges(state):
                new = graph.target[edge] not in self.representatives
                self.edge(state, edge, representative)
                if new and graph.target[edge] in self.representatives:
                    order.append(graph.target[edge])
        return CheckResult(self.edges, self.bad)

    def edge(self, state: int, edge: int, representative: Representative) -> None:
        """Play the edge, with each of its outcomes."""
        target = self.graph.target[edge]
        if isinstance(representative, Moment):
            place = edge - self.graph.first[state]
            self.reach(target, representative, place, (), f"option {place + 1} of situation {state}")
            return
        base, place, script = representative
        for outcome in self.graph.label[edge]:
            self.reach(target, base, place, (*script, outcome), f"outcome {outcome} of situation {state}")

    def reach(self, target: int, base: Moment | None, place: int, script: Script, how: str) -> None:
        """Play a turn as far as the script goes; it should come to the target."""
        self.edges += 1
        result = self.player.turn(base, place, script)
        problem = self.differs(target, result)
        if problem is not None:
            self.bad.append(f"{how}: {problem}")
        elif isinstance(result, Wanted):
            self.representatives.setdefault(target, Waiting(base, place, script))
        else:
            self.representatives.setdefault(target, result)

    def differs(self, state: int, result: Moment | Wanted) -> str | None:
        """How what the Machine came to differs from what the state says, None if it does not."""
        graph = self.graph
        situation = graph.situation[state]
        if situation == Situation.OPEN:
            return None
        expected = [graph.label[edge] for edge in graph.edges(state)]
        if situation in (Situation.CHANCE, Situation.OUTSIDE):
            outcomes = sum(graph.weight[edge] for edge in graph.edges(state))
            if isinstance(result, Wanted) and result.outcomes == outcomes:
                return None
            return f"expected a draw among {outcomes}, the Machine has {self.words(result)}"
        if isinstance(result, Moment):
            ending = self.player.ending(result)
            if situation == Situation.CHOICE and ending is None:
                if [option.site.id for option in result.options] == expected:
                    return None
            elif situation == Situation.ENDING and ending is not None:
                wanted = graph.endings[graph.ending[state]]
                expected = [wanted[:3]]
                if ending[:3] == wanted[:3]:
                    return None
        return f"expected {expected}, the Machine has {self.words(result)}"

    def words(self, result: Moment | Wanted) -> str:
        """What the Machine came to, for a message."""
        if isinstance(result, Wanted):
            return f"a draw among {result.outcomes}"
        ending = self.player.ending(result)
        return str([option.site.id for option in result.options]) if ending is None else str(ending)


def replay(program: Program, graph: StateGraph) -> CheckResult:
    """Play every edge of the graph in the Machine: the same options in the same order, as many outcomes, the same endings."""
    return Replay(program, graph).run()
