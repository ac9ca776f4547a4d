"""The tables of the search kernel: what each array holds, and the names of columns, registers and codes.

Values are interned: equal numbers are equal values of one kind. A *sequence* is a tuple of numbers, interned as bytes in
``arena``; its first number says what it is a sequence of, and ``answer`` has the number that belongs to it.
"""

from __future__ import annotations

from typing import Any, NamedTuple

# -- columns of ``nodes``
(
    KIND, NEXT, OTHER, SLOT, EXPR, FIRST, COUNT, GUARDS, ENTRY, FALLBACK, STAYS, POSITION, PICKED, INPUTS, NINPUTS, SITE, STATE,
) = range(17)  # fmt: skip
NODE_COLUMNS = 17

# -- what a step of ``code`` does
READ, CONST, ONE, APPLY, PICK = range(5)

# -- columns of ``plans`` and ``projections``
REPLACED, NREPLACED, DECIDING, NDECIDING, PLAIN, MARKED = range(6)
PLAN_COLUMNS = 6
LIVE, NLIVE, LEVELS, NLEVELS, PARTS, NODES, NNODES, DRAW = range(8)
PROJECTION_COLUMNS = 8

# -- the first number of a sequence
(
    S_PLAN, S_FACTS, S_LEVEL, S_ROW, S_ROOT, S_FORM, S_ITEMS, S_CALL, S_DRAW, S_PICKED, S_ENDING, S_LABEL, S_ARGS, S_OTHER,
    S_SAID,
) = range(15)  # fmt: skip

# -- registers of ``ctl``
(
    STATES, EDGES, ENDINGS, LOOKED, SEQUENCES, ARENA, MEMO, HEAD, TAIL, HEAP, GIVEN, OPTION, STOP_AT, DIVE, DEPTH,
    MISS0, MISS1, MISS2, RENAMED, OFFERS_SLOT, MARK_SLOT, LAST_SLOT, DECISIONS, PAGES, NO_MARK, HARDEST, CARRIED,
    BEFORE_STATES, BEFORE_EDGES, BEFORE_ENDINGS, EMPTY, NATEND, ITEMS, APART, AHEAD, SAID,
    KEYS_SENT, TEXTS_SENT, READ_UP_TO,
) = range(39)  # fmt: skip
REGISTERS = 39

# -- what a step of the kernel comes to, if not to a number
MISSING, BY_HAND, MISSING_SEQUENCE, FULL, SLICE, OVER = -1, -2, -3, -4, -5, -6
WRITTEN = -1
"""The ``OPTION`` of a state whose edges were written by hand."""
UNASKED, ASKED = -1, -2
"""The ``expanded`` of a state that nobody was asked to explore ahead, and of one that somebody was."""

MOST_OFFERS = 1_000
MOST_OUTCOMES = 1_000
MOST_STEPS = 5_000


COLUMNS = {
    "nodes": NODE_COLUMNS, "exprs": 2, "code": 3, "plans": PLAN_COLUMNS, "projections": PROJECTION_COLUMNS, "memo": 4,
}  # fmt: skip
"""Number of columns of the tables that have several."""
ELEMENTS = {
    "ctl": "int64", "begins": "int64", "mass": "float64", "settled": "float64", "arena": "uint8", "truth": "int8", "kind": "int8",
    "renamed": "int8", "shown": "int8", "spoken": "int8", "up_to": "int8", "weight": "uint32", "exponents": "int16",
}  # fmt: skip
"""Types of the elements of those that do not hold numbers of 32 bits."""


class Tables(NamedTuple):
    """All arrays; ``ctl`` has the registers, and after them the address and the size of each.

    By node: ``nodes``; ``operands``: expressions, and slots carried. ``exprs``: first step in ``code``, and number of steps. By
    value: ``truth`` (2: asking fails). ``start``: values of slots at the start; ``ints``: of small integers. ``pool``: lists that
    ``plans``, ``projections``, outcomes and effects refer to. ``memo``: three numbers and the answer to them. ``arena``,
    ``begins``, ``table``, ``answer``: sequences. By state, by edge, and of the frontier: see
    :class:`~epilogue.space.state_graph.StateGraph` and :class:`~epilogue.space.frontier.Frontier`; ``row_of``: the sequence of a
    state's key; ``place_of``: its place in the heap (``exponents`` of mass, and states ``waiting``); ``expanded``: the
    place in ``ahead`` where it was explored (:mod:`~epilogue.space.kernel.ahead`). ``ahead``: for each state explored ahead or
    apart, the number of its options or outcomes, what is said on the way, and where each leads. The rest is scratch."""

    ctl: Any
    nodes: Any
    operands: Any
    exprs: Any
    code: Any
    start: Any
    ints: Any
    truth: Any
    pool: Any
    plans: Any
    projections: Any
    memo: Any
    arena: Any
    begins: Any
    table: Any
    answer: Any
    kind: Any
    ending: Any
    found_by: Any
    row_of: Any
    site: Any
    rank: Any
    mass: Any
    place_of: Any
    first: Any
    target: Any
    weight: Any
    label: Any
    renamed: Any
    ended: Any
    looked_at: Any
    queue: Any
    exponents: Any
    waiting: Any
    followed: Any
    settled: Any
    shown: Any
    spoken: Any
    ending_state: Any
    env: Any
    buf: Any
    row: Any
    stack: Any
    off_node: Any
    off_first: Any
    carried: Any
    key: Any
    forms: Any
    reached: Any
    up_to: Any
    expanded: Any
    ahead: Any
    said: Any
