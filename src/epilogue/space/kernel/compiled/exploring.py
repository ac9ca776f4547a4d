"""Exploration: the edges of one state after the other."""

from __future__ import annotations

import numpy as np

from epilogue.space.frontier import BREADTH, PASSES
from epilogue.space.kernel import layout as at
from epilogue.space.kernel.compiled.frontier import chosen, pass_on
from epilogue.space.kernel.compiled.sequences import find, read
from epilogue.space.kernel.compiled.turns import drawn, offered, run, taken
from epilogue.space.kernel.compiled.types import I, T, V, compiled
from epilogue.space.kernel.layout import BY_HAND, FULL, OVER, SLICE
from epilogue.space.state_graph import StateKind

CHOICE = int(StateKind.CHOICE)
NONE = -1


@compiled(I(T, I))
def full(t, edges):
    """Where there may be no room for the next states and so many edges, as a bit set; 0: nowhere."""
    ctl = t.ctl
    margin = t.buf.shape[0]
    lacking = 0
    if ctl[at.STATES] + 2 + edges > t.kind.shape[0]:
        lacking |= 1
    if ctl[at.TAIL] + 2 + edges > t.queue.shape[0]:
        lacking |= 2
    if ctl[at.EDGES] + 2 + edges > t.target.shape[0]:
        lacking |= 4
    if ctl[at.LOOKED] + 3 > t.looked_at.shape[0]:
        lacking |= 8
    heap = ctl[at.STATES] if ctl[at.LOOKED] <= BREADTH else ctl[at.HEAP]
    if heap + (PASSES + 2) * (ctl[at.HARDEST] + edges) + 64 > t.exponents.shape[0]:
        lacking |= 16
    if ctl[at.ENDINGS] + 2 > t.ended.shape[0]:
        lacking |= 32
    if ctl[at.SEQUENCES] + margin + edges > t.begins.shape[0]:
        lacking |= 64
    if (ctl[at.SEQUENCES] + margin + edges) * 2 > t.table.shape[0]:
        lacking |= 128
    if ctl[at.ARENA] + 32 * margin > t.arena.shape[0]:
        lacking |= 256
    if ctl[at.MEMO] * 2 > t.memo.shape[0]:
        lacking |= 512
    return lacking


@compiled(I(T, I))
def laid_out(t, state):
    """Puts the values of a state in their slots and its options on offer; returns its projection."""
    ctl, env, key, pool = t.ctl, t.env, t.key, t.pool
    env[:] = t.start
    read(t, t.row_of[state], key)
    projection = key[1]
    place = 5
    nodes = t.projections[projection, at.NODES]
    offers = t.projections[projection, at.NNODES]
    carried = 0
    for option in range(offers):
        node = pool[nodes + option]
        t.off_node[option], t.off_first[option] = node, carried
        for _ in range(t.nodes[node, at.COUNT]):
            t.carried[carried] = key[place]
            carried += 1
            place += 1
    ctl[at.CARRIED] = carried
    live = t.projections[projection, at.LIVE]
    for index in range(t.projections[projection, at.NLIVE]):
        env[pool[live + index]] = key[place + index]
    return projection


@compiled(V(T, I, I, I, I))
def add_edge(t, target, weight, label, renamed):
    edge = t.ctl[at.EDGES]
    t.target[edge], t.weight[edge], t.label[edge], t.renamed[edge] = target, weight, label, renamed
    t.ctl[at.EDGES] = edge + 1


@compiled(I(T, I))
def choices(t, state):
    """Writes the edges of a choice, from the option at which it was left."""
    ctl = t.ctl
    while True:
        if full(t, 1):
            return np.int64(FULL)
        projection = laid_out(t, state)
        offers = t.projections[projection, at.NNODES]
        option = ctl[at.OPTION]
        if option == offers:
            return np.int64(0)
        node = t.off_node[option]
        site = t.nodes[node, at.SITE]
        t.shown[site] = 1
        result = run(t, t.nodes[node, at.ENTRY], taken(t, offers, option))
        if result < 0:
            return result
        add_edge(t, result, 1, site, ctl[at.RENAMED])
        ctl[at.OPTION] = option + 1


@compiled(I(T, I))
def chances(t, state):
    """Writes the edges of a draw, from the outcome at which it was left: one for all outcomes that lead to the same."""
    ctl, pool, reached, up_to = t.ctl, t.pool, t.reached, t.up_to
    read(t, t.row_of[state], t.key)
    outcomes = np.int64(t.key[4])
    count = np.int64(pool[outcomes])
    draw = np.int64(t.projections[t.key[1], at.DRAW])
    while ctl[at.OPTION] < count:
        if full(t, count):
            return np.int64(FULL)
        index = ctl[at.OPTION]
        projection = laid_out(t, state)
        offers = np.int64(t.projections[projection, at.NNODES])
        offered(t, offers)
        result = drawn(t, draw, pool[outcomes + 1 + index])
        if result < 0:
            return result
        result = run(t, np.int64(t.nodes[draw, at.NEXT]), offers)
        if result < 0:
            return result
        reached[index], up_to[index] = result, ctl[at.RENAMED]
        ctl[at.OPTION] = index + 1
    if full(t, count):
        return np.int64(FULL)
    first = ctl[at.EDGES]
    buf = t.buf
    for index in range(count):
        if reached[index] < 0:
            continue
        target, renamed = np.int64(reached[index]), up_to[index]
        buf[0] = at.S_LABEL
        members = 1
        for other in range(index, count):
            if reached[other] == target and up_to[other] == renamed:
                buf[members] = other
                members += 1
                if other > index:
                    reached[other] = NONE
        if t.found_by[target] >= first and not renamed:
            t.found_by[target] = ctl[at.EDGES]
        add_edge(t, target, members - 1, -2 - find(t, buf, members, True), renamed)
    return np.int64(0)


@compiled(V(T, I))
def close_row(t, state):
    """The edges of a state are written."""
    ctl = t.ctl
    looked = ctl[at.LOOKED]
    t.first[looked + 1] = ctl[at.EDGES]
    t.rank[state] = looked
    t.looked_at[looked] = state
    ctl[at.LOOKED] = looked + 1
    ctl[at.GIVEN] = NONE
    pass_on(t, state)


@compiled(I(T))
def advance(t):
    """Explores states until as many are explored as asked (SLICE), none are left (OVER), something is missing, or there is no
    room (FULL)."""
    ctl = t.ctl
    while True:
        if ctl[at.GIVEN] == NONE:
            if full(t, 1):
                return np.int64(FULL)
            state = chosen(t)
            if state == NONE:
                return np.int64(OVER)
            ctl[at.GIVEN] = state
            ctl[at.OPTION] = 0
            ctl[at.BEFORE_STATES], ctl[at.BEFORE_EDGES] = ctl[at.STATES], ctl[at.EDGES]
            ctl[at.BEFORE_ENDINGS], ctl[at.BEFORE_SEQUENCES] = ctl[at.ENDINGS], ctl[at.SEQUENCES]
        if ctl[at.LOOKED] >= ctl[at.STOP_AT]:
            return np.int64(SLICE)
        state = ctl[at.GIVEN]
        if ctl[at.OPTION] != at.WRITTEN:
            if t.row_of[state] < 0:
                return np.int64(BY_HAND)
            result = choices(t, state) if t.kind[state] == CHOICE else chances(t, state)
            if result < 0:
                return result
        ctl[at.HARDEST] = max(ctl[at.HARDEST], ctl[at.EDGES] - ctl[at.BEFORE_EDGES])
        ctl[at.OPTION] = at.WRITTEN
        if full(t, 1):
            return np.int64(FULL)
        close_row(t, state)
