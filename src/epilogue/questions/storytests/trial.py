"""One test of a story: the playthroughs that fit it, and whether what it expects holds of one of them or of all.

A playthrough is read by the list of choices as by a nondeterministic automaton, all of whose places are carried along (the
subset construction): ``fit`` are those reached by the choices alone, ``ok`` those reached with every demand on the way met. So a
playthrough that fits in several ways is judged once, and passes if one of them does. The search is breadth first in the product
of that automaton with the story's situations.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from epilogue.budget import tick
from epilogue.questions.storytests import matching
from epilogue.questions.storytests.stop_graph import Arrival, PlayStop, StopGraph
from epilogue.questions.storytests.storytest_files import AnyChoices, Demand, Pick, StoryTest
from epilogue.space.state_graph import GraphEnding
from epilogue.verify.turns import BetweenTurns

FAULTS = ("error", "out_of_content", "stuck")


class TrialNode(NamedTuple):
    """Prefix of a playthrough. ``fit``, ``ok``: places in the list of choices; ``seen``: bit set of the texts looked for;
    ``before``: number of the node it extends, -1 for none; ``actions``: since then."""

    stop: PlayStop
    fit: frozenset[int]
    ok: frozenset[int]
    used: int
    seen: int
    before: int
    actions: tuple[int, ...]


class Trial:
    """A test along a stop graph. ``positions``: code of each expression, by its text. ``ends_as``: whether an ending is the one
    that a word of the test means."""

    def __init__(
        self,
        test: StoryTest,
        stop_graph: StopGraph,
        positions: Mapping[str, int],
        ends_as: Callable[[str, GraphEnding], bool],
        luck: Sequence[Any],
    ) -> None:
        self.test = test
        self.stop_graph = stop_graph
        self.positions = positions
        self.ends_as = ends_as
        self.luck = luck
        demands = [item for item in test.choices if isinstance(item, Demand)] + [test.final]
        self.texts = sorted({text for demand in demands for text in (*demand.sees, *demand.never_sees)})
        self._values: dict[tuple[Any, str], Any] = {}
        self._passed: dict[frozenset[int], frozenset[int]] = {}

    # -- expectations at one stop

    def seen(self, arrival: Arrival, before: int) -> int:
        """Texts looked for that have been shown by now: in the text, or as an option."""
        if not self.texts:
            return 0
        shown = [*arrival.said, *arrival.stop.options]
        for bit, text in enumerate(self.texts):
            if not before >> bit & 1 and matching.is_shown(shown, text):
                before |= 1 << bit
        return before

    def value(self, stop: PlayStop, expression: str) -> tuple[type, Any]:
        """Value of an expression at a stop, with its type (an error: with its message)."""
        key = (stop.key, expression)
        if key not in self._values:
            self._values[key] = self.stop_graph.player.value(stop.moment, self.positions[expression])
        value: tuple[type, Any] = self._values[key]
        return value

    def holds(self, stop: PlayStop, expression: str) -> bool:
        """Whether an expression is true at a stop; one that fails is not."""
        kind, value = self.value(stop, expression)
        return not issubclass(kind, Exception) and bool(getattr(value, "items", value))

    def met(self, stop: PlayStop, seen: int, demand: Demand) -> bool:
        """Whether all that a demand asks for holds."""
        return not self.missing(stop, seen, demand)

    def missing(self, stop: PlayStop, seen: int, demand: Demand) -> list[tuple[str, str]]:
        """Parts of a demand that do not hold: the key, and its text."""
        bit = self.texts.index
        return (
            [("expect", expression) for expression in demand.expect if not self.holds(stop, expression)]
            + [("sees", text) for text in demand.sees if not seen >> bit(text) & 1]
            + [("never_sees", text) for text in demand.never_sees if seen >> bit(text) & 1]
        )

    def unmet(self, stop: PlayStop, seen: int) -> list[tuple[str, str]]:
        """Expectations about where the test stops that are not met there."""
        ending, test = stop.ending, self.test
        failures: list[tuple[str, str]] = []
        if test.endings:
            if ending is None:
                failures.append(("goes on", ""))
            elif not any(self.ends_as(wanted, ending) for wanted in test.endings):
                failures.append(("ending", ""))
        elif ending is not None and ending.kind in FAULTS:
            failures.append(("fault", ending.kind))
        return failures + self.missing(stop, seen, test.final)

    # -- following a playthrough

    def picked(self, stop: PlayStop, text: str) -> tuple[int, ...]:
        """Options on offer that the text of a choice can mean."""
        return matching.options(stop.options, text)

    def settled(self, places: frozenset[int]) -> frozenset[int]:
        """The places with those that can be had without another choice: after “…”, and after a demand."""
        if places not in self._passed:
            self._passed[places] = self._with_following(places, lambda demand: True)
        return self._passed[places]

    def settled_strictly(self, places: frozenset[int], stop: PlayStop, seen: int) -> frozenset[int]:
        """The places with those that can be had without another choice: after “…”, and after a demand that is met."""
        everywhere = self.settled(places)
        if everywhere == places or not any(isinstance(item, Demand) for item in self.test.choices):
            return everywhere
        return self._with_following(places, lambda demand: self.met(stop, seen, demand))

    def _with_following(self, places: frozenset[int], passes: Callable[[Demand], bool]) -> frozenset[int]:
        reached, todo = set(places), sorted(places, reverse=True)
        while todo:
            tick()
            index = todo.pop()
            item = self.test.choices[index] if index < len(self.test.choices) else None
            passed = isinstance(item, AnyChoices) or (isinstance(item, Demand) and passes(item))
            if passed and index + 1 not in reached:
                reached.add(index + 1)
                todo.append(index + 1)
        return frozenset(reached)

    def node(self, arrival: Arrival, fit: frozenset[int], ok: frozenset[int], seen: int, before: int) -> TrialNode:
        """Node to which a turn leads from these places."""
        stop = arrival.stop
        seen = self.seen(arrival, seen)
        strictly = self.settled_strictly(ok, stop, seen)
        return TrialNode(stop, self.settled(fit), strictly, arrival.used, seen, before, arrival.actions)

    def accepted(self, node: TrialNode) -> bool:
        """Whether the playthrough fits all that the test says of choices, and the test stops here."""
        return len(self.test.choices) in node.fit and (node.stop.ending is not None or not self.test.plays_on)

    def after(self, places: frozenset[int], option: int, stop: PlayStop) -> frozenset[int]:
        """The places after the option of that number is taken."""
        reached = set()
        for index in places:
            item = self.test.choices[index] if index < len(self.test.choices) else None
            if isinstance(item, AnyChoices):
                reached.add(index)
            elif isinstance(item, Pick) and self.picked(stop, item.text) == (option,):
                reached.add(index + 1)
        return frozenset(reached)


class TrialResult(NamedTuple):
    """Outcome of a trial. ``passed``; ``settled``: nothing left out could change that. ``decisive``: the node that shows it, -1
    for none: the playthrough that passes, or the one that comes closest. ``fits``: whether some playthrough fits. ``stuck``: the
    place in the list of choices that none gets beyond, if none fits, with its node. ``accepted``: the nodes that fit, up to
    where the search stopped. ``complete``: nothing was left out. ``misfit``: see :class:`StopGraph`."""

    trial: Trial
    nodes: list[TrialNode]
    passed: bool
    settled: bool
    decisive: int
    fits: bool
    stuck: tuple[int, int]
    accepted: list[int]
    complete: bool
    misfit: str

    def path(self, number: int) -> tuple[int, ...]:
        """The actions that lead to a node."""
        steps = []
        while number >= 0:
            steps.append(self.nodes[number].actions)
            number = self.nodes[number].before
        return tuple(action for actions in reversed(steps) for action in actions)

    def moment(self, number: int) -> BetweenTurns:
        """The story at a node, reached by exactly that node's path: another could leave other values where they do not matter."""
        steps = []
        while number >= 0:
            steps.append(self.nodes[number].actions)
            number = self.nodes[number].before
        player = self.trial.stop_graph.player
        moment = player.turn(None, 0, steps.pop())
        while steps:
            assert isinstance(moment, BetweenTurns)
            option, *script = steps.pop()
            moment = player.turn(moment, option, script)
        assert isinstance(moment, BetweenTurns)
        return moment


def run(trial: Trial, to_the_end: bool = False) -> TrialResult:
    """Searches for a playthrough that fits and passes; for a test of ``every`` playthrough, for one that fits and fails.

    ``to_the_end``: find every node that fits, and not the first that settles it.
    """
    test, stop_graph = trial.test, trial.stop_graph
    stop_graph.complete, stop_graph.misfit = True, ""
    nodes: list[TrialNode] = []
    met: set[tuple[Any, ...]] = set()
    queue: deque[int] = deque()
    accepted: list[int] = []
    decided, closest, fewest = -1, -1, 0
    stuck = (-1, -1)

    def add(arrivals: list[Arrival], fit: frozenset[int], ok: frozenset[int], seen: int, before: int) -> None:
        for arrival in arrivals:
            node = trial.node(arrival, fit, ok, seen, before)
            key = (node.stop.key, node.fit, node.ok, node.used, node.seen)
            if key not in met:
                met.add(key)
                queue.append(len(nodes))
                nodes.append(node)

    begun = frozenset((0,))
    add(stop_graph.begin(trial.luck), begun, begun, 0, -1)
    while queue and (decided < 0 or to_the_end):
        tick()
        number = queue.popleft()
        node = nodes[number]
        if trial.accepted(node):
            accepted.append(number)
            wrong = len(trial.unmet(node.stop, node.seen)) + (len(test.choices) not in node.ok)
            if decided < 0 and bool(wrong) == test.every:
                decided = number
            if closest < 0 or wrong < fewest:
                closest, fewest = number, wrong
        for option in range(node.stop.choices):
            fit = trial.after(node.fit, option, node.stop)
            if fit:
                ok = fit if node.ok == node.fit else trial.after(node.ok, option, node.stop)
                add(stop_graph.take(node.stop, option, trial.luck, node.used), fit, ok, node.seen, number)
        for decisive in node.fit:
            item = test.choices[decisive] if decisive < len(test.choices) else None
            if decisive > stuck[0] and isinstance(item, Pick) and len(trial.picked(node.stop, item.text)) != 1:
                stuck = (decisive, number)
    passed = decided >= 0 if not test.every else decided < 0 and bool(accepted) and stop_graph.complete
    settled = decided >= 0 or stop_graph.complete
    decisive = decided if decided >= 0 else closest
    return TrialResult(
        trial, nodes, passed, settled, decisive, bool(accepted), stuck, accepted, stop_graph.complete, stop_graph.misfit
    )
