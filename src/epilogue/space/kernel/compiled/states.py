"""The states that turns lead to, compared in full."""

from __future__ import annotations

import numpy as np

from epilogue.space.kernel import layout as at
from epilogue.space.kernel.compiled.sequences import find, known, known3
from epilogue.space.kernel.compiled.types import I, T, compiled
from epilogue.space.state_graph import StateKind

CHOICE, ENDING, OPEN = int(StateKind.CHOICE), int(StateKind.ENDING), int(StateKind.OPEN)
NONE = -1


@compiled(I(T, I, I, I, I))
def new_state(t, kind, row, ending, place):
    """Adds a state found by the next edge."""
    ctl = t.ctl
    state = ctl[at.STATES]
    ctl[at.STATES] = state + 1
    t.kind[state] = kind
    t.ending[state] = ending
    t.found_by[state] = ctl[at.EDGES]
    t.row_of[state] = row
    t.site[state] = place
    t.mass[state] = 0.0
    t.place_of[state] = NONE
    if kind == ENDING:
        t.rank[state] = -2
    elif kind == OPEN:
        t.rank[state] = -3
    else:
        t.rank[state] = -1
        t.queue[ctl[at.TAIL]] = state
        ctl[at.TAIL] += 1
    return state


@compiled(I(T, I, I, I, I))
def form(t, projection, offers, live, nlive):
    """The canonical form of what the projection keeps: of its parts, innermost first, of which those interchangeable are
    sorted."""
    pool, buf, forms, env = t.pool, t.buf, t.forms, t.env
    place = t.projections[projection, at.PARTS]
    parts = pool[place]
    place += 1
    result = np.int64(0)
    for part in range(parts):
        buf[0], buf[1] = at.S_FORM, pool[place]
        place += 1
        count = 2
        for _ in range(pool[place]):
            place += 1
            buf[count] = env[pool[live + pool[place]]]
            count += 1
        place += 1
        for _ in range(pool[place]):
            place += 1
            option = pool[place]
            for index in range(t.off_first[option], t.off_first[option] + t.nodes[t.off_node[option], at.COUNT]):
                buf[count] = t.carried[index]
                count += 1
        place += 1
        for _ in range(pool[place]):
            place += 1
            buf[count] = pool[place]
            place += 1
            children = pool[place]
            buf[count + 1] = children
            begin = count + 2
            count = begin
            for _child in range(children):
                place += 1
                inner = forms[pool[place]]
                slot = count
                while slot > begin and buf[slot - 1] > inner:
                    buf[slot] = buf[slot - 1]
                    slot -= 1
                buf[slot] = inner
                count += 1
        place += 1
        result = find(t, buf, count, True)
        forms[part] = result
    return result


@compiled(I(T, I, I, I, I, I))
def kept(t, projection, offers, outcomes, mark, position):
    """The state with these options on offer, as the projection keeps it; below 0 if something is missing."""
    ctl, env, pool, buf, row = t.ctl, t.env, t.pool, t.buf, t.row
    draw = t.projections[projection, at.DRAW]
    place = position if ctl[at.DECISIONS] and draw < 0 else NONE
    ctl[at.RENAMED] = 0
    row[0], row[1], row[2], row[3], row[4] = at.S_ROW, projection, place, mark, outcomes
    count = 5
    for option in range(offers):
        for index in range(t.off_first[option], t.off_first[option] + t.nodes[t.off_node[option], at.COUNT]):
            row[count] = t.carried[index]
            count += 1
    live, nlive = t.projections[projection, at.LIVE], t.projections[projection, at.NLIVE]
    for index in range(nlive):
        row[count] = env[pool[live + index]]
        count += 1
    kind = CHOICE if draw < 0 else t.nodes[draw, at.STATE]
    if ctl[at.APART]:
        return 2 * np.int64(find(t, row, count, True))
    symmetric = ctl[at.ITEMS] or t.projections[projection, at.PARTS] >= 0
    sequence = find(t, row, count, not symmetric)
    if sequence >= 0 and t.answer[sequence] >= 0:
        return np.int64(t.answer[sequence])
    if symmetric:
        if ctl[at.ITEMS]:
            row[0] = at.S_ITEMS
            inner = known(t, row, count)
            row[0] = at.S_ROW
            if inner < 0:
                return inner
            outcomes_up_to = np.int64(NONE)  # part of what is looked up
        else:
            inner = form(t, projection, offers, live, nlive)
            outcomes_up_to = np.int64(outcomes)
        buf[0], buf[1], buf[2], buf[3], buf[4] = at.S_ROOT, place, mark, outcomes_up_to, inner
        root = find(t, buf, 5, True)
        if t.answer[root] >= 0:
            ctl[at.RENAMED] = 1
            return np.int64(t.answer[root])
        sequence = find(t, row, count, True)
        t.answer[root] = ctl[at.STATES]
    t.answer[sequence] = ctl[at.STATES]
    return np.int64(new_state(t, kind, sequence, NONE, position))


@compiled(I(T, I, I, I, I))
def arrive(t, draw, offers, outcomes, position):
    """The state of a turn that stops with these offers, at a draw or (NONE) for the reader to choose."""
    ctl, env, pool, buf = t.ctl, t.env, t.pool, t.buf
    buf[0], buf[1] = at.S_PLAN, draw
    for index in range(offers):
        buf[2 + index] = t.off_node[index]
    plan = known(t, buf, 2 + offers)
    if plan < 0:
        return plan
    first = t.plans[plan, at.REPLACED]
    for index in range(t.plans[plan, at.NREPLACED]):
        slot = pool[first + 2 * index]
        same = known3(t, pool[first + 2 * index + 1], env[slot], 0)
        if same < 0:
            return same
        env[slot] = same
    projection = np.int64(t.plans[plan, at.PLAIN])
    deciding = t.plans[plan, at.NDECIDING]
    if deciding:
        first = t.plans[plan, at.DECIDING]
        count = 2
        for index in range(deciding):
            slot = pool[first + 2 * index]
            fact = known3(t, pool[first + 2 * index + 1], env[slot], 0)
            if fact < 0:
                return fact
            if fact:
                buf[count] = fact
                count += 1
        if count > 2:
            buf[0], buf[1] = at.S_FACTS, plan
            projection = known(t, buf, count)
            if projection < 0:
                return projection
    first = t.projections[projection, at.LEVELS]
    for _ in range(t.projections[projection, at.NLEVELS]):
        slots = pool[first]
        buf[0] = at.S_LEVEL
        for index in range(slots):
            buf[1 + index] = env[pool[first + 1 + index]]
        levelled = known(t, buf, 1 + slots)
        if levelled < 0:
            return levelled
        for index in range(slots):
            env[pool[first + 1 + index]] = pool[levelled + index]
        first += 1 + slots
    mark = env[ctl[at.MARK_SLOT]] if draw < 0 and t.plans[plan, at.MARKED] else ctl[at.NO_MARK]
    return kept(t, projection, offers, outcomes, mark, position)
