"""Summaries of functions: what a call that is a single operation may do, for abstract arguments and variables.

A function is interpreted once for each tuple of abstract inputs, and for one widened tuple where these are many; recursion is
solved to a fixpoint over them (the functional approach of Sharir and Pnueli, *Two approaches to interprocedural data flow
analysis*, 1981). A recursion over a list that gets shorter has other inputs each time: so it is seen to end.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from epilogue.abstract.conditions import Conditions
from epilogue.abstract.domain import AbstractValue, Domain
from epilogue.abstract.evaluate import Evaluation
from epilogue.abstract.states import ANY_SLOT, NO_OPTIONS, AbstractEnv
from epilogue.abstract.steps import PATIENCE, AbstractSteps
from epilogue.budget import tick
from epilogue.flow.calls import Callee
from epilogue.flow.expressions import Slot
from epilogue.flow.functions import RETURNED, VALUE, FunctionGraph, FunctionGraphs, argument, cell
from epilogue.flow.graph import Call, Node, NodeKind, Slots, reads_of, writes_of
from epilogue.ir.lines import NOTHING
from epilogue.ir.operators import Operators
from epilogue.ir.program import Program
from epilogue.ir.values import Reference

MOST_INPUTS = 16, 512
"""Least and greatest number of tuples of inputs of one function that are kept apart."""
MOST_STEPS = 40_000
"""Nodes of a function, times the tuples of inputs that are kept apart."""
DEEPEST = 40
"""Functions inside each other that are interpreted at once, before those around them go on."""
UNTOLD = -2
"""The last line, before a function says any."""
SAID = frozenset(("tag_open", "tag_close"))
"""Operations that fail or not by what is being said around a call."""

Inputs = tuple[AbstractValue, ...]


class CallEffect(NamedTuple):
    """Possible effects of a call. ``errors``, ``ends``: positions where the story may stop in it (-1: an error anywhere);
    ``returns``: whether it can return, its ``value``, and what is then in the slots that it ``sets``, in the order of
    the call's."""

    errors: frozenset[int]
    ends: frozenset[int]
    returns: bool
    value: AbstractValue
    sets: tuple[AbstractValue, ...]


class Functions:
    """The functions of one story; summaries are kept."""

    def __init__(self, program: Program, domain: Domain, operators: Operators) -> None:
        self.program = program
        self.domain = domain
        self.operators = operators
        self._graphs: dict[frozenset[str], FunctionGraphs] = {}
        self._functions: dict[Any, _Function | None] = {}
        self._running: list[_Summary] = []
        self._stale: dict[_Summary, None] = {}

    def effect(self, call: Call, args: Sequence[AbstractValue], env: AbstractEnv, slots: Slots) -> CallEffect:
        """The possible effects of the call, given its arguments and the values of slots."""
        function = self._function(call)
        if function is None:
            return self._unknown(call)
        held = dict(zip(call.callee.counts, call.counts, strict=True))
        held.update(zip(call.callee.writes, call.writes, strict=True))
        held.update(zip(call.callee.reads, call.reads, strict=True))
        outside = [self.domain.of((UNTOLD,)) if key == ("last",) else env[held[key]] for key in function.keys]
        cells = [env[slot] for slot in call.cells]
        inside = [value for value, read in zip(args, function.takes, strict=True) if read]
        summary = function.summary(tuple(map(self._input, (*inside, *cells, *outside))))
        if self._running:
            self._running[-1].calls[summary] = None
            summary.callers[self._running[-1]] = None
            if summary.fresh and len(self._running) < DEEPEST:
                self._interpret(summary)
            elif summary.fresh:
                self._stale[summary] = None
        else:
            self._interpret(summary)
            while self._stale:
                tick()
                self._interpret(next(iter(self._stale)))
        return self._seen(call, function, summary, env)

    def _input(self, value: AbstractValue) -> AbstractValue:
        """The abstract value as an input: that a list has more than one item is left out, so that more calls share a summary."""
        shape = value.lists
        if shape is None or shape.least < 2:
            return value
        return self.domain.mixed(value.numbers, shape._replace(least=1), value.rest)

    def _interpret(self, summary: _Summary) -> None:
        """Interprets the function for these inputs; its callers are interpreted again if that shows something new."""
        self._stale.pop(summary, None)
        if not summary.fresh and not summary.changed:
            return
        summary.fresh = summary.changed = False
        self._running.append(summary)
        try:
            grown = summary.interpret(self)
        finally:
            self._running.pop()
        if grown:
            for caller in summary.callers:
                caller.changed = True
                if caller not in self._running:
                    self._stale[caller] = None
        if summary.changed:
            self._stale[summary] = None

    def again(self, summary: _Summary) -> None:
        """Its inputs have grown."""
        summary.changed = True
        self._stale[summary] = None

    def _seen(self, call: Call, function: _Function, summary: _Summary, env: AbstractEnv) -> CallEffect:
        """The summary as the caller sees it."""
        errors = frozenset(summary.errors)
        if not self._running and _may_run_for_ever(summary):
            errors |= {-1}
        if not summary.returned:
            return CallEffect(errors, frozenset(summary.ends), False, self.domain.nothing, ())
        after = dict(zip(function.left, summary.returned, strict=True))
        sets = []
        for key, slot in zip((*call.callee.writes, *call.callee.counts), (*call.writes, *call.counts), strict=True):
            value = after[key]
            if key == ("last",):
                value = self._last(value, env[slot], call.line)
            elif key == ("mark",):
                value = self.domain.join(env[slot], value)
            sets.append(value)
        sets += [after[cell(index)] for index in range(len(call.cells))]
        if call.heard >= 0:
            sets.append(self.domain.anything)
        return CallEffect(errors, frozenset(summary.ends), True, after.get(VALUE, self.domain.nothing), tuple(sets))

    def _last(self, after: AbstractValue, before: AbstractValue, line: int | None) -> AbstractValue:
        """The last line said, where the call is made within a ``line``."""
        if after.items is None:
            return self.domain.anything
        values = {value for _, value in after.items}
        lines = {known if line is None or known == NOTHING else line for known in values - {UNTOLD}}
        said = self.domain.of(lines)
        return self.domain.join(before, said) if UNTOLD in values or NOTHING in lines else said

    def _unknown(self, call: Call) -> CallEffect:
        code, anything = self.program.code, self.domain.anything
        ends = frozenset(position for position in call.callee.region if code[position].op == "end")
        return CallEffect(frozenset((-1,)), ends, True, anything, (anything,) * len(call.sets))

    def _function(self, call: Call) -> _Function | None:
        """The function called, as called there; None if what it does was not worked out."""
        callee = call.callee
        passed = tuple([arg.value if arg.op == "const" and type(arg.value) is Reference else None for arg in call.args])
        key = callee.entry, callee.reads, callee.writes, call.kind, passed, len(call.cells), call.where == "story"
        if key not in self._functions:
            self._functions[key] = self._made(callee, call, passed)
        return self._functions[key]

    def _made(self, callee: Callee, call: Call, passed: tuple[Reference | None, ...]) -> _Function | None:
        code = self.program.code
        ops = {code[position].op for position in callee.region}
        if call.where != "story" and ops & SAID:
            return None
        stored = {code[position].a for position in callee.region if code[position].op == "store_global"}
        assumed = frozenset(name for name in stored if ("g", name) not in callee.writes)
        if assumed not in self._graphs:
            self._graphs[assumed] = FunctionGraphs(self.program, self.operators, assumed)
        graph = self._graphs[assumed].of(callee, call.kind, passed, len(call.cells))
        return _Function(self, graph, callee, passed, len(call.cells)) if graph.whole else None


class _Function:
    """A function as called with the references ``passed``. ``keys``: of the slots outside that it may read or set; ``takes``: the
    arguments that are values; ``left``: keys of what is in its slots when it returns."""

    def __init__(
        self, owner: Functions, made: FunctionGraph, callee: Callee, passed: tuple[Reference | None, ...], cells: int
    ) -> None:
        self.owner = owner
        self.nodes = made.nodes
        self.slots = made.graph.slots
        self.keys = tuple(dict.fromkeys((*callee.reads, *callee.writes, *callee.counts)))
        self.takes = tuple(reference is None for reference in passed)
        inside = [argument(index) for index, taken in enumerate(self.takes) if taken]
        held = [cell(index) for index in range(cells)]
        self.inputs: list[Slot] = [self.slots[key] for key in (*inside, *held, *self.keys)]
        returns = any(node.kind is NodeKind.SET and node.slot == self.slots[VALUE] for node in self.nodes)
        self.left: tuple[tuple[Any, ...], ...] = (*callee.writes, *callee.counts, *held, *([VALUE] if returns else []))
        self.outputs: list[Slot] = [self.slots[key] for key in self.left]
        used = set(self.inputs) | set(self.outputs)
        for node in self.nodes:
            used |= reads_of(node) | writes_of(node)
        self.live = [sorted(used)] * len(self.nodes)
        self.conditions = Conditions(Evaluation(owner.domain, owner.operators, None, len(self.slots)))
        self._summaries: dict[Inputs, _Summary] = {}
        self._wide: _Summary | None = None
        self._most = min(max(MOST_STEPS // len(self.nodes), MOST_INPUTS[0]), MOST_INPUTS[1])

    def summary(self, inputs: Inputs) -> _Summary:
        """The summary for these inputs, or for wider ones."""
        known = self._summaries.get(inputs)
        if known is None:
            if len(self._summaries) < self._most:
                known = self._summaries[inputs] = _Summary(self, inputs)
            elif self._wide is None:
                known = self._wide = _Summary(self, inputs)
            else:
                known = self._wide
                domain = self.owner.domain
                grown = tuple([domain.widen(old, new) for old, new in zip(known.inputs, inputs, strict=True)])
                if grown != known.inputs:
                    known.inputs = grown
                    self.owner.again(known)
        return known


class _Summary:
    """``fresh``: not interpreted yet; ``changed``: to be interpreted again. ``returned``: what is in the function's ``outputs``
    when it returns, empty if it never does; ``calls``: what it calls, ``callers``: what calls it."""

    def __init__(self, function: _Function, inputs: Inputs) -> None:
        self.function = function
        self.inputs = inputs
        self.fresh = True
        self.changed = False
        self.rounds = 0
        self.errors: set[int] = set()
        self.ends: set[int] = set()
        self.returned: Inputs = ()
        self.circles = False
        self.calls: dict[_Summary, None] = {}
        self.callers: dict[_Summary, None] = {}

    def interpret(self, functions: Functions) -> bool:
        """Interprets the function once more; True if it may do more than was known."""
        self.rounds += 1
        run = _FunctionSteps(functions, self.function, self.inputs)
        before = len(self.errors), len(self.ends), self.returned
        self.errors |= run.errors
        self.ends |= run.ends
        self.circles = self.circles or run.circles
        if run.returned and self.returned:
            grow = functions.domain.join if self.rounds < PATIENCE else functions.domain.widen
            self.returned = tuple([grow(old, new) for old, new in zip(self.returned, run.returned, strict=True)])
        elif run.returned:
            self.returned = run.returned
        return before != (len(self.errors), len(self.ends), self.returned)


class _FunctionSteps(AbstractSteps):
    """One interpretation of a function from its entry."""

    def __init__(self, functions: Functions, function: _Function, inputs: Inputs) -> None:
        function.conditions.evaluation.slots = len(function.slots)
        super().__init__(function.nodes, function.slots, function.conditions, function.live, [ANY_SLOT] * len(function.nodes))
        self._known = functions
        self._function = function
        self.errors: set[int] = set()
        self.ends: set[int] = set()
        self.returned: Inputs = ()
        env = AbstractEnv((), ANY_SLOT, self.domain.anything, zip(function.inputs, inputs, strict=True))
        self._arrive(-1, self.nodes[0], env, NO_OPTIONS)
        self.run()
        self.circles = any(source >= number for number, sources in self.before.items() for source in sources)

    def functions(self) -> Functions:
        return self._known

    def _ends(self, node: Node, kind: str, position: int) -> None:
        if kind == "end":
            self.ends.add(position)
        elif node.kind is not NodeKind.SET or node.slot != self.slots[VALUE]:  # what is returned was checked before
            self.errors.add(position)

    def _end(self, node: Node, env: AbstractEnv, state: Any) -> None:
        if node.what != RETURNED:
            super()._end(node, env, state)
            return
        left = tuple([env[slot] for slot in self._function.outputs])
        if self.returned:
            left = tuple([self.domain.join(old, new) for old, new in zip(self.returned, left, strict=True)])
        self.returned = left


def _may_run_for_ever(summary: _Summary) -> bool:
    """Whether it goes round in circles, or calls itself with the same abstract inputs, itself or in what it calls."""
    on_way: dict[_Summary, Iterable[_Summary]] = {summary: iter(list(summary.calls))}
    done: set[_Summary] = set()
    while on_way:
        tick()
        current, follow = next(reversed(on_way.items()))
        if current.circles:
            return True
        for called in follow:
            if called in on_way:
                return True
            if called not in done:
                on_way[called] = iter(list(called.calls))
                break
        else:
            done.add(current)
            del on_way[current]
    return False
