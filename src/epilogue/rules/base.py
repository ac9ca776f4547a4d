"""The types of rules and of their findings, and the story as a rule of one language sees it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Generic, Literal, NamedTuple, Protocol, TypeVar

from epilogue.diagnostics import Severity
from epilogue.ir.program import Program
from epilogue.rules.subroutines import Subroutines
from epilogue.source import Span

ContentSort = Literal["option", "text", "passage", "variable", "line"]
RuleEffort = Literal["source", "search", "proof"]
"""Basis of a rule: the source alone, the search's result too, or proofs about single lines, which can take longest."""
Asked = TypeVar("Asked")
"""Subject of a question that a rule asks about the story."""


class LostContent(NamedTuple):
    """Content lost to a finding: an option, a text, a passage no reader sees, a recorded line no reader hears.

    ``text``: as in the source; ``id``: of a recorded line, "" for none."""

    sort: ContentSort
    span: Span
    text: str
    id: str = ""


class Finding(NamedTuple):
    """One cause of something wrong.

    ``span``: the line that is to be changed. ``why``: what is wrong there, half a sentence a writer understands at sight.
    ``fix``: what to do about it, whole sentences. ``lost``: what it costs. ``way``: the action indices of a soonest playthrough
    that runs into it, None where there is none to show. ``meant``: it looks deliberate, so it is a mere note. Findings of several
    rules with the same line and the same ``why`` are shown as one, and so are those ``about`` the same variable, which nothing
    sets.
    """

    span: Span
    why: str
    fix: str
    lost: tuple[LostContent, ...] = ()
    way: tuple[int, ...] | None = None
    meant: bool = False
    about: str = ""


class Rule(NamedTuple, Generic[Asked]):
    """``code``: ``EP`` and three digits, which no other rule has; ``slug``: its name in words, with hyphens. ``title``: what it
    finds, in a few words. ``what`` it does and ``why`` it matters, whole sentences. ``bad``: an example that it finds something
    in; of a rule about one language, in that language. ``good``: the same mended; ``settings``: what ``epilogue.toml`` must say
    for either, "" for nothing. ``effort``: rules that ask for less are checked first, so that they are if time runs out.
    """

    code: str
    slug: str
    severity: Severity
    title: str
    what: str
    why: str
    bad: str
    good: str
    check: Callable[[Asked], Iterable[Finding]]
    settings: str = ""
    effort: RuleEffort = "proof"


class StoryFacts(Protocol):
    """A story of the language, as its own rules see it; what takes long is worked out when it is first asked for."""

    @property
    def program(self) -> Program:
        """The story."""

    @property
    def subroutines(self) -> Subroutines:
        """Passages called to come back from, and where they do."""

    @property
    def lost_options(self) -> Mapping[int, LostContent]:
        """Options proved never to be on offer, by the position that would offer them."""

    def by_cause(self, lost: Mapping[int, LostContent]) -> Iterator[Finding]:
        """Findings for losses, by position, at the lines that cause them."""

    def met(self, position: int) -> bool:
        """Whether a reader is known to reach a position; if not, one still may."""

    def never_run(self, positions: Iterable[int]) -> list[int]:
        """Positions among these, which set a variable, that are proved unreachable."""

    def span(self, position: int) -> Span:
        """Source span of a position."""

    def line(self, span: Span) -> str:
        """The source line at a span."""

    def listed(self, spans: Iterable[Span]) -> str:
        """The lines of spans, for a sentence: ``lines 3, 5``."""
