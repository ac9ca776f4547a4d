"""Calls that are not unfolded: which functions, and what each reads and writes.

Unfolding recursion would give a context for each level, and the number of levels is data. So a call of a recursive function is a
single operation of the FlowGraph, evaluated by the Machine. The same holds for long functions that only compute; their results
are cached. What a call may read and write is over-approximated over everything it can call in turn. If it leads outside of that
(a variable holds a passage that is not a function), its evaluation notices: nothing is assumed silently.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from functools import cached_property
from typing import Any, NamedTuple

from epilogue.budget import tick
from epilogue.flow.purity import Purity, parameters
from epilogue.flow.targets import FUNCTIONS, Targets
from epilogue.graphs.closure import closure
from epilogue.graphs.components import components
from epilogue.ir.lines import Lines, lines_of
from epilogue.ir.operators import Algebra, Arithmetic, Compare, Logic
from epilogue.ir.program import Program, blocks_entered
from epilogue.ir.values import Target

SlotKey = tuple[Any, ...]
NO_FUNCTION = frozenset(("offer", "fork", "done", "end", "return_subroutine"))
"""Operations that the code of a function does not contain."""
DRAWS = frozenset(("random", "shuffle", "list_random"))
LONG = 80
"""Length in instructions above which a function that only computes is not unfolded."""
STOPS = frozenset(("return", "return_subroutine", "fall", "done", "end", "fail", "jump_var", "offer", "fork"))


class FunctionBody(NamedTuple):
    """The code of one function by itself: its positions, and the positions it calls (``subroutines``: as subroutines)."""

    code: frozenset[int]
    called: frozenset[int]
    subroutines: frozenset[int]


class Callee(NamedTuple):
    """A function whose calls are single operations, including all it calls.

    ``entry``: its position; ``parameters``: their number; ``region``: all positions that belong to it. ``reads``: keys of the
    slots (see :class:`~epilogue.flow.graph.Slots`) it may read; ``writes``: of those it may set; ``counts``: of the visit counts
    and ages it may change. ``asks``: for a counter it reads, (threshold, period) for each reader: beyond the threshold its value
    matters only up to the period; no entry if one reads it in full. ``draws``: whether it may draw.
    """

    entry: int
    parameters: int
    region: frozenset[int]
    reads: tuple[SlotKey, ...]
    writes: tuple[SlotKey, ...]
    counts: tuple[SlotKey, ...]
    asks: Mapping[SlotKey, tuple[tuple[int, int], ...]]
    draws: bool


class Calls:
    """The calls of a program. ``assumed``: globals taken as constants, which nothing sets. ``whole``: entries of the functions
    whose calls are single operations: recursive ones, and those that only compute, in ``LONG`` instructions or more."""

    def __init__(self, program: Program, targets: Targets, assumed: Container[str]) -> None:
        self.program = program
        self.assumed = assumed
        self.targets = targets
        self._bodies: dict[int, FunctionBody] = {}
        self._callees: dict[tuple[int, tuple[tuple[int, str], ...]], Callee] = {}
        self._functions: dict[int, bool] = {}
        self.whole: frozenset[int] = frozenset()
        self._entries: list[int] = []
        if any(i.b in FUNCTIONS for i in program.code if i.op == "call" or i.op == "call_var"):
            self.whole = self._find_recursive()
            self.whole |= self._find_long(self.whole)

    @cached_property
    def lines(self) -> Lines:
        """The lines of the program."""
        return lines_of(self.program)

    @cached_property
    def purity(self) -> Purity:
        """Finds the functions that only compute."""
        bodies = self.body
        return Purity(self.program, self._entries, lambda e: bodies(e).code, lambda e: bodies(e).called | bodies(e).subroutines)

    def _find_long(self, recursive: frozenset[int]) -> frozenset[int]:
        """Functions that only compute and whose code, including all they call, is long."""
        lengths: dict[int, int] = {}
        code = self.program.code
        for entry in self._entries:  # callees first, except in recursion
            body = self.body(entry).code
            lengths[entry] = len(body) + sum(lengths.get(code[at].a, 0) for at in body if code[at].op == "call")
        long = [entry for entry in self._entries if entry not in recursive and lengths[entry] >= LONG]
        return frozenset(entry for entry in long if entry in self.purity.pure)

    def callee(self, entry: int, referred: tuple[tuple[int, str], ...] = ()) -> Callee:
        """The description of such a function; ``referred``: globals it is given references to, by index of the parameter."""
        described = self._callees.get((entry, referred))
        if described is None:
            described = self._describe(entry)
            if referred:
                names = self.purity.parameters[entry]
                referred_keys: list[SlotKey] = [("g", name) for _, name in referred]
                written: list[SlotKey] = [("g", name) for index, name in referred if (entry, names[index]) in self.purity.written]
                reads, writes = dict.fromkeys((*described.reads, *referred_keys)), dict.fromkeys((*described.writes, *written))
                described = described._replace(reads=tuple(reads), writes=tuple(writes))
            self._callees[entry, referred] = described
        return described

    def is_function(self, target: Target) -> bool:
        """Whether the code there can be a function; anything called through a variable is taken to be one."""
        position = target.position
        answer = self._functions.get(position)
        if answer is None:
            code = self.program.code
            answer = self._functions[position] = not any(code[at].op in NO_FUNCTION for at in self.body(position).code)
        return answer

    def body(self, entry: int) -> FunctionBody:
        """The code of a call, up to its return."""
        body = self._bodies.get(entry)
        if body is None:
            body = self._bodies[entry] = self._follow(entry)
        return body

    def _follow(self, entry: int) -> FunctionBody:
        program = self.program
        code = program.code
        seen: set[int] = set()
        called: set[int] = set()
        subroutines: set[int] = set()
        work = [entry]
        while work:
            tick()
            at = work.pop()
            if at in seen:
                continue
            seen.add(at)
            op, a, b, _ = code[at]
            if op == "call":
                (called if b in FUNCTIONS else subroutines).add(a)
            elif op == "call_var" and b not in FUNCTIONS:
                subroutines.update(target.position for target in self.targets.held(a))
            elif op == "external" and program.externals.get(a) is not None:
                called.add(program.externals[a])  # type: ignore[arg-type]
            elif op in ("jump", "jump_if", "skip_unless"):
                work.append(a)
            elif op == "jump_var" and a.startswith("$r"):
                work.extend(self.targets.returns.get(program.block_of[at], ()))
            if op not in STOPS and op != "jump":
                work.append(at + 1)
        for at in seen:
            op, a, b, _ = code[at]
            if op == "call_var" and b in FUNCTIONS:
                called.update(t.position for t in self.targets.held(a) if t.position == entry or self.is_function(t))
        return FunctionBody(frozenset(seen), frozenset(called), frozenset(subroutines))

    def _find_recursive(self) -> frozenset[int]:
        code = self.program.code
        entries = {i.a for i in code if i.op == "call" and i.b in FUNCTIONS}
        entries.update(fallback for fallback in self.program.externals.values() if fallback is not None)
        if any(i.op == "call_var" and i.b in FUNCTIONS for i in code):
            entries.update(target.position for target in self.targets.stored if self.is_function(target))
        number: dict[int, int] = {}
        work = sorted(entries)
        rows: dict[int, list[int]] = {}
        while work:
            tick()
            entry = work.pop()
            if entry in number:
                continue
            number[entry] = len(number)
            body = self.body(entry)
            rows[entry] = sorted(body.called | body.subroutines)
            work.extend(rows[entry])
        first: list[int] = [0]
        target: list[int] = []
        for entry in number:
            target.extend(number[called] for called in rows[entry])
            first.append(len(target))
        names = list(number)
        recursive: set[int] = set()
        for component in components(first, target):
            self._entries.extend(names[index] for index in component)
            if len(component) > 1 or component[0] in target[first[component[0]] : first[component[0] + 1]]:
                recursive.update(names[index] for index in component)
        return frozenset(recursive & entries)

    # -- effects of an instruction

    def _describe(self, entry: int) -> Callee:
        code = self.program.code
        bodies = closure((entry,), lambda at: self.body(at).called | self.body(at).subroutines)
        region = set[int]().union(*(self.body(at).code for at in bodies))
        reads: dict[SlotKey, None] = {}
        writes: dict[SlotKey, None] = {}
        counts: dict[SlotKey, None] = {}
        for at in sorted(region):
            self._effects(at, reads, writes, counts)
        ops = {code[at].op for at in region}
        return Callee(
            entry,
            len(parameters(self.program, entry)),
            frozenset(region),
            tuple(reads),
            tuple(writes),
            tuple(counts),
            self._asks(region),
            bool(ops & DRAWS),
        )

    def _effects(self, at: int, reads: dict[SlotKey, None], writes: dict[SlotKey, None], counts: dict[SlotKey, None]) -> None:
        """Adds what the instruction there may read and write."""
        program = self.program
        op, a, _, _ = program.code[at]
        if op in ("load_global", "jump_var", "call_var"):
            if a in program.globals:
                reads["g", a] = None
        elif op == "store_global" and a not in self.assumed:
            writes["g", a] = None
            if program.lists:  # assigning an empty list keeps the origins of the old value
                reads["g", a] = None
        elif op == "push_ref":
            if a in program.globals:
                reads["g", a] = None
                if self.purity.sets(at):
                    writes["g", a] = None
        elif op == "visits":
            reads["v", a] = None
        elif op in ("visits_of", "turns_since"):
            before = program.code[at - 1]
            known = before.op == "push" and type(before.a) is Target
            for target in (before.a,) if known else self.targets.stored:
                first = program.code[target.position]
                if first.op == "enter":
                    reads["v" if op == "visits_of" else "age", first.a] = None
        elif op == "turns":
            reads["turns",] = None
        elif op == "choice_count":
            reads["offers",] = None
        elif op == "shuffle":
            reads["k", a] = writes["k", a] = None
        elif op == "mark":
            writes["mark",] = None
        elif op == "external":
            writes.update((("g", write.variable), None) for write in program.writes.get(at, ()))
        if op in DRAWS or at in self.lines.line_of:
            writes["last",] = None
        for block in self._entered(at):
            if program.blocks[block].visits:
                counts["v", block] = None
            if program.blocks[block].turns:
                counts["age", block] = None

    def _asks(self, region: set[int]) -> dict[SlotKey, tuple[tuple[int, int], ...]]:
        """Demand on each counter the code reads."""
        code = self.program.code
        asks: dict[SlotKey, tuple[tuple[int, int], ...]] = {}
        exact: set[SlotKey] = set()
        for at in region:
            if code[at].op in ("visits", "turns", "visits_of", "turns_since"):
                keys: dict[SlotKey, None] = {}
                self._effects(at, keys, {}, {})
                limit = _asked(self.program, at + 1)
                for key in keys:
                    asks[key] = (*asks.get(key, ()), limit or (0, 1))
                if limit is None:
                    exact.update(keys)
        return {key: limits for key, limits in asks.items() if key not in exact}

    def _entered(self, at: int) -> tuple[int, ...]:
        program = self.program
        op, a, b, _ = program.code[at]
        if op == "enter":
            return (a,)
        if op in ("jump", "jump_if"):
            return b or ()
        fallback = program.externals.get(a) if op == "external" else None
        if fallback is None:
            return ()
        return blocks_entered(program.blocks, program.block_of[fallback], fallback, program.block_of[at])


def _asked(program: Program, at: int) -> tuple[int, int] | None:
    """(threshold, period) of a counter that was just pushed, by what consumes it: see :mod:`epilogue.flow.passes.saturate`."""
    code = program.code
    offset = 0
    if code[at].op == "push" and code[at].a == 1 and _algebra(program, at + 1) is Arithmetic.SUBTRACT:
        offset, at = -1, at + 2
    op, a, _, _ = code[at]
    if op in ("jump_if", "skip_unless") or _algebra(program, at) is Logic.NOT:
        return 1 - offset, 1
    if op != "push" or type(a) is not int or abs(a) >= 10_000:
        return None
    algebra = _algebra(program, at + 1)
    if code[at + 1].op == "shuffle":  # the index matters only for the round it falls in
        return 1, 1
    if isinstance(algebra, Compare) or algebra is Arithmetic.LEAST:
        return a - offset + 1, 1
    return (max(1, -offset), a) if algebra is Arithmetic.REMAINDER and a > 0 else None


def _algebra(program: Program, at: int) -> Algebra | None:
    """The declared algebra of the operator applied there, if any."""
    op, name, _, _ = program.code[at]
    return program.semantics.algebra(name) if op == "apply" else None
