"""A playthrough step by step as the Machine tells it: option or outcome, whose decision it was, in which scene, the author's
reasons, and the variables that change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from epilogue.ir.program import ChoiceSite, Program, passages_of
from epilogue.ir.values import Value
from epilogue.machine.play import Choice, Drawn
from epilogue.questions.why.answer import Arc
from epilogue.source import NOWHERE, Span
from epilogue.story.narration import LuckNarrator
from epilogue.story.study import Study


class NarratedStep(NamedTuple):
    """One step: where it stands, the option or outcome, ``who`` decided it, the ``scene`` and the author's reasons."""

    span: Span
    text: str
    who: str | None
    scene: str | None
    because: tuple[str, ...]


class _Tags:
    """Positions in the code of the author's tags (``# scene: …``, ``# because: …``), by what they say."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.around = passages_of(program)
        self.positions: dict[tuple[str, str], int] = {}
        for position, instruction in enumerate(program.code):
            if instruction.op == "text" and position and program.code[position - 1].op == "tag_open":
                self.positions.setdefault(split(instruction.a), position)

    def passage(self, position: int) -> int:
        """Passage of a position."""
        return self.around[self.program.block_of[position]]

    def within(self, tag: tuple[str, str], choice: ChoiceSite) -> bool:
        """Whether a tag stands in what follows from an option, before anything else is offered: then it is about that option."""
        block = self.program.block_of[self.positions[tag]] if tag in self.positions else -1
        while block >= 0 and block != choice.target_block:
            block = self.program.blocks[block].parent
        return block >= 0

    def beside(self, tag: tuple[str, str], position: int) -> bool:
        """Whether a tag stands in the passage of a draw."""
        return tag in self.positions and self.passage(self.positions[tag]) == self.passage(position)

    def scene(self, position: int) -> str | None:
        """The scene at the head of the passage of a draw, up to the draw."""
        before = [
            (other, value)
            for (key, value), other in self.positions.items()
            if key == "scene" and other < position and self.passage(other) == self.passage(position)
        ]
        return max(before)[1] if before else None


def narrated_steps(study: Study, actions: Sequence[int]) -> list[NarratedStep]:
    """Steps of a playthrough, as narrated.

    A reason is told beside what it explains: the option it follows from; a draw of its passage; else the next decision of its
    scene.
    """
    program, tags, luck = study.program, _Tags(study.program), LuckNarrator(study.program)
    menus = [list(session.options) for _, session in study.stops(actions)]
    session = study.session(actions)
    turns = [[split(tag) for line in turn for tag in line.tags] for turn in session.turns]
    scene: str | None = None
    waiting: list[str] = []
    steps: list[NarratedStep] = []
    made = 0
    begun: tuple[ChoiceSite | None, int] = None, -1
    for action in (None, *session.actions):
        if isinstance(action, Drawn):
            reasons = [tag for tag in _turn(turns, made) if tag[0] == "because" and tags.beside(tag, action.site)]
            waiting = [reason for reason in waiting if ("because", reason) not in reasons]
            span = program.code[action.site].span or NOWHERE
            outside = program.outside.get(action.site)
            text = luck.describe(action.site, action.outcome)
            if outside is not None and outside.weights is None:
                text = f"{outside.name}: {text}"
            where = tags.scene(action.site) or scene
            steps.append(NarratedStep(span, text, None, where, tuple(reason for _, reason in reasons)))
            continue
        if isinstance(action, Choice):
            option = menus[made][action.number]
            who = next((value for key, value in map(split, option.tags) if key == "who"), None)
            begun = option.site, len(steps)
            steps.append(NarratedStep(option.site.span or NOWHERE, option.text, who, scene, tuple(waiting)))
            made, waiting = made + 1, []
        for tag in _turn(turns, made):
            if tag[0] == "scene":
                scene, waiting = tag[1], []
            elif tag[0] == "because" and begun[0] is not None and tags.within(tag, begun[0]):
                steps[begun[1]] = steps[begun[1]]._replace(because=(*steps[begun[1]].because, tag[1]))
            elif tag[0] == "because":
                waiting.append(tag[1])
    return steps


def _turn(turns: Sequence[list[tuple[str, str]]], number: int) -> list[tuple[str, str]]:
    return turns[number] if number < len(turns) else []


def split(tag: str) -> tuple[str, str]:
    """Key and value of a tag."""
    key, _, value = str(tag).partition(":")
    return key.strip(), value.strip()


def arcs(study: Study, actions: Sequence[int]) -> tuple[Arc, ...]:
    """Variables that are numbers, or true or false, and change."""
    points: list[dict[str, Value]] = []
    for before, session in study.stops(actions):
        held = session.variables
        points += [points[-1] if points else held] * (before - len(points)) + [held]
    arcs = []
    for name in points[0]:
        column = [moment[name] for moment in points]
        numbers = [float(value) for value in column if isinstance(value, int | float)]
        if len(numbers) == len(column) and len(set(numbers)) > 1:
            arcs.append(Arc(name, tuple(numbers)))
    return tuple(arcs)
