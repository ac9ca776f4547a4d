"""A search for which other processes explore ahead finds the same StateGraph, however many there are and whatever is lost."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from generators import yarn
from space.test_kernel import ASKED, MAKERS, ROUND, all_of

from epilogue.flow.operators import flow_operators
from epilogue.flow.passes import reduce
from epilogue.flow.specialise import specialise
from epilogue.languages.registry import load
from epilogue.settings import Limits
from epilogue.space import search as searches
from epilogue.space.kernel.compiling import compile_now
from epilogue.space.search import reduced_search
from epilogue.space.watch import Watch

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Searches are handed over early, and questions are small."""
    pytest.importorskip("numba", reason="no numba for this Python")
    compile_now()
    from epilogue.space.kernel import ahead

    monkeypatch.setattr(searches, "KERNEL_STATES", 5)
    monkeypatch.setattr(ahead, "BATCH", 10)
    monkeypatch.setattr(ahead, "PASSED", 3)


class Apart:
    """Explorers in this process, which share nothing with the search but bytes. ``lost``: one question in so many, with its
    explorer."""

    def __init__(self, count: int, lost: int = 0) -> None:
        from epilogue.space.kernel.apart import Explorer

        self.count = count
        self.lost = lost
        self._explorer = Explorer
        self._asked = 0
        self._answers: list[tuple[int, bytes]] = []

    def begin(self, story: bytes) -> None:
        self._story = story
        self._explorers = [self._explorer(story) for _ in range(self.count)]

    def ask(self, number: int, asked: object) -> None:
        self._asked += 1
        answer = None
        if self.lost and self._asked % self.lost == 0:
            self._explorers[number] = self._explorer(self._story)
            self._answers = [(owner, content) for owner, content in self._answers if owner != number]
        else:
            answer = self._explorers[number].explore(pickle.loads(pickle.dumps(asked)))
        self._answers.append((number, pickle.dumps(answer)))

    def answers(self) -> list[tuple[int, object]]:
        answers, self._answers = self._answers, []
        return [(number, pickle.loads(content)) for number, content in answers]


EXPLORERS: tuple[Callable[[], Apart], ...] = (lambda: Apart(2), lambda: Apart(3, lost=3))


def compared(source: str, name: str, folder: Path, states: int, asked: Any) -> tuple[list[str], int]:
    """The parts in which searches of a story differ, and how many states others explored for them."""
    path = folder / name
    path.write_text(source, encoding="utf-8")
    program, bad, used = load(str(path)).program, [], 0
    operators = flow_operators(program)
    alone = None
    for explorers in (None, *EXPLORERS):
        search = reduced_search(reduce(specialise(program, operators, asked)), operators, False)
        watch = Watch(Limits(states=states))
        watch.explorers = explorers() if explorers else None
        search.run(watch)
        if search.kernel is not None and search.kernel.ahead is not None:
            used += search.kernel.ahead.used
        found = all_of(search)
        alone = alone or found
        bad += [f"{name} {part}" for part in found if found[part] != alone[part]]
    return bad, used


@pytest.mark.usefixtures("bounded")
def test_generated_stories_have_the_same_graph(tmp_path: Path) -> None:
    bad, used = [], 0
    stories = [(f"{seed}.ink", maker(seed)) for seed, maker in enumerate(MAKERS)]
    stories += [(f"{seed}.yarn", yarn.generate(seed)) for seed in range(2)]
    for number, (name, source) in enumerate(stories):
        differs, explored = compared(source, name, tmp_path, 120, ASKED[number % len(ASKED)])
        bad += differs
        used += explored
    assert not bad
    assert used > 50


def test_a_large_search_goes_on_likeliest_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from epilogue.space.kernel import ahead

    monkeypatch.setattr(ahead, "BATCH", 50)
    bad, used = compared(ROUND, "round.ink", tmp_path, 2_200, ASKED[0])
    assert not bad
    assert used > 1_500
