"""Parses the properties of ``epilogue.toml``: their outer form is ours, the expressions in it are in the story's own language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from typing import Literal, NamedTuple, NoReturn

from epilogue.diagnostics import Diagnostic, Severity, StoryError, did_you_mean
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
        _FormulaReader(project.settings, name, expression, known).formula()
        for name, expression in project.settings.properties.items()
    )


def conditions(formulas: Iterable[Formula]) -> dict[str, Expression]:
    """The expressions in them, by the key under which each is noted."""
    operands = [operand for formula in formulas for operand in (formula.first, formula.then) if operand is not None]
    return {operand.key: Expression(operand.text, operand.span) for operand in operands if operand.ending is None and operand.key}


def pointed(error: StoryError, settings: Settings, close: Iterable[str] = ()) -> StoryError:
    """The error, each message with the settings line it concerns. ``close``: names that may have been meant."""
    lines = (settings.text or "").splitlines()
    diagnostics = []
    for diagnostic in error.diagnostics:
        if diagnostic.span is not None and diagnostic.span.file == settings.file and 0 < diagnostic.span.line <= len(lines):
            line = lines[diagnostic.span.line - 1]
            word = re.match(r"[\w.\-]*", line[diagnostic.span.column - 1 :]) if diagnostic.span.column else None
            hint = diagnostic.hint or (did_you_mean(word[0], dict.fromkeys(close), 2) if word and word[0] else None)
            diagnostics.append(diagnostic._replace(line=line, hint=hint))
        else:
            diagnostics.append(diagnostic)
    return StoryError(diagnostics)


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
        form, start = head[1].lower(), head.end()
        if form == "after":
            return self.after(start)
        if form in ("odds", "words"):
            return self.odds(start) if form == "odds" else self.words(start)
        if form not in FORMS:
            self.unknown(head[1], head.start(1))
        return Formula(self.name, self.text, self.span, form, self.operand(start, len(self.text), "1"))  # type: ignore[arg-type]

    def after(self, start_at: int) -> Formula:
        for word in re.finditer(r"\"[^\"]*\"|\b(always|never)\b", self.text[start_at:]):
            if word[1]:
                start, end = start_at + word.start(), start_at + word.end()
                first, then = self.operand(start_at, start, "1"), self.operand(end, len(self.text), "2")
                return Formula(self.name, self.text, self.span, "after", first, then, word[1] == "never")
        self.wrong("expected after EXPR always EXPR, or after EXPR never EXPR", len(self.text.rstrip()))

    def odds(self, start: int) -> Formula:
        named = re.match(r"\s*\((.*)\)\s*", self.text[start:])
        if named is None:
            self.wrong("expected the name of an ending in parentheses, as in odds(together) >= 0.05", start)
        text = named[1].strip()
        operand = Operand(text, self.span_at(start + named.start(1)), text, "")
        sign, number, start = self.compared(start + named.end(), "odds", "as in odds(together) >= 0.05")
        if number > 1:
            self.wrong("odds lie between 0 and 1, as in odds(together) >= 0.05", start)
        return Formula(self.name, self.text, self.span, "odds", operand, sign=sign, number=number)

    def words(self, start: int) -> Formula:
        sign, number, _ = self.compared(start, "words", "as in words <= 5000")
        return Formula(self.name, self.text, self.span, "words", sign=sign, number=number)

    def compared(self, position: int, what: str, example: str) -> tuple[str, Fraction, int]:
        remaining = self.text[position:]
        position += len(remaining) - len(remaining.lstrip())
        match = COMPARED.match(self.text, position)
        if match is None:
            self.wrong(f"expected <, <=, > or >= after {what}, {example}", position)
        number = (match["number"] or "").strip()
        position = match.start("number") if number else match.end("sign")
        if not NUMBER.match(number):
            self.wrong(f"expected a number, {example}", position)
        return match["sign"], Fraction(number), position

    def operand(self, start: int, end: int, number: str) -> Operand:
        text = self.text[start:end]
        stripped = text.strip()
        column = start + len(text) - len(text.lstrip())
        bare = BARE.fullmatch(stripped)
        if bare is not None:  # a language may read a name in parentheses as a list, which nobody means here
            stripped, column = bare[1], column + bare.start(1)
        if not stripped:
            self.wrong("expected an expression of the story, or the name of an ending", start)
        ending = named_ending(self.known, stripped)
        key = f"properties.{self.name}.{number}"
        return Operand(stripped, self.span_at(column), ending, key)

    def span_at(self, offset: int) -> Span:
        return self.span._replace(column=self.span.column + offset if self.span.column else 0)

    def unknown(self, word: str, offset: int) -> NoReturn:
        self.wrong(EXPECTED, offset, did_you_mean(word.lower(), FORMS, 1))

    def wrong(self, message: str, offset: int, hint: str | None = None) -> NoReturn:
        diagnostic = Diagnostic(Severity.ERROR, f"property {self.name}: {message}", self.span_at(offset), hint)
        raise pointed(StoryError([diagnostic]), self.settings)
