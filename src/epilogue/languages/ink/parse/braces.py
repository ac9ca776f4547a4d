"""Braces: printed values, sequences and conditionals, on one line or on many."""

from __future__ import annotations

import re
from typing import NamedTuple

from epilogue.diagnostics import Diagnostic, did_you_mean
from epilogue.languages.ink.parse import syntax
from epilogue.languages.ink.parse.content import ContentParser
from epilogue.languages.ink.parse.scanner import BLANK

_SYMBOLS = re.compile(r"[!&~$]+")
_WORDS = re.compile(r"((?:once|cycle|shuffle|stopping)(?:[ \t]+(?:once|cycle|shuffle|stopping))*)[ \t]*:")
_KINDS = {
    "!": syntax.ONCE, "&": syntax.CYCLE, "~": syntax.SHUFFLE, "$": syntax.STOPPING,
    "once": syntax.ONCE, "cycle": syntax.CYCLE, "shuffle": syntax.SHUFFLE, "stopping": syntax.STOPPING,
}  # fmt: skip
_SUPPORTED = frozenset(
    {
        syntax.ONCE, syntax.CYCLE, syntax.STOPPING, syntax.SHUFFLE,
        syntax.SHUFFLE | syntax.STOPPING, syntax.SHUFFLE | syntax.ONCE,
    }
)  # fmt: skip
_FURTHEST = 8_000  # characters searched for the end of unreadable braces
NO_INCREMENT = "Can't use increment/decrement here. It can only be used on a ~ line"
_ELSE = re.compile(r"else[ \t]*:")
_DASH = re.compile(r"[ \t]*-[ \t]+[^\W\d]")
_WORD_BETWEEN = re.compile(r"(?<=[\w)\"])[ \t]+([^\W\d]\w*)(?=[ \t]+[\w(\"!])")
_LOGICAL = re.compile(r"[<>=]|\bnot\b")
_BRACE_OR_KNOT = re.compile(r"[{}]|\n[ \t]*==")


class _ParserState(NamedTuple):
    """State that an attempted reading may change, restored when it fails."""

    pos: int
    in_string: bool
    tag_open: bool


class BraceParser(ContentParser):
    """Parses the content of braces.

    ink has no mark that tells text alternatives from logic, so readings are tried in order: an annotated
    sequence, a conditional, a list of conditions, a sequence, a value. A reading counts if it reaches the
    closing brace. Nested braces are read once for each state they may be read in, whatever is tried around
    them, so that time stays linear."""

    def __init__(self, text: str, file: str, diagnostics: list[Diagnostic]) -> None:
        super().__init__(text, file, diagnostics)
        self._known: dict[tuple[_ParserState, bool], tuple[syntax.ContentList | None, _ParserState]] = {}

    def _state(self) -> _ParserState:
        return _ParserState(self.pos, self.in_string, self.tag_open)

    def _back_to(self, state: _ParserState) -> None:
        self.pos, self.in_string, self.tag_open = state

    def braces(self) -> syntax.ContentList | None:
        """``{ ... }`` as a content list of one node; None, and the position unchanged, if it cannot be read
        (reported)."""
        before = self._state()
        key = (before, self.in_choice)
        known = self._known.get(key)
        if known is not None:
            self._back_to(known[1])
            return known[0]
        node: syntax.ContentList | None = None
        if self.deeper():
            node = self._braces(before)
            self.depth -= 1
        if node is None:
            self._back_to(before)
        self._known[key] = (node, self._state())
        return node

    def _braces(self, before: _ParserState) -> syntax.ContentList | None:
        begin = self.pos
        self.pos += 1
        self.spaces()
        logic = self._logic(begin)
        if logic is None:
            self.pos = begin + 1
            self.spaces()
            self.expected("some kind of logic, conditional or sequence within braces: { ... }", self._misspelt_operator())
            return None
        content: list[syntax.Statement] = [logic]
        self.spaces()
        if not self.take("}"):
            self._unclosed(begin)
        self.in_string = before.in_string
        if not before.tag_open:
            self.end_tag(content)
        return syntax.ContentList(content, self.span(begin))

    def _misspelt_operator(self) -> str | None:
        """A hint where what is clearly a condition has nearly an "and" or "or"."""
        end = self.text.find("\n", self.pos)
        condition, colon, _ = self.text[self.pos : end if end >= 0 else None].partition(":")
        between = _WORD_BETWEEN.findall(condition, 0, _FURTHEST) if colon and _LOGICAL.search(condition) else []
        hints = (did_you_mean(word, ("and", "or"), 1) for word in between if word not in ("and", "or"))
        return next((hint for hint in hints if hint), None)

    def _unclosed(self, begin: int) -> None:
        what = "closing brace '}' for inline logic"
        char = self.text[self.pos]
        if char == "\0" or char == "=":
            ahead = "the next knot or stitch" if char == "=" else "the end of the file"
            self.error(f"Expected {what} but saw {ahead}", begin, "these braces are never closed")
        else:
            self.expected(what, f"the braces were opened on line {self.span(begin).line}")

    def skip_braces(self) -> None:
        """After braces that could not be read: go behind their end, or to the next line if they never end."""
        level = 0
        for match in _BRACE_OR_KNOT.finditer(self.text, self.pos, self.pos + _FURTHEST):
            symbol = match.group()
            if symbol == "{":
                level += 1
            elif symbol == "}":
                level -= 1
                if level <= 0:
                    self.pos = match.end()
                    break
            else:
                break
        self.skip_line()

    def _logic(self, begin: int) -> syntax.Sequence | syntax.Conditional | syntax.Output | None:
        kind = self._annotation()
        if kind is not None:
            elements = self._elements()
            if elements is None:
                self.expected("sequence elements (for cycle/stopping etc)")
                return None
            return syntax.Sequence(kind, elements, self.span(begin))
        before = self._state()
        value = self.expression()
        if value is not None:
            if isinstance(value, syntax.IncDec):
                self.error(NO_INCREMENT)
            if self.take(":"):
                if isinstance(value, syntax.Binary) and _DASH.match(self.text, before.pos):
                    self.warning(
                        "The '-' that begins this condition is read as a minus",
                        before.pos,
                        "a list of conditions begins on the line after the brace",
                    )
                return self._conditional(value, begin)
            if self.text[self.pos] == "}" and "|" not in self.text[before.pos : self.pos]:
                return syntax.Output(value, self.span(begin))
        after = self._state()
        self._back_to(before)
        if self.newline():
            branches = self._branches()
            if branches is not None:
                self._check_conditions(branches)
                return syntax.Conditional(None, branches, self.span(begin))
            self._back_to(before)
        else:
            elements = self._inline_elements()
            if elements is not None and len(elements) > 1 and self._at_closing_brace():
                return syntax.Sequence(syntax.STOPPING, elements, self.span(begin))
        if value is not None:
            self._back_to(after)
            if self._at_closing_brace():
                return syntax.Output(value, self.span(begin))
        return None

    def _at_closing_brace(self) -> bool:
        self.spaces()
        return self.text[self.pos] == "}"

    # --- sequences
    # -------------------------------------------------------------------------------------------

    def _annotation(self) -> int | None:
        begin = self.pos
        char = self.text[begin]
        if char in "!&~$":
            match = _SYMBOLS.match(self.text, begin)
            assert match is not None
            words = list(match.group())
        elif char in "ocs":
            match = _WORDS.match(self.text, begin)
            if match is None:
                return None
            words = match.group(1).split()
        else:
            return None
        self.pos = match.end()
        kind = 0
        for word in words:
            kind |= _KINDS[word]
        if kind not in _SUPPORTED:
            self.error(
                "Sequence type combination not supported",
                begin,
                "only shuffle combines, with once or with stopping",
            )
            return syntax.STOPPING
        return kind

    def _elements(self) -> list[list[syntax.Statement]] | None:
        if not self.newline():
            return self._inline_elements()
        elements = []
        while (begin := self._take_dash()) >= 0:
            element = self.block()
            if element:
                element.insert(0, syntax.Text("\n", self.span(begin)))
            elements.append(element)
        return elements or None

    def _take_dash(self) -> int:
        """Skip blank lines and a dash, and the blanks behind it; where it stood, or -1 if there is none
        (an arrow is none)."""
        blank = BLANK.match(self.text, self.pos)
        assert blank is not None
        dash = blank.end()
        if self.text[dash] != "-" or self.text[dash + 1] == ">":
            return -1
        self.pos = dash + 1
        self.spaces()
        return dash

    def _skip_blank_lines(self) -> None:
        blank = BLANK.match(self.text, self.pos)
        assert blank is not None
        self.pos = blank.end()

    def _inline_elements(self) -> list[list[syntax.Statement]] | None:
        elements: list[list[syntax.Statement]] = []
        separated = True
        while True:
            content = self.mixed()
            if content is not None:
                elements.append(content)
                separated = False
            if self.text[self.pos] != "|":
                break
            if separated:
                elements.append([])
            separated = True
            self.pos += 1
        if not elements:
            return None
        if separated:
            elements.append([])
        return elements

    # --- conditionals
    # ----------------------------------------------------------------------------------------

    def _conditional(self, condition: syntax.Expression, begin: int) -> syntax.Conditional | None:
        if not self.newline():
            branches = self._inline_branches()
        else:
            branches = self._branches()
            if branches is None:
                branches = self._sole_branch()
            elif len(branches) == 1 and branches[0].is_else:
                # A lone "else" implies an empty branch for when the condition holds.
                branches.insert(0, syntax.Branch([], branches[0].span))
            if branches is not None:
                self._mark_branches(branches)
        if branches is None:
            self.expected("conditional content following query")
            return None
        return syntax.Conditional(condition, branches, self.span(begin))

    def _inline_branches(self) -> list[syntax.Branch] | None:
        begin = self.pos
        branches: list[syntax.Branch] = []
        while True:
            start = self.pos
            content = self.mixed()
            if content is None:
                break
            branch = self._branch(content, start)
            branch.is_inline = True
            branches.append(branch)
            if not self.take("|"):
                break
        if not branches:
            return None
        branches[0].is_true_branch = True
        if len(branches) > 1:
            branches[1].is_else = True
        if len(branches) > 2:
            self.error("Expected one or two alternatives separated by '|' in inline conditional", begin)
        return branches

    def _branch(self, body: list[syntax.Statement], begin: int, condition: syntax.Expression | None = None) -> syntax.Branch:
        for node in body:
            if type(node) is syntax.Text and node.value.startswith("else:"):
                self.warning(
                    "Saw the text 'else:' which is being treated as content. Did you mean '- else:'?",
                    self.starts[node.span.line - 1] + node.span.column - 1,
                )
        return syntax.Branch(body, self.span(begin), condition)

    def _sole_branch(self) -> list[syntax.Branch] | None:
        """Content without a dash on the lines below ``{condition:``, and perhaps ``- else:`` after it."""
        begin = self.pos
        body = self.block()
        if not body:
            return None
        branches = [self._branch(body, begin)]
        otherwise = self._single_branch()
        if otherwise is not None:
            if not otherwise.is_else:
                self._error_at(otherwise, "Expected an '- else:' clause here rather than an extra condition")
                otherwise.is_else = True
            branches.append(otherwise)
        return branches

    def _branches(self) -> list[syntax.Branch] | None:
        branches = []
        while True:
            branch = self._single_branch()
            if branch is None:
                break
            branches.append(branch)
        return branches or None

    def _single_branch(self) -> syntax.Branch | None:
        """``- condition: content``, ``- else: content``, ``- content``."""
        start = self.pos
        begin = self._take_dash()
        if begin < 0:
            self.pos = start
            return None
        condition: syntax.Expression | None = None
        match = _ELSE.match(self.text, self.pos)
        if match is not None:
            self.pos = match.end()
        else:
            before = self._state()
            condition = self.expression()
            if isinstance(condition, syntax.IncDec):
                self.error(NO_INCREMENT)
            if condition is None or not self.take(":"):
                condition = None
                self._back_to(before)
        body = self.block()
        if not body and condition is None:
            self.error("expected content for the conditional branch following '-'", begin)
        self._skip_blank_lines()
        branch = self._branch(body, begin, condition)
        branch.is_else = match is not None
        return branch

    def _mark_branches(self, branches: list[syntax.Branch]) -> None:
        """Marks the branches after an initial condition: cases of a switch on its value, or true and false."""
        is_switch = False
        for number, branch in enumerate(branches):
            last = number == len(branches) - 1
            if branch.condition is not None:
                branch.matching_equality = is_switch = True
            elif is_switch and last:
                branch.matching_equality = branch.is_else = True
            elif not last and len(branches) > 2:
                self._error_at(branch, "Only final branch can be an 'else'. Did you miss a ':'?")
            elif number == 0:
                branch.is_true_branch = True
            else:
                branch.is_else = True

    def _check_conditions(self, branches: list[syntax.Branch]) -> None:
        """A list of conditions: each branch has one, but for an else at the end."""
        last = branches[-1]
        for branch in branches[:-1]:
            if branch.condition is None:
                if not branch.is_else:
                    self._error_at(branch, "Branch doesn't have condition. Are you missing a ':'?")
                elif last.is_else:
                    self._error_at(last, "Multiple 'else' cases. Can have a maximum of one, at the end.")
                else:
                    self._error_at(branch, "'else' case in conditional should always be the final one")
        if last.condition is None:
            if len(branches) == 1:
                self._error_at(last, "Condition block with no conditions")
            last.is_else = True

    def _error_at(self, branch: syntax.Branch, message: str) -> None:
        self.error(message, self.starts[branch.span.line - 1] + branch.span.column - 1)
