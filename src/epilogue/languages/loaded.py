"""Results of reading a story in some language, and of running its test plans."""

from __future__ import annotations

from typing import NamedTuple

from epilogue.diagnostics import Diagnostic
from epilogue.ir.program import Program
from epilogue.source import Span


class ObservedExpression(NamedTuple):
    """An expression in the story's own language that an analysis wants evaluated: ``key`` names it, ``span`` is where it
    was asked."""

    key: str
    text: str
    span: Span


class Beginnings(NamedTuple):
    """Beginnings of a story, by names of passages, if the settings name no entries. ``begun``: one, or those a game begins.
    ``again``: the only one asks about its own past, so a game begins it repeatedly. ``left``: passages that the beginning does
    not lead to; ``perhaps``: those that lead to them all, if the game begins them."""

    begun: tuple[str, ...] = ()
    again: bool = False
    left: tuple[str, ...] = ()
    perhaps: tuple[str, ...] = ()

    @property
    def conversations(self) -> tuple[str, ...]:
        """The beginnings of a game of conversations; none, if the story has one beginning that is begun once."""
        return self.begun if len(self.begun) > 1 or self.again else ()


class LoadedStory(NamedTuple):
    """A story as read. ``observed``: position of the code of each observed expression, by key; it ends with ``return``.
    ``texts``: what was read, by the absolute path of its file. ``beginnings``: of a language of game dialogue."""

    program: Program
    diagnostics: list[Diagnostic]
    observed: dict[str, int]
    texts: dict[str, str]
    beginnings: Beginnings = Beginnings()


class FailedStep(NamedTuple):
    """A step of a test plan that the story does not keep to. ``offered``: the options shown there, None where there are none."""

    message: str
    span: Span
    offered: tuple[str, ...] | None = None


class PlanResult(NamedTuple):
    """Result of a test plan. ``ways``: the choices taken in each run that was begun. ``failed``: None if the story keeps to
    all its steps."""

    ways: tuple[tuple[str, ...], ...]
    failed: FailedStep | None
