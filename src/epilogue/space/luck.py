"""Scripted luck: draws of the Machine get their outcomes from a script, and the run stops where it ends."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence, Set
from random import Random
from typing import TYPE_CHECKING, Any

from epilogue.ir.values import ListValue, by_name
from epilogue.space.limits import TurnTooLarge

if TYPE_CHECKING:
    from epilogue.ir.program import Outside
    from epilogue.ir.values import Entry, Value

ShuffleState = dict[int, frozenset[int]]
"""Position of a shuffle -> elements already taken in this round."""


class OutcomeNeeded(Exception):
    """The story draws and the script is used up. ``site``: position; ``among``: distinguishes draws with different outcomes;
    ``outcomes``: how many there are; ``outside``: set if the world outside decides."""

    def __init__(self, site: int, outcomes: int, among: Hashable, outside: Outside | None = None) -> None:
        self.site = site
        self.outcomes = outcomes
        self.among = among
        self.outside = outside
        super().__init__(site)


def outcomes_of(wanted: OutcomeNeeded) -> Sequence[Any]:
    """The possible outcomes of the draw, in the order of their indices, as in a StateGraph."""
    among: Any = wanted.among
    if isinstance(among, tuple) and among and isinstance(among[0], tuple):
        return [ListValue((item,)) for item in among]
    outcomes: Sequence[Any] = among
    return outcomes


class ScriptedLuck:
    """Draws from a script of outcomes, each an index among the possible ones in ascending order (as in the labels of a
    StateGraph). Raises :class:`OutcomeNeeded` when it is used up.

    ``before``: called with the number of each draw before its outcome is returned. ``idle``: positions of draws that the script
    leaves out, since nothing depends on them; they come out by ``chance``.
    """

    def __init__(
        self,
        script: Sequence[int],
        picked: ShuffleState,
        before: Callable[[int], None] | None = None,
        idle: Set[int] = frozenset(),
        chance: Random | None = None,
    ) -> None:
        self.script = script
        self.next = 0
        self.picked = dict(picked)
        self.before = before
        self.idle = idle
        self.chance = chance or Random(0)

    def _outcome(self, site: int, possible: int, among: Hashable, outside: Outside | None = None) -> int:
        if site in self.idle:
            return self.chance.randrange(possible)
        if self.before is not None:
            self.before(self.next)
        if self.next >= len(self.script) or self.script[self.next] >= possible:
            raise OutcomeNeeded(site, possible, among, outside)
        self.next += 1
        return self.script[self.next - 1]

    def random(self, site: int, low: int, high: int) -> int:
        return low + self._outcome(site, high - low + 1, range(low, high + 1))

    def shuffle(self, site: int, count: int, index: int) -> int:
        drawn = self.picked.get(site, frozenset())
        if len(drawn) >= count:
            drawn = frozenset()
        left = [element for element in range(count) if element not in drawn]
        element = left[self._outcome(site, len(left), tuple(left))]
        self.picked[site] = drawn | {element}
        return element

    def list_random(self, site: int, items: Sequence[Entry]) -> Entry:
        possible = tuple(by_name(items))
        return possible[self._outcome(site, len(items), possible)]

    def outside(self, site: int, what: Outside) -> Value:
        if not what.values:
            raise TurnTooLarge(f"{what.name} comes from the game, and nothing is said of it", site)
        return what.values[self._outcome(site, len(what.values), what.values, what)]

    def seed(self, value: int) -> None:
        pass

    def save(self) -> Any:
        return self.next, self.picked

    def restore(self, saved: Any) -> None:
        self.next, self.picked = saved
