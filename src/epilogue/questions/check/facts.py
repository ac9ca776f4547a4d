"""The rule context, as the rules of one language see it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from epilogue.ir.program import Program
from epilogue.questions.check.context import RuleContext
from epilogue.questions.check.rules.unseen import by_cause
from epilogue.rules.base import Finding, LostContent
from epilogue.rules.subroutines import Subroutines
from epilogue.source import Span


class Facts:
    """The :class:`~epilogue.rules.base.StoryFacts` of a rule context."""

    def __init__(self, context: RuleContext) -> None:
        self._context = context

    @property
    def program(self) -> Program:
        return self._context.program

    @property
    def subroutines(self) -> Subroutines:
        return self._context.subroutines

    @property
    def lost_options(self) -> Mapping[int, LostContent]:
        return self._context.lost_options

    def by_cause(self, lost: Mapping[int, LostContent]) -> Iterator[Finding]:
        return by_cause(self._context, lost)

    def met(self, position: int) -> bool:
        return self._context.met(position)

    def never_run(self, positions: Iterable[int]) -> list[int]:
        return self._context.never_run(positions)

    def span(self, position: int) -> Span:
        return self._context.span(position)

    def line(self, span: Span) -> str:
        return self._context.sources.line(span)

    def listed(self, spans: Iterable[Span]) -> str:
        return self._context.listed(spans)
