"""Explores states for a search that runs in another process."""

from __future__ import annotations

from epilogue.space.kernel import layout as at
from epilogue.space.kernel.compiled import entries
from epilogue.space.kernel.driver import Kernel
from epilogue.space.kernel.messages import AskedStates, Correspondence, Explored
from epilogue.space.kernel.room import make_room, numbers
from epilogue.space.kernel.shipping import unpacked
from epilogue.space.search import Search


class Explorer:
    """Explores what a search asks for. What it keeps from one question to the next are caches: where a state leads depends on the
    state alone."""

    def __init__(self, story: bytes) -> None:
        reduced, operators = unpacked(story)
        search = Search(reduced, operators)
        search.state_keys.reduce_states()
        search.begin()
        search.state_keys.begin(search.keys[search.graph.initial])
        self.kernel = search.kernel = Kernel(search)
        self.kernel.t.ctl[at.APART] = 1
        self.kernel.t.answer[: int(self.kernel.t.ctl[at.SEQUENCES])] = -1
        self._endings_sent = 0
        self._both = Correspondence(self.kernel)

    def explore(self, asked: AskedStates) -> Explored:
        """Where the states lead that are asked for."""
        kernel = self.kernel
        self._both.learn(asked.meanings)
        keys = self._both.entered(asked.size, asked.keys)
        ctl = kernel.t.ctl
        ctl[at.AHEAD], ctl[at.GIVEN], ctl[at.OPTION], ctl[at.SAID] = 0, 0, 0, 0
        while (code := entries.explore(kernel.t.ctl, keys)) != at.OVER:
            if code == at.FULL and int(ctl[at.AHEAD]) + at.MOST_OUTCOMES + 2 > len(kernel.t.ahead):
                kernel.t = make_room(kernel.t, ahead=int(ctl[at.AHEAD]) + at.MOST_OUTCOMES + 2)
            kernel.answer(code, 1)
        sent, texts_sent, filled = int(ctl[at.KEYS_SENT]), int(ctl[at.TEXTS_SENT]), int(ctl[at.AHEAD])
        new, texts = numbers(filled), numbers(asked.size)
        entries.renumbered(ctl, new, texts)
        new, texts = new[: int(ctl[at.KEYS_SENT]) - sent], texts[: int(ctl[at.TEXTS_SENT]) - texts_sent]
        endings = kernel.answers.endings[self._endings_sent :]
        self._endings_sent += len(endings)
        return Explored(
            asked.nth,
            self._both.told(),
            kernel.t.ahead[:filled].copy(),
            len(new),
            self._both.packed(new),
            list(map(self._text, texts.tolist())),
            endings,
        )

    def _text(self, sequence: int) -> list[int]:
        """Numbers of nodes, and (below 0) positions of what functions say."""
        nodes, said = len(self.kernel.t.nodes), self.kernel.answers.said
        return [number if number < nodes else -1 - said[number] for number in self.kernel.numbers_of(sequence)[1:]]
