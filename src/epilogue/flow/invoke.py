"""Emits a call that is not unfolded as one node: its arguments, the slots it may read and set, where its value goes."""

from __future__ import annotations

from epilogue.flow.context import TAG
from epilogue.flow.expressions import Slot
from epilogue.flow.graph import Call, NodeKind
from epilogue.flow.run import SpecialiserRun
from epilogue.ir.values import Reference


def invoke(run: SpecialiserRun, entry: int, kind: str, at: int) -> bool:
    """Emits the call and continues after it; True if that ends the run."""
    parameters = run.owner.calls.callee(entry).parameters
    first = len(run.stack) - parameters
    if first < 0 or run.expressions.const(TAG) in run.stack[first:]:
        return run.fail("a value was expected here and there is none", at)
    cells: dict[tuple[str, int], Slot] = {}
    passed: dict[int, Reference] = {}
    for index in range(first, len(run.stack)):
        reference = run.stack[index].value
        if run.stack[index].op == "const" and type(reference) is Reference:
            cell = _cell(run, reference, cells, at)
            if cell is None:
                return run.limit(f"a reference to {reference.name}, which has no value yet", at)
            passed[index] = cell
    referred = tuple((index - first, cell.name) for index, cell in passed.items() if cell.frame < 0)
    callee = run.owner.calls.callee(entry, referred)
    keys = callee.reads, callee.writes, callee.counts
    reads, writes, counts = (tuple([run.slots[key] for key in group]) for group in keys)
    where = "story" if not run.captures else "label" if run.captures[-1][0] else "string"
    heard = run.slots["h", at] if where == "string" else -1
    value = run.slots["c", at]
    for slot in (*writes, *counts, *cells.values(), value, heard):
        run.spill(slot, at)
    args = tuple(run.expressions.const(passed[i]) if i in passed else run.stack[i] for i in range(first, len(run.stack)))
    del run.stack[first:]
    around = run.called_within()
    line = run.owner.lines.within.get(at) if around is None else around
    node = run.emit(NodeKind.CALL, at)
    node.slot = value if kind == "function" else -1
    node.offer = Call(callee, kind, args, tuple(cells.values()), (reads, writes, counts), where, heard, line)
    if kind == "function":
        run.stack.append(run.expressions.read(value))
    if where == "string":
        run.hear(run.expressions.read(heard))
    run.position = at + 1
    return False


def _cell(run: SpecialiserRun, reference: Reference, cells: dict[tuple[str, int], Slot], at: int) -> Reference | None:
    """The reference as the function gets it: to a global, or to the cell of a frame variable; None if there is no value."""
    name, frame, known = reference.name, reference.frame, None
    if frame >= 0:
        name, frame, known = run.follow(name, frame)
    if name == "none":
        return None
    if frame < 0:
        return Reference(name, -1)
    slot = cells.setdefault((name, frame), run.temp_slot(name, frame))
    if known is not None:  # settable: held in a slot
        run.know_temp(name, frame, None)
        run.assign(slot, run.expressions.const(known), at)
    return Reference(str(list(cells).index((name, frame))), 0)
