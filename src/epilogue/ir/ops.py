"""The operation table: every instruction of the IR, its operands and its effect on the evaluation stack.

Derive from this table; never list operations elsewhere. ``pops`` -1: depends on an operand (said in the text).
"""

from __future__ import annotations

from typing import NamedTuple


class Op(NamedTuple):
    """``a``/``b``: what the operands are; ``pops``/``pushes``: stack effect; ``what``: what it does."""

    name: str
    a: str
    b: str
    pops: int
    pushes: int
    what: str


_TABLE = (
    # values
    Op("push", "value", "", 0, 1, "push a constant"),
    Op("push_ref", "variable", "", 0, 1, "push a reference to a global (if one has the name) or to a variable of this frame"),
    Op("load_global", "variable", "", 0, 1, "push a global's value"),
    Op("store_global", "variable", "", 1, 0, "pop into a global"),
    Op("load_temp", "variable", "", 0, 1, "push a frame variable's value, following a reference"),
    Op("declare_temp", "variable", "", 1, 0, "pop into a new frame variable (references are kept, resolved to their end)"),
    Op("store_temp", "variable", "", 1, 0, "pop into an existing frame variable, or what it refers to"),
    Op("dup", "", "", 1, 2, "duplicate the top"),
    Op("pop", "", "", 1, 0, "drop the top"),
    Op("apply", "operator", "count", -1, 1, "apply a pure (perhaps partial) operator of the language to `count` values"),
    # history
    Op("visits", "block", "", 0, 1, "push the block's visit count"),
    Op("visits_of", "", "", 1, 1, "pop a target, push its block's visit count"),
    Op("turns_since", "", "", 1, 1, "pop a target, push turns since its block was last visited, -1 for never"),
    Op("turns", "", "", 0, 1, "push the number of turns taken"),
    Op("choice_count", "", "", 0, 1, "push the number of options offered so far this turn"),
    # random draws
    Op("random", "among", "share", 2, 1, "pop greatest and least, push an integer between them, both included; `among`: it is "
       "the how-manieth of these, in words; `share`: only on which side of the next constant it falls is told"),
    Op("shuffle", "block", "", 2, 1, "pop element count and visit index, push an index not yet drawn in this round"),
    Op("list_random", "", "", 1, 1, "pop a list, push one of its items as a list"),
    Op("seed_random", "", "", 1, 1, "pop a seed for the generator, push void"),
    # text
    Op("text", "string", "kind", 0, 0, "say literal text; a lone newline ends the line; ``kind``: at both ends of an event"),
    Op("print", "", "", 1, 0, "pop and say a value"),
    Op("join", "", "", 0, 0, "join lines"),
    Op("tag_open", "", "", 0, 0, "what is said next belongs to a tag"),
    Op("tag_close", "", "", 0, 0, "end of the tag"),
    Op("string_open", "is label", "", 0, 0, "what is said next becomes a string; `is label`: that of an option"),
    Op("string_close", "is label", "", 0, 1, "push the string said since string_open"),
    Op("mark", "key", "value", 0, 0, "observe a mark (never text)"),
    # control
    Op("enter", "block", "", 0, 0, "count the block as entered at its start"),
    Op("jump", "position", "blocks", 0, 0, "go there, counting the blocks entered on the way"),
    Op("jump_if", "position", "blocks", 1, 0, "pop; go there if true"),
    Op("skip_unless", "position", "", 1, 0, "pop; if false, go on at the position, counting nothing"),
    Op("jump_var", "variable", "", 0, 0, "go to the target held by the variable"),
    Op("call", "position", "kind", 0, 0, "push a frame; kind: function, procedure (wants no value) or subroutine"),
    Op("call_var", "variable", "kind", 0, 0, "the same, to the target held by the variable"),
    Op("external", "name", "count", -1, 1, "call what is outside with `count` arguments, or its fallback; it may set globals"),
    Op("return", "", "", 0, 0, "leave a function; its value, if any, is on the stack"),
    Op("return_subroutine", "", "", 1, 0, "pop a target to override the return (or void) and leave the subroutine"),
    Op("fork", "position", "", 0, 0, "the jump that follows is a thread of its own; afterwards flow goes on at the position"),
    Op("fall", "", "", 0, 0, "ran off the end: leave the function or the thread, else stop"),
    Op("done", "", "", 0, 0, "leave the thread, else stop here safely"),
    Op("end", "implied", "", 0, 0, "the story is over; `implied`: because what was being said is, nothing says so"),
    Op("offer", "choice site", "", -1, 0, "offer an option"),
    Op("leave_page", "", "", 0, 0, "options that stay on offer over turns are on offer no longer"),
    Op("converse", "", "", 0, 0, "the game gives up what was going on and begins one of the entries that are left, or stops"),
    Op("nop", "", "", 0, 0, "nothing"),
    Op("fail", "message", "kind", 0, 0, "a run-time error of the story; MENU: nothing on offer can be chosen; DRY: all is spent"),
)  # fmt: skip

MENU, DRY = "menu", "dry"
OPS: dict[str, Op] = {op.name: op for op in _TABLE}
