"""Conditions of lines, options, items and nodes: ``if``, ``once`` and ``once if``."""

from __future__ import annotations

from collections.abc import Callable

from epilogue.languages.code import CodeLabel
from epilogue.languages.yarn.lower.values import ValueLowering
from epilogue.languages.yarn.parse import syntax


class ConditionLowering:
    """Lowers them. What they are of is noted as seen in a hidden global, by the place of the condition."""

    def __init__(self, values: ValueLowering) -> None:
        self.values = values
        self.code = values.code

    def once(self, condition: syntax.Condition) -> str:
        """The hidden global that says whether what this condition is of was seen."""
        span = condition.span
        return self.code.hidden(f"seen: {span.file}, line {span.line}, {span.column}", False, span)

    def spent(self, *conditions: syntax.Condition | None) -> tuple[str, ...]:
        """The hidden globals of which each, once set, makes one of the conditions false for good."""
        return tuple(self.once(condition) for condition in conditions if condition is not None and condition.once)

    def seen(self, *conditions: syntax.Condition | None) -> None:
        """Notes that what they are of is seen."""
        for name in self.spent(*conditions):
            self.code.push(True)
            self.code.store(name)

    def unless(self, condition: syntax.Condition, onward: CodeLabel) -> None:
        """Goes onward if it does not hold. What is asked is told apart from whether it was seen, which nobody wrote there."""
        code, outer = self.code, self.code.span
        if condition.expression is not None:
            code.span = condition.span
            self.values.value(condition.expression)
            code.skip_unless(onward)
        if condition.once:
            code.span = condition.span._replace(column=0)
            code.load(self.once(condition))
            code.jump_if(onward)
        code.span = outer

    def asking(self, *conditions: syntax.Condition | None) -> Callable[[str], None]:
        """Emitter of code that sets a frame variable to whether all hold; each is evaluated, as in the engine."""

        def ask(can: str) -> None:
            code = self.code
            effective = [
                condition
                for condition in conditions
                if condition is not None and (condition.once or condition.expression is not None)
            ]
            code.temp(can, not effective)
            for index, condition in enumerate(effective):
                no, after = CodeLabel(), CodeLabel()
                self.unless(condition, no)
                if not index:
                    code.push(True)
                    code.emit("store_temp", can)
                code.jump(after)
                code.place(no)
                if index:
                    code.push(False)
                    code.emit("store_temp", can)
                code.place(after)

        return ask

    def holding(self, *conditions: syntax.Condition) -> Callable[[], None]:
        """Emitter of code that pushes whether all of them hold."""

        def hold() -> None:
            self.code.push(True)
            for condition in conditions:
                self.hold(condition)
                self.code.apply("&&")

        return hold

    def hold(self, condition: syntax.Condition) -> None:
        """Emits code that pushes it."""
        code, outer = self.code, self.code.span
        code.span = condition.span
        if condition.once:
            code.load(self.once(condition))
            code.apply("!", 1)
        if condition.expression is not None:
            self.values.value(condition.expression)
            if condition.once:
                code.apply("&&")
        elif not condition.once:
            code.push(True)
        code.span = outer
