"""Statements in their order, and the knots and stitches they stand in."""

from __future__ import annotations

import re
from enum import IntEnum

from epilogue.budget import tick
from epilogue.languages.ink.parse import syntax
from epilogue.languages.ink.parse.choices import DASHES, ChoiceParser
from epilogue.languages.ink.parse.scanner import BLANK

_EQUALS = re.compile(r"=+[ \t]*")
_FUNCTION = re.compile(r"function[ \t]+")
_KEYWORD_LETTERS = frozenset("TLVCEI")
_KEYWORDS = frozenset({"TODO", "LIST", "VAR", "CONST", "EXTERNAL"})


class StatementLevel(IntEnum):
    """Levels at which statements stand, from the inside out: each decides what may stand there and what ends it."""

    BLOCK = 0
    STITCH = 1
    KNOT = 2
    TOP = 3


class StatementParser(ChoiceParser):
    """Parses bodies and flows."""

    def block(self) -> list[syntax.Statement]:
        self.spaces()
        dashes = DASHES.match(self.text, self.pos)
        if dashes is not None:
            self.error(
                "You can't use a gather (the dashes) within the { curly braces } context",
                hint="for multi-line sequences and conditions, use one dash only",
            )
            self.pos = dashes.end()
        body: list[syntax.Statement] = []
        self.statements(StatementLevel.BLOCK, body, [])
        return body

    def statements(self, level: StatementLevel, body: list[syntax.Statement], flows: list[syntax.Knot | syntax.Stitch]) -> None:
        """Add statements to the body, knots and stitches to the flows, up to what ends the level (or cannot
        be read)."""
        text = self.text
        while True:
            tick()
            blank = BLANK.match(text, self.pos)
            assert blank is not None
            begin = self.pos = blank.end()
            char = text[begin]
            if char == "-":
                if text[begin + 1] == ">":
                    self._divert_line(body)
                elif level is StatementLevel.BLOCK:
                    return
                else:
                    body.append(self.gather())
            elif char == "*" or char == "+":
                choice = self.choice()
                if choice is not None:
                    body.append(choice)
            elif char == "~":
                self.logic_line(body)
                if level is StatementLevel.TOP and body and type(body[-1]) is syntax.Return:
                    self.error("Return statements should not stand outside of a knot", begin)
            elif char == "=":
                if not self._flow(level, body, flows):
                    return
            elif char == "<" and text[begin + 1] == "-":
                self._divert_line(body)
            elif char in _KEYWORD_LETTERS and self._keyword(level, body, flows):
                pass
            elif not self.content_line(body):
                if char == "{":
                    self.skip_braces()
                elif char == "\0" or (char == "}" and level is StatementLevel.BLOCK) or not self._stray(char, level):
                    return

    def _stray(self, char: str, level: StatementLevel) -> bool:
        """Handles text where ink stops reading: inside braces it ends the block; elsewhere warns that the rest
        is lost."""
        if level is StatementLevel.BLOCK:
            return False
        self.warning(
            f"Unexpected '{char}': ink ignores everything from here to the end of the file",
            self.pos,
            "remove it, or write \\ before it",
        )
        self.pos = len(self.text) - 1
        return True

    def _divert_line(self, body: list[syntax.Statement]) -> None:
        diverts = self.diverts()
        assert diverts is not None
        body += diverts
        self.end_of_line()

    def _keyword(self, level: StatementLevel, body: list[syntax.Statement], flows: list[syntax.Knot | syntax.Stitch]) -> bool:
        begin = self.pos
        if self.text.startswith("INCLUDE", begin):
            self.pos += len("INCLUDE")
            end = self.text.index("\n", begin)
            name = self.text[self.pos : end].strip(" \t")
            if not name:
                self.expected("filename for include statement")
            elif level is not StatementLevel.TOP:
                self.warning(
                    f"INCLUDE inside a {level.name.lower()} has no effect",
                    begin,
                    "put it before the first knot of the file",
                )
            else:
                self.include(name, begin, body, flows)
            self.pos = end
            self.end_of_line()
            return True
        word = self.name()
        if word not in _KEYWORDS:
            self.pos = begin
            return False
        statement = self.declaration(word, begin)
        if statement is not None:
            body.append(statement)
        return True

    def include(self, name: str, begin: int, body: list[syntax.Statement], flows: list[syntax.Knot | syntax.Stitch]) -> None:
        """Take in another file, see :mod:`epilogue.languages.ink.parse.parser`."""
        raise NotImplementedError

    # --- flows
    # -----------------------------------------------------------------------------------------------

    def _flow(self, level: StatementLevel, body: list[syntax.Statement], flows: list[syntax.Knot | syntax.Stitch]) -> bool:
        """A line that begins with ``=``. False if it ends this level."""
        equals = _EQUALS.match(self.text, self.pos)
        assert equals is not None
        begin = self.pos
        if self.text.startswith("==", begin):
            if level is not StatementLevel.TOP:
                return False
            self.pos = equals.end()
            flows.append(self._knot(begin))
            return True
        function = _FUNCTION.match(self.text, equals.end())
        self.pos = function.end() if function is not None else equals.end()
        name = self.name()
        if name is None or name == "function":
            self.pos = begin
            return self.content_line(body)
        if level <= StatementLevel.STITCH:
            self.pos = begin
            return False
        flows.append(self._stitch(name, function is not None, begin))
        return True

    def _knot(self, begin: int) -> syntax.Knot:
        is_function = False
        name = self.name()
        if name == "function":
            is_function = True
            self.spaces()
            name = self.name()
        if name is None:
            self.error(f"Expected the name of the {'function' if is_function else 'knot'}")
            self.skip_line()
            name = ""
            parameters = None
        else:
            self.spaces()
            parameters = self.parameters()
            self.spaces()
            equals = _EQUALS.match(self.text, self.pos)
            if equals is not None and self.text.startswith("==", self.pos):
                self.pos = equals.end()
            self.end_of_line()
        body: list[syntax.Statement] = []
        flows: list[syntax.Knot | syntax.Stitch] = []
        self.statements(StatementLevel.KNOT, body, flows)
        if not body and not flows:
            self.error("Expected at least one line within the knot", begin, "a knot without content leads nowhere")
        stitches = [flow for flow in flows if isinstance(flow, syntax.Stitch)]
        return syntax.Knot(name, parameters, is_function, body, stitches, self.span(begin))

    def _stitch(self, name: str, is_function: bool, begin: int) -> syntax.Stitch:
        self.spaces()
        parameters = self.parameters()
        self.end_of_line()
        body: list[syntax.Statement] = []
        self.statements(StatementLevel.STITCH, body, [])
        if not body:
            self.error("Expected at least one line within the stitch", begin, "a stitch without content leads nowhere")
        return syntax.Stitch(name, parameters, is_function, body, self.span(begin))
