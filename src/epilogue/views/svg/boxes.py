"""Labels of a map's boxes, and their widths."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from epilogue.answers import Ending
from epilogue.questions.story_map.answer import Passage, StoryMap
from epilogue.views.svg.measure import fitted, width
from epilogue.views.text import words
from epilogue.views.text.endings import label

NAME, BELOW = 13.0, 11.0
"""Sizes of the two lines, in pixels."""
LEAST, MOST, INSIDE = 104.0, 250.0, 22.0
"""Least and greatest width of boxes, and their padding."""
OFTEN = 3
"""A passage that play comes back from, visited from so many others, is named in their boxes, and has no ways drawn to it."""


class Box(NamedTuple):
    """The text of a box: its name and a line ``below`` that, and its ``width``."""

    name: str
    below: str
    width: float


def visited(drawn: StoryMap) -> set[int]:
    """Passages that are only ever visited from others, from many, and lead nowhere but back."""
    into: dict[int, set[int]] = {}
    plain: set[int] = set()
    for step in drawn.steps:
        if step.source == step.target:
            continue
        if step.returns and step.target is not None:
            into.setdefault(step.target, set()).add(step.source)
        elif step.target is not None:
            plain |= {step.source, step.target}
        else:
            plain.add(step.source)
    candidates = {passage for passage, sources in into.items() if len(sources) >= OFTEN} - plain - {0}
    outward = {step.source for step in drawn.steps if step.target not in candidates and step.source != step.target}
    return candidates - outward


def passages(drawn: StoryMap) -> list[Box]:
    """The passages' boxes."""
    apart = visited(drawn)
    visits: list[list[str]] = [[] for _ in drawn.passages]
    for step in drawn.steps:
        if step.target in apart and step.source != step.target:
            visits[step.source].append(words.clean(drawn.passages[step.target].name))
    return [_passage(passage, names) for passage, names in zip(drawn.passages, visits, strict=True)]


def _passage(passage: Passage, visits: Sequence[str]) -> Box:
    room = MOST - INSIDE
    name = words.clean(passage.name)
    if width(name, NAME) > room and "." in name:
        name = "…" + name.rpartition(".")[2]
    below = passage.odds_text
    if visits:
        below += f" · ↩ {visits[0]}" + (f" +{len(visits) - 1}" if len(visits) > 1 else "")
    return _box(fitted(name, room, NAME), fitted(below, room, BELOW), False)


def ending(answer: Ending) -> Box:
    """An ending's box."""
    room = MOST - 2 * INSIDE
    for limit in range(40, 15, -2):
        if width(label(answer, limit), NAME, True) <= room:
            break
    return _box(
        fitted(words.clean(label(answer, limit)), room, NAME, True), fitted(words.odds(answer.odds), room, BELOW, True), True
    )


def _box(name: str, below: str, bold: bool) -> Box:
    wide = max(width(name, NAME, bold), width(below, BELOW, bold))
    return Box(name, below, min(max(wide + INSIDE * (2 if bold else 1), LEAST), MOST))
