"""The types of rules and of their findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Literal, NamedTuple

from epilogue.diagnostics import Severity
from epilogue.source import Span

if TYPE_CHECKING:
    from epilogue.questions.check.context import RuleContext

ContentSort = Literal["option", "text", "passage", "variable", "line"]


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


class Claim(NamedTuple):
    """A property of the settings, decided: the line that claims it, its ``name``, the ``formula`` as written, and in half a
    sentence ``why`` it holds or not. ``way``: as of a finding."""

    span: Span
    name: str
    formula: str
    verdict: Literal["holds", "broken", "open"]
    why: str
    way: tuple[int, ...] | None


class DominatedEndings(NamedTuple):
    """Endings dominated by the best outcome of another, ``better``. ``span``: where the stakes that say so begin; ``of``: how
    many endings are judged at all; ``way``: to the likeliest of them."""

    span: Span
    endings: tuple[str, ...]
    better: str
    of: int
    way: tuple[int, ...]


class Rule(NamedTuple):
    """``code``: ``EP`` and three digits; ``slug``: its name in words, with hyphens. ``title``: what it finds, in a few words.
    ``what`` it does and ``why`` it matters, whole sentences. ``bad``: an example in ink that it finds something in; ``good``: the
    same mended; ``settings``: what ``epilogue.toml`` must say for either, "" for nothing.
    """

    code: str
    slug: str
    severity: Severity
    title: str
    what: str
    why: str
    bad: str
    good: str
    check: Callable[[RuleContext], Iterable[Finding]]
    settings: str = ""
