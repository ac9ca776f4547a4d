"""Logs that ChoiceScript's ``randomtest`` writes (``.randomtest``), as playthroughs: reading them.

A log is runs, each begun by ``*****Seed``. With ``showText`` a run has every text shown and, below a line for each choice, all
options with a star before the one taken; without, that line names the option taken. Numbers drawn or typed in stand on lines of
their own. Line numbers of the story in a log are not compared: a story may be edited around what a run meets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from epilogue.diagnostics import unreadable
from epilogue.languages.texts import decoded
from epilogue.source import Span, read_file

TYPED = "blah blah"
"""The text that is typed in wherever one is asked for."""
AS_WRITTEN = "it is what node randomtest.js num=10 game=mygame seed=1 showText=true > game.randomtest writes"

_SEED = re.compile(r"\*{5}Seed (-?\d+)\s*")
_CHOICE = re.compile(r"\S+ \*choice \d+#(\d+) \(line \d+\)(?: #(.*))?")
_OPTION = re.compile(r"\u2000? ?\s*• (★ )?(.*)")
_GROUP = re.compile(r"\s*Select an? \S+:\s*")
_NUMBER = re.compile(r"\S+ \*rand (\S+) (.*)")
_TEXT = re.compile(r"\S+ \*input_text \d+ (.*)")
_ACHIEVED = "[ACHIEVEMENT]"
_EVENT = re.compile(
    r"(?:\S+ \*goto_scene \(\d+\).*|\*(?:finish|page_break|delay_break)\b.*|\[IMAGE: .*\]|WARNING .*|\[ACHIEVEMENT\].*)"
)
_COVERED = re.compile(r"\S+ \d+: .*")
_SKIPPED = re.compile(r"SKIPPED RUN(?: \d+)?")
_FAILED = re.compile(r"RANDOMTEST FAILED: (?:Error: )?(?:\S+ )?(?:line \d+: )?(.*)")
_OVER = "RANDOMTEST PASSED", "Word count: "
_MARKUP = re.compile(r"\[/?[bi]\]|\[url=[^\]]*\]|\[/url\]")


class LoggedNumber(NamedTuple):
    """A number drawn or typed in for a variable, or a text typed in."""

    value: int | float | str
    variable: str
    span: Span


class LoggedChoice(NamedTuple):
    """A choice: the words shown before it, the numbers drawn for them, the options and which of them was taken. ``words`` and
    ``options`` are None where the log does not have them; ``chosen``: the words of the option taken; ``number``: its place among
    those that could be taken, from 0."""

    words: str | None
    drawn: tuple[LoggedNumber, ...]
    options: tuple[str, ...] | None
    chosen: str
    number: int
    span: Span


class RandomRun(NamedTuple):
    """One run. ``last``: the words behind its last choice, ``drawn``: the numbers there; ``error``: how the engine failed, "" if
    it did not; ``end``: where the run ends in the log."""

    seed: int
    choices: tuple[LoggedChoice, ...]
    last: str | None
    drawn: tuple[LoggedNumber, ...]
    error: str
    span: Span
    end: Span


def words_of(text: str) -> str:
    """The words of a text, whatever their spacing and markup."""
    return " ".join(_MARKUP.sub("", text).split())


def read_log(path: Path) -> list[RandomRun]:
    """The runs of a log. Raises StoryError, with the line, for what is no log."""
    where = Span(str(path), 0)
    try:
        text = decoded(read_file(path), str(path), "log")
    except OSError as fault:
        raise unreadable(f"this log cannot be read: {fault.strerror}", where) from None
    runs = list(runs_of(re.split(r"\r?\n", text), str(path)))
    if not runs:
        raise unreadable("this log has no run: a line *****Seed 1 expected", where, AS_WRITTEN)
    return runs


def runs_of(lines: Sequence[str], path: str = "") -> Iterator[RandomRun]:
    """The runs in the lines of a log; skipped ones are none. Raises StoryError."""
    starts = [at for at, line in enumerate(lines) if _SEED.fullmatch(line)]
    shows = _shows_text(lines)
    for at, following in pairwise([*starts, len(lines)]):
        run = _RunReader(lines[:following], at, path, shows).run()
        if run is not None:
            yield run


def _shows_text(lines: Sequence[str]) -> bool:
    """Whether a log was made with ``showText``."""
    for line in lines:
        if line.startswith(_OVER[1]):
            return True
        if choice := _CHOICE.fullmatch(line.rstrip()):
            return choice[2] is None
    return _OVER[0] not in lines


class _RunReader:
    """Reads one run: ``lines`` of the log up to its end."""

    def __init__(self, lines: Sequence[str], begun: int, path: str, shows: bool) -> None:
        self.lines = lines
        self.begun = begun
        self.at = begun + 1
        self.path = path
        self.shows = shows
        self.words: list[str] = []
        self.drawn: list[LoggedNumber] = []
        self.choices: list[LoggedChoice] = []

    def span(self, at: int) -> Span:
        return Span(self.path, at + 1, 1)

    def run(self) -> RandomRun | None:
        error = ""
        while self.at < len(self.lines):
            line = self.lines[self.at].rstrip(" ")
            if line.startswith(_OVER) or (not self.shows and _COVERED.fullmatch(line)):
                break
            if _SKIPPED.fullmatch(line):
                return None
            if failed := _FAILED.fullmatch(line):
                error = failed[1] or "an error"
                break
            self.at += 1
            self.read(line)
        seed = _SEED.fullmatch(self.lines[self.begun])
        assert seed is not None
        words, drawn = self.page()
        return RandomRun(
            int(seed[1]),
            tuple(self.choices),
            words,
            drawn,
            error,
            self.span(self.begun),
            self.span(min(self.at, len(self.lines) - 1)),
        )

    def page(self) -> tuple[str | None, tuple[LoggedNumber, ...]]:
        """The words and the numbers since the last choice."""
        page = words_of(" ".join(self.words)) if self.shows else None, tuple(self.drawn)
        self.words, self.drawn = [], []
        return page

    def read(self, line: str) -> None:
        span = self.span(self.at - 1)
        if choice := _CHOICE.fullmatch(line):
            self.choice(int(choice[1]) - 1, choice[2], span)
        elif number := _NUMBER.fullmatch(line):
            try:
                value = float(number[2])
            except ValueError:
                raise unreadable(f"the number drawn for {number[1]} expected, not {number[2]!r}", span, AS_WRITTEN) from None
            self.drawn.append(LoggedNumber(int(value) if value.is_integer() else value, number[1], span))
        elif typed := _TEXT.fullmatch(self.lines[self.at - 1]):
            self.drawn.append(LoggedNumber(typed[1], "*input_text", span))
        elif line.startswith(_ACHIEVED):
            self.at += 1
        elif self.shows and not _EVENT.fullmatch(line):
            self.words.append(line)
        elif line.strip() and not _EVENT.fullmatch(line):
            raise unreadable(
                "a choice, a number drawn, or the end of the run expected: this log has no texts (showText=false)",
                span,
                AS_WRITTEN,
            )

    def choice(self, number: int, named: str | None, span: Span) -> None:
        words, drawn = self.page()
        if named is not None:
            self.choices.append(LoggedChoice(words, drawn, None, words_of(named), number, span))
            return
        groups = [self.options(span)]
        while self.at < len(self.lines) and _GROUP.fullmatch(self.lines[self.at]) and groups[0][2]:
            groups.append(self.options(span))
        taken = ", ".join(options[star] for options, star, _ in groups)
        shown = None if groups[0][2] else tuple(groups[0][0])
        self.choices.append(LoggedChoice(words, drawn, shown, taken, number, span))

    def options(self, span: Span) -> tuple[list[str], int, bool]:
        """The options of one group, the place of the one taken, and whether the group has a heading."""
        headed = self.at < len(self.lines) and _GROUP.fullmatch(self.lines[self.at]) is not None
        if headed:
            self.at += 1
            self.blank()
        texts: list[str] = []
        star = -1
        while self.at < len(self.lines) and self.lines[self.at].strip():
            option = _OPTION.fullmatch(self.lines[self.at])
            if option is None and not texts:
                break
            if option is None:
                texts[-1] += f" {self.lines[self.at]}"
            else:
                star = len(texts) if option[1] else star
                texts.append(option[2])
            self.at += 1
        if star < 0 and headed and texts:  # the tester takes what belongs to an option that cannot be selected
            texts.append("")
        elif star < 0:
            raise unreadable("the options of this choice expected below it, with ★ before the one taken", span, AS_WRITTEN)
        if headed:
            self.blank()
        return [words_of(text) for text in texts], star, headed

    def blank(self) -> None:
        while self.at < len(self.lines) and not self.lines[self.at].strip():
            self.at += 1
