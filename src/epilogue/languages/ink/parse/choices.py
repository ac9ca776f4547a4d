"""Choices and gathers."""

from __future__ import annotations

import re

from epilogue.languages.ink.parse import syntax
from epilogue.languages.ink.parse.braces import NO_INCREMENT
from epilogue.languages.ink.parse.logic import LogicParser

_BULLETS = re.compile(r"(?:\*[ \t]*)+|(?:\+[ \t]*)+")
_EMPHASIS = re.compile(r"(\*{1,3})(?=[^\s*\[({<-])[^*\n\[\]{}]*[^\s*\[\]{}]\1(?!\*)")
"""Words in one, two or three stars, as Markdown writes what is emphasised."""
DASHES = re.compile(r"(?:-(?!>)[ \t]*)+")
"""The dashes of a gather."""


class ChoiceParser(LogicParser):
    """Parses the points of a weave."""

    def gather(self) -> syntax.Gather:
        """``- (label)``, with the end of the line if nothing else is on it."""
        begin = self.pos
        dashes = DASHES.match(self.text, begin)
        assert dashes is not None
        self.pos = dashes.end()
        label = self._label()
        gather = syntax.Gather(dashes.group().count("-"), label, self.span(begin))
        self.newline()
        return gather

    def _label(self) -> str | None:
        """``(name)``; None, and the position unchanged, if it is something else."""
        begin = self.pos
        if not self.take("("):
            return None
        self.spaces()
        name = self.name()
        if name is None:
            self.pos = begin
            return None
        self.spaces()
        self.expect(")", "closing ')' for bracketed name")
        return name

    def choice(self) -> syntax.Choice | None:
        """A choice from its bullets to the end of its line; None if its condition is faulty (reported)."""
        begin = self.pos
        bullets = _BULLETS.match(self.text, begin)
        assert bullets is not None
        if _EMPHASIS.match(self.text, begin):
            self.warning(
                f"'{bullets.group().rstrip()}' at the beginning of a line makes it an option",
                begin,
                f"if its words were to be emphasised, write '\\{bullets.group().rstrip()}'",
            )
        self.pos = bullets.end()
        once_only = self.text[begin] == "*"
        label = self._label()
        self.spaces()
        if label is not None:
            self.newline()
        braces = self.pos
        conditions = self._conditions()
        if conditions is None:
            self.skip_line()
            return None
        self.spaces()
        if self.in_choice:
            self.error("A choice can't stand inside the text of another choice", begin)
        outer, self.in_choice = self.in_choice, True
        start = self._part()
        choice_only: syntax.ContentList | None = None
        inner: syntax.ContentList | None = None
        has_brackets = self.take("[")
        if has_brackets:
            self.end_tag(start.content if start is not None else None)
            choice_only = self._part()
            self.expect("]", "closing ']' for weave-style option")
            self.end_tag(choice_only.content if choice_only is not None else None)
            inner = self._part()
        self.spaces()
        last = inner if inner is not None else start
        self.end_tag(last.content if last is not None else None)
        diverts = self.diverts()
        self.in_choice = outer
        is_fallback = start is None and choice_only is None and inner is None
        is_blank = start is None and choice_only is None
        if is_fallback and diverts is None:
            self.warning(
                "Choice is completely empty. Interpreting as a default fallback choice",
                begin,
                "write '* ->' if it is meant",
            )
        elif has_brackets and is_blank:
            self.warning("Blank choice", begin, "if you intended a default fallback choice, write '* ->'")
        if inner is None:
            inner = syntax.ContentList([], self.span(self.pos))
        for divert in diverts or ():
            if not isinstance(divert, syntax.Divert) or divert.path:
                inner.content.append(divert)
        inner.content.append(syntax.Text("\n", self.span(self.pos)))
        condition: syntax.Expression | None = None
        if conditions:
            condition = conditions[0] if len(conditions) == 1 else syntax.AllOf(conditions, self.span(braces))
        depth = bullets.group().count(self.text[begin])
        self.end_of_line(lenient=is_blank and (has_brackets or diverts is None))
        return syntax.Choice(
            depth, once_only, label, condition, start, choice_only, inner, has_brackets, is_fallback,
            self.span(begin),
        )  # fmt: skip

    def _part(self) -> syntax.ContentList | None:
        begin = self.pos
        content = self.mixed()
        return syntax.ContentList(content, self.span(begin)) if content is not None else None

    def _conditions(self) -> list[syntax.Expression] | None:
        """``{a} {b}``, which may stand on lines of their own; None if one is faulty (reported)."""
        conditions: list[syntax.Expression] = []
        while self.text[self.pos] == "{":
            begin = self.pos
            self.pos += 1
            condition = self.expression()
            hint = "what comes first in braces is the choice's condition; begin a text with '\\' and a blank"
            if condition is None:
                self.expected("choice condition inside { }", hint)
                return None
            if isinstance(condition, syntax.IncDec):
                self.error(NO_INCREMENT, begin)
            if not self.take("}"):
                self.expected("closing '}' for choice condition", hint)
                return None
            conditions.append(condition)
            self.newline()
            self.spaces()
        return conditions
