"""Room for the kernel's tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from epilogue.space.kernel import layout as at
from epilogue.space.kernel.compiled import entries
from epilogue.space.kernel.layout import Tables

if TYPE_CHECKING:
    from epilogue.space.kernel.answers import Answers
    from epilogue.space.search import Search

GROUPS = (
    ("kind", "ending", "found_by", "row_of", "site", "rank", "mass", "place_of"),
    ("queue",),
    ("target", "weight", "label", "renamed"),
    ("looked_at", "first"),
    ("exponents", "waiting"),
    ("ended",),
    ("begins", "answer"),
    ("table",),
    ("arena",),
    ("memo",),
)
"""Arrays that grow together, in the order of the bits of :func:`epilogue.space.kernel.compiled.full`."""
FIRST_STATES = 1 << 14
"""Number of states that there is room for at first."""


def numbers(count: int, filled: int = 0) -> Any:
    """So many numbers."""
    return np.full(count, filled, np.int32)


def empty_tables(search: Search, answers: Answers) -> Tables:
    """Tables for a search that has not begun."""
    graph = search.reduced.graph
    slots, value = graph.slots, answers.values.number
    rows, operands, expressions = answers.node_rows()
    code = [step for steps in expressions for step in steps]
    firsts = np.cumsum([0, *map(len, expressions)])
    sites = 1 + max((site.id for site in graph.program.choices), default=0)
    inputs = max((row[at.NINPUTS] + row[at.COUNT] for row in rows), default=0)
    widest = len(slots) + inputs + 4 * at.MOST_OFFERS
    states, edges = FIRST_STATES, 2 * FIRST_STATES
    t = Tables(
        ctl=np.zeros(at.REGISTERS + 2 * len(Tables._fields), np.int64),
        nodes=np.array(rows, np.int32),
        operands=np.array([*operands, 0], np.int32),
        exprs=np.array([*zip(firsts, map(len, expressions), strict=False), (0, 0)], np.int32),
        code=np.array([*code, (0, 0, 0)], np.int32),
        start=np.array(list(map(value, search.turns.start)), np.int32),
        ints=np.array(list(map(value, range(at.MOST_OFFERS + 1))), np.int32),
        truth=answers.values.truth,
        pool=numbers(1 << 12),
        plans=np.zeros((64, at.PLAN_COLUMNS), np.int32),
        projections=np.zeros((64, at.PROJECTION_COLUMNS), np.int32),
        memo=np.full((1 << 12, 4), -1, np.int32),
        arena=np.zeros(1 << 20, np.uint8),
        begins=np.zeros(states, np.int64),
        table=numbers(2 * states, -1),
        answer=numbers(states),
        kind=np.zeros(states, np.int8),
        ending=numbers(states),
        found_by=numbers(states),
        row_of=numbers(states),
        site=numbers(states),
        rank=numbers(states),
        mass=np.zeros(states),
        place_of=numbers(states, -1),
        first=numbers(states),
        target=numbers(edges),
        weight=np.zeros(edges, np.uint32),
        label=numbers(edges),
        renamed=np.zeros(edges, np.int8),
        ended=numbers(64),
        looked_at=numbers(states),
        queue=numbers(states),
        exponents=np.zeros(states, np.int16),
        waiting=numbers(states),
        followed=numbers(sites),
        settled=np.zeros(1),
        shown=np.zeros(sites, np.int8),
        spoken=np.zeros(len(rows), np.int8),
        ending_state=numbers(64, -1),
        env=numbers(len(slots)),
        buf=numbers(widest),
        row=numbers(widest),
        stack=numbers(8 + max(map(len, expressions), default=0)),
        off_node=numbers(at.MOST_OFFERS),
        off_first=numbers(at.MOST_OFFERS),
        carried=numbers(2 * at.MOST_OFFERS),
        key=numbers(widest),
        forms=numbers(widest),
        reached=numbers(at.MOST_OUTCOMES + 1),
        up_to=np.zeros(at.MOST_OUTCOMES + 1, np.int8),
        expanded=numbers(0),
        ahead=numbers(0),
        said=numbers(len(rows) + 1, at.S_SAID),
    )
    ctl = t.ctl
    ctl[at.OFFERS_SLOT], ctl[at.MARK_SLOT], ctl[at.LAST_SLOT] = slots["offers",], slots["mark",], slots["last",]
    ctl[at.ITEMS] = bool(search.state_keys.reductions and search.state_keys.reductions.items)
    ctl[at.DECISIONS], ctl[at.PAGES] = graph.decisions, any(row[at.STAYS] > 0 for row in rows)
    ctl[at.NO_MARK], ctl[at.EMPTY] = value(""), answers.empty_list()
    ctl[at.NATEND], ctl[at.GIVEN] = len(graph.at_end), -1
    return addressed(t)


def larger(array: Any, least: int = 0) -> Any:
    """A copy of half as much again, or at least this."""
    size = max(len(array) * 3 // 2, least)
    copy = np.empty((size, *array.shape[1:]), array.dtype)
    copy[: len(array)] = array
    copy[len(array) :] = 0 if array.dtype.kind == "u" else -1
    return copy


def addressed(t: Tables) -> Tables:
    """Enters the addresses and sizes of the tables in their registers."""
    for place, array in enumerate(t):
        t.ctl[at.REGISTERS + 2 * place] = array.ctypes.data
        t.ctl[at.REGISTERS + 2 * place + 1] = len(array)
    return t


def make_room(t: Tables, lacking: int = 0, **least: int) -> Tables:
    """Tables with more room in what ``lacking`` says, and ``least`` sizes of others."""
    names = [name for bit, group in enumerate(GROUPS) if lacking >> bit & 1 for name in group]
    grown = {name: larger(getattr(t, name)) for name in names if name not in ("table", "memo")}
    grown |= {name: larger(getattr(t, name), size) for name, size in least.items() if len(getattr(t, name)) < size}
    if "table" in names:
        grown["table"] = numbers(2 * len(t.table), -1)
        entries.spread(t.arena, t.begins, int(t.ctl[at.SEQUENCES]), grown["table"])
    if "memo" in names:
        grown["memo"] = np.full((2 * len(t.memo), 4), -1, np.int32)
        entries.spread3(t.memo, grown["memo"])
    return addressed(t._replace(**grown))


def released(t: Tables) -> Tables:
    """The tables without what only a search needs: the keys of states can still be read."""
    states, sequences = int(t.ctl[at.STATES]), int(t.ctl[at.SEQUENCES])
    sizes = {"kind": states, "ending": states, "row_of": states, "begins": sequences + 1, "arena": int(t.ctl[at.ARENA])}
    sizes |= {"ctl": len(t.ctl), "nodes": len(t.nodes), "ended": len(t.ended)}
    kept = {name: getattr(t, name)[: sizes.get(name, 0)].copy() for name in Tables._fields}
    return addressed(t._replace(**kept))
