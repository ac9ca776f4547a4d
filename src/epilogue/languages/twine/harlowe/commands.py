"""Macros that do something at once, and values that are printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from epilogue.languages.code import CodeBuilder, CodeLabel
from epilogue.languages.twine.harlowe import syntax
from epilogue.languages.twine.harlowe.faults import HarloweFault
from epilogue.languages.twine.harlowe.kinds import ACTIVE, ARR, BOOL, ERR, MAP, STR, HarloweKinds, root_of
from epilogue.languages.twine.harlowe.markup import parse
from epilogue.languages.twine.harlowe.scopes import Scope
from epilogue.languages.twine.harlowe.story import HarlowePassage, PlacedFault
from epilogue.languages.twine.harlowe.values import VALUE_MACROS, HarloweValues
from epilogue.languages.twine.harlowe.walk import plain
from epilogue.source import Span

if TYPE_CHECKING:
    from epilogue.languages.twine.harlowe.lower import HarloweLowering

DEEPEST_DISPLAY = 20
LinkWords = syntax.HarloweExpression | tuple[syntax.Node, ...]


class CommandLowering:
    """``passages``: the one that is read now, last, and before it those that display it. ``in_words``: inside the words of a
    link; ``inside_literal``: how deep inside texts that are printed where they are written."""

    story: HarloweLowering
    code: CodeBuilder
    values: HarloweValues
    kinds: HarloweKinds
    passages: tuple[HarlowePassage, ...] = ()
    in_words = False
    inside_literal = 0

    def nodes(self, nodes: tuple[syntax.Node, ...], collapsed: bool = False) -> None:
        raise NotImplementedError

    def lead(self, words: LinkWords, name: str, at: syntax.Call | syntax.Link) -> None:
        raise NotImplementedError

    def words_of(self, call: syntax.Call) -> syntax.HarloweExpression:
        raise NotImplementedError

    def enter_scope(self, nodes: tuple[syntax.Node, ...], around: Scope | None, scope: Scope | None = None) -> Scope:
        raise NotImplementedError

    def place(self, at: int) -> Span:
        return self.passages[-1].place(at)

    def at(self, at: int) -> None:
        if not self.inside_literal:
            self.code.span = self.place(at)

    def unless_failed(self, good: CodeLabel) -> None:
        """If the value that is pushed went wrong, says so in its place; else play goes on at ``good`` with it."""
        code = self.code
        wrong = CodeLabel()
        code.emit("dup")
        code.apply("failed", 1)
        code.jump_if(wrong)
        code.jump(good)
        code.place(wrong)
        code.apply("message", 1)
        code.emit("print")

    def command(self, run: syntax.Run) -> None:
        expression = run.expression
        if isinstance(expression, syntax.VariableRead):
            self.shown(expression)
            return
        name = expression.name
        if name in VALUE_MACROS:
            self.shown(expression)
        elif name == "print":
            if len(expression.arguments) != 1 or isinstance(expression.arguments[0], syntax.Assignment | syntax.Spread):
                raise HarloweFault("(print:) takes one value", run.at, run.end)
            value = expression.arguments[0]
            if isinstance(value, syntax.Call) and value.name not in VALUE_MACROS:
                raise HarloweFault(f"({value.name}:) in (print:) is not read yet", value.at, value.end)
            self.shown(value, True)
        elif self.in_words:
            raise HarloweFault(f"({name}:) in the words of a link is not read", run.at, run.end)
        elif name in ("set", "put"):
            self._set(expression)
        elif name == "goto":
            self._goto(expression)
        elif name == "display":
            self._display(expression)
        elif name == "linkgoto":
            words = self.words_of(expression)
            target = expression.arguments[-1]
            if len(expression.arguments) > 2 or not isinstance(target, syntax.Literal):
                raise HarloweFault("a link to a passage that is computed is not read yet", run.at, run.end)
            self.lead(words, plain(parse(str(target.value))) or str(target.value), expression)
        else:
            raise HarloweFault(f"the macro ({name}:) is not read yet", run.at, run.end)

    def shown(self, value: syntax.HarloweExpression, booleans: bool = False) -> None:
        """Prints a value, or what went wrong. A truth value that is not asked for is not printed."""
        kinds = self.kinds.of(value)
        if kinds & BOOL and not booleans:
            raise HarloweFault("a truth value that nothing is attached to is not read yet", value.at, value.end)
        if not kinds & ERR:
            self.printed(value)
            return
        good, after = CodeLabel(), CodeLabel()
        self.values.value(value)
        self.unless_failed(good)
        self.code.jump(after)
        self.code.place(good)
        self._printable(value)
        self.code.emit("print")
        self.code.place(after)

    def _printable(self, value: syntax.HarloweExpression) -> None:
        kinds = self.kinds.of(value)
        if kinds & ARR:
            kinds |= self.kinds.inside(value)
        if kinds & ACTIVE:
            raise HarloweFault("a text printed here may hold markup, which is not read yet", value.at, value.end)
        if kinds & MAP:
            raise HarloweFault("a datamap that is printed is not read yet", value.at, value.end)

    def printed(self, value: syntax.HarloweExpression) -> None:
        """Prints a value that cannot go wrong. A text is markup."""
        if isinstance(value, syntax.Literal) and isinstance(value.value, str):
            self.at(value.at)
            self.inside_literal += 1
            try:
                self.nodes(parse(value.value))
            except HarloweFault as fault:
                raise HarloweFault(fault.message, value.at, value.end, fault.hint) from None
            self.inside_literal -= 1
            return
        self._printable(value)
        self.values.value(value)
        self.code.emit("print")

    def _set(self, call: syntax.Call) -> None:
        code = self.code
        after = CodeLabel()
        targets: list[syntax.VariableRead | syntax.Part] = []
        if not call.arguments:
            raise HarloweFault(f"({call.name}:) sets nothing", call.at, call.end)
        names: list[str] = []
        fails = False
        for assignment in call.arguments:
            assert isinstance(assignment, syntax.Assignment)
            root = root_of(assignment.target)
            if (key := f"{root.temporary} {root.name}") in names:
                message = f"{root.name} is set twice in one macro, which is not read yet"
                raise HarloweFault(message, assignment.at, assignment.end)
            names.append(key)
            failing = self.values.assigned(assignment)
            fails = fails or failing
            if any(key.startswith("True") for key in names) and fails:
                message = "a temporary variable set to what may go wrong is not read yet"
                raise HarloweFault(message, assignment.at, assignment.end)
            if failing:
                good = CodeLabel()
                self.unless_failed(good)
                for _ in targets:
                    code.emit("pop")
                code.jump(after)
                code.place(good)
            targets.append(assignment.target)
        for target in reversed(targets):
            self.values.store(target)
        code.place(after)

    def _goto(self, call: syntax.Call) -> None:
        code = self.code
        if len(call.arguments) != 1 or isinstance(call.arguments[0], syntax.Assignment | syntax.Spread):
            raise HarloweFault("(goto:) takes the name of a passage", call.at, call.end)
        name = call.arguments[0]
        if isinstance(name, syntax.Literal):
            if name.value in self.story.labels:
                self.story.enter(str(name.value))
            else:
                code.emit("text", f"\u26a0 I can't (go-to:) the passage '{name.value}' because it doesn't exist.")
            return
        if self.kinds.of(name) & ~ACTIVE != STR:
            raise HarloweFault("a passage that may be no text is not read yet", name.at, name.end)
        self.values.value(name)
        for passage in self.story.labels:
            onward = CodeLabel()
            code.emit("dup")
            code.push(passage)
            code.apply("is")
            code.skip_unless(onward)
            code.emit("pop")
            self.story.enter(passage)
            code.place(onward)
        code.emit("pop")
        code.emit("text", "\u26a0 I can't (go-to:) this passage because it doesn't exist.")

    def _display(self, call: syntax.Call) -> None:
        name = call.arguments[0] if len(call.arguments) == 1 else None
        if not isinstance(name, syntax.Literal):
            raise HarloweFault("(display:) of a passage that is computed is not read yet", call.at, call.end)
        passage = self.story.story.passages.get(str(name.value))
        if passage is None:
            self.code.emit("text", f"\u26a0 I can't (display:) the passage '{name.value}' because it doesn't exist.")
            return
        if passage in self.passages or len(self.passages) > DEEPEST_DISPLAY or self.inside_literal:
            raise HarloweFault("a passage that displays itself is not read", call.at, call.end)
        outer, asks = self.passages, self.values.asks
        self.passages = (*outer, passage)
        self.values.asks = asks._replace(scope=self.enter_scope(passage.nodes, asks.scope))
        try:
            self.nodes(passage.nodes)
        except HarloweFault as fault:
            raise PlacedFault(fault, self.place(fault.at), self.passages[-1].name) from None
        self.passages, self.values.asks = outer, asks
