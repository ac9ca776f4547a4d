"""The specialiser's operations on control: jumps, calls, threads, offers, stops."""

from __future__ import annotations

from typing import Any

from epilogue.flow.context import (
    CALLED,
    MAX_FRAMES,
    MAX_THREADS,
    RETURNED,
    TAG,
    Context,
    ContextFrame,
    ContextThread,
    UnboundedConstruct,
)
from epilogue.flow.expressions import Expr
from epilogue.flow.graph import Draw, Node, NodeKind, Offer
from epilogue.flow.invoke import invoke
from epilogue.flow.operators import COUNTED_AS
from epilogue.flow.returning import NOWHERE, folded
from epilogue.flow.run import SpecialiserRun, on
from epilogue.flow.targets import FUNCTIONS
from epilogue.ir.lines import NOTHING
from epilogue.ir.operators import OperatorError
from epilogue.ir.outside import NEXT, STOPS
from epilogue.ir.program import GameSets, Outside, blocks_entered, flowed_from, inside
from epilogue.ir.values import VOID, Reference, Target

# -- control


@on("enter")
def _enter(run: SpecialiserRun, a: Any, b: Any, at: int) -> bool:
    run.visit(a)
    return False


@on("jump")
def _jump(run: SpecialiserRun, a: Any, b: Any, at: int) -> bool:
    run.count(b)
    run.position = a
    return False


@on("jump_if")
def _jump_if(run: SpecialiserRun, a: Any, b: Any, at: int) -> bool:
    condition = run.stack.pop()
    if condition.op == "const":
        try:
            holds = run.semantics.values.truthy(condition.value)
        except OperatorError as problem:
            return run.fail(str(problem), at)
        run.decided(at, holds)
        if holds:
            run.count(b)
            run.position = a
        return False
    node = run.emit(NodeKind.BRANCH, at)
    node.expr = condition
    yes: Node | None = None
    if b:
        side = run.beside(at)
        yes = side.tail
        side.count(b)
        side.link(side.moved(a, at))
    node.succ = [yes or run.moved(a, at), run.arrive(at + 1, None)]
    return True


@on("skip_unless")
def _skip_unless(run: SpecialiserRun, a: Any, b: Any, at: int) -> bool:
    node = run.emit(NodeKind.BRANCH, at)
    node.expr = run.stack.pop()
    node.succ = [run.arrive(at + 1, None), run.arrive(a, None)]
    return True


@on("jump_var")
def _jump_var(run: SpecialiserRun, a: Any, b: Any, at: int) -> bool:
    expr = _held(run, a)
    if expr.op != "const":
        cases = run.owner.targets.held(a)
        return run.switch(expr, cases, [run.moved(t.position, at) for t in cases], at)
    if type(expr.value) is not Target:
        return run.fail(run.semantics.messages.no_target.format(a), at)
    run.position = expr.value.position
    return False


def _held(run: SpecialiserRun, name: str) -> Expr:
    """The value of a variable that holds a target."""
    return run.expressions.read(run.slots["g", name]) if name in run.program.globals else run.value_of(name)


@on("call")
def _call(run: SpecialiserRun, a: Any, b: Any, at: int) -> bool:
    return _enter_call(run, a, b, at)


def _enter_call(run: SpecialiserRun, entry: int, kind: str, at: int) -> bool:
    """Enters the callee; True if that ends the run."""
    if kind in FUNCTIONS and entry in run.owner.calls.whole:
        return invoke(run, entry, kind, at)
    if len(run.frames) >= MAX_FRAMES:
        return run.limit(f"calls nested more than {MAX_FRAMES} deep", at)
    if kind != "subroutine" and run.captures and not run.captures[-1][0]:
        run.hear(run.expressions.const(CALLED))
    resume = at + 1
    if kind == "subroutine" and _again_at_the_end(run, resume):
        resume = run.frames.pop().resume
    run.frames.append(ContextFrame(kind, resume, ()))
    run.position = entry
    return False


def _again_at_the_end(run: SpecialiserRun, resume: int) -> bool:
    """Whether the running subroutine does nothing but return once it continues there, and so do those that called it, one of them
    from the same place: then returning once does what returning as often as they were called does. Nothing may refer to its
    variables."""
    if run.captures or not run.owner.only_returns(resume):
        return False
    top = len(run.frames) - 1
    if any(e.op == "const" and type(e.value) is Reference and e.value.frame == top for e in run.stack):
        return False
    for frame in reversed(run.frames):
        if frame.kind != "subroutine" or not run.owner.only_returns(frame.resume):
            return False
        if frame.resume == resume:
            return True
    return False


@on("call_var")
def _call_var(run: SpecialiserRun, a: Any, b: Any, at: int) -> bool:
    expr = _held(run, a)
    if expr.op != "const":
        cases = run.owner.targets.held(a)
        return run.switch(expr, cases, [_case(run, target, b, at) for target in cases], at)
    if type(expr.value) is not Target:
        return run.fail(run.semantics.messages.no_target.format(a), at)
    return _enter_call(run, expr.value.position, b, at)


def _case(run: SpecialiserRun, target: Target, kind: str, at: int) -> Node:
    """The node a call leads to if the variable holds this target."""
    side = run.beside(at)
    first = side.tail
    if kind in FUNCTIONS and not run.owner.calls.is_function(target):
        side.limit("something that is no function is called as one", at)
    elif not _enter_call(side, target.position, kind, at):
        side.link(
            side.moved(side.position, at) if kind not in FUNCTIONS else side.arrive(side.position, run.program.block_of[at])
        )
    return first


@on("external")
def _external(run: SpecialiserRun, a: Any, b: Any, at: int) -> bool:
    outside = run.program.outside.get(at)
    silent = not run.program.gives(a)
    if outside is not None or silent:
        del run.stack[len(run.stack) - b :]
        if outside is None:
            run.stack.append(run.expressions.const(VOID))
        elif len(outside.values) == 1:
            run.last_line(NOTHING, at)
            run.stack.append(run.expressions.const(outside.values[0]))
        else:
            slot = run.slots["d", at]
            run.spill(slot, at)
            run.from_outside(slot, outside, at)
            run.stack.append(run.expressions.read(slot))
        for variable, site in run.program.writes.get(at, ()):
            if variable not in run.owner.observations.assume:
                run.spill(run.slots["g", variable], site)
                run.game_sets([GameSets(variable, site, run.program.outside[site], False)])
        return False
    fallback = run.program.externals.get(a)
    if fallback is None:
        raise UnboundedConstruct(run.semantics.messages.no_fallback.format(a), run.program.code[at].span)
    block = run.program.block_of[fallback]
    run.count(blocks_entered(run.program.blocks, block, fallback, run.program.block_of[at]))
    return _enter_call(run, fallback, "function", at)


@on("converse")
def _converse(run: SpecialiserRun, a: Any, b: Any, at: int) -> bool:
    program, expressions = run.program, run.expressions
    names = (*(entry.name for entry in program.entries), STOPS)
    never = expressions.const(0)
    spent = [expressions.read(run.slots["entered", n]) if entry.once else never for n, entry in enumerate(program.entries)]
    hub = run.owner.hub = run.emit(NodeKind.DRAW, at)
    hub.slot = run.slots["entry",]
    hub.offer = Draw("entries", tuple(spent), None, Outside(NEXT, names, None))
    heads = []
    for number, entry in enumerate(program.entries):
        begun = SpecialiserRun(run.owner, run.owner.new(NodeKind.GOTO, at))
        heads.append(begun.tail)
        if entry.once:
            begun.assign(run.slots["entered", number], expressions.const(1), at)
        begun.assign(run.slots["mark",], expressions.const(""), at)
        begun.last_line(NOTHING, at)
        begun.position = inside(program, entry.block)
        begun.take_turn()
        begun.count(blocks_entered(program.blocks, entry.block, begun.position, -1))
        begun.game_sets([*entry.sets, *(sets for sets in program.game_sets if sets.every_turn)])
        begun.frames = [ContextFrame("root", -1, ())]
        begun.link(begun.arrive(begun.position, -1))
    stopped = run.owner.new(NodeKind.END, at)
    stopped.what = "stopped"
    return run.switch(expressions.read(hub.slot), names, [*heads, stopped], at)


@on("return")
def _return(run: SpecialiserRun, a: Any, b: Any, at: int) -> bool:
    if run.frames[-1].kind not in ("function", "procedure"):
        messages = run.semantics.messages
        expected = messages.of_subroutine if run.frames[-1].kind == "subroutine" else messages.of_story
        return run.fail(messages.wrong_return.format(messages.of_function, expected), at)
    run.position = _leave_function(run)
    return False


def _leave_function(run: SpecialiserRun) -> int:
    if run.captures and not run.captures[-1][0]:
        run.hear(run.expressions.const(RETURNED))
    return run.frames.pop().resume


@on("return_subroutine")
def _return_subroutine(run: SpecialiserRun, a: Any, b: Any, at: int) -> bool:
    override = run.stack.pop()
    frame = run.frames[-1]
    if frame.kind != "subroutine":
        messages = run.semantics.messages
        expected = messages.of_story if frame.kind == "root" else messages.of_function
        return run.fail(messages.wrong_return.format(messages.of_subroutine, expected), at)
    assert frame.resume != NOWHERE, "a subroutine returns that cannot"
    run.frames.pop()
    if override.op == "const":
        run.position = frame.resume
        if type(override.value) is Target:
            run.position = override.value.position
            run.move(at)
        return False
    cases = run.owner.targets.overriding
    came = run.program.block_of[frame.resume - 1]
    nodes = [*(run.moved(t.position, at, came) for t in cases), run.arrive(frame.resume, came)]
    return run.switch(override, (*cases, VOID), nodes, at)  # type: ignore[arg-type]


@on("fork")
def _fork(run: SpecialiserRun, a: Any, b: Any, at: int) -> bool:
    below = len(run.threads)
    if below and not run.captures and run.owner.only_ends(a):
        return False
    if below >= MAX_THREADS:
        return run.limit(f"threads nested more than {MAX_THREADS} deep", at)
    frames = run.owner.prune(tuple(run.frames), at + 1)
    waiting = run.owner.prune(tuple(run.frames), a)
    run.threads = (*run.threads, ContextThread(waiting, a))
    for index, frame in enumerate(frames):
        for name, value in frame.temps:
            if value is None:
                run.assign(run.slots["t", below + 1, index, name], run.expressions.read(run.slots["t", below, index, name]), at)
    run.frames = list(frames)
    return False


@on("fall")
def _fall(run: SpecialiserRun, a: Any, b: Any, at: int) -> bool:
    kind = run.frames[-1].kind
    if kind in ("function", "procedure"):
        run.position = _leave_function(run)
        if kind == "function":
            run.stack.append(run.expressions.const(VOID))
        return False
    if run.threads:
        return _leave_thread(run)
    messages = run.semantics.messages
    node = run.emit(NodeKind.STOP, at)
    node.what, node.cases = "out_of_content", (messages.subroutine_hint if kind == "subroutine" else messages.story_hint,)
    return True


def _leave_thread(run: SpecialiserRun) -> bool:
    *below, top = run.threads
    run.threads = tuple(below)
    run.frames = list(top.frames)
    run.position = top.resume
    return False


@on("done")
def _done(run: SpecialiserRun, a: Any, b: Any, at: int) -> bool:
    if run.threads:
        return _leave_thread(run)
    return run.finish(NodeKind.STOP, "done", at)


@on("end")
def _end(run: SpecialiserRun, a: Any, b: Any, at: int) -> bool:
    return True if run.initialising else run.finish(NodeKind.END, "end", at)


@on("fail")
def _fail(run: SpecialiserRun, a: Any, b: Any, at: int) -> bool:
    return run.fail(a, at)


@on("leave_page")
def _leave_page(run: SpecialiserRun, a: Any, b: Any, at: int) -> bool:
    if not run.initialising:
        run.emit(NodeKind.LEAVE, at)
    return False


@on("offer")
def _offer(run: SpecialiserRun, a: Any, b: Any, at: int) -> bool:
    site = run.program.choices[a]
    if site.once and not run.program.blocks[site.target_block].visits:
        return run.fail(run.semantics.messages.no_visits.format(run.program.blocks[site.target_block].name), at)
    expressions = run.expressions
    guard: list[Expr] = []
    if site.condition:
        guard.append(run.stack.pop())
    tag = expressions.const(TAG)
    for wanted in (site.choice_only, site.start):
        if wanted:
            if run.stack.pop() is tag:
                return run.fail("an option's label is not text", at)
            while run.stack and run.stack[-1] is tag:
                run.stack.pop()
    if site.once:
        guard.append(expressions.apply(COUNTED_AS, (expressions.read(run.slots["v", site.target_block]), expressions.const(0))))
    for known in guard:
        if known.op == "const":
            try:
                if not run.semantics.values.truthy(known.value):
                    run.decided(at, False)
                    return False
            except OperatorError as problem:
                return run.fail(str(problem), at)
    entered, came = site.enters, run.program.block_of[at]
    if entered is None:
        came = flowed_from(run.program, at) if run.came is None else run.came
        run.came = None
        entered = blocks_entered(run.program.blocks, site.target_block, site.target, came)
    frames = run.owner.prune(tuple(run.frames), site.target)
    bottom = run.owner.bottom(frames, site.target)
    lower = max(0, bottom - 1)
    if bottom:
        frames = folded(frames, bottom)
    context = Context(site.target, (), frames, (), (), came if site.target in run.owner.noted else None)
    captures = []
    for index, frame in enumerate(frames):
        for name, value in frame.temps:
            if value is None:
                source = expressions.read(run.temp_slot(name, index + lower))
                captures.append((run.slots["t", 0, index, name], source))
    entry = run.owner.entry_of(a, context, entered, not site.fallback)
    node = run.emit(NodeKind.OFFER, at)
    node.offer = Offer(a, tuple(g for g in guard if g.op != "const"), tuple(captures), entry, site.fallback, site.stays)
    return False
