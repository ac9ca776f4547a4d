"""A Harlowe story to a Program: each passage is a block, a page on which its links are offered.

Passages tagged ``header`` and ``footer`` are part of every page, those tagged ``startup`` of the first one; a displayed passage
is part of the page that displays it. A link that shows a hook leaves the other links of its page on offer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from epilogue.budget import tick
from epilogue.ir.program import ChoiceSite, Program
from epilogue.languages.code import CodeBuilder, CodeLabel
from epilogue.languages.javascript.numbers import number
from epilogue.languages.twine.harlowe import syntax
from epilogue.languages.twine.harlowe.faults import HarloweFault
from epilogue.languages.twine.harlowe.kinds import HarloweKinds
from epilogue.languages.twine.harlowe.pages import PageLowering
from epilogue.languages.twine.harlowe.semantics import SEMANTICS
from epilogue.languages.twine.harlowe.story import HarloweStory, PlacedFault
from epilogue.languages.twine.harlowe.values import Asks, HarloweValues
from epilogue.languages.twine.harlowe.walk import assignments
from epilogue.source import Span

OBSERVER = "epilogue_observes_"


class HarloweLowering:
    """``observed``: expressions to be computed at any time, by key, each with where it was asked."""

    def __init__(self, story: HarloweStory) -> None:
        self.story = story
        self.code = CodeBuilder(number)
        every = [each for passage in story.passages.values() for each in assignments(passage.nodes)]
        self.kinds = HarloweKinds(every, self._always())
        self.values = HarloweValues(self.code, self.kinds)
        self.labels = {name: CodeLabel() for name in story.passages}
        self.blocks = {name: number for number, name in enumerate(story.passages, 1)}

    def _always(self) -> frozenset[str]:
        """The variables that every play sets first of all, to a constant, before anything is read."""
        found: set[str] = set()
        for passage in (*self.story.tagged("startup"), *self.story.tagged("header"), self.story.passages[self.story.start]):
            for node in _leading(passage.nodes):
                if not isinstance(node, syntax.Run) or not isinstance(node.expression, syntax.Call):
                    return frozenset(found)
                if node.expression.name not in ("set", "put"):
                    return frozenset(found)
                for assignment in node.expression.arguments:
                    target = assignment.target if isinstance(assignment, syntax.Assignment) else None
                    if not isinstance(target, syntax.VariableRead) or target.temporary:
                        return frozenset(found)
                    assert isinstance(assignment, syntax.Assignment)
                    if not isinstance(assignment.value, syntax.Literal):
                        return frozenset(found)
                    found.add(target.name)
        return frozenset(found)

    def program(self, observed: Mapping[str, tuple[syntax.HarloweExpression, Span]]) -> tuple[Program, dict[str, int]]:
        """The Program, and the position of each observed expression by its key. Raises PlacedFault."""
        code, story = self.code, self.story
        for passage in story.passages.values():
            for assignment in assignments(passage.nodes):
                self._declare(assignment)
        code.span = story.passages[story.start].span
        root = code.open_block("", -1, None)
        begin = CodeLabel()
        code.jump(begin)
        code.close_block()
        pages = PageLowering(self)
        asked: set[int] = set()
        self.values.visited = asked.add
        for passage in story.passages.values():
            tick()
            pages.page(passage, root)
        places = {}
        for order, (key, (expression, span)) in enumerate(observed.items()):
            code.span = span
            code.open_block(f"{OBSERVER}{order}", root, span)
            places[key] = len(code.instructions)
            self.values.asks = Asks(None, None)
            try:
                self.values.value(expression)
            except HarloweFault as fault:
                raise PlacedFault(fault, span, "") from None
            code.emit("return")
            code.close_block()
        code.place(begin)
        self._begin(pages, root)
        init = self._declarations(root)
        for block in asked:
            code.blocks[block] = code.blocks[block]._replace(visits=True)
        program = Program(
            code=self._finished(asked),
            blocks=tuple(code.blocks),
            block_of=tuple(code.block_of),
            choices=self._sites(asked),
            start=0,
            init=init,
            globals=tuple(code.globals),
            lists={},
            externals=code.externals,
            marks=tuple(code.marks),
            semantics=SEMANTICS,
            name=story.name,
            sources=story.sources,
            passages=tuple(self.blocks.values()),
            hidden=code.kept,
        )
        return program, places

    def _declare(self, assignment: syntax.Assignment) -> None:
        target: syntax.HarloweExpression = assignment.target
        while isinstance(target, syntax.Part):
            target = target.whole
        if isinstance(target, syntax.VariableRead) and not target.temporary:
            self.code.globals.setdefault(target.name, 0)

    def _begin(self, pages: PageLowering, root: int) -> None:
        """Where play begins: on the first page, the passages tagged ``startup`` stand above it."""
        code = self.code
        first = self.story.passages[self.story.start]
        code.span = first.span
        block = code.open_block("", root, first.span)
        startup = tuple(self.story.tagged("startup"))
        if startup:
            code.push(True)
            code.store(pages.first)
        self.enter(first.name)
        code.close_block()
        assert block >= 0

    def enter(self, name: str) -> None:
        """Goes to a passage."""
        self.code.emit("jump", self.labels[name], (self.blocks[name],))

    def _declarations(self, root: int) -> int:
        code = self.code
        code.span = self.story.passages[self.story.start].span
        code.open_block("global decl", root, None)
        start = len(code.instructions)
        for name, value in code.globals.items():
            code.emit("push", value)
            code.store(name)
        code.emit("end")
        code.close_block()
        return start

    def _finished(self, asked: set[int]) -> tuple:  # type: ignore[type-arg]
        """The code, in which only what is asked about is counted."""
        return tuple(
            instruction._replace(b=tuple(block for block in instruction.b if block in asked))
            if instruction.op == "jump" and instruction.b
            else instruction._replace(op="nop", a=None)
            if instruction.op == "enter" and instruction.a not in asked
            else instruction
            for instruction in self.code.finished()
        )

    def _sites(self, asked: set[int]) -> tuple[ChoiceSite, ...]:
        return tuple(
            site._replace(enters=tuple(block for block in site.enters or () if block in asked)) for site in self.code.sites()
        )


def _leading(nodes: Sequence[syntax.Node]) -> Iterator[syntax.Node]:
    """The nodes in order, those of collapsed text too, without text and rules."""
    for node in nodes:
        if isinstance(node, syntax.Collapsed):
            yield from _leading(node.body)
        elif not isinstance(node, syntax.Words | syntax.Break | syntax.Rule):
            yield node
