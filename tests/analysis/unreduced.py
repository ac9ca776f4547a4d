"""The oracle's unreduced graph of a story: reachable endings and their odds, computed plainly."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy
from generators.ink import generate
from generators.locks import locks

from epilogue.diagnostics import StoryError
from epilogue.ir.program import Program
from epilogue.settings import Limits
from epilogue.space.state_graph import GraphEnding
from epilogue.space.watch import Watch
from epilogue.story.project import load
from epilogue.story.study import Study
from epilogue.verify.oracle import full_states

Ended = tuple[Any, ...]


def told(ending: GraphEnding) -> Ended:
    """Distinguishes endings; of a message, only the part on which the Machine and the search agree."""
    return *ending.possible, ending.message[max(ending.message.find("Do you need"), 0) :]


class Unreduced:
    """``graph``: every state of the story. ``can``: by state, the reachable endings."""

    def __init__(self, program: Program, most: int = 400) -> None:
        self.graph = full_states(program, most)
        self.before: list[list[int]] = [[] for _ in self.graph.kind]
        for state in range(len(self.graph.kind)):
            for edge in self.graph.edges(state):
                self.before[self.graph.target[edge]].append(state)
        self.ended = {s: told(self.graph.endings[n]) for s, n in enumerate(self.graph.ending) if n >= 0}
        self.can: list[set[Ended]] = [set() for _ in self.graph.kind]
        for ending in set(self.ended.values()):
            for state in self.reaching({s for s, other in self.ended.items() if other == ending}):
                self.can[state].add(ending)

    def reaching(self, goal: set[int], without: frozenset[int] = frozenset()) -> set[int]:
        """The states from which the goal can be reached."""
        found, work = set(goal), list(goal)
        while work:
            for state in self.before[work.pop()]:
                if state not in found and state not in without:
                    found.add(state)
                    work.append(state)
        return found

    def odds(self, ending: Ended) -> numpy.ndarray[Any, Any]:
        """By state, the odds of the ending: one dense linear system."""
        graph, count = self.graph, len(self.graph.kind)
        alive = [s for s in range(count) if ending in self.can[s]]
        matrix, right = numpy.eye(count), numpy.zeros(count)
        for state in alive:
            if state in self.ended:
                right[state] = 1
                continue
            likely = graph.odds(state)
            for edge, odds in zip(graph.edges(state), likely, strict=True):
                matrix[state, graph.target[edge]] -= odds / sum(likely)
        return numpy.linalg.solve(matrix, right)

    def step(self, state: int, action: int) -> int:
        """The state that an option or an outcome leads to."""
        return self.graph.target[self.graph.edges(state)[action]]


def studied(source: str, folder: Path) -> Study:
    """A story searched for questions, from a file in this folder."""
    story = folder / "story.ink"
    story.write_text(source, encoding="utf-8")
    return Study(load(str(story)), watch=Watch(Limits(states=3000)))


def beside(stories: int, first: int, folder: Path) -> Iterator[tuple[int, Study, Unreduced]]:
    """Generated stories with luck and loops, each with its seed, studied and unreduced; those too large are left out."""
    for seed in range(stories):
        loops = ("none", "once", "sticky")[seed % 3]
        source = locks(seed, back=True) if seed % 2 else generate(seed + first, 1 + seed % 4, loops=loops)
        try:
            study = studied(source, folder)
        except StoryError:
            continue
        if not study.complete or any(ending.kind == "restart" for ending in study.endings):
            continue
        oracle = Unreduced(study.program)
        if oracle.graph.complete:
            yield seed, study, oracle
