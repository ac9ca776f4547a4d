"""Types of a whole project, inferred: unification over every expression, then what conversions allow.

A type is a cell until it is known. Operators, conditions and declarations make cells equal at once; what one may become by
conversion (a value that is set, an argument) and what only the rest can tell (``.Apple`` of several enums, ``+`` of numbers or
of strings) waits, and is settled in the order written, until nothing changes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from epilogue.diagnostics import Diagnostic, Severity
from epilogue.languages.yarn.check.enums import read_enum
from epilogue.languages.yarn.check.functions import BUILT_IN
from epilogue.languages.yarn.check.project import ANY, BOOL, NUMBER, STRING, EnumType, FunctionType, VariableType
from epilogue.languages.yarn.parse import syntax
from epilogue.languages.yarn.parse.walk import constant, expressions, inlines, statements
from epilogue.languages.yarn.suggestions import near
from epilogue.source import Span

_INITIAL: dict[str, float | str | bool] = {NUMBER: 0.0, STRING: "", BOOL: False}


class TypeCell:
    """Type variable: known, unknown, or unified with another."""

    __slots__ = ("known", "same")

    def __init__(self, known: str | None = None) -> None:
        self.known = known
        self.same: TypeCell | None = None

    def end(self) -> TypeCell:
        """Representative of the unified cells."""
        cell = self
        while cell.same is not None:
            if cell.same.same is not None:
                cell.same = cell.same.same
            cell = cell.same
        return cell

    @property
    def type(self) -> str | None:
        """The type, None if it is not known."""
        return self.end().known


class _InferredFunction(NamedTuple):
    """A function that nothing defines, typed by its use: ``arguments`` of every call, by place."""

    arguments: list[list[tuple[TypeCell, Span]]]
    returns: TypeCell
    span: Span


class _Conversion(NamedTuple):
    """A value of type ``value`` that must be, or become, one of type ``wanted``."""

    value: TypeCell
    wanted: TypeCell
    span: Span
    what: str


class Types:
    """The types of a project's files. ``complaints``: what is wrong."""

    def __init__(self, files: Iterable[syntax.File], defined: Iterable[FunctionType] = ()) -> None:
        self._files = tuple(files)
        self.complaints: list[Diagnostic] = []
        self.enums: dict[str, EnumType] = {}
        self._functions: dict[str, FunctionType] = {**{function.name: function for function in defined}, **BUILT_IN}
        self._used: dict[str, _InferredFunction] = {}
        self._called: set[str] = set()
        self._declared: dict[str, syntax.Declare] = {}
        self._variables: dict[str, TypeCell] = {}
        self._first: dict[str, Span] = {}
        self._cells: dict[Span, TypeCell] = {}
        self._becomes: list[_Conversion] = []
        self._sums: list[tuple[TypeCell, Span, str]] = []
        self._members: list[tuple[syntax.Member, TypeCell]] = []

    def infer(self, observed: Iterable[syntax.Expression] = ()) -> None:
        """Infers all types, those of observed expressions too."""
        nodes = [node for file in self._files for node in file.nodes]
        everything = [statement for node in nodes for statement in statements(node.body)]
        for statement in everything:
            if isinstance(statement, syntax.Enum):
                read_enum(statement, self.enums, self._complain)
        for statement in everything:
            if isinstance(statement, syntax.Declare):
                self._declare(statement)
        for declare in self._declared.values():
            if constant(declare.value):
                self._declared_here(declare)
        for node in nodes:
            for condition in node.when:
                self._condition(condition)
            for statement in statements(node.body):
                self._statement(statement)
        for expression in observed:
            self._observe(expression)
        self._settle()
        self._judge()

    # --- results

    def types(self) -> dict[Span, str]:
        """The type of each expression, by its span; ANY for what the game alone knows."""
        return {span: cell.type or ANY for span, cell in self._cells.items()}

    def members(self) -> dict[Span, tuple[str, float | str]]:
        """The enum and the raw value of each case that is used, by its span."""
        by_span: dict[Span, tuple[str, float | str]] = {}
        for member, cell in self._members:
            enum = self.enums.get(cell.type or "")
            if enum is not None and member.case in enum.cases:
                by_span[member.span] = enum.name, enum.cases[member.case]
        return by_span

    def variables(self) -> dict[str, VariableType]:
        """All variables, undeclared ones too."""
        members = self.members()
        by_name: dict[str, VariableType] = {}
        for name, cell in self._variables.items():
            kind = cell.type or ANY
            enum = self.enums.get(kind)
            initial = next(iter(enum.cases.values())) if enum else _INITIAL.get(kind, 0.0)
            declare = self._declared.get(name)
            smart = None
            if declare is not None:
                if constant(declare.value):
                    initial = _constant(declare.value, members)
                else:
                    smart = declare.value
            by_name[name] = VariableType(name, kind, initial, smart, declare.span if declare else self._first[name])
        return by_name

    def functions(self) -> dict[str, FunctionType]:
        """Every function that is called."""
        by_name = {name: self._functions[name] for name in self._functions if name in self._called}
        for name, used in self._used.items():
            parameters = tuple(next((c.type for c, _ in values if c.type), ANY) for values in used.arguments)
            by_name[name] = FunctionType(name, parameters, None, used.returns.type or ANY, False, used.span)
        return by_name

    # --- statements

    def _complain(self, message: str, span: Span, hint: str | None = None) -> None:
        self.complaints.append(Diagnostic(Severity.ERROR, message, span, hint))

    def _declare(self, declare: syntax.Declare) -> None:
        before = self._declared.get(declare.name)
        if before is not None:
            self._complain(f"{declare.name} is declared a second time", declare.span, f"first in {before.span}")
            return
        self._declared[declare.name] = declare
        cell = self._variables[declare.name] = TypeCell()
        name = declare.type_name
        if name is not None:
            if name in (NUMBER, STRING, BOOL) or name in self.enums:
                cell.known = name
            else:
                hint = near(name, (NUMBER, STRING, BOOL, *self.enums))
                self._complain(
                    f"there is no type called '{name}'", declare.span, hint or "types are number, string, bool and enums"
                )

    def _condition(self, condition: syntax.Condition) -> None:
        if condition.expression is not None:
            self._wanted(condition.expression, BOOL, "a condition is true or false")

    def _observe(self, expression: syntax.Expression) -> None:
        """An expression that an analysis asks for: what it names must be in the story."""
        for part in expressions(expression):
            if isinstance(part, syntax.Variable) and part.name not in self._variables:
                self._complain(f"the story has no variable {part.name}", part.span, near(part.name, self._variables))
                self._variables[part.name] = TypeCell(NUMBER)
                self._first[part.name] = part.span
            elif isinstance(part, syntax.Call) and part.name not in self._functions and part.name not in self._used:
                functions = [*self._functions, *self._used]
                self._complain(f"the story calls no function {part.name}()", part.span, near(part.name, functions))
        self._type(expression)

    def _wanted(self, expression: syntax.Expression, kind: str, what: str) -> None:
        self._becomes.append(_Conversion(self._type(expression), TypeCell(kind), expression.span, what))

    def _content(self, content: tuple[syntax.Text | syntax.Inline | syntax.Markup, ...]) -> None:
        for inline in inlines(content):
            self._type(inline.expression)

    def _statement(self, statement: syntax.Statement) -> None:
        if isinstance(statement, syntax.Line):
            self._content(statement.content)
            if statement.condition is not None:
                self._condition(statement.condition)
        elif isinstance(statement, syntax.Command):
            self._content(statement.content)
        elif isinstance(statement, syntax.If):
            for branch in statement.branches:
                if branch.condition is not None:
                    self._wanted(branch.condition, BOOL, "a condition is true or false")
        elif isinstance(statement, syntax.Once):
            self._condition(statement.condition)
        elif isinstance(statement, syntax.Set):
            self._set(statement)
        elif isinstance(statement, syntax.Declare):
            if not constant(statement.value):
                self._declared_here(statement)
        elif isinstance(statement, syntax.Jump | syntax.Detour) and not isinstance(statement.target, str):
            self._wanted(statement.target, STRING, "the title of a node is a string")
        elif isinstance(statement, syntax.CallStatement):
            self._type(statement.call)

    def _declared_here(self, declare: syntax.Declare) -> None:
        if self._declared[declare.name] is not declare:
            return
        cell = self._variables[declare.name]
        what = f"{declare.name} is declared as {_a(cell.type)}, its value is {{}}"
        self._same(cell, self._type(declare.value), declare.span, what)

    def _set(self, statement: syntax.Set) -> None:
        declared = self._declared.get(statement.name)
        if declared is not None and not constant(declared.value):
            hint = f"it is worked out from other variables, as declared in {declared.span}"
            self._complain(f"{statement.name} cannot be set", statement.span, hint)
        cell = self._variable(statement.name, statement.span)
        value = self._type(statement.value)
        what = f"{statement.name} is {{wanted}}, it cannot be set to {{value}}"
        self._becomes.append(_Conversion(value, cell, statement.value.span, what))
        if statement.operator == "+=":
            self._sums.append((cell, statement.span, "+="))
        elif statement.operator != "=":
            self._becomes.append(_Conversion(cell, TypeCell(NUMBER), statement.span, f"'{statement.operator}' works on numbers"))

    def _variable(self, name: str, span: Span) -> TypeCell:
        self._first.setdefault(name, span)
        return self._variables.setdefault(name, TypeCell())

    # --- expressions

    def _type(self, expression: syntax.Expression) -> TypeCell:
        """The cell of an expression, computed once."""
        known = self._cells.get(expression.span)
        if known is None:
            known = self._cells[expression.span] = self._find(expression)
        return known

    def _find(self, expression: syntax.Expression) -> TypeCell:
        if isinstance(expression, syntax.Number):
            return TypeCell(NUMBER)
        if isinstance(expression, syntax.Truth):
            return TypeCell(BOOL)
        if isinstance(expression, syntax.String):
            return TypeCell(STRING)
        if isinstance(expression, syntax.Variable):
            return self._variable(expression.name, expression.span)
        if isinstance(expression, syntax.Member):
            return self._member(expression)
        if isinstance(expression, syntax.Call):
            return self._call(expression)
        if isinstance(expression, syntax.Unary):
            kind, what = (
                (NUMBER, "'-' works on numbers") if expression.operator == "-" else (BOOL, "'not' works on true or false")
            )
            self._operand(expression.operand, kind, what)
            return TypeCell(kind)
        return self._binary(expression)

    def _operand(self, operand: syntax.Expression, kind: str, what: str) -> None:
        self._same(TypeCell(kind), self._type(operand), operand.span, f"{what}, not on {{}}")

    def _binary(self, binary: syntax.Binary) -> TypeCell:
        sign = binary.operator
        shown = {"&&": "and", "||": "or", "^": "xor"}.get(sign, sign)
        if sign in ("&&", "||", "^", "-", "*", "/", "%", "<", "<=", ">", ">="):
            kind = BOOL if sign in ("&&", "||", "^") else NUMBER
            what = f"'{shown}' works on " + ("true or false" if kind == BOOL else "numbers")
            self._operand(binary.left, kind, what)
            self._operand(binary.right, kind, what)
            return TypeCell(BOOL if sign in ("<", "<=", ">", ">=") else kind)
        left, right = self._type(binary.left), self._type(binary.right)
        self._same(left, right, binary.span, f"'{shown}' needs two of a kind, not {_a(left.type)} and {{}}")
        if sign != "+":
            return TypeCell(BOOL)
        self._sums.append((left, binary.span, "+"))
        return left

    def _member(self, member: syntax.Member) -> TypeCell:
        cell = TypeCell()
        self._members.append((member, cell))
        if member.enum is not None:
            enum = self.enums.get(member.enum)
            if enum is None:
                self._complain(f"there is no enum called {member.enum}", member.span, near(member.enum, self.enums))
            elif member.case not in enum.cases:
                self._complain(f"the enum {member.enum} has no case {member.case}", member.span, near(member.case, enum.cases))
            else:
                cell.known = enum.name
            return cell
        candidates = [enum.name for enum in self.enums.values() if member.case in enum.cases]
        if len(candidates) == 1:
            cell.known = candidates[0]
        elif not candidates:
            cases = [case for enum in self.enums.values() for case in enum.cases]
            self._complain(f"no enum has a case {member.case}", member.span, near(member.case, cases))
        return cell

    def _call(self, call: syntax.Call) -> TypeCell:
        arguments = [(self._type(argument), argument.span) for argument in call.arguments]
        known = self._functions.get(call.name)
        if known is None:
            used = self._used.get(call.name)
            if used is None:
                used = self._used[call.name] = _InferredFunction([[] for _ in arguments], TypeCell(), call.span)
            if len(used.arguments) != len(arguments):
                hint = f"in {used.span} it has {len(used.arguments)}"
                self._complain(f"{call.name}() is called with {len(arguments)} values here", call.span, hint)
                return used.returns
            for values_given, argument in zip(used.arguments, arguments, strict=True):
                values_given.append(argument)
            return used.returns
        self._called.add(call.name)
        wanted = len(known.parameters)
        if len(arguments) < wanted or (len(arguments) > wanted and known.repeated is None):
            least = "at least " if known.repeated else ""
            values = "value" if wanted == 1 else "values"
            self._complain(f"{call.name}() takes {least}{wanted or 'no'} {values}, not {len(arguments)}", call.span)
        for number, (cell, span) in enumerate(arguments):
            kind = known.parameters[number] if number < wanted else known.repeated or ANY
            if kind != ANY:
                what = f"{call.name}() takes {_a(kind)} here, not {{value}}"
                self._becomes.append(_Conversion(cell, TypeCell(kind), span, what))
        return TypeCell(None if known.returns == ANY else known.returns)

    # --- solving

    def _same(self, left: TypeCell, right: TypeCell, span: Span, what: str) -> None:
        """Unifies two types. ``what``: the error if that fails, with a place for the second."""
        a, b = left.end(), right.end()
        if a is b:
            return
        if a.known is not None and b.known is not None:
            if a.known != b.known:
                self._complain(what.format(_a(b.known)), span)
            return
        if a.known is None:
            a.same = b
        else:
            b.same = a

    def _converts(self, value: str, wanted: str) -> bool:
        enum = self.enums.get(value)
        return value == wanted or (enum is not None and enum.raw == wanted)

    def _settle(self) -> None:
        """Propagates known types to a fixpoint: first what has a type already, then what is joined to it."""
        while self._spread() or self._join_arguments():
            pass
        for value, wanted, _, _ in self._becomes:
            if value.type is None and wanted.type is None and value.end() is not wanted.end():
                value.end().same = wanted.end()
        while self._spread() or self._join_arguments():
            pass

    def _spread(self) -> bool:
        changed = False
        for value, wanted, _, _ in [*self._becomes, *reversed(self._becomes)]:
            if (value.type is None) != (wanted.type is None):
                if value.type is None:
                    value.end().same = wanted.end()
                else:
                    wanted.end().same = value.end()
                changed = True
        return changed

    def _join_arguments(self) -> bool:
        """An argument that nothing else types has the type that the function has elsewhere."""
        changed = False
        for used in self._used.values():
            for values in used.arguments:
                known = next((cell for cell, _ in values if cell.type is not None), None)
                for cell, _ in values if known is not None else ():
                    if cell.type is None and known is not None:
                        cell.end().same = known.end()
                        changed = True
        return changed

    def _judge(self) -> None:
        for value, wanted, span, what in self._becomes:
            if value.type is not None and wanted.type is not None and not self._converts(value.type, wanted.type):
                message = what.format(value=_a(value.type), wanted=_a(wanted.type))
                self._complain(message if "{" in what else f"{message}, this is {_a(value.type)}", span)
        for cell, span, sign in self._sums:
            if cell.type is not None and cell.type not in (NUMBER, STRING):
                self._complain(f"'{sign}' works on numbers and strings, not on {_a(cell.type)}", span)
        for member, cell in self._members:
            self._judge_member(member, cell)
        for name, used in self._used.items():
            for values in used.arguments:
                self._judge_arguments(name, values)
        faulty = {(c.span.file, c.span.line) for c in self.complaints if c.span}
        for name, cell in self._variables.items():
            declare = self._declared.get(name)
            span = declare.span if declare else self._first[name]
            if cell.type is None and (span.file, span.line) not in faulty:
                hint = f"declare it, for example <<declare {name} = 0>>"
                self._complain(f"nothing tells the type of {name}", span, hint)

    def _judge_member(self, member: syntax.Member, cell: TypeCell) -> None:
        if member.enum is not None:
            return
        candidates = [enum.name for enum in self.enums.values() if member.case in enum.cases]
        if cell.type is None and len(candidates) > 1:
            either = " or ".join(f"{name}.{member.case}" for name in candidates)
            self._complain(f"several enums have a case {member.case}", member.span, f"write {either}")
        elif cell.type is not None and candidates and cell.type not in candidates:
            self._complain(f"{_a(cell.type)} is expected here, which has no case {member.case}", member.span)

    def _judge_arguments(self, name: str, values: list[tuple[TypeCell, Span]]) -> None:
        """All of one type, or all strings: enums whose values are strings are as good."""
        known = [(cell.type, span) for cell, span in values if cell.type is not None]
        if all(self._converts(kind, STRING) for kind, _ in known):
            if len({kind for kind, _ in known}) > 1:
                values.insert(0, (TypeCell(STRING), known[0][1]))
            return
        for kind, span in known:
            if kind != known[0][0]:
                self._complain(f"{name}() takes {_a(known[0][0])} in {known[0][1]}, but {_a(kind)} here", span)


def _a(kind: str | None) -> str:
    """A type with its article."""
    return {None: "a value", NUMBER: "a number", STRING: "a string", BOOL: "a bool"}.get(kind, kind or "")


def _constant(value: syntax.Expression, members: dict[Span, tuple[str, float | str]]) -> float | str | bool:
    if isinstance(value, syntax.Unary) and isinstance(value.operand, syntax.Number):
        return -value.operand.value
    if isinstance(value, syntax.Number | syntax.Truth | syntax.String):
        return value.value
    return members[value.span][1] if value.span in members else 0.0
