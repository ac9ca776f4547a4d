"""The specialiser's operations on values, history, draws and text."""

from __future__ import annotations

from typing import Any

from epilogue.flow.context import (
    JOIN,
    MAX_EXPRESSION,
    TAG,
)
from epilogue.flow.expressions import Expr, Slot
from epilogue.flow.graph import Draw, NodeKind
from epilogue.flow.run import SpecialiserRun, on
from epilogue.ir.lines import NOTHING
from epilogue.ir.values import VOID, Reference, Target

# -- values


@on("push")
def _push(run: SpecialiserRun, a: Any, b: Any, at: int) -> bool:
    run.stack.append(run.expressions.const(a))
    return False


@on("push_ref")
def _push_ref(run: SpecialiserRun, a: Any, b: Any, at: int) -> bool:
    frame = len(run.frames) - 1
    owned = dict(run.frames[frame].temps)
    known = owned.get(a)
    if a not in owned and a in run.program.globals:
        known = Reference(a, -1)
    run.stack.append(run.expressions.const(known if type(known) is Reference else Reference(a, frame)))
    return False


@on("load_global")
def _load_global(run: SpecialiserRun, a: Any, b: Any, at: int) -> bool:
    slot = run.slots["g", a]
    if run.initialising:
        run.stack.append(run.expressions.const(run.owner.initial.get(slot, 0)))
    else:
        run.stack.append(run.expressions.read(slot))
    return False


@on("store_global")
def _store_global(run: SpecialiserRun, a: Any, b: Any, at: int) -> bool:
    slot = run.slots["g", a]
    value = run.stack.pop()
    if a in run.owner.observations.assume:
        return False
    run.assign(slot, value if run.initialising else run.retained(run.expressions.read(slot), value), at)
    return False


@on("load_temp")
def _load_temp(run: SpecialiserRun, a: Any, b: Any, at: int) -> bool:
    run.stack.append(run.value_of(a))
    return False


@on("declare_temp")
def _declare_temp(run: SpecialiserRun, a: Any, b: Any, at: int) -> bool:
    run.set_temp(a, len(run.frames) - 1, run.stack.pop(), at)
    return False


@on("store_temp")
def _store_temp(run: SpecialiserRun, a: Any, b: Any, at: int) -> bool:
    value = run.stack.pop()
    own, frame, _ = run.lookup(a)
    if own == "none":
        return run.fail(run.semantics.messages.no_temporary.format(a), at)
    if frame < 0:
        slot = run.slots["g", own]
        run.assign(slot, run.retained(run.expressions.read(slot), value), at)
    else:
        run.set_temp(
            own,
            frame,
            run.retained(
                run.value_of(own) if frame == len(run.frames) - 1 else run.expressions.read(run.temp_slot(own, frame)), value
            ),
            at,
        )
    return False


@on("dup")
def _dup(run: SpecialiserRun, a: Any, b: Any, at: int) -> bool:
    run.stack.append(run.stack[-1])
    return False


@on("pop")
def _pop(run: SpecialiserRun, a: Any, b: Any, at: int) -> bool:
    run.stack.pop()
    return False


@on("apply")
def _apply(run: SpecialiserRun, a: Any, b: Any, at: int) -> bool:
    args = tuple(run.stack[-b:])
    if len(args) < b or run.expressions.const(TAG) in args:
        return run.fail("a value was expected here and there is none", at)
    del run.stack[-b:]
    expr = run.expressions.apply(a, args)
    if expr.op != "const":
        run.check(expr, at)
        if expr.size > MAX_EXPRESSION and not run.initialising:
            expr = run.expressions.read(run.save(expr, at))
    run.stack.append(expr)
    return False


@on("visits")
def _visits(run: SpecialiserRun, a: Any, b: Any, at: int) -> bool:
    if not run.program.blocks[a].visits:
        return run.fail(run.semantics.messages.no_visits.format(run.program.blocks[a].name), at)
    run.stack.append(run.expressions.read(run.slots["v", a]))
    return False


@on("visits_of", "turns_since")
def _history(run: SpecialiserRun, a: Any, b: Any, at: int) -> bool:
    counts, messages = run.program.code[at].op == "visits_of", run.semantics.messages
    target = run.stack.pop()
    if target.op == "const":
        if type(target.value) is not Target:
            return run.fail(messages.no_passage.format("something else"), at)
        slot = _history_of(run, target.value, counts)
        if slot is None:
            name = run.program.blocks[run.program.block_of[target.value.position]].name
            return run.fail((messages.no_visits if counts else messages.no_age).format(name), at)
        run.stack.append(run.expressions.read(slot))
        return False
    slots = {stored: slot for stored in run.owner.targets.stored if (slot := _history_of(run, stored, counts)) is not None}
    expr = run.expressions.pick(target, slots)
    run.check(expr, at)
    run.stack.append(expr)
    return False


def _history_of(run: SpecialiserRun, target: Target, counts: bool) -> Slot | None:
    """The slot for how often, or how long ago, the outermost block that begins at the target was visited; None if that is not
    recorded."""
    instruction = run.program.code[target.position]
    if instruction.op != "enter":
        return None
    block = run.program.blocks[instruction.a]
    return run.slots["v" if counts else "age", instruction.a] if (block.visits if counts else block.turns) else None


@on("turns")
def _turns(run: SpecialiserRun, a: Any, b: Any, at: int) -> bool:
    run.stack.append(run.expressions.read(run.slots["turns",]))
    return False


@on("choice_count")
def _choice_count(run: SpecialiserRun, a: Any, b: Any, at: int) -> bool:
    run.stack.append(run.expressions.read(run.save(run.expressions.read(run.slots["offers",]), at)))
    return False


# -- draws


@on("random", "list_random", "shuffle")
def _random(run: SpecialiserRun, a: Any, b: Any, at: int) -> bool:
    op = run.program.code[at].op
    picked = None
    if op == "random":
        greatest, least = run.stack.pop(), run.stack.pop()
        draw = Draw("random", (least, greatest))
    elif op == "shuffle":
        elements, _ = run.stack.pop(), run.stack.pop()
        picked = run.slots["k", a]
        run.spill(picked, at, elements.reads)
        draw = Draw("shuffle", (elements,), picked)
    else:
        draw = Draw("list", (run.stack.pop(),))
    slot = run.slots["d", at]
    run.spill(slot, at, frozenset().union(*(arg.reads for arg in draw.args)))
    node = run.emit(NodeKind.DRAW, at)
    node.slot, node.offer = slot, draw
    run.last_line(NOTHING, at)
    run.stack.append(run.expressions.read(slot))
    return False


@on("seed_random")
def _seed_random(run: SpecialiserRun, a: Any, b: Any, at: int) -> bool:
    run.stack.pop()
    run.stack.append(run.expressions.const(VOID))
    return False


# -- text


@on("text")
def _text(run: SpecialiserRun, a: Any, b: Any, at: int) -> bool:
    _say(run, run.expressions.const(a), at)
    return False


@on("print")
def _print(run: SpecialiserRun, a: Any, b: Any, at: int) -> bool:
    if run.stack:
        _say(run, run.stack.pop(), at)
    return False


def _in_output(run: SpecialiserRun) -> bool:
    return not run.captures or run.captures[-1][0]


def _say(run: SpecialiserRun, expr: Expr, at: int) -> None:
    run.say_line(at)
    if not _in_output(run):
        run.hear(expr)
    elif run.owner.texts:
        node = run.emit(NodeKind.TEXT, at)
        node.expr = expr if run.owner.observations.precision == "text" else run.expressions.const("")
        node.label = bool(run.captures)


def _shape(run: SpecialiserRun, at: int) -> None:
    """Observes what says no words but shapes the lines around it, where text is observed."""
    if _in_output(run) and run.owner.observations.precision == "text":
        node = run.emit(NodeKind.TEXT, at)
        node.expr, node.label = run.expressions.const(""), bool(run.captures)


@on("join")
def _join(run: SpecialiserRun, a: Any, b: Any, at: int) -> bool:
    if not _in_output(run):
        run.hear(run.expressions.const(JOIN))
    _shape(run, at)
    return False


@on("tag_open")
def _tag_open(run: SpecialiserRun, a: Any, b: Any, at: int) -> bool:
    if run.captures:
        run.hear(run.expressions.const(TAG))
    _shape(run, at)
    return False


@on("tag_close")
def _tag_close(run: SpecialiserRun, a: Any, b: Any, at: int) -> bool:
    """Inside a string, takes out the tag and leaves it on the stack for the option that the string belongs to."""
    if run.captures:
        tag = run.expressions.const(TAG)
        parts = run.captures[-1][1]
        if tag not in parts:
            return run.fail(run.semantics.messages.unopened_tag, at)
        del parts[len(parts) - 1 - parts[::-1].index(tag) :]
        run.stack.append(tag)
    _shape(run, at)
    return False


@on("nop")
def _nothing(run: SpecialiserRun, a: Any, b: Any, at: int) -> bool:
    return False


@on("string_open")
def _string_open(run: SpecialiserRun, a: Any, b: Any, at: int) -> bool:
    run.captures.append((bool(a), []))
    return False


@on("string_close")
def _string_close(run: SpecialiserRun, a: Any, b: Any, at: int) -> bool:
    label, parts = run.captures.pop()
    run.stack.append(run.expressions.const("") if label else run.expressions.apply("said", tuple(parts)))
    return False


@on("mark")
def _mark(run: SpecialiserRun, a: Any, b: Any, at: int) -> bool:
    if not run.captures:  # the text of an option is evaluated even if it is not taken
        run.assign(run.slots["mark",], run.expressions.const(b), at)
    return False
