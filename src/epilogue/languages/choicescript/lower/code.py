"""Code of a game's scenes under construction."""

from __future__ import annotations

from epilogue.ir.program import Foreign
from epilogue.ir.values import Value
from epilogue.languages.choicescript.operators import number
from epilogue.languages.code import CodeBuilder


class SceneCode(CodeBuilder):
    """``foreign``: what foreign code may do; ``written``: by the positions of calls, a global that they may set, and to which
    values."""

    def __init__(self) -> None:
        super().__init__(number)
        self.foreign: dict[str, Foreign] = {}
        self.written: dict[int, tuple[str, tuple[Value, ...]]] = {}
