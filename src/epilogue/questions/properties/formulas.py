"""Parses the properties of ``epilogue.toml``: their outer form is ours, the expressions in it are in the story's own language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from typing import Literal, NamedTuple, NoReturn

from epilogue.diagnostics import Diagnostic, Severity, StoryError
from epilogue.settings import Expression, Settings
from epilogue.source import Span
from epilogue.story.project import Project, ending_names, named_ending

FormulaKind = Literal["always", "never", "reachable", "eventually", "surely", "after", "odds", "words"]

FORMS = ("always", "never", "reachable", "eventually", "surely", "after", "odds", "words")
EXPECTED = (
    "expected always EXPR, never EXPR, reachable EXPR, eventually EXPR, surely EXPR, after EXPR always EXPR, "
    "odds(ENDING) >= 0.05 or words <= 5000"
)
COMPARED = re.compile(r"(?P<sign><=|>=|<|>)\s*(?P<number>\S.*)?$")
BARE = re.compile(r"\(\s*([^\W\d][\w.]*)\s*\)")
NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,12})?$")


class Operand(NamedTuple):
    """Subject of a claim: an ``ending`` by name, or else an expression of the story, noted under ``key``."""

    text: str
    span: Span
    ending: str | None
    key: str


class Formula(NamedTuple):
    """Property as parsed. ``first``: its subject; ``then``: of "after … always …" the second, and ``negated``: of "after …
    never …". ``sign`` and ``number``: of odds and words."""

    name: str
    text: str
    span: Span
    form: FormulaKind
    first: Operand | None = None
    then: Operand | None = None
    negated: bool = False
    sign: str = ""
    number: Fraction = Fraction(0)


def formulas(project: Project) -> tuple[Formula, ...]:
    """The properties of the story's settings. Raises StoryError, with a caret, for one that has none of the forms."""
    known = ending_names(project)
    return tuple(
        _FormulaReader(project.settings, name, one, known).formula() for name, one in project.settings.properties.items()
    )


def conditions(asked: Iterable[Formula]) -> dict[str, Expression]:
    """The expressions in them, by the key under which each is noted."""
    operands = [operand for formula in asked for operand in (formula.first, formula.then) if operand is not None]
    return {one.key: Expression(one.text, one.span) for one in operands if one.ending is None and one.key}


def pointed(error: StoryError, settings: Settings, close: Iterable[str] = ()) -> StoryError:
    """The error, each message with the settings line it concerns. ``close``: names that may have been meant."""
    from difflib import get_close_matches  # lazy: only for an error

    lines = (settings.text or "").splitlines()
    told = []
    for one in error.diagnostics:
        if one.span is not None and one.span.file == settings.file and 0 < one.span.line <= len(lines):
            line = lines[one.span.line - 1]
            said = re.match(r"[\w.\-]*", line[one.span.column - 1 :]) if one.span.column else None
            names = get_close_matches(said[0], dict.fromkeys(close), 2) if said and said[0] else []
            hint = one.hint or (f"did you mean {' or '.join(names)}?" if names else None)
            told.append(one._replace(line=line, hint=hint))
        else:
            told.append(one)
    return StoryError(told)


class _FormulaReader:
    def __init__(self, settings: Settings, name: str, written: Expression, known: tuple[str, ...]) -> None:
        self.settings = settings
        self.name = name
        self.text = written.text
        self.span = written.span
        self.known = known

    def formula(self) -> Formula:
        head = re.match(r"\s*([A-Za-z]*)", self.text)
        assert head is not None
        form, at = head[1].lower(), head.end()
        if form == "after":
            return self.after(at)
        if form in ("odds", "words"):
            return self.odds(at) if form == "odds" else self.words(at)
        if form not in FORMS:
            self.unknown(head[1], head.start(1))
        return Formula(self.name, self.text, self.span, form, self.operand(at, len(self.text), "1"))  # type: ignore[arg-type]

    def after(self, at: int) -> Formula:
        for word in re.finditer(r"\"[^\"]*\"|\b(always|never)\b", self.text[at:]):
            if word[1]:
                start, end = at + word.start(), at + word.end()
                first, then = self.operand(at, start, "1"), self.operand(end, len(self.text), "2")
                return Formula(self.name, self.text, self.span, "after", first, then, word[1] == "never")
        self.wrong("expected after EXPR always EXPR, or after EXPR never EXPR", len(self.text.rstrip()))

    def odds(self, at: int) -> Formula:
        named = re.match(r"\s*\((.*)\)\s*", self.text[at:])
        if named is None:
            self.wrong("expected the name of an ending in parentheses, as in odds(together) >= 0.05", at)
        text = named[1].strip()
        operand = Operand(text, self.place(at + named.start(1)), text, "")
        sign, number, at = self.compared(at + named.end(), "odds", "as in odds(together) >= 0.05")
        if number > 1:
            self.wrong("odds lie between 0 and 1, as in odds(together) >= 0.05", at)
        return Formula(self.name, self.text, self.span, "odds", operand, sign=sign, number=number)

    def words(self, at: int) -> Formula:
        sign, number, _ = self.compared(at, "words", "as in words <= 5000")
        return Formula(self.name, self.text, self.span, "words", sign=sign, number=number)

    def compared(self, at: int, what: str, example: str) -> tuple[str, Fraction, int]:
        rest = self.text[at:]
        at += len(rest) - len(rest.lstrip())
        found = COMPARED.match(self.text, at)
        if found is None:
            self.wrong(f"expected <, <=, > or >= after {what}, {example}", at)
        number = (found["number"] or "").strip()
        at = found.start("number") if number else found.end("sign")
        if not NUMBER.match(number):
            self.wrong(f"expected a number, {example}", at)
        return found["sign"], Fraction(number), at

    def operand(self, start: int, end: int, number: str) -> Operand:
        text = self.text[start:end]
        stripped = text.strip()
        at = start + len(text) - len(text.lstrip())
        bare = BARE.fullmatch(stripped)
        if bare is not None:  # ink reads a name in parentheses as a list, which nobody means here
            stripped, at = bare[1], at + bare.start(1)
        if not stripped:
            self.wrong("expected an expression of the story, or the name of an ending", start)
        ending = named_ending(self.known, stripped)
        key = f"properties.{self.name}.{number}"
        return Operand(stripped, self.place(at), ending, key)

    def place(self, at: int) -> Span:
        return self.span._replace(column=self.span.column + at if self.span.column else 0)

    def unknown(self, word: str, at: int) -> NoReturn:
        from difflib import get_close_matches  # lazy: only for an error

        close = get_close_matches(word.lower(), FORMS, 1)
        self.wrong(EXPECTED, at, f"did you mean {close[0]}?" if close else None)

    def wrong(self, message: str, at: int, hint: str | None = None) -> NoReturn:
        told = Diagnostic(Severity.ERROR, f"property {self.name}: {message}", self.place(at), hint)
        raise pointed(StoryError([told]), self.settings)
