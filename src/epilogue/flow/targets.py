"""Targets that are values: which of them each variable may hold, and which a return may lead to instead.

Targets may be kept in variables, given to functions and come back from them. What may get where is over-approximated, as the
least solution of inclusions between variables (by name, whatever the frame), results of functions and overridden returns (compare
Andersen, *Program Analysis and Specialization for the C Programming Language*, 1994, chapter 4). Each value is followed along the
code to where it is taken from the stack; where that is not clear, any variable may hold it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from epilogue.budget import tick
from epilogue.flow.purity import parameters
from epilogue.ir.ops import OPS
from epilogue.ir.program import Program
from epilogue.ir.values import Target

Holder = tuple[str, object]
"""Where a value may get: ``("variable", name)``, ``("result", entry of a function)``, or one of the two below."""
OVERRIDE: Holder = ("override", None)
UNCLEAR: Holder = ("unclear", None)
PATIENCE = 400
"""Steps along the code after which it is not clear where a value gets."""
LEFT = frozenset(("done", "end", "fall", "converse", "fail", "call_var", "tag_open"))
"""Operations at which it is not followed who takes what is on the stack."""
STORES = frozenset(("declare_temp", "store_temp", "store_global"))
FUNCTIONS = frozenset(("function", "procedure"))
LEAVES = frozenset(("return", "return_subroutine", "fall", "done", "end", "converse", "fail"))
"""Operations after which flow does not go on in the same frame."""


class Targets:
    """Jump targets that are values somewhere in the program. ``stored``: those a variable may hold; ``returns``: by block, the
    places its ``jump_var`` of a compiler-generated variable (``$r``) can lead to, known from the code that enters the block."""

    def __init__(self, program: Program) -> None:
        self.program = program
        code = program.code
        self.returns: dict[int, list[int]] = {}
        self._pushed: list[tuple[int, Target]] = []
        for at, (op, target, _, _) in enumerate(code):
            if op != "push" or type(target) is not Target:
                continue
            follow = code[at + 1]
            if follow.op == "declare_temp" and follow.a.startswith("$r"):
                jump = code[at + 3 if code[at + 2].op == "string_open" else at + 2]
                if jump.op == "jump":
                    self.returns.setdefault(program.block_of[jump.a], []).append(target.position)
                    continue
            if follow.op not in ("turns_since", "visits_of"):
                self._pushed.append((at, target))
        self.stored = tuple(dict.fromkeys(target for _, target in self._pushed))

    def held(self, variable: str) -> tuple[Target, ...]:
        """The targets that a variable of this name may hold."""
        return self._among(("variable", variable))

    @cached_property
    def overriding(self) -> tuple[Target, ...]:
        """The targets that a return from a subroutine may lead to instead."""
        return self._among(OVERRIDE)

    def places(self, at: int) -> list[int]:
        """Where the ``jump_var`` there may lead to."""
        name = self.program.code[at].a
        known = self.returns.get(self.program.block_of[at]) if name.startswith("$r") else None
        return [target.position for target in self.held(name)] if known is None else known

    def _among(self, holder: Holder) -> tuple[Target, ...]:
        if not self.stored:
            return ()
        here = self._reached.get(holder, set()) | self._reached.get(UNCLEAR, set())
        return tuple(target for target in self.stored if target in here)

    @cached_property
    def _reached(self) -> dict[Holder, set[Target]]:
        """By holder, the targets that get there."""
        code = self.program.code
        loads: dict[str, list[int]] = {}
        calls: dict[int, list[int]] = {}
        through: dict[str, list[int]] = {}
        references: list[int] = []
        for at, (op, a, b, _) in enumerate(code):
            if op in ("load_temp", "load_global"):
                loads.setdefault(a, []).append(at)
            elif op == "call" and b in FUNCTIONS:
                calls.setdefault(a, []).append(at)
            elif op == "call_var" and b in FUNCTIONS:
                through.setdefault(a, []).append(at)
            elif op == "external" and self.program.externals.get(a) is not None:
                calls.setdefault(self.program.externals[a], []).append(at)  # type: ignore[arg-type]
            elif op == "push_ref":
                references.append(at)
        edges: dict[Holder, set[Holder]] = {}
        work = [(holder, target) for at, target in self._pushed for holder in self._taken(at)]
        for at in references:
            variable = ("variable", code[at].a)
            for holder in self._taken(at):
                edges.setdefault(variable, set()).add(holder)
                edges.setdefault(holder, set()).add(variable)
                if holder[0] != "variable":
                    work.extend((variable, target) for target in self.stored)
        reached: dict[Holder, set[Target]] = {}
        opened: set[Holder] = set()
        while work:
            tick()
            holder, target = work.pop()
            here = reached.setdefault(holder, set())
            if target in here:
                continue
            here.add(target)
            kind, name = holder
            after = edges.setdefault(holder, set())
            if holder not in opened:  # what comes of what is there
                opened.add(holder)
                gets = loads.get(name, ()) if kind == "variable" else calls.get(name, ()) if kind == "result" else ()  # type: ignore[call-overload]
                after.update(*(self._taken(at) for at in gets))
            work.extend((follow, target) for follow in after)
            called = through.get(name, ()) if kind == "variable" else ()  # type: ignore[call-overload]
            if holder == UNCLEAR:
                called = [at for sites in through.values() for at in sites]
            result: Holder = ("result", target.position)
            for at in called:
                holders = self._taken(at)
                edges.setdefault(result, set()).update(holders)
                work.extend((follow, known) for known in reached.get(result, ()) for follow in holders)
        return reached

    def _taken(self, at: int) -> set[Holder]:
        """Where the value that the instruction there leaves on top of the stack may get."""
        code = self.program.code
        holders: set[Holder] = set()
        seen: set[tuple[int, int]] = set()
        work = [(at + 1, 0)]
        while work:
            tick()
            step = work.pop()
            if step in seen:
                continue
            seen.add(step)
            if len(seen) > PATIENCE:
                return {UNCLEAR}
            position, above = step
            op, a, b, _ = code[position]
            if op in LEFT:
                holders.add(UNCLEAR)
            elif op == "jump":
                work.append((a, above))
            elif op == "jump_var":
                if not a.startswith("$r"):
                    holders.add(UNCLEAR)
                work.extend((place, above) for place in self.returns.get(self.program.block_of[position], ()))
            elif op in STORES and not above:
                holders.add(("variable", a))
            elif op in ("return", "return_subroutine") and above:
                holders.add(UNCLEAR)
            elif op == "return":
                holders.update(("result", entry) for entry in self._functions.get(position, ()))
                holders.update(() if position in self._functions else (UNCLEAR,))
            elif op == "return_subroutine":
                holders.add(OVERRIDE)
            elif op == "call" or (op == "external" and self.program.externals.get(a) is not None):
                entry = a if op == "call" else self.program.externals[a]
                names = parameters(self.program, entry)  # type: ignore[arg-type]
                if above < len(names):
                    holders.add(("variable", names[-1 - above]))
                else:
                    work.append((position + 1, above - len(names) + (b == "function" or op == "external")))
            else:
                work.extend(self._past(position, above))
        return holders

    def _past(self, position: int, above: int) -> Iterator[tuple[int, int]]:
        """Where flow goes on from a plain instruction, and how many values are then above; nothing if it takes the value."""
        op, a, b, _ = self.program.code[position]
        shape = OPS[op]
        pops = shape.pops
        if op == "apply" or op == "external":
            pops = b
        elif op == "offer":
            site = self.program.choices[a]
            pops = site.condition + site.start + site.choice_only
        if above >= pops:
            yield position + 1, above - pops + shape.pushes
            if op in ("jump_if", "skip_unless"):
                yield a, above - pops
        elif op == "apply":  # an operator may give one of its operands
            yield position + 1, 0
        elif op == "dup":
            yield position + 1, 0
            yield position + 1, 1

    @cached_property
    def _functions(self) -> dict[int, set[int]]:
        """By position, the functions whose own code it belongs to."""
        program = self.program
        code = program.code
        entries = {i.a for i in code if i.op == "call" and i.b in FUNCTIONS}
        entries.update(fallback for fallback in program.externals.values() if fallback is not None)
        if any(i.op == "call_var" and i.b in FUNCTIONS for i in code):
            entries.update(target.position for target in self.stored)
        functions: dict[int, set[int]] = {}
        for entry in entries:
            work, seen = [entry], set[int]()
            while work:
                tick()
                at = work.pop()
                if at in seen:
                    continue
                seen.add(at)
                functions.setdefault(at, set()).add(entry)
                op, a, _, _ = code[at]
                if op in ("jump", "jump_if", "skip_unless"):
                    work.append(a)
                elif op == "jump_var":
                    known = self.returns.get(program.block_of[at], ()) if a.startswith("$r") else None
                    work.extend(target.position for target in self.stored) if known is None else work.extend(known)
                if op not in LEAVES and op != "jump" and op != "jump_var":
                    work.append(at + 1)
        return functions
