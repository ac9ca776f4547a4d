"""Lines of logic (``~``) and declarations."""

from __future__ import annotations

import re

from epilogue.diagnostics import Severity
from epilogue.languages.ink.parse import syntax
from epilogue.languages.ink.parse.braces import BraceParser
from epilogue.languages.ink.parse.scanner import BLANK

_ASSIGN = re.compile(r"[ \t]*(\+?-?)=")
_COMMA = re.compile(r"[ \t\n]*,[ \t\n]*")
_INTEGER = re.compile(r"(-?)[ \t]*([0-9]+)")


class LogicParser(BraceParser):
    """Parses statements that print nothing by themselves."""

    def logic_line(self, body: list[syntax.Statement]) -> None:
        """``~ ...``, from the tilde on."""
        begin = self.pos
        self.pos += 1
        self.spaces()
        statement = self._logic_statement(begin)
        if statement is None:
            self.expected("expression after '~'")
            self.skip_line()
            return
        if _contains_call(statement):
            # The function may print, so the line needs its end.
            body.append(syntax.ContentList([statement, syntax.Text("\n", self.span(self.pos))], self.span(begin)))
        else:
            body.append(statement)
        self.end_of_line()

    def _logic_statement(self, begin: int) -> syntax.Statement | None:
        start = self.pos
        name = self.name()
        if name == "return":
            return syntax.Return(self.expression(), self.span(begin))
        is_temporary = name == "temp"
        if is_temporary:
            self.spaces()
            name = self.name()
            if name is None:
                self.expected("variable name")
                return None
        if name is not None:
            assign = _ASSIGN.match(self.text, self.pos)
            if assign is not None:
                return self._assignment(name, assign, is_temporary, begin)
            if is_temporary:
                self.expected("'=' and a value for the temporary variable")
                return None
        self.pos = start
        value = self.expression()
        if value is None:
            return None
        if isinstance(value, syntax.Call):
            value.discard = True
        elif not isinstance(value, syntax.IncDec):
            self.error(
                "Logic following a '~' can't be that type of expression",
                begin,
                "it can only be something like: ~ return, ~ temp x = 5, ~ x = 5, ~ x++, ~ myFunction()",
            )
            return syntax.ContentList([], self.span(begin))
        return value

    def _assignment(
        self, name: str, assign: re.Match[str], is_temporary: bool, begin: int
    ) -> syntax.Assignment | syntax.IncDec | None:
        operator = assign.group(1)
        self.pos = assign.end()
        if operator == "+-":
            self.error("Unexpected sequence '+-'", begin)
        value = self.expression()
        if value is None:
            self.expected(
                "value expression to be assigned",
                "'==' compares; one '=' assigns" if self.text[self.pos] == "=" else None,
            )
            value = syntax.Number(0, self.span(self.pos))
        if operator:
            return syntax.IncDec(name, operator[0] == "+", value, self.span(begin))
        return syntax.Assignment(name, value, is_temporary, self.span(begin))

    # --- declarations
    # ----------------------------------------------------------------------------------------

    def declaration(self, word: str, begin: int) -> syntax.Statement | None:
        """The declaration that the word begins (VAR, CONST, LIST, EXTERNAL or TODO; the position is behind
        it), up to the end of its line. None: it was faulty."""
        self.spaces()
        if word == "TODO":
            statement: syntax.Statement | None = self._author_note(begin)
        elif word == "LIST":
            statement = self._list(begin)
        elif word == "EXTERNAL":
            statement = self._external(begin)
        else:
            statement = self._variable(word, begin)
        if statement is None:
            self.skip_line()
        else:
            self.end_of_line()
        return statement

    def _author_note(self, begin: int) -> syntax.AuthorNote:
        self.take(":")
        self.spaces()
        end = self.text.index("\n", self.pos)
        note = syntax.AuthorNote(self.text[self.pos : end], self.span(begin))
        self.pos = end
        self.report(Severity.NOTE, f"TODO: {note.text}", begin)
        return note

    def _declared_name(self, what: str, assigned: str) -> str | None:
        name = self.name()
        if name is None:
            self.expected(what)
            return None
        self.spaces()
        if not self.expect("=", f"the '=' for an assignment of {assigned}"):
            return None
        self.spaces()
        return name

    def _variable(self, word: str, begin: int) -> syntax.VariableDeclaration | syntax.ConstantDeclaration | None:
        is_constant = word == "CONST"
        name = self._declared_name(
            "constant name" if is_constant else "variable name",
            "a value, e.g. '= 5' (initial values are mandatory)",
        )
        if name is None:
            return None
        value = self.expression()
        if value is None:
            self.expected(f"initial value for '{name}'")
            return None
        if is_constant:
            if not isinstance(value, (syntax.Number, syntax.DivertTarget, syntax.String)):
                self.error("initial value for a constant must be a number, string or divert target", begin)
        elif not isinstance(value, (syntax.Number, syntax.String, syntax.DivertTarget, syntax.Reference, syntax.ListLiteral)):
            self.error("initial value for a variable must be a number, constant, list or divert target", begin)
        if isinstance(value, syntax.String) and value.constant() is None:
            self.error("Constant strings cannot contain any logic.", begin)
        if is_constant:
            return syntax.ConstantDeclaration(name, value, self.span(begin))
        if _COMMA.match(self.text, self.pos):
            self.error("Unexpected ','", hint="to declare a new list, use the LIST keyword, not VAR")
        return syntax.VariableDeclaration(name, value, self.span(begin))

    def _list(self, begin: int) -> syntax.ListDeclaration | None:
        name = self._declared_name("list name", "the list definition")
        if name is None:
            return None
        blank = BLANK.match(self.text, self.pos)
        assert blank is not None
        self.pos = blank.end()
        items: list[syntax.ListItem] = []
        while True:
            item = self._list_item(items[-1].value + 1 if items else 1)
            if item is None:
                break
            items.append(item)
            comma = _COMMA.match(self.text, self.pos)
            if comma is None:
                return syntax.ListDeclaration(name, items, self.span(begin))
            self.pos = comma.end()
        self.expected("list item names")
        return None

    def _list_item(self, value: int) -> syntax.ListItem | None:
        begin = self.pos
        initial = self.take("(")
        self.spaces()
        name = self.name()
        if name is None:
            self.pos = begin
            return None
        self.spaces()
        is_open = initial and not self.take(")")
        self.spaces()
        if self.take("="):
            self.spaces()
            match = _INTEGER.match(self.text, self.pos)
            if match is None:
                self.expected("value to be assigned to list item")
            else:
                self.check_integer(match.group(2), self.pos)
                value = int(match.group(1) + match.group(2)[:18])
                self.pos = match.end()
            self.spaces()
            if is_open and self.take(")"):
                is_open = False
        if is_open:
            self.error("Expected closing ')' for list item", begin)
        return syntax.ListItem(name, value, initial, self.span(begin))

    def _external(self, begin: int) -> syntax.ExternalDeclaration | None:
        name = self.name()
        if name is None:
            self.expected("name of external function")
            return None
        self.spaces()
        parameters = self.parameters()
        if parameters is None:
            self.expected(f"declaration of arguments for EXTERNAL, even if empty, i.e. 'EXTERNAL {name}()'")
            return None
        return syntax.ExternalDeclaration(name, [parameter.name for parameter in parameters], self.span(begin))

    def parameters(self) -> list[syntax.Parameter] | None:
        """``(a, ref b, -> c)``; None if no parenthesis is next."""
        if not self.take("("):
            return None
        parameters: list[syntax.Parameter] = []
        while True:
            self.spaces()
            parameter = self._parameter()
            if parameter is None:
                break
            parameters.append(parameter)
            self.spaces()
            if not self.take(","):
                break
        self.spaces()
        self.expect(")", "closing ')' for parameter list")
        return parameters

    def _parameter(self) -> syntax.Parameter | None:
        begin = self.pos
        first = self.name()
        self.spaces()
        is_divert = self.take("->")
        self.spaces()
        second = self.name()
        if first is None and second is None:
            self.pos = begin
            return None
        is_ref = first == "ref"
        name = second if is_ref or is_divert else first
        if name is None:
            self.error("Expected a parameter name" + (" after 'ref'" if is_ref else ""), begin)
            name = ""
        return syntax.Parameter(name, is_ref, is_divert, self.span(begin))


def _contains_call(node: object) -> bool:
    """Whether a function is called anywhere in the tree."""
    pending = [node]
    while pending:
        node = pending.pop()
        if isinstance(node, syntax.Call):
            return True
        if isinstance(node, list):
            pending += node
        elif isinstance(node, syntax.Node):
            pending += vars(node).values()
    return False
