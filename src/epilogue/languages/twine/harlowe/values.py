"""Expressions to code."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from epilogue.ir.values import NONE, SequenceValue
from epilogue.languages.code import CodeBuilder, CodeLabel
from epilogue.languages.twine.harlowe import syntax
from epilogue.languages.twine.harlowe.faults import HarloweFault
from epilogue.languages.twine.harlowe.kinds import BOOL, ERR, NUM, HarloweKinds, root_of, values_of
from epilogue.languages.twine.harlowe.operators import error
from epilogue.languages.twine.harlowe.scopes import Scope

PURE = {"round": "round", "floor": "floor", "ceil": "ceil", "abs": "abs", "num": "num", "number": "num"}
STRING_MACROS = frozenset(("str", "string", "text"))
LUCKY = frozenset(("either", "random"))
VALUE_MACROS = frozenset((*PURE, *STRING_MACROS, *LUCKY, "a", "array", "dm", "datamap", "min", "max"))
"""Macros that give a value."""
SIGNED = frozenset(("<", ">", "<=", ">=", "+", "-", "*"))


class Asks(NamedTuple):
    """The facts of the play that expressions ask for: the block whose visits ``visits`` counts, None where that is not known."""

    scope: Scope | None
    passage: int | None


class HarloweValues:
    """Lowers expressions; ``asks``: where they stand. ``visited``: notes that a passage is asked about, by its name, and gives
    its block."""

    def __init__(self, code: CodeBuilder, kinds: HarloweKinds) -> None:
        self.code = code
        self.kinds = kinds
        self._asks = Asks(None, None)
        self.visited: Callable[[int], None] = lambda block: None

    @property
    def asks(self) -> Asks:
        return self._asks

    @asks.setter
    def asks(self, asks: Asks) -> None:
        self._asks = asks
        self.kinds.scope = asks.scope

    def value(self, expression: syntax.HarloweExpression) -> None:
        """Pushes the value; what goes wrong is a value too."""
        if isinstance(expression, syntax.Literal):
            self.code.push(expression.value)
        elif isinstance(expression, syntax.VariableRead):
            self._read(expression)
        elif isinstance(expression, syntax.Part):
            self.value(expression.whole)
            self.value(expression.key)
            self.code.apply("part")
        elif isinstance(expression, syntax.Not):
            self.value(expression.operand)
            self.code.apply("not" if self.kinds.of(expression.operand) == BOOL else "not?", 1)
        elif isinstance(expression, syntax.Binary):
            self._binary(self.kinds.unfolded(expression))
        elif isinstance(expression, syntax.Asked):
            self._visits(expression)
        elif isinstance(expression, syntax.Call):
            self._call(expression)
        else:
            raise HarloweFault("... is not read yet here", expression.at, expression.end)

    def _read(self, variable: syntax.VariableRead) -> None:
        if not variable.temporary:
            self.code.globals.setdefault(variable.name, 0)
            self.code.load(variable.name)
            return
        held = self.asks.scope.find(variable.name) if self.asks.scope else None
        if held is None:
            self.code.push(error(f"There isn't a temp variable named _{variable.name} in this place."))
        else:
            self.code.load(held)

    def _visits(self, asked: syntax.Asked) -> None:
        if self.asks.passage is None:
            raise HarloweFault("visits can only be asked in a passage", asked.at, asked.end)
        self.visited(self.asks.passage)
        self.code.emit("visits", self.asks.passage)

    def _binary(self, binary: syntax.Binary) -> None:
        operator = binary.operator
        left, right = self.kinds.of(binary.left), self.kinds.of(binary.right)
        self.value(binary.left)
        self.value(binary.right)
        if operator in SIGNED:
            sure = left == NUM and right == NUM
        elif operator in ("and", "or"):
            sure = left == BOOL and right == BOOL
        else:
            sure = operator in ("is", "is not") and not (left | right) & ERR
        self.code.apply(operator if sure else f"{operator}?")

    def _call(self, call: syntax.Call) -> None:
        code = self.code
        arguments = tuple(values_of(call))
        if call.name in ("a", "array", "dm", "datamap"):
            code.push(SequenceValue())
            for argument, value in zip(call.arguments, arguments, strict=True):
                self.value(value)
                code.apply("spread" if isinstance(argument, syntax.Spread) else "append")
            if call.name in ("dm", "datamap"):
                code.apply("datamap", 1)
            return
        if any(isinstance(argument, syntax.Spread) for argument in call.arguments):
            raise HarloweFault(f"... in ({call.name}:) is not read yet", call.at, call.end)
        if call.name in PURE and len(arguments) == 1:
            self.value(arguments[0])
            code.apply(PURE[call.name], 1)
        elif call.name in STRING_MACROS and len(arguments) == 1:
            self.value(arguments[0])
            code.apply("str", 1)
        elif call.name in ("min", "max") and arguments:
            if any(self.kinds.of(argument) != NUM for argument in arguments):
                raise HarloweFault(f"({call.name}:) of what may be no number is not read yet", call.at, call.end)
            self.value(arguments[0])
            for argument in arguments[1:]:
                self.value(argument)
                code.apply("least" if call.name == "min" else "greatest")
        elif call.name == "random" and len(arguments) == 2:
            self._random(call, arguments)
        elif call.name == "either" and arguments:
            self._either(arguments)
        elif call.name in VALUE_MACROS:
            raise HarloweFault(f"({call.name}:) with these values is not read yet", call.at, call.end)
        else:
            raise HarloweFault(f"the macro ({call.name}:) is not read yet here", call.at, call.end)

    def _random(self, call: syntax.Call, arguments: tuple[syntax.HarloweExpression, ...]) -> None:
        ends = [argument.value if isinstance(argument, syntax.Literal) else None for argument in arguments]
        if not all(type(end) is int for end in ends):
            raise HarloweFault("(random:) between what is not two whole numbers is not read yet", call.at, call.end)
        for end in sorted(ends):  # type: ignore[type-var]
            self.code.push(end)  # type: ignore[arg-type]
        self.code.emit("random")

    def _either(self, arguments: tuple[syntax.HarloweExpression, ...]) -> None:
        """One of the values; they are pure, so only that one is computed."""
        code = self.code
        if any(lucky(argument) for argument in arguments):
            at, end = arguments[0].at, arguments[-1].end
            raise HarloweFault("luck inside (either:) is not read yet", at, end)
        if any(self.kinds.of(argument) & ERR for argument in arguments):
            raise HarloweFault("(either:) of what may go wrong is not read yet", arguments[0].at, arguments[-1].end)
        if len(arguments) == 1:
            self.value(arguments[0])
            return
        after = CodeLabel()
        code.push(1)
        code.push(len(arguments))
        code.emit("random")
        for number, argument in enumerate(arguments[:-1], 1):
            onward = CodeLabel()
            code.emit("dup")
            code.push(number)
            code.apply("is")
            code.skip_unless(onward)
            code.emit("pop")
            self.value(argument)
            code.jump(after)
            code.place(onward)
        code.emit("pop")
        self.value(arguments[-1])
        code.place(after)

    # -- setting

    def store(self, target: syntax.VariableRead | syntax.Part) -> None:
        """Pops a value into a variable; of a part, the whole variable with it changed."""
        root = root_of(target)
        if not root.temporary:
            self.code.globals.setdefault(root.name, 0)
            self.code.store(root.name)
            return
        scope = self.asks.scope
        assert scope is not None
        held = scope.find(root.name)
        if held is None:
            held = scope.variables[root.name] = self.code.hidden(f"_{root.name} {scope.number}", NONE)
        self.code.store(held)

    def assigned(self, assignment: syntax.Assignment) -> bool:
        """Pushes what a variable will hold; whether that may have gone wrong."""
        target = assignment.target
        if isinstance(target, syntax.VariableRead):
            self.value(assignment.value)
            return bool(self.kinds.of(assignment.value) & ERR)
        path: list[syntax.HarloweExpression] = []
        place: syntax.HarloweExpression = target
        while isinstance(place, syntax.Part):
            path.insert(0, place.key)
            place = place.whole
        self.value(place)
        self.code.push(SequenceValue())
        for key in path:
            self.value(key)
            self.code.apply("append")
        self.value(assignment.value)
        self.code.apply("set part", 3)
        return True


def lucky(expression: syntax.HarloweExpression) -> bool:
    """Whether an expression draws something."""
    if isinstance(expression, syntax.Call):
        return expression.name in LUCKY or any(lucky(value) for value in values_of(expression))
    if isinstance(expression, syntax.Binary):
        return lucky(expression.left) or lucky(expression.right)
    if isinstance(expression, syntax.Part):
        return lucky(expression.whole) or lucky(expression.key)
    return isinstance(expression, syntax.Not | syntax.Spread) and lucky(expression.operand)
