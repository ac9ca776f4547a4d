"""Messages between processes that explore one story. Numbers of values, projections and outcomes are those of who sends them;
what they stand for is told once, before they first occur."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from epilogue.space.kernel import layout as at
from epilogue.space.kernel.compiled import entries
from epilogue.space.kernel.room import larger, numbers

if TYPE_CHECKING:
    from epilogue.space.kernel.driver import Kernel
    from epilogue.space.state_graph import GraphEnding


class Meanings(NamedTuple):
    """Meaning of the numbers that are new since the last message. ``outcomes``: with the place of each in the pool."""

    values: list[Any]
    projections: list[tuple[int, tuple[int, ...], tuple[int, ...]]]
    outcomes: list[tuple[int, Sequence[Any]]]


class AskedStates(NamedTuple):
    """States to explore: ``size`` keys. ``nth``: number of the question."""

    nth: int
    meanings: Meanings
    size: int
    keys: bytes


class Explored(NamedTuple):
    """Where the states lead that the question ``nth`` was about. ``ahead``: for each the number of its options or outcomes (-1 if
    only the code in Python can follow them), the text said, and where each leads: twice the number of a key, or twice that of an
    ending and 1 more. New since the last message: ``size`` keys, texts (numbers of nodes; below 0, positions of what functions
    say) and endings."""

    nth: int
    meanings: Meanings
    ahead: Any
    size: int
    keys: bytes
    texts: list[list[int]]
    endings: list[GraphEnding]


class Correspondence:
    """The numbers of this process and those of another: what the other one was told, and what its own numbers stand for here."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel
        self._told = [0, 0, 0]
        self._values, self._projections, self._outcomes = Growing(), Growing(), Growing()

    def told(self) -> Meanings:
        """All that the other process was not told so far."""
        answers = self._kernel.answers
        values, projections, outcomes = answers.values.all, answers.of_projection, answers.outcomes
        before, self._told = self._told, [len(values), len(projections), len(outcomes)]
        return Meanings(values[before[0] :], projections[before[1] :], list(islice(outcomes.items(), before[2], None)))

    def learn(self, meanings: Meanings) -> None:
        """Learns what the other process's numbers stand for."""
        answers = self._kernel.answers
        self._values.add(list(map(answers.values.number, meanings.values)))
        self._projections.add([answers.projection(*told) for told in meanings.projections])
        for place, outcomes in meanings.outcomes:
            self._outcomes.add([*[-1] * (place - self._outcomes.filled), answers.outcomes_at(outcomes)])
        self._kernel.share()

    def entered(self, count: int, content: bytes) -> Any:
        """The numbers here of keys that the other process has sent."""
        kernel, keys, entered = self._kernel, numbers(count), 0
        written = np.frombuffer(content, np.uint8).copy()
        values, projections, outcomes = self._values.array, self._projections.array, self._outcomes.array
        kernel.t.ctl[at.READ_UP_TO] = 0
        while entered < count:
            kernel.room(1)
            entered = entries.unpacked(kernel.t.ctl, written, projections, outcomes, values, keys, entered)
        return keys

    def packed(self, keys: Any) -> bytes:
        """Keys of this process, for the other one."""
        t = self._kernel.t
        content = np.empty(int((t.begins[keys + 1] - t.begins[keys]).sum()) + 3 * len(keys), np.uint8)
        return content[: entries.packed(t.ctl, keys, content)].tobytes()


class Growing:
    """An array of numbers that grows. ``array``: what is filled of it comes first."""

    def __init__(self) -> None:
        self.array = numbers(64)
        self.filled = 0

    def add(self, more: Any) -> None:
        """Adds numbers at the end."""
        end = self.filled + len(more)
        if end > len(self.array):
            self.array = larger(self.array, end)
        self.array[self.filled : end] = more
        self.filled = end
