"""The replay check: plays every edge of a StateGraph in the Machine from a concrete representative of its state.

It finds errors of a language's reader, the specialiser, the passes and the search. One representative cannot show that a merge
was right; that is the task of :mod:`epilogue.verify.havoc`.

A state's representative is where the edges that found the states lead. These form a tree, which is walked depth-first, so that
only the current path and its siblings are kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from epilogue.budget import tick
from epilogue.ir.program import Program
from epilogue.space.limits import TurnTooLarge
from epilogue.space.luck import OutcomeNeeded
from epilogue.space.state_graph import StateGraph, StateKind
from epilogue.verify.turns import BetweenTurns, TurnBrokenOff, TurnPlayer

ENDLESS = "without offering a choice"
"""Part of the message of an endless turn; where it is stopped, and so its place, differs between Machine and search."""

Script = tuple[int, ...]


class CheckResult(NamedTuple):
    """``edges``: number of edges played, an edge of weight w counts as w; ``bad``: the failures, in words."""

    edges: int
    bad: list[str]


class WaitingTurn(NamedTuple):
    """A turn that waits for a draw: where it began (None: the beginning), the option taken, outcomes so far."""

    base: BetweenTurns | None
    option: int
    script: Script


Representative = BetweenTurns | WaitingTurn


class Replay:
    """Compares a StateGraph with the Machine. ``edges`` played so far, and the failures (``bad``), each with the way there.

    ``entry``: the block to begin at. ``at_end``: positions of the expressions observed at endings.
    """

    def __init__(self, program: Program, graph: StateGraph, entry: str | None = None, at_end: tuple[int, ...] = ()) -> None:
        self.player = TurnPlayer(program, entry=entry, idle=graph.idle)
        self.graph = graph
        self.at_end = at_end
        self.bad: list[str] = []
        self.edges = 0

    def run(self) -> CheckResult:
        """Plays every edge once for each concrete outcome."""
        for _ in self.visit():
            pass
        return CheckResult(self.edges, self.bad)

    def visit(self, wanted: Iterable[int] | None = None) -> Iterator[tuple[int, Representative]]:
        """Plays every edge of the wanted states (None: all) and yields each of these with its representative. A state the Machine
        does not reach is left out, with all that was found through it; the reason is in ``bad``."""
        graph = self.graph
        checked = None if wanted is None else set(wanted)
        needed = None if checked is None else self.above(checked)
        first = self.reach(graph.initial, None, 0, (), -1)
        self.edges += 1
        stack = [] if first is None else [(graph.initial, first)]
        while stack:
            tick()
            state, representative = stack.pop()
            check = checked is None or state in checked
            for edge in reversed(graph.edges(state)):
                target = graph.target[edge]
                finds = graph.found_by[target] == edge and (needed is None or target in needed)
                if check or finds:
                    next_representative = self.play(state, edge, representative, check)
                    if finds and next_representative is not None:
                        stack.append((target, next_representative))
            if check:
                yield state, representative

    def above(self, states: set[int]) -> set[int]:
        """The states, and those through which they were found."""
        needed = {self.graph.initial}
        for state in states:
            here = state
            while here not in needed:
                needed.add(here)
                here = self.graph.source(self.graph.found_by[here])
        return needed

    def way(self, state: int) -> list[int]:
        """The actions, as indices, that lead from the beginning to the state."""
        actions = []
        for edge in self.graph.way(self.graph.found_by, state):
            label = self.graph.label[edge]
            if label is not None:
                first = self.graph.first[self.graph.source(edge)]
                actions.append(label[0] if isinstance(label, tuple | range) else edge - first)
        return actions

    def play(self, state: int, edge: int, representative: Representative, whole: bool) -> Representative | None:
        """Plays the edge with each of its outcomes, or only the first; returns where the first leads."""
        target = self.graph.target[edge]
        if isinstance(representative, BetweenTurns):
            self.edges += whole
            return self.reach(target, representative, edge - self.graph.first[state], (), edge)
        base, option, script = representative
        label = self.graph.label[edge]
        first, *others = (label[0], label[len(label) // 2], label[-1]) if isinstance(label, range) else label
        if whole:
            self.edges += 1 + len(others)
            for outcome in others:
                self.reach(target, base, option, (*script, outcome), edge)
        return self.reach(target, base, option, (*script, first), edge)

    def reach(self, target: int, base: BetweenTurns | None, option: int, script: Script, edge: int) -> Representative | None:
        """Plays a turn as far as the script goes; it should lead to the target."""
        try:
            result = self.player.turn(base, option, script)
        except TurnBrokenOff:  # outcome unknown
            return None
        except TurnTooLarge as limit:
            if self.graph.kind[target] != StateKind.OPEN:
                self.bad.append(f"{self.describe(edge, script[-1] if script else option)}: {limit.what}")
            return None
        problem = self.differs(target, result, edge)
        if problem is None:
            return WaitingTurn(base, option, script) if isinstance(result, OutcomeNeeded) else result
        self.bad.append(f"{self.describe(edge, script[-1] if script else option)}: {problem}")
        return None

    def describe(self, edge: int, action: int) -> str:
        """An action in words, with those before it."""
        if edge < 0:
            return "at the beginning"
        state = self.graph.source(edge)
        before = ",".join(map(str, self.way(state)))
        what = "outcome" if isinstance(self.graph.label[edge], tuple | range) else "option"
        return f"after the actions {before or 'none'}, {what} {action} (situation {state})"

    def differs(self, state: int, result: BetweenTurns | OutcomeNeeded, edge: int) -> str | None:
        """Describes how the Machine's result differs from the state, None if it does not."""
        graph = self.graph
        renamed = edge in graph.renamed
        kind = graph.kind[state]
        if kind == StateKind.OPEN:
            return None
        expected = [graph.label[edge] for edge in graph.edges(state)]
        if kind in (StateKind.CHANCE, StateKind.OUTSIDE):
            outcomes = sum(graph.weight[edge] for edge in graph.edges(state))
            if isinstance(result, OutcomeNeeded) and result.outcomes == outcomes:
                return None
            return f"expected a draw among {outcomes}, the Machine has {self.words(result)}"
        if isinstance(result, BetweenTurns):
            ending = self.player.ending(result, self.at_end)
            if kind == StateKind.CHOICE and ending is None:
                offered = [option.site.id for option in result.options]
                if offered == expected or (renamed and self.exchanged(offered) == self.exchanged(expected)):
                    return None
            elif kind == StateKind.ENDING and ending is not None:
                wanted = graph.endings[graph.ending[state]]
                expected = [wanted]
                alike = ending.possible == wanted.possible and (ending.values == wanted.values or not self.at_end)
                if alike or (ENDLESS in ending.message and ENDLESS in wanted.message):
                    return None
        return f"expected {expected}, the Machine has {self.words(result)}"

    def exchanged(self, sites: list[int]) -> list[int]:
        """The options offered, up to symmetry."""
        return sorted(self.graph.orbit.get(site, site) for site in sites)

    def words(self, result: BetweenTurns | OutcomeNeeded) -> str:
        """The Machine's result, for a message."""
        if isinstance(result, OutcomeNeeded):
            return f"a draw among {result.outcomes}"
        ending = self.player.ending(result, self.at_end)
        return str([option.site.id for option in result.options]) if ending is None else str(ending)


def replay(program: Program, graph: StateGraph) -> CheckResult:
    """Plays every edge of the graph in the Machine: the same options in the same order, as many outcomes, the same endings."""
    return Replay(program, graph).run()
