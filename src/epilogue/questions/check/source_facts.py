"""A story's source as the rules see it: what is known without a search."""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from functools import cached_property
from pathlib import PurePath

from epilogue.analysis.sources import StorySource
from epilogue.ir.program import Program, events, passages_of
from epilogue.questions.check.rules.variables import Variables, variables
from epilogue.rules.base import LostContent
from epilogue.rules.subroutines import Subroutines
from epilogue.settings import Settings
from epilogue.source import NOWHERE, Span

MAX_LISTED = 6
"""Most lines listed."""
RECORDING = re.compile(r"\s*(id|voice|vo|line)\s*:\s*(\S.*?)\s*$", re.IGNORECASE)


class SourceFacts:
    """Passages, texts and variables of a program, computed on first use. ``observers``: where the expressions begin that the
    settings observe."""

    def __init__(self, program: Program, settings: Settings, observers: Set[int]) -> None:
        self.program = program
        self.settings = settings
        self.words = program.semantics.advice
        self.sources = StorySource(self.words)
        self._observers = observers

    @cached_property
    def passage(self) -> tuple[int, ...]:
        """Passage of each position, -1 for none."""
        around = passages_of(self.program)
        return tuple(around[block] if block >= 0 else -1 for block in self.program.block_of)

    @cached_property
    def functions(self) -> frozenset[int]:
        """The passages that are functions."""
        program = self.program
        called = {i.a for i in program.code if i.op == "call" and i.b in ("function", "procedure")}
        return frozenset(
            number
            for number in program.passages
            if program.blocks[number].start in called | self._observers
            or "function" in self.sources.line(program.blocks[number].span).split()
        )

    @cached_property
    def texts(self) -> dict[int, str]:
        """Text of a story, by position: not options, tags, commands, or text that only becomes a value."""
        texts: dict[int, str] = {}
        unsaid = events(self.program)
        depth = 0
        for position, (op, a, _, _) in enumerate(self.program.code):
            if op in ("string_open", "tag_open"):
                depth += 1
            elif op in ("string_close", "tag_close"):
                depth = max(depth - 1, 0)
            elif op == "fall":
                depth = 0
            elif op == "text" and position not in unsaid and not depth and any(character.isalnum() for character in a):
                texts[position] = " ".join(a.split())
        return texts

    @cached_property
    def recorded(self) -> dict[int, LostContent]:
        """Names of recordings given by tags, by the position of the tag's text."""
        recorded: dict[int, LostContent] = {}
        code = self.program.code
        for position in range(1, len(code)):
            name = (
                RECORDING.match(code[position].a) if code[position].op == "text" and code[position - 1].op == "tag_open" else None
            )
            if name:
                span = self.span(position)
                line = self.sources.line(span).partition("#")[0].strip()
                recorded[position] = LostContent("line", span, line, name[2])
        return recorded

    @cached_property
    def subroutines(self) -> Subroutines:
        """Passages called to come back from, and where they do."""
        return Subroutines(self.program)

    def listed(self, spans: Iterable[Span]) -> str:
        """Lines of the story: ``line 3``, ``lines 3, 5``, and with their file where that is not the main one."""
        main = self.program.sources[0] if self.program.sources else ""
        places = sorted({(span.file != main, span.file, span.line) for span in spans})
        here = [str(line) for other, _, line in places if not other]
        parts = [f"line{'s' if len(here) > 1 else ''} {', '.join(here[:MAX_LISTED])}"] if here else []
        others = [f"{PurePath(file).name}:{line}" for other, file, line in places if other]
        parts += others[: max(MAX_LISTED - len(here), 1)]
        return ", ".join(parts) + (", …" if len(places) > MAX_LISTED else "")

    @cached_property
    def variables(self) -> Variables:
        """Reads and writes of the story's variables."""
        return variables(self.program, self.settings)

    def span(self, position: int) -> Span:
        """Source span of a position."""
        return self.program.code[position].span or NOWHERE
