"""The findings of ``epilogue check``, as plain data."""

from __future__ import annotations

from typing import Literal, NamedTuple

SeverityName = Literal["error", "warning", "note"]


class HiddenItem(NamedTuple):
    """An item hidden by a finding: an option, a text, a passage, a variable, a recorded line (``id``: its own, "" for none)."""

    sort: str
    file: str
    line: int
    text: str
    id: str


class Way(NamedTuple):
    """A soonest playthrough that runs into it. ``choices``: the numbers of its options from 1 on, None if luck or the world
    outside has a say; ``steps``: what is taken and what luck decides, in order; ``last_words``: the last line a reader sees."""

    choices: tuple[int, ...] | None
    steps: tuple[str, ...]
    last_words: str


class Found(NamedTuple):
    """One cause of something wrong: ``codes`` of the rules that found it, the leading one first, and that one's ``slug``;
    ``options``, ``words`` and ``passages``: how many are lost by it; ``likely_meant``: it looks deliberate."""

    codes: tuple[str, ...]
    slug: str
    severity: SeverityName
    file: str
    line: int
    column: int
    why: str
    fix: str
    lost: tuple[HiddenItem, ...]
    options: int
    words: int
    passages: int
    way: Way | None
    likely_meant: bool


class RulePage(NamedTuple):
    """The documentation of one rule, as ``--explain`` shows it."""

    code: str
    slug: str
    severity: SeverityName
    title: str
    what: str
    why: str
    bad: str
    good: str
    settings: str


class CheckReport(NamedTuple):
    """The findings of a check, the worst first. ``complete``: everything a reader can do was looked at; else ``reason`` says why
    not. ``open``: what is undecided. ``intended``: how many findings the writer called meant. ``rules``: those asked.
    ``held``: names of the properties of the settings that hold, proved. ``notes``: what is taken of code and functions that
    nothing is said of, on which it rests. ``mark``: the comment that marks a line of the story as intended."""

    story: str
    file: str
    complete: bool
    reason: str | None
    findings: tuple[Found, ...]
    intended: int
    open: tuple[str, ...]
    rules: tuple[str, ...]
    held: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    mark: str = ""

    @property
    def fails(self) -> bool:
        """Whether anything is worse than a note."""
        return any(finding.severity != "note" for finding in self.findings)
