"""Plays a story in our Machine and in inkjs with the same choices and the same luck, and says where they differ."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from epilogue.ir.values import by_name
from epilogue.machine.play import Session
from epilogue.machine.step import Code
from reference.inkjs import Line, Playthrough, Turn

# Each engine words the place in its own way: only the problem is compared.
PLACE = re.compile(r"^RUNTIME (?:ERROR|WARNING): (?:\(.*?\): |'.*?' line \d+: )?", re.DOTALL)

BROKEN_OFF = {"crash", "step_limit"}  # playthroughs of inkjs that show nothing about what is right


class NumberedDraws:
    """Draws for the Machine out of plain numbers, as ``inkjs_draws.cjs`` makes them for inkjs: among n > 1 outcomes
    the k-th draw is number k modulo n; a draw among one outcome is none."""

    def __init__(self, numbers: Sequence[int]) -> None:
        self.numbers = numbers
        self.next = 0
        self.rounds: dict[int, tuple[int, list[int]]] = {}

    def _draw(self, count: int) -> int:
        if count <= 1:
            return 0
        self.next += 1
        return self.numbers[(self.next - 1) % len(self.numbers)] % count

    def random(self, site: int, low: int, high: int) -> int:
        """A number from ``low`` to ``high``."""
        return low + self._draw(high - low + 1)

    def shuffle(self, site: int, count: int, index: int) -> int:
        """A branch not yet shown in this round."""
        number, taken = self.rounds.get(site, (-1, []))
        if number != index // count or len(taken) >= count:
            taken = []
        left = [branch for branch in range(count) if branch not in taken]
        branch = left[self._draw(len(left))]
        self.rounds[site] = (index // count, [*taken, branch])
        return branch

    def list_random(self, site: int, items: Sequence[Any]) -> Any:
        """One of the items, by number and name."""
        return by_name(items)[self._draw(len(items))]

    def seed(self, value: int) -> None:
        """SEED_RANDOM changes nothing here."""

    def save(self) -> Any:
        """What :meth:`restore` needs."""
        return self.next, dict(self.rounds)

    def restore(self, saved: Any) -> None:
        """Goes back to a saved moment."""
        self.next, self.rounds = saved[0], dict(saved[1])


def play(
    code: Code,
    choices: Sequence[int],
    *,
    draws: Sequence[int] | None = None,
    seed: int | None = None,
    max_turns: int = 100,
) -> Playthrough:
    """A playthrough of the Machine, with the arguments and in the form of :meth:`reference.inkjs.Inkjs.play`."""
    session = Session(code, draws=None if draws is None else NumberedDraws(draws), seed=seed)
    turns = []
    for number in range(max_turns + 1):
        options = [Line(option.text, tuple(option.tags)) for option in session.options]
        lines = [Line(line.text, tuple(line.tags)) for line in session.lines]
        problems = [(problem.line, problem.kind, problem.message) for problem in session.state.problems]
        turns.append(Turn(lines, problems, options))
        if session.ended is not None:
            return Playthrough(turns, session.ended, [])
        if number < max_turns:
            session.choose(choices[number] % len(options))
    return Playthrough(turns, "turn_limit", [])


def first_difference(ours: Playthrough, theirs: Playthrough) -> str | None:
    """What differs first between two playthroughs, or None. One that was broken off counts up to where it was."""
    for number, (mine, other) in enumerate(zip(ours.turns, theirs.turns, strict=False)):
        if mine.lines != other.lines:
            return f"turn {number}: lines {_first(mine.lines, other.lines)}"
        if _problems(mine) != _problems(other):
            return f"turn {number}: problems {_problems(mine)} against {_problems(other)}"
        if mine.options != other.options:
            return f"turn {number}: options {mine.options} against {other.options}"
    if len(ours.turns) != len(theirs.turns):
        return f"{len(ours.turns)} turns against {len(theirs.turns)}"
    if ours.end != theirs.end:
        return f"ends as {ours.end} against {theirs.end}"
    return None


def _first(mine: Sequence[Line], other: Sequence[Line]) -> str:
    at = next((i for i, (a, b) in enumerate(zip(mine, other, strict=False)) if a != b), min(len(mine), len(other)))
    return f"from {at}: {[tuple(x) for x in mine[at : at + 2]]} against {[tuple(x) for x in other[at : at + 2]]}"


def _problems(turn: Turn) -> list[tuple[str, str]]:
    return [(kind, PLACE.sub("", message)) for _, kind, message in turn.problems]
