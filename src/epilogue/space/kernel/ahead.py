"""Exploring ahead: other processes explore the states that a search will come to.

Where a state leads depends on the state alone, so it does not matter who explores it, when, or how often. The search itself goes
through the states in its own order, as if it were alone, and takes over what was explored ahead where it comes to it; where
nothing was, or it is not back yet, it explores the state itself. So it finds the same whatever others do, and if they are lost,
only time is. The states asked for are those next in the order, but not the very next: those it would explore before an answer
came.

Each state has an owner, by the hash of its key, who alone is asked for it.
"""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np

from epilogue.space.kernel import layout as at
from epilogue.space.kernel.compiled import entries
from epilogue.space.kernel.messages import AskedStates, Correspondence, Explored, Growing
from epilogue.space.kernel.room import addressed, make_room, numbers
from epilogue.space.kernel.shipping import packed

if TYPE_CHECKING:
    from epilogue.space.kernel.driver import Kernel

BATCH = 1_000
"""Most states in a question."""
WAITING = 2
"""Most questions that a process has at once: one in work, one to go on with."""
OFTEN = 0.005
"""Seconds between two looks for answers, about."""
PASSED = 4_000
"""States that the search is sooner at than an answer."""
FARTHEST = 40_000
"""States that the search may be ahead of itself by."""


class Explorers(Protocol):
    """Processes that explore. ``count``: how many."""

    count: int

    def begin(self, story: bytes) -> None:
        """A new search begins, of this story; questions about another one are forgotten."""

    def ask(self, number: int, asked: AskedStates) -> None:
        """Asks one of them."""

    def answers(self) -> list[tuple[int, Explored | None]]:
        """The answers that came since, and from whom. None: the process has lost what it was told and asked; its number is
        that of another one now, which knows the story and nothing else."""


class _Question(NamedTuple):
    """A question that waits for its answer."""

    nth: int
    states: Any


class _Owner:
    """A process, as the search knows it. ``keys``, ``endings``, ``texts``: what its numbers stand for here."""

    def __init__(self, kernel: Kernel) -> None:
        self.both = Correspondence(kernel)
        self.keys, self.endings, self.texts = Growing(), Growing(), Growing()
        self.questions: list[_Question] = []
        self.waiting: list[Any] = []


class Ahead:
    """Has others explore ahead of one search. ``used``: states taken over from them; ``sent``: bytes, to and from them."""

    def __init__(self, kernel: Kernel, explorers: Explorers) -> None:
        self.kernel = kernel
        self.explorers = explorers
        self.used = self.sent = 0
        self._asked = 0
        self._look_again = 0
        self._due, self._last = 1, perf_counter()
        self._owners = [_Owner(kernel) for _ in range(explorers.count)]
        self._texts: dict[tuple[int, ...], int] = {}
        explorers.begin(packed(kernel.search.reduced, kernel.search.turns.operators))
        kernel.t = make_room(kernel.t, ahead=1 << 16)

    def go_on(self) -> int:
        """Takes in what was explored meanwhile, and asks for more; the number of states to explore until this is due again."""
        began = perf_counter()
        for number, explored in self.explorers.answers():
            if explored is None:
                self._lost(number)
            else:
                self._take_in(self._owners[number], explored)
        self._ask()
        passed, self._last = began - self._last, perf_counter()
        self._due = max(self._due // 2, 1) if passed > 2 * OFTEN else min(2 * self._due, BATCH) if passed < OFTEN else self._due
        return self._due

    def _lost(self, number: int) -> None:
        expanded, owner = self.kernel.t.expanded, self._owners[number]
        for states in (*owner.waiting, *(question.states for question in owner.questions)):
            expanded[states] = at.UNASKED
        self._owners[number] = _Owner(self.kernel)

    # -- asking

    def _ask(self) -> None:
        kernel = self.kernel
        lacking = [owner for owner in self._owners if len(owner.questions) < WAITING and not owner.waiting]
        looked = int(kernel.t.ctl[at.LOOKED])
        if lacking and looked >= self._look_again:
            kernel.t = make_room(kernel.t, expanded=len(kernel.t.kind))
            t = kernel.t
            states = numbers(BATCH * len(self._owners))
            owners = numbers(len(states))
            count = int(entries.foreseen(t.ctl, states, owners, len(self._owners), PASSED, FARTHEST))
            if count < BATCH:
                self._look_again = looked + BATCH
            states, owners = states[:count], owners[:count]
            for number, owner in enumerate(self._owners):
                owned = states[owners == number]
                if len(owned):
                    owner.waiting.append(owned)
        for number, owner in enumerate(self._owners):
            while owner.waiting and len(owner.questions) < WAITING:
                states = owner.waiting.pop(0)
                states = states[kernel.t.rank[states] == -1]
                if len(states):
                    self._asked += 1
                    owner.questions.append(_Question(self._asked, states))
                    keys = owner.both.packed(kernel.t.row_of[states])
                    self.sent += len(keys)
                    self.explorers.ask(number, AskedStates(self._asked, owner.both.told(), len(states), keys))

    # -- taking in

    def _take_in(self, owner: _Owner, explored: Explored) -> None:
        question = next((question for question in owner.questions if question.nth == explored.nth), None)
        if question is None:
            return
        owner.questions.remove(question)
        kernel = self.kernel
        owner.both.learn(explored.meanings)
        owner.keys.add(owner.both.entered(explored.size, explored.keys))
        answers = kernel.answers
        owner.endings.add([answers.pooled([answers.ending(ending), ending.position]) for ending in explored.endings])
        owner.texts.add(list(map(self._text, explored.texts)))
        kernel.share()
        self.sent += len(explored.keys) + explored.ahead.nbytes
        needed = int(kernel.t.ctl[at.AHEAD]) + len(explored.ahead)
        if needed > len(kernel.t.ahead):
            left = np.empty(2 * needed, np.int32)
            kernel.t.ctl[at.AHEAD] = entries.tidied(kernel.t.ctl, left)
            kernel.t = addressed(kernel.t._replace(ahead=left))
        self.used += entries.received(
            kernel.t.ctl, question.states, explored.ahead.copy(), owner.keys.array, owner.endings.array, owner.texts.array
        )

    def _text(self, said: list[int]) -> int:
        """The place of what is said in the pool."""
        place = self._texts.get(tuple(said))
        if place is None:
            answers = self.kernel.answers
            texts = [number if number >= 0 else answers.text(-1 - number) for number in said]
            place = self._texts[tuple(said)] = answers.pooled([len(texts), *texts])
        return place
