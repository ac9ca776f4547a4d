"""Code of a Yarn project under construction."""

from __future__ import annotations

from epilogue.ir.values import Value
from epilogue.languages.code import CodeBuilder
from epilogue.languages.yarn.operators import number


class YarnCode(CodeBuilder):
    """Adds what is done with variables that are not the author's."""

    def __init__(self) -> None:
        super().__init__(number)

    def here(self) -> None:
        """Sets the last instruction's span to :attr:`span`."""
        self.instructions[-1] = self.instructions[-1]._replace(span=self.span)

    def add(self, name: str, amount: int) -> None:
        """A hidden global counted up or down."""
        self.load(name)
        self.push(abs(amount))
        self.apply("+" if amount > 0 else "-")
        self.store(name)

    def temp(self, name: str, value: Value) -> None:
        self.kept.setdefault(name, None)
        self.push(value)
        self.emit("declare_temp", name)

    def same(self, name: str, value: Value) -> None:
        """Emits a test of whether a frame variable has the value."""
        self.emit("load_temp", name)
        self.push(value)
        self.apply("==")
