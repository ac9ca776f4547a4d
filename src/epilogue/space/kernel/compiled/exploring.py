"""Exploration: the edges of one state after the other."""

from __future__ import annotations

import numpy as np

from epilogue.space.frontier import BREADTH, PASSES
from epilogue.space.kernel import layout as at
from epilogue.space.kernel.compiled.frontier import chosen, pass_on
from epilogue.space.kernel.compiled.sequences import find, read
from epilogue.space.kernel.compiled.states import kept
from epilogue.space.kernel.compiled.turns import drawn, offered, over, run, say, taken
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
def laid_out(t, sequence):
    """Puts the values of a state, of which this is the key, in their slots and its options on offer; returns its projection."""
    ctl, env, key, pool = t.ctl, t.env, t.key, t.pool
    env[:] = t.start
    read(t, sequence, key)
    projection = np.int64(key[1])
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


@compiled(I(T, I, I))
def followed(t, sequence, option):
    """Where an option, or an outcome of a draw, leads from the state of which this is the key; below 0 why that is not known."""
    projection = laid_out(t, sequence)
    draw = np.int64(t.projections[projection, at.DRAW])
    offers = np.int64(t.projections[projection, at.NNODES])
    if draw < 0:
        entry = np.int64(t.nodes[t.off_node[option], at.ENTRY])
        return run(t, entry, np.int64(taken(t, offers, option)))
    outcome = np.int64(t.pool[t.key[4] + 1 + option])
    offered(t, offers)
    result = drawn(t, draw, outcome)
    if result < 0:
        return result
    return run(t, np.int64(t.nodes[draw, at.NEXT]), offers)


@compiled(I(T, I))
def reached_ahead(t, arrival):
    """The state that was reached ahead."""
    place = arrival >> 1
    if arrival & 1:
        return over(t, np.int64(t.pool[place]), np.int64(t.pool[place + 1]))
    if t.answer[place] >= 0:
        t.ctl[at.RENAMED] = 0
        return np.int64(t.answer[place])
    projection = laid_out(t, place)
    draw = np.int64(t.projections[projection, at.DRAW])
    position = np.int64(t.key[2]) if draw < 0 else np.int64(t.nodes[draw, at.POSITION])
    offers = np.int64(t.projections[projection, at.NNODES])
    return kept(t, projection, offers, np.int64(t.key[4]), np.int64(t.key[3]), position)


@compiled(I(T, I, I))
def successor(t, state, option):
    """The state that an option, or an outcome of a draw, leads to; below 0 why that is not known yet."""
    if state < t.expanded.shape[0] and t.expanded[state] >= 0:
        return reached_ahead(t, np.int64(t.ahead[t.expanded[state] + 2 + option]))
    return followed(t, np.int64(t.row_of[state]), option)


@compiled(I(T, I))
def choices(t, state):
    """Writes the edges of a choice, from the option at which it was left."""
    ctl = t.ctl
    read(t, t.row_of[state], t.key)
    projection = np.int64(t.key[1])
    nodes = t.projections[projection, at.NODES]
    while ctl[at.OPTION] < t.projections[projection, at.NNODES]:
        if full(t, 1):
            return np.int64(FULL)
        option = ctl[at.OPTION]
        site = t.nodes[t.pool[nodes + option], at.SITE]
        t.shown[site] = 1
        result = successor(t, state, option)
        if result < 0:
            return result
        add_edge(t, result, 1, site, ctl[at.RENAMED])
        ctl[at.OPTION] = option + 1
    return np.int64(0)


@compiled(I(T, I))
def chances(t, state):
    """Writes the edges of a draw, from the outcome at which it was left: one for all outcomes that lead to the same."""
    ctl, pool, reached, up_to = t.ctl, t.pool, t.reached, t.up_to
    read(t, t.row_of[state], t.key)
    outcomes = np.int64(t.key[4])
    count = np.int64(pool[outcomes])
    while ctl[at.OPTION] < count:
        if full(t, count):
            return np.int64(FULL)
        index = ctl[at.OPTION]
        result = successor(t, state, index)
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
    if state < t.expanded.shape[0] and t.expanded[state] >= 0:
        said = np.int64(t.ahead[t.expanded[state] + 1])
        for index in range(t.pool[said]):
            say(t, np.int64(t.pool[said + 1 + index]))
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
            ctl[at.BEFORE_ENDINGS] = ctl[at.ENDINGS]
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
