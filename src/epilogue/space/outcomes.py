"""The outcomes of one draw taken together: as soon as two of them can no longer be told apart, what follows is run for one.

Only what a draw changed tells its outcomes apart: the slots computed from it (tainted). Each time one of these stops mattering,
what was set since and still matters is compared with that of the outcomes before, at the same node; where it is equal, so is all
that follows. What is computed from the outcome alone is computed once in the whole search.
"""

from __future__ import annotations

from collections.abc import Container
from typing import Any

from epilogue.flow.graph import Kind, Node
from epilogue.flow.passes import Reduced
from epilogue.ir.operators import OperatorError, truthy
from epilogue.space.turn import Turns, Values

MAX_STEPS = 1_000

Place = tuple[int, tuple[Any, ...]]
"""A node, and of the values that matter there those set since the draw, with their slots and types."""


class Outcomes:
    """Follows the outcomes of the draws of one search."""

    def __init__(self, reduced: Reduced, turns: Turns) -> None:
        self.nodes = reduced.nodes
        self.live = reduced.liveness.live
        self.turns = turns
        self._first: dict[Any, tuple[int, int, dict[int, Any]]] = {}

    def after(self, draw: int, outcome: Any, env: Values, met: Container[Place]) -> tuple[int, list[Place]]:
        """Go on from a draw with the outcome, until an outcome of ``met`` is met (at the last of the places passed) or something
        else happens than values changing; the node come to, and the places passed. ``env``: nothing is set in it before."""
        number, tainted = self._computed(draw, outcome, env)
        steps, nodes = self.turns.steps, self.nodes
        mattered = tainted
        places: list[Place] = []
        try:
            for _ in range(MAX_STEPS):
                tainted &= self.live[number]
                if mattered & ~tainted:
                    place = number, self._held(number, env)
                    places.append(place)
                    if not tainted or place in met:
                        break
                mattered = tainted
                step = steps[number]
                kind = step[0]
                if kind is Kind.SET:
                    env[step[2]] = step[3](env)
                    tainted = _spread(nodes[number], tainted)
                elif kind is Kind.CHECK:
                    step[2](env)
                elif kind is Kind.BRANCH:
                    if not truthy(step[2](env)):
                        number = step[3]
                        continue
                else:
                    break
                number = step[1]
        except OperatorError:
            pass  # and again when the turn is run from here
        return number, places

    def _computed(self, draw: int, outcome: Any, env: Values) -> tuple[int, int]:
        """Put in place what the outcome alone decides; the node come to, and the slots set."""
        key = (draw, outcome, type(outcome))
        known = self._first.get(key)
        if known is None:
            number, slot = self.turns.drawn(draw, outcome, env), self.nodes[draw].slot
            found, tainted = Values(self.turns.start, ((slot, outcome),)), 1 << slot
            for _ in range(MAX_STEPS):
                if self.nodes[number].kind is not Kind.SET or not _reads_only(self.nodes[number], found):
                    break
                step = self.turns.steps[number]
                try:
                    found[step[2]] = step[3](found)
                except OperatorError:
                    break
                tainted |= 1 << step[2]
                number = step[1]
            known = self._first[key] = number, tainted, found
        else:
            self.turns.drawn(draw, outcome, env)
        env.update(known[2])
        return known[0], known[1]

    def _held(self, number: int, env: Values) -> tuple[Any, ...]:
        live = self.live[number]
        return tuple([(slot, value, type(value)) for slot, value in env.items() if live >> slot & 1])


def _spread(node: Node, tainted: int) -> int:
    """What is tainted after a SET."""
    assert node.expr is not None
    if any(tainted >> slot & 1 for slot in node.expr.reads):
        return tainted | 1 << node.slot
    return tainted & ~(1 << node.slot)


def _reads_only(node: Node, known: Values) -> bool:
    assert node.expr is not None
    return all(slot in known for slot in node.expr.reads)
